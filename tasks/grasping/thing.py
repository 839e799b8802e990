"""What is remembered of one thing in a world: where it belongs, and what has befallen it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from controllers.frame import IDENTITY, Quat, Vec3

KNOCKED_M: Final = 0.03
KNOCKED_DEG: Final = 30.0
_COS_KNOCKED: Final = math.cos(math.radians(KNOCKED_DEG))
_STILL_M: Final = 0.001
_STILL_NS: Final = 100_000_000
_UP: Final[Vec3] = (0.0, 1.0, 0.0)


def up_of(orientation: Quat) -> Vec3:
    """Where the thing's own +Y points."""
    x, y, z, w = orientation
    return (2.0 * (x * y - w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z + w * x))


@dataclass(slots=True)
class Thing:
    """One thing's memory. `stood_m` and `stood_up` are where it last came to rest."""

    home_m: Vec3 = (0.0, 0.0, 0.0)
    home_turn: Quat = IDENTITY
    stood_m: Vec3 = (0.0, 0.0, 0.0)
    stood_up: Vec3 = _UP
    loose: bool = False
    knocked: bool = False
    on_floor: bool = False
    passed_m: Vec3 = (0.0, 0.0, 0.0)
    passed_ns: int = 0
    resting: bool = False
    lost_since_ns: int | None = None

    def put(self, position_m: Vec3, orientation: Quat) -> None:
        """It was put somewhere, and nothing of the past counts."""
        self.stood_m, self.stood_up = position_m, up_of(orientation)
        self.passed_m = position_m
        self.loose = self.knocked = self.on_floor = False
        self.lost_since_ns = None
        self.resting = True

    def hold(self, time_ns: int) -> None:
        """It is in a hand: until it comes to rest again, its movement is its own."""
        self.loose = True
        self.resting = self.on_floor = False
        self.passed_ns = time_ns
        self.lost_since_ns = None

    def see(self, position_m: Vec3, orientation: Quat, time_ns: int, *, asleep: bool) -> None:
        """Notice whether it rests: it stays within a millimetre for a tenth of a second.

        Its speed would not tell, for thin things that lie on one another tremble in place.
        """
        if not asleep and math.dist(position_m, self.passed_m) > _STILL_M:
            self.passed_m, self.passed_ns = position_m, time_ns
            self.resting = False
        elif not self.resting and (asleep or time_ns - self.passed_ns > _STILL_NS):
            self.stood_m, self.stood_up = position_m, up_of(orientation)
            self.loose = self.knocked = False
            self.resting = True

    def is_knocked(self, position_m: Vec3, orientation: Quat) -> bool:
        """Whether it was just moved or tipped too far by something else. True once a time."""
        if self.loose or self.knocked:
            return False
        tipped = sum(a * b for a, b in zip(up_of(orientation), self.stood_up, strict=True))
        if tipped > _COS_KNOCKED and math.dist(position_m, self.stood_m) < KNOCKED_M:
            return False
        self.knocked = True
        return True
