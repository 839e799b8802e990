"""The stop sign that always hangs in the world: two seconds of looking at it stop everything."""

from __future__ import annotations

import math
from typing import Final

from game.context import Context
from tasks.body import sign_of
from tasks.scene import Role

DISTANCE_M: Final = 1.7
AZIMUTH_DEG: Final = 38.0
ELEVATION_DEG: Final = 11.0
WIDTH_M: Final = 0.26
GLOW: Final = 0.7
"""The sun stands behind it: without light of its own its white palm looks grey."""

RING_COLOUR: Final = (1.0, 1.0, 1.0, 1.0)


class StopSign:
    """Hangs on the unaffected side, where neglect does not hide it, above any work there."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.sign = context.scene.add(Role.STOP, "stop_sign", scale=(WIDTH_M,) * 3, glow=GLOW)
        self._ring = context.scene.add(
            Role.DECOR, "ring", scale=(1.3 * WIDTH_M,) * 3, colour=RING_COLOUR
        )
        self.place()

    def place(self) -> None:
        """Hang beside the patient, wherever that now is, facing them."""
        body = self._context.frame_of_body
        side = -sign_of(self._context.affected)
        azimuth = side * math.radians(AZIMUTH_DEG)
        elevation = math.radians(ELEVATION_DEG)
        level_m = DISTANCE_M * math.cos(elevation)
        place_m = body.to_stage(
            (
                level_m * math.sin(azimuth),
                DISTANCE_M * math.sin(elevation),
                -level_m * math.cos(azimuth),
            )
        )
        turn = (body.yaw_rad - azimuth) / 2
        for thing in (self.sign, self._ring):
            thing.position_m = place_m
            thing.orientation = (0.0, math.sin(turn), 0.0, math.cos(turn))

    def show_progress(self, progress: float) -> None:
        """Fill the ring around it as the gaze stays."""
        self._ring.amount = progress
