"""A 3-D picture in a page: a person, and the things around them, seen from any side.

    picture = View3D()
    picture.show([Thing("head", "head", "", (0.0, 1.2, 0.0))], "Nobody is playing yet.")

Coordinates are the game's (right-handed, +Y up, the person looks along -Z, metres). Things have
the game's own meshes. The roles "head", "left hand" and "right hand" without a mesh draw a person:
a head with a nose, the line of the shoulders, thin lines for the arms.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from fastapi import Response
from nicegui import app, ui
from nicegui.elements import scene

from controllers.frame import IDENTITY, Quat, Vec3
from game.view.meshes import load_mesh

MESHES: Final = Path(str(files("assets"))) / "meshes"
NO_TRAILS: Final[Mapping[str, Sequence[Vec3]]] = MappingProxyType({})
_THREE: Final = Path(scene.__file__).with_name("dist")
_MILLIMETRES: Final = 3
_KEPT_BY_BROWSER_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing to show. `id` is its own through all updates.

    `mesh` is a file of `assets/meshes` without its ending ("apple", "box": a cube of one metre,
    "ball"); empty for parts of a person, whose `role` says what they are. `scale` is a factor along
    each axis; `colour` is sRGB and opacity, 0..1.
    """

    id: str
    role: str
    mesh: str
    position_m: Vec3
    orientation: Quat = IDENTITY
    scale: Vec3 = (1.0, 1.0, 1.0)
    colour: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)

    def row(self) -> list[object]:
        """As the browser takes it: id, role, mesh, and 14 numbers."""
        numbers = (*self.position_m, *self.orientation, *self.scale, *self.colour)
        return [self.id, self.role, self.mesh, *(round(n, _MILLIMETRES) for n in numbers)]


@dataclass(slots=True)
class _Shown:
    """What a browser has been told."""

    rows: dict[str, list[object]] = field(default_factory=dict)
    told: str = ""
    trails: dict[str, list[list[float]]] = field(default_factory=dict)


class View3D(ui.element, component="view3d.js", esm={"nicegui-scene": str(_THREE)}):
    """The picture; `show` replaces what is in it. One browser's."""

    def __init__(self, height: str = "26rem", view: str = "behind") -> None:
        """`view` is where it is seen from first: behind, front, side or above."""
        super().__init__()
        self._props["height"] = height
        self._props["first"] = view
        self._shown = _Shown()
        self.on("ready", self._whole)

    def show(
        self,
        things: Sequence[Thing],
        told: str = "",
        trails: Mapping[str, Sequence[Vec3]] = NO_TRAILS,
    ) -> None:
        """Show exactly these. `told` says it in words, for who can't see the picture.

        `trails` are lines, by the name of the thing that drew them. One message is sent, with what
        differs from the last.
        """
        before = self._shown
        self._shown = now = _Shown(
            {thing.id: thing.row() for thing in things},
            told,
            {
                name: [[round(n, _MILLIMETRES) for n in place] for place in line]
                for name, line in trails.items()
            },
        )
        changed = [row for key, row in now.rows.items() if before.rows.get(key) != row]
        gone = [key for key in before.rows if key not in now.rows]
        if changed or gone or before.told != told or before.trails != now.trails:
            trails_now = now.trails if before.trails != now.trails else None
            self.run_method("show", changed, gone, told, trails_now)

    def _whole(self) -> None:
        """A browser has made its picture: it has to be told everything."""
        now = self._shown
        self.run_method("show", list(now.rows.values()), [], now.told, now.trails)


@app.get("/view3d/{name}")
def _mesh(name: str) -> Response:
    """A mesh: two counts (vertices, indices), positions, normals, linear colours, indices."""
    if name not in _names():
        return Response(status_code=404)
    kept = {"Cache-Control": f"private, max-age={_KEPT_BY_BROWSER_S}"}
    return Response(_packed(name), media_type="application/octet-stream", headers=kept)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(path.stem for path in MESHES.glob("*.npz"))


@lru_cache(maxsize=64)
def _packed(name: str) -> bytes:
    mesh = load_mesh(MESHES / f"{name}.npz")
    arrays = (mesh.position_m, mesh.normal, mesh.colour)
    head = struct.pack("<II", len(mesh.position_m), len(mesh.index))
    floats = b"".join(np.ascontiguousarray(array, "<f4").tobytes() for array in arrays)
    return head + floats + np.ascontiguousarray(mesh.index, "<u4").tobytes()
