"""What a bench puts into the scene of a running session, and moves in every frame."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from controllers.frame import InputFrame, Vec3
from tasks.body import BodyFrame
from tasks.scene import Role, Scene

Mover = Callable[[InputFrame], None]

THINGS = 300
PHYSICAL = 30
_TABLE_M = 0.74


def drifting(scene: Scene, _body: BodyFrame) -> Mover:
    """300 things of eight kinds that drift about."""
    meshes = ("apple", "pear", "orange", "plum", "lemon", "ball", "basket", "pad")
    rng = np.random.default_rng(1)
    things = []
    for number in range(THINGS):
        x, y, z = (float(v) for v in rng.uniform((-3, 0.5, -6), (3, 2.5, -2)))
        mesh = meshes[number % len(meshes)]
        things.append(scene.add(Role.DECOR, mesh, (x, y, z), scale=(0.1, 0.1, 0.1)))
    row_of = {thing.id: row for row, thing in scene.rows()}
    rows = np.array([row_of[thing.id] for thing in things])
    drift = rng.normal(0, 0.001, (64, THINGS, 3)).astype(np.float32)

    def move(frame: InputFrame) -> None:
        scene.floats[rows, :3] += drift[frame.frame_index % 64]

    return move


def laid_table(scene: Scene, body: BodyFrame) -> Mover:
    """A table and a shelf with 30 bodies of the grasping task's physics, swept by both hands."""
    from tasks.grasping.catalogue import KINDS, Item
    from tasks.grasping.furniture import Furniture, shelf, table
    from tasks.grasping.hands import HandInput
    from tasks.grasping.props import put_up
    from tasks.grasping.world import World

    boards = (*table(body, _TABLE_M, 0.15, depth_m=0.8), *shelf(body, 1.15, _TABLE_M, 0.65))
    furniture = Furniture(boards, (body.eyes_m[0], 0.0, body.eyes_m[2]))
    kinds = list(KINDS.values())
    world = World(furniture, [Item(kinds[n % len(kinds)]) for n in range(PHYSICAL)])
    put_up(scene, furniture.boards)
    things = [scene.add(Role.OBJECT, item.kind.mesh) for item in world.items]
    for index in range(PHYSICAL):
        across, away = -0.5 + 0.2 * (index % 6), 0.3 - 0.15 * (index // 6)
        world.place(index, world.rest_m(index, furniture.table.on_top_m(across, away)))

    def hand(side: float, time_s: float) -> HandInput:
        """Slow circles just above the wood, now open, now closed: things are pushed and taken."""
        turn = 1.3 * time_s
        place: Vec3 = (
            side * (0.28 + 0.2 * math.sin(turn)),
            _TABLE_M + 0.05 + 0.02 * math.sin(2.7 * time_s),
            body.eyes_m[2] - 0.5 + 0.2 * math.cos(turn),
        )
        return HandInput(place, closed=math.sin(0.9 * time_s) > 0.0)

    def move(frame: InputFrame) -> None:
        time_ns = frame.display_time_ns
        time_s = time_ns * 1e-9
        world.advance(time_ns, hand(-1.0, time_s), hand(1.0, time_s))
        world.events.clear()
        for index, thing in enumerate(things):
            thing.position_m, thing.orientation = world.pose(index)

    return move
