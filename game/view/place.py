"""What stands still around the patient, and how it is put onto the graphics card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import moderngl
import numpy as np

from game.view.batches import Batch, Shelf
from game.view.meshes import Floats

Surroundings = Mapping[str, Floats]
"""What stands still: mesh name to (N, 16) rows in the layout of `Scene.floats`."""

CLEAR_AIR_PER_M = 0.011


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to be: what stands there, and how thick the air is beyond `clear_m` metres.

    Meshes in `lets_light_in` cast no shadow: walls round the patient, crowns over a path.
    """

    stands: Callable[[], Surroundings]
    fog_per_m: float = CLEAR_AIR_PER_M
    clear_m: float = 0.0
    lets_light_in: frozenset[str] = frozenset()


def build(ctx: moderngl.Context, shelf: Shelf, place: Place) -> list[Batch]:
    """Everything of a place, on the graphics card. Raises `UnknownMeshError`."""
    rows_by_mesh = place.stands()
    batches: list[Batch] = []
    # Small things first: they stand nearer, and what they hide is not drawn again.
    for name in sorted(rows_by_mesh, key=shelf.extent_m):
        rows = rows_by_mesh[name]
        buffer = ctx.buffer(np.ascontiguousarray(rows, np.float32).tobytes())
        batch = shelf.batch(name, buffer, casts=name not in place.lets_light_in)
        batch.point_at(buffer, 0, len(rows))
        batches.append(batch)
    return batches
