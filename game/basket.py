"""The basket that fills with what the patient has picked."""

from __future__ import annotations

import math
from typing import Final

from controllers.frame import Vec3
from game.context import Context
from tasks.scene import Instance, Role

ORCHARD: Final = "orchard"
WIDTH_M: Final = 0.42
PLACE_M: Final = (0.0, -0.72, -0.85)
"""From the eyes, body axes: low ahead, seen by looking down, never in the way of an arm."""

FRUIT_M: Final = 0.075
LAYERS: Final = ((7, 0.09), (9, 0.105), (9, 0.11), (7, 0.09))
"""Fruit in each layer, and how far they spread from the middle, metres."""

LOWEST_M: Final = -0.19
LAYER_M: Final = 0.055
"""Height of the lowest layer below the rim, and from one layer to the next."""

ROOM: Final = sum(count for count, _ in LAYERS)
GOLDEN_ANGLE_RAD: Final = math.pi * (3 - math.sqrt(5))


def heap(index: int) -> Vec3:
    """Where the fruit of number `index` lies, metres from the middle of the basket's rim."""
    rest = index
    for layer, (count, spread_m) in enumerate(LAYERS):
        if rest < count:
            radius_m = spread_m * math.sqrt((rest + 0.5) / count)
            turn = GOLDEN_ANGLE_RAD * (rest + 0.4 * layer)
            height_m = LOWEST_M + LAYER_M * layer
            return (radius_m * math.cos(turn), height_m, radius_m * math.sin(turn))
        rest -= count
    raise IndexError(f"the basket holds {ROOM} fruit")


class Basket:
    """Stands in the orchard once it was brought, and keeps its fruit; elsewhere it is not seen.

    On a table or a path it would hide what matters there, and before there is something to pick
    it would stand among what a reach is measured by.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._fruit: list[Instance] = []
        self._brought = False
        self._basket = context.scene.add(Role.DECOR, "basket", scale=(WIDTH_M,) * 3)
        self.place()

    @property
    def count(self) -> int:
        """Fruit in it."""
        return len(self._fruit)

    def bring(self) -> None:
        """Stand there from now on."""
        self._brought = True
        self.place()

    def place(self) -> None:
        """Stand before the patient, wherever that now is; not seen outside the orchard."""
        seen = self._brought and self._context.scene.place == ORCHARD
        self._basket.visible = seen
        self._basket.position_m = self._context.frame_of_body.to_stage(PLACE_M)
        for index, fruit in enumerate(self._fruit):
            fruit.position_m = self._inside(index)
            fruit.visible = seen

    def fill(self) -> None:
        """Add one fruit where there is a basket; a full one is carried away, an empty one comes."""
        if not self._basket.visible:
            return
        if len(self._fruit) == ROOM:
            for fruit in self._fruit:
                self._context.scene.remove(fruit)
            self._fruit.clear()
        self._fruit.append(
            self._context.scene.add(
                Role.DECOR, "apple", self._inside(len(self._fruit)), scale=(FRUIT_M,) * 3
            )
        )

    def _inside(self, index: int) -> Vec3:
        x, y, z = self._basket.position_m
        dx, dy, dz = heap(index)
        return (x + dx, y + dy, z + dz)
