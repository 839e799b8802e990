"""Meshes on the GPU, and instances of them sorted into few draw calls."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import moderngl
import numpy as np

from game.view import shaders
from game.view.meshes import BONES, Floats, Mesh, Skin
from tasks.scene import FLOATS_PER_INSTANCE

ROW_BYTES = 4 * FLOATS_PER_INSTANCE
_SKINS = 4
_RING = "ring"
"""The mesh that shows its instance's amount as a filled angle."""

_SHADOWLESS = frozenset({_RING, "stop_sign"})
"""Signs in the air: their shadow on the ground would look like something that lies there."""

_PARTS = (
    ("in_place", "3f", 0),
    ("in_orientation", "4f", 12),
    ("in_scale", "3f", 28),
    ("in_tint", "4f", 40),
    ("in_state", "2f", 56),
)
"""The parts of a row of `Scene.floats`: attribute, format, offset in bytes."""

_FIRST_PART = 3
"""Where `mesh.vert` has the first part; the others follow."""


class UnknownMeshError(LookupError):
    """The scene names a mesh that there is no file of."""


@dataclass(slots=True)
class Batch:
    """All instances of one mesh that are drawn together."""

    shade: moderngl.VertexArray
    cast: moderngl.VertexArray | None

    def point_at(self, rows: moderngl.Buffer, first: int, count: int) -> None:
        """Draw `count` instances from row `first` on."""
        for array in (self.shade, self.cast):
            if array is None:
                continue
            for location, (_, form, offset) in enumerate(_PARTS, _FIRST_PART):
                array.bind(
                    location,
                    "f",
                    rows,
                    form,
                    offset=first * ROW_BYTES + offset,
                    stride=ROW_BYTES,
                    divisor=1,
                )
            array.instances = count

    def release(self) -> None:
        """Free the vertex arrays."""
        self.shade.release()
        if self.cast is not None:
            self.cast.release()


class Shelf:
    """Every mesh's vertices on the GPU, and the programs that draw them."""

    def __init__(self, ctx: moderngl.Context, meshes: Mapping[str, Mesh]) -> None:
        self._ctx = ctx
        self._shade = shaders.program(ctx, "mesh", "mesh")
        self._shade_skin = shaders.program(ctx, "mesh", "mesh", "SKIN")
        self._shade_ring = shaders.program(ctx, "mesh", "mesh", "RING")
        self._cast = shaders.program(ctx, "mesh", "depth", "DEPTH")
        self._cast_skin = shaders.program(ctx, "mesh", "depth", "DEPTH", "SKIN")
        self._bones = ctx.buffer(reserve=_SKINS * BONES * 32)
        self._meshes = meshes
        self._loaded: dict[str, tuple[moderngl.Buffer, moderngl.Buffer]] = {}
        skins = [name for name, mesh in meshes.items() if mesh.skin is not None]
        if len(skins) > _SKINS:
            raise ValueError(f"at most {_SKINS} meshes may bend, there are {', '.join(skins)}")
        self._slots = {name: slot for slot, name in enumerate(skins)}
        self._write_bones()

    def bind(self) -> None:
        """Hand the bones to the programs."""
        self._bones.bind_to_uniform_block(shaders.BONES)

    def cast_into(self, projection: bytes) -> None:
        """Set the sun's view that casting draws with."""
        for program in (self._cast, self._cast_skin):
            program["shadow_projection"].write(projection)  # type: ignore[union-attr]

    def extent_m(self, name: str) -> float:
        """The largest coordinate in the mesh `name`; infinite where there is none."""
        mesh = self._meshes.get(name)
        return math.inf if mesh is None else float(np.abs(mesh.position_m).max())

    def batch(self, name: str, rows: moderngl.Buffer, *, casts: bool) -> Batch:
        """A new draw of the mesh `name` out of `rows`. Raises `UnknownMeshError`."""
        mesh = self._meshes.get(name)
        if mesh is None:
            known = ", ".join(sorted(self._meshes))
            raise UnknownMeshError(f"no mesh named {name!r}; there are: {known}")
        if mesh.skin is not None:
            shade, cast = self._shade_skin, self._cast_skin
        else:
            shade, cast = self._shade_ring if name == _RING else self._shade, self._cast
        casts = casts and name not in _SHADOWLESS
        return Batch(
            self._array(shade, name, mesh, rows),
            self._array(cast, name, mesh, rows) if casts else None,
        )

    def _array(
        self, program: moderngl.Program, name: str, mesh: Mesh, rows: moderngl.Buffer
    ) -> moderngl.VertexArray:
        if name not in self._loaded:
            self._loaded[name] = (
                self._ctx.buffer(self._vertices(name, mesh).tobytes()),
                self._ctx.buffer(mesh.index.tobytes()),
            )
        vertices, index = self._loaded[name]
        form, names = "3f 3f 3f", ["in_position", "in_normal", "in_colour"]
        if mesh.skin is not None:
            form, names = f"{form} 2f", [*names, "in_skin"]
        return self._ctx.vertex_array(
            program,
            [
                (vertices, form, *names),
                (rows, "3f 4f 3f 4f 2f/i", *(part for part, _, _ in _PARTS)),
            ],
            index_buffer=index,
            index_element_size=4,
            skip_errors=True,
        )

    def _vertices(self, name: str, mesh: Mesh) -> Floats:
        columns = [mesh.position_m, mesh.normal, mesh.colour]
        if mesh.skin is not None:
            bone = mesh.skin.bone.astype(np.float32) + BONES * self._slots[name]
            columns.append(np.stack([bone, mesh.skin.weight], axis=1))
        return np.concatenate(columns, axis=1)

    def _write_bones(self) -> None:
        block = np.zeros((2, _SKINS * BONES, 4), np.float32)
        for name, slot in self._slots.items():
            skin = self._meshes[name].skin
            assert isinstance(skin, Skin)
            bones = slice(slot * BONES, (slot + 1) * BONES)
            block[0, bones, :3] = skin.pivot_m
            block[0, bones, 3] = skin.flex_rad
            block[1, bones, :3] = skin.axis
        self._bones.write(block.tobytes())


def shade(batches: Iterable[Batch]) -> None:
    """Draw batches in full colour."""
    for batch in batches:
        batch.shade.render()


def cast(batches: Iterable[Batch]) -> None:
    """Draw batches into a shadow map."""
    for batch in batches:
        if batch.cast is not None:
            batch.cast.render()
