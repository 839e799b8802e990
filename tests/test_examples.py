"""The examples run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from levels.loader import load_level

EXAMPLES = Path(__file__).parents[1] / "examples"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)], capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_example_level_is_a_level(path: Path) -> None:
    assert load_level(path).id == path.stem.replace("_", "-")


def played(level: str, data: Path) -> Path:
    """Folder of a session of an example level, played by a simulated patient."""
    done = run(
        "-m", "reachwell", "play", EXAMPLES / level, "--input", "simulated",
        "--view", "none", "--seed", "1", "--data", data,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (folder,) = (data / "sessions").iterdir()
    return folder


def read(reader: str, folder: Path) -> str:
    """What an example program prints of a session; of what is no session it prints one line."""
    refused = run(EXAMPLES / reader, folder.parent)
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    done = run(EXAMPLES / reader, folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_recording_of_the_example_level_can_be_read(tmp_path: Path) -> None:
    folder = played("my_level.yaml", tmp_path)
    assert read("read_recording.py", folder).count("SUCCESS") >= 6


def test_clearances_of_the_stepping_level_are_told_of_each_foot(tmp_path: Path) -> None:
    folder = played("forest_seated.yaml", tmp_path)
    assert "foot moved" in read("read_recording.py", folder)
    told = read("read_clearances.py", folder)
    obstacles = load_level(EXAMPLES / "forest_seated.yaml").exercises[0]
    assert told.count(" cm over\n") == obstacles.repetitions_in_all
    scored = sum(int(line.split()[-2]) for line in told.splitlines() if "median" in line)
    assert scored == obstacles.sets * obstacles.repetitions
