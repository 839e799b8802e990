"""Where everything of one repetition is, in path axes. Pure."""

from __future__ import annotations

import math
from typing import Final

from controllers.controller import other_side
from tasks.body import sign_of
from tasks.stepping.feet import MIDDLE_AHEAD_M, TOE_AHEAD_M
from tasks.stepping.footprints import Print
from tasks.stepping.obstacles import Obstacle
from tasks.stepping.parameters import SteppingParameters
from tasks.stepping.path import Path
from tasks.stepping.room import Way
from tasks.task import Body
from tasks.trial import TrialSpec

LANE_INNER_M: Final = 0.01
LANE_BEYOND_ANKLE_M: Final = 0.2
"""What comes keeps to one foot: from the middle of the body to so far outside its ankle."""

WIDEST_M: Final = 2.0
APPROACH_M: Final = 0.4
LANDING_M: Final = 0.35
"""Free floor before an obstacle that lies (from the ankles at the start) and behind it."""

MOST_PRINTS: Final = 8
PUDDLE_M: Final = 0.02


def standing_path(parameters: SteppingParameters, body: Body) -> Path:
    """For who stays in place: from between the ankles, the way the body faces."""
    x, _, z = body.frame.to_stage((0.0, 0.0, -parameters.ankles_ahead_m))
    return Path((x, body.floor_m, z), body.frame.yaw_rad)


def coming_obstacle(parameters: SteppingParameters, spec: TrialSpec) -> Obstacle:
    """An obstacle that comes in the lane of the leading foot and is at the toes after a while."""
    knobs = spec.knobs
    sign = sign_of(spec.situation.side)
    outer_m = parameters.start.width_m / 2 + LANE_BEYOND_ANKLE_M
    edges = sorted((sign * LANE_INNER_M, sign * outer_m))
    return Obstacle(
        near_m=TOE_AHEAD_M + knobs["speed_m_s"] * knobs["warning_s"],
        depth_m=knobs["depth_m"],
        height_m=obstacle_height_m(spec),
        left_m=edges[0],
        right_m=edges[1],
        speed_m_s=knobs["speed_m_s"],
    )


def lying_obstacle(spec: TrialSpec, way: Way) -> Obstacle:
    """An obstacle across the whole way, as far from the start as asked and as there is room."""
    depth_m = spec.knobs["depth_m"]
    asked_m = spec.knobs["spacing_m"] + spec.situation.covariates["spacing_change_m"]
    half_m = min(way.width_m, WIDEST_M) / 2
    return Obstacle(
        near_m=min(max(APPROACH_M, asked_m), way.length_m - depth_m - LANDING_M),
        depth_m=depth_m,
        height_m=obstacle_height_m(spec),
        left_m=-half_m,
        right_m=half_m,
    )


def obstacle_height_m(spec: TrialSpec) -> float:
    """Height of this repetition's obstacle."""
    height_m = spec.knobs["height_m"] * spec.situation.covariates["height_share"]
    return min(height_m, PUDDLE_M) if spec.situation.labels["shape"] == "puddle" else height_m


def single_print(spec: TrialSpec) -> list[Print]:
    """One footprint, a step away from where the foot stands."""
    side, knobs = spec.situation.side, spec.knobs
    length_m = knobs["step_length_m"]
    direction = math.radians(spec.situation.covariates.get("direction_deg", 0.0))
    out_m = knobs["step_width_m"] / 2 + length_m * math.sin(direction)
    ahead_m = MIDDLE_AHEAD_M + length_m * math.cos(direction)
    return [Print(side, sign_of(side) * out_m, ahead_m, knobs["footprint_m"])]


def row_of_prints(spec: TrialSpec, way: Way) -> list[Print]:
    """Footprints in turn, the leading foot's first, as many as there is room for."""
    knobs, side = spec.knobs, spec.situation.side
    length_m, half_m = knobs["step_length_m"], knobs["step_width_m"] / 2
    count = max(1, min(MOST_PRINTS, int(way.length_m / length_m + 1e-6)))
    sides = [side if k % 2 == 0 else other_side(side) for k in range(count)]
    return [
        Print(
            foot, sign_of(foot) * half_m, MIDDLE_AHEAD_M + length_m * (k + 1), knobs["footprint_m"]
        )
        for k, foot in enumerate(sides)
    ]
