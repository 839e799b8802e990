"""Triangle meshes to build things from: a few shapes, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]
Index: TypeAlias = npt.NDArray[np.int64]
Rgb: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True)
class Solid:
    """Corners and faces. Faces turn counter-clockwise seen from outside.

    Shapes: position, normal, colour (V, 3); index (T, 3). Colours are sRGB, 0..1.
    """

    position: Array
    normal: Array
    colour: Array
    index: Index

    def moved(self, offset: Sequence[float] | Array) -> Solid:
        """The same thing elsewhere."""
        return replace(self, position=self.position + np.asarray(offset))

    def scaled(self, factor: float | Sequence[float]) -> Solid:
        """Stretched about the origin; no factor may be negative or zero."""
        factors = np.broadcast_to(np.asarray(factor, float), 3)
        return replace(self, position=self.position * factors, normal=unit(self.normal / factors))

    def turned(self, axis: Sequence[float], angle_rad: float) -> Solid:
        """Rotated about an axis through the origin."""
        matrix = rotation(axis, angle_rad)
        return replace(self, position=self.position @ matrix.T, normal=self.normal @ matrix.T)

    def bent(self, place: Callable[[Array], Array]) -> Solid:
        """Every corner put where `place` says (from (V, 3) to (V, 3)), shaded smoothly anew."""
        position = place(self.position)
        return replace(self, position=position, normal=smooth_normals(position, self.index))

    def painted(self, paint: Callable[[Array, Array], Array] | Rgb) -> Solid:
        """Coloured by one colour or by `paint(position, normal)`, (V, 3) each."""
        if callable(paint):
            colour = np.clip(paint(self.position, self.normal), 0.0, 1.0)
        else:
            colour = np.tile(np.asarray(paint, float), (len(self.position), 1))
        return replace(self, colour=colour)

    def faceted(self) -> Solid:
        """Flat shading: corners no longer shared, each face with its own normal and colour."""
        corners = self.position[self.index]
        normal = unit(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]))
        colour = self.colour[self.index].mean(axis=1)
        return Solid(
            corners.reshape(-1, 3),
            np.repeat(normal, 3, axis=0),
            np.repeat(colour, 3, axis=0),
            np.arange(3 * len(self.index)).reshape(-1, 3),
        )


def unit(vectors: Array) -> Array:
    """Length one along the last axis; zero stays zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Array = vectors / np.where(length > 0.0, length, 1.0)
    return scaled


def rotation(axis: Sequence[float] | Array, angle_rad: float) -> Array:
    """Matrix (3, 3) of a turn about an axis (Rodrigues)."""
    x, y, z = unit(np.asarray(axis, float))
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    turn: Array = np.eye(3) + np.sin(angle_rad) * cross + (1.0 - np.cos(angle_rad)) * cross @ cross
    return turn


def smooth_normals(position: Array, index: Index) -> Array:
    """Area-weighted mean of the faces around each corner."""
    corners = position[index]
    face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal = np.zeros_like(position)
    for corner in range(3):
        np.add.at(normal, index[:, corner], face)
    return unit(normal)


def joined(parts: Sequence[Solid]) -> Solid:
    """Several things as one."""
    starts = np.cumsum([0, *(len(part.position) for part in parts[:-1])])
    return Solid(
        np.concatenate([part.position for part in parts]),
        np.concatenate([part.normal for part in parts]),
        np.concatenate([part.colour for part in parts]),
        np.concatenate([part.index + start for part, start in zip(parts, starts, strict=True)]),
    )


def from_faces(position: Array, index: Index, colour: Rgb = (1.0, 1.0, 1.0)) -> Solid:
    """Smoothly shaded, in one colour."""
    normal = smooth_normals(position, index)
    return Solid(position, normal, np.tile(np.asarray(colour), (len(position), 1)), index)


def lathe(profile: Sequence[tuple[float, float]], segments: int) -> Solid:
    """Turned about +Y from (radius, y) pairs that go upwards along the outside.

    A radius of zero at an end closes it by one corner.
    """
    angle = np.arange(segments) * (2.0 * np.pi / segments)
    ring = np.stack([np.sin(angle), np.zeros(segments), np.cos(angle)], axis=1)
    return loft(
        [
            ring * radius + (0.0, y, 0.0) if radius > 0.0 else np.array([[0.0, y, 0.0]])
            for radius, y in profile
        ]
    )


def loft(rows: Sequence[Array]) -> Solid:
    """Surface through rounds of corners, (S, 3) each or a single (1, 3) to close an end.

    Rounds run counter-clockwise seen from where the last one lies.
    """
    starts = np.cumsum([0, *(len(row) for row in rows)])
    orders = [np.arange(a, b) for a, b in pairwise(starts)]
    faces = [strip(low, high) for low, high in pairwise(orders)]
    return from_faces(np.concatenate(rows), np.concatenate(faces))


def strip(low: Index, high: Index) -> Index:
    """Faces between two closed rounds of corners, either of which may be a single one."""
    if len(low) == 1:
        return np.stack([np.full(len(high), low[0]), np.roll(high, -1), high], axis=1)
    if len(high) == 1:
        return np.stack([low, np.roll(low, -1), np.full(len(low), high[0])], axis=1)
    first = np.stack([low, np.roll(low, -1), high], axis=1)
    second = np.stack([np.roll(low, -1), np.roll(high, -1), high], axis=1)
    return np.concatenate([first, second])


def sphere(segments: int, rings: int) -> Solid:
    """Diameter one, poles on the y axis."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, rings + 1)
    profile = [(0.5 * float(np.cos(a)), 0.5 * float(np.sin(a))) for a in angle]
    profile[0], profile[-1] = (0.0, -0.5), (0.0, 0.5)
    return lathe(profile, segments)


def icosphere(level: int) -> Solid:
    """Diameter one, evenly spread corners: 12, 42, 162 of them."""
    golden = (1.0 + 5.0**0.5) / 2.0
    corners = [(-1, golden, 0), (1, golden, 0), (-1, -golden, 0), (1, -golden, 0)]
    points = [np.array(p, float) for x, y, z in corners for p in ((x, y, z), (z, x, y), (y, z, x))]
    order = np.array(points)
    order = unit(order)
    distance = np.linalg.norm(order[:, None] - order[None], axis=2)
    edge = distance[distance > 1e-6].min() * 1.01
    faces: list[tuple[int, int, int]] = []
    for a in range(12):
        for b in range(a + 1, 12):
            for c in range(b + 1, 12):
                if max(distance[a, b], distance[b, c], distance[a, c]) < edge:
                    outward = np.dot(np.cross(order[b] - order[a], order[c] - order[a]), order[a])
                    faces.append((a, b, c) if outward > 0.0 else (a, c, b))
    position, index = order, np.array(faces)
    for _ in range(level):
        position, index = _divided(position, index)
        position = unit(position)
    return from_faces(0.5 * position, index)


def _divided(position: Array, index: Index) -> tuple[Array, Index]:
    """Every face cut into four."""
    edges = np.sort(index[:, [[0, 1], [1, 2], [2, 0]]], axis=2).reshape(-1, 2)
    unique, place = np.unique(edges, axis=0, return_inverse=True)
    middle = len(position) + place.reshape(-1, 3)
    position = np.concatenate([position, position[unique].mean(axis=1)])
    a, b, c = index.T
    ab, bc, ca = middle.T
    faces = [(a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca)]
    return position, np.concatenate([np.stack(face, axis=1) for face in faces])


def tube(path: Sequence[Sequence[float] | Array], radii: Sequence[float], segments: int) -> Solid:
    """Round rod along a path of points, closed at both ends."""
    points = np.asarray(path, float)
    along = unit(np.gradient(points, axis=0))
    side = np.array([1.0, 0.0, 0.0])
    if abs(along[0] @ side) > 0.9:
        side = np.array([0.0, 0.0, 1.0])
    angle = np.arange(segments) * (2.0 * np.pi / segments)
    rows = [points[:1]]
    for point, direction, radius in zip(points, along, radii, strict=True):
        side = unit(side - (side @ direction) * direction)
        up = np.cross(direction, side)
        ring = np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * up
        rows.append(point + radius * ring)
    return loft([*rows, points[-1:]])


def box(size: Sequence[float]) -> Solid:
    """Centred at the origin, flat sides."""
    corners = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    index = np.array([f for a, b, c, d in quads for f in ((a, b, c), (a, c, d))])
    return from_faces(corners * 0.5 * np.asarray(size, float), index).faceted()


def prism(outline: Sequence[tuple[float, float]], depth: float) -> Solid:
    """A star-shaped outline in the XY plane, counter-clockwise, pulled to +-depth/2 along Z.

    The outline's own origin must see all of it.
    """
    edge = np.asarray(outline, float)
    count = len(edge)
    front = np.concatenate([np.zeros((1, 2)), edge])
    fan = np.stack([np.zeros(count, int), np.arange(count), np.roll(np.arange(count), -1)], 1)
    fan[:, 1:] += 1
    top = np.column_stack([front, np.full(count + 1, depth / 2)])
    bottom = np.column_stack([front, np.full(count + 1, -depth / 2)])
    low = np.arange(count) + 1
    sides = strip(low + count + 1, low)
    index = np.concatenate([fan, fan[:, ::-1] + count + 1, sides])
    return from_faces(np.concatenate([top, bottom]), index).faceted()
