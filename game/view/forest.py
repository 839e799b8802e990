"""The forest around the patient: a pale path ahead, trees beside it, the far end in mist.

All stands still: no wind, nothing blinks. No shadow falls on the path, for a dark patch would
look like something to step over.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from assets.forest import forest_height, path_half_m
from game.view.place import Place
from game.view.rows import Points, Rows, at_origin, row_for_each, scattered, standing_on

FREE_RADIUS_M: Final = 2.4
"""No tree stands nearer than this to the stage's origin, and none nearer to the path's edge than
`BESIDE_M`."""

BESIDE_M: Final = 1.3
MIST_PER_M: Final = 0.055
CLEAR_M: Final = 5.5
"""What is near is to be seen sharply; beyond, the mist grows."""

_TREES: Final = ("beech_a", "beech_b", "birch", "pine")


def forest(seed: int = 5) -> Mapping[str, Rows]:
    """Everything that stands still, (N, 16) rows for each mesh in the layout of `tasks.scene`.

    The same seed gives the same bits.
    """
    random = np.random.default_rng(seed)
    return {
        "forest_ground": at_origin(),
        **_trees(random),
        "fern": _undergrowth(random, 150, 0.75, (0.7, 1.3), 1.4),
        "grass_tuft": _undergrowth(random, 1000, 0.14, (0.8, 1.5), 1.9),
        "mushroom": _mushrooms(random),
        "rock": _rocks(random),
        "bush": _undergrowth(random, 14, 2.2, (0.6, 1.2), 0.7),
        "flower": _undergrowth(random, 70, 0.25, (0.9, 1.4), 1.6),
        "cloud": _clouds(random),
    }


FOREST: Final = Place(
    forest,
    fog_per_m=MIST_PER_M,
    clear_m=CLEAR_M,
    lets_light_in=frozenset((*_TREES, "bush", "cloud")),
)


def _on_ground(x_m: Points, z_m: Points, sunk_m: float = 0.0) -> Points:
    return standing_on(forest_height, x_m, z_m, sunk_m)


def _trees(random: np.random.Generator) -> Mapping[str, Rows]:
    """Rows beside the path, closer and closer to it with the distance; a loose ring behind."""
    spots: list[tuple[float, float]] = []
    for step in range(12):
        z = 3.6 - 2.7 * step
        for side in (-1.0, 1.0):
            for row, out in enumerate((0.0, 3.1, 6.6) if step % 2 else (0.0, 4.2)):
                spots.append((side * (2.9 + out), z - 0.9 * (row % 2) - 0.5 * (side > 0.0)))
    spots += [(-1.6, 6.2), (2.2, 7.4), (-4.4, 8.3), (5.4, 8.8), (0.2, 10.4)]
    feet = np.array(spots) + random.uniform(-0.55, 0.55, (len(spots), 2))
    edge = path_half_m(feet[:, 1]) + BESIDE_M
    feet[:, 0] = np.where(np.abs(feet[:, 0]) < edge, np.copysign(edge, feet[:, 0]), feet[:, 0])
    # The first row is slender, so that the sky is seen between.
    kind = random.choice(4, len(feet), p=(0.3, 0.28, 0.22, 0.2))
    near = np.abs(feet[:, 0]) < 4.2
    kind = np.where(near & (kind == 3), 2, kind)
    yaw = random.uniform(-math.pi, math.pi, len(feet))
    scale = random.uniform(0.85, 1.25, (len(feet), 1))
    tint = 1.0 - 0.12 * random.random((len(feet), 3)) * (1.0, 0.5, 1.0)
    rows = row_for_each(_on_ground(feet[:, 0], feet[:, 1], 0.06), yaw, scale, tint)
    return {name: rows[kind == number] for number, name in enumerate(_TREES)}


def _undergrowth(
    random: np.random.Generator,
    count: int,
    from_edge_m: float,
    size: tuple[float, float],
    thinning: float,
) -> Rows:
    """Scattered beside the path, most of it near, none of it on the pale ground."""
    z = 5.0 - 35.0 * random.random(count) ** 1.25
    away = from_edge_m + 11.0 * random.random(count) ** thinning
    x = random.choice((-1.0, 1.0), count) * (path_half_m(z) + away)
    scale = random.uniform(*size, (count, 1))
    tint = 1.0 - 0.2 * random.random((count, 3)) * (0.6, 0.4, 1.0)
    yaw = random.uniform(-math.pi, math.pi, count)
    return row_for_each(_on_ground(x, z, 0.01), yaw, scale, tint)


def _mushrooms(random: np.random.Generator) -> Rows:
    """In small groups beside the path."""
    parts: list[Rows] = []
    for z in (-1.9, -3.4, -5.2, -7.6, 0.6, -10.5):
        count = int(random.integers(3, 6))
        side = float(random.choice((-1.0, 1.0)))
        spread = random.normal(0.0, 0.11, (count, 2))
        pz = z + spread[:, 1]
        px = side * (path_half_m(pz) + 0.45) + spread[:, 0]
        size = random.uniform(0.8, 1.6, (count, 1))
        parts.append(row_for_each(_on_ground(px, pz), random.uniform(-3, 3, count), size))
    return np.concatenate(parts)


def _rocks(random: np.random.Generator) -> Rows:
    """Mossy stones well beside the path: none may be taken for something to step over."""
    z = np.array([-2.6, -4.5, -8.2, -12.0, 2.8, -6.4, -15.0])
    x = np.array([3.1, -2.9, 2.8, -3.3, -3.6, 4.8, 4.1])
    size = random.uniform(0.7, 1.5, (len(x), 1))
    return row_for_each(
        _on_ground(x, z, 0.02), random.uniform(-3.0, 3.0, len(x)), size, (0.80, 0.92, 0.74)
    )


def _clouds(random: np.random.Generator) -> Rows:
    x, z = scattered(random, 7, 70.0, 95.0, 1.0)
    spot = np.stack([x, random.uniform(26.0, 40.0, 7), z], axis=1)
    return row_for_each(spot, np.arctan2(x, z), random.uniform(0.9, 1.7, (7, 1)))
