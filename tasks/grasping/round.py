"""How a hand looks round what it holds: the palm on its surface, the fingers closed up to it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from controllers.controller import Side
from controllers.frame import Quat, Vec3
from controllers.rotation import rotate
from tasks.grasping.catalogue import Cylinder, Kind, Sphere, distance_m
from tasks.scene import BACK_OF_HAND, OPEN_APERTURE_M

PALM_M: Final = 0.02
"""From the middle of the hand to the skin of its palm."""

FARTHEST_BACK_M: Final = 0.09
_BACK_STEPS: Final = 8

# An adult's fingers as the hand is drawn: how far the knuckles are from the middle of the hand,
# how long the three bones are, and how they are bent open and closed.
_KNUCKLE_M: Final = 0.034
_BONES_M: Final = (0.044, 0.027, 0.018)
_OPEN_RAD: Final = tuple(math.radians(bend) for bend in (6.0, 13.0, 9.0))
_CLOSING_RAD: Final = tuple(math.radians(bend) for bend in (56.0, 66.0, 38.0))
_FINGERS_M: Final = (0.0275, 0.008, -0.011, -0.028)
_FINGER_RADIUS_M: Final = 0.007
_CLOSING_STEPS: Final = 20

Clear = Callable[[Vec3], float]
"""Metres from a place, in axes of the hand, to the surface of what is held."""


def held_by(kind: Kind, side: Side, position_m: Vec3, orientation: Quat) -> tuple[float, float]:
    """How closed a hand is drawn (0..1) that holds a thing, and how far back (metres).

    The pose is that of the thing, seen from the hand.
    """
    x, y, z, w = orientation
    away = (-x, -y, -z, w)
    px, py, pz = position_m

    def clear_m(place_m: Vec3) -> float:
        a, b, c = place_m
        local = rotate(away, (a - px, b - py, c - pz))
        return min(distance_m(shape, local) for shape in kind.shapes)

    out = BACK_OF_HAND[side][0]
    far_m = _back_m(clear_m, out)
    thin = 1.0 - _width_m(kind) / OPEN_APERTURE_M
    return max(0.0, min(thin, _closed(clear_m, out, far_m))), far_m


def _back_m(clear_m: Clear, out: float) -> float:
    """How far back the hand has to be for its palm to lie on the surface."""
    far_m = 0.0
    for _ in range(_BACK_STEPS):
        missing_m = PALM_M - clear_m((out * far_m, 0.0, 0.0))
        if missing_m < 1e-3:
            break
        far_m += missing_m
    return min(far_m, FARTHEST_BACK_M)


def _closed(clear_m: Clear, out: float, far_m: float) -> float:
    """How far the fingers close before the first of them meets the thing."""
    for step in range(_CLOSING_STEPS + 1):
        for along_m, deep_m in _joints(step / _CLOSING_STEPS):
            for aside_m in _FINGERS_M:
                place_m = (out * (far_m - deep_m), -along_m, -aside_m)
                if clear_m(place_m) < _FINGER_RADIUS_M:
                    return max(0, step - 1) / _CLOSING_STEPS
    return 1.0


def _joints(amount: float) -> list[tuple[float, float]]:
    """Middles and ends of a finger's bones: along the open hand, and out of the palm, metres."""
    along_m, deep_m, bend = _KNUCKLE_M, 0.0, 0.0
    places = []
    for length_m, opened, closing in zip(_BONES_M, _OPEN_RAD, _CLOSING_RAD, strict=True):
        bend += opened + amount * closing
        for _ in range(2):
            along_m += 0.5 * length_m * math.cos(bend)
            deep_m += 0.5 * length_m * math.sin(bend)
            places.append((along_m, deep_m))
    return places


def _width_m(kind: Kind) -> float:
    shape = kind.gripped[0]
    if isinstance(shape, Sphere):
        return 2.0 * shape.radius_m
    if isinstance(shape, Cylinder):
        return min(2.0 * shape.radius_m, shape.height_m)
    return min(shape.size_m)
