"""A kitchen around the patient, its window open to the garden. The table is the task's.

The middle of the room is free: nothing but the floor and the ceiling within two metres.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from assets.kitchen import AHEAD_M, HALF_WIDTH_M
from assets.nature import ground_height
from game.view.place import Place
from game.view.rows import Points, Rows, at_origin, row_for_each, standing_on

FREE_RADIUS_M: Final = 2.0
_WORKTOP_M: Final = 0.92
_SILL_M: Final = 1.22
_GARDEN_BELOW_M: Final = 0.25


def kitchen(seed: int = 3) -> Mapping[str, Rows]:
    """Everything that stands still, (N, 16) rows for each mesh in the layout of `tasks.scene`.

    The same seed gives the same bits.
    """
    random = np.random.default_rng(seed)
    return {
        "kitchen_room": at_origin(),
        "kitchen_floor": at_origin(),
        "kitchen_units": at_origin(),
        **_small_things(),
        **_garden(random),
    }


KITCHEN: Final = Place(kitchen, lets_light_in=frozenset(("kitchen_room",)))


def _at(*places: tuple[float, float, float], yaw_rad: float = 0.0, size: float = 1.0) -> Rows:
    return row_for_each(np.array(places), yaw_rad, size)


def _small_things() -> Mapping[str, Rows]:
    """On the worktop, the sill and the walls: what makes it somebody's kitchen."""
    back = -AHEAD_M
    bowl_x, bowl_z = -1.75, back + 0.30
    fruit_y = _WORKTOP_M + 0.075
    return {
        "herb_pot": _at(
            (-0.78, _SILL_M, back + 0.07),
            (0.62, _SILL_M, back + 0.07),
            (0.80, _SILL_M, back + 0.07),
        ),
        "fruit_bowl": _at((bowl_x, _WORKTOP_M, bowl_z)),
        "apple": _at(
            (bowl_x - 0.05, fruit_y, bowl_z + 0.03),
            (bowl_x + 0.06, fruit_y, bowl_z - 0.03),
            size=0.08,
        ),
        "orange": _at((bowl_x + 0.03, fruit_y, bowl_z + 0.06), size=0.08),
        "lemon": _at((bowl_x - 0.02, fruit_y + 0.03, bowl_z - 0.02), yaw_rad=0.8, size=0.07),
        "kettle": _at((1.34, _WORKTOP_M + 0.012, back + 0.42), yaw_rad=-0.5),
        "wall_clock": _at((HALF_WIDTH_M - 0.01, 1.95, -1.2), yaw_rad=-math.pi / 2),
    }


def _in_garden(x_m: Points, z_m: Points, sunk_m: float = 0.0) -> Points:
    return standing_on(ground_height, x_m, z_m, sunk_m + _GARDEN_BELOW_M)


def _garden(random: np.random.Generator) -> Mapping[str, Rows]:
    """What the windows show: a lawn, a few fruit trees, hills."""
    trees = np.array([(-4.6, -9.5), (4.9, -10.5), (-9.0, -15.0), (8.6, -16.5), (-7.6, -3.0),
                      (-9.5, -6.5), (-8.4, 1.5), (2.4, -22.0), (-3.0, -24.0)])  # fmt: skip
    yaw = random.uniform(-math.pi, math.pi, len(trees))
    size = random.uniform(0.85, 1.1, (len(trees), 1))
    rows = row_for_each(_in_garden(trees[:, 0], trees[:, 1], 0.05), yaw, size)
    turn = np.array([-0.9, -0.45, -0.05, 0.4, 0.85, -1.5, -2.0])
    far = random.uniform(60.0, 75.0, len(turn))
    hills = np.stack([far * np.sin(turn), 0.0 * far, -far * np.cos(turn)], axis=1)
    clouds = np.array([(-14.0, 24.0, -80.0), (16.0, 20.0, -85.0), (-60.0, 26.0, -50.0)])
    bush_x = np.array([-2.6, 2.2, 6.2, -6.8, -6.2])
    bush_z = np.array([-7.2, -7.8, -6.6, -6.0, -0.8])
    meadow = np.stack([random.uniform(-9.0, 9.0, 90), random.uniform(-16.0, -5.0, 90)], axis=1)
    return {
        "ground": row_for_each(np.array([(0.0, -_GARDEN_BELOW_M, 0.0)])),
        "tree_a": rows[0::3],
        "tree_b": rows[1::3],
        "tree_c": rows[2::3],
        "bush": row_for_each(_in_garden(bush_x, bush_z, 0.05), bush_x, 1.0),
        "flower": row_for_each(
            _in_garden(meadow[:, 0], meadow[:, 1]), meadow[:, 0], 1.5, (0.98, 0.86, 0.42)
        ),
        "hill": row_for_each(hills, turn, random.uniform(0.9, 1.3, (len(turn), 1))),
        "cloud": row_for_each(clouds, 0.0, 1.1),
    }
