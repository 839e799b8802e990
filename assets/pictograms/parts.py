"""What several pictograms share: colours, an apple, an open hand, an arrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from assets.drawing import (
    INK,
    Drawing,
    Field,
    Point,
    Rgb,
    circle,
    curve,
    ellipse,
    polygon,
    stroke,
    union,
    within,
)

RED: Final[Rgb] = (0.82, 0.13, 0.12)
ORANGE: Final[Rgb] = (0.95, 0.55, 0.12)
YELLOW: Final[Rgb] = (0.98, 0.80, 0.20)
GREEN: Final[Rgb] = (0.20, 0.60, 0.28)
BLUE: Final[Rgb] = (0.16, 0.44, 0.74)
PAD: Final[Rgb] = (0.30, 0.65, 1.0)
PALE: Final[Rgb] = (0.86, 0.92, 0.97)
WHITE: Final[Rgb] = (1.0, 1.0, 1.0)
SKIN: Final[Rgb] = (0.87, 0.64, 0.47)
CLOTH: Final[Rgb] = (0.30, 0.50, 0.72)
WOOD: Final[Rgb] = (0.66, 0.44, 0.22)
BROWN: Final[Rgb] = (0.42, 0.27, 0.14)
PLUM: Final[Rgb] = (0.50, 0.22, 0.52)

Maker: TypeAlias = Callable[[], Drawing]


def named(*makers: Maker) -> Mapping[str, Maker]:
    """Pictograms by the names of the functions that draw them."""
    return MappingProxyType({make.__name__.rstrip("_"): make for make in makers})


def put_apple(on: Drawing, x: float, y: float, size: float) -> None:
    """An apple; `size` is half its width."""
    s = size / 100.0
    body = union(ellipse((x - 38 * s, y), 66 * s, 84 * s), ellipse((x + 38 * s, y), 66 * s, 84 * s))
    body = union(body, ellipse((x, y + 30 * s), 46 * s, 46 * s))
    stem = curve([(x, y - 66 * s), (x + 4 * s, y - 96 * s), (x + 18 * s, y - 122 * s)], 17 * s)
    blade = within(
        circle((x + 62 * s, y - 158 * s), 74 * s), circle((x + 54 * s, y - 60 * s), 74 * s)
    )
    on.put(union(body, blade), RED)
    on.fill(stem, BROWN)
    on.fill(blade - 10 * s, INK)
    on.fill(blade, GREEN)
    on.fill(body, RED)
    on.fill(curve([(x, y - 62 * s), (x + 2 * s, y - 84 * s), (x + 12 * s, y - 112 * s)], 17 * s),
            BROWN)  # fmt: skip
    shine = curve(
        [(x - 70 * s, y + 6 * s), (x - 66 * s, y - 28 * s), (x - 48 * s, y - 52 * s)], 17 * s
    )
    on.fill(shine, (0.96, 0.62, 0.56))


def palm(x: float, y: float, size: float) -> Field:
    """An open hand, its thumb to the left; `size` is half its height."""
    s = size / 200.0

    def bone(ax: float, ay: float, bx: float, by: float, width: float) -> Field:
        return stroke([(x + ax * s, y + ay * s), (x + bx * s, y + by * s)], width * s)

    heel = polygon(
        [(x + dx * s, y + dy * s) for dx, dy in
         ((-62, 10), (70, 0), (86, 60), (58, 148), (-36, 148), (-78, 70))],
        26 * s,
    )  # fmt: skip
    return union(
        heel,
        bone(-64, 20, -86, -108, 50),
        bone(-20, 0, -28, -168, 52),
        bone(26, 0, 30, -156, 52),
        bone(72, 20, 90, -104, 46),
        bone(-50, 116, -150, 10, 52),
    )


def own_hand(x: float, y: float, size: float) -> tuple[Field, Field]:
    """The back of one's own right hand, thumb to the left, and its nails."""
    s = size / 200.0
    nails = union(
        *(
            ellipse((x + dx * s, y + dy * s), 14 * s, 18 * s)
            for dx, dy in ((-86, -108), (-28, -168), (30, -156), (90, -104), (-148, 12))
        )
    )
    return palm(x, y, size), nails


def pointer(tail: Point, tip: Point, width: float) -> Field:
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
