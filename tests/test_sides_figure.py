"""The picture of one exercise, both sides: what is drawn of it and what is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.played import row
from support.stored import put

from clinic.progress.by_exercise import ExerciseProgress, progress_of
from clinic.progress.history import read_history
from clinic.report.sides_figure import sides_over_sessions


@pytest.fixture
def exercises(tmp_path: Path) -> list[ExerciseProgress]:
    for number, day in enumerate(("20260105", "20260112", "20260119")):
        rows = [
            row(each, side=side, measures={"sparc": -2.0 - each / 50 + number / 4 + other})
            for each in range(1, 17)
            for side, other in [("left", 0.5) if each % 2 else ("right", 0.0)]
        ]
        put(tmp_path, number, "P01", rows, day=day)
    folders = sorted((tmp_path / "sessions").iterdir())
    visits = read_history(folders, "P01", pytest.fail)
    return list(progress_of("P01", visits).exercises)


def test_both_sides_are_drawn_each_with_its_own_mark(exercises):
    drawn = sides_over_sessions(exercises, "sparc", "right")
    # A dot in the legend, three of the measure and three of the difficulty, for each side.
    assert drawn.svg.count('fill="#ffffff" stroke="#b3470a"') == 7
    assert drawn.svg.count('fill="#1f5a99" stroke="#ffffff"') == 7
    assert "right side (affected)" in drawn.svg
    assert "left side (other)" in drawn.svg
    assert "right side over 3 sessions" in drawn.alt
    assert "left side over 3 sessions" in drawn.alt


def test_one_side_alone_is_a_picture_too(exercises):
    (left,) = (each for each in exercises if each.side == "left")
    drawn = sides_over_sessions([left], "sparc", "right")
    assert "right side" not in drawn.svg
    assert drawn.svg.count('stroke="#b3470a"') > 0


def test_the_error_of_measurement_is_told_or_said_not_to_be_known(exercises):
    drawn = sides_over_sessions(exercises, "sparc", "right")
    assert "measurement error not known" in drawn.svg
    known = [
        replace(each, measures=[replace(one, detectable_change=0.1) for one in each.measures])
        for each in exercises
    ]
    drawn = sides_over_sessions(known, "sparc", "right")
    assert "within the error of the first" in drawn.svg
    assert "<polygon" in drawn.svg
