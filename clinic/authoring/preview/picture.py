"""A preview seen from the front, from the side and from above, drawn to scale as SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from clinic.authoring.preview.spots import Kind, Preview, Spot
from clinic.report.drawing import FAINT, GREY, INK, Drawing, Figure, Place, hull, ticks
from controllers.controller import SIDES, Side
from controllers.frame import Vec3
from tasks.body import SHOULDER_HALF_WIDTH_M

EASY: Final = "#1f5a99"
MIDDLE: Final = "#8a6d00"
HARD: Final = "#b3470a"
ENVELOPE: Final = "#e6ecf2"
BODY: Final = "#c9ced6"
WOOD: Final = "#e9dcc6"

SIZE: Final = 340.0
EDGE: Final = 32.0
_LETTERS: Final = 17.0
_HEAD_M: Final = 0.11
_STEP_DEG: Final = 10
_LEAST_M: Final = 0.9
_MANY: Final = 150
_DRAWN_LAST: Final[tuple[Kind, ...]] = (
    "start", "other thing", "obstacle", "footprint", "goal", "object", "target",
)  # fmt: skip

Flat = Callable[[Vec3], Place]


@dataclass(frozen=True, slots=True)
class View:
    """One side to look from: how a place lies in the picture (right, up), metres."""

    title: str
    flat: Flat
    axes: tuple[int, int]


VIEWS: Final = (
    View("From the front", lambda place: (-place[0], place[1]), (0, 1)),
    View("From the patient's right", lambda place: (-place[2], place[1]), (2, 1)),
    View("From above", lambda place: (place[0], -place[2]), (0, 2)),
)


def pictures(preview: Preview) -> list[Figure]:
    """The three views, each with what it shows in words."""
    return [_picture(preview, view) for view in VIEWS]


def band(preview: Preview, difficulty: float) -> int:
    """0 for the easy third of what the exercise may come to, 1, or 2 for the hard third."""
    width = preview.highest - preview.lowest
    share = 0.5 if width <= 0 else (difficulty - preview.lowest) / width
    return min(2, int(share * 3))


def _picture(preview: Preview, view: View) -> Figure:
    scale = _Scale(preview, view)
    drawing = scale.drawing
    _envelope(preview, scale)
    _grid(scale)
    for solid in preview.solids:
        drawing.area(scale.box(solid.centre_m, solid.size_m), WOOD)
        drawing.line([*(box := scale.box(solid.centre_m, solid.size_m)), box[0]], GREY, 0.8)
    _person(preview, scale)
    order = {kind: place for place, kind in enumerate(_DRAWN_LAST)}
    for spot in sorted(preview.spots, key=lambda spot: (order[spot.kind], spot.difficulty)):
        _spot(preview, scale, spot)
    return Figure(view.title, drawing.svg(), f"{view.title}. {preview.sentence()}", SIZE)


class _Scale:
    """Metres to the units of a picture; the same for both directions."""

    def __init__(self, preview: Preview, view: View) -> None:
        self.view = view
        boxes = [
            *((spot.position_m, spot.size_m) for spot in preview.spots),
            *((solid.centre_m, solid.size_m) for solid in preview.solids),
        ]
        corners = [corner for box in boxes for corner in _corners(*box)]
        floor_m = preview.body.floor_m
        x, eyes_m, z = preview.body.frame.eyes_m
        person = [(x - 0.3, floor_m, z), (x + 0.3, eyes_m + 0.15, z), (x, floor_m, z + 0.35)]
        reach = [place for side in SIDES for place in _reach(preview, side)]
        flat = [view.flat(place) for place in (*corners, *person, *reach)]
        self.left, self.right = min(x for x, _ in flat), max(x for x, _ in flat)
        self.low, self.high = min(y for _, y in flat), max(y for _, y in flat)
        span_m = max(self.right - self.left, self.high - self.low, _LEAST_M)
        self.unit = (SIZE - 2 * EDGE) / span_m
        self.drawing = Drawing(
            (self.right - self.left) * self.unit + 2 * EDGE,
            (self.high - self.low) * self.unit + 2 * EDGE,
        )

    def at(self, place_m: Vec3) -> Place:
        """Where a place of the stage is drawn."""
        return self.flat(self.view.flat(place_m))

    def flat(self, place: Place) -> Place:
        """Where a place of the view, in metres, is drawn."""
        x, y = place
        return EDGE + (x - self.left) * self.unit, EDGE + (self.high - y) * self.unit

    def box(self, centre_m: Vec3, size_m: Vec3) -> list[Place]:
        """Corners of a box along the axes, as it is seen."""
        x, y = self.view.flat(centre_m)
        across, up = (size_m[axis] / 2 for axis in self.view.axes)
        ends = ((-across, -up), (across, -up), (across, up), (-across, up))
        return [self.flat((x + dx, y + dy)) for dx, dy in ends]


def _corners(centre_m: Vec3, size_m: Vec3) -> list[Vec3]:
    x, y, z = centre_m
    dx, dy, dz = (extent / 2 for extent in size_m)
    return [(x - dx, y - dy, z - dz), (x + dx, y + dy, z + dz)]


def _reach(preview: Preview, side: Side) -> list[Vec3]:
    """As far as the hand of a side gets, in directions that an arm has."""
    body = preview.body
    return [
        body.frame.along(side, azimuth, elevation, body.envelope.reach_m(side, azimuth, elevation))
        for azimuth in range(-40, 121, _STEP_DEG)
        for elevation in range(-80, 81, _STEP_DEG)
    ]


def _envelope(preview: Preview, scale: _Scale) -> None:
    if all(spot.kind in ("start", "obstacle", "footprint") for spot in preview.spots):
        return
    for side in SIDES:
        outline = hull(scale.at(place) for place in _reach(preview, side))
        scale.drawing.area(outline, ENVELOPE)
    for side in SIDES:
        outline = hull(scale.at(place) for place in _reach(preview, side))
        dashes = "" if side == preview.body.affected else "3 3"
        scale.drawing.line([*outline, outline[0]], GREY, 0.9, dashes)


def _grid(scale: _Scale) -> None:
    """Lines every so many centimetres, counted from the floor and from between the eyes."""
    drawing = scale.drawing
    top, bottom = EDGE - 6, drawing.height - EDGE + 6
    for value in ticks(scale.left, scale.right, 4):
        x, _ = scale.flat((value, 0.0))
        drawing.line(((x, top), (x, bottom)), FAINT, 0.5)
        drawing.text((x, drawing.height - 6), f"{round(abs(value) * 100)}", "middle", size=_LETTERS)
    for value in ticks(scale.low, scale.high, 4):
        _, y = scale.flat((0.0, value))
        drawing.line(((EDGE - 6, y), (drawing.width - EDGE + 6, y)), FAINT, 0.5)
        drawing.text((0, y + 6), f"{round(value * 100)}", size=_LETTERS)


def _person(preview: Preview, scale: _Scale) -> None:
    """Head, trunk and shoulders; the affected shoulder is filled."""
    frame, drawing = preview.body.frame, scale.drawing
    x, eyes_m, z = frame.eyes_m
    head_m = (x, eyes_m + 0.02, z + 0.09)
    hips_y = max(preview.body.floor_m + 0.05, eyes_m - 0.72)
    shoulders_y = frame.shoulder_m("left")[1]
    middle_m = (x, (shoulders_y + hips_y) / 2, z + 0.1)
    trunk = (2 * SHOULDER_HALF_WIDTH_M, shoulders_y - hips_y, 0.2)
    drawing.area(scale.box(middle_m, trunk), BODY)
    drawing.dot(scale.at(head_m), _HEAD_M * scale.unit, BODY, GREY)
    nose_m = (x, eyes_m - 0.03, z - _HEAD_M + 0.09)
    drawing.dot(scale.at(nose_m), 0.025 * scale.unit, BODY, GREY)
    for side in SIDES:
        affected = side == preview.body.affected
        place = scale.at(frame.shoulder_m(side))
        drawing.dot(place, 0.03 * scale.unit, INK if affected else "#ffffff", INK)


def _spot(preview: Preview, scale: _Scale, spot: Spot) -> None:
    drawing, thick = scale.drawing, 1.1 if len(preview.spots) < _MANY else 0.4
    third = band(preview, spot.difficulty)
    colour = (EASY, MIDDLE, HARD)[third]
    across, up = (spot.size_m[axis] / 2 * scale.unit for axis in scale.view.axes)
    place = x, y = scale.at(spot.position_m)
    if spot.kind in ("start", "other thing"):
        corners = scale.box(spot.position_m, spot.size_m)
        drawing.line([*corners, corners[0]], GREY, 0.6, "2 2")
    elif spot.kind in ("obstacle", "footprint", "object"):
        corners = scale.box(spot.position_m, spot.size_m)
        drawing.line([*corners, corners[0]], colour, thick)
        mark_at(drawing, place, third, colour)
    else:
        dashes = "4 2" if spot.kind == "goal" else ""
        drawing.line(_round(x, y, across, up), colour, thick, dashes)
        mark_at(drawing, place, third, colour)


def mark_at(drawing: Drawing, place: Place, third: int, colour: str) -> None:
    """A sign for how hard: a dot, a square, a triangle."""
    x, y = place
    if third == 0:
        drawing.dot(place, 2.2, colour)
    elif third == 1:
        drawing.area(
            ((x - 2.2, y - 2.2), (x + 2.2, y - 2.2), (x + 2.2, y + 2.2), (x - 2.2, y + 2.2)), colour
        )
    else:
        drawing.area(((x - 3, y + 2.2), (x + 3, y + 2.2), (x, y - 3)), colour)


def _round(x: float, y: float, across: float, up: float) -> Sequence[Place]:
    turns = (2 * math.pi * k / 20 for k in range(21))
    return [(x + across * math.cos(turn), y + up * math.sin(turn)) for turn in turns]
