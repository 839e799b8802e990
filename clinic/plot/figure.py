"""The picture of how difficulty followed a patient, a panel a task and side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from clinic.errors import ClinicError
from clinic.following.marks import NOTHING, marks_of
from clinic.following.series import Following
from clinic.plot.panel import ACROSS, LEFT, WIDTH, Panel, draw_panel
from clinic.plot.parts import SMALL, draw_legend, shortened
from clinic.plot.words import about_series, heading, subject
from clinic.report.drawing import GREY, Drawing, Figure

_TOP: Final = 66.0
_FOOT: Final = 16.0
_TITLE: Final = 18.0
_NO_DIAGNOSIS: Final = (
    "Skill is an estimate. Reachwell is not a certified medical device and diagnoses nothing."
)


def following_picture(following: Following, known: Mapping[int, str] = NOTHING) -> Figure:
    """Skill, difficulty, success and tiredness over all repetitions; marks with their reasons.

    `known` is what is known of visits besides the recordings, in words by their numbers. Raises
    `ClinicError` where there is nothing to draw.
    """
    if not following.series:
        raise ClinicError("no repetition with a score: there is nothing to draw")
    panels = [
        Panel(each, heading(each), about_series(each), marks_of(each, known))
        for each in following.series
    ]
    height = _TOP + sum(panel.height for panel in panels) + _FOOT
    drawing = Drawing(WIDTH, height)
    drawing.area(((0, 0), (WIDTH, 0), (WIDTH, height), (0, height)), "#ffffff")
    title = subject(following)
    drawing.text((LEFT, 26), shortened(title, ACROSS, _TITLE), size=_TITLE)
    draw_legend(drawing, LEFT, 50, following.series)
    top = _TOP
    for panel in panels:
        draw_panel(drawing, panel, top)
        top += panel.height
    drawing.text((LEFT, height - 10), _NO_DIAGNOSIS, colour=GREY, size=SMALL)
    about = " ".join(f"{each.heading}: {each.about}" for each in panels)
    return Figure(title, drawing.svg(), about, WIDTH)
