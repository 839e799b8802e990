"""The real game killed at random moments; bench/kill.py judges what is left, and kills more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_ten_kills_lose_at_most_a_second_and_no_repetition() -> None:
    """Ten in play within 14 seconds, one while it closes. Exits with 1 when a limit is broken."""
    judged = subprocess.run(
        [sys.executable, "-m", "bench.kill", "10", "14"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr
