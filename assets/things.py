"""What tasks are made of besides fruit and hands: marks, a basket, signs."""

from __future__ import annotations

from itertools import pairwise

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


def ring() -> Solid:
    """Band in the XY plane facing both ways, outer diameter one, rounded edges."""
    angle = np.linspace(0.0, 2.0 * np.pi, 97)[:-1]
    # Seen from +Z it starts at the top and runs clockwise, as the shader fills it.
    around = np.stack([np.sin(angle), np.cos(angle), np.zeros_like(angle)], axis=1)
    section = [(0.5, 0.0), (0.485, 0.012), (0.405, 0.012), (0.39, 0.0), (0.405, -0.012),
               (0.485, -0.012)]  # fmt: skip
    rows = [around * radius + (0.0, 0.0, z) for radius, z in section]
    return _loops(rows).painted((1.0, 1.0, 1.0))


def _loops(rows: list[Array]) -> Solid:
    """Closed surface through closed loops of equally many corners, the last joined to the first."""
    size = len(rows[0])
    order = np.arange(len(rows) * size).reshape(len(rows), size)
    faces = [strip(high, low) for low, high in pairwise([*order, order[0]])]
    return from_faces(np.concatenate(rows), np.concatenate(faces))


def pad() -> Solid:
    """Where a repetition starts: a soft low cushion on y = 0, diameter one, rings on top."""
    profile = [(0.0, 0.0), (0.46, 0.0), (0.49, 0.02), (0.5, 0.05), (0.485, 0.08), (0.44, 0.10),
               (0.36, 0.115), (0.35, 0.117), (0.26, 0.128), (0.25, 0.129), (0.13, 0.137),
               (0.12, 0.138), (0.0, 0.14)]  # fmt: skip

    def rings(position: Array, _normal: Array) -> Array:
        radius = np.hypot(position[:, 0], position[:, 2])
        light = (radius < 0.125) | ((radius > 0.255) & (radius < 0.355))
        return np.where(light[:, None], (1.0, 1.0, 1.0), (0.80, 0.84, 0.88))

    return lathe(profile, 48).painted(rings)


def ball() -> Solid:
    """Plain white sphere of diameter one."""
    return sphere(32, 20)


_STRAW: Rgb = (0.86, 0.66, 0.38)
_DARK_STRAW: Rgb = (0.58, 0.38, 0.19)


def basket() -> Solid:
    """Woven basket, one wide, its rim's top at y = 0, open above, two small handles."""
    depth, stakes, rounds = 0.56, 32, 12

    def wall(outside: float) -> Solid:
        heights = np.linspace(-depth, -0.03, rounds)
        rows: list[Array] = []
        colours: list[Array] = []
        angle = np.arange(2 * stakes) * (np.pi / stakes)
        for number, y in enumerate(heights):
            flare = 0.36 + 0.10 * ((y + depth) / depth) ** 0.8
            over = np.where((np.arange(2 * stakes) // 2 + number) % 2 == 0, 1.0, -1.0)
            radius = flare + outside + 0.010 * over
            rows.append(np.stack([np.sin(angle) * radius, np.full_like(angle, y),
                                  np.cos(angle) * radius], axis=1))  # fmt: skip
            share = (0.5 + 0.5 * over * np.sign(outside))[:, None]
            colours.append(np.asarray(_DARK_STRAW) + share * np.subtract(_STRAW, _DARK_STRAW))
        woven = loft(rows) if outside > 0.0 else loft(rows[::-1])
        colours = colours if outside > 0.0 else colours[::-1]
        shade = np.concatenate(colours) * (1.0 if outside > 0.0 else 0.8)
        return woven.painted(lambda _position, _normal: shade)

    bottom = lathe([(0.0, -depth - 0.012), (0.34, -depth - 0.012), (0.375, -depth)], 32)
    inside = lathe([(0.345, -depth + 0.01), (0.0, -depth + 0.012)], 32)
    angle = np.linspace(0.0, 2.0 * np.pi, 65)[:-1]
    around = np.stack([np.sin(angle), np.zeros_like(angle), np.cos(angle)], axis=1)
    twist = 0.006 * np.cos(16.0 * angle)[:, None]
    section = [(0.036 * np.cos(t), 0.03 * np.sin(t)) for t in -np.arange(8) * (np.pi / 4)]
    rim = _loops([around * (0.464 + r + twist) + (0.0, y - 0.03, 0.0) for r, y in section])
    strands = np.where(np.cos(16.0 * angle) > 0.0, 1.0, 0.82)
    rim_colour = np.tile(strands, 8)[:, None] * np.asarray(_STRAW)
    handle_arc = np.linspace(0.0, np.pi, 9)
    handle = tube(
        [(0.47 + 0.02 * np.sin(t), 0.10 * np.sin(t) - 0.03, 0.11 * np.cos(t)) for t in handle_arc],
        [0.022] * 9,
        8,
    ).painted(_DARK_STRAW)
    return joined(
        [
            wall(0.014),
            wall(-0.014),
            bottom.painted(_DARK_STRAW),
            inside.painted((0.50, 0.33, 0.17)),
            rim.painted(lambda _position, _normal: rim_colour),
            handle,
            handle.turned((0.0, 1.0, 0.0), np.pi),
        ]
    )


def _capsule(ax: float, ay: float, bx: float, by: float, radius: float) -> Solid:
    """Flat stroke with round ends, facing +Z."""
    angle = np.linspace(0.0, np.pi, 9)
    direction = np.arctan2(by - ay, bx - ax)
    end = [(bx + radius * np.cos(direction - np.pi / 2 + t),
            by + radius * np.sin(direction - np.pi / 2 + t)) for t in angle]  # fmt: skip
    start = [(ax + radius * np.cos(direction + np.pi / 2 + t),
              ay + radius * np.sin(direction + np.pi / 2 + t)) for t in angle]  # fmt: skip
    outline = np.array(end + start)
    centre = np.array([[(ax + bx) / 2, (ay + by) / 2]])
    points = np.concatenate([centre, outline])
    count = len(outline)
    order = np.arange(count)
    index = np.stack([np.zeros(count, int), order + 1, np.roll(order, -1) + 1], axis=1)
    return from_faces(np.column_stack([points, np.zeros(count + 1)]), index)


def palm_sign(height: float) -> Solid:
    """Open hand as a flat pictogram facing +Z, centred at the origin."""
    strokes = [
        (-0.10, -0.24, -0.06, -0.02, 0.17), (0.10, -0.24, 0.10, -0.02, 0.17),
        (-0.01, -0.30, 0.02, 0.02, 0.20),
        (-0.175, -0.05, -0.22, 0.26, 0.062), (-0.045, 0.0, -0.06, 0.40, 0.066),
        (0.09, 0.0, 0.10, 0.43, 0.066), (0.215, -0.05, 0.25, 0.32, 0.062),
        (-0.20, -0.26, -0.40, -0.02, 0.068),
    ]  # fmt: skip
    return joined([_capsule(*stroke) for stroke in strokes]).scaled(height)


def stop_sign() -> Solid:
    """Red octagon with a white border and a white open hand, one wide, facing +Z."""

    def octagon(width: float) -> list[tuple[float, float]]:
        radius = width / 2.0 / np.cos(np.pi / 8)
        turn = np.arange(8) * (np.pi / 4) + np.pi / 8
        return [(float(radius * np.cos(t)), float(radius * np.sin(t))) for t in turn]

    return joined(
        [
            prism(octagon(1.0), 0.06).painted((1.0, 1.0, 1.0)),
            prism(octagon(0.92), 0.064).painted((0.80, 0.10, 0.12)),
            palm_sign(0.74).moved((0.02, 0.0, 0.034)).painted((1.0, 1.0, 1.0)),
        ]
    )


def arrow() -> Solid:
    """Broad arrow of length one lying flat, its point at -Z."""
    head = [(0.0, 0.26), (-0.34, -0.06), (-0.14, -0.06), (0.14, -0.06), (0.34, -0.06)]
    shaft = [(0.14, -0.28), (0.14, 0.28), (-0.14, 0.28), (-0.14, -0.28)]
    upright = joined(
        [
            prism(head, 0.12).moved((0.0, 0.24, 0.0)),
            prism(shaft, 0.12).moved((0.0, -0.22, 0.0)),
        ]
    )
    flat = upright.turned((1.0, 0.0, 0.0), -np.pi / 2)
    return flat.painted(
        lambda _position, normal: np.where(normal[:, [1]] > 0.5, 1.0, 0.82) * np.ones(3)
    )
