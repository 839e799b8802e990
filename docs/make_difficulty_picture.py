"""Makes docs/pictures/difficulty.png, from sessions of a simulated patient.

    python docs/make_difficulty_picture.py

Seed and dates are fixed, so the same picture comes out each time.
"""

from __future__ import annotations

import io
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import pygame
from small_png import write_png

from clinic.following.reading import read_following
from clinic.plot.figure import following_picture
from clinic.plot.file import picture_bytes
from clinic.progress.history import read_history
from game.datadir import DataDirectory
from levels.loader import find_level
from reachwell.simulate import Series, play_series
from simulation import Scenario

PICTURE: Final = Path(__file__).parent / "pictures" / "difficulty.png"
BAD_DAY: Final = 8
SERIES: Final = Series(
    Scenario("severe", learning=0.35, bad_day=BAD_DAY),
    find_level("reaching-4-firm"),
    sessions=12,
    days_apart=2.0,
    seed=4,
    last_utc=datetime(2026, 3, 30, 9, 30, tzinfo=UTC),
)
DOTS_PER_INCH: Final = 100.0


def main() -> int:
    """Play, draw the affected side, write."""
    with tempfile.TemporaryDirectory() as folder:
        played = [each.folder for each in play_series(SERIES, DataDirectory(Path(folder)))]
        following = read_following(read_history(played, SERIES.patient_code, print), print)
    following = replace(following, series=[each for each in following.series if each.affected])
    picture = following_picture(following, {BAD_DAY: "a bad day"})
    drawn = picture_bytes(picture, ".png", DOTS_PER_INCH)
    pixels = pygame.surfarray.array3d(pygame.image.load(io.BytesIO(drawn), "difficulty.png"))
    write_png(PICTURE, np.ascontiguousarray(pixels.swapaxes(0, 1)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
