"""Odd arguments and damaged sessions, through whole commands: one plain line, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.command import DISPLAYS, command

from game.recording.reading import open_recording

KILL_AFTER_S = 120
SIMULATED = ("--input", "simulated", "--view", "none", "--seed", "1")
TOO_LONG = "x" * 5000


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    return kept | {"REACHWELL_DATA": str(data), "PYTHONUTF8": "1"}


def reachwell(data: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return command(*arguments, REACHWELL_DATA=str(data))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with one whole session."""
    data = tmp_path_factory.mktemp("played")
    done = reachwell(data, "play", "taster", *SIMULATED)
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def session(played: Path, tmp_path: Path) -> Path:
    """A copy of its folder, to be damaged."""
    (original,) = (played / "sessions").iterdir()
    return Path(shutil.copytree(original, tmp_path / "sessions" / original.name))


def refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode == 2, (done.returncode, done.stderr)
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert words in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("play", TOO_LONG, *SIMULATED), "no such level"),
        (("levels", "show", TOO_LONG), "no such level"),
        (("levels", "check", TOO_LONG), "can't be read"),
        (("sessions", "show", TOO_LONG), "no session id"),
        (("sessions", "list", "--data", "~no-such-user-here/x"), "home directory"),
        (("sessions", "list", "--data", __file__), "test_cli_odd_arguments.py"),
        (("patients", "add", "Q-1"), "--affected"),
        (("play", "taster", *SIMULATED, "--screenshot", "x.png"), "--screenshot"),
    ],
)
def test_odd_arguments_get_one_line(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    refused(reachwell(tmp_path, *arguments), words)
    assert not list(tmp_path.iterdir())


def change_trials(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / "trials.jsonl"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for row in rows:
            change(row)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    return damage


def change_session(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / "session.json"
        described = json.loads(path.read_text(encoding="utf-8"))
        change(described)
        path.write_text(json.dumps(described), encoding="utf-8")

    return damage


NOT_SUMMED_UP = {
    "measures null": change_trials(lambda row: row.update(measures=None)),
    "measure text": change_trials(lambda row: row["measures"].update(sparc="smooth")),
    "measure NaN": change_trials(lambda row: row["measures"].update(sparc=float("nan"))),
    "no scored": change_trials(lambda row: row.pop("scored")),
    "side a list": change_trials(lambda row: row.update(side=[])),
    "difficulty text": change_trials(lambda row: row.update(difficulty="hard")),
    "overruns a list": change_session(lambda info: info["end"]["more"].update(overruns=[1])),
    "endless": change_session(lambda info: info["end"].update(duration_s=float("inf"))),
}


@pytest.mark.parametrize("damage", NOT_SUMMED_UP.values(), ids=NOT_SUMMED_UP)
def test_a_damaged_session_says_so_alone_and_in_the_list(
    damage: Callable[[Path], None], session: Path
) -> None:
    damage(session)
    data = session.parent.parent
    refused(reachwell(data, "sessions", "show", session.name), session.name)
    listed = reachwell(data, "sessions", "list", "--json")
    assert listed.returncode == 0, listed.stderr
    (row,) = json.loads(listed.stdout)
    assert row["status"].startswith("unreadable")


def hears(**changes: object) -> Callable[[Path], None]:
    event = {"kind": "command", "frame_index": 30, "command": "easier", "source": "key"} | changes
    line = json.dumps({name: value for name, value in event.items() if value != "absent"})

    def damage(folder: Path) -> None:
        path = folder / "events.jsonl"
        path.write_bytes(line.encode() + b"\n" + path.read_bytes())

    return damage


NOT_RERUN = {
    "command unnamed": hears(command="absent"),
    "command a number": hears(command=3),
    "source unknown": hears(source="telepathy"),
    "data a list": hears(data=[1]),
    "frame a list": hears(frame_index=[]),
    "nobody played": change_session(lambda info: info.update(patient_state={})),
    "rate of zero": change_session(lambda info: info.update(rate_hz=0)),
    "negative seed": change_session(lambda info: info.update(seed=-1)),
}


@pytest.mark.parametrize("damage", NOT_RERUN.values(), ids=NOT_RERUN)
def test_what_cant_be_rerun_is_refused_before_anything_is_recorded(
    damage: Callable[[Path], None], session: Path, tmp_path: Path
) -> None:
    damage(session)
    again = tmp_path / "again"
    refused(reachwell(again, "play", "--input", f"replay:{session}"), session.name)
    assert not again.exists()


def test_a_title_in_square_brackets_is_shown_as_written(session: Path) -> None:
    change_session(lambda info: info.update(level_title="[/b] [left] reach"))(session)
    shown = reachwell(session.parent.parent, "sessions", "show", session.name)
    assert shown.returncode == 0, shown.stderr
    assert "[/b] [left] reach" in shown.stdout


@pytest.fixture
def playing(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A session in real time that has come to its first event."""
    process = subprocess.Popen(
        [sys.executable, "-m", "reachwell", "play", "taster", *SIMULATED, "--speed", "real"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(tmp_path),
    )
    try:
        deadline_s = time.monotonic() + 60
        while not any(tmp_path.glob("sessions/*/events.jsonl")) or not any(
            path.stat().st_size for path in tmp_path.glob("sessions/*/events.jsonl")
        ):
            assert time.monotonic() < deadline_s
            assert process.poll() is None
            time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_asked_to_end_a_session_ends_calmly(
    playing: subprocess.Popen[bytes], name: str, tmp_path: Path
) -> None:
    playing.send_signal(getattr(signal, name))
    assert playing.wait(KILL_AFTER_S) == 0
    (folder,) = (tmp_path / "sessions").iterdir()
    end = open_recording(folder).info.end
    assert end is not None
    assert end.status == "ended"


def test_what_cant_be_mended_keeps_no_other_from_it(session: Path) -> None:
    data = session.parent.parent
    broken_off = change_session(lambda info: info.update(end=None))
    broken_off(session)
    other = session.with_name("20991231T235959-ABCDEF")
    shutil.copytree(session, other)
    (session / ".lock").mkdir()
    (other / ".lock").touch()
    done = reachwell(data, "sessions", "recover")
    refused(done, session.name)
    end = open_recording(other).info.end
    assert end is not None
    assert end.status == "recovered"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_words_that_find_no_place_stop_no_session(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "reachwell", "play", "taster", *SIMULATED],
            stdout=subprocess.PIPE,
            stderr=full,
            timeout=KILL_AFTER_S,
            env=environment(tmp_path),
            check=False,
        )
    (folder,) = (tmp_path / "sessions").iterdir()
    end = open_recording(folder).info.end
    assert end is not None
    assert end.status == "completed"
    assert b"Recording:" in done.stdout


def test_the_doctor_examines_even_a_folder_whose_name_is_too_long(tmp_path: Path) -> None:
    done = reachwell(tmp_path, "doctor", "--data", tmp_path / ("x" * 300))
    assert done.returncode == 0, done.stderr
    assert "data folder" in done.stdout


def test_no_word_of_a_recording_commands_the_terminal(session: Path) -> None:
    data, hostile = session.parent.parent, "\x1b[31mred\n\t\x07\u202e"
    change_session(lambda info: info.update(level_title=hostile, input_device=hostile))(session)
    trials = session / "trials.jsonl"
    rows = [json.loads(line) for line in trials.read_text(encoding="utf-8").splitlines()]
    named = [json.dumps(row | {"exercise_name": hostile, "end_reason": hostile}) for row in rows]
    trials.write_text("\n".join(named) + "\n", encoding="utf-8")
    for words in (("sessions", "list"), ("sessions", "show", "last"), ("progress", "guest")):
        done = reachwell(data, *words)
        assert done.returncode == 0, done.stderr
        assert "[31mred" in done.stdout
        assert all(c.isprintable() or c in "\n\t" for c in done.stdout)
        assert not any(line.startswith(" [31m") for line in done.stdout.splitlines())


@pytest.mark.parametrize("field", ["difficulty", "trial_num", "end_time_ns"])
def test_numbers_beyond_all_measure_are_one_line(session: Path, field: str) -> None:
    data, trials = session.parent.parent, session / "trials.jsonl"
    first, *rest = trials.read_text(encoding="utf-8").splitlines()
    enormous = 1e308 if field == "difficulty" else 10**30
    row = json.dumps(json.loads(first) | {field: enormous})
    trials.write_text("\n".join([row, *rest]) + "\n", encoding="utf-8")
    done = reachwell(data, "report", "last", "--out", data / "r.pdf")
    refused(done, f"trials.jsonl, line 1: {field}")


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX closes the output")
def test_an_output_that_is_closed_stops_nothing(session: Path) -> None:
    line = f'"{sys.executable}" -m reachwell sessions show "{session}" >&-'
    done = subprocess.run(
        ["sh", "-c", line],
        stderr=subprocess.PIPE,
        timeout=KILL_AFTER_S,
        env=environment(session.parent.parent),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
