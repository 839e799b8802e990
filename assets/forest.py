"""The forest's parts: tall trees, ferns, mushrooms, and the ground with its path.

All in metres at their natural size, standing on y = 0 with the origin at the foot.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from assets.nature import crown, mixed
from assets.solid import Array, Index, Rgb, Solid, joined, lathe, smooth_normals, tube, unit

PATH_HALF_M: Final = 0.6
CLEARING_HALF_M: Final = 1.75
"""Half the width of the path, and of the clearing about the origin that it leads out of."""

_CLEARING_TO_M: Final = 1.75
_CLEARING_ENDS_M: Final = 3.2
_FLAT_BESIDE_M: Final = 2.0
_FAR_M: Final = 60.0

_SAND: Rgb = (0.77, 0.68, 0.52)
_SAND_DEEP: Rgb = (0.74, 0.65, 0.49)
_EDGE: Rgb = (0.24, 0.27, 0.12)
_MOSS: Rgb = (0.36, 0.46, 0.20)
_LITTER: Rgb = (0.42, 0.36, 0.20)
_BARK_DARK: Rgb = (0.27, 0.21, 0.17)
_BARK_GREY: Rgb = (0.56, 0.50, 0.43)


def path_half_m(z_m: Array) -> Array:
    """Half the width of the pale ground at each z: a clearing about the origin, a path beyond."""
    beyond = (np.abs(z_m) - _CLEARING_TO_M) / (_CLEARING_ENDS_M - _CLEARING_TO_M)
    share = np.clip(beyond, 0.0, 1.0)
    share = share * share * (3.0 - 2.0 * share)
    half: Array = CLEARING_HALF_M + share * (PATH_HALF_M - CLEARING_HALF_M)
    return half


def forest_height(x_m: Array, z_m: Array) -> Array:
    """Height of the forest's ground: zero on the path and near it, soft banks beside."""
    beside = np.abs(x_m) - path_half_m(z_m) - _FLAT_BESIDE_M
    away = np.clip(beside / 9.0, 0.0, 1.0)
    away = away * away * (3.0 - 2.0 * away)
    waves = 0.55 + 0.40 * np.sin(0.33 * x_m + 0.5) * np.cos(0.27 * z_m)
    bank = 0.06 * np.clip(np.abs(x_m) - 14.0, 0.0, None)
    height: Array = away * (waves + bank)
    return height


def forest_ground() -> Solid:
    """Moss and leaf litter, and a pale path of sand between dark edges along z."""
    random = np.random.default_rng(41)
    z = np.concatenate([np.linspace(_FAR_M, 4.0, 22)[:-1], np.linspace(4.0, -6.0, 41)[:-1],
                        np.linspace(-6.0, -_FAR_M, 40)])  # fmt: skip
    half = path_half_m(z)
    # Columns bend with the path, so that its edge is a line and not a staircase.
    inside = [0.0, 0.5, 0.985, 1.0]
    outside = [0.0, 0.10, 0.45, 1.1, 2.2, 3.8, 6.0, 9.0, 14.0, 22.0, 36.0, 58.0]
    columns = [half * share for share in inside] + [half + away for away in outside[1:]]
    right = np.stack(columns, axis=1)
    x = np.concatenate([-right[:, :0:-1], right], axis=1)
    depth, width = x.shape
    position = np.stack([x, np.zeros_like(x), np.repeat(z[:, None], width, axis=1)], axis=2)
    position = position.reshape(-1, 3)
    position[:, 1] = forest_height(position[:, 0], position[:, 2])
    across, along = position[:, 0], position[:, 2]
    patch = np.sin(1.1 * across + 0.8 * np.sin(0.7 * along)) * np.sin(0.9 * along + 0.5)
    share = 0.5 + 0.35 * patch + random.uniform(-0.15, 0.15, len(across))
    floor = mixed(_LITTER, _MOSS, share)
    away = np.abs(across) - path_half_m(along)
    sand = mixed(_SAND_DEEP, _SAND, random.uniform(0.0, 1.0, len(across)))
    near_edge = np.clip(1.0 - away / 0.45, 0.0, 1.0)[:, None]
    ground = floor * (1.0 - 0.75 * near_edge) + 0.75 * near_edge * np.asarray(_EDGE)
    colour = np.where((away < -0.004)[:, None], sand, ground)
    index = _grid(depth, width)
    return Solid(position, smooth_normals(position, index), colour, index)


def _grid(depth: int, width: int) -> Index:
    """Faces between rows of corners that run to +x, row after row towards -z, seen from above."""
    corner = np.arange(depth * width).reshape(depth, width)
    a, b = corner[:-1, :-1].ravel(), corner[:-1, 1:].ravel()
    c, d = corner[1:, :-1].ravel(), corner[1:, 1:].ravel()
    return np.concatenate([np.stack([a, b, d], axis=1), np.stack([a, d, c], axis=1)])


def _bole(height: float, radius: float, lean: float, bark: Rgb, sides: int = 10) -> Solid:
    """A tall trunk that widens into its roots."""
    rise = np.linspace(0.0, 1.0, 8)
    path = [(lean * s * s, height * s, 0.4 * lean * np.sin(3.0 * s)) for s in rise]
    radii = radius * (1.0 - 0.55 * rise) + 0.5 * radius * np.exp(-22.0 * rise)
    return tube(path, [float(r) for r in radii], sides).painted(
        lambda position, _normal: mixed(_BARK_DARK, bark, 0.35 + 0.8 * position[:, 1] / height)
    )


def _beech(seed: int, height: float, spread: float, dark: Rgb, light: Rgb) -> Solid:
    random = np.random.default_rng(seed)
    count = 11
    turn = np.arange(count) * 2.39996 + random.uniform(0.0, 6.0)
    up = np.linspace(-0.55, 0.75, count)
    out = np.sqrt(1.0 - 0.8 * up**2) * spread * 0.62
    centre = np.stack([out * np.cos(turn), height + 0.85 * spread * up, out * np.sin(turn)], axis=1)
    clusters = np.column_stack([centre, spread * random.uniform(0.40, 0.52, count)])
    trunk = _bole(height, 0.085 * height**0.6, 0.25, _BARK_GREY)
    limbs = [
        tube([(0.15, 0.72 * height, 0.0), 0.5 * (tip + np.array([0.1, 0.74 * height, 0.0])), tip],
             [0.10, 0.07, 0.04], 6).painted(_BARK_DARK)
        for tip in centre[:5]
    ]  # fmt: skip
    return joined([trunk, *limbs, crown(random, clusters, dark, light, 13)])


def beech_a() -> Solid:
    """Tall and broad, its lowest leaves well above the head, 7 m."""
    return _beech(61, 5.2, 2.2, (0.24, 0.40, 0.16), (0.66, 0.76, 0.32))


def beech_b() -> Solid:
    """Slimmer and taller, a warmer green, 8 m."""
    return _beech(67, 6.4, 1.9, (0.28, 0.42, 0.15), (0.76, 0.78, 0.34))


def birch() -> Solid:
    """Slender, its bark white with dark bands, its leaves light, 6 m."""
    random = np.random.default_rng(71)
    trunk = _bole(5.0, 0.13, 0.3, (0.94, 0.92, 0.88), sides=8)

    def bands(position: Array, _normal: Array) -> Array:
        dark = np.sin(9.1 * position[:, 1]) + np.sin(23.7 * position[:, 1] + position[:, 0]) > 1.25
        low = position[:, 1] < 0.25
        white = mixed((0.78, 0.76, 0.71), (0.95, 0.93, 0.89), position[:, 1] / 2.0)
        return np.where((dark | low)[:, None], (0.26, 0.23, 0.21), white)

    heap = [(0.0, 5.2, 0.0, 0.85), (0.55, 4.6, 0.2, 0.62), (-0.5, 4.7, -0.25, 0.66),
            (0.1, 4.2, -0.55, 0.56), (-0.15, 4.3, 0.55, 0.58), (0.3, 5.9, 0.0, 0.55)]  # fmt: skip
    leaves = crown(random, np.array(heap), (0.38, 0.52, 0.18), (0.80, 0.84, 0.42), 16)
    return joined([_fine(trunk).painted(bands), leaves])


def _fine(trunk: Solid) -> Solid:
    """The same tube with four times as many rounds, so that bands can be painted on."""
    ring = 8
    rounds = trunk.position[1:-1].reshape(-1, ring, 3)
    steps = np.linspace(0.0, len(rounds) - 1.0, 4 * len(rounds))
    low = np.minimum(steps.astype(int), len(rounds) - 2)
    share = (steps - low)[:, None, None]
    fine = rounds[low] * (1.0 - share) + rounds[low + 1] * share
    middle = fine.mean(axis=1)
    radius = np.linalg.norm(fine - middle[:, None], axis=2).mean(axis=1)
    return tube(list(middle), [float(r) for r in radius], ring)


def pine() -> Solid:
    """A dark conifer of soft tiers, 6.5 m, bare below the knee."""
    random = np.random.default_rng(73)
    tiers: list[Solid] = []
    for number in range(7):
        foot = 0.9 + 0.78 * number
        wide = 1.55 * (1.0 - number / 7.6)
        cone = lathe(
            [(0.0, foot + 0.10), (0.62 * wide, foot + 0.02), (wide, foot - 0.16),
             (0.55 * wide, foot + 0.52), (0.0, foot + 1.25)], 14,
        )  # fmt: skip
        ragged = random.uniform(-0.12, 0.10, (len(cone.position), 1))
        reach = np.hypot(cone.position[:, [0]], cone.position[:, [2]]) / wide
        tiers.append(cone.moved((ragged * reach) * (cone.position * (1.0, 0.3, 1.0))))
    needles = joined(tiers).bent(lambda position: position)

    def shade(position: Array, _normal: Array) -> Array:
        out = np.hypot(position[:, 0], position[:, 2]) / (1.7 - 0.22 * position[:, 1]).clip(0.2)
        return mixed((0.13, 0.24, 0.17), (0.36, 0.50, 0.28), 0.75 * out + 0.05 * position[:, 1])

    return joined([_bole(1.6, 0.17, 0.0, (0.40, 0.29, 0.21)), needles.painted(shade)])


def fern() -> Solid:
    """Eight arching fronds with toothed edges, 0.5 m high."""
    random = np.random.default_rng(79)
    parts: list[Solid] = []
    for number in range(8):
        turn = number * 2.39996
        out = np.array([np.cos(turn), 0.0, np.sin(turn)])
        side = np.array([-out[2], 0.0, out[0]])
        length = random.uniform(0.42, 0.62)
        share = np.linspace(0.06, 1.0, 6)[:, None]
        spine = length * share * out * 0.95
        spine[:, 1] = length * (1.05 * share - 0.72 * share**2.2)[:, 0]
        width = 0.085 * np.sin(np.pi * share**0.7) * (1.0 - 0.35 * (np.arange(6) % 2)[:, None])
        droop = np.array([0.0, -0.3, 0.0]) * width
        position = np.concatenate(
            [spine + width * side + droop, spine, spine - width * side + droop]
        )
        row = np.arange(5)
        faces = [np.stack([row, row + 1, row + 7], 1), np.stack([row, row + 7, row + 6], 1),
                 np.stack([row + 6, row + 7, row + 13], 1),
                 np.stack([row + 6, row + 13, row + 12], 1)]  # fmt: skip
        index = np.concatenate(faces)
        # Lit from above as the floor is, whichever way a frond hangs.
        normal = unit(np.tile((0.0, 1.0, 0.0), (len(position), 1)) + 0.5 * np.tile(out, (18, 1)))
        tone = mixed((0.20, 0.36, 0.12), (0.50, 0.66, 0.24), np.tile(share[:, 0], 3))
        parts.append(Solid(position, normal, tone, index))
    return joined(parts)


def mushroom() -> Solid:
    """A brown cap on a pale stem, 0.12 m."""
    stem = lathe([(0.0, 0.0), (0.020, 0.0), (0.015, 0.05), (0.014, 0.085), (0.0, 0.09)], 10)
    cap = lathe([(0.0, 0.078), (0.030, 0.074), (0.055, 0.070), (0.058, 0.080), (0.045, 0.104),
                 (0.022, 0.118), (0.0, 0.121)], 14)  # fmt: skip
    return joined([stem.painted((0.92, 0.87, 0.76)), cap.painted(
        lambda position, _normal: mixed((0.88, 0.80, 0.66), (0.62, 0.30, 0.16),
                                        (position[:, 1] - 0.074) / 0.01)
    )])  # fmt: skip
