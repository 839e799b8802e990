"""What a patient answers: comfort, a word for how it was, ready or not."""

from __future__ import annotations

import math
from typing import Final

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
)
from assets.pictograms.parts import (
    BLUE,
    BROWN,
    CLOTH,
    GREEN,
    ORANGE,
    PALE,
    RED,
    SKIN,
    WHITE,
    WOOD,
    YELLOW,
    named,
)

_FACE: Rgb = (0.99, 0.84, 0.42)
_PALLID: Rgb = (0.70, 0.82, 0.52)
_DIM: Rgb = (0.62, 0.72, 0.88)


def _face(colour: Rgb = _FACE) -> Drawing:
    on = Drawing()
    on.put(circle((256, 256), 222), colour)
    return on


def _eyes(on: Drawing, high: float = 34.0) -> None:
    for x in (172, 340):
        on.fill(ellipse((x, 208), 27, high), INK)


def _swirl(centre: Point, size: float, width: float) -> Field:
    turns = [0.35 * step for step in range(36)]
    return curve(
        [
            (
                centre[0] + size * turn / 12.3 * math.cos(turn),
                centre[1] + size * turn / 12.3 * math.sin(turn),
            )
            for turn in turns
        ],
        width,
    )


def comfort_fine() -> Drawing:
    """A face that smiles."""
    on = _face()
    _eyes(on)
    on.fill(curve([(150, 306), (198, 362), (256, 378), (314, 362), (362, 306)], 28), INK)
    return on


def comfort_a_little() -> Drawing:
    """A face with a wavy mouth and one small swirl over it."""
    on = _face()
    _eyes(on)
    on.fill(curve([(152, 348), (204, 322), (256, 350), (308, 374), (360, 346)], 26), INK)
    on.put(circle((410, 96), 84), WHITE)
    on.fill(_swirl((410, 96), 62, 15), INK)
    return on


def comfort_unwell() -> Drawing:
    """A pale face whose eyes go round, a hand before the mouth."""
    on = _face(_PALLID)
    for x in (166, 346):
        on.fill(circle((x, 208), 72), WHITE)
        on.fill(_swirl((x, 208), 62, 15), INK)
    on.put(union(box(150, 326, 362, 424, 44), stroke([(330, 390), (420, 500)], 84)), SKIN)
    for x in (200, 250, 300):
        on.fill(stroke([(x, 348), (x, 402)], 12), INK)
    return on


def word_good() -> Drawing:
    """A face that beams, under the sun's rays."""
    on = Drawing()
    for ray in range(12):
        turn = math.pi * ray / 6
        ends = [(256 + r * math.sin(turn), 256 - r * math.cos(turn)) for r in (196.0, 232.0)]
        on.put(stroke(ends, 20), ORANGE)
    on.put(circle((256, 256), 160), _FACE)
    for x in (198, 314):
        on.fill(curve([(x - 34, 232), (x, 196), (x + 34, 232)], 22), INK)
    mouth = within(
        circle((256, 276), 92), polygon([(140, 288), (372, 288), (372, 420), (140, 420)])
    )
    on.fill(mouth, INK)
    on.fill(within(mouth + 12, polygon([(140, 0), (372, 0), (372, 318), (140, 318)])), WHITE)
    return on


def word_proud() -> Drawing:
    """Somebody with both arms up, under a star."""
    on = Drawing()
    on.put(polygon(star((256, 80), 70, 32, 5), 6), YELLOW)
    on.put(union(stroke([(216, 320), (110, 190)], 50), stroke([(296, 320), (402, 190)], 50)), SKIN)
    on.put(union(circle((104, 178), 34), circle((408, 178), 34)), SKIN)
    on.put(union(box(172, 300, 340, 500, 60), stroke([(206, 336), (172, 300)], 66),
                 stroke([(306, 336), (340, 300)], 66)), CLOTH)  # fmt: skip
    on.put(circle((256, 222), 76), SKIN)
    for x in (228, 284):
        on.fill(circle((x, 210), 11), INK)
    on.fill(curve([(216, 242), (256, 268), (296, 242)], 16), INK)
    return on


def word_tired() -> Drawing:
    """A sleeping face; the letters z rise from it."""
    on = Drawing()
    on.put(circle((210, 296), 192), _DIM)
    for x in (146, 290):
        on.fill(curve([(x - 40, 268), (x, 296), (x + 40, 268)], 22), INK)
    on.fill(ellipse((218, 388), 32, 38), INK)
    for x, y, s in ((404, 118, 46), (470, 30, 26)):
        on.fill(stroke([(x - s, y - s), (x + s, y - s), (x - s, y + s), (x + s, y + s)], 24), INK)
    return on


def word_hard() -> Drawing:
    """Somebody who lifts a heavy bar."""
    on = Drawing()
    on.put(union(stroke([(196, 250), (150, 130)], 44), stroke([(316, 250), (362, 130)], 44)), SKIN)
    on.fill(stroke([(60, 110), (452, 110)], 26), INK)
    for x in (64, 448):
        on.put(box(x - 36, 20, x + 36, 200, 18), BLUE)
    on.put(union(stroke([(220, 400), (176, 486)], 54), stroke([(292, 400), (336, 486)], 54)),
           (0.24, 0.34, 0.50))  # fmt: skip
    on.put(box(180, 250, 332, 420, 44), CLOTH)
    on.put(circle((256, 210), 70), SKIN)
    for x, side in ((232, -1), (280, 1)):
        on.fill(stroke([(x - 16, 198 + 7 * side), (x + 16, 198 - 7 * side)], 12), INK)
    on.fill(stroke([(232, 240), (280, 240)], 15), INK)
    return on


def word_bored() -> Drawing:
    """A face with half-closed eyes, the cheek on a fist."""
    on = _face()
    for x in (172, 340):
        eye = circle((x, 218), 44)
        on.fill(eye, WHITE)
        on.fill(within(eye, box(0, 0, 512, 218, 0)), _FACE)
        on.fill(within(eye, circle((x + 6, 232), 20), box(0, 218, 512, 512, 0)), INK)
        on.fill(stroke([(x - 50, 216), (x + 50, 216)], 18), INK)
    on.fill(stroke([(186, 352), (300, 340)], 26), INK)
    on.put(union(circle((430, 376), 66), stroke([(440, 420), (470, 512)], 84)), SKIN)
    for y in (340, 376, 412):
        on.fill(stroke([(368, y), (408, y)], 11), INK)
    return on


def word_hurt() -> Drawing:
    """A plaster on a sore arm."""
    on = Drawing()
    on.put(stroke([(118, 394), (394, 118)], 156), SKIN)
    on.put(stroke([(170, 170), (342, 342)], 112), (0.93, 0.72, 0.55))
    on.fill(box(206, 206, 306, 306, 14), WHITE)
    for x in (232, 256, 280):
        for y in (232, 256, 280):
            on.fill(circle((x, y), 8), INK)
    for ax, ay, bx, by in ((280, 84, 262, 42), (428, 240, 474, 252), (150, 66, 128, 30)):
        on.put(stroke([(ax, ay), (bx, by)], 14), RED)
    return on


def question() -> Drawing:
    """A speech bubble with a question mark."""
    on = Drawing()
    on.put(union(box(44, 44, 468, 376, 90), polygon([(128, 352), (250, 352), (112, 480)], 8)), PALE)
    mark = curve([(186, 162), (206, 108), (256, 90), (310, 112), (322, 166), (282, 214),
                  (258, 240), (256, 272)], 44)  # fmt: skip
    on.fill(mark, INK)
    on.fill(circle((256, 328), 27), INK)
    return on


def yes() -> Drawing:
    """A tick."""
    on = Drawing()
    on.put(circle((256, 256), 216), GREEN)
    on.fill(stroke([(150, 268), (226, 344), (368, 178)], 56), WHITE)
    return on


def wait() -> Drawing:
    """An hourglass."""
    on = Drawing()
    glass = polygon([(136, 76), (376, 76), (376, 130), (286, 256), (376, 382), (376, 436),
                     (136, 436), (136, 382), (226, 256), (136, 130)], 8)  # fmt: skip
    on.put(glass, PALE)
    on.fill(polygon([(172, 150), (340, 150), (256, 254)], 2), YELLOW)
    on.fill(polygon([(256, 330), (350, 424), (162, 424)], 4), YELLOW)
    on.fill(stroke([(256, 250), (256, 360)], 12), YELLOW)
    for y in (62, 450):
        on.put(stroke([(112, y), (400, y)], 44), WOOD)
    return on


def home() -> Drawing:
    """A house: enough for today."""
    on = Drawing()
    on.put(box(346, 78, 404, 200, 6), BROWN)
    on.put(box(98, 220, 414, 472, 10), PALE)
    on.put(polygon([(256, 54), (474, 250), (38, 250)], 14), RED)
    on.put(box(212, 318, 300, 470, 8), WOOD)
    on.fill(circle((282, 396), 10), YELLOW)
    return on


def gently() -> Drawing:
    """A snail: slowly."""
    on = Drawing()
    body = union(
        stroke([(60, 430), (400, 430)], 72), curve([(380, 430), (420, 380), (414, 280)], 66)
    )
    on.fill(union(stroke([(408, 262), (374, 166)], 20), stroke([(424, 262), (464, 172)], 20)), INK)
    on.put(body, (0.93, 0.80, 0.52))
    on.put(circle((218, 290), 158), ORANGE)
    on.fill(_swirl((218, 290), 128, 24), INK)
    for x, y in ((372, 160), (466, 166)):
        on.fill(circle((x, y), 22), INK)
    on.fill(circle((428, 300), 12), INK)
    on.fill(curve([(410, 336), (426, 348), (444, 338)], 12), INK)
    return on


def longer() -> Drawing:
    """A clock and a plus."""
    on = Drawing()
    on.put(circle((214, 226), 186), WHITE)
    for quarter in range(4):
        turn = 0.5 * math.pi * quarter
        ends = [(214 + r * math.sin(turn), 226 - r * math.cos(turn)) for r in (128.0, 156.0)]
        on.fill(stroke(ends, 24), INK)
    on.fill(stroke([(214, 226), (214, 112)], 24), INK)
    on.fill(stroke([(214, 226), (286, 268)], 24), RED)
    on.put(circle((388, 388), 100), GREEN)
    on.fill(
        union(stroke([(388, 334), (388, 442)], 34), stroke([(334, 388), (442, 388)], 34)), WHITE
    )
    return on


PICTOGRAMS: Final = named(
    comfort_fine, comfort_a_little, comfort_unwell, word_good, word_proud, word_tired, word_hard,
    word_bored, word_hurt, question, yes, wait, home, gently, longer,
)  # fmt: skip
