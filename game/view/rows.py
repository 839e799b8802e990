"""Rows of things that stand still: where, how large, which way, in what tint."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tasks.scene import COLOUR, FLOATS_PER_INSTANCE, ORIENTATION, POSITION, SCALE

Rows: TypeAlias = npt.NDArray[np.float32]
Points: TypeAlias = npt.NDArray[np.float64]
HeightAt: TypeAlias = Callable[[Points, Points], Points]


def row_for_each(
    position_m: Points,
    yaw_rad: Points | float = 0.0,
    scale: Points | float = 1.0,
    colour: Points | tuple[float, float, float] = (1.0, 1.0, 1.0),
) -> Rows:
    """Upright instances, opaque, without glow. `scale` is a number, (N, 1) or (N, 3)."""
    made = np.zeros((len(position_m), FLOATS_PER_INSTANCE), np.float32)
    half = 0.5 * np.broadcast_to(np.asarray(yaw_rad, float), len(made))
    made[:, POSITION] = position_m
    made[:, ORIENTATION] = np.stack([0.0 * half, np.sin(half), 0.0 * half, np.cos(half)], axis=1)
    made[:, SCALE] = scale
    made[:, COLOUR] = 1.0
    made[:, COLOUR.start : COLOUR.start + 3] = colour
    return made


def at_origin() -> Rows:
    """One thing where its mesh already has it."""
    return row_for_each(np.zeros((1, 3)))


def standing_on(height_m: HeightAt, x_m: Points, z_m: Points, sunk_m: float = 0.0) -> Points:
    """Places (N, 3) on the ground, `sunk_m` into it."""
    return np.stack([x_m, height_m(x_m, z_m) - sunk_m, z_m], axis=1)


def scattered(
    random: np.random.Generator, count: int, near_m: float, far_m: float, thinning: float
) -> tuple[Points, Points]:
    """Random places in a ring about the origin; the greater `thinning`, the more are near."""
    radius = near_m + (far_m - near_m) * random.random(count) ** thinning
    turn = random.uniform(-math.pi, math.pi, count)
    return radius * np.sin(turn), -radius * np.cos(turn)
