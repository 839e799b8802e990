"""The moving things of a scene, uploaded in one write and drawn a mesh at a time."""

from __future__ import annotations

import moderngl
import numpy as np
import numpy.typing as npt

from game.view.batches import ROW_BYTES, Batch, Shelf
from tasks.scene import COLOUR, FLOATS_PER_INSTANCE, Scene

_OPACITY = COLOUR.stop - 1
_FIRST_ROWS = 256


class Instances:
    """A scene's rows, sorted so that each mesh's stand together, see-through ones last.

    `solid` and `ghosts` are the draws. They change only when things come, go, hide, show or
    turn see-through.
    """

    def __init__(self, ctx: moderngl.Context, shelf: Shelf) -> None:
        self.solid: list[Batch] = []
        self.ghosts: list[Batch] = []
        self._ctx = ctx
        self._shelf = shelf
        self._buffer = ctx.buffer(reserve=_FIRST_ROWS * ROW_BYTES, dynamic=True)
        self._batches: dict[tuple[bool, str], Batch] = {}
        self._scene: Scene | None = None
        self._version = -1
        self._source: npt.NDArray[np.intp] = np.zeros(0, np.intp)
        self._rows = np.zeros((0, FLOATS_PER_INSTANCE), np.float32)
        self._seen_through = b""

    def update(self, scene: Scene) -> None:
        """Take over the scene's rows as they are now."""
        if scene is not self._scene or scene.layout_version != self._version:
            self._sort(scene)
        rows = self._gather(scene)
        if (rows[:, _OPACITY] < 1.0).tobytes() != self._seen_through:
            self._sort(scene)
            rows = self._gather(scene)
        if len(rows):
            # A fresh store each frame: the GPU may still be reading the last one.
            self._buffer.orphan()
            self._buffer.write(rows)

    def _gather(self, scene: Scene) -> npt.NDArray[np.float32]:
        return scene.floats.take(self._source, axis=0, out=self._rows, mode="clip")

    def _sort(self, scene: Scene) -> None:
        floats = scene.floats
        order = sorted(
            (bool(floats[row, _OPACITY] < 1.0), instance.mesh, row)
            for row, instance in scene.rows()
        )
        self._source = np.asarray([row for _, _, row in order], np.intp)
        self._rows = np.zeros((len(order), FLOATS_PER_INSTANCE), np.float32)
        self._seen_through = bytes(ghost for ghost, _, _ in order)
        self._make_room(len(order))
        self.solid, self.ghosts = [], []
        first = 0
        while first < len(order):
            ghost, mesh, _ = order[first]
            last = first
            while last < len(order) and order[last][:2] == (ghost, mesh):
                last += 1
            batch = self._batch(ghost, mesh)
            batch.point_at(self._buffer, first, last - first)
            (self.ghosts if ghost else self.solid).append(batch)
            first = last
        self._scene, self._version = scene, scene.layout_version

    def _batch(self, ghost: bool, mesh: str) -> Batch:  # noqa: FBT001 - half of a dictionary key
        key = (ghost, mesh)
        if key not in self._batches:
            self._batches[key] = self._shelf.batch(mesh, self._buffer, casts=not ghost)
        return self._batches[key]

    def _make_room(self, count: int) -> None:
        if count * ROW_BYTES <= self._buffer.size:
            return
        for batch in self._batches.values():
            batch.release()
        self._batches.clear()
        self._buffer.release()
        self._buffer = self._ctx.buffer(reserve=2 * count * ROW_BYTES, dynamic=True)
