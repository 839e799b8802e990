"""What a simulated patient sees on the floor: what comes, what lies there, where to step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import atan2, cos, hypot, sin
from typing import Final, Literal

from controllers.controller import Side
from controllers.frame import Quat, Vec3
from tasks.scene import Instance, Role, Scene

MIDDLE_AHEAD_M: Final = 0.065
"""Of the sole's middle before the ankle."""

MOVING_M_S: Final = 0.02
LOOK_EVERY_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Thing:
    """The one thing that matters now; `size_m` is width, height, depth."""

    id: int
    kind: Literal["coming", "lying", "print", "start"]
    place_m: Vec3
    size_m: Vec3
    yaw_rad: float
    speed_m_s: float
    side: Side | None


class Underfoot:
    """Looks at the floor some times a second, and tells what is there and how fast it comes."""

    def __init__(self) -> None:
        self._looked_s = -1.0
        self._thing: Thing | None = None
        self._before: tuple[int, Vec3, float] | None = None

    def look(
        self, scene: Scene, now_s: float, feet_m: Callable[[], tuple[Vec3, Vec3]]
    ) -> Thing | None:
        """What matters now; `feet_m` tells the places of the left and the right foot."""
        if 0.0 <= now_s - self._looked_s < LOOK_EVERY_S:
            return self._thing
        self._looked_s = now_s
        found = self._found(scene, feet_m())
        if found is None:
            self._thing = self._before = None
            return None
        place_m, speed_m_s = found.position_m, 0.0
        if found.role is not Role.OBSTACLE:
            place_m = ankle_on(found)
        if self._before is not None and self._before[0] == found.id:
            _, before_m, before_s = self._before
            moved_m = hypot(place_m[0] - before_m[0], place_m[2] - before_m[2])
            speed_m_s = moved_m / (now_s - before_s)
        elif found.role is Role.OBSTACLE:
            self._before = (found.id, place_m, now_s)
            return self._thing  # whether it moves is seen at the next look
        self._before = (found.id, place_m, now_s)
        self._thing = Thing(
            found.id,
            _kind(found, speed_m_s),
            place_m,
            found.scale,
            heading_of(found.orientation),
            speed_m_s,
            _side_of(found),
        )
        return self._thing

    def _found(self, scene: Scene, feet_m: tuple[Vec3, Vec3]) -> Instance | None:
        """The wanted obstacle or print, or else the first start print that no foot stands on."""
        start: Instance | None = None
        for _, thing in scene.rows():
            role = thing.role
            if (role is Role.OBSTACLE or role is Role.FOOTPRINT) and thing.glow > 0.0:
                return thing
            if role is Role.START and start is None and not _stood_on(thing, feet_m):
                start = thing
        return start


def ankle_on(print_: Instance) -> Vec3:
    """Where the ankle is when the middle of the sole is on a print."""
    x, y, z = print_.position_m
    yaw = heading_of(print_.orientation)
    return (x + MIDDLE_AHEAD_M * sin(yaw), y, z + MIDDLE_AHEAD_M * cos(yaw))


def _stood_on(print_: Instance, feet_m: tuple[Vec3, Vec3]) -> bool:
    side = _side_of(print_)
    x, _, z = feet_m[1 if side == "right" else 0]
    px, _, pz = ankle_on(print_)
    return hypot(px - x, pz - z) < 0.02


def _kind(thing: Instance, speed_m_s: float) -> Literal["coming", "lying", "print", "start"]:
    if thing.role is not Role.OBSTACLE:
        return "start" if thing.role is Role.START else "print"
    return "coming" if speed_m_s > MOVING_M_S else "lying"


def _side_of(thing: Instance) -> Side | None:
    if thing.mesh.endswith("left"):
        return "left"
    return "right" if thing.mesh.endswith("right") else None


def heading_of(orientation: Quat) -> float:
    """Turning about +Y of a thing that lies on the floor, radians."""
    x, y, z, w = orientation
    return atan2(2.0 * (w * y + x * z), 1.0 - 2.0 * (x * x + y * y))
