"""Standing up, sitting down, somebody beside, a clear floor."""

from __future__ import annotations

from typing import Final

from assets.drawing import Drawing, Rgb, circle, ellipse, stroke, union
from assets.pictograms.parts import (
    CLOTH,
    GREEN,
    ORANGE,
    PAD,
    PLUM,
    SKIN,
    WHITE,
    WOOD,
    named,
    pointer,
)

TROUSERS: Final[Rgb] = (0.24, 0.34, 0.50)


def _stand(on: Drawing, x: float, cloth: Rgb, size: float = 1.0, foot_y: float = 470.0) -> None:
    """Somebody who stands, seen from ahead; `x` is the middle, `size` 1 fills the height."""

    def place(dx: float, up: float) -> tuple[float, float]:
        return (x + dx * size, foot_y - up * size)

    on.put(union(stroke([place(-24, 190), place(-28, 0)], 46 * size),
                 stroke([place(24, 190), place(28, 0)], 46 * size)), TROUSERS)  # fmt: skip
    on.put(union(stroke([place(-50, 306), place(-68, 190)], 34 * size),
                 stroke([place(50, 306), place(68, 190)], 34 * size)), SKIN)  # fmt: skip
    on.put(stroke([place(0, 298), place(0, 196)], 96 * size), cloth)
    on.put(circle(place(0, 404), 52 * size), SKIN)


def standing() -> Drawing:
    """Somebody on their feet, and an arrow upwards."""
    on = Drawing()
    _stand(on, 216, CLOTH)
    on.put(pointer((414, 430), (414, 90), 44), GREEN)
    return on


def seated() -> Drawing:
    """Somebody on a chair, and an arrow downwards."""
    on = Drawing()
    on.put(union(stroke([(74, 150), (74, 352)], 34), stroke([(74, 356), (254, 356)], 34),
                 stroke([(82, 366), (74, 484)], 26), stroke([(246, 366), (254, 484)], 26)),
           WOOD)  # fmt: skip
    on.put(union(stroke([(152, 314), (276, 318)], 62), stroke([(280, 324), (286, 446)], 52),
                 stroke([(290, 464), (338, 464)], 40)), TROUSERS)  # fmt: skip
    on.put(stroke([(138, 196), (140, 306)], 76), CLOTH)
    on.put(stroke([(146, 210), (188, 284), (256, 290)], 34), SKIN)
    on.put(circle((146, 86), 58), SKIN)
    on.put(pointer((430, 90), (430, 430), 44), GREEN)
    return on


def supervised() -> Drawing:
    """Two people side by side; the taller lays an arm about the other's shoulders."""
    on = Drawing()
    _stand(on, 318, CLOTH, 0.84)
    _stand(on, 168, PLUM, 0.98)
    on.put(stroke([(206, 196), (270, 220), (322, 224)], 36), PLUM)
    on.put(circle((338, 226), 21), SKIN)
    return on


def clear_space() -> Drawing:
    """Somebody in the middle of a wide empty ring; arrows point outwards."""
    on = Drawing()
    on.put(ellipse((256, 404), 234, 92), PAD)
    on.fill(ellipse((256, 404), 198, 72), WHITE)
    on.put(pointer((170, 408), (84, 408), 34), ORANGE)
    on.put(pointer((342, 408), (428, 408), 34), ORANGE)
    _stand(on, 256, CLOTH, 0.84, 420.0)
    return on


PICTOGRAMS: Final = named(standing, seated, supervised, clear_space)
