"""The basket that fills with what the patient has picked."""

from __future__ import annotations

import math
from typing import Final

from controllers.frame import Vec3
from game.context import Context
from tasks.scene import Instance, Role

WIDTH_M: Final = 0.42
PLACE_M: Final = (0.0, -0.72, -0.85)
"""From the eyes, body axes: low ahead, seen by looking down, never in the way of an arm."""

FRUIT_M: Final = 0.075
LAYERS: Final = (7, 9, 5)
GOLDEN_ANGLE_RAD: Final = math.pi * (3 - math.sqrt(5))


def heap(index: int) -> Vec3:
    """Where the fruit of number `index` lies in the basket, metres from its centre."""
    layer, rest = 0, index % sum(LAYERS)
    while rest >= LAYERS[layer]:
        rest -= LAYERS[layer]
        layer += 1
    spread_m = 0.13 - 0.02 * layer
    radius_m = spread_m * math.sqrt((rest + 0.5) / LAYERS[layer])
    turn = GOLDEN_ANGLE_RAD * (rest + 0.4 * layer)
    return (radius_m * math.cos(turn), -0.02 + 0.055 * layer, radius_m * math.sin(turn))


class Basket:
    """Stays in the scene for the whole session and keeps its fruit."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._fruit: list[Instance] = []
        self._basket = context.scene.add(Role.DECOR, "basket", scale=(WIDTH_M,) * 3)
        self.place()

    @property
    def count(self) -> int:
        """Fruit in it."""
        return len(self._fruit)

    def place(self) -> None:
        """Stand before the patient, wherever that now is."""
        self._basket.position_m = self._context.frame_of_body.to_stage(PLACE_M)
        for index, fruit in enumerate(self._fruit):
            fruit.position_m = self._inside(index)

    def fill(self) -> None:
        """Add one fruit."""
        self._fruit.append(
            self._context.scene.add(
                Role.DECOR, "apple", self._inside(len(self._fruit)), scale=(FRUIT_M,) * 3
            )
        )

    def _inside(self, index: int) -> Vec3:
        x, y, z = self._basket.position_m
        dx, dy, dz = heap(index)
        return (x + dx, y + dy, z + dz)
