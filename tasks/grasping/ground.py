"""The table in front of one patient, and the places on and above it that an arm reaches.

Nothing that the hand has to come to is out of reach: the table is raised, lowered and drawn near
for a short arm, a direction in which a place would not be on the table is turned inwards, and what
is to be held in the air is drawn in.
"""

from __future__ import annotations

import math
from typing import Final

from controllers.controller import SIDES, Side
from controllers.frame import Vec3
from tasks.body import SHOULDER_BEHIND_EYES_M, SHOULDER_HALF_WIDTH_M, BodyFrame, sign_of
from tasks.grasping.furniture import Board, Furniture, shelf, table
from tasks.grasping.parameters import GraspingParameters
from tasks.task import Body

TABLE_BELOW_EYES_M: Final = 0.48
TABLE_WIDTH_M: Final = 1.3
TABLE_DEPTH_M: Final = 0.7
SHELF_WIDTH_M: Final = 0.34
SHELF_DEPTH_M: Final = 0.24

GRIP_ABOVE_M: Final = 0.06
"""About so high over what a thing stands on a hand takes it."""

EDGE_M: Final = 0.09
"""Things stand at least so far inside the table's edges."""

DEEPEST_SHARE: Final = 0.6
"""The table is at most so far below or above the shoulder, as a share of reach."""

ASIDE_M: Final = 0.2
"""A shoulder is so far from the seat, about: what lies at its arm's reach is still in reach."""


class Ground:
    """Heights in the stage frame: `top_m` of the table, `shoulder_y_m`. `near_m`: its near edge
    ahead of the eyes. `raised`: it is higher than the level asks, for a short arm.
    """

    def __init__(self, parameters: GraspingParameters, body: Body) -> None:
        self._body = body
        envelope = body.envelope
        self.shoulder_y_m = body.frame.shoulder_m("left")[1]
        shortest_m = min(envelope.reach_m(side, 0.0, -30.0) for side in SIDES)
        asked_m = body.frame.eyes_m[1] - TABLE_BELOW_EYES_M
        if parameters.table_height_m is not None:
            asked_m = body.floor_m + parameters.table_height_m
        lowest_m = self.shoulder_y_m - DEEPEST_SHARE * shortest_m - GRIP_ABOVE_M
        highest_m = self.shoulder_y_m + DEEPEST_SHARE * shortest_m - GRIP_ABOVE_M
        self.top_m = min(max(asked_m, lowest_m), highest_m)
        self.raised = self.top_m > asked_m + 1e-6
        drop_m = self.top_m + GRIP_ABOVE_M - self.shoulder_y_m
        farthest_m = math.sqrt(max(shortest_m**2 - drop_m**2, 0.0)) - SHOULDER_BEHIND_EYES_M
        self.near_m = min(parameters.table_distance_m, farthest_m - EDGE_M - 0.05)
        self.reach_m = max(envelope.reach_m(side, 0.0, -20.0) for side in SIDES) + ASIDE_M

    def furniture(self, shelf_boards: tuple[Board, ...] = ()) -> Furniture:
        """The table, and a shelf on it where there is one."""
        frame, floor_m = self._body.frame, self._body.floor_m
        boards = table(
            frame, self.top_m - floor_m, self.near_m, TABLE_WIDTH_M, TABLE_DEPTH_M, floor_m
        )
        x, _, z = frame.eyes_m
        return Furniture(boards + shelf_boards, (x, floor_m, z), floor_m)

    def shelf(self, goal_m: Vec3) -> tuple[Board, ...]:
        """A small shelf on the table, its upper side under a place."""
        frame = self._body.frame
        x, _, z = frame.from_stage(goal_m)
        beside = BodyFrame(frame.to_stage((x, 0.0, 0.0)), frame.yaw_rad)
        near_m = -z - 0.5 * SHELF_DEPTH_M
        return shelf(beside, goal_m[1], self.top_m, near_m, SHELF_WIDTH_M, SHELF_DEPTH_M)

    def spot(self, side: Side, azimuth_deg: float, share: float, height_m: float) -> Vec3:
        """A place on a level at `height_m`, in a direction of an arm, at a share of its reach."""
        least_m = self.near_m + EDGE_M + SHOULDER_BEHIND_EYES_M
        widest_m = 0.5 * TABLE_WIDTH_M - EDGE_M - SHOULDER_HALF_WIDTH_M
        deepest_m = self.near_m + TABLE_DEPTH_M - EDGE_M + SHOULDER_BEHIND_EYES_M
        ahead_m = outwards_m = 0.0
        for _ in range(24):
            azimuth = math.radians(azimuth_deg)
            level_m, longest_m = self._level(side, azimuth_deg, share, height_m)
            ahead_m = min(deepest_m, max(least_m, level_m * math.cos(azimuth)))
            outwards_m = math.tan(azimuth) * ahead_m
            if abs(outwards_m) <= widest_m and math.hypot(outwards_m, ahead_m) <= longest_m:
                break
            azimuth_deg *= 0.85
        return self._place(side, outwards_m, ahead_m, height_m)

    def within(self, side: Side, place_m: Vec3) -> Vec3:
        """A place in the air, drawn straight towards the shoulder until the arm reaches it."""
        azimuth_deg, elevation_deg, far_m = self._body.frame.arm_direction(side, place_m)
        reach_m = self._body.envelope.reach_m(side, azimuth_deg, elevation_deg)
        if far_m <= reach_m:
            return place_m
        return self._body.frame.along(side, azimuth_deg, elevation_deg, reach_m)

    def between_hands(self, share: float, height_m: float) -> Vec3:
        """A place ahead of the breastbone that both hands reach."""
        drop_m = height_m - self.shoulder_y_m
        reach_m = min(self._body.envelope.reach_m(side, -20.0, -10.0) for side in SIDES)
        aside_m = math.hypot(SHOULDER_HALF_WIDTH_M, drop_m)
        range_m = max(share * reach_m, min(reach_m, 1.3 * aside_m))
        level_m = math.sqrt(max(range_m**2 - aside_m**2, 0.0))
        return self._place("right", -SHOULDER_HALF_WIDTH_M, level_m, height_m)

    def _level(
        self, side: Side, azimuth_deg: float, share: float, height_m: float
    ) -> tuple[float, float]:
        """Distance along the ground from the shoulder: at the share of reach, and at all of it."""
        drop_m = height_m + GRIP_ABOVE_M - self.shoulder_y_m
        range_m = reach_m = self._body.envelope.reach_m(side, azimuth_deg, -20.0)
        for _ in range(4):
            sine = max(-1.0, min(1.0, drop_m / max(range_m, 1e-6)))
            reach_m = self._body.envelope.reach_m(side, azimuth_deg, math.degrees(math.asin(sine)))
            range_m = max(share * reach_m, min(reach_m, 1.05 * abs(drop_m)))
        level_m = math.sqrt(max(range_m**2 - drop_m**2, 0.0))
        return level_m, math.sqrt(max(reach_m**2 - drop_m**2, 0.0))

    def _place(self, side: Side, outwards_m: float, ahead_m: float, height_m: float) -> Vec3:
        frame = self._body.frame
        x, _, z = frame.turn((sign_of(side) * outwards_m, 0.0, -ahead_m))
        shoulder = frame.shoulder_m(side)
        return (shoulder[0] + x, height_m, shoulder[2] + z)
