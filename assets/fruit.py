"""Fruit to reach for: bodies of diameter one around the origin, stems and leaves on top."""

from __future__ import annotations

import numpy as np

from assets.solid import Array, Rgb, Solid, from_faces, icosphere, joined, lathe, sphere, tube

_BARK: Rgb = (0.42, 0.28, 0.16)
_LEAF: Rgb = (0.36, 0.60, 0.22)


def _mix(low: Rgb, high: Rgb, share: Array) -> Array:
    mixed: Array = np.asarray(low) + share[:, None] * (np.asarray(high) - np.asarray(low))
    return mixed


def _ease(value: Array, low: float, high: float) -> Array:
    share = np.clip((value - low) / (high - low), 0.0, 1.0)
    eased: Array = share * share * (3.0 - 2.0 * share)
    return eased


def _stem(foot_y: float, height: float, lean: float = 0.05) -> Solid:
    path = [(lean * s * s, foot_y + height * s, 0.3 * lean * s) for s in (0.0, 0.35, 0.7, 1.0)]
    return tube(path, (0.022, 0.018, 0.019, 0.028), 8).painted(_BARK)


def leaf(length: float, width: float, colour: Rgb = _LEAF) -> Solid:
    """A folded blade from the origin along +X, its face upwards."""
    along = np.linspace(0.0, 1.0, 6)
    half = width * 0.5 * np.sin(np.pi * along**0.8) * (1.0 - 0.25 * along)
    # Not quite a point: corners in one place would have no normal.
    half = np.maximum(half, 0.02 * width)
    rise = 0.35 * length * np.sin(np.pi * 0.62 * along)
    rows = np.array(
        [
            [(a * length, r, 0.0), (a * length, r + 0.22 * h, h), (a * length, r + 0.22 * h, -h)]
            for a, h, r in zip(along, half, rise, strict=True)
        ]
    )
    faces: list[tuple[int, int, int]] = []
    for row in range(len(along) - 1):
        m, r, k = 3 * row, 3 * row + 1, 3 * row + 2
        faces += [(m, r, r + 3), (m, r + 3, m + 3), (m, k + 3, k), (m, m + 3, k + 3)]
    blade = from_faces(rows.reshape(-1, 3), np.array(faces))
    vein = np.abs(blade.position[:, 2]) < 1e-9
    shade = np.where(vein, 1.18, 1.0)[:, None] * np.asarray(colour)
    return blade.painted(lambda _position, _normal: shade)


def apple() -> Solid:
    """Red with a yellow blush, dimpled above and below, five soft ribs, a stem and a leaf."""
    profile = [
        (0.0, -0.37), (0.05, -0.39), (0.11, -0.43), (0.19, -0.445), (0.27, -0.42), (0.34, -0.36),
        (0.405, -0.27), (0.455, -0.16), (0.49, -0.03), (0.5, 0.08), (0.49, 0.18), (0.455, 0.275),
        (0.395, 0.355), (0.315, 0.405), (0.225, 0.415), (0.145, 0.39), (0.085, 0.345),
        (0.035, 0.30), (0.0, 0.285),
    ]  # fmt: skip

    def ribbed(position: Array) -> Array:
        turn = np.arctan2(position[:, 0], position[:, 2])
        below = _ease(-position[:, 1], 0.1, 0.42)
        swell = 1.0 + 0.05 * below * np.cos(5.0 * turn)
        return position * np.column_stack([swell, np.ones_like(swell), swell])

    def skin(position: Array, _normal: Array) -> Array:
        turn = np.arctan2(position[:, 0], position[:, 2])
        streak = 0.5 + 0.5 * np.sin(9.0 * turn + 2.0 * np.sin(3.0 * turn))
        blush = 0.75 * _ease(position[:, 0] + 0.5 * position[:, 1], 0.18, 0.52)
        colour = _mix((0.80, 0.09, 0.08), (0.90, 0.17, 0.11), streak)
        colour = colour + blush[:, None] * (np.array([0.97, 0.62, 0.22]) - colour)
        dimple = _ease(0.17 - np.hypot(position[:, 0], position[:, 2]), 0.0, 0.15)
        dimple = dimple * (position[:, 1] > 0.0)
        return colour + dimple[:, None] * (np.array([0.72, 0.62, 0.22]) - colour)

    body = lathe(profile, 28).bent(ribbed).painted(skin)
    top = float(body.position[-1, 1])
    blade = leaf(0.34, 0.17).turned((0.0, 0.0, 1.0), 0.2).turned((0.0, 1.0, 0.0), 0.6)
    return joined([body, _stem(top - 0.02, 0.26), blade.moved((0.02, top + 0.12, 0.0))])


def pear() -> Solid:
    """Green-yellow, wide below, narrow above."""
    outline = [
        (0.0, -0.47), (0.10, -0.495), (0.22, -0.475), (0.33, -0.42), (0.41, -0.33), (0.445, -0.22),
        (0.44, -0.11), (0.40, 0.00), (0.335, 0.10), (0.275, 0.19), (0.235, 0.28), (0.205, 0.36),
        (0.17, 0.43), (0.12, 0.48), (0.06, 0.50), (0.0, 0.495),
    ]  # fmt: skip

    def skin(position: Array, _normal: Array) -> Array:
        colour = _mix((0.86, 0.80, 0.26), (0.66, 0.74, 0.24), _ease(position[:, 1], -0.3, 0.5))
        cheek = 0.6 * _ease(position[:, 0] + 0.3 * position[:, 2], 0.15, 0.45)
        colour = colour + cheek[:, None] * (np.array([0.90, 0.52, 0.22]) - colour)
        freckle = 0.02 * np.sin(31.0 * position[:, 1]) * np.sin(23.0 * position[:, 0])
        return colour + freckle[:, None]

    body = lathe(outline, 28).painted(skin)
    blade = leaf(0.30, 0.15).turned((0.0, 1.0, 0.0), 2.6)
    return joined([body, _stem(0.48, 0.20, 0.08), blade.moved((0.0, 0.55, 0.0))])


def orange() -> Solid:
    """Round, a little flat, with a green star where the stem was."""

    def skin(position: Array, _normal: Array) -> Array:
        grain = np.sin(40.0 * position[:, 0]) * np.sin(37.0 * position[:, 1])
        grain = 0.5 + 0.5 * grain * np.sin(43.0 * position[:, 2])
        return _mix((0.94, 0.50, 0.08), (0.99, 0.60, 0.14), grain)

    def flattened(position: Array) -> Array:
        poles = _ease(np.abs(position[:, 1]), 0.38, 0.5)
        return position * np.column_stack(
            [np.ones(len(position)), 0.97 - 0.06 * poles, np.ones(len(position))]
        )

    body = sphere(30, 18).bent(flattened).painted(skin)
    star = lathe([(0.06, -0.01), (0.035, 0.015), (0.0, 0.02)], 10).painted((0.38, 0.52, 0.20))
    blade = leaf(0.32, 0.17, (0.26, 0.52, 0.20)).turned((0.0, 1.0, 0.0), 0.9)
    return joined([body, star.moved((0.0, 0.455, 0.0)), blade.moved((0.0, 0.46, 0.0))])


def plum() -> Solid:
    """Deep violet with a bloom on top and a seam down one side."""

    def shaped(position: Array) -> Array:
        turn = np.arctan2(position[:, 0], position[:, 2])
        seam = np.exp(-((turn / 0.22) ** 2))
        flank = 0.90 * (1.0 - 0.07 * seam * np.cos(np.pi * position[:, 1]))
        return position * np.column_stack([flank, np.ones_like(flank), flank])

    def skin(position: Array, normal: Array) -> Array:
        bloom = 0.65 * _ease(normal[:, 1] + 0.25 * np.sin(7.0 * position[:, 0]), 0.1, 1.0)
        return _mix((0.40, 0.13, 0.42), (0.62, 0.46, 0.72), bloom)

    body = sphere(28, 18).bent(shaped).painted(skin)
    blade = leaf(0.30, 0.14).turned((0.0, 1.0, 0.0), -0.5)
    return joined([body, _stem(0.47, 0.17), blade.moved((0.01, 0.55, 0.0))])


def lemon() -> Solid:
    """Yellow, lying along the x axis, a tip at both ends."""
    along = np.linspace(-1.0, 1.0, 19)
    radius = 0.36 * (1.0 - np.abs(along) ** 2.4) ** 0.62 + 0.045 * (1.0 - np.abs(along) ** 10)
    profile = [(float(r), 0.5 * float(a)) for r, a in zip(radius, along, strict=True)]
    profile[0], profile[-1] = (0.0, -0.5), (0.0, 0.5)

    def skin(position: Array, _normal: Array) -> Array:
        tip = _ease(np.abs(position[:, 1]), 0.38, 0.5)
        colour = _mix((0.98, 0.86, 0.20), (0.80, 0.78, 0.24), tip)
        return colour + 0.02 * np.sin(45.0 * position[:, [0]]) * np.sin(39.0 * position[:, [1]])

    body = lathe(profile, 26).painted(skin).turned((0.0, 0.0, 1.0), -np.pi / 2)
    blade = leaf(0.30, 0.15, (0.28, 0.55, 0.22)).turned((0.0, 0.0, 1.0), 0.7)
    return joined([body, blade.turned((0.0, 1.0, 0.0), 2.4).moved((-0.44, 0.05, 0.0))])


def far_fruit() -> Solid:
    """A plain small ball for fruit that hangs out of reach, tinted by the instance's colour."""
    return icosphere(1).painted(
        lambda _position, normal: _mix(
            (0.78, 0.74, 0.72), (1.0, 1.0, 1.0), 0.5 + 0.5 * normal[:, 1]
        )
    )
