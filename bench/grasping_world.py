"""CPU time of the physics of grasping, a frame of 1/90 s (four ticks), both hands busy.

python bench/grasping_world.py [THINGS ...]
"""

from __future__ import annotations

import math
import sys
import time

import numpy as np

from tasks.body import BodyFrame
from tasks.grasping.catalogue import KINDS, Item
from tasks.grasping.furniture import Furniture, table
from tasks.grasping.hands import HandInput
from tasks.grasping.world import World

RATE_HZ = 90
SECONDS = 20


def crowded(count: int) -> World:
    body = BodyFrame((0.0, 1.2, 0.0), 0.0)
    furniture = Furniture(table(body, 0.75, 0.25, width_m=1.4, depth_m=0.8), (0.0, 0.0, 0.0))
    kinds = list(KINDS.values())
    world = World(furniture, [Item(kinds[number % len(kinds)]) for number in range(count)])
    for number in range(count):
        across, away = -0.6 + 0.2 * (number % 7), -0.3 + 0.16 * (number // 7)
        world.place(number, world.rest_m(number, furniture.table.on_top_m(across, away)))
    return world


def busy(world: World) -> list[float]:
    """Milliseconds of every frame while the right hand carries things about and the left waves."""
    spent = []
    left, right = HandInput((-0.3, 1.1, -0.2)), HandInput()
    for frame in range(SECONDS * RATE_HZ):
        seconds = frame / RATE_HZ
        lap, past = divmod(seconds, 4.0)
        x, y, z = world.grip_m(int(lap) % len(world.items)) if past < 1.0 else right.position_m
        up = 0.25 * math.sin(math.pi * min(max((past - 1.0) / 2.5, 0.0), 1.0))
        if past < 1.0:
            right.position_m = (x, y + 0.3 * (1.0 - past), z)
            base = (x, y, z)
        else:
            right.position_m = (base[0] + 0.1 * (past - 1.0) / 3.0, base[1] + up, base[2])
        right.closed = 0.9 < past < 3.6
        left.position_m = (-0.3 + 0.1 * math.sin(2.0 * seconds), 1.1, -0.2)
        begin = time.process_time_ns()
        world.advance(1_000_000_000 + round(1e9 * seconds), left, right)
        spent.append(1e-6 * (time.process_time_ns() - begin))
    return spent


def main(counts: list[int]) -> None:
    for count in counts:
        spent = np.sort(busy(crowded(count)))
        median, late, worst = spent[len(spent) // 2], spent[int(0.99 * len(spent))], spent[-1]
        print(
            f"{count:3d} things: mean {spent.mean():.3f} ms, median {median:.3f}, "
            f"99 % {late:.3f}, worst {worst:.3f}; {1000 / RATE_HZ / spent.mean():.0f} x real time"
        )


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [1, 10, 30])
