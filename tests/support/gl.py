"""Small shapes, and what a test asks of a picture."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from controllers.frame import Vec3
from game.view.camera import Camera
from game.view.meshes import Mesh, load_meshes
from game.view.place import Place
from game.view.target import EyeTarget
from game.words import Words

Shape = dict[str, np.ndarray]


def sphere(rings: int = 16) -> Shape:
    """A white ball of diameter 1."""
    around = 2 * rings
    polar = np.repeat(np.linspace(0.0, math.pi, rings + 1), around)
    turn = np.tile(np.linspace(0.0, 2 * math.pi, around, endpoint=False), rings + 1)
    normal = np.stack(
        [np.sin(polar) * np.cos(turn), np.cos(polar), np.sin(polar) * np.sin(turn)], axis=1
    )
    index = [
        corner
        for ring in range(rings)
        for step in range(around)
        for here, right in [(ring * around + step, ring * around + (step + 1) % around)]
        for corner in (here, right, here + around, right, right + around, here + around)
    ]
    return shape(0.5 * normal, normal, index)


def square() -> Shape:
    """A white square of side 1 in the XZ plane, facing up."""
    corners = np.asarray([(-0.5, 0, -0.5), (0.5, 0, -0.5), (-0.5, 0, 0.5), (0.5, 0, 0.5)])
    return shape(corners, np.tile((0.0, 1.0, 0.0), (4, 1)), [0, 2, 1, 1, 2, 3])


def ring() -> Shape:
    """A white annulus in the XY plane facing +Z, outer diameter 1, inner 0.7."""
    angle = np.linspace(0.0, 2 * math.pi, 65)
    outer = np.stack([np.sin(angle), np.cos(angle), 0 * angle], axis=1)
    corners = np.stack([0.5 * outer, 0.35 * outer], axis=1).reshape(-1, 3)
    index = [2 * k + step for k in range(64) for step in (0, 1, 2, 1, 3, 2)]
    return shape(corners, np.tile((0.0, 0.0, 1.0), (len(corners), 1)), index)


def lever() -> Shape:
    """A stick of three links along +Y, bending towards +X by 90 degrees at each joint.

    Link p is 0.1 m long and belongs to bone 1 + p, the first finger of a hand.
    """
    heights = np.linspace(0.0, 0.3, 31)
    corners = np.concatenate([[(-0.02, y, 0.0), (0.02, y, 0.0)] for y in heights])
    index = [2 * k + step for k in range(30) for step in (0, 1, 2, 1, 3, 2)]
    bent = shape(corners, np.tile((0.0, 0.0, 1.0), (len(corners), 1)), index)
    bent["bone"] = (1 + np.minimum(corners[:, 1] / 0.1 - 1e-6, 2)).astype(np.uint8)
    bent["weight"] = np.ones(len(corners), np.float32)
    pivot = np.zeros((16, 3), np.float32)
    pivot[1:4, 1] = (0.0, 0.1, 0.2)
    bent["pivot"] = pivot
    bent["axis"] = np.tile(np.float32([0.0, 0.0, -1.0]), (16, 1))
    bent["flex_rad"] = np.full(16, math.pi / 2, np.float32)
    return bent


def shape(position: np.ndarray, normal: np.ndarray, index: list[int]) -> Shape:
    return {
        "position": np.asarray(position, np.float32),
        "normal": np.asarray(normal, np.float32),
        "colour": np.ones((len(position), 3), np.float32),
        "index": np.asarray(index, np.uint32),
    }


def write_meshes(folder: Path) -> dict[str, Mesh]:
    """The shapes above as files, read back as the game reads them."""
    for name, made in {
        "ball": sphere(),
        "apple": sphere(),
        "ground": square(),
        "ring": ring(),
        "hand_right": lever(),
    }.items():
        np.savez(folder / f"{name}.npz", **made)
    return load_meshes(folder)


def places(ground_m: float = 40.0) -> Mapping[str, Place]:
    """A meadow with nothing on it, and nowhere: sky alone."""
    row = np.zeros((1, 16), np.float32)
    row[0, 6] = 1.0
    row[0, 7:10] = ground_m, 1.0, ground_m
    row[0, 10:14] = 0.4, 0.6, 0.3, 1.0
    return {"meadow": Place(lambda: {"ground": row}), "nowhere": Place(dict)}


WORDS = Words(
    "en",
    {"hello": "Hello", "count": "{count} of 10", "long": "one two three four five six seven"},
)


def pixels(target: EyeTarget) -> np.ndarray:
    """The image, (height, width, 3) uint8, top row first."""
    width, height = target.size
    return np.frombuffer(target.read(), np.uint8).reshape(height, width, 3)[::-1]


def place_in(target: EyeTarget, camera: Camera, point_m: Vec3) -> tuple[int, int]:
    """Row and column of a point of the stage in the image."""
    seen = camera.project(point_m)
    assert seen is not None, f"{point_m} lies behind the camera"
    width, height = target.size
    return (int((1.0 - seen[1]) / 2.0 * height), int((seen[0] + 1.0) / 2.0 * width))


def luminance(rgb: np.ndarray) -> np.ndarray:
    """Relative luminance of sRGB bytes (WCAG 2.2)."""
    values = np.asarray(rgb, np.float64) / 255.0
    light = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return light @ np.asarray([0.2126, 0.7152, 0.0722])


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """Contrast ratio of two colours, 1..21 (WCAG 2.2)."""
    high, low = sorted((float(luminance(one)), float(luminance(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)
