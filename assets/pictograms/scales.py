"""Faces for pain and climbers for exertion, a picture for each number from 0 to 10."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from assets.drawing import INK, Drawing, Rgb, circle, curve, ellipse, polygon, stroke, within
from assets.pictograms.parts import BLUE, CLOTH, PALE, SKIN, WHITE, Maker

TOP: Final = 10

_CALM: Rgb = (0.99, 0.86, 0.48)
_PAINED: Rgb = (0.93, 0.47, 0.34)
_SWEAT: Rgb = (0.30, 0.62, 0.92)
_HILL: Rgb = (0.52, 0.66, 0.40)


def _between(a: float, b: float, share: float) -> float:
    return a + (b - a) * share


def _blend(a: Rgb, b: Rgb, share: float) -> Rgb:
    return (
        _between(a[0], b[0], share),
        _between(a[1], b[1], share),
        _between(a[2], b[2], share),
    )


def pain(number: int) -> Drawing:
    """A face: calm at 0; the brows rise together, the eyes narrow, the teeth clench up to 10.

    Neither smile nor tears: those tell of mood and not of pain (Hicks et al., The Faces Pain
    Scale - Revised, Pain 2001).
    """
    share = number / TOP
    on = Drawing()
    on.put(circle((256, 256), 222), _blend(_CALM, _PAINED, share))
    for side in (-1.0, 1.0):
        _eye(on, side, share)
        inner = (256 + side * _between(54, 38, share), _between(140, 104, share))
        outer = (256 + side * _between(132, 144, share), _between(140, 158, share))
        on.fill(stroke([inner, outer], 24), INK)
        if number >= 4:
            fold = _between(0.0, 26.0, (number - 4) / 6)
            on.fill(
                curve([(256 + side * 40, 268), (256 + side * 88, 290),
                       (256 + side * 126, 318 + fold)], 12), INK)  # fmt: skip
    if number >= 6:
        for x in (238, 274):
            on.fill(stroke([(x, 96), (x, 134)], 11), INK)
    _mouth(on, share)
    return on


def _eye(on: Drawing, side: float, share: float) -> None:
    x = 256 + side * 84
    if share > 0.75:  # squeezed shut
        for end in (-_between(16, 28, share), _between(16, 28, share)):
            on.fill(stroke([(x - side * 36, 218), (x + side * 36, 218 + end)], 20), INK)
        return
    on.fill(ellipse((x, 218), 27, _between(36, 8, share / 0.75)), INK)


def _mouth(on: Drawing, share: float) -> None:
    if share < 0.45:
        half, bend = _between(78, 92, share), _between(8, -60, share)
        on.fill(curve([(256 - half, 362), (256, 362 + bend), (256 + half, 362)], 24), INK)
        return
    grown = (share - 0.45) / 0.55
    half, high = _between(88, 118, grown), _between(20, 52, grown)
    lips = polygon(
        [(256 - half, 366 + 0.6 * high), (256 - 0.62 * half, 352 - high),
         (256 + 0.62 * half, 352 - high), (256 + half, 366 + 0.6 * high),
         (256 + 0.62 * half, 356 + high), (256 - 0.62 * half, 356 + high)], 18
    )  # fmt: skip
    on.fill(lips, INK)
    teeth = lips + 14
    on.fill(teeth, WHITE)
    on.fill(within(teeth, stroke([(100, 356), (412, 356)], 10)), INK)
    for x in (-72, -36, 0, 36, 72):
        on.fill(within(teeth, stroke([(256 + x, 200), (256 + x, 480)], 10)), INK)


def exertion(number: int) -> Drawing:
    """Somebody who sits at 0, and walks up a hill that is steeper with each number."""
    share = number / TOP
    on = Drawing()
    if number == 0:
        return _seated(on)
    rise = _between(0, 250, share)
    left, right = 470.0, 470.0 - rise
    on.put(polygon([(24, left), (488, right), (488, 488), (24, 488)], 4), _HILL)
    x = _between(210, 250, share)
    ground = left + (right - left) * (x - 24) / 464
    slope = math.atan2(rise, 464)
    _climber(on, x, ground, slope, share)
    for drop in range(0 if number < 3 else min(4, (number - 1) // 2)):
        across, down = ((-118, -232), (-156, -160), (-88, -300), (-180, -250))[drop]
        _drop(on, x + across, max(40.0, ground + down), 1.0)
    return on


def _seated(on: Drawing) -> Drawing:
    on.put(stroke([(120, 350), (330, 350)], 40), PALE)
    on.put(stroke([(120, 200), (120, 350)], 40), PALE)
    on.put(stroke([(140, 370), (140, 470)], 30), PALE)
    on.put(stroke([(310, 370), (310, 470)], 30), PALE)
    on.put(stroke([(206, 318), (322, 322), (334, 452)], 54), BLUE)
    on.put(stroke([(336, 462), (380, 462)], 38), INK)
    on.put(stroke([(196, 190), (200, 306)], 84), CLOTH)
    on.put(stroke([(206, 216), (246, 284), (306, 296)], 36), SKIN)
    on.put(circle((204, 92), 62), SKIN)
    on.fill(curve([(222, 112), (240, 120), (256, 112)], 12), INK)
    on.fill(circle((232, 84), 10), INK)
    return on


def _climber(on: Drawing, x: float, ground: float, slope: float, share: float) -> None:
    """A walker whose hip is above (x, ground), leaning more the harder it is."""
    lean = _between(0.05, 0.75, share)
    hip = (x, ground - 118)
    chest = (hip[0] + 108 * math.sin(lean), hip[1] - 108 * math.cos(lean))
    head = (chest[0] + 82 * math.sin(lean), chest[1] - 82 * math.cos(lean))
    stride = _between(46, 72, share)
    ahead = (x + stride, ground - stride * math.tan(slope) - 14)
    behind = (x - stride, ground + stride * math.tan(slope) - 14)
    knee = (x + stride * 0.95, hip[1] + _between(52, 30, share))
    on.put(stroke([hip, (x - 0.35 * stride, hip[1] + 60), behind], 42), BLUE)
    on.put(stroke([hip, knee, ahead], 42), BLUE)
    on.put(stroke([hip, chest], 66), CLOTH)
    elbow = (chest[0] + 44, chest[1] + 56)
    on.put(stroke([chest, elbow, (elbow[0] + 52, elbow[1] - _between(4, 30, share))], 30), SKIN)
    on.put(circle(head, 54), SKIN)
    on.fill(circle((head[0] + 24, head[1] - 6), 9), INK)
    if share < 0.45:
        on.fill(stroke([(head[0] + 18, head[1] + 22), (head[0] + 40, head[1] + 20)], 10), INK)
    else:
        on.fill(ellipse((head[0] + 30, head[1] + 24), 13, _between(9, 19, share)), INK)


def _drop(on: Drawing, x: float, y: float, size: float) -> None:
    on.put(
        polygon([(x, y - 34 * size), (x + 18 * size, y + 4 * size), (x - 18 * size, y + 4 * size)],
                8 * size), _SWEAT)  # fmt: skip
    on.fill(circle((x, y + 8 * size), 24 * size), _SWEAT)


PICTOGRAMS: Final[Mapping[str, Maker]] = MappingProxyType(
    {f"pain_{number}": partial(pain, number) for number in range(TOP + 1)}
    | {f"exertion_{number}": partial(exertion, number) for number in range(TOP + 1)}
)
