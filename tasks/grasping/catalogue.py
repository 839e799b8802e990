"""What can be taken in the hand: sizes, weights, collision shapes, and where each is gripped.

Object axes: origin at the middle of the collision shape, +Y up as the thing stands or lies on a
table, metres. Long flat things lie along Z; the mug's handle is on +X.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from controllers.frame import Quat, Vec3

Weight = Literal["light", "medium", "heavy"]
Grip = Literal["power", "pinch"]
Symmetry = Literal["none", "axis", "sphere"]

WEIGHT_FACTOR: Final[Mapping[Weight, float]] = MappingProxyType(
    {"light": 0.5, "medium": 1.0, "heavy": 2.0}
)
"""Times the kind's own mass."""

STRENGTH_NEEDED: Final[Mapping[Weight, float]] = MappingProxyType(
    {"light": 0.1, "medium": 0.3, "heavy": 0.6}
)
"""Grip strength (0..1) under which a thing of each class slides out of the hand."""


@dataclass(frozen=True, slots=True)
class Sphere:
    """A ball."""

    radius_m: float
    centre_m: Vec3 = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Cylinder:
    """Standing along Y, flat ends."""

    radius_m: float
    height_m: float
    centre_m: Vec3 = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Block:
    """A box along the axes; `size_m` are whole edges."""

    size_m: Vec3
    centre_m: Vec3 = (0.0, 0.0, 0.0)


Shape = Sphere | Cylinder | Block


def distance_m(shape: Shape, point_m: Vec3) -> float:
    """From the surface to a point of the object's axes, negative inside."""
    x, y, z = (p - c for p, c in zip(point_m, shape.centre_m, strict=True))
    if isinstance(shape, Sphere):
        return math.sqrt(x * x + y * y + z * z) - shape.radius_m
    if isinstance(shape, Cylinder):
        aside = math.hypot(x, z) - shape.radius_m
        above = abs(y) - 0.5 * shape.height_m
        return _outside(aside, above, -math.inf)
    a, b, c = (0.5 * edge for edge in shape.size_m)
    return _outside(abs(x) - a, abs(y) - b, abs(z) - c)


def _outside(x: float, y: float, z: float) -> float:
    """Distance of a corner region: how far beyond each pair of faces."""
    if x > 0.0 or y > 0.0 or z > 0.0:
        x, y, z = max(x, 0.0), max(y, 0.0), max(z, 0.0)
        return math.sqrt(x * x + y * y + z * z)
    return max(x, y, z)


def half_extents_m(shape: Shape) -> Vec3:
    """Half the edges of the box around a shape."""
    if isinstance(shape, Sphere):
        return (shape.radius_m, shape.radius_m, shape.radius_m)
    if isinstance(shape, Cylinder):
        return (shape.radius_m, 0.5 * shape.height_m, shape.radius_m)
    x, y, z = shape.size_m
    return (0.5 * x, 0.5 * y, 0.5 * z)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing, at scale one.

    `shapes` collide; `handles` are what a hand closes round (the shapes themselves where it is
    empty); `grip_m` is the place that a hand is best brought to. `symmetry` says which turns
    make no difference: about +Y ("axis"), any ("sphere"). `upright`: it must stand upright.
    """

    name: str
    mesh: str
    mass_kg: float
    shapes: tuple[Shape, ...]
    grip: Grip
    upright: bool
    symmetry: Symmetry
    grip_m: Vec3 = (0.0, 0.0, 0.0)
    handles: tuple[Shape, ...] = ()
    scale: tuple[float, float] = (0.7, 1.4)

    @property
    def gripped(self) -> tuple[Shape, ...]:
        """The shapes that a hand closes round."""
        return self.handles or self.shapes

    @property
    def size_m(self) -> Vec3:
        """Edges of the box around it, object axes."""
        edges = [0.0, 0.0, 0.0]
        for shape in self.shapes:
            half = half_extents_m(shape)
            for axis in range(3):
                edges[axis] = max(edges[axis], 2.0 * (abs(shape.centre_m[axis]) + half[axis]))
        return (edges[0], edges[1], edges[2])

    @property
    def rest_height_m(self) -> float:
        """Of the origin above what it stands or lies on."""
        return max(half_extents_m(shape)[1] - shape.centre_m[1] for shape in self.shapes)

    def above_m(self, turn: Quat) -> float:
        """How far it stands up over its origin when it is turned so: that of the box around it."""
        x, y, z, w = turn
        a, b, c = self.size_m
        across, upright, along = x * y + w * z, 0.5 - x * x - z * z, y * z - w * x
        return abs(across) * a + abs(upright) * b + abs(along) * c

    @property
    def radius_m(self) -> float:
        """Of the sphere about the origin that holds it all."""
        return max(
            math.dist((0.0, 0.0, 0.0), shape.centre_m) + math.hypot(*half_extents_m(shape))
            for shape in self.shapes
        )

    @property
    def footprint_m(self) -> float:
        """Radius of the circle it stands on, about the origin, seen from above."""
        reach = 0.0
        for shape in self.shapes:
            half = half_extents_m(shape)
            corner = half[0] if isinstance(shape, Cylinder) else math.hypot(half[0], half[2])
            reach = max(reach, math.hypot(shape.centre_m[0], shape.centre_m[2]) + corner)
        return reach


def _stretched(shape: Shape, factor: float) -> Shape:
    x, y, z = shape.centre_m
    centre = (x * factor, y * factor, z * factor)
    if isinstance(shape, Sphere):
        return Sphere(shape.radius_m * factor, centre)
    if isinstance(shape, Cylinder):
        return Cylinder(shape.radius_m * factor, shape.height_m * factor, centre)
    a, b, c = shape.size_m
    return Block((a * factor, b * factor, c * factor), centre)


@dataclass(frozen=True, slots=True)
class Item:
    """A thing of a world: a kind at a scale and a weight. Raises ValueError for a wrong scale."""

    kind: Kind
    scale: float = 1.0
    weight: Weight = "medium"

    def __post_init__(self) -> None:
        low, high = self.kind.scale
        if not low <= self.scale <= high:
            raise ValueError(f"{self.kind.name}: a scale of {self.scale} is not in {low}..{high}")

    @property
    def scaled(self) -> Kind:
        """The kind with all its lengths at this scale and its mass at this weight.

        The mass does not grow with the scale, so that size and weight are two things to set.
        """
        x, y, z = self.kind.grip_m
        factor = self.scale
        return replace(
            self.kind,
            mass_kg=self.kind.mass_kg * WEIGHT_FACTOR[self.weight],
            shapes=tuple(_stretched(shape, factor) for shape in self.kind.shapes),
            handles=tuple(_stretched(shape, factor) for shape in self.kind.handles),
            grip_m=(x * factor, y * factor, z * factor),
        )

    @property
    def strength_needed(self) -> float:
        """Grip strength, 0..1, under which it slides out of the hand."""
        return STRENGTH_NEEDED[self.weight]


_KINDS: Final = (
    Kind("ball", "toy_ball", 0.10, (Sphere(0.036),), "power", False, "sphere"),
    Kind("cup", "cup", 0.15, (Cylinder(0.038, 0.095),), "power", True, "axis"),
    Kind(
        "mug",
        "mug",
        0.30,
        (Cylinder(0.041, 0.096), Block((0.036, 0.066, 0.014), (0.057, 0.0, 0.0))),
        "power",
        True,
        "none",
        grip_m=(0.072, 0.0, 0.0),
        handles=(Block((0.036, 0.066, 0.014), (0.057, 0.0, 0.0)),),
    ),
    Kind("can", "can", 0.35, (Cylinder(0.033, 0.115),), "power", True, "axis"),
    Kind("box", "carton", 0.25, (Block((0.09, 0.14, 0.06)),), "power", True, "none"),
    Kind("book", "book", 0.40, (Block((0.14, 0.032, 0.20)),), "power", False, "none",
         grip_m=(0.0, 0.0, 0.08)),
    Kind(
        "bottle",
        "bottle",
        0.45,
        (Cylinder(0.034, 0.15, (0.0, -0.035, 0.0)), Cylinder(0.014, 0.07, (0.0, 0.075, 0.0))),
        "power",
        True,
        "axis",
        grip_m=(0.0, -0.02, 0.0),
    ),
    Kind(
        "spoon",
        "spoon",
        0.05,
        (
            Block((0.012, 0.012, 0.13), (0.0, 0.0, 0.0375)),
            Block((0.042, 0.012, 0.065), (0.0, 0.0, -0.06)),
        ),
        "pinch",
        False,
        "none",
        grip_m=(0.0, 0.0, 0.05),
    ),
    Kind("coin", "coin", 0.03, (Cylinder(0.02, 0.006),), "pinch", False, "axis"),
    Kind(
        "key",
        "key",
        0.04,
        (
            Cylinder(0.017, 0.008, (0.0, 0.0, 0.025)),
            Block((0.012, 0.008, 0.055), (0.0, 0.0, -0.0175)),
        ),
        "pinch",
        False,
        "none",
        grip_m=(0.0, 0.0, 0.025),
    ),
    Kind("pen", "pen", 0.03, (Block((0.013, 0.013, 0.145)),), "pinch", False, "none",
         grip_m=(0.0, 0.0, 0.0)),
)  # fmt: skip

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _KINDS})
"""Every kind by name."""
