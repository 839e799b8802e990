"""Groups beside each other: a median and its quartiles, a line a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from clinic.report.drawing import GREY, INK, WON, Drawing, Figure, Plot, around, number, ticks

_WIDTH: Final = 500.0
_NAMES: Final = 165.0
_ROW: Final = 26.0
_TOP: Final = 24.0
_FOOT: Final = 34.0
_LONGEST: Final = 30


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group's median and quartiles; None where they are hidden."""

    name: str
    quartiles: tuple[float, float, float] | None


def groups_picture(title: str, unit: str, lines: Sequence[GroupLine], *, zero: bool) -> Figure:
    """A dot for the median, a bar from quartile to quartile. With `zero`, no change is marked."""
    height = _TOP + _ROW * max(len(lines), 1) + _FOOT
    drawing = Drawing(_WIDTH, height)
    told = [value for line in lines if line.quartiles for value in line.quartiles]
    low, high = around([*told, 0.0] if told else [])
    across = _WIDTH - _NAMES - 12
    plot = Plot(drawing, _NAMES, _TOP, across, _ROW * max(len(lines), 1), (low, high), (0.0, 1.0))
    bottom = plot.top + plot.height
    marks = ticks(low, high, 5)
    for value in marks:
        x, _ = plot.at(value, 0.0)
        drawing.line(((x, plot.top), (x, bottom)), "#d4d4d4", 0.6)
        drawing.text((x, bottom + 13), number(value, marks), "middle")
    drawing.line(((plot.left, bottom), (plot.left + plot.width, bottom)), INK, 0.8)
    if zero and told:
        x, _ = plot.at(0.0, 0.0)
        drawing.line(((x, plot.top), (x, bottom)), INK, 1.0, "4 3")
    drawing.text((0, 12), unit)
    for row, line in enumerate(lines):
        y = plot.top + (row + 0.5) * _ROW
        drawing.text((_NAMES - 8, y + 3), _short(line.name), "end")
        if line.quartiles is None:
            drawing.text((plot.left + 6, y + 3), "hidden or too few", colour=GREY)
            continue
        lower, median, upper = (plot.at(value, 0.0)[0] for value in line.quartiles)
        drawing.line(((lower, y), (upper, y)), WON, 4.0)
        drawing.dot((median, y), 5.0, WON, "#ffffff")
    drawing.text((_WIDTH - 12, height - 4), "dot: median; bar: quartiles", "end", colour=GREY)
    return Figure(title, drawing.svg(), f"{title}. {_alt(lines)}", _WIDTH)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "\u2026"


def _alt(lines: Sequence[GroupLine]) -> str:
    return " ".join(
        f"{line.name}: hidden or too few."
        if line.quartiles is None
        else f"{line.name}: median {line.quartiles[1]:.3g}, quartiles {line.quartiles[0]:.3g} "
        f"to {line.quartiles[2]:.3g}."
        for line in lines
    )
