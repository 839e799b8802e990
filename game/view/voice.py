"""The words of boards, said aloud by the voice that the system has, if it has one."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from game.words import MissingWordError, Words
from tasks.scene import Panel

_PATIENCE_S: Final = 2.0
_ENDS: Final = ".!?"
_POWERSHELL: Final = (
    "Add-Type -AssemblyName System.Speech; "
    "[Console]::InputEncoding = [Text.Encoding]::UTF8; "
    "$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    "$voice.Rate = -2; $voice.Speak([Console]::In.ReadToEnd())"
)


class Voice(Protocol):
    """Says words aloud."""

    def say(self, words: str) -> None:
        """Say these now, and nothing else any more. Returns at once."""
        ...

    def close(self) -> None:
        """Fall silent. May be called twice."""
        ...


class NoVoice:
    """Where there is no voice."""

    def say(self, words: str) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Nothing to do."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the system that says what it reads from its standard input.

    One whose `speak` ends with an empty argument gets the words there instead. `hush` silences
    a program that leaves the speaking to another.
    """

    name: str
    speak: tuple[str, ...]
    hush: tuple[str, ...] = ()


PROGRAMS: Final[dict[str, tuple[Program, ...]]] = {
    "linux": (
        Program("espeak-ng", ("espeak-ng", "-s", "140", "--stdin")),
        Program("spd-say", ("spd-say", "--wait", "--rate", "-20", ""), ("spd-say", "--cancel")),
    ),
    "darwin": (Program("say", ("say", "-r", "150", "-f", "-")),),
    "win32": (
        Program("powershell", ("powershell", "-NoProfile", "-NonInteractive",
                               "-Command", _POWERSHELL)),
    ),
}  # fmt: skip
"""Slow and clear; the first that is installed speaks."""


def find_program(platform: str = sys.platform) -> Program | None:
    """The program that speaks on this system, None where there is none."""
    for program in PROGRAMS.get(platform, ()):
        if shutil.which(program.name):
            return program
    return None


def open_voice() -> Voice:
    """The system's voice, or silence."""
    program = find_program()
    return SystemVoice(program) if program else NoVoice()


class SystemVoice:
    """Speaks through a program, from a thread of its own; whatever goes wrong is silence."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._lock = threading.Condition()
        self._next: str | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._live, name="voice", daemon=True)
        self._thread.start()

    def say(self, words: str) -> None:
        """Say these now; what was being said breaks off."""
        with self._lock:
            if not self._closed:
                self._next = words
                self._break_off()
                self._lock.notify()

    def close(self) -> None:
        """Fall silent and end the thread."""
        with self._lock:
            self._closed = True
            self._next = None
            self._break_off()
            self._lock.notify()
        self._thread.join(_PATIENCE_S)

    def _live(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._closed or self._next is not None)
                if self._closed:
                    return
                words, self._next = self._next, None
            assert words is not None
            with contextlib.suppress(OSError):
                self._speak(words)

    def _speak(self, words: str) -> None:
        command = self._program.speak
        if command[-1] == "":
            command, words = (*command[:-1], words), ""
        with _started(command) as process:
            with self._lock:
                self._process = process
                if self._closed or self._next is not None:
                    self._break_off()
            process.communicate(words.encode())
            with self._lock:
                self._process = None
                stale = self._closed or self._next is not None
        if stale and self._program.hush:
            with _started(self._program.hush) as hushing:
                hushing.communicate()

    def _break_off(self) -> None:
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.kill()


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # Windows would open a console before the game.
    flags = int(getattr(subprocess, "CREATE_NO_WINDOW", 0))
    return subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=flags,
    )


class Reader:
    """Reads out the boards that are to be spoken, each once, when it appears."""

    def __init__(self, words: Words, voice: Voice) -> None:
        self._words = words
        self._voice = voice
        self._there: list[Panel] = []

    def read(self, panels: Sequence[Panel]) -> None:
        """Look at the panels of a frame; says what is new."""
        there = [panel for panel in panels if panel.spoken and panel.visible]
        if there != self._there:
            new = [panel for panel in there if panel not in self._there]
            self._there = there
            if new:
                self._voice.say(" ".join(self._sentence(panel) for panel in new))

    def close(self) -> None:
        """Fall silent."""
        self._voice.close()

    def _sentence(self, panel: Panel) -> str:
        try:
            lines = self._words.text(panel.key, panel.values).split("\n")
        except MissingWordError:  # drawing the board tells of it
            return ""
        text = " ".join(lines)
        return text if text[-1:] in _ENDS else f"{text}."
