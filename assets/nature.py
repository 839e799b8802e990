"""The orchard's parts: trees, plants, stones, hills, clouds, a fence and the ground.

All in metres at their natural size, standing on y = 0 with the origin at the foot.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from assets.solid import (
    Array,
    Rgb,
    Solid,
    box,
    from_faces,
    icosphere,
    joined,
    lathe,
    smooth_normals,
    tube,
    unit,
)

FLAT_RADIUS_M: Final = 6.0
GROUND_RADIUS_M: Final = 60.0

_BARK: Rgb = (0.47, 0.34, 0.24)
_WOOD: Rgb = (0.66, 0.52, 0.38)


def mixed(low: Rgb, high: Rgb, share: Array) -> Array:
    """Colours between two, (N, 3), by shares (N,) of the second."""
    share = np.clip(share, 0.0, 1.0)[:, None]
    return np.asarray(low) * (1.0 - share) + np.asarray(high) * share


def lumpy(solid: Solid, random: np.random.Generator, depth: float) -> Solid:
    """Corners pushed in and out along their normals."""
    push = random.uniform(-depth, depth, (len(solid.position), 1))
    return solid.bent(lambda position: position + push * solid.normal)


def _leaves(
    random: np.random.Generator, centre: Array, radius: float, count: int, size: float
) -> Solid:
    """Leaf blades (a fold of two triangles each) scattered over a ball, lit like the ball."""
    outward = unit(random.normal(size=(count, 3)) + np.array([0.0, 0.25, 0.0]))
    side = unit(np.cross(outward, random.normal(size=(count, 3))))
    tip = unit(np.cross(side, outward) + random.uniform(0.35, 0.8, (count, 1)) * outward)
    length = size * random.uniform(0.75, 1.25, (count, 1))
    foot = centre + radius * random.uniform(0.86, 0.97, (count, 1)) * outward
    left = foot + 0.5 * length * tip + 0.30 * length * side
    right = foot + 0.5 * length * tip - 0.30 * length * side
    position = np.concatenate([foot, right, foot + length * tip, left])
    row = np.arange(count)
    index = np.concatenate(
        [
            np.stack([row, row + count, row + 2 * count], axis=1),
            np.stack([row, row + 2 * count, row + 3 * count], axis=1),
        ]
    )
    normal = np.tile(outward, (4, 1))
    shade = np.tile(random.uniform(0.0, 1.0, (count, 1)), (4, 3))
    return Solid(position, normal, shade, index)


def crown(
    random: np.random.Generator,
    clusters: Array,
    dark: Rgb,
    light: Rgb,
    leaves: int,
) -> Solid:
    """Balls of foliage ((N, 4): centre and radius) with leaves on them, lighter towards the top.

    Normals lean away from the crown's middle, so many balls are lit as one soft crown.
    """
    middle = clusters[:, :3].mean(axis=0)
    parts: list[Solid] = []
    for x, y, z, radius in clusters:
        centre = np.array([x, y, z])
        ball = lumpy(icosphere(1), random, 0.07).scaled(2.0 * radius).moved(centre)
        ball = ball.painted((0.42, 0.42, 0.42))
        parts += [ball, _leaves(random, centre, radius, leaves, 0.48 * radius)]
    whole = joined(parts)
    low, high = whole.position[:, 1].min(), whole.position[:, 1].max()
    normal = unit(0.55 * whole.normal + 0.45 * unit(whole.position - middle))
    rise = (whole.position[:, 1] - low) / (high - low)
    # The parts' own grey says how much lighter than its surroundings a leaf is.
    own = whole.colour[:, 0] - 0.42
    shade = 0.55 * rise + 0.30 * (0.5 + 0.5 * normal[:, 1]) + 0.75 * own
    return Solid(whole.position, normal, mixed(dark, light, shade), whole.index)


def _trunk(height: float, radius: float, lean: float, branches: Array) -> Solid:
    rise = np.linspace(0.0, 1.0, 6)
    path = [(lean * s * s, height * s, 0.5 * lean * np.sin(3.0 * s)) for s in rise]
    radii = radius * (0.85 - 0.40 * rise) + 0.5 * radius * np.exp(-9.0 * rise)
    parts = [tube(path, list(radii), 8)]
    for x, y, z in branches:
        start = np.array([lean * 0.5, 0.72 * height, 0.0])
        end = np.array([x, y, z])
        knee = 0.5 * (start + end) + (0.0, -0.12, 0.0)
        parts.append(tube([start, knee, end], [0.5 * radius, 0.36 * radius, 0.2 * radius], 6))
    return joined(parts).painted(
        lambda position, _normal: mixed((0.36, 0.26, 0.19), _BARK, position[:, 1] / height)
    )


def _tree(seed: int, height: float, spread: float, count: int, dark: Rgb, light: Rgb) -> Solid:
    random = np.random.default_rng(seed)
    middle = np.array([0.0, height - 0.42 * spread, 0.0])
    turn = np.arange(count - 2) * 2.39996 + random.uniform(0.0, 6.0)
    up = np.linspace(-0.62, 0.55, count - 2) + random.uniform(-0.08, 0.08, count - 2)
    out = np.sqrt(1.0 - np.clip(up, -0.9, 0.9) ** 2)
    shell = np.stack([np.cos(turn) * out, 0.72 * up, np.sin(turn) * out], axis=1)
    centre = middle + 0.62 * spread * shell
    centre = np.concatenate([centre, [middle, middle + np.array([0.05, 0.46 * spread, 0.0])]])
    radius = spread * random.uniform(0.36, 0.46, count)
    radius[-2] = 0.62 * spread
    clusters = np.column_stack([centre, radius])
    trunk = _trunk(height - 0.5 * spread, 0.10 * spread + 0.03, 0.12, centre[[0, 2, 4]])
    return joined([trunk, crown(random, clusters, dark, light, 18)])


def tree_a() -> Solid:
    """Apple tree, broad and round, 3.3 m."""
    return _tree(11, 3.3, 1.25, 12, (0.22, 0.40, 0.16), (0.60, 0.75, 0.30))


def tree_b() -> Solid:
    """Taller and slimmer, a warmer green, 3.9 m."""
    return _tree(23, 3.9, 1.12, 12, (0.28, 0.42, 0.15), (0.72, 0.77, 0.33))


def tree_c() -> Solid:
    """Young and small, a cooler green, 2.5 m."""
    return _tree(37, 2.5, 0.92, 10, (0.18, 0.38, 0.20), (0.50, 0.72, 0.36))


def bush() -> Solid:
    """Low and round, 0.9 m."""
    random = np.random.default_rng(5)
    clusters = np.array(
        [[0.0, 0.42, 0.0, 0.44], [0.40, 0.30, 0.10, 0.32], [-0.38, 0.32, 0.06, 0.34],
         [0.08, 0.28, 0.38, 0.30], [-0.06, 0.30, -0.36, 0.32]]
    )  # fmt: skip
    return crown(random, clusters, (0.20, 0.38, 0.17), (0.54, 0.70, 0.30), 24)


def grass_tuft() -> Solid:
    """Nine blades of one triangle each, 0.16 m high."""
    random = np.random.default_rng(3)
    position: list[Array] = []
    index: list[tuple[int, int, int]] = []
    colours: list[Rgb] = []
    for blade in range(9):
        turn = blade * 2.39996
        out = np.array([np.cos(turn), 0.0, np.sin(turn)])
        side = np.array([-out[2], 0.0, out[0]])
        foot = 0.045 * random.uniform(0.1, 1.0) * out
        height = random.uniform(0.09, 0.16)
        tip = foot + out * height * random.uniform(0.25, 0.6) + (0.0, height, 0.0)
        position += [foot - 0.009 * side, foot + 0.009 * side, tip]
        index.append((3 * blade + 1, 3 * blade, 3 * blade + 2))
        colours += [(0.27, 0.45, 0.16), (0.27, 0.45, 0.16), (0.50, 0.68, 0.28)]
    corners = np.array(position)
    # Lit from above as the meadow is, whichever way a blade faces.
    normal = unit(np.array([0.0, 1.0, 0.0]) + 2.0 * corners * (1.0, 0.0, 1.0))
    return Solid(corners, normal, np.array(colours), np.array(index))


def flower() -> Solid:
    """White petals (tinted by the instance's colour), a yellow heart, a stem, 0.2 m."""
    petals: list[Array] = []
    faces: list[tuple[int, int, int]] = []
    for petal in range(6):
        turn = petal * np.pi / 3.0
        out = np.array([np.cos(turn), 0.0, np.sin(turn)])
        side = np.array([-out[2], 0.0, out[0]])
        start = 4 * petal
        petals += [
            0.006 * out,
            0.022 * out + 0.012 * side + (0.0, 0.006, 0.0),
            0.040 * out + (0.0, 0.010, 0.0),
            0.022 * out - 0.012 * side + (0.0, 0.006, 0.0),
        ]
        faces += [(start, start + 1, start + 2), (start, start + 2, start + 3)]
    head = from_faces(np.array(petals), np.array(faces)).moved((0.0, 0.185, 0.0))
    heart = lathe([(0.012, 0.0), (0.009, 0.007), (0.0, 0.010)], 7).painted((0.96, 0.78, 0.22))
    stem = tube([(0.0, 0.0, 0.0), (0.008, 0.1, 0.0), (0.0, 0.188, 0.0)], [0.004, 0.003, 0.003], 4)
    up = np.tile((0.0, 1.0, 0.0), (len(head.position), 1))
    head = Solid(head.position, unit(head.normal * 0.3 + up), head.colour, head.index)
    return joined([head, heart.moved((0.0, 0.187, 0.0)), stem.painted((0.36, 0.55, 0.24))])


def rock() -> Solid:
    """Grey field stone with flat faces, half in the ground, 0.5 m wide."""
    random = np.random.default_rng(8)
    stone = lumpy(icosphere(1), random, 0.07).scaled((0.55, 0.34, 0.44)).moved((0.0, 0.07, 0.0))
    shade = random.uniform(0.92, 1.06, (len(stone.position), 1))
    return stone.painted(
        lambda position, _normal: (
            shade * mixed((0.46, 0.44, 0.40), (0.70, 0.67, 0.60), position[:, 1] / 0.24 + 0.1)
        )
    ).faceted()


def hill() -> Solid:
    """A far rounded hill, 40 m wide and 9 m high, wooded patches painted on."""
    random = np.random.default_rng(13)
    profile = [(20.0 * s, 9.0 * (1.0 - s * s) ** 2 - 0.4) for s in np.linspace(1.0, 0.0, 9)]
    profile[-1] = (0.0, profile[-1][1])
    smooth = lathe(profile, 26)
    push = random.uniform(-0.35, 0.35, len(smooth.position)) * (
        (smooth.position[:, 1] > 0.2) & (smooth.position[:, 1] < 8.0)
    )
    shaped = smooth.bent(lambda position: position + push[:, None] * (0.0, 1.0, 0.0))

    def meadow(position: Array, _normal: Array) -> Array:
        wood = np.sin(0.45 * position[:, 0] + 1.0) * np.sin(0.5 * position[:, 2])
        share = position[:, 1] / 12.0 + 0.2 - 0.35 * np.clip(wood, 0.0, 1.0)
        return mixed((0.36, 0.52, 0.30), (0.66, 0.74, 0.40), share)

    return shaped.painted(meadow)


def fence() -> Solid:
    """Two metres of wooden fence along x: one post at the left end, two rails, 1 m high."""
    post = box((0.11, 1.0, 0.11)).moved((-1.0, 0.5, 0.0))
    cap = lathe([(0.085, 0.0), (0.085, 0.03), (0.0, 0.09)], 4).turned((0, 1, 0), np.pi / 4)
    low = box((2.0, 0.10, 0.04)).turned((0.0, 0.0, 1.0), 0.012).moved((0.0, 0.38, 0.03))
    high = box((2.0, 0.10, 0.04)).turned((0.0, 0.0, 1.0), -0.010).moved((0.0, 0.76, 0.03))
    wood = joined([post, cap.faceted().moved((-1.0, 1.0, 0.0)), low, high])
    return wood.painted(
        lambda position, normal: (
            mixed((0.50, 0.38, 0.27), _WOOD, 0.45 + 0.5 * normal[:, 1])
            * (0.94 + 0.06 * np.sin(9.0 * position[:, [0]]))
        )
    )


def cloud() -> Solid:
    """Soft heap of balls, 12 m wide, flat below, centred at the origin."""
    heap = [(0.0, 0.4, 0.0, 2.6), (2.7, 0.1, 0.3, 1.9), (-2.8, 0.2, -0.2, 2.0),
            (1.4, 1.3, -0.4, 1.7), (-1.3, 1.1, 0.5, 1.6), (4.5, -0.2, 0.0, 1.2),
            (-4.6, -0.2, 0.2, 1.3)]  # fmt: skip
    balls = [icosphere(1).scaled(2.0 * r).moved((x, y, z)) for x, y, z, r in heap]
    whole = joined(balls)
    position = whole.position * (1.0, 1.0, 0.7)
    position[:, 1] = np.where(position[:, 1] < -0.6, -0.6 + 0.2 * (position[:, 1] + 0.6),
                              position[:, 1])  # fmt: skip
    normal = unit(0.6 * whole.normal + 0.4 * unit(position + np.array([0.0, 1.5, 0.0])))
    colour = mixed((0.90, 0.90, 0.94), (1.0, 0.99, 0.96), position[:, 1] / 2.5 + 0.4)
    return Solid(position, normal, colour, whole.index)


def ground_height(x_m: Array, z_m: Array) -> Array:
    """Height of the meadow: zero within `FLAT_RADIUS_M`, gentle waves beyond, rising far out."""
    distance = np.hypot(x_m, z_m)
    away = np.clip((distance - FLAT_RADIUS_M) / 14.0, 0.0, 1.0)
    away = away * away * (3.0 - 2.0 * away)
    waves = 0.45 * np.sin(0.16 * x_m + 0.6) * np.cos(0.13 * z_m - 0.4) + 0.18 * np.sin(
        0.31 * x_m - 0.23 * z_m
    )
    rim = 2.2 * np.clip((distance - 26.0) / 34.0, 0.0, 1.0) ** 2
    height: Array = away * (waves + rim * (1.0 + 0.4 * np.sin(3.0 * np.arctan2(x_m, z_m))))
    return height


def ground() -> Solid:
    """Meadow disc of `GROUND_RADIUS_M`, a mown strip ahead of the patient."""
    random = np.random.default_rng(17)
    radii = np.concatenate(
        [np.linspace(0.5, 6.0, 12), np.linspace(6.8, 20.0, 16), np.linspace(22.5, 60.0, 16)]
    )
    # A lathe's profile runs upwards along the outside: from the rim to the middle.
    disc = lathe([*((float(r), 0.0) for r in radii[::-1]), (0.0, 0.0)], 80)
    position = disc.position.copy()
    position[:, 1] = ground_height(position[:, 0], position[:, 2])
    x, z = position[:, 0], position[:, 2]
    patch = np.sin(0.9 * x + 0.7 * np.sin(0.6 * z)) * np.sin(0.8 * z + 0.5)
    share = 0.5 + 0.3 * patch + random.uniform(-0.15, 0.15, len(x))
    colour = mixed((0.38, 0.56, 0.24), (0.56, 0.70, 0.32), share)
    half_width = 1.5 + 0.03 * np.abs(z)
    mown = np.clip((half_width + 0.5 - np.abs(x + 0.5 * np.sin(0.15 * z))) / 1.0, 0.0, 1.0)
    mown = mown * np.clip((2.0 - z) / 3.0, 0.0, 1.0) * np.clip((34.0 + z) / 8.0, 0.0, 1.0)
    strip = np.array([0.66, 0.75, 0.40])
    colour = colour + 0.6 * mown[:, None] * (strip - colour)
    return Solid(position, smooth_normals(position, disc.index), colour, disc.index)
