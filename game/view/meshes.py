"""Mesh files: what a shape is made of.

A file is `NAME.npz` with `position` (V, 3) in metres, `normal` (V, 3), `colour` (V, 3) sRGB
0..1 and `index` (3T,). A mesh that bends (a hand) also has `bone` (V,), `weight` (V,),
`pivot` (16, 3), `axis` (16, 3), `flex_rad` (16,): bone 0 is rigid, bone 1 + 3 f + p is phalanx p
of finger f, counted from the palm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T", bound=np.generic)
Floats = npt.NDArray[np.float32]

BONES = 16


class MeshError(Exception):
    """A mesh file is missing or broken; the message names it and what is wrong."""


@dataclass(frozen=True, slots=True)
class Skin:
    """How a mesh bends: per vertex bone and weight, per bone pivot, axis and full angle."""

    bone: npt.NDArray[np.uint8]
    weight: Floats
    pivot_m: Floats
    axis: Floats
    flex_rad: Floats


@dataclass(frozen=True, slots=True)
class Mesh:
    """One shape, colours linear."""

    position_m: Floats
    normal: Floats
    colour: Floats
    index: npt.NDArray[np.uint32]
    skin: Skin | None = None


def linear(srgb: npt.NDArray[np.floating]) -> Floats:
    """SRGB 0..1 to linear light 0..1 (IEC 61966-2-1)."""
    values = np.asarray(srgb, np.float64)
    low = values / 12.92
    high = ((np.maximum(values, 0.0) + 0.055) / 1.055) ** 2.4
    return np.where(values <= 0.04045, low, high).astype(np.float32)


def load_mesh(path: Path) -> Mesh:
    """Read one mesh file. Raises `MeshError`."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = dict(archive.items())
    except (OSError, ValueError, EOFError) as error:
        raise MeshError(f"{path}: can't be read: {error}") from None
    position = _array(arrays, path, "position", (-1, 3), np.float32)
    vertices = len(position)
    index = _array(arrays, path, "index", (-1,), np.uint32)
    if len(index) % 3 or (len(index) and int(index.max()) >= vertices):
        raise MeshError(f"{path}: index must be triangles of its {vertices} vertices")
    return Mesh(
        position,
        _array(arrays, path, "normal", (vertices, 3), np.float32),
        linear(_array(arrays, path, "colour", (vertices, 3), np.float32)),
        index,
        _skin(arrays, path, vertices) if "bone" in arrays else None,
    )


def load_meshes(folder: Path | None = None) -> dict[str, Mesh]:
    """Read every mesh of a folder, by name; the shipped ones unless a folder is given."""
    if folder is None:
        folder = Path(str(files("assets").joinpath("meshes")))
    meshes = {path.stem: load_mesh(path) for path in sorted(folder.glob("*.npz"))}
    if not meshes:
        raise MeshError(f"{folder}: no meshes here")
    return meshes


def _skin(arrays: Mapping[str, npt.NDArray[np.generic]], path: Path, vertices: int) -> Skin:
    bone = _array(arrays, path, "bone", (vertices,), np.uint8)
    if len(bone) and int(bone.max()) >= BONES:
        raise MeshError(f"{path}: bone must be below {BONES}")
    return Skin(
        bone,
        _array(arrays, path, "weight", (vertices,), np.float32),
        _array(arrays, path, "pivot", (BONES, 3), np.float32),
        _array(arrays, path, "axis", (BONES, 3), np.float32),
        _array(arrays, path, "flex_rad", (BONES,), np.float32),
    )


def _array(
    arrays: Mapping[str, npt.NDArray[np.generic]],
    path: Path,
    name: str,
    shape: tuple[int, ...],
    dtype: type[T],
) -> npt.NDArray[T]:
    if name not in arrays:
        raise MeshError(f"{path}: no {name}")
    array = arrays[name]
    fits = array.ndim == len(shape) and all(
        want in (-1, have) for want, have in zip(shape, array.shape, strict=True)
    )
    if not fits or not np.issubdtype(array.dtype, np.number):
        raise MeshError(f"{path}: {name} is {array.dtype} {array.shape}, expected {shape}")
    converted = np.ascontiguousarray(array, dtype)
    if not np.isfinite(converted.astype(np.float64)).all():
        raise MeshError(f"{path}: {name} has values that are no numbers")
    return converted
