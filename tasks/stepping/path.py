"""The line along which a repetition goes: axes on the floor, along and across it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from controllers.frame import Quat, Vec3
from controllers.rotation import about_up


@dataclass(frozen=True, slots=True)
class Path:
    """A place on the floor and a heading from there.

    Path axes are (across to the right, up from the floor, ahead), metres. `origin_m` is in the
    stage frame; `yaw_rad` is the heading about +Y, 0 facing -Z, positive to the left.
    """

    origin_m: Vec3
    yaw_rad: float

    def to_stage(self, across_m: float, up_m: float, ahead_m: float) -> Vec3:
        """A place in path axes, in the stage frame."""
        cos, sin = math.cos(self.yaw_rad), math.sin(self.yaw_rad)
        x, y, z = self.origin_m
        return (x + cos * across_m - sin * ahead_m, y + up_m, z - sin * across_m - cos * ahead_m)

    def from_stage(self, place_m: Vec3) -> Vec3:
        """A place of the stage in path axes."""
        cos, sin = math.cos(self.yaw_rad), math.sin(self.yaw_rad)
        x, y, z = (there - here for there, here in zip(place_m, self.origin_m, strict=True))
        return (cos * x - sin * z, y, -sin * x - cos * z)

    @property
    def orientation(self) -> Quat:
        """What lies along the path, its far end at -Z."""
        return about_up(self.yaw_rad)

    @property
    def back(self) -> Path:
        """The same place, facing the other way."""
        return Path(self.origin_m, self.yaw_rad + math.pi)
