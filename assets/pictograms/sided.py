"""What is done, and with which side: the arm or foot comes from the side that is meant."""

from __future__ import annotations

from typing import Final

from assets.drawing import INK, Drawing, Field, Rgb, box, curve, ellipse, polygon, union
from assets.pictograms.parts import GREEN, RED, WOOD, named
from assets.pictograms.tasks import grasp, reach

_IDLE: Rgb = (0.80, 0.82, 0.84)


def reach_left() -> Drawing:
    """The left arm stretched towards an apple."""
    return reach()


def reach_right() -> Drawing:
    """The right arm stretched towards an apple."""
    return reach().mirrored()


def grasp_left() -> Drawing:
    """The left hand closed around a ball."""
    return grasp()


def grasp_right() -> Drawing:
    """The right hand closed around a ball."""
    return grasp().mirrored()


def _left_shoe(x: float, y: float, s: float) -> tuple[Field, Field]:
    """A shoe seen from above, toes up, and its opening; (x, y) is its middle."""
    shoe = union(
        ellipse((x, y - 66 * s), 58 * s, 74 * s),
        ellipse((x + 6 * s, y + 84 * s), 46 * s, 54 * s),
        polygon([(x - 46 * s, y - 60 * s), (x + 52 * s, y - 60 * s), (x + 46 * s, y + 84 * s),
                 (x - 34 * s, y + 84 * s)], 4 * s),
    )  # fmt: skip
    return shoe, ellipse((x + 6 * s, y + 66 * s), 30 * s, 46 * s)


def step_left() -> Drawing:
    """Both feet from above before a log: the left one goes over it."""
    on = Drawing()
    on.put(box(26, 196, 486, 262, 26), WOOD)
    idle, opening = _left_shoe(512 - 366, 386, 0.78)
    on.put(idle[:, ::-1], _IDLE)
    on.fill(opening[:, ::-1], INK)
    shoe, opening = _left_shoe(152, 132, 0.78)
    on.put(shoe, RED)
    on.fill(opening, INK)
    on.put(
        union(curve([(146, 470), (56, 390), (46, 250), (62, 150)], 26),
              polygon([(22, 160), (104, 160), (64, 84)], 6)), GREEN)  # fmt: skip
    return on


def step_right() -> Drawing:
    """Both feet from above before a log: the right one goes over it."""
    return step_left().mirrored()


PICTOGRAMS: Final = named(
    reach_left, reach_right, grasp_left, grasp_right, step_left, step_right
)  # fmt: skip
