"""The orchard around the patient: what stands where. It stands still: no wind, nothing blinks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from assets.nature import ground_height
from game.view.rows import Points, Rows, at_origin, row_for_each, scattered, standing_on
from tasks.scene import POSITION, SCALE

FREE_RADIUS_M: Final = 1.6
"""Nothing stands nearer than this to the stage's origin: it is the patient's."""

_TREES: Final = ("tree_a", "tree_b", "tree_c")
_CROWN_M: Final = {"tree_a": (2.78, 1.25), "tree_b": (3.43, 1.12), "tree_c": (2.11, 0.92)}
"""Height of each crown's middle, and its radius."""

_FRUIT: Final = (
    ((0.86, 0.16, 0.12), 0.11),
    ((0.52, 0.24, 0.54), 0.09),
    ((0.98, 0.58, 0.14), 0.10),
    ((0.86, 0.80, 0.28), 0.11),
)
"""Colour and width in metres of each kind."""
_PETALS: Final = (
    (1.0, 0.98, 0.94),
    (0.98, 0.86, 0.42),
    (0.93, 0.55, 0.50),
    (0.72, 0.62, 0.90),
)
_AVENUE_HALF_M: Final = 3.4
"""From the middle of the view ahead to the first row of trees."""


def orchard(seed: int = 7) -> Mapping[str, Rows]:
    """Everything that stands still, (N, 16) rows for each mesh in the layout of `tasks.scene`.

    Rows of fruit trees to both sides leave the view ahead (-Z) open down to hills and
    clouds; grass grows thickest near the patient. The same seed gives the same bits.
    """
    random = np.random.default_rng(seed)
    place: dict[str, list[Rows]] = {"ground": [at_origin()]}

    def put(name: str, rows: Rows) -> None:
        place.setdefault(name, []).append(rows)

    for name, trees in _trees(random).items():
        put(name, trees)
        put("far_fruit", _fruit_on(random, name, trees))
    for name, rows in (
        ("grass_tuft", _grass(random)),
        ("flower", _flowers(random)),
        ("fence", _fence()),
        ("bush", _bushes(random)),
        ("rock", _rocks(random)),
        ("hill", _hills(random)),
        ("cloud", _clouds(random)),
    ):
        put(name, rows)
    return {name: np.concatenate(parts) for name, parts in place.items()}


def _on_ground(x_m: Points, z_m: Points, sunk_m: float = 0.0) -> Points:
    return standing_on(ground_height, x_m, z_m, sunk_m)


def _trees(random: np.random.Generator) -> Mapping[str, Rows]:
    """Two rows on each side of an avenue ahead, a few to the sides and behind."""
    spots: list[tuple[float, float]] = []
    for step in range(8):
        z = -4.2 - 4.2 * step
        widen = 0.10 * step
        for side in (-1.0, 1.0):
            spots.append((side * (_AVENUE_HALF_M + widen), z))
            spots.append((side * (_AVENUE_HALF_M + 4.3 + widen), z - 2.1))
    spots += [(-5.2, 0.2), (5.4, 0.6), (-4.6, 5.2), (0.4, 6.4), (4.8, 5.4)]
    ahead = np.array(spots) + random.uniform(-0.35, 0.35, (len(spots), 2))
    kind = random.permutation(np.arange(len(spots)) % len(_TREES))
    yaw = random.uniform(-math.pi, math.pi, len(spots))
    scale = random.uniform(0.85, 1.15, (len(spots), 1))
    tint = 1.0 - 0.12 * random.random((len(spots), 3)) * (1.0, 0.5, 1.0)
    foot = _on_ground(ahead[:, 0], ahead[:, 1], sunk_m=0.05)
    rows = row_for_each(foot, yaw, scale, tint)
    return {name: rows[kind == number] for number, name in enumerate(_TREES)}


def _fruit_on(random: np.random.Generator, tree: str, trees: Rows) -> Rows:
    """Fruit of one kind a tree, hanging in the skin of the crown of the nearer trees."""
    hung: list[Rows] = []
    middle_m, radius_m = _CROWN_M[tree]
    for row in trees:
        x, y, z = (float(value) for value in row[POSITION])
        if math.hypot(x, z) > 18.0:
            continue
        size = float(row[SCALE][0])
        colour, width_m = _FRUIT[int(random.integers(len(_FRUIT)))]
        count = int(random.integers(9, 15))
        turn = random.uniform(-math.pi, math.pi, count)
        up = random.uniform(-0.65, 0.35, count)
        out = radius_m * size * 0.98 * np.sqrt(1.0 - up * up)
        spots = np.stack(
            [
                x + out * np.sin(turn),
                y + size * (middle_m + 0.72 * radius_m * up),
                z + out * np.cos(turn),
            ],
            axis=1,
        )
        hung.append(
            row_for_each(spots, turn, width_m * random.uniform(0.9, 1.1, (count, 1)), colour)
        )
    return np.concatenate(hung)


def _grass(random: np.random.Generator) -> Rows:
    x, z = scattered(random, 3900, FREE_RADIUS_M + 0.2, 22.0, 1.8)
    mown = (np.abs(x) < 1.3) & (z < 0.0)
    height = np.where(mown, 0.45, 1.0) * random.uniform(0.75, 1.35, len(x))
    scale = np.stack([random.uniform(0.9, 1.5, len(x)), height, np.ones(len(x))], axis=1)
    scale[:, 2] = scale[:, 0]
    tint = 1.0 - 0.25 * random.random((len(x), 1)) * np.array([0.4, 0.6, 1.0])
    yaw = random.uniform(-math.pi, math.pi, len(x))
    return row_for_each(_on_ground(x, z, sunk_m=0.01), yaw, scale, tint)


def _flowers(random: np.random.Generator) -> Rows:
    """In patches of one colour each, beside the mown strip."""
    parts: list[Rows] = []
    for patch in range(22):
        x, z = scattered(random, 1, 2.6, 13.0, 1.2)
        count = int(random.integers(7, 15))
        spread = random.normal(0.0, 0.33, (count, 2))
        px, pz = x + spread[:, 0], z + spread[:, 1]
        grows = (np.abs(px) > 1.5) & (np.hypot(px, pz) > FREE_RADIUS_M + 0.3)
        size = random.uniform(0.9, 1.7, (count, 1))
        yaw = random.uniform(-math.pi, math.pi, count)
        rows = row_for_each(_on_ground(px, pz), yaw, size, _PETALS[patch % len(_PETALS)])
        parts.append(rows[grows])
    return np.concatenate(parts)


def _fence() -> Rows:
    """Along both sides behind the outer trees, and across behind the patient."""
    along = np.arange(-24.0, 10.0, 2.0)
    feet: list[tuple[float, float, float]] = []
    feet += [(-11.5, float(z), math.pi / 2) for z in along]
    feet += [(11.5, float(z), math.pi / 2) for z in along]
    feet += [(float(x), 10.0, 0.0) for x in np.arange(-10.5, 11.0, 2.0)]
    foot = np.array(feet)
    return row_for_each(_on_ground(foot[:, 0], foot[:, 1], sunk_m=0.08), foot[:, 2])


def _bushes(random: np.random.Generator) -> Rows:
    x = np.array([-10.2, 10.4, -10.6, 10.0, -8.9, 9.2, -7.5, 7.9, 2.6, -2.4])
    z = np.array([-5.0, -8.0, -14.0, -17.0, 3.0, 4.5, 8.6, 8.8, 8.9, 9.1])
    size = random.uniform(0.8, 1.4, (len(x), 1))
    return row_for_each(_on_ground(x, z, 0.05), random.uniform(-3.0, 3.0, len(x)), size)


def _rocks(random: np.random.Generator) -> Rows:
    x, z = scattered(random, 16, 3.2, 16.0, 1.0)
    x = np.where(np.abs(x) < 1.8, x + np.copysign(2.0, x), x)
    size = random.uniform(0.35, 1.1, (len(x), 1))
    return row_for_each(_on_ground(x, z), random.uniform(-3.0, 3.0, len(x)), size)


def _hills(random: np.random.Generator) -> Rows:
    """A chain all round, lowest straight ahead, where the sky is to be seen."""
    turn = np.linspace(-math.pi, math.pi, 15)[:-1] + random.uniform(-0.08, 0.08, 14)
    radius = random.uniform(58.0, 78.0, len(turn))
    width = random.uniform(1.0, 1.6, len(turn))
    height = random.uniform(0.7, 1.15, len(turn)) * (0.55 + 0.45 * np.abs(np.sin(turn / 2.0)))
    foot = np.stack([radius * np.sin(turn), np.zeros(len(turn)), -radius * np.cos(turn)], axis=1)
    tint = 1.0 - 0.1 * random.random((len(turn), 1)) * np.array([1.0, 0.3, 0.6])
    scale = np.stack([width, height, width], axis=1)
    return row_for_each(foot, random.uniform(-3.0, 3.0, len(turn)), scale, tint)


def _clouds(random: np.random.Generator) -> Rows:
    turn = np.linspace(-math.pi, math.pi, 10)[:-1] + random.uniform(-0.2, 0.2, 9)
    radius = random.uniform(70.0, 95.0, len(turn))
    height = random.uniform(24.0, 40.0, len(turn))
    spot = np.stack([radius * np.sin(turn), height, -radius * np.cos(turn)], axis=1)
    size = random.uniform(0.9, 1.7, (len(turn), 1))
    return row_for_each(spot, -turn, size)
