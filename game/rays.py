"""Where heads and hands point, and what lies in line with that."""

from __future__ import annotations

import math
from typing import Final

from controllers.frame import InputFrame, PoseField, PoseFlag, Vec3

_ORIENTATION_MEASURED: Final = int(PoseFlag.ORIENTATION_VALID | PoseFlag.ORIENTATION_TRACKED)
_GAZE_KNOWN: Final = _ORIENTATION_MEASURED | int(PoseFlag.POSITION_VALID)


def forward(pose: PoseField) -> Vec3:
    """Unit direction of -Z of a pose, stage frame."""
    x, y, z, w = pose.orientation
    return (-2.0 * (x * z + w * y), -2.0 * (y * z - w * x), 2.0 * (x * x + y * y) - 1.0)


def orientation_tracked(pose: PoseField) -> bool:
    """Whether the pose's turning was truly measured; a head before a screen only seems to turn."""
    return pose.flags & _ORIENTATION_MEASURED == _ORIENTATION_MEASURED


def in_line(origin_m: Vec3, direction: Vec3, centre_m: Vec3, radius_m: float) -> bool:
    """Whether a ray (unit direction) passes through a ball, ahead of its origin."""
    along_m, beside_m = along_and_beside(origin_m, direction, centre_m)
    return along_m > 0.0 and beside_m <= radius_m


def gaze_on(frame: InputFrame, position_m: Vec3, radius_m: float) -> bool:
    """Whether the head faces a ball. False where the head's turning is not measured."""
    head = frame.head
    return head.flags & _GAZE_KNOWN == _GAZE_KNOWN and in_line(
        head.position_m, forward(head), position_m, radius_m
    )


def along_and_beside(origin_m: Vec3, direction: Vec3, centre_m: Vec3) -> tuple[float, float]:
    """Metres to a place along a ray (unit direction), and from the ray to it."""
    x, y, z = centre_m[0] - origin_m[0], centre_m[1] - origin_m[1], centre_m[2] - origin_m[2]
    along_m = x * direction[0] + y * direction[1] + z * direction[2]
    return along_m, math.sqrt(max(x * x + y * y + z * z - along_m * along_m, 0.0))
