"""Flat pictures from distances: every shape is a field in pixels, negative inside.

Edges come out smooth at any size, and the same everywhere, without a drawing library.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Field: TypeAlias = npt.NDArray[np.float64]
Point: TypeAlias = tuple[float, float]
Rgb: TypeAlias = tuple[float, float, float]

SIZE_PX: Final = 512
INK: Final[Rgb] = (0.11, 0.14, 0.13)
_LINE_PX: Final = 13.0

_Y, _X = np.mgrid[0:SIZE_PX, 0:SIZE_PX] + 0.5


def circle(centre: Point, radius: float) -> Field:
    """Disc."""
    field: Field = np.hypot(_X - centre[0], _Y - centre[1]) - radius
    return field


def ellipse(centre: Point, half_x: float, half_y: float) -> Field:
    """Oval along the axes (distance near its edge is near the true one)."""
    x, y = (_X - centre[0]) / half_x, (_Y - centre[1]) / half_y
    length = np.hypot(x, y)
    slope = np.maximum(np.hypot(x / half_x, y / half_y), 1e-9)
    field: Field = length * (length - 1.0) / slope
    return field


def stroke(points: Sequence[Point], width: float) -> Field:
    """Line through points with round ends and corners."""
    field = np.full_like(_X, 1e6)
    for (ax, ay), (bx, by) in pairwise(points):
        dx, dy = bx - ax, by - ay
        share = ((_X - ax) * dx + (_Y - ay) * dy) / max(dx * dx + dy * dy, 1e-9)
        share = np.clip(share, 0.0, 1.0)
        field = np.minimum(field, np.hypot(_X - ax - share * dx, _Y - ay - share * dy))
    line: Field = field - 0.5 * width
    return line


def curve(points: Sequence[Point], width: float) -> Field:
    """Smooth line through points (Catmull-Rom)."""
    p = np.asarray([points[0], *points, points[-1]], float)
    t = np.linspace(0.0, 1.0, 9)[:, None]
    bends = [
        0.5
        * (
            2.0 * b
            + (c - a) * t
            + (2.0 * a - 5.0 * b + 4.0 * c - d) * t**2
            + (3.0 * b - a - 3.0 * c + d) * t**3
        )
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    return stroke([(float(x), float(y)) for x, y in np.concatenate(bends)], width)


def polygon(corners: Sequence[Point], rounding: float = 0.0) -> Field:
    """Any simple polygon, grown by `rounding` with round corners."""
    inside = np.zeros(_X.shape, bool)
    field = np.full_like(_X, 1e6)
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        dx, dy = bx - ax, by - ay
        share = np.clip(((_X - ax) * dx + (_Y - ay) * dy) / (dx * dx + dy * dy), 0.0, 1.0)
        field = np.minimum(field, np.hypot(_X - ax - share * dx, _Y - ay - share * dy))
        crosses = (ay > _Y) != (by > _Y)
        if dy != 0.0:
            inside ^= crosses & (dx / dy * (_Y - ay) + ax > _X)
    grown: Field = np.where(inside, -field, field) - rounding
    return grown


def box(left: float, top: float, right: float, bottom: float, rounding: float) -> Field:
    """Rectangle with round corners."""
    x = np.abs(_X - 0.5 * (left + right)) - 0.5 * (right - left) + rounding
    y = np.abs(_Y - 0.5 * (top + bottom)) - 0.5 * (bottom - top) + rounding
    outside = np.hypot(np.maximum(x, 0.0), np.maximum(y, 0.0))
    field: Field = outside + np.minimum(np.maximum(x, y), 0.0) - rounding
    return field


def star(centre: Point, outer: float, inner: float, points: int) -> list[Point]:
    """Corners of a star, one point up; with inner = outer a regular polygon of 2 * points."""
    corners: list[Point] = []
    for corner in range(2 * points):
        turn = np.pi * corner / points
        radius = outer if corner % 2 == 0 else inner
        corners.append(
            (centre[0] + radius * float(np.sin(turn)), centre[1] - radius * float(np.cos(turn)))
        )
    return corners


def union(*fields: Field) -> Field:
    """All of them as one."""
    joined: Field = np.minimum.reduce(fields)
    return joined


def without(field: Field, taken: Field) -> Field:
    """The first less the second."""
    left: Field = np.maximum(field, -taken)
    return left


def within(*fields: Field) -> Field:
    """Where all of them are."""
    shared: Field = np.maximum.reduce(fields)
    return shared


class Drawing:
    """A transparent square that shapes are laid onto."""

    def __init__(self) -> None:
        self._light = np.zeros((SIZE_PX, SIZE_PX, 3))
        self._alpha = np.zeros((SIZE_PX, SIZE_PX, 1))

    def fill(self, field: Field, colour: Rgb) -> None:
        """Lay a shape on, without an outline."""
        cover = np.clip(0.5 - field, 0.0, 1.0)[..., None]
        self._light = self._light * (1.0 - cover) + cover * np.asarray(colour)
        self._alpha = self._alpha * (1.0 - cover) + cover

    def put(self, field: Field, colour: Rgb) -> None:
        """Lay a shape on with a dark outline around it."""
        self.fill(field - _LINE_PX, INK)
        self.fill(field, colour)

    def mirrored(self) -> Drawing:
        """Left and right exchanged."""
        other = Drawing()
        other._light, other._alpha = self._light[:, ::-1], self._alpha[:, ::-1]
        return other

    def rgba(self) -> npt.NDArray[np.uint8]:
        """Straight-alpha pixels (SIZE_PX, SIZE_PX, 4).

        What can't be seen is ink too, so that shrinking the picture makes no pale rim.
        """
        seen = np.maximum(self._alpha, 1e-6)
        colour = np.where(self._alpha > 0.0, self._light / seen, np.asarray(INK))
        pixels = np.concatenate([colour, self._alpha], axis=2)
        rounded: npt.NDArray[np.uint8] = np.round(pixels * 255.0).astype(np.uint8)
        return rounded


def write_png(path: Path, rgba: npt.NDArray[np.uint8]) -> None:
    """An 8-bit RGBA picture (PNG, third edition, W3C 2025)."""
    height, width, _ = rgba.shape
    # Filter 2 (up): each row less the one above it, which flat pictures pack well by.
    rows = rgba.reshape(height, 4 * width).astype(np.int16)
    above = np.vstack([np.zeros((1, 4 * width), np.int16), rows[:-1]])
    packed = np.empty((height, 1 + 4 * width), np.uint8)
    packed[:, 0] = 2
    packed[:, 1:] = (rows - above) & 0xFF

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(packed.tobytes(), 9))
        + chunk(b"IEND", b"")
    )
