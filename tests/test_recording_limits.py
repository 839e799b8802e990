"""The limits of the recording, as its benches judge them, on less than they take on by themselves.

Each exits with 1 when a limit is broken.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def bench(*arguments: str) -> None:
    judged = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_ten_kills_lose_at_most_a_second_and_no_repetition() -> None:
    """Ten in play within 14 seconds, one while it closes."""
    bench("bench.kill", "10", "14")


def test_two_minutes_of_everything_are_recorded_whole_and_small() -> None:
    """Head, hands, feet and 52 joints at 120 Hz: no row dropped, 220 B for 60 floats at most."""
    bench("bench.hour", "2")
