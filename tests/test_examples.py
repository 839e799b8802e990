"""The examples run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from levels.loader import load_level

EXAMPLES = Path(__file__).parents[1] / "examples"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)], capture_output=True, encoding="utf-8", check=False
    )


def test_the_example_level_is_a_level() -> None:
    assert load_level(EXAMPLES / "my_level.yaml").id == "my-level"


def test_a_recording_of_the_example_level_can_be_read(tmp_path: Path) -> None:
    played = run(
        "-m", "reachwell", "play", EXAMPLES / "my_level.yaml", "--input", "simulated",
        "--view", "none", "--seed", "1", "--data", tmp_path,
    )  # fmt: skip
    assert played.returncode == 0, played.stderr
    (folder,) = (tmp_path / "sessions").iterdir()
    read = run(EXAMPLES / "read_recording.py", folder)
    assert read.returncode == 0, read.stderr
    assert read.stdout.count("SUCCESS") >= 6
    refused = run(EXAMPLES / "read_recording.py", tmp_path)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
