"""The voice: it says each board once, the newest first, and is silent where it can't speak."""

from __future__ import annotations

import shutil
import sys
import threading
import time
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from support.require import lack

from game.view.voice import (
    PROGRAMS,
    NoVoice,
    Program,
    Reader,
    SystemVoice,
    find_program,
    open_voice,
)
from game.words import Words
from reachwell.display import wanted_voice
from reachwell.errors import UsageError
from tasks.scene import Panel

WORDS = Words.load("en")
PATIENCE_S = 20.0

LISTENER = """
import pathlib, sys, time
folder = pathlib.Path(sys.argv[1])
words = sys.argv[2] if len(sys.argv) > 2 else sys.stdin.read()
with (folder / "heard").open("a", encoding="utf-8") as file:
    file.write(words + "\\n")
if "long" in words:
    time.sleep(60)
    (folder / "finished").touch()
"""


def listener(folder: Path, *end: str, hush: tuple[str, ...] = ()) -> Program:
    """A program that writes down what it is given; what is long takes a minute to say."""
    return Program("python", (sys.executable, "-c", LISTENER, str(folder), *end), hush)


def heard(folder: Path) -> list[str]:
    file = folder / "heard"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def until(reached: Callable[[], bool]) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < end_s
        time.sleep(0.01)


class Noted:
    """A voice that notes what it was to say."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, words: str) -> None:
        self.said.append(words)

    def close(self) -> None:
        self.said.append("closed")


def spoken(key: str, **values: int) -> Panel:
    return Panel(key, (0.0, 1.0, -1.0), values=values, spoken=True)


@pytest.mark.parametrize("end", [(), ("",)], ids=["standard input", "argument"])
def test_words_reach_the_program(tmp_path: Path, end: tuple[str, ...]) -> None:
    voice = SystemVoice(listener(tmp_path, *end))
    voice.say("Grüße, 3 “reaches”; $(no) shell")
    until(lambda: bool(heard(tmp_path)))
    voice.close()
    assert heard(tmp_path) == ["Grüße, 3 “reaches”; $(no) shell"]


def test_newer_words_break_off_older_ones(tmp_path: Path) -> None:
    voice = SystemVoice(listener(tmp_path))
    voice.say("a long story")
    until(lambda: heard(tmp_path) == ["a long story"])
    voice.say("stop")
    until(lambda: heard(tmp_path) == ["a long story", "stop"])
    voice.close()
    assert not (tmp_path / "finished").exists()


def test_closing_ends_program_and_thread(tmp_path: Path) -> None:
    before = threading.active_count()
    voice = SystemVoice(listener(tmp_path))
    voice.say("a long story")
    until(lambda: bool(heard(tmp_path)))
    voice.close()
    assert threading.active_count() == before
    voice.say("too late")
    voice.close()
    assert heard(tmp_path) == ["a long story"]


def test_who_speaks_through_another_is_hushed(tmp_path: Path) -> None:
    said = tmp_path / "hushed"
    hush = (sys.executable, "-c", f"open({str(said)!r}, 'w').close()")
    voice = SystemVoice(listener(tmp_path, "", hush=hush))
    voice.say("a long story")
    until(lambda: bool(heard(tmp_path)))
    assert not said.exists()
    voice.close()
    assert said.exists()


@pytest.mark.parametrize(
    "speak",
    [("no-such-program-anywhere",), (sys.executable, "-c", "raise SystemExit(3)")],
    ids=["missing", "failing"],
)
def test_a_program_that_cannot_speak_is_silence(speak: tuple[str, ...]) -> None:
    voice = SystemVoice(Program("broken", speak))
    for _ in range(3):
        voice.say("x" * 200_000)
    voice.close()


def test_a_system_without_a_voice_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert find_program("linux") is None
    assert find_program("plan9") is None
    voice = open_voice()
    assert isinstance(voice, NoVoice)
    voice.say("anything")
    voice.close()


def test_a_real_voice_says_more_words_for_longer(tmp_path: Path) -> None:
    if shutil.which("espeak-ng") is None:
        lack("voice", "there is no espeak-ng: apt install espeak-ng")

    say_into = (
        "import subprocess, sys; subprocess.run(sys.argv[2:]); open(sys.argv[1], 'w').close()"
    )
    speak = PROGRAMS["linux"][0].speak

    def seconds(words: str, name: str) -> float:
        file, done = tmp_path / name, tmp_path / f"{name}.done"
        command = (sys.executable, "-c", say_into, str(done), *speak, "-w", str(file))
        voice = SystemVoice(Program("espeak-ng", command))
        voice.say(words)
        until(done.exists)
        voice.close()
        with wave.open(str(file)) as sound:
            return sound.getnframes() / sound.getframerate()

    short = seconds("Rest", "short.wav")
    long = seconds(WORDS.text("check.hurts"), "long.wav")
    assert 0.1 < short < 2.0
    assert short + 0.5 < long < 10.0


# What is read out


def test_a_board_is_read_once_and_again_when_it_comes_again() -> None:
    voice = Noted()
    reader = Reader(WORDS, voice)
    board, other = spoken("go_on"), Panel("skip", (0.0, 1.0, -1.0))
    for panels in ([], [board], [board], [board, other], [other], [other]):
        reader.read(panels)
    assert voice.said == ["Go on."]
    reader.read([spoken("go_on")])
    assert voice.said == ["Go on."] * 2


def test_boards_that_come_together_are_read_together_and_hidden_ones_not() -> None:
    voice = Noted()
    reader = Reader(WORDS, voice)
    hidden = spoken("skip")
    hidden.visible = False
    reader.read([spoken("summary.done"), hidden, spoken("summary.reaches", count=12)])
    assert voice.said == ["Well done! You did 12 reaches."]
    reader.close()
    assert voice.said[-1] == "closed"


def test_a_message_that_is_missing_is_left_to_the_picture() -> None:
    voice = Noted()
    Reader(WORDS, voice).read([spoken("no.such.message"), spoken("go_on")])
    assert voice.said == [" Go on."]


def test_a_voice_that_is_neither_on_nor_off_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REACHWELL_VOICE", "loud")
    with pytest.raises(UsageError, match="'loud'; allowed: on, off"):
        wanted_voice()
    monkeypatch.setenv("REACHWELL_VOICE", "off")
    assert isinstance(wanted_voice(), NoVoice)
    monkeypatch.setenv("REACHWELL_VOICE", "on")
    voice = wanted_voice()
    assert isinstance(voice, SystemVoice if find_program() else NoVoice)
    voice.close()
