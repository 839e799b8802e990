"""Hands, heads and how to sit."""

from __future__ import annotations

from typing import Final

from assets.drawing import (
    INK,
    Drawing,
    box,
    circle,
    curve,
    ellipse,
    polygon,
    stroke,
    union,
    within,
    without,
)
from assets.pictograms.parts import (
    BLUE,
    BROWN,
    CLOTH,
    GREEN,
    PAD,
    SKIN,
    WHITE,
    WOOD,
    named,
    own_hand,
    pointer,
)


def put_head(on: Drawing, x: float, y: float, s: float) -> None:
    """A head seen from the side that looks to the right."""
    skull = ellipse((x, y), 118 * s, 130 * s)
    nose = polygon([(x + 96 * s, y - 30 * s), (x + 150 * s, y + 34 * s), (x + 96 * s, y + 46 * s)],
                   10 * s)  # fmt: skip
    jaw = polygon([(x + 10 * s, y + 40 * s), (x + 104 * s, y + 40 * s), (x + 92 * s, y + 128 * s),
                   (x + 20 * s, y + 136 * s)], 14 * s)  # fmt: skip
    neck = box(x - 78 * s, y + 70 * s, x + 40 * s, y + 222 * s, 8 * s)
    shoulders = within(
        ellipse((x - 24 * s, y + 292 * s), 178 * s, 108 * s), polygon(
            [(x - 260 * s, y), (x + 260 * s, y), (x + 260 * s, y + 262 * s),
             (x - 260 * s, y + 262 * s)])
    )  # fmt: skip
    on.put(union(skull, nose, jaw, neck), SKIN)
    on.put(shoulders, CLOTH)
    hair = without(
        ellipse((x - 8 * s, y - 8 * s), 130 * s, 136 * s),
        polygon([(x + 10 * s, y - 62 * s), (x + 300 * s, y - 92 * s), (x + 300 * s, y + 300 * s),
                 (x - 60 * s, y + 300 * s), (x - 40 * s, y + 26 * s)], 10 * s),
    )  # fmt: skip
    on.fill(hair, BROWN)
    on.fill(circle((x + 66 * s, y - 16 * s), 15 * s), INK)
    smile = [(x + 52 * s, y + 74 * s), (x + 70 * s, y + 88 * s), (x + 98 * s, y + 82 * s)]
    on.fill(curve(smile, 11 * s), INK)


def look_ahead() -> Drawing:
    """A head that looks straight ahead, and the way it looks."""
    on = Drawing()
    put_head(on, 168, 196, 1.0)
    on.put(pointer((372, 178), (494, 178), 36), GREEN)
    return on


def sit_back() -> Drawing:
    """Somebody upright against a chair's back, an arm stretched ahead; an arrow to the back."""
    on = Drawing()
    on.put(union(stroke([(150, 130), (150, 352)], 34), stroke([(150, 356), (330, 356)], 34),
                 stroke([(158, 366), (150, 484)], 26), stroke([(322, 366), (330, 484)], 26)),
           WOOD)  # fmt: skip
    on.put(union(stroke([(228, 314), (352, 318)], 62), stroke([(356, 324), (362, 446)], 52),
                 stroke([(366, 464), (414, 464)], 40)), (0.24, 0.34, 0.50))  # fmt: skip
    on.put(stroke([(214, 196), (216, 306)], 76), CLOTH)
    on.put(union(stroke([(226, 190), (392, 178)], 36), circle((410, 176), 25)), SKIN)
    on.fill(stroke([(222, 190), (306, 184)], 42), CLOTH)
    on.put(circle((222, 86), 58), SKIN)
    on.put(pointer((124, 226), (24, 226), 32), GREEN)
    return on


def hand_right() -> Drawing:
    """The back of one's own right hand, and an arrow to the right."""
    on = Drawing()
    hand, nails = own_hand(262, 194, 178)
    on.put(hand, SKIN)
    on.fill(nails, (1.0, 0.90, 0.85))
    on.put(stroke([(238, 342), (314, 342)], 48), CLOTH)
    on.put(pointer((120, 436), (436, 436), 40), BLUE)
    return on


def hand_left() -> Drawing:
    """The back of one's own left hand, and an arrow to the left."""
    return hand_right().mirrored()


def rest_hand() -> Drawing:
    """A hand that comes down onto the ringed pad where it is to rest."""
    on = Drawing()
    on.put(ellipse((256, 418), 226, 74), PAD)
    on.fill(ellipse((256, 418), 150, 46), WHITE)
    on.fill(ellipse((256, 418), 84, 24), PAD)
    hand, nails = own_hand(262, 190, 150)
    on.put(hand, SKIN)
    on.fill(nails, (1.0, 0.90, 0.85))
    on.put(pointer((256, 252), (256, 412), 40), GREEN)
    return on


def two_hands() -> Drawing:
    """The backs of both hands side by side."""
    on = Drawing()
    hand, nails = own_hand(390, 266, 134)
    for part, colour in ((hand - 13.0, INK), (hand, SKIN), (nails, (1.0, 0.90, 0.85))):
        on.fill(part, colour)
        on.fill(part[:, ::-1], colour)
    for x in (96, 364):
        on.put(stroke([(x, 386), (x + 52, 386)], 40), CLOTH)
    return on


PICTOGRAMS: Final = named(look_ahead, sit_back, hand_right, hand_left, rest_hand, two_hands)
