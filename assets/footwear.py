"""The patient's shoes, and the footprints they are to step on.

A shoe lies in the foot's own frame in real metres: the origin on the sole under the ankle, the
toes at -Z, the leg upwards. A footprint lies on the floor, one metre long, toes to -Z.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from assets.solid import Array, Rgb, Solid, joined, lathe, loft

TOE_AHEAD_M: Final = 0.19
HEEL_BEHIND_M: Final = 0.06
HALF_WIDTH_M: Final = 0.045

_SOLE: Final[Rgb] = (0.97, 0.96, 0.92)
_UPPER: Final[Rgb] = (0.60, 0.09, 0.13)
_TOE_CAP: Final[Rgb] = (0.42, 0.05, 0.09)
_SOCK: Final[Rgb] = (0.93, 0.93, 0.95)
_LACE: Final[Rgb] = (1.0, 0.97, 0.88)


def _outline(count: int) -> Array:
    """A right sole seen from above, (count, 2) of x and z, of length one about its middle."""
    length = TOE_AHEAD_M + HEEL_BEHIND_M
    turn = np.arange(count) * (2.0 * np.pi / count)
    z = np.cos(turn)
    ahead = (1.0 - z) / 2.0
    # Narrow at the heel and the arch, widest at the ball, round at the toes.
    share = np.interp(
        ahead, [0.0, 0.15, 0.40, 0.70, 0.88, 1.0], [0.70, 0.74, 0.72, 1.0, 0.93, 0.75]
    )
    half = HALF_WIDTH_M / length * share * np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** 0.72
    inward = 0.014 * np.clip((ahead - 0.30) / 0.7, 0.0, 1.0) ** 2
    arch = 0.030 * np.exp(-(((ahead - 0.38) / 0.14) ** 2)) * (np.sin(turn) < 0.0)
    return np.stack([half - inward + arch, 0.5 * z], axis=1)


def _raised(points: Array, height: float) -> Array:
    raised: Array = points + np.array([0.0, height, 0.0])
    return raised


def shoe_right() -> Solid:
    """A low red shoe with a white sole and a white sock."""
    count = 40
    length = TOE_AHEAD_M + HEEL_BEHIND_M
    sole = _outline(count) * length + (0.0, (HEEL_BEHIND_M - TOE_AHEAD_M) / 2.0)
    ankle_z = 0.0

    def level(height: float, grown: float) -> Array:
        """A round of the shoe at a height; the upper draws back towards the ankle."""
        centre = np.array([sole[:, 0].mean(), (HEEL_BEHIND_M - TOE_AHEAD_M) / 2.0])
        round_ = centre + (sole - centre) * grown
        return np.column_stack([round_[:, 0], np.full(count, height), round_[:, 1]])

    def upper(rise: float) -> Array:
        """From the sole (0) to the collar (1): the toes stay low, the heel goes straight up."""
        ring = level(0.0, 1.0)
        ahead = np.clip((0.02 - ring[:, 2]) / (TOE_AHEAD_M + 0.02), 0.0, 1.0)
        height = 0.024 + rise * (0.062 - 0.026 * ahead)
        draw = rise**1.6
        collar_x = 0.030 * np.sign(ring[:, 0] - 0.001) * np.abs(ring[:, 0] / 0.045) ** 0.8
        collar_z = ankle_z + 0.012 + (ring[:, 2] - 0.012) * np.where(ring[:, 2] > 0.012, 0.80, 0.30)
        x = ring[:, 0] * (1.0 - draw) + collar_x * draw
        z = ring[:, 2] * (1.0 - draw) + collar_z * draw
        height = np.where(rise > 0.99, 0.086, height + draw * 0.024 * ahead)
        return np.column_stack([x, height, z])

    middle = np.array([[0.0, 0.0, (HEEL_BEHIND_M - TOE_AHEAD_M) / 2.0]])
    sole_solid = loft(
        [middle, level(0.0, 0.97), level(0.006, 1.0), level(0.022, 1.0), level(0.024, 0.985),
         _raised(middle, 0.024)]
    )  # fmt: skip
    rises = [0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.88, 1.0]
    top = np.array([[0.0, 0.080, 0.012]])
    upper_solid = loft([_raised(middle, 0.012), *(upper(rise) for rise in rises), top])

    def leather(position: Array, _normal: Array) -> Array:
        cap = position[:, 2] < -0.145
        lace = (
            (np.abs(position[:, 0] + 0.002) < 0.02)
            & (position[:, 2] < -0.035)
            & (position[:, 2] > -0.115)
            & (position[:, 1] > 0.05)
        )
        colour = np.where(cap[:, None], _TOE_CAP, _UPPER)
        return np.where(lace[:, None], _LACE, colour)

    sock = lathe([(0.0, 0.06), (0.025, 0.062), (0.026, 0.100), (0.022, 0.110), (0.0, 0.112)], 24)
    return joined(
        [
            sole_solid.painted(_SOLE),
            upper_solid.painted(leather),
            sock.scaled((1.0, 1.0, 1.2)).moved((0.0, 0.0, 0.012)).painted(_SOCK),
        ]
    )


def footprint_right() -> Solid:
    """A sole's print: white inside a dark edge, so that any tint keeps an outline."""
    count = 48
    edge = _outline(count)
    middle = edge.mean(axis=0)

    def round_(size: float, height: float) -> Array:
        flat = middle + (edge - middle) * size
        return np.column_stack([flat[:, 0], np.full(count, height), flat[:, 1]])

    centre = np.array([[middle[0], 0.0, middle[1]]])
    plate = loft(
        [centre, round_(1.0, 0.0), round_(1.0, 0.022), round_(0.90, 0.026), round_(0.89, 0.027),
         round_(0.4, 0.028), _raised(centre, 0.028)]
    )  # fmt: skip
    inner = len(plate.position) - 2 * count - 1
    dark = np.arange(len(plate.position))[:, None] < inner
    return plate.painted(
        lambda _position, _normal: np.where(dark, (0.20, 0.20, 0.22), (1.0, 1.0, 1.0))
    )


def _mirrored(solid: Solid) -> Solid:
    flip = np.array([-1.0, 1.0, 1.0])
    return Solid(solid.position * flip, solid.normal * flip, solid.colour, solid.index[:, ::-1])


def shoe_left() -> Solid:
    """The right shoe's mirror image."""
    return _mirrored(shoe_right())


def footprint_left() -> Solid:
    """The right footprint's mirror image."""
    return _mirrored(footprint_right())
