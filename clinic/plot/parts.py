"""Colours, letters and the legend of the picture of difficulty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from clinic.following.series import SideSeries
from clinic.report.drawing import INK, NOT_WON, WON, Drawing, Place

LETTERS: Final = 12.0
SMALL: Final = 10.5
SKILL_BAND: Final = "#bcd3ec"
AIM_BAND: Final = "#e3e3e3"
SKILL: Final = WON
TIRED: Final = "#5f2a6d"

_NARROW: Final = frozenset(" .,:;'|!()[]fijlrtI-")
_WIDE: Final = frozenset("mwMWABCDGHKNOQRUVXYZ%&\u2026")


def width_of(words: str, size: float = LETTERS) -> float:
    """About how wide words are set, points."""
    ems = sum(0.29 if one in _NARROW else 0.72 if one in _WIDE else 0.49 for one in words)
    return ems * size


def shortened(words: str, width: float, size: float = LETTERS) -> str:
    """Words that fit into a width."""
    if width_of(words, size) <= width:
        return words
    kept = words
    while kept and width_of(kept + "\u2026", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "\u2026"


def won_at(drawing: Drawing, place: Place, crowded: float) -> None:
    """A repetition that was won; `crowded` 0..1 makes it small."""
    drawing.dot(place, 1.9 - 0.9 * crowded, INK)


def lost_at(drawing: Drawing, place: Place, crowded: float) -> None:
    """One that was not."""
    x, y = place
    reach = 2.6 - 1.0 * crowded
    for way in (1.0, -1.0):
        ends = ((x - reach, y - way * reach), (x + reach, y + way * reach))
        drawing.line(ends, NOT_WON, 1.3 - 0.3 * crowded)


def tired_at(drawing: Drawing, place: Place) -> None:
    """A sign of tiredness."""
    x, y = place
    drawing.area(((x - 4, y - 7), (x + 4, y - 7), (x, y)), TIRED)


def number_at(drawing: Drawing, place: Place, number: int) -> None:
    """The number of a mark."""
    x, y = place
    drawing.dot(place, 7.0, "#ffffff", INK)
    drawing.text((x, y + 3.6), str(number), "middle", size=SMALL)


def draw_legend(drawing: Drawing, left: float, y: float, series: Sequence[SideSeries]) -> None:
    """What is what, in one line."""
    x = left
    changes = [one.change for each in series for one in each.attempts if one.change]
    if any(change.skill is not None for change in changes):
        drawing.area(((x, y - 10), (x + 22, y - 10), (x + 22, y), (x, y)), SKILL_BAND)
        drawing.line(((x, y - 5), (x + 22, y - 5)), SKILL, 2.0)
        x = _said(drawing, x + 27, y, "skill, and how sure: half of such repetitions would be won")
    drawing.text((x, y), "difficulty asked:", size=LETTERS)
    x += width_of("difficulty asked:") + 6
    won_at(drawing, (x, y - 4), 0.0)
    x = _said(drawing, x + 6, y, "won")
    lost_at(drawing, (x, y - 4), 0.0)
    x = _said(drawing, x + 6, y, "not won")
    drawing.area(((x, y - 10), (x + 22, y - 10), (x + 22, y), (x, y)), AIM_BAND)
    drawing.line(((x, y - 5), (x + 22, y - 5)), INK, 1.0, "4 3")
    x = _said(drawing, x + 27, y, "success aimed at")
    if any(each.tired for each in series):
        tired_at(drawing, (x + 4, y))
        _said(drawing, x + 12, y, "signs of tiredness")


def _said(drawing: Drawing, x: float, y: float, words: str) -> float:
    drawing.text((x, y), words, colour=INK, size=LETTERS)
    return x + width_of(words) + 14
