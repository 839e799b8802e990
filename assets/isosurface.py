"""Triangles of a smooth field's zero surface (Gibson's surface nets, then relaxed onto it)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np

from assets.solid import Array, Index, smooth_normals, unit

Field: TypeAlias = Callable[[Array], Array]
"""Signed distance, negative inside: from (N, 3) points to (N,) values."""

_STEP: Final = 1e-4


def gradient(field: Field, points: Array) -> Array:
    """Central differences, (N, 3), scaled to length one: the surface's normals."""
    columns = []
    for axis in range(3):
        offset = np.zeros(3)
        offset[axis] = _STEP
        columns.append(field(points + offset) - field(points - offset))
    return unit(np.stack(columns, axis=1))


def surface(
    field: Field, low: Array, high: Array, cells: tuple[float, float, float], rounds: int
) -> tuple[Array, Index]:
    """Corners (V, 3) and faces (T, 3) of the surface inside a box, sampled in cells of that size.

    `rounds` times the corners are evened out and put back onto the surface.
    """
    axes = [np.arange(a, b + cell, cell) for a, b, cell in zip(low, high, cells, strict=True)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    value = field(grid.reshape(-1, 3)).reshape(grid.shape[:3])
    position, index = _nets(value, grid)
    for _ in range(rounds):
        position = _evened(position, index)
        position = _onto(field, position, 0.5 * min(cells))
    return position, index


def _nets(value: Array, grid: Array) -> tuple[Array, Index]:
    """One corner in every cell that the surface crosses, one square for every crossed edge."""
    shape = np.array(value.shape) - 1
    total = np.zeros((*shape, 3))
    count = np.zeros(shape)
    for axis in range(3):
        first = [slice(None)] * 3
        second = [slice(None)] * 3
        first[axis], second[axis] = slice(None, -1), slice(1, None)
        a, b = value[tuple(first)], value[tuple(second)]
        crossed = (a < 0.0) != (b < 0.0)
        share = np.where(crossed, a / np.where(crossed, a - b, 1.0), 0.0)[..., None]
        point = grid[tuple(first)] * (1.0 - share) + grid[tuple(second)] * share
        others = [other for other in range(3) if other != axis]
        for shift_0 in (0, 1):
            for shift_1 in (0, 1):
                part = [slice(None)] * 3
                for other, shift in zip(others, (shift_0, shift_1), strict=True):
                    part[other] = slice(shift, shift + shape[other])
                mask = crossed[tuple(part)]
                total += np.where(mask[..., None], point[tuple(part)], 0.0)
                count += mask
    used = count > 0
    number = np.full(shape, -1)
    number[used] = np.arange(int(used.sum()))
    position = total[used] / count[used][:, None]
    return position, _squares(value, number, position)


def _squares(value: Array, number: Index, position: Array) -> Index:
    faces: list[Index] = []
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        inner = [slice(1, -1)] * 3
        inner[axis] = slice(None, -1)
        ahead = list(inner)
        ahead[axis] = slice(1, None)
        a, b = value[tuple(inner)] < 0.0, value[tuple(ahead)] < 0.0
        cells = np.argwhere(a != b)
        leaving = a[a != b]
        cells[:, [u, v]] += 1
        corner = []
        for du, dv in ((-1, -1), (0, -1), (0, 0), (-1, 0)):
            cell = cells.copy()
            cell[:, u] += du
            cell[:, v] += dv
            corner.append(number[tuple(cell.T)])
        square = np.stack(corner, axis=1)
        square[~leaving] = square[~leaving][:, ::-1]
        faces.append(square)
    square = np.concatenate(faces)
    p = position[square]
    across = (
        np.linalg.norm(p[:, 0] - p[:, 2], axis=1) < np.linalg.norm(p[:, 1] - p[:, 3], axis=1) + 1e-9
    )
    turned = np.where(across[:, None], square, np.roll(square, 1, axis=1))
    return np.concatenate([turned[:, [0, 1, 2]], turned[:, [0, 2, 3]]])


def _evened(position: Array, index: Index) -> Array:
    """Each corner moved along the surface halfway to the middle of its neighbours."""
    total = np.zeros_like(position)
    count = np.zeros((len(position), 1))
    for a, b in ((0, 1), (1, 2), (2, 0)):
        np.add.at(total, index[:, a], position[index[:, b]])
        np.add.at(count, index[:, a], 1.0)
        np.add.at(total, index[:, b], position[index[:, a]])
        np.add.at(count, index[:, b], 1.0)
    shift = total / count - position
    normal = smooth_normals(position, index)
    shift -= (shift * normal).sum(axis=1, keepdims=True) * normal
    return position + 0.5 * shift


def _onto(field: Field, position: Array, limit: float) -> Array:
    """Newton steps to the zero surface, none longer than `limit`."""
    for _ in range(3):
        step = np.clip(field(position), -limit, limit)
        position = position - step[:, None] * gradient(field, position)
    return position
