"""How a hand looks round what it holds: fingers as wide apart as the thing, the palm before it."""

from __future__ import annotations

from typing import Final

from controllers.controller import Side
from controllers.frame import Quat, Vec3
from controllers.rotation import rotate
from tasks.grasping.catalogue import Cylinder, Kind, Sphere, distance_m
from tasks.scene import BACK_OF_HAND, OPEN_APERTURE_M

PALM_M: Final = 0.02
"""From the middle of the hand to the skin of its palm."""

FARTHEST_BACK_M: Final = 0.09
_STEPS: Final = 8


def closed_round(kind: Kind) -> float:
    """How far a hand is closed, 0..1, whose fingers touch a thing on both sides."""
    return min(1.0, max(0.0, 1.0 - _width_m(kind) / OPEN_APERTURE_M))


def back_m(kind: Kind, side: Side, position_m: Vec3, orientation: Quat) -> float:
    """How far a hand would have to be farther back for its palm to lie on the thing's surface.

    The pose is that of the thing, seen from the hand.
    """
    x, y, z, w = orientation
    away = (-x, -y, -z, w)
    px, py, pz = position_m
    bx, by, bz = BACK_OF_HAND[side]
    far_m = 0.0
    for _ in range(_STEPS):
        local = rotate(away, (bx * far_m - px, by * far_m - py, bz * far_m - pz))
        missing_m = PALM_M - min(distance_m(shape, local) for shape in kind.shapes)
        if missing_m < 1e-3:
            break
        far_m += missing_m
    return min(far_m, FARTHEST_BACK_M)


def _width_m(kind: Kind) -> float:
    shape = kind.gripped[0]
    if isinstance(shape, Sphere):
        return 2.0 * shape.radius_m
    if isinstance(shape, Cylinder):
        return min(2.0 * shape.radius_m, shape.height_m)
    return min(shape.size_m)
