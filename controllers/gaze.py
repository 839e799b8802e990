"""Where a made-up head looks: as (yaw, pitch) in degrees, positive to the left and up.

A window shows much less than a person sees by glancing down and aside, and most of the space
of a hand lies down and aside of the eyes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from controllers.frame import Quat, Vec3

Gaze = tuple[float, float]

LookAt = Callable[[], Vec3 | None]
"""The place, stage frame, of what is asked of the patient now, if anything is."""

RESTING: Final[Gaze] = (0.0, -10.0)
MOST_YAW_DEG: Final = 40.0
LOWEST_DEG: Final = -60.0
HIGHEST_DEG: Final = 20.0


def nothing() -> Vec3 | None:
    """Nothing is asked."""
    return None


def orientation(gaze: Gaze) -> Quat:
    """The head's rotation: pitch, then yaw about the vertical; the horizon stays level."""
    yaw, pitch = math.radians(gaze[0]) / 2.0, math.radians(gaze[1]) / 2.0
    sin_yaw, cos_yaw = math.sin(yaw), math.cos(yaw)
    sin_pitch, cos_pitch = math.sin(pitch), math.cos(pitch)
    return (cos_yaw * sin_pitch, sin_yaw * cos_pitch, -sin_yaw * sin_pitch, cos_yaw * cos_pitch)


def off_middle_deg(gaze: Gaze, place_m: Vec3) -> tuple[float, float]:
    """How far to the left of the middle of the view, and above it, a place from the eyes is."""
    yaw_deg = math.degrees(math.atan2(-place_m[0], -place_m[2])) - gaze[0]
    yaw = math.radians(gaze[0])
    ahead_m = -math.sin(yaw) * place_m[0] - math.cos(yaw) * place_m[2]
    return yaw_deg, math.degrees(math.atan2(place_m[1], ahead_m)) - gaze[1]


def turned_to(gaze: Gaze, place_m: Vec3, across_deg: float, up_deg: float) -> Gaze:
    """The gaze, turned no more than it takes to have a place (from the eyes) in view.

    In view is within `across_deg` to either side and `up_deg` above or below the middle.
    """
    left_deg, _ = off_middle_deg(gaze, place_m)
    yaw_deg = gaze[0] + left_deg - max(-across_deg, min(across_deg, left_deg))
    yaw_deg = max(-MOST_YAW_DEG, min(MOST_YAW_DEG, yaw_deg))
    _, above_deg = off_middle_deg((yaw_deg, gaze[1]), place_m)
    pitch_deg = gaze[1] + above_deg - max(-up_deg, min(up_deg, above_deg))
    return yaw_deg, max(LOWEST_DEG, min(HIGHEST_DEG, pitch_deg))
