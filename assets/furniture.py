"""What a task puts up in a kitchen: plain boxes, a table's top, a shelf's board.

Each spans one metre along every axis about the origin, to be scaled to its size. The table's
wood is dark on purpose: what is taken in the hand is bright and stands out from it by 3 to 1 or
more, a glow shows, and a large pale top would dazzle eyes with cataract.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from assets.solid import Array, Rgb, Solid, joined
from assets.solid import box as block

DARK_WOOD: Final[Rgb] = (0.105, 0.165, 0.20)
_PALE_EDGE: Final[Rgb] = (0.62, 0.56, 0.46)


def box() -> Solid:
    """White cube, one metre wide."""
    return block((1.0, 1.0, 1.0))


def table_top() -> Solid:
    """Five planks of dark wood along x, a pale strip round its sides to see where it ends."""
    return _planked(5, DARK_WOOD, edge_height=0.5)


def board() -> Solid:
    """A shelf's board: one plank of the table's wood, its front edge pale."""
    return _planked(2, DARK_WOOD, edge_height=1.0)


def _planked(count: int, wood: Rgb, edge_height: float) -> Solid:
    """Planks side by side along z, narrow grooves between, a pale band round the middle."""
    random = np.random.default_rng(29)
    groove = 0.005
    width = (0.996 - (count - 1) * groove) / count
    parts: list[Solid] = []
    for number in range(count):
        tone = 1.0 + random.uniform(-0.06, 0.06)
        centre = -0.498 + width / 2.0 + number * (width + groove)
        plank = block((0.996, 1.0, width)).moved((0.0, 0.0, centre))
        parts.append(plank.painted(_toned(wood, tone)))
    fill = block((0.99, 0.94, 0.99)).painted(_toned(wood, 0.6))
    band = block((1.0, edge_height, 1.0))
    rim = _sides(band).painted(_PALE_EDGE)
    return joined([*parts, fill, rim])


def _toned(colour: Rgb, tone: float) -> Rgb:
    red, green, blue = (min(1.0, tone * value) for value in colour)
    return (red, green, blue)


def _sides(solid: Solid) -> Solid:
    """A box without its top and bottom faces."""
    upright: Array = np.abs(solid.normal[solid.index][:, :, 1]).max(axis=1) < 0.5
    index = solid.index[upright]
    return Solid(solid.position, solid.normal, solid.colour, index)
