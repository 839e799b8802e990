"""How high the eyes are above the floor, and where the floor is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controllers.frame import InputFrame
from game.calibration import Posture
from game.stillness import Stillness

STILL_S: Final = 2.0
STILL_WITHIN_M: Final = 0.05
ON_THE_FLOOR_BELOW_M: Final = 0.12
LYING_WITHIN_M: Final = 0.01
LYING_HEIGHT_M: Final = 0.03
"""The grip pose of a controller that lies on its side is half a handle above the floor."""

LOWEST_EYES_M: Final = 0.3
HIGHEST_EYES_M: Final = 2.3


class Eyes:
    """Two still seconds. The floor stays at `floor_m` unless a controller lies on it."""

    name = "eyes"
    limit_s = 30.0

    def __init__(self, posture: Posture, floor_m: float) -> None:
        self.words = (f"calibrate.eyes.{posture}", "look_ahead")
        self._posture = posture
        self._floor_m = floor_m
        self._head = Stillness(STILL_WITHIN_M, STILL_S)
        self._hands = (
            Stillness(LYING_WITHIN_M, STILL_S),
            Stillness(LYING_WITHIN_M, STILL_S),
        )

    def enter(self, frame: InputFrame) -> None:
        """Nothing besides the board."""

    def step(self, frame: InputFrame) -> float:
        """Follow the head, and the hands in case one lies on the floor."""
        now_ns = frame.sample_time_ns
        for pose, still in zip(
            (frame.sampled_left_hand, frame.sampled_right_hand), self._hands, strict=True
        ):
            place_m = pose.position_m
            lying = pose.position_tracked and place_m[1] < ON_THE_FLOOR_BELOW_M
            still.step(place_m if lying else None, now_ns)
        head = frame.sampled_head
        return self._head.step(head.position_m if head.position_tracked else None, now_ns)

    def measured(self) -> Mapping[str, object]:
        """Floor and eye height, once the head has kept still where a head can be."""
        if self._head.progress < 1.0:
            return {}
        lying = [still.position_m[1] for still in self._hands if still.progress >= 1.0]
        floor_m = round(min(lying) - LYING_HEIGHT_M, 3) if lying else self._floor_m
        eyes_m = round(self._head.position_m[1] - floor_m, 3)
        if not LOWEST_EYES_M <= eyes_m <= HIGHEST_EYES_M:
            return {}
        return {"floor_m": floor_m, f"eye_height_{self._posture}_m": eyes_m}

    def interrupt(self) -> None:
        """Begin the two seconds again."""
        for still in (self._head, *self._hands):
            still.reset()

    def leave(self) -> None:
        """Nothing besides the board."""
