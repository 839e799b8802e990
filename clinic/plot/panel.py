"""One panel of the picture of difficulty: a task and side, its strips below each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from clinic.following.marks import Mark
from clinic.following.series import SideSeries
from clinic.plot.parts import LETTERS, shortened
from clinic.plot.strips import (
    draw_borders,
    draw_form,
    draw_marks,
    draw_sessions,
    draw_skill,
    draw_success,
    form_range,
    moods_of,
    skill_range,
)
from clinic.report.drawing import Drawing, Plot

WIDTH: Final = 842.0
LEFT: Final = 44.0
ACROSS: Final = WIDTH - LEFT - 20.0
_HEAD: Final = 80.0
_SKILL: Final = 150.0
_BETWEEN: Final = 24.0
_SUCCESS: Final = 58.0
_FORM: Final = 34.0
_AXIS: Final = 36.0
_LINE: Final = 16.0
_GAP: Final = 12.0
_HEADING: Final = 14.0
_LISTED: Final = 11.5
_FEWEST: Final = 10


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel shows, and what stands beside it."""

    series: SideSeries
    heading: str
    about: str
    marks: Sequence[Mark]

    @property
    def forms(self) -> bool:
        """Whether there is a form of the day to be shown."""
        return bool(self.series.tired or moods_of(self.series))

    @property
    def strips(self) -> float:
        """Height from the top of the first strip to the bottom of the last."""
        form = _BETWEEN + _FORM if self.forms else 0.0
        return _SKILL + _BETWEEN + _SUCCESS + form

    @property
    def height(self) -> float:
        """How much of the page it takes, points."""
        return _HEAD + self.strips + _AXIS + _LINE * self.rows + _GAP

    @property
    def rows(self) -> int:
        """Lines of the list of marks."""
        return (len(self.marks) + 1) // 2


def draw_panel(drawing: Drawing, panel: Panel, top: float) -> None:
    """Strips over one axis of repetitions, and the list of marks."""
    series = panel.series
    x_range = (0.0, float(max(len(series.attempts), _FEWEST)))

    def strip(y: float, height: float, y_range: tuple[float, float]) -> Plot:
        plot = Plot(drawing, LEFT, y, ACROSS, height, x_range, y_range)
        draw_borders(plot, series)
        return plot

    drawing.text((LEFT, top + 16), shortened(panel.heading, ACROSS, _HEADING), size=_HEADING)
    drawing.text((LEFT, top + 34), shortened(panel.about, ACROSS), size=LETTERS)
    first = top + _HEAD
    scale = "0 easiest, 1 hardest of " + ("the exercise" if series.own_scale else "the task")
    drawing.text((LEFT, first - 26), f"Difficulty and skill ({scale})", size=LETTERS)
    skill = strip(first, _SKILL, skill_range(series))
    draw_skill(skill, series)
    draw_marks(skill, panel.marks)
    lowest = strip(first + _SKILL + _BETWEEN, _SUCCESS, (0.0, 100.0))
    draw_success(lowest, series)
    if panel.forms:
        y = lowest.top + _SUCCESS + _BETWEEN
        lowest = strip(y, _FORM, form_range(series))
        draw_form(lowest, series)
    draw_sessions(lowest, series)
    _list(drawing, panel, lowest.top + lowest.height + _AXIS)


def _list(drawing: Drawing, panel: Panel, top: float) -> None:
    """What the numbers stand for, in two columns, down the first and on down the second."""
    width = ACROSS / 2
    for index, mark in enumerate(panel.marks):
        column, row = divmod(index, panel.rows)
        words = f"{index + 1}  session {mark.visit}: {mark.words}"
        place = (LEFT + column * width, top + row * _LINE)
        drawing.text(place, shortened(words, width - 8, _LISTED), size=_LISTED)
