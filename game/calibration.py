"""What has been measured of a patient's body, and how it changed since last time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    model_validator,
)

from controllers.controller import Side
from controllers.frame import Vec3
from controllers.mounting import Mounting
from tasks.body import ReachEnvelope
from tasks.reach import ReachMap

NOTEWORTHY_CM: Final = 3.0
"""A change of more than this since last time is shown."""

Posture = Literal["seated", "standing"]


def _map_of(value: object) -> ReachMap:
    if isinstance(value, ReachMap):
        return value
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise ValueError("must be a list of rows")
    cells = (cell for row in value for cell in row)
    if not all(cell is None or type(cell) in (int, float) for cell in cells):
        raise ValueError("a cell must be metres or null")
    return ReachMap.from_lists(value)


Map = Annotated[ReachMap, PlainValidator(_map_of), PlainSerializer(ReachMap.to_lists)]
EyeHeight = Annotated[float, Field(ge=0.3, le=2.3)]
Metres = Annotated[float, Field(ge=-2.5, le=2.5)]
Place = tuple[Metres, Metres, Metres]


class Calibration(BaseModel):
    """One patient's measures; None is not known.

    `floor_m` is the height of the floor in the stage; eye heights count from the floor. Rests are
    places from the eyes in body axes (x right, y up, -z ahead), metres. `ankles` says how
    controllers or trackers were worn. `made` and `device` say when and with what it was measured
    last; whoever keeps it stamps the time.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    format: Literal[1] = 1
    made: AwareDatetime | None = None
    device: Annotated[str, Field(max_length=200)] = ""
    floor_m: Annotated[float, Field(ge=-1.0, le=1.0)] = 0.0
    eye_height_seated_m: EyeHeight | None = None
    eye_height_standing_m: EyeHeight | None = None
    reach_left: Map | None = None
    reach_right: Map | None = None
    rest_left_m: Place | None = None
    rest_right_m: Place | None = None
    ankles: Mounting | None = None

    @model_validator(mode="after")
    def _ankles_turn(self) -> Self:
        for offset in (self.ankles.left, self.ankles.right) if self.ankles else ():
            place_m = math.hypot(*offset.position_m)
            if not (place_m <= 1.0 and abs(math.hypot(*offset.orientation) - 1.0) < 1e-3):
                raise ValueError("ankles: nothing can be worn so")
        return self

    @property
    def empty(self) -> bool:
        """Whether nothing has been measured."""
        return self.known() == {}

    @property
    def rests_m(self) -> dict[Side, Vec3]:
        """Resting place of each hand that has one, from the eyes in body axes."""
        rests: dict[Side, Vec3] = {}
        if self.rest_left_m is not None:
            rests["left"] = self.rest_left_m
        if self.rest_right_m is not None:
            rests["right"] = self.rest_right_m
        return rests

    def eye_height_m(self, posture: Posture) -> float | None:
        """Height of the eyes above the floor in a posture."""
        return self.eye_height_seated_m if posture == "seated" else self.eye_height_standing_m

    def reach(self, side: Side) -> ReachMap | None:
        """Reach of one arm by direction."""
        return self.reach_left if side == "left" else self.reach_right

    def rest_m(self, side: Side) -> Vec3 | None:
        """Resting place of one hand, from the eyes in body axes."""
        return self.rest_left_m if side == "left" else self.rest_right_m

    def envelope(self, default: ReachEnvelope) -> ReachEnvelope:
        """The measured reach, and that of `default` where none was measured."""
        if self.reach_left is None and self.reach_right is None:
            return default
        return ReachEnvelope(default.left_m, default.right_m, self.reach_left, self.reach_right)

    def having(self, **measured: object) -> Calibration:
        """The same with some parts measured anew. Raises ValidationError."""
        return Calibration.model_validate({**dict(self), **measured})

    def sentences(self) -> list[str]:
        """What is known, in words, a line each."""
        if self.empty:
            return ["Nothing has been measured yet."]
        when = f" on {self.made:%Y-%m-%d}" if self.made else ""
        lines = [f"Measured{when} with {self.device or 'an unknown device'}:"]
        for posture, height_m in (
            ("seated", self.eye_height_seated_m),
            ("standing", self.eye_height_standing_m),
        ):
            if height_m is not None:
                lines.append(f"  eyes when {posture}: {height_m:.2f} m above the floor")
        for side, reach in (("left", self.reach_left), ("right", self.reach_right)):
            if reach is not None:
                lines.append(f"  {side} reach: {reach}")
        for side, (x, y, z) in self.rests_m.items():
            way = f"{abs(x) * 100:.0f} cm {'right' if x >= 0 else 'left'}"
            lines.append(
                f"  {side} hand rests {-y * 100:.0f} cm below the eyes, {-z * 100:.0f} cm ahead, "
                f"{way}"
            )
        if self.ankles is not None:
            lines.append("  worn at the ankles: measured")
        return lines

    def known(self) -> dict[str, Any]:
        """The parts that are known, by field."""
        fields = ("format", "made", "device", "floor_m")
        return {name: value for name, value in self if name not in fields and value is not None}


@dataclass(frozen=True, slots=True)
class Drift:
    """How one part (a field of `Calibration`) changed.

    `change_cm` is signed for heights and reaches, and the way from place to place for the others.
    """

    part: str
    change_cm: float

    @property
    def noteworthy(self) -> bool:
        """Whether a therapist should see it."""
        return abs(self.change_cm) > NOTEWORTHY_CM

    def __str__(self) -> str:
        """One sentence."""
        name, more, less = _WORDS[self.part]
        word = more if self.change_cm >= 0 else less
        return f"{name} {abs(self.change_cm):.1f} cm {word} than last time"


_WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "floor_m": ("floor", "higher", "lower"),
    "eye_height_seated_m": ("eyes when seated", "higher", "lower"),
    "eye_height_standing_m": ("eyes when standing", "higher", "lower"),
    "reach_left": ("left reach", "longer", "shorter"),
    "reach_right": ("right reach", "longer", "shorter"),
    "rest_left_m": ("left resting place", "elsewhere", "elsewhere"),
    "rest_right_m": ("right resting place", "elsewhere", "elsewhere"),
    "ankles": ("what is worn at the ankles", "elsewhere", "elsewhere"),
}


def drift(old: Calibration, new: Calibration) -> list[Drift]:
    """What changed from one calibration to another, for all that both know."""
    heights = (
        ("floor_m", None if old.empty else old.floor_m, new.floor_m),
        ("eye_height_seated_m", old.eye_height_seated_m, new.eye_height_seated_m),
        ("eye_height_standing_m", old.eye_height_standing_m, new.eye_height_standing_m),
        ("reach_left", *_in_both(old.reach_left, new.reach_left)),
        ("reach_right", *_in_both(old.reach_right, new.reach_right)),
    )
    places = (
        ("rest_left_m", old.rest_left_m, new.rest_left_m),
        ("rest_right_m", old.rest_right_m, new.rest_right_m),
    )
    changes = [
        Drift(part, _cm(after - before))
        for part, before, after in heights
        if before is not None and after is not None
    ]
    changes += [
        Drift(part, _cm(math.dist(before, after)))
        for part, before, after in places
        if before is not None and after is not None
    ]
    if old.ankles is not None and new.ankles is not None:
        sides: tuple[Side, Side] = ("left", "right")
        ways_m = (
            math.dist(old.ankles.of(side).position_m, new.ankles.of(side).position_m)
            for side in sides
        )
        changes.append(Drift("ankles", _cm(max(ways_m))))
    return changes


def _in_both(old: ReachMap | None, new: ReachMap | None) -> tuple[float | None, float | None]:
    """Mean reach of the cells that both maps know."""
    if old is None or new is None:
        return None, None
    pairs = [
        (before, after)
        for old_row, new_row in zip(old.rows, new.rows, strict=True)
        for before, after in zip(old_row, new_row, strict=True)
        if before is not None and after is not None
    ]
    if not pairs:
        return None, None
    before_m, after_m = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
    return before_m, after_m


def _cm(metres: float) -> float:
    return round(metres * 100.0, 1)
