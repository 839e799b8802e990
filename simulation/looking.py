"""Where the head turns, and how fast."""

from __future__ import annotations

from math import atan2, cos, exp, hypot, pi, radians, remainder, sin
from typing import Final

from controllers.frame import Quat, Vec3

LOWEST_RAD: Final = radians(-30.0)
HIGHEST_RAD: Final = radians(10.0)
"""How far the head nods towards work of the hands; the eyes do the rest."""

LOOKING_S: Final = 0.25
STILL_RAD: Final = 1e-4


class Looking:
    """A head that follows a goal of yaw (to the left) and pitch (up), radians, stage frame."""

    def __init__(self) -> None:
        self._yaw_rad = self._pitch_rad = 0.0
        self._orientation: Quat = (0.0, 0.0, 0.0, 1.0)

    def step(self, yaw_rad: float, pitch_rad: float, elapsed_s: float) -> Quat:
        """Turn towards a direction for a time; the head's orientation then."""
        yaw_by = remainder(yaw_rad - self._yaw_rad, 2 * pi)
        pitch_by = pitch_rad - self._pitch_rad
        if abs(yaw_by) > STILL_RAD or abs(pitch_by) > STILL_RAD:
            share = 1.0 - exp(-elapsed_s / LOOKING_S)
            self._yaw_rad += yaw_by * share
            self._pitch_rad += pitch_by * share
            half_yaw, half_pitch = self._yaw_rad / 2.0, self._pitch_rad / 2.0
            self._orientation = (
                cos(half_yaw) * sin(half_pitch),
                sin(half_yaw) * cos(half_pitch),
                -sin(half_yaw) * sin(half_pitch),
                cos(half_yaw) * cos(half_pitch),
            )
        return self._orientation


def work_pitch_rad(eyes_m: Vec3, place_m: Vec3) -> float:
    """How far the head nods towards a place where a hand works."""
    ahead_m = max(0.1, -place_m[2])
    pitch_rad = 0.6 * (place_m[1] - eyes_m[1]) / ahead_m
    return min(HIGHEST_RAD, max(LOWEST_RAD, pitch_rad))


def direction_rad(eyes_m: Vec3, place_m: Vec3) -> tuple[float, float]:
    """Yaw and pitch from the eyes to a place, both in the stage frame."""
    x, y, z = (there - here for there, here in zip(place_m, eyes_m, strict=True))
    return atan2(-x, -z), atan2(y, hypot(x, z))
