"""`reachwell play --resume` as a user runs it, and how the program takes a rude end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.command import command
from test_play import only_session, reachwell, wait_for_line

from game.recording.reading import open_recording
from levels.loader import load_level, shipped_path

SIMULATED = ("--input", "simulated", "--view", "none")


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with one session that was killed within a repetition."""
    data = tmp_path_factory.mktemp("killed")
    victim = subprocess.Popen(
        [
            sys.executable, "-m", "reachwell", "play", "taster", *SIMULATED,
            "--speed", "real", "--data", str(data),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for_line(data, "target_shown")
    finally:
        victim.kill()
        victim.wait()
    return data


def test_a_killed_session_is_mended_continued_and_run_again(killed: Path, tmp_path: Path) -> None:
    first = only_session(killed)
    done = reachwell("play", "--resume", "last", *SIMULATED, "--data", killed)
    assert done.returncode == 0, done.stderr
    (later,) = (folder for folder in (killed / "sessions").iterdir() if folder != first)
    info = open_recording(later).info
    assert info.resumed_from is not None
    assert info.resumed_from.session == info.previous_session == first.name
    planned = sum(e.repetitions_in_all for e in load_level(shipped_path("taster")).exercises)
    scored = [
        trial
        for folder in (first, later)
        for trial in open_recording(folder).trials()
        if trial["scored"] or trial["familiarisation"]
    ]
    assert len(scored) == planned
    again = reachwell("play", "--input", f"replay:{later}", "--view", "none", "--data", tmp_path)
    assert again.returncode == 0, again.stderr
    for name in ("events.jsonl", "trials.jsonl"):
        assert (only_session(tmp_path) / name).read_bytes() == (later / name).read_bytes()
    rows = json.loads(command("sessions", "list", "--json", "--data", killed).stdout)
    assert [row["continued_by"] for row in rows] == [later.name, None]
    assert rows[0]["left_from"] is not None
    assert rows[1]["left_from"] is None
    for arguments in (("last",), (str(later),), (first.name, "--patient", "P9")):
        refused = command("play", "--resume", *arguments, *SIMULATED, "--data", killed)
        assert refused.returncode == 2
        assert len(refused.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--resume", "last"), "no session"),
        (("--resume", "last", "--patient", "P1"), "of patient P1"),
        (("--resume", "20261123T101500-AB12CD"), "20261123T101500-AB12CD"),
        (("--resume", "../x"), "x"),
        (("--resume", ""), ""),
        (("taster", "--resume", "last"), "LEVEL does not go with --resume"),
    ],
)
def test_what_cant_be_continued_gets_one_line(
    arguments: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    done = command("play", *arguments, *SIMULATED, "--data", tmp_path)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert words in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [("levels", "list"), ("--help",)])
def test_output_that_finds_no_place_is_one_line(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "reachwell", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("The output can't be written")
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_an_early_ctrl_c_is_one_line() -> None:
    """Interrupted while it imports: a module of ours raises it, as the signal would."""
    code = (
        "import os, signal, sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'reachwell.cli':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from reachwell.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        env=os.environ,
        check=False,
    )
    assert done.returncode in (130, -signal.SIGINT)
    assert done.stderr == "Stopped.\n"
