"""How well an object is where it should be: pure geometry."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from controllers.frame import Quat, Vec3
from controllers.rotation import rotate
from tasks.grasping.catalogue import Kind
from tasks.grasping.layout import Goal

HEIGHT_TOLERANCE_M: Final = 0.03
"""What stands on the goal's surface has its height to this much."""

ALOFT_TOLERANCE_M: Final = 0.06
"""A goal in the air has no surface to help: it is at least so wide."""

_LONG: Final = frozenset({"spoon", "key", "pen"})
_UP: Final[Vec3] = (0.0, 1.0, 0.0)
_ALONG: Final[Vec3] = (0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Fit:
    """Distance from the goal's middle, along the ground and up; tilt against what is asked."""

    aside_m: float
    above_m: float
    tilt_deg: float

    @property
    def distance_m(self) -> float:
        """From the goal's middle."""
        return math.hypot(self.aside_m, self.above_m)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What is allowed of a `Fit`."""

    place_m: float
    angle_deg: float

    def place_excess(self, fit: Fit, *, aloft: bool) -> float:
        """Up to 1 the object's place is good."""
        if aloft:
            return fit.distance_m / max(self.place_m, ALOFT_TOLERANCE_M)
        return max(fit.aside_m / self.place_m, abs(fit.above_m) / HEIGHT_TOLERANCE_M)

    def radius_m(self, goal: Goal) -> float:
        """How far from the goal's middle is near enough."""
        return max(self.place_m, ALOFT_TOLERANCE_M) if goal.aloft else self.place_m

    def excess(self, fit: Fit, *, aloft: bool) -> float:
        """Up to 1 the object's place and tilt are good."""
        return max(self.place_excess(fit, aloft=aloft), fit.tilt_deg / self.angle_deg)


def fit_of(kind: Kind, position_m: Vec3, orientation: Quat, goal: Goal, shift_m: Vec3) -> Fit:
    """An object's pose against a goal whose base has moved by `shift_m`."""
    dx, dy, dz = (
        there - here - moved
        for there, here, moved in zip(position_m, goal.position_m, shift_m, strict=True)
    )
    tilt_deg = tilt_of(kind, orientation)
    if goal.tilt_deg > 0.0:
        tilt_deg = max(0.0, goal.tilt_deg - tilt_deg)
    return Fit(math.hypot(dx, dz), dy, tilt_deg)


def tilt_of(kind: Kind, orientation: Quat) -> float:
    """How far a thing is tilted from how it stands or lies, degrees; turns about +Y are free.

    What may lie on either face (a book, a coin) is not tilted when it lies on the other; what is
    long (a pen) may roll; a ball is never tilted.
    """
    if kind.symmetry == "sphere":
        return 0.0
    if kind.name in _LONG:
        return abs(math.degrees(math.asin(_bounded(rotate(orientation, _ALONG)[1]))))
    tilt_deg = math.degrees(math.acos(_bounded(rotate(orientation, _UP)[1])))
    return tilt_deg if kind.upright else min(tilt_deg, 180.0 - tilt_deg)


def crossing(before: float, after: float) -> float | None:
    """Where between two samples a quantity comes down to 1, as a share; None if it doesn't."""
    if after > 1.0 or before <= 1.0:
        return None
    return (before - 1.0) / (before - after) if math.isfinite(before) else 1.0


def _bounded(value: float) -> float:
    return max(-1.0, min(1.0, value))
