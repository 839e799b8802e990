"""Where boards hang: in front of the patient, at reading distance."""

from __future__ import annotations

import math
from collections.abc import Mapping

from controllers.frame import Vec3
from game.pointing import Spot
from tasks.body import BodyFrame
from tasks.scene import Panel

READING_DISTANCE_M = 1.6


def in_front(
    body: BodyFrame,
    azimuth_deg: float = 0.0,
    elevation_deg: float = 0.0,
    distance_m: float = READING_DISTANCE_M,
) -> tuple[Vec3, float]:
    """Place and heading of a board: centre in the stage frame, `yaw_rad` that faces the eyes.

    Positive azimuth is to the patient's right.
    """
    azimuth, elevation = math.radians(azimuth_deg), math.radians(elevation_deg)
    level_m = distance_m * math.cos(elevation)
    place_m = body.to_stage(
        (
            level_m * math.sin(azimuth),
            distance_m * math.sin(elevation),
            -level_m * math.cos(azimuth),
        )
    )
    return place_m, body.yaw_rad - azimuth


def wall(
    body: BodyFrame, across_m: float, up_m: float, distance_m: float = READING_DISTANCE_M
) -> tuple[Vec3, float]:
    """Place and heading of a board on a flat wall ahead, metres from the point level with the eyes.

    On a wall rows stay straight and boards at their ends are no larger than in the middle, in a
    window as on paper.
    """
    return body.to_stage((across_m, up_m, -distance_m)), body.yaw_rad


def board(
    key: str,
    body: BodyFrame,
    *,
    icon: str = "",
    values: Mapping[str, str | int | float] | None = None,
    width_m: float = 1.0,
    azimuth_deg: float = 0.0,
    elevation_deg: float = 10.0,
    distance_m: float = READING_DISTANCE_M,
    spoken: bool = False,
) -> Panel:
    """A panel in front of the patient, above the work and still in a window's view."""
    place_m, yaw_rad = in_front(body, azimuth_deg, elevation_deg, distance_m)
    return Panel(key, place_m, yaw_rad, width_m, icon, values or {}, spoken=spoken)


def spot(
    body: BodyFrame,
    width_m: float,
    height_m: float,
    *,
    azimuth_deg: float = 0.0,
    elevation_deg: float = 0.0,
    distance_m: float = READING_DISTANCE_M,
) -> Spot:
    """Where a tile hangs in front of the patient."""
    place_m, yaw_rad = in_front(body, azimuth_deg, elevation_deg, distance_m)
    return Spot(place_m, yaw_rad, 0.5 * width_m, 0.5 * height_m)
