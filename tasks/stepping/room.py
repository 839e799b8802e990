"""Where to walk: a straight way inside the clear space, there and back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from controllers.controller import Side
from controllers.frame import Vec3
from tasks.body import sign_of
from tasks.stepping.parameters import Room
from tasks.stepping.path import Path
from tasks.task import Body

KEPT_CLEAR_M: Final = 0.5
"""Nothing to walk to lies nearer than this to the edge of the clear space."""

FOOT_ROOM_M: Final = 0.2
"""From the end of the way to the ankles: the toes stay inside, whichever way they point."""

SHORTEST_WAY_M: Final = 1.4
NARROWEST_WAY_M: Final = 0.5
NEAR_M: Final = 0.6
"""Who stands so near to an end of the way begins there."""


@dataclass(frozen=True, slots=True)
class Way:
    """The walk: `path` leads from one end, ankles at its origin, `length_m` to the other."""

    path: Path
    length_m: float
    width_m: float

    @property
    def back(self) -> Way:
        """The same way from its other end."""
        far_m = self.path.to_stage(0.0, 0.0, self.length_m)
        return Way(Path(far_m, self.path.yaw_rad + math.pi), self.length_m, self.width_m)

    def facing(self, place_m: Vec3, heading: tuple[float, float], lead: Side) -> Way:
        """The walk from the end that the patient is at, or else that they face.

        `place_m` is where they are, `heading` (x, z) where their toes point, stage frame. So the
        way to the start never leads backwards.
        """
        ahead_m = self.path.from_stage(place_m)[2]
        if ahead_m < NEAR_M:
            return self
        if self.length_m - ahead_m < NEAR_M:
            return self.back
        yaw = self.path.yaw_rad
        along = -math.sin(yaw) * heading[0] - math.cos(yaw) * heading[1]
        if abs(along) < 1e-6:
            along = sign_of(lead)
        return self.back if along > 0.0 else self


def way_of(room: Room, body: Body) -> Way | None:
    """The longest straight way through the clear space; None where there is no room to walk.

    Where no clear space has been measured, the level's own lies ahead of the patient.
    """
    area = body.play_area
    if area is None:
        x, _, z = body.frame.eyes_m
        path = Path((x, body.floor_m, z), body.frame.yaw_rad)
        return Way(path, room.length_m, room.width_m)
    width_m, depth_m = area.width_m - 2 * KEPT_CLEAR_M, area.depth_m - 2 * KEPT_CLEAR_M
    turned = width_m > depth_m
    long_m, across_m = (width_m, depth_m) if turned else (depth_m, width_m)
    length_m = long_m - 2 * FOOT_ROOM_M
    if length_m < SHORTEST_WAY_M or across_m < NARROWEST_WAY_M:
        return None
    half_m = length_m / 2
    start_m = (-half_m, body.floor_m, 0.0) if turned else (0.0, body.floor_m, half_m)
    return Way(Path(start_m, -math.pi / 2 if turned else 0.0), length_m, across_m)
