"""What is worn and held."""

from __future__ import annotations

from typing import Final

from assets.drawing import INK, Drawing, box, circle, curve, ellipse, stroke, union, within
from assets.pictograms.parts import BLUE, GREEN, PALE, RED, SKIN, YELLOW, named


def headset() -> Drawing:
    """Goggles on a head."""
    on = Drawing()
    head = union(ellipse((236, 226), 168, 176), box(170, 300, 300, 452, 20))
    on.put(head, SKIN)
    on.put(stroke([(92, 210), (400, 210)], 46), (0.35, 0.40, 0.45))
    on.put(box(256, 138, 462, 296, 40), PALE)
    on.fill(box(410, 164, 446, 270, 16), BLUE)
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
    on.put(body, PALE)
    on.fill(union(stroke([(114, 232), (204, 232)], 32), stroke([(159, 187), (159, 277)], 32)), INK)
    for x, y, colour in ((352, 186, BLUE), (352, 278, GREEN), (306, 232, YELLOW),
                         (398, 232, RED)):  # fmt: skip
        on.fill(circle((x, y), 27), INK)
        on.fill(circle((x, y), 20), colour)
    return on


def mouse() -> Drawing:
    """A computer mouse with its cable."""
    on = Drawing()
    on.fill(curve([(256, 150), (250, 90), (296, 62), (290, 16)], 20), INK)
    body = box(138, 124, 374, 484, 116)
    on.put(body, PALE)
    on.fill(within(body, box(0, 0, 256, 276, 0)), BLUE)
    on.fill(stroke([(138, 276), (374, 276)], 14), INK)
    on.fill(stroke([(256, 124), (256, 276)], 14), INK)
    on.put(stroke([(256, 190), (256, 226)], 30), YELLOW)
    return on


PICTOGRAMS: Final = named(headset, gamepad, mouse)
