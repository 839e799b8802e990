"""How a session goes on: stop, pause, rest, done."""

from __future__ import annotations

from typing import Final

import numpy as np

from assets.drawing import (
    INK,
    Drawing,
    box,
    circle,
    curve,
    ellipse,
    polygon,
    star,
    stroke,
    union,
    within,
    without,
)
from assets.pictograms.parts import (
    BLUE,
    BROWN,
    GREEN,
    ORANGE,
    PLUM,
    RED,
    WHITE,
    WOOD,
    YELLOW,
    named,
    palm,
    pointer,
    put_apple,
)


def rest() -> Drawing:
    """A steaming cup."""
    on = Drawing()
    on.put(without(ellipse((364, 310), 86, 74), ellipse((364, 310), 46, 36)), BLUE)
    mug = polygon([(112, 224), (352, 224), (334, 400), (300, 430), (164, 430), (130, 400)], 14)
    on.put(mug, BLUE)
    on.put(stroke([(84, 470), (404, 470)], 24), WOOD)
    on.fill(stroke([(150, 262), (160, 370)], 18), (0.62, 0.78, 0.93))
    for x in (166, 234, 302):
        on.fill(curve([(x, 182), (x - 20, 146), (x + 16, 104), (x - 4, 60)], 22), INK)
    return on


def _button() -> Drawing:
    on = Drawing()
    on.put(circle((256, 256), 216), BLUE)
    return on


def pause() -> Drawing:
    """Two bars."""
    on = _button()
    on.fill(box(166, 150, 230, 362, 16), WHITE)
    on.fill(box(282, 150, 346, 362, 16), WHITE)
    return on


def play() -> Drawing:
    """A triangle that points to the right."""
    on = Drawing()
    on.put(circle((256, 256), 216), GREEN)
    on.fill(polygon([(204, 154), (370, 256), (204, 358)], 16), WHITE)
    return on


def stop() -> Drawing:
    """A red octagon with an open hand."""
    on = Drawing()
    low, high = 38.0, 474.0
    middle = (high - low) / 2.0 * 0.4142
    a, b = 256.0 - middle, 256.0 + middle
    on.put(
        polygon(
            [(a, low), (b, low), (high, a), (high, b), (b, high), (a, high), (low, b), (low, a)]
        ),
        RED,
    )
    on.fill(palm(266, 268, 149), WHITE)
    return on


def done() -> Drawing:
    """A basket full of fruit, and a tick."""
    on = Drawing()
    on.put(circle((122, 214), 52), ORANGE)
    on.put(circle((330, 216), 50), PLUM)
    put_apple(on, 226, 202, 76)
    basket_ = polygon([(58, 262), (394, 262), (348, 446), (104, 446)], 16)
    on.put(basket_, WOOD)
    for y in (318, 374):
        on.fill(within(stroke([(40, y), (420, y)], 10), basket_), BROWN)
    for x in (134, 190, 262, 318):
        on.fill(within(stroke([(x, 262), (226 + (x - 226) * 0.74, 452)], 10), basket_), BROWN)
    on.put(stroke([(42, 258), (410, 258)], 36), YELLOW)
    on.put(circle((398, 398), 84), GREEN)
    on.fill(stroke([(360, 402), (388, 430), (438, 366)], 26), WHITE)
    return on


def star_() -> Drawing:
    """A five-pointed star."""
    on = Drawing()
    on.put(polygon(star((256, 278), 210, 96, 5), 14), YELLOW)
    return on


def arrow_right() -> Drawing:
    """To the right."""
    on = Drawing()
    on.put(pointer((70, 256), (448, 256), 108), BLUE)
    return on


def arrow_left() -> Drawing:
    """To the left."""
    return arrow_right().mirrored()


def warning() -> Drawing:
    """A triangle with an exclamation mark."""
    on = Drawing()
    on.put(polygon([(256, 72), (456, 430), (56, 430)], 26), YELLOW)
    on.fill(polygon([(236, 190), (276, 190), (266, 318), (246, 318)], 12), INK)
    on.fill(circle((256, 386), 29), INK)
    return on


def clock() -> Drawing:
    """A clock."""
    on = Drawing()
    on.put(circle((256, 256), 212), WHITE)
    for hour in range(12):
        turn = np.pi * hour / 6.0
        across, up = float(np.sin(turn)), float(np.cos(turn))
        long = 44.0 if hour % 3 == 0 else 16.0
        ends = [(256 + r * across, 256 - r * up) for r in (182.0 - long, 182.0)]
        on.fill(stroke(ends, 22), INK)
    on.fill(stroke([(256, 256), (256, 118)], 24), INK)
    on.fill(stroke([(256, 256), (346, 308)], 24), RED)
    on.fill(circle((256, 256), 24), INK)
    return on


def heart() -> Drawing:
    """A heart."""
    on = Drawing()
    lobes = union(circle((166, 190), 112), circle((346, 190), 112))
    tip = polygon([(76, 248), (256, 470), (436, 248), (346, 180), (256, 168), (166, 180)], 6)
    on.put(union(lobes, tip), (0.86, 0.20, 0.30))
    on.fill(curve([(98, 200), (112, 150), (158, 122)], 24), (0.97, 0.66, 0.68))
    return on


PICTOGRAMS: Final = named(
    rest, pause, play, stop, done, star_, arrow_right, arrow_left, warning, clock, heart
)
