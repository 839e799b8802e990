"""Hands and feet steered by speed (keys, sticks): a hand inside the space of an arm, or steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from controllers.controller import Limb, Side
from controllers.depth import DepthGlide, DepthHint
from controllers.feet import Lifts
from controllers.frame import InputFrame, Vec3
from controllers.gaze import RESTING, Gaze, LookAt, turned_to
from controllers.rotation import unit
from controllers.seat import SHOULDER_M, Facing, Seat

_START_M: Final[dict[Side, Vec3]] = {"left": (-0.12, -0.16, -0.42), "right": (0.12, -0.16, -0.42)}
"""In front of the shoulder and on the screen, from the eyes."""

_ACROSS_DEG: Final = 26.0
_UP_DEG: Final = 18.0
_GOAL_ACROSS_DEG: Final = 32.0
_GOAL_UP_DEG: Final = 24.0
"""What counts as in view; a window is at least 30 degrees to each side of its middle."""

_BOX_INWARD_M: Final = 0.65
_BOX_OUTWARD_M: Final = 0.6
_BOX_DOWN_M: Final = 0.45
_BOX_UP_M: Final = 0.65


class Steering:
    """Integrates small moves into a hand, kept within a box around the shoulder, or into a step."""

    def __init__(
        self,
        side: Callable[[], Side],
        limb: Callable[[], Limb],
        facing: Facing,
        depth_hint: DepthHint,
        look_at: LookAt,
        eye_height_m: float,
    ) -> None:
        self._seat = Seat(side, eye_height_m, limb, facing)
        self._depth_hint = depth_hint
        self._look_at = look_at
        self._driven: Side | None = None
        self._glide = DepthGlide()
        self._hand_m: Vec3 = (0.0, 0.0, 0.0)

    def begin(self, frame: InputFrame) -> float:
        """Start a frame; returns the seconds to move by."""
        return self._seat.begin(frame)

    @property
    def on_foot(self) -> bool:
        """Whether the feet are driven now, and not a hand."""
        return self._seat.on_foot

    @property
    def gripping(self) -> bool:
        """Whether the driven hand closes round something."""
        return self._seat.gripping

    def swap(self) -> None:
        """Drive the other hand or foot."""
        self._seat.swap()

    def buttons(self, bits: int) -> int:
        """The buttons less those that lift and lead a foot."""
        return self._seat.buttons(bits)

    def turn(self, by_rad: float) -> None:
        """Roll the wrist, positive clockwise as the patient sees it."""
        self._seat.wrist.turn(by_rad)

    def walk(
        self, frame: InputFrame, lifts: Lifts, wanted: float, move_m: Vec3, elapsed_s: float
    ) -> None:
        """Lift the feet, and lead a lifted one (right, up, ahead: up counts as ahead; metres).

        `wanted` lifts the foot that is asked for, `lifts` the left and the right one, 0..1.
        """
        seat = self._seat
        self._driven = None
        seat.look(RESTING, elapsed_s)
        right_m, up_m, ahead_m = move_m
        seat.walk(frame, seat.lifts(*lifts, wanted), (right_m, up_m + ahead_m), elapsed_s)

    def fill(
        self, frame: InputFrame, move_m: Vec3, elapsed_s: float, trigger: float, squeeze: float
    ) -> None:
        """Move the hand (right, up, ahead; metres) and write the frame's poses."""
        seat = self._seat
        side = seat.side
        if side != self._driven:
            self._driven = side
            self._hand_m = _START_M[side]
            self._glide = DepthGlide(-_START_M[side][2])
        if self._look_at() is None:
            seat.wrist.relax()
        x, y, z = self._hand_m
        ray = unit((x, y, z))
        depth_m = self._glide.step(elapsed_s, move_m[2], self._wanted_depth_m(ray))
        if move_m[2] == 0.0:
            # The glide runs along the line of sight: what the hand covers stays covered.
            x, y = x * depth_m / -z, y * depth_m / -z
        self._hand_m = hand_m = _in_box(side, (x + move_m[0], y + move_m[1], -depth_m))
        seat.look(self._gaze(), elapsed_s)
        seat.fill(frame, seat.to_stage(hand_m), seat.turned(unit(hand_m)), trigger, squeeze)

    def _wanted_depth_m(self, ray: Vec3) -> float | None:
        """Depth of what the hand covers, else of what is asked for: a low start lies so near
        that the hand could not cover it from farther away without leaving its box.
        """
        covered_m = self._depth_hint(self._seat.eyes_m, self._seat.turned(ray))
        if covered_m is not None:
            return covered_m * -ray[2]
        goal_m = self._look_at()
        return None if goal_m is None else -self._seat.from_eyes(goal_m)[2]

    def _gaze(self) -> Gaze:
        """Towards what is asked, as near to the hand as that stays in view."""
        goal_m, hand_m = self._look_at(), self._hand_m
        if goal_m is None:
            return RESTING[0], turned_to(RESTING, hand_m, 180.0, _UP_DEG)[1]
        goal_m = self._seat.from_eyes(goal_m)
        gaze = turned_to(RESTING, goal_m, _ACROSS_DEG, _UP_DEG)
        gaze = turned_to(gaze, hand_m, _ACROSS_DEG, _UP_DEG)
        return turned_to(gaze, goal_m, _GOAL_ACROSS_DEG, _GOAL_UP_DEG)


def _in_box(side: Side, offset_m: Vec3) -> Vec3:
    shoulder_x, shoulder_y, _ = SHOULDER_M[side]
    outward = 1.0 if side == "right" else -1.0
    across_m = max(-_BOX_INWARD_M, min(_BOX_OUTWARD_M, (offset_m[0] - shoulder_x) * outward))
    return (
        shoulder_x + across_m * outward,
        max(shoulder_y - _BOX_DOWN_M, min(shoulder_y + _BOX_UP_M, offset_m[1])),
        offset_m[2],
    )
