"""What is done: reaching, grasping, stepping."""

from __future__ import annotations

from typing import Final

from assets.drawing import INK, Drawing, box, circle, curve, polygon, stroke, union
from assets.pictograms.parts import CLOTH, GREEN, ORANGE, RED, SKIN, WOOD, named, put_apple


def apple() -> Drawing:
    """An apple."""
    on = Drawing()
    put_apple(on, 256, 300, 205)
    return on


def reach() -> Drawing:
    """An arm stretched towards an apple."""
    on = Drawing()
    put_apple(on, 398, 150, 82)
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
    on.put(union(arm, hand), SKIN)
    on.put(sleeve, CLOTH)
    return on


def grasp() -> Drawing:
    """A hand closed around a ball."""
    on = Drawing()
    on.put(circle((292, 236), 122), ORANGE)
    sleeve = stroke([(40, 470), (92, 430)], 104)
    heel = union(
        stroke([(96, 426), (176, 350)], 84),
        curve([(160, 360), (128, 262), (176, 150), (268, 98)], 52),
    )
    fingers = [
        curve([(166, 366), (250, 400), (340, 366), (392, 304)], 42),
        curve([(176, 350), (246, 352), (318, 318), (362, 262)], 42),
        curve([(172, 330), (232, 304), (288, 270), (324, 216)], 42),
    ]
    on.put(heel, SKIN)
    for finger in fingers:
        on.put(finger, SKIN)
    on.fill(union(heel, stroke([(150, 372), (178, 340)], 70)), SKIN)
    on.put(sleeve, CLOTH)
    return on


def step() -> Drawing:
    """A shoe that goes over a block."""
    on = Drawing()
    on.put(box(206, 356, 322, 468, 10), WOOD)
    on.fill(stroke([(30, 482), (482, 482)], 18), INK)
    leg = stroke([(112, 40), (136, 168)], 74)
    shoe = union(
        stroke([(140, 196), (150, 236)], 72), polygon([(118, 226), (186, 210), (268, 262),
                                                       (262, 282), (120, 276)], 16)
    )  # fmt: skip
    on.put(leg, CLOTH)
    on.put(shoe, RED)
    on.fill(stroke([(112, 296), (270, 300)], 20), INK)
    on.put(union(curve([(300, 210), (376, 214), (420, 280), (424, 350)], 26),
                 polygon([(382, 346), (466, 346), (424, 418)], 6)), GREEN)  # fmt: skip
    return on


PICTOGRAMS: Final = named(apple, reach, grasp, step)
