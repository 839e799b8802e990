"""What lies on the forest path to be stepped over.

Each spans one metre: x across the path, y up from the underside, z along the path, the origin
in the middle of the underside, to be scaled to its width, height and depth. The path is pale,
so all are dark, and each has a bright line along the edge that a foot must clear.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from assets.solid import Array, Rgb, Solid, icosphere, joined, loft, tube, unit

_BARK: Final[Rgb] = (0.20, 0.13, 0.09)
_BARK_DEEP: Final[Rgb] = (0.13, 0.08, 0.06)
_LINE: Final[Rgb] = (1.0, 0.86, 0.30)
_CUT: Final[Rgb] = (0.93, 0.80, 0.56)
_SLATE: Final[Rgb] = (0.17, 0.18, 0.21)
_WATER: Final[Rgb] = (0.05, 0.16, 0.34)
_FOAM: Final[Rgb] = (0.80, 0.93, 1.0)


def log() -> Solid:
    """A felled trunk across the path, its cut ends pale, a bright line along its back."""
    around, along = 24, 12
    turn = np.arange(around) * (2.0 * np.pi / around)
    flat = np.maximum(np.cos(turn), -0.86) / 0.93 + 0.075
    rough = 1.0 - 0.05 * (np.arange(around) % 2) * (np.cos(turn) < 0.7)
    rows: list[Array] = []
    for x in np.linspace(-0.5, 0.5, along):
        # Seen from +x the rounds run counter-clockwise: from up towards +z.
        height = 0.5 + 0.5 * flat * rough
        ring = np.stack([np.full(around, x), height, 0.5 * np.sin(turn) * rough], axis=1)
        rows.append(ring)
    low, high = rows[0].mean(axis=0), rows[-1].mean(axis=0)
    trunk = loft(rows)
    fitted = _fitted(trunk)

    def bark(position: Array, _normal: Array) -> Array:
        back = (np.abs(position[:, 2]) < 0.16) & (position[:, 1] > 0.8)
        stripes = np.sin(41.0 * position[:, 2] + 5.0 * np.sin(9.0 * position[:, 0])) > 0.0
        colour = np.where(stripes[:, None], _BARK, _BARK_DEEP)
        return np.where(back[:, None], _LINE, colour)

    ends = [
        loft([low[None], rows[0]]) if side < 0 else loft([rows[-1], high[None]]) for side in (-1, 1)
    ]
    cut = _fitted_like(joined(ends), trunk).faceted().painted(_CUT)
    return joined([fitted.painted(bark), cut])


def stone() -> Solid:
    """A boulder with a flat back, dark, its upper edge bright."""
    ball = icosphere(4)
    # Nearly a box with round edges: what is seen is what a foot would touch.
    direction = unit(ball.position)
    power = 4.0
    size = (np.abs(direction) ** power).sum(axis=1, keepdims=True) ** (-1.0 / power)
    swell = np.sin(4.0 * direction[:, [0]] + 1.0) * np.sin(5.0 * direction[:, [2]])
    bumps = 1.0 + 0.05 * swell * np.clip(1.0 - 1.6 * direction[:, [1]], 0.0, 1.0)
    shaped = ball.bent(lambda _position: direction * size * bumps)

    def slate(position: Array, normal: Array) -> Array:
        shade = 1.0 + 0.15 * np.sin(7.0 * position[:, [0]]) * np.sin(6.0 * position[:, [2]] + 1.0)
        bright = np.clip((position[:, 1] - 0.84) / 0.05, 0.0, 1.0)
        bright *= np.clip((0.93 - normal[:, 1]) / 0.03, 0.0, 1.0)
        return _mixed(np.asarray(_SLATE) * shade, _LINE, bright)

    return _fitted(shaped).painted(slate)


def branch() -> Solid:
    """A bough that lies across the path on its two ends, with twigs and leaves."""
    x = np.linspace(-0.5, 0.5, 15)
    height = 0.80 * (1.0 - np.abs(2.0 * x) ** 6)
    sway = 0.10 * np.sin(7.0 * x)
    radius = 0.13 + 0.05 * (x + 0.5)
    path = [(float(a), float(b), float(c)) for a, b, c in zip(x, height, sway, strict=True)]
    bough = tube(path, [float(r) for r in radius], 10)

    def bark(_position: Array, normal: Array) -> Array:
        return np.where(normal[:, [1]] > 0.72, _LINE, _BARK)

    parts = [bough.painted(bark)]
    for start, side in ((-0.30, 1.0), (-0.08, -1.0), (0.16, 1.0), (0.33, -1.0)):
        foot = np.array([start, 0.74, 0.0])
        tip = np.array([start + 0.10, 0.30, 0.42 * side])
        parts.append(tube([foot, 0.5 * (foot + tip), tip], [0.05, 0.04, 0.02], 6).painted(_BARK))
        leaf = icosphere(1).scaled((0.10, 0.10, 0.16)).moved(tip)
        parts.append(leaf.painted((0.12, 0.26, 0.12)))
    return _fitted(joined(parts))


def puddle() -> Solid:
    """Flat dark water with a bright rim; as thin as its instance's height makes it."""
    turn = np.arange(64) * (2.0 * np.pi / 64)
    wave = 1.0 + 0.05 * np.sin(3.0 * turn) + 0.035 * np.sin(5.0 * turn + 1.0)
    rim = np.stack([np.sin(turn) * wave, np.zeros(64), np.cos(turn) * wave], axis=1)
    rows = [rim * 0.48, rim * 0.5 + (0.0, 0.6, 0.0), rim * 0.49 + (0.0, 1.0, 0.0),
            rim * 0.44 + (0.0, 1.0, 0.0), rim * 0.435 + (0.0, 0.85, 0.0)]  # fmt: skip
    bottom = np.array([[0.0, 0.0, 0.0]])
    middle = np.array([[0.0, 0.85, 0.0]])
    water = loft([bottom, *rows, middle])

    def wet(position: Array, _normal: Array) -> Array:
        inner = np.hypot(position[:, 0], position[:, 2]) < 0.44 * np.interp(
            np.arctan2(position[:, 0], position[:, 2]) % (2.0 * np.pi),
            np.append(turn, 2.0 * np.pi),
            np.append(wave, wave[0]),
        )
        return np.where(inner[:, None], _WATER, _FOAM)

    return _fitted(water.painted(wet))


def _mixed(low: Array, high: Rgb, share: Array) -> Array:
    return low * (1.0 - share[:, None]) + np.asarray(high) * share[:, None]


def _fitted(solid: Solid) -> Solid:
    """Stretched so that it spans exactly one metre, standing on the origin."""
    return _fitted_like(solid, solid)


def _fitted_like(solid: Solid, whole: Solid) -> Solid:
    low, high = whole.position.min(axis=0), whole.position.max(axis=0)
    middle = np.array([(low[0] + high[0]) / 2.0, low[1], (low[2] + high[2]) / 2.0])
    return solid.moved(-middle).scaled(1.0 / (high - low))
