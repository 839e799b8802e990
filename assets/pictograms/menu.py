"""What a level is told by: its length, its difficulty, its step of a ladder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from assets.drawing import INK, Drawing, Field, box, circle, polygon, stroke, union, within
from assets.pictograms.parts import (
    BLUE,
    BROWN,
    GREEN,
    ORANGE,
    WHITE,
    YELLOW,
    Maker,
    named,
    pointer,
    put_apple,
)


def _bars(on: Drawing, filled: int) -> None:
    for number, top in enumerate((352, 256, 160)):
        left = 26 + 102 * number
        on.put(box(left, top, left + 76, 462, 14), BLUE if number < filled else WHITE)


def easier() -> Drawing:
    """Lower: one bar of three, and an arrow down."""
    on = Drawing()
    _bars(on, 1)
    on.put(pointer((424, 150), (424, 446), 42), GREEN)
    return on


def harder() -> Drawing:
    """Higher: three bars of three, and an arrow up."""
    on = Drawing()
    _bars(on, 3)
    on.put(pointer((424, 446), (424, 150), 42), ORANGE)
    return on


def taster() -> Drawing:
    """A stopwatch: a short game."""
    on = Drawing()
    on.put(stroke([(256, 44), (256, 104)], 46), (0.55, 0.60, 0.65))
    on.put(stroke([(212, 42), (300, 42)], 34), (0.55, 0.60, 0.65))
    on.put(stroke([(394, 126), (420, 100)], 38), (0.55, 0.60, 0.65))
    on.put(circle((256, 292), 186), WHITE)
    slice_ = within(
        circle((256, 292), 150), polygon([(256, 292), (256, 80), (520, 80), (520, 440)])
    )
    on.fill(slice_, GREEN)
    on.fill(stroke([(256, 292), (256, 162)], 22), INK)
    on.fill(circle((256, 292), 24), INK)
    return on


def ladder() -> Drawing:
    """A ladder that leans on the crown of a tree with an apple."""
    on = Drawing()
    on.put(stroke([(390, 300), (390, 470)], 52), BROWN)
    on.put(union(circle((344, 142), 104), circle((436, 176), 62), circle((384, 244), 84)), GREEN)
    left, right = [(72, 476), (212, 92)], [(180, 476), (310, 122)]
    rungs: list[Field] = []
    for share in (0.14, 0.36, 0.58, 0.80):
        ends = [
            (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])) for a, b in (left, right)
        ]
        rungs.append(stroke(ends, 24))
    on.put(union(stroke(left, 30), stroke(right, 30), *rungs), YELLOW)
    put_apple(on, 410, 176, 46)
    return on


DICE: Final = {
    1: [(256, 286)],
    2: [(146, 266), (366, 266)],
    3: [(256, 150), (146, 366), (366, 366)],
    4: [(146, 156), (366, 156), (146, 376), (366, 376)],
    5: [(120, 130), (392, 130), (256, 266), (120, 402), (392, 402)],
}
"""Middles of one to five apples, laid out so that their number is seen without counting."""


def apples(count: int) -> Drawing:
    """So many apples: the step of a ladder of levels."""
    on = Drawing()
    for x, y in DICE[count]:
        put_apple(on, x, y, 150 if count == 1 else 96)
    return on


PICTOGRAMS: Final[Mapping[str, Maker]] = MappingProxyType(
    {
        **named(easier, harder, taster, ladder),
        **{f"apples_{count}": partial(apples, count) for count in DICE},
    }
)
