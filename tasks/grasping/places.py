"""Where there is room on the table for a thing that comes back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from controllers.frame import Vec3
from tasks.grasping.catalogue import Kind
from tasks.grasping.furniture import Furniture

_APART_M: Final = 0.015
_STEP_M: Final = 0.05
_DROP_M: Final = 0.25


def free_place(
    furniture: Furniture, kind: Kind, home_m: Vec3, taken: Sequence[tuple[Vec3, float]]
) -> Vec3:
    """The origin for a thing: at home if nothing is there, else on the table as near as can be.

    `taken` are middles and radii of what stands or hovers about, stage frame. On a table that is
    full it is let down from above the middle.
    """
    radius = kind.footprint_m

    def is_free(place_m: Vec3) -> bool:
        for (x, y, z), other in taken:
            aside = math.hypot(x - place_m[0], z - place_m[2])
            above = abs(y - place_m[1]) - kind.radius_m - other
            if aside < radius + other + _APART_M and above < _APART_M:
                return False
        return True

    if math.isfinite(sum(home_m)) and furniture.under(home_m) is not None and is_free(home_m):
        return home_m
    table = furniture.table
    across = max(0.5 * table.size_m[0] - radius, 0.0)
    away = max(0.5 * table.size_m[2] - radius, 0.0)
    places = [
        table.on_top_m(x, z, kind.rest_height_m) for x in _steps(across) for z in _steps(away)
    ]
    places.sort(key=lambda place: math.dist(place, home_m))
    above = table.on_top_m(0.0, 0.0, kind.rest_height_m + _DROP_M)
    return next((place for place in places if is_free(place)), above)


def _steps(half_m: float) -> list[float]:
    """Places about zero, symmetrically, out to +- `half_m`."""
    count = int(half_m / _STEP_M)
    return [_STEP_M * step for step in range(-count, count + 1)]
