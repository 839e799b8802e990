"""Where the patient sits and faces, and how far each arm reaches.

Directions are told for an arm: azimuth 0 is straight ahead of that arm's shoulder and grows
outwards (to the right for the right arm, to the left for the left), elevation 0 is level
and grows upwards. A level written for one arm so mirrors to the other by itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from controllers.controller import Side
from controllers.frame import Quat, Vec3
from tasks.reach import ReachMap

SHOULDER_HALF_WIDTH_M = 0.18
SHOULDER_BELOW_EYES_M = 0.24
SHOULDER_BEHIND_EYES_M = 0.08


def sign_of(side: Side) -> float:
    """+1 for the right, -1 for the left: the direction of a side along the body's x axis."""
    return 1.0 if side == "right" else -1.0


def yaw_of(orientation: Quat) -> float:
    """Heading of a head pose about +Y in radians, 0 facing -Z, positive to the left."""
    x, y, z, w = orientation
    forward_x = -2.0 * (x * z + w * y)
    forward_z = -(1.0 - 2.0 * (x * x + y * y))
    return math.atan2(-forward_x, -forward_z)


@dataclass(frozen=True, slots=True)
class BodyFrame:
    """The patient's place in the stage: the spot on the floor below the head, and the heading.

    `eyes_m` is the head position it was made from, stage frame; `yaw_rad` turns body axes
    (x right, y up, -z ahead) into stage axes about +Y.
    """

    eyes_m: Vec3
    yaw_rad: float

    def to_stage(self, offset_m: Vec3) -> Vec3:
        """A place given from the eyes in body axes, in the stage frame."""
        x, y, z = self.turn(offset_m)
        return (self.eyes_m[0] + x, self.eyes_m[1] + y, self.eyes_m[2] + z)

    def from_stage(self, place_m: Vec3) -> Vec3:
        """A place of the stage, given from the eyes in body axes: the way back of `to_stage`."""
        x, y, z = (there - here for there, here in zip(place_m, self.eyes_m, strict=True))
        cos, sin = math.cos(self.yaw_rad), math.sin(self.yaw_rad)
        return (cos * x - sin * z, y, sin * x + cos * z)

    def turn(self, vector: Vec3) -> Vec3:
        """A direction in body axes, in stage axes."""
        cos, sin = math.cos(self.yaw_rad), math.sin(self.yaw_rad)
        x, y, z = vector
        return (cos * x + sin * z, y, cos * z - sin * x)

    def direction_deg(self, place_m: Vec3) -> tuple[float, float]:
        """Azimuth (to the right) and elevation of a place of the stage as seen from the eyes."""
        x, y, z = self.from_stage(place_m)
        return math.degrees(math.atan2(x, -z)), math.degrees(math.atan2(y, math.hypot(x, z)))

    def shoulder_m(self, side: Side) -> Vec3:
        """The shoulder of `side`, stage frame, from average adult offsets to the eyes."""
        return self.to_stage(
            (
                sign_of(side) * SHOULDER_HALF_WIDTH_M,
                -SHOULDER_BELOW_EYES_M,
                SHOULDER_BEHIND_EYES_M,
            )
        )

    def along(self, side: Side, azimuth_deg: float, elevation_deg: float, range_m: float) -> Vec3:
        """The place `range_m` from the shoulder of `side` in an arm's direction, stage frame."""
        azimuth, elevation = math.radians(azimuth_deg), math.radians(elevation_deg)
        level = math.cos(elevation) * range_m
        x, y, z = self.turn(
            (
                sign_of(side) * math.sin(azimuth) * level,
                math.sin(elevation) * range_m,
                -math.cos(azimuth) * level,
            )
        )
        shoulder = self.shoulder_m(side)
        return (shoulder[0] + x, shoulder[1] + y, shoulder[2] + z)

    def arm_direction(self, side: Side, place_m: Vec3) -> tuple[float, float, float]:
        """Azimuth, elevation (degrees) and distance (metres) of a place from the shoulder of
        `side`, in that arm's directions: the way back of `along`.
        """
        x, y, z = self.from_stage(place_m)
        x = sign_of(side) * x - SHOULDER_HALF_WIDTH_M
        y, z = y + SHOULDER_BELOW_EYES_M, z - SHOULDER_BEHIND_EYES_M
        return (
            math.degrees(math.atan2(x, -z)),
            math.degrees(math.atan2(y, math.hypot(x, z))),
            math.hypot(x, y, z),
        )


@dataclass(frozen=True, slots=True)
class PlayArea:
    """The clear rectangle on the floor around the stage's origin, along its x and z axes."""

    width_m: float
    depth_m: float


@dataclass(frozen=True, slots=True)
class ReachEnvelope:
    """How far each hand gets from its shoulder, metres.

    By direction where a map of the arm has been measured; else, and where such a map knows
    nothing, as far as `left_m` and `right_m` say, whatever the direction.
    """

    left_m: float = 0.6
    right_m: float = 0.6
    left: ReachMap | None = None
    right: ReachMap | None = None

    def reach_m(self, side: Side, azimuth_deg: float, elevation_deg: float) -> float:
        """Reach of `side` in a direction of its arm, degrees."""
        default_m, measured = (
            (self.left_m, self.left) if side == "left" else (self.right_m, self.right)
        )
        if measured is None:
            return default_m
        return measured.reach_m(azimuth_deg, elevation_deg, default_m)
