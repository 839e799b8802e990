"""The sole of a foot: toe, heel and edges, from the foot's pose.

A foot's origin is on the sole under the ankle, -Z points to the toes, +Y up from the floor. The
sole is taken to be a flat rectangle, the same for everybody.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from controllers.frame import PoseField
from tasks.stepping.path import Path

TOE_AHEAD_M: Final = 0.19
HEEL_BEHIND_M: Final = 0.06
HALF_WIDTH_M: Final = 0.045
MIDDLE_AHEAD_M: Final = (TOE_AHEAD_M - HEEL_BEHIND_M) / 2
"""From the ankle to the middle of the sole."""

SMALLEST_NORM_SQUARED: Final = 0.25
"""A quaternion as short as this is no orientation."""


class Sole(NamedTuple):
    """Four corners of a sole in path axes, metres: (across, up, ahead) each."""

    heel_left: tuple[float, float, float]
    toe_left: tuple[float, float, float]
    heel_right: tuple[float, float, float]
    toe_right: tuple[float, float, float]

    @property
    def lowest_m(self) -> float:
        """Height of its lowest corner above the floor."""
        return min(self[0][1], self[1][1], self[2][1], self[3][1])

    @property
    def middle(self) -> tuple[float, float, float]:
        """Its middle."""
        across, up, ahead = (sum(axis) / 4.0 for axis in zip(*self, strict=True))
        return (across, up, ahead)

    @property
    def along(self) -> float:
        """Cosine of the angle between the path and where the toes point, seen from above."""
        heel, toe = self.heel_left, self.toe_left
        across, ahead = toe[0] - heel[0], toe[2] - heel[2]
        length = math.hypot(across, ahead)
        return ahead / length if length > 0.0 else 0.0

    def between(self, other: Sole, share: float) -> Sole:
        """Where it is on the straight way to another place, share 0..1."""
        return Sole._make(
            (
                a[0] + (b[0] - a[0]) * share,
                a[1] + (b[1] - a[1]) * share,
                a[2] + (b[2] - a[2]) * share,
            )
            for a, b in zip(self, other, strict=True)
        )


def sole_of(foot: PoseField, path: Path) -> Sole | None:
    """The sole in path axes; None where the foot is not tracked or its pose is no pose."""
    if not (foot.position_tracked and foot.orientation_valid):
        return None
    px, py, pz = foot.position_m
    x, y, z, w = foot.orientation
    norm = x * x + y * y + z * z + w * w
    if not (math.isfinite(px + py + pz) and SMALLEST_NORM_SQUARED < norm < math.inf):
        return None
    two = 2.0 / norm
    # The foot's axes in the stage: rightwards, and towards the toes.
    rx, ry, rz = 1.0 - two * (y * y + z * z), two * (x * y + w * z), two * (x * z - w * y)
    fx, fy, fz = -two * (x * z + w * y), -two * (y * z - w * x), two * (x * x + y * y) - 1.0
    cos, sin = math.cos(path.yaw_rad), math.sin(path.yaw_rad)
    ox, oy, oz = path.origin_m
    px, py, pz = px - ox, py - oy, pz - oz
    across, up, ahead = cos * px - sin * pz, py, -sin * px - cos * pz
    right = (
        HALF_WIDTH_M * (cos * rx - sin * rz),
        HALF_WIDTH_M * ry,
        -HALF_WIDTH_M * (sin * rx + cos * rz),
    )
    fa, fu, fs = cos * fx - sin * fz, fy, -(sin * fx + cos * fz)
    heel = (
        across - HEEL_BEHIND_M * fa,
        up - HEEL_BEHIND_M * fu,
        ahead - HEEL_BEHIND_M * fs,
    )
    toe = (across + TOE_AHEAD_M * fa, up + TOE_AHEAD_M * fu, ahead + TOE_AHEAD_M * fs)
    return Sole(
        (heel[0] - right[0], heel[1] - right[1], heel[2] - right[2]),
        (toe[0] - right[0], toe[1] - right[1], toe[2] - right[2]),
        (heel[0] + right[0], heel[1] + right[1], heel[2] + right[2]),
        (toe[0] + right[0], toe[1] + right[1], toe[2] + right[2]),
    )
