"""What there is to see and hear, as plain data: no drawing, no words.

A scene is one block of floats, a row an instance, so that a renderer uploads it in one
write. Tasks and phases hold `Instance` handles and set them in place.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from controllers.controller import Limb, Side
from controllers.frame import IDENTITY, PoseField, Quat, Vec3
from controllers.rotation import rotate

Rgba = tuple[float, float, float, float]


class Role(Enum):
    """What an instance means to the patient; a simulated patient sees by it."""

    TARGET = "target"
    START = "start"
    DISTRACTOR = "distractor"
    OBJECT = "object"
    OBSTACLE = "obstacle"
    FOOTPRINT = "footprint"
    HAND = "hand"
    FOOT = "foot"
    GHOST = "ghost"
    STOP = "stop"
    CHOICE = "choice"
    DECOR = "decor"


FLOATS_PER_INSTANCE: Final = 16
POSITION, ORIENTATION, SCALE, COLOUR = slice(0, 3), slice(3, 7), slice(7, 10), slice(10, 14)
GLOW, AMOUNT = 14, 15
_FIRST_CAPACITY: Final = 64


class Instance:
    """One thing in the scene. Fixed: id, role, mesh. Everything else is set in place."""

    __slots__ = ("_row", "_scene", "_visible", "id", "mesh", "role")

    def __init__(
        self, scene: Scene, row: memoryview[float], instance_id: int, role: Role, mesh: str
    ):
        self._scene = scene
        self._row = row
        self._visible = True
        self.id = instance_id
        self.role = role
        self.mesh = mesh

    def _bind(self, row: memoryview[float]) -> None:
        self._row = row

    def _twin(self, scene: Scene, row: memoryview[float]) -> Instance:
        twin = Instance(scene, row, self.id, self.role, self.mesh)
        twin._visible = self._visible
        return twin

    def __deepcopy__(self, memo: dict[int, Any]) -> Instance:
        """The handle of the same thing in the copy of its scene."""
        scene = copy.deepcopy(self._scene, memo)
        if id(self) not in memo:  # a thing that was taken out of the scene has a row for itself
            own = memoryview(bytearray(self._row.cast("B"))).cast("f")
            memo[id(self)] = self._twin(scene, own)
        twin: Instance = memo[id(self)]
        return twin

    @property
    def visible(self) -> bool:
        """Whether it is drawn and can be seen."""
        return self._visible

    @visible.setter
    def visible(self, value: bool) -> None:
        if value != self._visible:
            self._visible = value
            self._scene.layout_version += 1

    @property
    def position_m(self) -> Vec3:
        """Centre, stage frame, metres."""
        row = self._row
        return (row[0], row[1], row[2])

    @position_m.setter
    def position_m(self, value: Vec3) -> None:
        row = self._row
        row[0], row[1], row[2] = value

    @property
    def orientation(self) -> Quat:
        """Unit quaternion x, y, z, w."""
        row = self._row
        return (row[3], row[4], row[5], row[6])

    @orientation.setter
    def orientation(self, value: Quat) -> None:
        row = self._row
        row[3], row[4], row[5], row[6] = value

    def follow(self, pose: PoseField) -> None:
        """Take the place and the orientation of a tracked point."""
        self._row[:7] = pose.values

    @property
    def scale(self) -> Vec3:
        """Factor along each axis of the mesh; meshes of unit size span one metre."""
        row = self._row
        return (row[7], row[8], row[9])

    @scale.setter
    def scale(self, value: Vec3) -> None:
        row = self._row
        row[7], row[8], row[9] = value

    @property
    def colour(self) -> Rgba:
        """SRGB red, green, blue and opacity, 0..1; multiplies the mesh's own colours."""
        row = self._row
        return (row[10], row[11], row[12], row[13])

    @colour.setter
    def colour(self, value: Rgba) -> None:
        row = self._row
        row[10], row[11], row[12], row[13] = value

    @property
    def glow(self) -> float:
        """Own light, 0..1."""
        return self._row[GLOW]

    @glow.setter
    def glow(self, value: float) -> None:
        self._row[GLOW] = value

    @property
    def amount(self) -> float:
        """The mesh's own 0..1: how far a ring is filled, how closed a hand is."""
        return self._row[AMOUNT]

    @amount.setter
    def amount(self, value: float) -> None:
        self._row[AMOUNT] = value

    @property
    def radius_m(self) -> float:
        """Half the extent along x: what a patient judges the size of a target by."""
        return self._row[7] * 0.5


_NO_VALUES: Final[Mapping[str, str | int | float]] = MappingProxyType({})


@dataclass(slots=True, eq=False)
class Panel:
    """A board with few large words and a picture, fixed in the world.

    `key` names a message of the catalogue, `values` fill it in; `spoken` ones are said aloud once
    where there is a voice. `position_m` is the centre, the
    board's face looks along +Z turned by `yaw_rad` about +Y. A `role` of CHOICE makes it a tile
    that can be chosen. A `caption` is words alone, without a frame: nobody takes it for a tile.
    """

    key: str
    position_m: Vec3
    yaw_rad: float = 0.0
    width_m: float = 1.0
    icon: str = ""
    values: Mapping[str, str | int | float] = field(default_factory=lambda: _NO_VALUES)
    role: Role = Role.DECOR
    progress: float = 0.0
    visible: bool = True
    spoken: bool = False
    caption: bool = False


BACK_OF_HAND: Final[Mapping[Side, Vec3]] = MappingProxyType(
    {"left": (-1.0, 0.0, 0.0), "right": (1.0, 0.0, 0.0)}
)
"""Out of the back of each hand, axes of the grip pose (OpenXR)."""


OPEN_APERTURE_M: Final = 0.1
"""Between thumb and fingers of a hand that is drawn open."""


@dataclass(slots=True)
class OwnHand:
    """How one of the patient's own hands is drawn, beside where it is.

    `closed` is how far its fingers are closed round what it holds, 0..1; None while it holds
    nothing, and then they show the grip itself. `back_m` is how far it is drawn towards its back
    from where it is, so that the palm is not inside what it holds.
    """

    skin: Rgba = (1.0, 1.0, 1.0, 1.0)
    opacity: float = 1.0
    closed: float | None = None
    back_m: float = 0.0

    def let_go(self) -> None:
        """Nothing is held any more."""
        self.closed, self.back_m = None, 0.0

    def drawn_at(self, side: Side, position_m: Vec3, orientation: Quat) -> Vec3:
        """Where it is drawn that is at a grip pose."""
        if self.back_m == 0.0:
            return position_m
        x, y, z = position_m
        dx, dy, dz = rotate(orientation, BACK_OF_HAND[side])
        return (x + dx * self.back_m, y + dy * self.back_m, z + dz * self.back_m)


@dataclass(frozen=True, slots=True)
class SoundCue:
    """A sound to start now; without a position it comes from all around."""

    name: str
    position_m: Vec3 | None = None


class Scene:
    """Everything to be seen and heard now, in one named place.

    `layout_version` grows whenever instances come, go, hide or show, so a renderer sorts its
    draw calls only then. `sounds` holds the cues of this frame; the loop empties it.
    `wanted_side` and `wanted_limb` are the hand or foot that is asked for now, shown by its glow.
    `hands` say how the patient's own hands are drawn.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self.panels: list[Panel] = []
        self.sounds: list[SoundCue] = []
        self.wanted_side: Side | None = None
        self.wanted_limb: Limb = "hand"
        self.hands: dict[Side, OwnHand] = {"left": OwnHand(), "right": OwnHand()}
        self.layout_version = 0
        self.floats: npt.NDArray[np.float32] = np.zeros(
            (_FIRST_CAPACITY, FLOATS_PER_INSTANCE), np.float32
        )
        self._instances: list[Instance | None] = []
        self._next_id = 0

    def add(
        self,
        role: Role,
        mesh: str,
        position_m: Vec3 = (0.0, 0.0, 0.0),
        *,
        orientation: Quat = IDENTITY,
        scale: Vec3 = (1.0, 1.0, 1.0),
        colour: Rgba = (1.0, 1.0, 1.0, 1.0),
        glow: float = 0.0,
        amount: float = 0.0,
    ) -> Instance:
        """Put a thing into the scene and return its handle."""
        try:
            index = self._instances.index(None)
        except ValueError:
            index = len(self._instances)
            self._instances.append(None)
            if index == len(self.floats):
                self._grow()
        instance = Instance(self, self._row(index), self._next_id, role, mesh)
        self._instances[index] = instance
        self._next_id += 1
        instance.position_m = position_m
        instance.orientation = orientation
        instance.scale = scale
        instance.colour = colour
        instance.glow = glow
        instance.amount = amount
        self.layout_version += 1
        return instance

    def remove(self, instance: Instance) -> None:
        """Take a thing out of the scene. Raises ValueError when it is not in it."""
        self._instances[self._instances.index(instance)] = None
        self.layout_version += 1

    def rows(self) -> Iterator[tuple[int, Instance]]:
        """Row in `floats` and handle of every visible instance."""
        for index, instance in enumerate(self._instances):
            if instance is not None and instance.visible:
                yield index, instance

    def of(self, role: Role) -> list[Instance]:
        """Visible instances of a role, oldest first."""
        found = [
            instance
            for instance in self._instances
            if instance is not None and instance.role is role and instance.visible
        ]
        if len(found) > 1:
            found.sort(key=lambda instance: instance.id)
        return found

    def __deepcopy__(self, memo: dict[int, Any]) -> Scene:
        """Another scene with the same things in it; handles are copied along."""
        twin = Scene(self.place)
        memo[id(self)] = twin
        for name, value in vars(self).items():
            if name != "_instances":
                setattr(twin, name, copy.deepcopy(value, memo))
        for index, instance in enumerate(self._instances):
            copied = None if instance is None else instance._twin(twin, twin._row(index))
            twin._instances.append(copied)
            memo[id(instance)] = copied
        return twin

    def _row(self, index: int) -> memoryview[float]:
        return memoryview(self.floats[index].data).cast("B").cast("f")

    def _grow(self) -> None:
        grown = np.zeros((2 * len(self.floats), FLOATS_PER_INSTANCE), np.float32)
        grown[: len(self.floats)] = self.floats
        self.floats = grown
        for index, instance in enumerate(self._instances):
            if instance is not None:
                instance._bind(self._row(index))
