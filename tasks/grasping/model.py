"""The mechanics of a grasping world in MuJoCo: what is made once, and its memory laid open.

MuJoCo runs in the stage frame, gravity along -Y. Its quaternions are w, x, y, z.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Sequence
from typing import Any, Final

from controllers.controller import SIDES, Side
from controllers.frame import Quat, Vec3
from tasks.grasping.catalogue import Cylinder, Item, Shape, Sphere
from tasks.grasping.furniture import Furniture

TICK_HZ: Final = 360
TICK_S: Final = 1.0 / TICK_HZ
GRAVITY_M_S2: Final = 9.81

HAND_RADIUS_M: Final = 0.025
HAND_MASS_KG: Final = 0.6
HAND_INERTIA_KG_M2: Final = 0.002

_FURNITURE, _OBJECT = 1, 2
_HANDS: Final[dict[Side, int]] = {"left": 4, "right": 8}
_ASIDE_M: Final = 60.0
_ASIDE_STEP_M: Final = 0.6
_CONTACT_S: Final = 0.008
_WELD_S: Final = 0.008
_FRICTION: Final = (0.9, 0.005, 0.0005)
_ROLLING_FRICTION: Final = (0.9, 0.005, 0.002)
_ASLEEP_M_S: Final = 0.01
_SQRT_HALF: Final = math.sqrt(0.5)


def load_physics() -> None:
    """Import MuJoCo, for a quarter of a second. Raises ImportError where it is not installed."""
    importlib.import_module("mujoco")


def _heard(_: str) -> None:
    """Take a warning of MuJoCo's and leave it."""


class Model:
    """Bodies of a world: the two hands, then the items, in order. Nothing here decides anything.

    Raises ImportError where `mujoco-core` is not installed.
    """

    def __init__(self, furniture: Furniture, items: Sequence[Item]) -> None:
        # Half a second of importing that levels, help and the other tasks need not wait for.
        import mujoco

        # Its own way to warn is a file in whatever folder the program was started from; what it
        # warns of (numbers that are not finite) is watched for and mended by the world.
        mujoco.set_mju_user_warning(_heard)
        self._step = mujoco.mj_step
        self._look = mujoco.mj_forward
        spec = _spec(mujoco, furniture, items)
        self.model: Any = spec.compile()
        self.data: Any = mujoco.MjData(self.model)
        self.qpos: memoryview[float] = memoryview(self.data.qpos)
        self.qvel: memoryview[float] = memoryview(self.data.qvel)
        self.awake: memoryview[int] = memoryview(self.data.tree_awake)
        self.push: memoryview[float] = memoryview(self.data.xfrc_applied.reshape(-1))
        self._welded: memoryview[int] = memoryview(self.data.eq_active)
        self._weld_data: memoryview[float] = memoryview(self.model.eq_data.reshape(-1))
        self._weld_size: int = self.model.eq_data.shape[1]
        self._count = len(items)
        self._mask: memoryview[int] = memoryview(self.model.geom_conaffinity)
        starts = self.model.body_geomadr.tolist()
        counts = self.model.body_geomnum.tolist()
        self._geoms = [
            range(start, start + count) for start, count in zip(starts, counts, strict=True)
        ]
        self.mass_kg: list[float] = self.model.body_mass.tolist()
        for body in range(1, 3 + self._count):
            self.put_aside(body)

    def hand(self, side: Side) -> int:
        """Body of a hand."""
        return 1 if side == "left" else 2

    def item(self, index: int) -> int:
        """Body of an item."""
        return 3 + index

    def tick(self) -> None:
        """Go on by `TICK_S`."""
        self._step(self.model, self.data)

    def position_m(self, body: int) -> Vec3:
        """Origin of a body, stage frame."""
        q, at = self.qpos, 7 * (body - 1)
        return (q[at], q[at + 1], q[at + 2])

    def orientation(self, body: int) -> Quat:
        """Turn of a body, x, y, z, w."""
        q, at = self.qpos, 7 * (body - 1)
        return (q[at + 4], q[at + 5], q[at + 6], q[at + 3])

    def velocity(self, body: int) -> tuple[Vec3, Vec3]:
        """Of the origin in the stage frame (m/s), and of turning in the body's axes (rad/s)."""
        v, at = self.qvel, 6 * (body - 1)
        return (v[at], v[at + 1], v[at + 2]), (v[at + 3], v[at + 4], v[at + 5])

    def set_pose(self, body: int, position_m: Vec3, orientation: Quat) -> None:
        """Put a body somewhere, at rest."""
        q, at = self.qpos, 7 * (body - 1)
        q[at], q[at + 1], q[at + 2] = position_m
        q[at + 4], q[at + 5], q[at + 6], q[at + 3] = orientation
        self.set_velocity(body, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))

    def set_velocity(self, body: int, linear_m_s: Vec3, angular_rad_s: Vec3) -> None:
        """Give a body a speed; frames as in `velocity`."""
        v, at = self.qvel, 6 * (body - 1)
        v[at], v[at + 1], v[at + 2] = linear_m_s
        v[at + 3], v[at + 4], v[at + 5] = angular_rad_s

    def put_aside(self, body: int) -> None:
        """Out of everyone's way, on the floor far off."""
        place = (_ASIDE_M + _ASIDE_STEP_M * body, 0.5, _ASIDE_M)
        self.set_pose(body, place, (0.0, 0.0, 0.0, 1.0))
        for axis in range(6):
            self.push[6 * body + axis] = 0.0

    def calm(self) -> None:
        """Forget what the solver remembers; after a number that is none."""
        self.data.qacc_warmstart[:] = 0.0
        self.data.qacc[:] = 0.0

    def meet(self, side: Side, index: int, *, solid: bool) -> None:
        """Whether a hand and an item bump into each other."""
        bit = _HANDS[side]
        for geom in self._geoms[self.item(index)]:
            self._mask[geom] = self._mask[geom] | bit if solid else self._mask[geom] & ~bit

    def weld(self, side: Side, index: int, at_m: Vec3, turn: Quat) -> None:
        """Hold an item by a hand, at a pose in the hand's axes."""
        weld = self._weld(side, index)
        start = weld * self._weld_size
        x, y, z, w = turn
        for offset, value in enumerate((0.0, 0.0, 0.0, *at_m, w, x, y, z, 1.0)):
            self._weld_data[start + offset] = value
        self._welded[weld] = True

    def slide(self, side: Side, index: int, at_m: Vec3) -> None:
        """Move the place at which a hand holds an item, in the hand's axes."""
        start = self._weld(side, index) * self._weld_size + 3
        for axis in range(3):
            self._weld_data[start + axis] = at_m[axis]

    def unweld(self, side: Side, index: int) -> None:
        """Let an item go."""
        self._welded[self._weld(side, index)] = False

    def depth_m(self, body: int) -> float:
        """How deep a body is inside anything that it bumps into, as everything stands now."""
        self._look(self.model, self.data)
        geoms = self._geoms[body]
        deepest = 0.0
        for contact in self.data.contact:
            if contact.geom1 in geoms or contact.geom2 in geoms:
                deepest = max(deepest, -float(contact.dist))
        return deepest

    def _weld(self, side: Side, index: int) -> int:
        return index if side == "left" else self._count + index


def _spec(mujoco: Any, furniture: Furniture, items: Sequence[Item]) -> Any:
    spec = mujoco.MjSpec()
    option = spec.option
    option.timestep = TICK_S
    option.gravity = (0.0, -GRAVITY_M_S2, 0.0)
    option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    option.cone = mujoco.mjtCone.mjCONE_ELLIPTIC
    option.sleep_tolerance = _ASLEEP_M_S
    option.enableflags |= mujoco.mjtEnableBit.mjENBL_SLEEP | mujoco.mjtEnableBit.mjENBL_SPECULATIVE
    # A number that is none is ours to mend; a reset would put every body to where it began.
    option.disableflags |= mujoco.mjtDisableBit.mjDSBL_AUTORESET
    kind = mujoco.mjtGeom
    still = {"contype": _FURNITURE, "conaffinity": _FURNITURE, "friction": _FRICTION,
             "solref": (_CONTACT_S, 1.0)}  # fmt: skip
    upwards = (_SQRT_HALF, -_SQRT_HALF, 0.0, 0.0)
    floor = (0.0, furniture.floor_m, 0.0)
    spec.worldbody.add_geom(
        type=kind.mjGEOM_PLANE, size=(0.0, 0.0, 1.0), pos=floor, quat=upwards, **still
    )
    for board in furniture.boards:
        x, y, z, w = board.orientation
        half = tuple(0.5 * edge for edge in board.size_m)
        spec.worldbody.add_geom(
            type=kind.mjGEOM_BOX, size=half, pos=board.centre_m, quat=(w, x, y, z), **still
        )
    for side in SIDES:
        body = spec.worldbody.add_body(name=side, gravcomp=1.0)
        body.add_freejoint()
        body.explicitinertial = True
        body.mass = HAND_MASS_KG
        body.inertia = (HAND_INERTIA_KG_M2,) * 3
        body.add_geom(
            type=kind.mjGEOM_SPHERE,
            size=(HAND_RADIUS_M, 0.0, 0.0),
            contype=_HANDS[side],
            conaffinity=_FURNITURE,
            friction=(0.3, 0.005, 0.0001),
            solref=(_CONTACT_S, 1.0),
        )
    for index, item in enumerate(items):
        _add_item(kind, spec, f"item {index}", item)
    for side in SIDES:
        for index in range(len(items)):
            weld = spec.add_equality(
                type=mujoco.mjtEq.mjEQ_WELD,
                objtype=mujoco.mjtObj.mjOBJ_BODY,
                name1=side,
                name2=f"item {index}",
                active=False,
                solref=(_WELD_S, 1.0),
            )
            # What stands there without being set is no weld at all.
            data = weld.data.copy()
            data[:11] = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
            weld.data = data
    return spec


def _add_item(kind: Any, spec: Any, name: str, item: Item) -> None:
    thing = item.scaled
    body = spec.worldbody.add_body(name=name)
    body.add_freejoint()
    volumes = [_volume(shape) for shape in thing.shapes]
    rolls = any(isinstance(shape, Sphere | Cylinder) for shape in thing.shapes)
    for shape, volume in zip(thing.shapes, volumes, strict=True):
        body.add_geom(
            **_form(kind, shape),
            pos=shape.centre_m,
            mass=thing.mass_kg * volume / sum(volumes),
            contype=_OBJECT,
            conaffinity=_FURNITURE | _OBJECT | _HANDS["left"] | _HANDS["right"],
            condim=6 if rolls else 4,
            friction=_ROLLING_FRICTION if rolls else _FRICTION,
            solref=(_CONTACT_S, 1.0),
        )


def _form(kind: Any, shape: Shape) -> dict[str, Any]:
    if isinstance(shape, Sphere):
        return {"type": kind.mjGEOM_SPHERE, "size": (shape.radius_m, 0.0, 0.0)}
    if isinstance(shape, Cylinder):
        # MuJoCo's cylinders stand along Z.
        return {
            "type": kind.mjGEOM_CYLINDER,
            "size": (shape.radius_m, 0.5 * shape.height_m, 0.0),
            "quat": (_SQRT_HALF, -_SQRT_HALF, 0.0, 0.0),
        }
    return {"type": kind.mjGEOM_BOX, "size": tuple(0.5 * edge for edge in shape.size_m)}


def _volume(shape: Shape) -> float:
    if isinstance(shape, Sphere):
        return 4.0 / 3.0 * math.pi * shape.radius_m**3
    if isinstance(shape, Cylinder):
        return math.pi * shape.radius_m**2 * shape.height_m
    return math.prod(shape.size_m)
