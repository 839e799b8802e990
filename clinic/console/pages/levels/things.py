"""A preview as things of the 3-D picture. No elements."""

from __future__ import annotations

from typing import Final

from clinic.authoring.preview.picture import band
from clinic.authoring.preview.spots import Preview, Spot
from clinic.console.view3d import Thing
from controllers.controller import SIDES

MOST: Final = 160
"""So many are shown; where there are more, every second, third, ... of them."""

_COLOURS: Final = ((0.12, 0.35, 0.6, 0.2), (0.54, 0.43, 0.0, 0.2), (0.7, 0.28, 0.04, 0.2))
_GREY: Final = (0.45, 0.47, 0.5, 0.2)
_WOOD: Final = (0.91, 0.86, 0.78, 1.0)
_SIZES: Final = {"object", "other thing", "obstacle", "footprint"}


def things(preview: Preview) -> list[Thing]:
    """The patient with hands hanging at rest, what stands there, and where things can appear."""
    frame = preview.body.frame
    shown = [Thing("head", "head", "", frame.eyes_m)]
    for side in SIDES:
        rest_m = preview.body.rests_m.get(side)
        x, y, z = frame.shoulder_m(side)
        place_m = frame.to_stage(rest_m) if rest_m is not None else (x, y - 0.35, z - 0.15)
        shown.append(Thing(f"{side} hand", f"{side} hand", "", place_m))
    shown += (
        Thing(f"solid {number}", "decor", "box", solid.centre_m, scale=solid.size_m, colour=_WOOD)
        for number, solid in enumerate(preview.solids)
    )
    every = max(1, -(-len(preview.spots) // MOST))
    shown += (_thing(preview, number, spot) for number, spot in enumerate(preview.spots[::every]))
    return shown


def _thing(preview: Preview, number: int, spot: Spot) -> Thing:
    mesh = "box" if spot.kind in _SIZES or spot.size_m[1] != spot.size_m[0] else "ball"
    grey = spot.kind in ("start", "other thing")
    colour = _GREY if grey else _COLOURS[band(preview, spot.difficulty)]
    return Thing(f"spot {number}", "decor", mesh, spot.position_m, scale=spot.size_m, colour=colour)
