"""Where a hand rests in comfort."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controllers.controller import Side
from controllers.frame import InputFrame
from game.context import Context
from game.stillness import Stillness
from tasks.reach import LONGEST_M

STILL_S: Final = 2.0
STILL_WITHIN_M: Final = 0.04
SETTLING_S: Final = 1.5
"""Time to read and to put the hand down before it counts."""

PATIENCE_S: Final = 10.0
"""A hand that is not seen for so long is not there to be measured."""


class Rest:
    """Two still seconds of one hand, anywhere that an arm gets to."""

    limit_s = 30.0

    def __init__(self, context: Context, side: Side) -> None:
        self.name = f"rest_{side}"
        self.words = (f"calibrate.rest.{side}", "rest_hand")
        self._context = context
        self._side: Side = side
        self._still = Stillness(STILL_WITHIN_M, STILL_S)
        self._from_ns = self._seen_ns = 0

    def enter(self, frame: InputFrame) -> None:
        """Let the hand glow that is asked for."""
        self._context.scene.wanted_side = self._side
        self._seen_ns = frame.sample_time_ns
        self._from_ns = frame.sample_time_ns + round(SETTLING_S * 1e9)

    def step(self, frame: InputFrame) -> float:
        """Follow the hand."""
        now_ns = frame.sample_time_ns
        pose = frame.sampled_left_hand if self._side == "left" else frame.sampled_right_hand
        place_m = pose.position_m
        body = self._context.frame_of_body
        there = (
            pose.position_tracked
            and now_ns >= self._from_ns
            and body.arm_direction(self._side, place_m)[2] <= LONGEST_M
        )
        if pose.position_tracked:
            self._seen_ns = now_ns
        elif now_ns - self._seen_ns >= PATIENCE_S * 1e9:
            return 1.0
        return self._still.step(place_m if there else None, now_ns)

    def measured(self) -> Mapping[str, object]:
        """The place from the eyes, in body axes."""
        if self._still.progress < 1.0:
            return {}
        place_m = self._context.frame_of_body.from_stage(self._still.position_m)
        return {f"rest_{self._side}_m": tuple(round(part, 3) for part in place_m)}

    def interrupt(self) -> None:
        """Begin the two seconds again."""
        self._still.reset()

    def leave(self) -> None:
        """No hand is asked for any more."""
        self._context.scene.wanted_side = None
