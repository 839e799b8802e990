"""The patient's own hands in the scene, where the tracked hands are."""

from __future__ import annotations

from typing import Final

from controllers.controller import Side
from controllers.frame import InputFrame
from tasks.scene import Rgba, Role, Scene

SIDES: Final[tuple[Side, Side]] = ("left", "right")
OPEN_APERTURE_M: Final = 0.1
WANTED_GLOW: Final = 0.2
RELAXED: Final = 0.25
"""How closed a hand looks whose fingers are not known."""


class Avatar:
    """Two hands that follow the frame; the one that is asked for glows a little."""

    def __init__(self, scene: Scene, skin: Rgba) -> None:
        self._scene = scene
        self._hands = [
            scene.add(Role.HAND, f"hand_{side}", (0.0, -10.0, 0.0), colour=skin) for side in SIDES
        ]

    def step(self, frame: InputFrame) -> None:
        """Move and close the hands; a hand without a pose is not shown."""
        wanted = self._scene.wanted_side
        trigger, squeeze, aperture_m = frame.trigger, frame.squeeze, frame.aperture_m
        for index, hand in enumerate(self._hands):
            pose = frame.left_hand if index == 0 else frame.right_hand
            hand.visible = pose.position_valid
            hand.position_m = pose.position_m
            hand.orientation = pose.orientation
            gap_m = aperture_m[index]
            closed = max(RELAXED, trigger[index], squeeze[index])
            if gap_m == gap_m:  # fingers are tracked
                closed = min(1.0, max(0.0, 1.0 - gap_m / OPEN_APERTURE_M))
            hand.amount = closed
            hand.glow = WANTED_GLOW if SIDES[index] == wanted else 0.0
