"""Writes every pictogram into `assets/icons`: `python -m assets.make_icons`.

512 x 512 pixels, few bold shapes with dark outlines on a transparent ground, to be understood
without a word and by weak eyes; shape says what colour says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from assets import ROOT
from assets.drawing import (
    INK,
    Drawing,
    Field,
    Point,
    Rgb,
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
    write_png,
)

_RED: Rgb = (0.82, 0.13, 0.12)
_ORANGE: Rgb = (0.95, 0.55, 0.12)
_YELLOW: Rgb = (0.98, 0.80, 0.20)
_GREEN: Rgb = (0.20, 0.60, 0.28)
_BLUE: Rgb = (0.16, 0.44, 0.74)
_PAD: Rgb = (0.30, 0.65, 1.0)
_PALE: Rgb = (0.86, 0.92, 0.97)
_WHITE: Rgb = (1.0, 1.0, 1.0)
_SKIN: Rgb = (0.87, 0.64, 0.47)
_CLOTH: Rgb = (0.30, 0.50, 0.72)
_WOOD: Rgb = (0.66, 0.44, 0.22)
_BROWN: Rgb = (0.42, 0.27, 0.14)
_PLUM: Rgb = (0.50, 0.22, 0.52)


def _apple(on: Drawing, x: float, y: float, size: float) -> None:
    """An apple; `size` is half its width."""
    s = size / 100.0
    body = union(ellipse((x - 38 * s, y), 66 * s, 84 * s), ellipse((x + 38 * s, y), 66 * s, 84 * s))
    body = union(body, ellipse((x, y + 30 * s), 46 * s, 46 * s))
    stem = curve([(x, y - 66 * s), (x + 4 * s, y - 96 * s), (x + 18 * s, y - 122 * s)], 17 * s)
    blade = within(
        circle((x + 62 * s, y - 158 * s), 74 * s), circle((x + 54 * s, y - 60 * s), 74 * s)
    )
    on.put(union(body, blade), _RED)
    on.fill(stem, _BROWN)
    on.fill(blade - 10 * s, INK)
    on.fill(blade, _GREEN)
    on.fill(body, _RED)
    on.fill(curve([(x, y - 62 * s), (x + 2 * s, y - 84 * s), (x + 12 * s, y - 112 * s)], 17 * s),
            _BROWN)  # fmt: skip
    shine = curve(
        [(x - 70 * s, y + 6 * s), (x - 66 * s, y - 28 * s), (x - 48 * s, y - 52 * s)], 17 * s
    )
    on.fill(shine, (0.96, 0.62, 0.56))


def _palm(x: float, y: float, size: float) -> Field:
    """An open hand, its thumb to the left; `size` is half its height."""
    s = size / 200.0

    def bone(ax: float, ay: float, bx: float, by: float, width: float) -> Field:
        return stroke([(x + ax * s, y + ay * s), (x + bx * s, y + by * s)], width * s)

    palm = polygon(
        [(x + dx * s, y + dy * s) for dx, dy in
         ((-62, 10), (70, 0), (86, 60), (58, 148), (-36, 148), (-78, 70))],
        26 * s,
    )  # fmt: skip
    return union(
        palm,
        bone(-64, 20, -86, -108, 50),
        bone(-20, 0, -28, -168, 52),
        bone(26, 0, 30, -156, 52),
        bone(72, 20, 90, -104, 46),
        bone(-50, 116, -150, 10, 52),
    )


def _pointer(tail: Point, tip: Point, width: float) -> Field:
    """An arrow."""
    dx, dy = tip[0] - tail[0], tip[1] - tail[1]
    length = (dx * dx + dy * dy) ** 0.5
    ux, uy = dx / length, dy / length
    head = 1.35 * width
    back = (tip[0] - head * ux, tip[1] - head * uy)
    corners = [
        tip,
        (back[0] - head * uy, back[1] + head * ux),
        (back[0] + head * uy, back[1] - head * ux),
    ]
    return union(stroke([tail, back], width), polygon(corners, 0.16 * width))


def apple() -> Drawing:
    """An apple."""
    on = Drawing()
    _apple(on, 256, 300, 205)
    return on


def reach() -> Drawing:
    """An arm stretched towards an apple."""
    on = Drawing()
    _apple(on, 398, 150, 82)
    sleeve = stroke([(40, 452), (128, 378)], 92)
    arm = stroke([(120, 384), (198, 318)], 62)
    hand = union(
        stroke([(196, 320), (232, 290)], 88),
        stroke([(250, 262), (292, 206)], 32),
        stroke([(264, 276), (322, 232)], 32),
        stroke([(268, 300), (330, 268)], 32),
        stroke([(258, 322), (318, 304)], 28),
        stroke([(206, 276), (216, 214)], 32),
    )
    on.put(union(arm, hand), _SKIN)
    on.put(sleeve, _CLOTH)
    return on


def grasp() -> Drawing:
    """A hand closed around a ball."""
    on = Drawing()
    on.put(circle((292, 236), 122), _ORANGE)
    sleeve = stroke([(40, 470), (92, 430)], 104)
    palm = union(
        stroke([(96, 426), (176, 350)], 84),
        curve([(160, 360), (128, 262), (176, 150), (268, 98)], 52),
    )
    fingers = [
        curve([(166, 366), (250, 400), (340, 366), (392, 304)], 42),
        curve([(176, 350), (246, 352), (318, 318), (362, 262)], 42),
        curve([(172, 330), (232, 304), (288, 270), (324, 216)], 42),
    ]
    on.put(palm, _SKIN)
    for finger in fingers:
        on.put(finger, _SKIN)
    on.fill(union(palm, stroke([(150, 372), (178, 340)], 70)), _SKIN)
    on.put(sleeve, _CLOTH)
    return on


def step() -> Drawing:
    """A shoe that goes over a block."""
    on = Drawing()
    on.put(box(206, 356, 322, 468, 10), _WOOD)
    on.fill(stroke([(30, 482), (482, 482)], 18), INK)
    leg = stroke([(112, 40), (136, 168)], 74)
    shoe = union(
        stroke([(140, 196), (150, 236)], 72), polygon([(118, 226), (186, 210), (268, 262),
                                                       (262, 282), (120, 276)], 16)
    )  # fmt: skip
    on.put(leg, _CLOTH)
    on.put(shoe, _RED)
    on.fill(stroke([(112, 296), (270, 300)], 20), INK)
    on.put(union(curve([(300, 210), (376, 214), (420, 280), (424, 350)], 26),
                 polygon([(382, 346), (466, 346), (424, 418)], 6)), _GREEN)  # fmt: skip
    return on


def _head(on: Drawing, x: float, y: float, s: float) -> None:
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
    on.put(union(skull, nose, jaw, neck), _SKIN)
    on.put(shoulders, _CLOTH)
    hair = without(
        ellipse((x - 8 * s, y - 8 * s), 130 * s, 136 * s),
        polygon([(x + 10 * s, y - 62 * s), (x + 300 * s, y - 92 * s), (x + 300 * s, y + 300 * s),
                 (x - 60 * s, y + 300 * s), (x - 40 * s, y + 26 * s)], 10 * s),
    )  # fmt: skip
    on.fill(hair, _BROWN)
    on.fill(circle((x + 66 * s, y - 16 * s), 15 * s), INK)
    smile = [(x + 52 * s, y + 74 * s), (x + 70 * s, y + 88 * s), (x + 98 * s, y + 82 * s)]
    on.fill(curve(smile, 11 * s), INK)


def look_ahead() -> Drawing:
    """A head that looks straight ahead, and the way it looks."""
    on = Drawing()
    _head(on, 168, 196, 1.0)
    on.put(_pointer((372, 178), (494, 178), 36), _GREEN)
    return on


def rest() -> Drawing:
    """A steaming cup."""
    on = Drawing()
    on.put(without(ellipse((364, 310), 86, 74), ellipse((364, 310), 46, 36)), _BLUE)
    mug = polygon([(112, 224), (352, 224), (334, 400), (300, 430), (164, 430), (130, 400)], 14)
    on.put(mug, _BLUE)
    on.put(stroke([(84, 470), (404, 470)], 24), _WOOD)
    on.fill(stroke([(150, 262), (160, 370)], 18), (0.62, 0.78, 0.93))
    for x in (166, 234, 302):
        on.fill(curve([(x, 182), (x - 20, 146), (x + 16, 104), (x - 4, 60)], 22), INK)
    return on


def _button() -> Drawing:
    on = Drawing()
    on.put(circle((256, 256), 216), _BLUE)
    return on


def pause() -> Drawing:
    """Two bars."""
    on = _button()
    on.fill(box(166, 150, 230, 362, 16), _WHITE)
    on.fill(box(282, 150, 346, 362, 16), _WHITE)
    return on


def play() -> Drawing:
    """A triangle that points to the right."""
    on = Drawing()
    on.put(circle((256, 256), 216), _GREEN)
    on.fill(polygon([(204, 154), (370, 256), (204, 358)], 16), _WHITE)
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
        _RED,
    )
    on.fill(_palm(266, 268, 149), _WHITE)
    return on


def done() -> Drawing:
    """A basket full of fruit, and a tick."""
    on = Drawing()
    on.put(circle((122, 214), 52), _ORANGE)
    on.put(circle((330, 216), 50), _PLUM)
    _apple(on, 226, 202, 76)
    basket_ = polygon([(58, 262), (394, 262), (348, 446), (104, 446)], 16)
    on.put(basket_, _WOOD)
    for y in (318, 374):
        on.fill(within(stroke([(40, y), (420, y)], 10), basket_), _BROWN)
    for x in (134, 190, 262, 318):
        on.fill(within(stroke([(x, 262), (226 + (x - 226) * 0.74, 452)], 10), basket_), _BROWN)
    on.put(stroke([(42, 258), (410, 258)], 36), _YELLOW)
    on.put(circle((398, 398), 84), _GREEN)
    on.fill(stroke([(360, 402), (388, 430), (438, 366)], 26), _WHITE)
    return on


def star_() -> Drawing:
    """A five-pointed star."""
    on = Drawing()
    on.put(polygon(star((256, 278), 210, 96, 5), 14), _YELLOW)
    return on


def arrow_right() -> Drawing:
    """To the right."""
    on = Drawing()
    on.put(_pointer((70, 256), (448, 256), 108), _BLUE)
    return on


def arrow_left() -> Drawing:
    """To the left."""
    return arrow_right().mirrored()


def sit_back() -> Drawing:
    """Somebody upright against a chair's back, an arm stretched ahead; an arrow to the back."""
    on = Drawing()
    on.put(union(stroke([(150, 130), (150, 352)], 34), stroke([(150, 356), (330, 356)], 34),
                 stroke([(158, 366), (150, 484)], 26), stroke([(322, 366), (330, 484)], 26)),
           _WOOD)  # fmt: skip
    on.put(union(stroke([(228, 314), (352, 318)], 62), stroke([(356, 324), (362, 446)], 52),
                 stroke([(366, 464), (414, 464)], 40)), (0.24, 0.34, 0.50))  # fmt: skip
    on.put(stroke([(214, 196), (216, 306)], 76), _CLOTH)
    on.put(union(stroke([(226, 190), (392, 178)], 36), circle((410, 176), 25)), _SKIN)
    on.fill(stroke([(222, 190), (306, 184)], 42), _CLOTH)
    on.put(circle((222, 86), 58), _SKIN)
    on.put(_pointer((124, 226), (24, 226), 32), _GREEN)
    return on


def headset() -> Drawing:
    """Goggles on a head."""
    on = Drawing()
    head = union(ellipse((236, 226), 168, 176), box(170, 300, 300, 452, 20))
    on.put(head, _SKIN)
    on.put(stroke([(92, 210), (400, 210)], 46), (0.35, 0.40, 0.45))
    on.put(box(256, 138, 462, 296, 40), _PALE)
    on.fill(box(410, 164, 446, 270, 16), _BLUE)
    on.fill(curve([(300, 338), (328, 354), (362, 338)], 14), INK)
    on.put(stroke([(236, 60), (236, 188)], 34), (0.35, 0.40, 0.45))
    return on


def gamepad() -> Drawing:
    """A gamepad."""
    on = Drawing()
    body = union(
        box(96, 156, 416, 318, 76),
        stroke([(126, 250), (92, 372)], 112),
        stroke([(386, 250), (420, 372)], 112),
    )
    on.put(body, _PALE)
    on.fill(union(stroke([(114, 232), (204, 232)], 32), stroke([(159, 187), (159, 277)], 32)), INK)
    for x, y, colour in ((352, 186, _BLUE), (352, 278, _GREEN), (306, 232, _YELLOW),
                         (398, 232, _RED)):  # fmt: skip
        on.fill(circle((x, y), 27), INK)
        on.fill(circle((x, y), 20), colour)
    return on


def mouse() -> Drawing:
    """A computer mouse with its cable."""
    on = Drawing()
    on.fill(curve([(256, 150), (250, 90), (296, 62), (290, 16)], 20), INK)
    body = box(138, 124, 374, 484, 116)
    on.put(body, _PALE)
    on.fill(within(body, box(0, 0, 256, 276, 0)), _BLUE)
    on.fill(stroke([(138, 276), (374, 276)], 14), INK)
    on.fill(stroke([(256, 124), (256, 276)], 14), INK)
    on.put(stroke([(256, 190), (256, 226)], 30), _YELLOW)
    return on


def warning() -> Drawing:
    """A triangle with an exclamation mark."""
    on = Drawing()
    on.put(polygon([(256, 72), (456, 430), (56, 430)], 26), _YELLOW)
    on.fill(polygon([(236, 190), (276, 190), (266, 318), (246, 318)], 12), INK)
    on.fill(circle((256, 386), 29), INK)
    return on


def _bars(on: Drawing, filled: int) -> None:
    for number, top in enumerate((352, 256, 160)):
        left = 26 + 102 * number
        on.put(box(left, top, left + 76, 462, 14), _BLUE if number < filled else _WHITE)


def easier() -> Drawing:
    """Lower: one bar of three, and an arrow down."""
    on = Drawing()
    _bars(on, 1)
    on.put(_pointer((424, 150), (424, 446), 42), _GREEN)
    return on


def harder() -> Drawing:
    """Higher: three bars of three, and an arrow up."""
    on = Drawing()
    _bars(on, 3)
    on.put(_pointer((424, 446), (424, 150), 42), _ORANGE)
    return on


def clock() -> Drawing:
    """A clock."""
    on = Drawing()
    on.put(circle((256, 256), 212), _WHITE)
    for hour in range(12):
        turn = np.pi * hour / 6.0
        across, up = float(np.sin(turn)), float(np.cos(turn))
        long = 44.0 if hour % 3 == 0 else 16.0
        ends = [(256 + r * across, 256 - r * up) for r in (182.0 - long, 182.0)]
        on.fill(stroke(ends, 22), INK)
    on.fill(stroke([(256, 256), (256, 118)], 24), INK)
    on.fill(stroke([(256, 256), (346, 308)], 24), _RED)
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


def _own_hand(x: float, y: float, size: float) -> tuple[Field, Field]:
    """The back of one's own right hand, thumb to the left, and its nails."""
    s = size / 200.0
    nails = union(
        *(
            ellipse((x + dx * s, y + dy * s), 14 * s, 18 * s)
            for dx, dy in ((-86, -108), (-28, -168), (30, -156), (90, -104), (-148, 12))
        )
    )
    return _palm(x, y, size), nails


def hand_right() -> Drawing:
    """The back of one's own right hand, and an arrow to the right."""
    on = Drawing()
    hand, nails = _own_hand(262, 194, 178)
    on.put(hand, _SKIN)
    on.fill(nails, (1.0, 0.90, 0.85))
    on.put(stroke([(238, 342), (314, 342)], 48), _CLOTH)
    on.put(_pointer((120, 436), (436, 436), 40), _BLUE)
    return on


def hand_left() -> Drawing:
    """The back of one's own left hand, and an arrow to the left."""
    return hand_right().mirrored()


def rest_hand() -> Drawing:
    """A hand that comes down onto the ringed pad where it is to rest."""
    on = Drawing()
    on.put(ellipse((256, 418), 226, 74), _PAD)
    on.fill(ellipse((256, 418), 150, 46), _WHITE)
    on.fill(ellipse((256, 418), 84, 24), _PAD)
    hand, nails = _own_hand(262, 190, 150)
    on.put(hand, _SKIN)
    on.fill(nails, (1.0, 0.90, 0.85))
    on.put(_pointer((256, 252), (256, 412), 40), _GREEN)
    return on


def two_hands() -> Drawing:
    """The backs of both hands side by side."""
    on = Drawing()
    hand, nails = _own_hand(390, 266, 134)
    for part, colour in ((hand - 13.0, INK), (hand, _SKIN), (nails, (1.0, 0.90, 0.85))):
        on.fill(part, colour)
        on.fill(part[:, ::-1], colour)
    for x in (96, 364):
        on.put(stroke([(x, 386), (x + 52, 386)], 40), _CLOTH)
    return on


def taster() -> Drawing:
    """A stopwatch: a short game."""
    on = Drawing()
    on.put(stroke([(256, 44), (256, 104)], 46), (0.55, 0.60, 0.65))
    on.put(stroke([(212, 42), (300, 42)], 34), (0.55, 0.60, 0.65))
    on.put(stroke([(394, 126), (420, 100)], 38), (0.55, 0.60, 0.65))
    on.put(circle((256, 292), 186), _WHITE)
    slice_ = within(
        circle((256, 292), 150), polygon([(256, 292), (256, 80), (520, 80), (520, 440)])
    )
    on.fill(slice_, _GREEN)
    on.fill(stroke([(256, 292), (256, 162)], 22), INK)
    on.fill(circle((256, 292), 24), INK)
    return on


def ladder() -> Drawing:
    """A ladder that leans on the crown of a tree with an apple."""
    on = Drawing()
    on.put(stroke([(390, 300), (390, 470)], 52), _BROWN)
    on.put(union(circle((344, 142), 104), circle((436, 176), 62), circle((384, 244), 84)), _GREEN)
    left, right = [(72, 476), (212, 92)], [(180, 476), (310, 122)]
    rungs: list[Field] = []
    for share in (0.14, 0.36, 0.58, 0.80):
        ends = [
            (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])) for a, b in (left, right)
        ]
        rungs.append(stroke(ends, 24))
    on.put(union(stroke(left, 30), stroke(right, 30), *rungs), _YELLOW)
    _apple(on, 410, 176, 46)
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
        _apple(on, x, y, 150 if count == 1 else 96)
    return on


_ICONS: Final[tuple[Callable[[], Drawing], ...]] = (
    apple, reach, grasp, step, look_ahead, rest, pause, play, stop, done, arrow_left, arrow_right,
    sit_back, headset, gamepad, mouse, warning, easier, harder, clock, heart, hand_left,
    hand_right, rest_hand, two_hands, taster, ladder,
)  # fmt: skip

ICONS: Final[Mapping[str, Callable[[], Drawing]]] = MappingProxyType(
    {make.__name__: make for make in _ICONS}
    | {"star": star_}
    | {f"apples_{count}": partial(apples, count) for count in DICE}
)
"""Name of each pictogram and the function that draws it."""


def write(folder: Path) -> None:
    """Draw every pictogram into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in ICONS.items():
        write_png(folder / f"{name}.png", draw().rgba())


if __name__ == "__main__":
    write(ROOT / "icons")
