"""Pictures of arm movements: where targets were, how the hand went there, how fast."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from clinic.report.drawing import (
    FAINT,
    GREY,
    INK,
    NOT_WON,
    WON,
    Drawing,
    Figure,
    Place,
    Plot,
    around,
    hull,
    ticks,
)
from clinic.report.movements import Path, Target
from controllers.controller import Side
from tasks.body import SHOULDER_BEHIND_EYES_M, SHOULDER_BELOW_EYES_M, SHOULDER_HALF_WIDTH_M, sign_of
from tasks.reach import CELLS, ReachMap, direction_of

WIDTH: Final = 240.0
_HEIGHT: Final = 176.0
_PANEL_TOP: Final = 15.0
_PANEL_WIDTH: Final = 114.0
_PANEL_HEIGHT: Final = 124.0
_FOR_SCALE: Final = 0.12
"""Room for the scale's bar under what a panel holds."""

_COLUMN: Final = WIDTH - _PANEL_WIDTH - 1.0
_SIDES: Final[tuple[Side, Side]] = ("left", "right")
_DASHES: Final = {"left": "4 2.5", "right": ""}

SLOW_TO_FAST: Final = ("#c98a00", "#c4552f", "#993366", "#5f2a85", "#25104f")
"""Darker and thicker is faster: told apart in grey and by any eye; each at least 3:1 on white."""

_THICK: Final = (0.8, 1.2, 1.7, 2.3, 3.0)


@dataclass(frozen=True, slots=True)
class _View:
    name: str
    across: int
    up: int


_ABOVE: Final = _View("from above (ahead is up)", 0, 2)
_AHEAD: Final = _View("as the patient sees it", 0, 1)


def reach_map(targets: Sequence[Target], reach: Sequence[tuple[Side, ReachMap]]) -> Figure:
    """Targets won and not, and the reach of both arms: from above and as the patient sees it."""
    shapes = [(side, _cells(side, measured)) for side, measured in reach]
    places = [target.place_m for target in targets] + [cell for _, some in shapes for cell in some]
    places += [(sign * 0.23, 0.1, sign * 0.12) for sign in (-1.0, 1.0)]  # head and shoulders
    drawing = Drawing(WIDTH, _HEIGHT)
    for column, view in enumerate((_ABOVE, _AHEAD)):
        plot = _panel(drawing, column, view, places)
        for side, cells in shapes:
            outline = hull((cell[view.across], cell[view.up]) for cell in cells)
            if len(outline) > 2:
                drawing.line(plot.all_at(outline), GREY, 1.2, _DASHES[side])
        _body(plot, view)
        for target in targets:
            place = plot.at(target.place_m[view.across], target.place_m[view.up])
            _mark(drawing, place, won=target.repetition.success)
    _legend(drawing, 0, reach)
    won = sum(target.repetition.success for target in targets)
    measured = " and ".join(side for side, _ in reach) or "neither"
    return Figure(
        "Where the targets were",
        drawing.svg(),
        f"Map of {len(targets)} targets around the patient, from above and as the patient sees "
        f"it, {won} won; measured reach drawn for: {measured}.",
        WIDTH,
    )


def paths_by_speed(title: str, paths: Sequence[Path]) -> Figure:
    """Hand paths from above and as the patient sees them; darker and thicker is faster."""
    drawing = Drawing(WIDTH, _HEIGHT)
    places = [tuple(place) for path in paths for place in path.place_m[path.seen]]
    fastest = max(path.fastest_m_s for path in paths)
    step_m_s = _class_width(fastest)
    for column, view in enumerate((_ABOVE, _AHEAD)):
        plot = _panel(drawing, column, view, places)
        for path in paths:
            _coloured(plot, view, path, step_m_s)
            ends = path.place_m[path.seen][(0, -1), :]
            begin, end = (plot.at(end[view.across], end[view.up]) for end in ends)
            drawing.dot(begin, 2.0, "#ffffff", INK)
            drawing.dot(end, 2.0, INK)
    _speed_legend(drawing, step_m_s)
    return Figure(
        title,
        drawing.svg(),
        f"Paths of the hand in {len(paths)} repetitions, from above and ahead, coloured "
        f"by speed up to {fastest:.2f} metres a second.",
        WIDTH,
    )


def _class_width(fastest_m_s: float) -> float:
    """The smallest round step of which five reach the fastest."""
    steps = (
        part * 10.0**power for power in range(-3, 2) for part in (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
    )
    return next((step for step in steps if step * len(SLOW_TO_FAST) >= fastest_m_s), 10.0)


def _speed_legend(drawing: Drawing, step_m_s: float) -> None:
    decimals = 2 if round(step_m_s * 100) % 10 else 1
    drawing.text((0, _HEIGHT - 18), "m/s:")
    for index, colour in enumerate(SLOW_TO_FAST):
        x, y = 24.0 + (index % 3) * 72.0, _HEIGHT - 21.0 + (index // 3) * 15.0
        drawing.line(((x, y), (x + 12, y)), colour, _THICK[index])
        low, high = index * step_m_s, (index + 1) * step_m_s
        drawing.text((x + 17, y + 3), f"{low:.{decimals}f} to {high:.{decimals}f}")
    drawing.dot((172, _HEIGHT - 6), 2.0, "#ffffff", INK)
    drawing.text((177, _HEIGHT - 3), "begin")
    drawing.dot((210, _HEIGHT - 6), 2.0, INK)
    drawing.text((215, _HEIGHT - 3), "end")


def speed_profiles(sides: Sequence[tuple[str, Sequence[Path]]]) -> Figure:
    """Speed over time from the onset of each movement, with the median of each side."""
    drawing = Drawing(WIDTH, _HEIGHT)
    everything = [path for _, paths in sides for path in paths]
    top = max(path.fastest_m_s for path in everything)
    longest = max(float(path.time_s[-1]) for path in everything)
    width = (WIDTH - 26.0 - 12.0 * (len(sides) - 1)) / len(sides)
    for column, (name, paths) in enumerate(sides):
        left = 26.0 + column * (width + 12.0)
        plot = Plot(drawing, left, 26.0, width, 112.0, (-0.2, longest), (0.0, top * 1.05))
        plot.frame(
            ticks(0.0, longest, 3), ticks(0.0, top, 4) if column == 0 else (), "s after onset"
        )
        for path in paths:
            for part in _pieces(path.seen & (path.time_s >= -0.2)):
                line = _thinned(plot, path.time_s[part], path.speed_m_s[part])
                drawing.line(line, "#9a9a9a", 0.6)
        grid_s, median = _median(paths)
        drawing.line(_thinned(plot, grid_s, median), WON, 2.4)
        drawing.text((left, 10), f"{name}, {len(paths)} repetitions")
    drawing.text((0, 22), "m/s")
    return Figure(
        "Speed from the onset of movement (median thick)",
        drawing.svg(),
        "Speed of the hand over time from the onset of movement: "
        + "; ".join(f"{name}, {len(paths)} repetitions" for name, paths in sides)
        + ". A thick line is their median.",
        WIDTH,
    )


def _cells(side: Side, measured: ReachMap) -> list[tuple[float, float, float]]:
    """Measured reaches as places from the eyes, body axes (x right, y up, z ahead)."""
    places = []
    for cell in CELLS:
        reach_m = measured.rows[cell[0]][cell[1]]
        if reach_m is not None:
            azimuth, elevation = (math.radians(angle) for angle in direction_of(cell))
            level_m = math.cos(elevation) * reach_m
            places.append(
                (
                    sign_of(side) * (SHOULDER_HALF_WIDTH_M + math.sin(azimuth) * level_m),
                    math.sin(elevation) * reach_m - SHOULDER_BELOW_EYES_M,
                    math.cos(azimuth) * level_m - SHOULDER_BEHIND_EYES_M,
                )
            )
    return places


def _panel(drawing: Drawing, column: int, view: _View, places: Sequence[Sequence[float]]) -> Plot:
    """A panel that holds all places, a metre as long across as up."""
    x_range = around((place[view.across] for place in places), least=0.02)
    low, high = around((place[view.up] for place in places), least=0.02)
    y_range = (low - _FOR_SCALE * (high - low), high)
    metre = min(_PANEL_WIDTH / (x_range[1] - x_range[0]), _PANEL_HEIGHT / (y_range[1] - y_range[0]))
    left = column * _COLUMN
    plot = Plot(
        drawing,
        left,
        _PANEL_TOP,
        _PANEL_WIDTH,
        _PANEL_HEIGHT,
        _widened(x_range, _PANEL_WIDTH / metre),
        _widened(y_range, _PANEL_HEIGHT / metre),
    )
    drawing.text((left, 10), view.name)
    corners = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    drawing.line(plot.all_at((plot.x_range[i], plot.y_range[j]) for i, j in corners), FAINT, 0.8)
    _scale_bar(plot)
    return plot


def _widened(held: Place, span: float) -> Place:
    middle = (held[0] + held[1]) / 2.0
    return middle - span / 2.0, middle + span / 2.0


def _scale_bar(plot: Plot) -> None:
    """A round length in the lower left corner."""
    x0, y0 = plot.x_range[0], plot.y_range[0]
    span = plot.x_range[1] - x0
    length_m = 0.2 if span > 0.5 else 0.1 if span > 0.25 else 0.05
    begin, end = plot.at(x0, y0), plot.at(x0 + length_m, y0)
    y = begin[1] - 5.0
    plot.drawing.line(((begin[0] + 4, y), (end[0] + 4, y)), INK, 1.4)
    plot.drawing.text((begin[0] + 4, y - 3.0), f"{length_m * 100:.0f} cm")


def _body(plot: Plot, view: _View) -> None:
    """Head and shoulders, as a place to see the rest from."""
    below = -SHOULDER_BEHIND_EYES_M if view.up == 2 else -SHOULDER_BELOW_EYES_M
    shoulders = [(sign_of(side) * SHOULDER_HALF_WIDTH_M, below) for side in _SIDES]
    plot.drawing.line(plot.all_at(shoulders), GREY, 3.0)
    metre = plot.width / (plot.x_range[1] - plot.x_range[0])
    plot.drawing.dot(plot.at(0.0, -0.09 if view.up == 2 else 0.0), 0.09 * metre, FAINT, GREY)


def _mark(drawing: Drawing, place: Place, *, won: bool) -> None:
    if won:
        drawing.dot(place, 2.4, WON)
    else:
        drawing.cross(place, 2.8, NOT_WON)


def _legend(drawing: Drawing, left: float, reach: Sequence[tuple[Side, ReachMap]]) -> None:
    y = _HEIGHT - 21.0
    _mark(drawing, (left + 4, y), won=True)
    drawing.text((left + 10, y + 4), "won")
    _mark(drawing, (left + 44, y), won=False)
    drawing.text((left + 51, y + 4), "not won")
    for row, (side, _) in enumerate(reach):
        x = left + 98 + row * 72
        drawing.line(((x, y), (x + 18, y)), GREY, 1.4, _DASHES[side])
        drawing.text((x + 21, y + 4), f"{side} reach")


def _coloured(plot: Plot, view: _View, path: Path, step_m_s: float) -> None:
    """A path in pieces of one colour each; nothing where the hand was not seen."""
    for part in _pieces(path.seen):
        place_m = path.place_m[part]
        classes = np.minimum((path.speed_m_s[part] / step_m_s).astype(int), len(SLOW_TO_FAST) - 1)
        begin, last = 0, len(classes) - 1
        for index in range(1, len(classes) + 1):
            if index > last or classes[index] != classes[begin]:
                shown = [*range(begin, min(index, last), 2), min(index, last)]
                points = plot.all_at(
                    (place[view.across], place[view.up]) for place in place_m[shown]
                )
                kind = int(classes[begin])
                plot.drawing.line(points, SLOW_TO_FAST[kind], _THICK[kind])
                begin = index


def _pieces(seen: npt.NDArray[np.bool_]) -> Iterator[slice]:
    """Stretches in which every sample is seen."""
    edges = np.flatnonzero(np.diff(seen, prepend=False, append=False))
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield slice(begin, end)


def _thinned(plot: Plot, x: np.ndarray, y: np.ndarray) -> list[Place]:
    return plot.all_at(zip(x[::2].tolist(), y[::2].tolist(), strict=True))


def _median(paths: Sequence[Path]) -> tuple[np.ndarray, np.ndarray]:
    """The median speed at each time that at least half of the movements lasted to."""
    ends = sorted(float(path.time_s[-1]) for path in paths)
    grid_s = np.arange(-0.2, ends[len(ends) // 2], 1.0 / 60.0)
    rows = np.stack(
        [
            np.interp(grid_s, path.time_s, path.speed_m_s, left=np.nan, right=np.nan)
            for path in paths
        ]
    )
    known = np.isfinite(rows).sum(axis=0) * 2 >= len(paths)
    return grid_s[known], np.nanmedian(rows[:, known], axis=0)
