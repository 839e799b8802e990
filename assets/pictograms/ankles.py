"""Controllers at the ankles: strapped on, standing flat, taken off."""

from __future__ import annotations

from typing import Final

from assets.drawing import INK, Drawing, box, circle, curve, polygon, stroke, union
from assets.pictograms.parts import BLUE, CLOTH, GREEN, ORANGE, RED, YELLOW, named


def _leg(on: Drawing, x: float) -> None:
    """A leg from the side on the floor, toes to the right, with a band around the ankle."""
    leg = stroke([(x, 20), (x, 330)], 108)
    shoe = union(
        stroke([(x, 340), (x + 8, 400)], 112),
        polygon([(x - 58, 388), (x + 40, 366), (x + 168, 424), (x + 164, 462), (x - 56, 462)], 18),
    )
    on.put(leg, CLOTH)
    on.put(shoe, RED)
    on.put(box(x - 68, 252, x + 68, 306, 10), YELLOW)


def _controller(on: Drawing, x: float, y: float) -> None:
    """A controller: a ring on a handle."""
    handle = stroke([(x, y + 30), (x, y + 108)], 46)
    on.put(handle, BLUE)
    on.put(circle((x, y), 60), BLUE)
    on.fill(circle((x, y), 26), INK)


def _arrow(on: Drawing, from_x: float, to_x: float, y: float) -> None:
    way = 1.0 if to_x > from_x else -1.0
    shaft = stroke([(from_x, y), (to_x - way * 60, y)], 34)
    head = polygon([(to_x - way * 74, y - 58), (to_x - way * 74, y + 58), (to_x, y)], 6)
    on.put(union(shaft, head), GREEN if way < 0 else ORANGE)


def strap_on() -> Drawing:
    """A controller goes to the band around an ankle."""
    on = Drawing()
    _leg(on, 110)
    on.fill(stroke([(30, 482), (482, 482)], 18), INK)
    _controller(on, 424, 220)
    _arrow(on, 336, 204, 262)
    return on


def take_off() -> Drawing:
    """A controller comes off the band around an ankle."""
    on = Drawing()
    _leg(on, 110)
    on.fill(stroke([(30, 482), (482, 482)], 18), INK)
    _controller(on, 424, 220)
    _arrow(on, 208, 340, 262)
    return on


def ankles() -> Drawing:
    """Two feet flat side by side from the front, a controller at each ankle."""
    on = Drawing()
    for x in (150, 362):
        on.put(stroke([(x, 20), (x, 330)], 96), CLOTH)
        on.put(
            union(curve([(x, 352), (x, 392), (x, 420)], 104), box(x - 84, 392, x + 84, 464, 34)),
            RED,
        )
        on.put(box(x - 62, 236, x + 62, 290, 10), YELLOW)
        on.put(circle((x, 262), 46), BLUE)
        on.fill(circle((x, 262), 18), INK)
    on.fill(stroke([(30, 482), (482, 482)], 18), INK)
    return on


PICTOGRAMS: Final = named(strap_on, take_off, ankles)
