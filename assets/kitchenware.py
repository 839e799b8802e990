"""Things to take in the hand, in metres, origin at the middle of what collides, +Y up.

Sizes are those of `tasks/grasping/catalogue.py`. The table is of dark wood, so everything here is
bright, and each thing has a colour and an outline of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from assets.solid import (
    Array,
    Rgb,
    Solid,
    from_faces,
    joined,
    lathe,
    loft,
    prism,
    sphere,
    strip,
    tube,
)
from assets.solid import box as block

_WHITE: Final[Rgb] = (0.97, 0.97, 0.95)
_CREAM: Final[Rgb] = (0.97, 0.92, 0.80)
_RED: Final[Rgb] = (0.90, 0.20, 0.16)
_YELLOW: Final[Rgb] = (0.98, 0.80, 0.22)
_BLUE: Final[Rgb] = (0.36, 0.66, 0.95)
_SILVER: Final[Rgb] = (0.84, 0.86, 0.88)
_GOLD: Final[Rgb] = (0.96, 0.76, 0.28)
_DARK_GOLD: Final[Rgb] = (0.66, 0.46, 0.10)
_SEGMENTS: Final = 36


def _patched(solid: Solid, paint: Callable[[Array], Array]) -> Solid:
    """Each face in one colour, by the direction of its middle from the axis or origin: hard edges
    between colours, smooth shading across them.
    """
    middle = solid.position[solid.index].mean(axis=1)
    colour = np.repeat(paint(middle), 3, axis=0)
    flat = solid.index.reshape(-1)
    return Solid(
        solid.position[flat], solid.normal[flat], colour, np.arange(len(flat)).reshape(-1, 3)
    )


def _bands(solid: Solid, *levels: tuple[float, Rgb]) -> Solid:
    """Coloured by height: each colour up to its level, the last one above all."""

    def paint(middle: Array) -> Array:
        colour = np.tile(np.asarray(levels[-1][1]), (len(middle), 1))
        for level, shade in reversed(levels):
            colour[middle[:, 1] < level] = shade
        return colour

    return _patched(solid, paint)


def _turned(*parts: Sequence[tuple[float, float]]) -> Solid:
    """Lathed pieces that meet in sharp edges."""
    return joined([lathe(part, _SEGMENTS) for part in parts])


def _hoop(outer: float, inner: float, depth: float) -> Solid:
    """Flat ring in the XZ plane with square edges."""
    angle = np.arange(_SEGMENTS) * (2.0 * np.pi / _SEGMENTS)
    around = np.stack([np.sin(angle), np.zeros_like(angle), np.cos(angle)], axis=1)
    corners = [(outer, -depth), (outer, depth), (inner, depth), (inner, -depth)]
    rows = [around * radius + (0.0, 0.5 * y, 0.0) for radius, y in corners]
    order = np.arange(4 * _SEGMENTS).reshape(4, _SEGMENTS)
    faces = [strip(low, high) for low, high in pairwise([*order, order[0]])]
    return from_faces(np.concatenate(rows), np.concatenate(faces)).faceted()


def toy_ball() -> Solid:
    """Ball of 72 mm in six stripes with two white caps."""

    def stripes(middle: Array) -> Array:
        turn = np.arctan2(middle[:, 0], middle[:, 2]) / (2.0 * np.pi) % 1.0
        stripe = np.floor(turn * 6.0).astype(int) % 3
        colour: Array = np.array([_RED, _WHITE, _YELLOW])[stripe]
        colour[np.abs(middle[:, 1]) > 0.462] = _WHITE
        return colour

    return _patched(sphere(36, 24), stripes).scaled(0.072)


def cup() -> Solid:
    """Beaker of 95 mm without a handle, white with a broad turquoise band."""
    wall = [(0.030, -0.0475), (0.0315, -0.046), (0.0325, -0.020), (0.0350, 0.012),
            (0.0375, 0.046), (0.0378, 0.0475)]  # fmt: skip
    inside = [(0.0362, 0.0475), (0.0355, 0.046), (0.0325, 0.0), (0.0295, -0.041), (0.0, -0.042)]
    outside = _bands(lathe(wall, _SEGMENTS), (-0.020, _WHITE), (0.012, (0.18, 0.78, 0.74)),
                     (1.0, _WHITE))  # fmt: skip
    rim = lathe([(0.0378, 0.0475), (0.0362, 0.0475)], _SEGMENTS).painted(_WHITE)
    bottom = lathe([(0.0, -0.0475), (0.030, -0.0475)], _SEGMENTS).painted(_WHITE)
    return joined([outside, rim, lathe(inside, _SEGMENTS).painted((0.80, 0.84, 0.84)), bottom])


def mug() -> Solid:
    """Yellow mug of 96 mm, white inside, its handle on +X."""
    outside = _turned(
        [(0.0, -0.048), (0.037, -0.048)],
        [(0.037, -0.048), (0.0405, -0.045), (0.041, -0.040), (0.041, 0.046), (0.0405, 0.048)],
        [(0.0405, 0.048), (0.037, 0.048)],
    ).painted(_YELLOW)
    inside = lathe([(0.037, 0.048), (0.0365, 0.046), (0.0365, -0.040), (0.0, -0.042)], _SEGMENTS)
    bow = np.linspace(-0.5 * np.pi, 0.5 * np.pi, 13)
    path = [(0.038 + 0.0305 * np.cos(t), 0.0270 * np.sin(t), 0.0) for t in bow]
    handle = tube(path, [0.0064] * 13, 12).painted(_YELLOW)
    return joined([outside, inside.painted(_WHITE), handle])


def can() -> Solid:
    """Tin of 115 mm: silver ends, red paper with a cream field."""
    side = lathe(
        [(0.0315, -0.0575), (0.033, -0.056), (0.033, -0.052), (0.0322, -0.050), (0.0322, -0.018),
         (0.0322, 0.022), (0.0322, 0.050), (0.033, 0.052), (0.033, 0.056), (0.0315, 0.0575)],
        _SEGMENTS,
    )  # fmt: skip
    paper = _bands(side, (-0.050, _SILVER), (-0.018, _RED), (0.022, _CREAM), (0.050, _RED),
                   (1.0, _SILVER))  # fmt: skip
    lid = _turned(
        [(0.0315, 0.0575), (0.0300, 0.0575)],
        [(0.0300, 0.0575), (0.0295, 0.0545)],
        [(0.0295, 0.0545), (0.0200, 0.0545)],
        [(0.0200, 0.0545), (0.0190, 0.0537), (0.0, 0.0537)],
    ).painted((0.74, 0.76, 0.79))
    bottom = lathe([(0.0, -0.0575), (0.0315, -0.0575)], _SEGMENTS).painted(_SILVER)
    return joined([paper, lid, bottom])


def carton() -> Solid:
    """Packet of 90 x 140 x 60 mm: green with a white field and an orange sun on both faces."""
    packet = block((0.09, 0.14, 0.06)).painted((0.42, 0.78, 0.30))
    lid = block((0.0904, 0.012, 0.0604)).moved((0.0, 0.0642, 0.0)).painted((0.20, 0.52, 0.20))
    angle = np.arange(32) * (np.pi / 16)
    disc = [(0.022 * float(np.cos(t)), 0.022 * float(np.sin(t))) for t in angle]
    face = joined(
        [
            block((0.074, 0.090, 0.0608)).moved((0.0, -0.012, 0.0)).painted(_WHITE),
            prism(disc, 0.0616).moved((0.0, 0.002, 0.0)).painted((0.98, 0.55, 0.12)),
            block((0.052, 0.008, 0.0616)).moved((0.0, -0.036, 0.0)).painted((0.20, 0.52, 0.20)),
        ]
    )
    return joined([packet, lid, face])


def book() -> Solid:
    """Lying book of 140 x 32 x 200 mm: blue covers, cream pages, its spine on -X."""
    cover = _BLUE
    board = block((0.14, 0.004, 0.20))
    spine = block((0.006, 0.0322, 0.2004)).moved((-0.0671, 0.0, 0.0))
    pages = block((0.128, 0.024, 0.190)).moved((-0.001, 0.0, 0.0))
    lines = [
        block((0.1284, 0.0012, 0.1904)).moved((-0.001, y, 0.0)).painted((0.80, 0.72, 0.58))
        for y in (-0.006, 0.0, 0.006)
    ]
    title = block((0.080, 0.0006, 0.050)).moved((0.006, 0.0161, -0.035)).painted(_WHITE)
    rule = block((0.056, 0.0004, 0.008)).moved((0.006, 0.0165, -0.035)).painted(_RED)
    return joined(
        [
            board.moved((0.0, 0.014, 0.0)).painted(cover),
            board.moved((0.0, -0.014, 0.0)).painted(cover),
            spine.painted((0.22, 0.48, 0.80)),
            pages.painted(_CREAM),
            *lines,
            title,
            rule,
        ]
    )


def bottle() -> Solid:
    """Bottle of 220 mm: pale green glass, a white label, a red cap."""
    body = lathe(
        [(0.0, -0.110), (0.030, -0.110), (0.0335, -0.106), (0.034, -0.100), (0.034, -0.070),
         (0.034, -0.005), (0.034, 0.010), (0.0325, 0.024), (0.026, 0.040), (0.018, 0.052),
         (0.0135, 0.064), (0.0125, 0.078), (0.0125, 0.086)],
        _SEGMENTS,
    )  # fmt: skip
    glass = (0.56, 0.88, 0.62)
    label = _bands(body, (-0.070, glass), (-0.005, _WHITE), (1.0, glass))
    cap = _turned(
        [(0.0125, 0.086), (0.0142, 0.086)],
        [(0.0142, 0.086), (0.0142, 0.108), (0.013, 0.110)],
        [(0.013, 0.110), (0.0, 0.110)],
    ).painted(_RED)
    mark = lathe([(0.0342, -0.045), (0.0343, -0.044), (0.0343, -0.031), (0.0342, -0.030)],
                 _SEGMENTS).painted((0.20, 0.60, 0.36))  # fmt: skip
    return joined([label, cap, mark])


def spoon() -> Solid:
    """Lying spoon of 195 mm, its bowl at -Z and open upwards."""
    dish = lathe(
        [(0.0, -0.5), (0.20, -0.46), (0.36, -0.32), (0.46, -0.10), (0.5, 0.18), (0.47, 0.18),
         (0.42, -0.06), (0.32, -0.24), (0.17, -0.36), (0.0, -0.40)],
        _SEGMENTS,
    )  # fmt: skip
    bowl = dish.scaled((0.042, 0.0145, 0.065)).moved((0.0, 0.0015, -0.060)).painted(_SILVER)
    angle = np.arange(12) * (np.pi / 6)
    sections = [(-0.030, 0.0042, 0.002), (0.0, 0.0034, 0.004), (0.040, 0.0040, 0.003),
                (0.080, 0.0060, 0.000), (0.0985, 0.0058, -0.002),
                (0.1025, 0.003, -0.003)]  # fmt: skip
    rows = [
        np.stack([half * np.cos(angle), 0.0019 * np.sin(angle) + y, np.full(12, z)], axis=1)
        for z, half, y in sections
    ]
    ends = [rows[0].mean(axis=0, keepdims=True), *rows, rows[-1].mean(axis=0, keepdims=True)]
    return joined([bowl, loft(ends).painted(_SILVER)])


def coin() -> Solid:
    """Gold coin of 40 x 6 mm: a raised rim, a star on both faces."""
    disc = _turned(
        [(0.0, -0.0022), (0.0168, -0.0022)],
        [(0.0168, -0.0022), (0.0172, -0.0030)],
        [(0.0172, -0.0030), (0.0195, -0.0030)],
        [(0.0195, -0.0030), (0.02, -0.0025), (0.02, 0.0025), (0.0195, 0.0030)],
        [(0.0195, 0.0030), (0.0172, 0.0030)],
        [(0.0172, 0.0030), (0.0168, 0.0022)],
        [(0.0168, 0.0022), (0.0, 0.0022)],
    )
    points = [
        (radius * float(np.sin(t)), radius * float(np.cos(t)))
        for t, radius in zip(-np.arange(10) * (np.pi / 5), (0.0135, 0.0058) * 5, strict=True)
    ]
    star = prism(points, 0.0056).turned((1.0, 0.0, 0.0), -0.5 * np.pi)
    return joined([disc.painted(_GOLD), star.painted(_DARK_GOLD)])


def key() -> Solid:
    """Lying key of 87 x 34 x 8 mm: a round bow at +Z, two teeth to +X at -Z."""
    bow = _hoop(0.017, 0.0085, 0.008).moved((0.0, 0.0, 0.025))
    shaft = block((0.008, 0.008, 0.057)).moved((0.0, 0.0, -0.0165))
    collar = block((0.013, 0.008, 0.004)).moved((0.0, 0.0, 0.003))
    teeth = [block((0.012, 0.006, 0.007)).moved((0.009, 0.0, z)) for z in (-0.041, -0.029)]
    return joined([bow, shaft, collar, *teeth]).painted(_GOLD)


def pen() -> Solid:
    """Lying pen of 145 mm, six-sided, orange with a white end; its tip at -Z."""
    angle = np.arange(6) * (np.pi / 3) + np.pi / 6
    corner = 0.0065 / np.cos(np.pi / 6)

    def barrel(low: float, high: float, first: float, last: float, colour: Rgb) -> Solid:
        rows = [
            np.stack([radius * np.cos(angle), radius * np.sin(angle), np.full(6, z)], axis=1)
            for z, radius in ((low, first), (high, last))
        ]
        ends = [rows[0].mean(axis=0, keepdims=True), *rows, rows[1].mean(axis=0, keepdims=True)]
        return loft(ends).faceted().painted(colour)

    return joined(
        [
            barrel(-0.0725, -0.066, 0.0006, 0.0018, (0.25, 0.25, 0.28)),
            barrel(-0.066, -0.050, 0.0018, corner, _CREAM),
            barrel(-0.050, 0.055, corner, corner, (0.98, 0.52, 0.10)),
            barrel(0.055, 0.0725, corner, corner, _WHITE),
        ]
    )
