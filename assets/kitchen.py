"""The kitchen's parts: the room with its window, the floor, the units along the wall, small things.

All in metres, where they stand: the room is about the origin, the window ahead at -Z.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from assets.nature import mixed
from assets.solid import Array, Rgb, Solid, box, joined, lathe, tube

HALF_WIDTH_M: Final = 2.7
AHEAD_M: Final = 3.1
BEHIND_M: Final = 2.7
HEIGHT_M: Final = 2.6
WINDOW_M: Final = (-1.0, 1.0, 1.22, 2.26)
"""The window in the wall ahead: from x to x, from y to y."""

_TILE_M: Final = 0.45
_WORKTOP_M: Final = 0.92
_UNIT_DEPTH_M: Final = 0.6
_SPLASH_TO_M: Final = 1.52

_WALL: Rgb = (0.88, 0.80, 0.66)
_CEILING: Rgb = (1.0, 1.0, 1.0)
_SPLASH: Rgb = (0.20, 0.36, 0.38)
_GROUT: Rgb = (0.26, 0.42, 0.43)
_FLOOR: Rgb = (0.66, 0.50, 0.38)
_JOINT: Rgb = (0.52, 0.39, 0.30)
_DOOR: Rgb = (0.36, 0.50, 0.50)
_DOOR_PANEL: Rgb = (0.41, 0.56, 0.55)
_OAK: Rgb = (0.70, 0.52, 0.33)
_OAK_DARK: Rgb = (0.48, 0.33, 0.21)
_WHITE: Rgb = (0.95, 0.94, 0.90)
_STEEL: Rgb = (0.72, 0.74, 0.76)
_BLACK: Rgb = (0.12, 0.12, 0.13)
_BRASS: Rgb = (0.80, 0.64, 0.30)
_CLAY: Rgb = (0.72, 0.38, 0.24)


def _block(low: Sequence[float], high: Sequence[float], colour: Rgb) -> Solid:
    """A box from corner to corner."""
    a, b = np.asarray(low, float), np.asarray(high, float)
    return box(b - a).moved((a + b) / 2.0).painted(colour)


def kitchen_floor() -> Solid:
    """Large warm tiles with narrow joints, quiet enough for a dropped spoon to show."""
    random = np.random.default_rng(83)
    joints = _block((-HALF_WIDTH_M, -0.06, -AHEAD_M), (HALF_WIDTH_M, -0.003, BEHIND_M), _JOINT)
    parts = [joints]
    for x in np.arange(-HALF_WIDTH_M, HALF_WIDTH_M - 0.01, _TILE_M):
        for z in np.arange(-AHEAD_M, BEHIND_M - 0.01, _TILE_M):
            tone = 1.0 + random.uniform(-0.035, 0.035)
            colour: Rgb = (tone * _FLOOR[0], tone * _FLOOR[1], tone * _FLOOR[2])
            far_x, far_z = min(x + _TILE_M, HALF_WIDTH_M), min(z + _TILE_M, BEHIND_M)
            parts.append(
                _block((x + 0.004, -0.05, z + 0.004), (far_x - 0.004, 0.0, far_z - 0.004), colour)
            )
    return joined(parts)


def kitchen_room() -> Solid:
    """Walls, ceiling with beams, the window ahead and one to the left, a door behind."""
    thick = 0.18
    left, right, low, high = WINDOW_M
    ahead = [
        _block((-HALF_WIDTH_M, 0.0, -AHEAD_M - thick), (left, HEIGHT_M, -AHEAD_M), _WALL),
        _block((right, 0.0, -AHEAD_M - thick), (HALF_WIDTH_M, HEIGHT_M, -AHEAD_M), _WALL),
        _block((left, 0.0, -AHEAD_M - thick), (right, low, -AHEAD_M), _WALL),
        _block((left, high, -AHEAD_M - thick), (right, HEIGHT_M, -AHEAD_M), _WALL),
    ]
    side_low, side_high, side_from, side_to = 0.95, 2.15, -1.9, -0.5
    x = -HALF_WIDTH_M
    sides = [
        _block((x - thick, 0.0, -AHEAD_M), (x, HEIGHT_M, side_from), _WALL),
        _block((x - thick, 0.0, side_to), (x, HEIGHT_M, BEHIND_M), _WALL),
        _block((x - thick, 0.0, side_from), (x, side_low, side_to), _WALL),
        _block((x - thick, side_high, side_from), (x, HEIGHT_M, side_to), _WALL),
        _block((-x, 0.0, -AHEAD_M), (thick - x, HEIGHT_M, BEHIND_M), _WALL),
        _block((x, 0.0, BEHIND_M), (-x, HEIGHT_M, BEHIND_M + thick), _WALL),
    ]
    frame = [
        *_frame_ahead(left, right, low, high),
        *_frame_left(side_from, side_to, side_low, side_high),
        _block((-0.45, 0.0, BEHIND_M - 0.05), (0.45, 2.05, BEHIND_M), _OAK),
        _block((-0.55, 0.0, BEHIND_M - 0.03), (-0.45, 2.15, BEHIND_M), _WHITE),
        _block((0.45, 0.0, BEHIND_M - 0.03), (0.55, 2.15, BEHIND_M), _WHITE),
        _block((-0.55, 2.05, BEHIND_M - 0.03), (0.55, 2.15, BEHIND_M), _WHITE),
    ]
    top = _block((x, HEIGHT_M, -AHEAD_M), (-x, HEIGHT_M + 0.1, BEHIND_M), _CEILING)
    beams = [
        _block((x, HEIGHT_M - 0.14, z - 0.07), (-x, HEIGHT_M, z + 0.07), _OAK_DARK)
        for z in (-2.4, -1.0, 0.4, 1.8)
    ]
    skirting = [
        _block((-x - 0.02, 0.0, -AHEAD_M), (-x, 0.12, BEHIND_M), _WHITE),
        _block((x, 0.0, -AHEAD_M), (x + 0.02, 0.12, BEHIND_M), _WHITE),
    ]
    return joined([*ahead, *sides, *frame, top, *beams, *skirting])


def _frame_ahead(left: float, right: float, low: float, high: float) -> list[Solid]:
    """A white frame with one upright and one bar, and a broad sill."""
    z, wide, deep = -AHEAD_M, 0.06, 0.09
    middle, bar = 0.5 * (left + right), low + 0.68 * (high - low)
    return [
        _block((left - 0.05, low - 0.04, z - 0.02), (right + 0.05, low, z + 0.16), _WHITE),
        _block((left, low, z - deep), (left + wide, high, z + 0.02), _WHITE),
        _block((right - wide, low, z - deep), (right, high, z + 0.02), _WHITE),
        _block((left, high - wide, z - deep), (right, high, z + 0.02), _WHITE),
        _block((middle - 0.025, low, z - deep), (middle + 0.025, high, z), _WHITE),
        _block((left, bar - 0.02, z - deep), (right, bar + 0.02, z - 0.01), _WHITE),
    ]


def _frame_left(start: float, end: float, low: float, high: float) -> list[Solid]:
    x, wide, deep = -HALF_WIDTH_M, 0.06, 0.09
    middle = 0.5 * (start + end)
    return [
        _block((x - 0.02, low - 0.04, start - 0.05), (x + 0.12, low, end + 0.05), _WHITE),
        _block((x - deep, low, start), (x + 0.02, high, start + wide), _WHITE),
        _block((x - deep, low, end - wide), (x + 0.02, high, end), _WHITE),
        _block((x - deep, high - wide, start), (x + 0.02, high, end), _WHITE),
        _block((x - deep, low, middle - 0.025), (x, high, middle + 0.025), _WHITE),
    ]


def kitchen_units() -> Solid:
    """Cupboards under an oak worktop, sink under the window, hob, oven, cupboards on the wall."""
    back, front = -AHEAD_M, -AHEAD_M + _UNIT_DEPTH_M
    parts = [
        _block((-HALF_WIDTH_M, 0.10, back), (HALF_WIDTH_M, _WORKTOP_M - 0.04, front - 0.02), _DOOR),
        _block((-HALF_WIDTH_M, 0.0, back), (HALF_WIDTH_M, 0.10, front - 0.07), _OAK_DARK),
        _block((-HALF_WIDTH_M, _WORKTOP_M - 0.04, back), (HALF_WIDTH_M, _WORKTOP_M, front + 0.02),
               _OAK),
    ]  # fmt: skip
    for number in range(9):
        x = -HALF_WIDTH_M + 0.6 * number
        if number == 6:
            parts += _oven(x, front)
        else:
            parts += _door(x, x + 0.6, 0.12, _WORKTOP_M - 0.06, front)
    parts += _sink(back) + _hob(-HALF_WIDTH_M + 0.6 * 6 + 0.3, back)
    for start, count in ((-HALF_WIDTH_M, 2), (HALF_WIDTH_M - 1.3, 2)):
        end = start + 0.65 * count
        parts.append(_block((start, 1.55, back), (end, 2.25, back + 0.32), _DOOR))
        for number in range(count):
            x = start + 0.65 * number
            parts += _door(x, x + 0.65, 1.56, 2.24, back + 0.34)
    parts += _splash(back)
    return joined(parts)


def _door(left: float, right: float, low: float, high: float, front: float) -> list[Solid]:
    """A framed door with a brass knob."""
    edge, rim = 0.006, 0.07
    knob = lathe([(0.0, 0.0), (0.008, 0.0), (0.010, 0.012), (0.017, 0.02), (0.014, 0.03),
                  (0.0, 0.034)], 10).turned((1.0, 0.0, 0.0), np.pi / 2)  # fmt: skip
    knob_y = high - 0.12 if low < 1.0 else low + 0.12
    return [
        _block((left + edge, low, front - 0.02), (right - edge, high, front), _DOOR),
        _block((left + rim, low + rim, front - 0.01), (right - rim, high - rim, front + 0.006),
               _DOOR_PANEL),
        knob.moved((right - 0.05, knob_y, front)).painted(_BRASS),
    ]  # fmt: skip


def _oven(left: float, front: float) -> list[Solid]:
    top = _WORKTOP_M - 0.06
    return [
        _block((left + 0.006, 0.12, front - 0.02), (left + 0.594, top, front), _STEEL),
        _block((left + 0.07, 0.24, front - 0.01), (left + 0.53, top - 0.20, front + 0.006), _BLACK),
        _block((left + 0.06, top - 0.17, front), (left + 0.54, top - 0.145, front + 0.04), _WHITE),
        *(
            _block((left + x, top - 0.10, front), (left + x + 0.05, top - 0.05, front + 0.02),
                   _BLACK)
            for x in (0.10, 0.22, 0.33, 0.45)
        ),
    ]  # fmt: skip


def _sink(back: float) -> list[Solid]:
    """A steel basin flush with the worktop, its tap in front of the window."""
    y = _WORKTOP_M
    arc = np.linspace(0.0, np.pi, 9)
    neck = [(0.0, y, back + 0.12), (0.0, y + 0.20, back + 0.12)]
    bow = [(0.0, y + 0.20 + 0.08 * np.sin(t), back + 0.20 - 0.08 * np.cos(t)) for t in arc[1:]]
    return [
        _block((-0.36, y, back + 0.10), (0.36, y + 0.006, back + 0.54), _STEEL),
        _block((-0.31, y, back + 0.17), (0.31, y + 0.008, back + 0.50), (0.42, 0.45, 0.47)),
        tube([*neck, *bow], [0.013] * 10, 8).painted(_STEEL),
        _block((0.05, y, back + 0.11), (0.07, y + 0.07, back + 0.13), _STEEL),
    ]


def _hob(x: float, back: float) -> list[Solid]:
    y = _WORKTOP_M
    rings = [
        lathe([(0.085, 0.0), (0.085, 0.004), (0.0, 0.004)], 20)
        .moved((x + dx, y + 0.008, back + 0.30 + dz))
        .painted((0.30, 0.30, 0.32))
        for dx in (-0.14, 0.14)
        for dz in (-0.12, 0.12)
    ]
    return [_block((x - 0.29, y, back + 0.06), (x + 0.29, y + 0.008, back + 0.54), _BLACK), *rings]


def _splash(back: float) -> list[Solid]:
    """Dark calm tiles on the wall, so that pale things before them stand out."""
    parts = [_block((-HALF_WIDTH_M, _WORKTOP_M, back), (HALF_WIDTH_M, WINDOW_M[2] - 0.04,
                                                         back + 0.006), _GROUT)]  # fmt: skip
    for left, right in ((-HALF_WIDTH_M, WINDOW_M[0] - 0.05), (WINDOW_M[1] + 0.05, HALF_WIDTH_M)):
        parts.append(
            _block((left, WINDOW_M[2] - 0.04, back), (right, _SPLASH_TO_M, back + 0.006), _GROUT)
        )
    random = np.random.default_rng(89)
    step = 0.15
    for y in np.arange(_WORKTOP_M, _SPLASH_TO_M - 0.01, step):
        for x in np.arange(-HALF_WIDTH_M, HALF_WIDTH_M - 0.01, step):
            above_sill = y + step > WINDOW_M[2] - 0.05
            if above_sill and WINDOW_M[0] - 0.2 < x < WINDOW_M[1] + 0.05:
                continue
            tone = 1.0 + random.uniform(-0.06, 0.06)
            colour: Rgb = (tone * _SPLASH[0], tone * _SPLASH[1], tone * _SPLASH[2])
            parts.append(
                _block((x + 0.004, y + 0.004, back), (x + step - 0.004, y + step - 0.004,
                                                      back + 0.010), colour)
            )  # fmt: skip
    return parts


def herb_pot() -> Solid:
    """A clay pot of green, 0.26 m."""
    random = np.random.default_rng(97)
    pot = lathe([(0.0, 0.0), (0.05, 0.0), (0.07, 0.10), (0.078, 0.10), (0.078, 0.125),
                 (0.066, 0.125), (0.062, 0.11), (0.0, 0.11)], 18).painted(_CLAY)  # fmt: skip
    blades: list[Solid] = []
    for number in range(26):
        turn = number * 2.39996
        out = np.array([np.cos(turn), 0.0, np.sin(turn)]) * random.uniform(0.01, 0.09)
        top = out + np.array([0.0, random.uniform(0.16, 0.26), 0.0])
        foot = 0.4 * out + np.array([0.0, 0.10, 0.0])
        leaf = tube([foot, 0.5 * (foot + top) + 0.15 * out, top], [0.004, 0.016, 0.003], 5)
        tone = float(random.uniform(0.0, 1.0))
        green = mixed((0.22, 0.40, 0.16), (0.52, 0.68, 0.28), np.array([tone]))[0]
        blades.append(leaf.painted((float(green[0]), float(green[1]), float(green[2]))))
    return joined([pot, *blades])


def fruit_bowl() -> Solid:
    """A wide white bowl, 0.32 m across."""
    outside = [(0.0, 0.0), (0.06, 0.0), (0.06, 0.008), (0.11, 0.03), (0.16, 0.085)]
    inside = [(0.16, 0.085), (0.15, 0.075), (0.10, 0.03), (0.05, 0.018), (0.0, 0.016)]
    # Two shells, so that the thin rim is not shaded round.
    return joined([lathe(outside, 30), lathe(inside, 30)]).painted(_WHITE)


def kettle() -> Solid:
    """A red enamel kettle, 0.2 m."""
    body = lathe([(0.0, 0.0), (0.085, 0.0), (0.095, 0.02), (0.088, 0.09), (0.060, 0.13),
                  (0.045, 0.137), (0.0, 0.15)], 22).painted((0.70, 0.16, 0.13))  # fmt: skip
    spout = tube([(0.07, 0.06, 0.0), (0.12, 0.10, 0.0), (0.15, 0.125, 0.0)], [0.024, 0.017, 0.014],
                 8).painted((0.70, 0.16, 0.13))  # fmt: skip
    arc = np.linspace(0.0, np.pi, 9)
    handle = tube([(0.075 * np.cos(t), 0.12 + 0.085 * np.sin(t), 0.0) for t in arc], [0.008] * 9,
                  6).painted(_OAK_DARK)  # fmt: skip
    lid = lathe([(0.0, 0.146), (0.014, 0.148), (0.012, 0.165), (0.0, 0.17)], 10)
    return joined([body, spout, handle, lid.painted(_OAK_DARK)])


def wall_clock() -> Solid:
    """A round clock for a wall, its face towards +Z, 0.34 m across."""
    rim = lathe(
        [(0.0, 0.0), (0.165, 0.0), (0.17, 0.02), (0.16, 0.035), (0.15, 0.022), (0.0, 0.022)], 40
    )

    def ring(position: Array, _normal: Array) -> Array:
        outer = np.hypot(position[:, 0], position[:, 2]) > 0.151
        return np.where(outer[:, None], _OAK_DARK, (0.97, 0.95, 0.90))

    face = rim.painted(ring).turned((1.0, 0.0, 0.0), np.pi / 2)
    marks = [
        box((0.010, 0.028, 0.004))
        .moved((0.0, 0.128, 0.024))
        .turned((0.0, 0.0, 1.0), -k * np.pi / 6)
        for k in range(12)
    ]
    hour = box((0.014, 0.085, 0.004)).moved((0.0, 0.035, 0.026)).turned((0.0, 0.0, 1.0), -5.3)
    minute = box((0.010, 0.125, 0.004)).moved((0.0, 0.055, 0.028)).turned((0.0, 0.0, 1.0), -1.05)
    return joined([face, *(mark.painted(_BLACK) for mark in (*marks, hour, minute))])
