"""Taking a thing to where it belongs, step by step, as it is seen.

What the hand does about the one thing that glows: it goes there, closes, lifts, carries it over
the goal, turns it as the goal stands, sets it down, opens and draws back. A thing that was lost
on the way is fetched again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from math import acos, cos, dist, sin, sqrt
from typing import Final

from controllers.controller import Side
from controllers.frame import IDENTITY, Quat, Vec3
from controllers.rotation import multiply, rotate
from simulation.arm import Arm
from tasks.scene import Instance, Role, Scene

AT_M: Final = 0.025
"""So near a place the hand is there."""

WITHIN_GRASP_M: Final = 0.045
"""So near a thing the hand can close round it."""

AIM_M: Final = 0.03
SLOWLY_S: Final = 0.35
"""How long a hand takes to close or to open."""

LONGEST_PATIENCE_S: Final = 2.0
"""How long it comes to take where hands are slow to take hold or to let go."""

AGAIN_S: Final = 1.5
"""A hand that has let go and is still wanted after so long goes back to the thing."""

LIFT_M: Final = 0.1
LOST_M: Final = 0.08
LONGEST_S: Final = 6.0
"""A place that is not reached in this time is taken as reached: the hand shakes, or is short."""

UP: Final[Vec3] = (0.0, 1.0, 0.0)
FACING: Final[Vec3] = (0.0, 0.0, 1.0)
"""Which way a ring looks: one that lies flat is on something, one that faces the eyes hangs."""


class _Stage(Enum):
    REACH = auto()
    CLOSE = auto()
    LIFT = auto()
    CARRY = auto()
    LOWER = auto()
    OPEN = auto()
    BACK = auto()


_NEXT: Final = {
    _Stage.REACH: _Stage.CLOSE,
    _Stage.CLOSE: _Stage.LIFT,
    _Stage.LIFT: _Stage.CARRY,
    _Stage.CARRY: _Stage.LOWER,
    _Stage.LOWER: _Stage.OPEN,
    _Stage.OPEN: _Stage.BACK,
    _Stage.BACK: _Stage.BACK,
}
_CLOSED: Final = frozenset({_Stage.CLOSE, _Stage.LIFT, _Stage.CARRY, _Stage.LOWER})
_WAITING: Final = frozenset({_Stage.CLOSE, _Stage.OPEN})


@dataclass(frozen=True, slots=True)
class Move:
    """What a hand is to do now: where it goes, whether it closes, how it turns."""

    side: Side
    place_m: Vec3
    radius_m: float
    closed: bool
    turn: Quat


class Grasping:
    """Follows one thing from where it stands to its goal. `look` once a frame."""

    def __init__(self) -> None:
        self._arm: Arm | None = None
        self._thing: Instance | None = None
        self._goal: Instance | None = None
        self._seen_version = -1
        self._side: Side = "right"
        self._stage = _Stage.REACH
        self._since_s = 0.0
        self._patience_s = SLOWLY_S
        self._place_m: Vec3 = (0.0, 0.0, 0.0)
        self._away_m: Vec3 = (0.0, 0.0, 0.0)
        self._up = UP
        self._turn: Quat = IDENTITY
        self._goal_is_new = self._aloft = False

    def look(self, scene: Scene, arm: Arm, side: Side, hand_m: Vec3, now_s: float) -> Move | None:
        """What to do now with the hand of `side`, which is at `hand_m`; None without a thing."""
        self._arm = arm
        self._find(scene, side, now_s)
        thing, goal = self._thing, self._goal
        if thing is None or goal is None:
            return None
        spent_s = now_s - self._since_s
        if self._stage in _WAITING:
            over = spent_s >= self._patience_s
        else:
            near_m = WITHIN_GRASP_M if self._stage is _Stage.REACH else AT_M
            over = dist(hand_m, self._place_m) < near_m or spent_s > LONGEST_S
        if self._goal_is_new and self._stage in (_Stage.CARRY, _Stage.LOWER):
            self._begin(_Stage.CARRY, thing, goal, hand_m, now_s)
        elif self._stage is _Stage.LOWER and self._aloft:
            pass  # there is nothing to put it on: hold it until the goal changes
        elif over and self._stage is not _Stage.BACK:
            self._begin(_NEXT[self._stage], thing, goal, hand_m, now_s)
        elif self._stage in (_Stage.LIFT, _Stage.CARRY, _Stage.LOWER):
            gone = tuple(a - b for a, b in zip(thing.position_m, hand_m, strict=True))
            if dist(gone, rotate(self._turn, self._away_m)) > LOST_M and spent_s > SLOWLY_S:
                self._try_again(thing, goal, hand_m, now_s)
        elif self._stage is _Stage.BACK and spent_s > AGAIN_S:
            self._try_again(thing, goal, hand_m, now_s)
        elif self._stage is _Stage.REACH:
            self._place_m = thing.position_m
        self._goal_is_new = False
        return Move(self._side, self._place_m, AIM_M, self._stage in _CLOSED, self._turn)

    def _try_again(self, thing: Instance, goal: Instance, hand_m: Vec3, now_s: float) -> None:
        """Not taken, lost on the way, or not let go: once more, and with more time."""
        self._patience_s = min(2.0 * self._patience_s, LONGEST_PATIENCE_S)
        self._begin(_Stage.REACH, thing, goal, hand_m, now_s)

    def _find(self, scene: Scene, side: Side, now_s: float) -> None:
        if scene.layout_version == self._seen_version and side == self._side:
            return
        self._seen_version = scene.layout_version
        thing = goal = ring = None
        for _, instance in scene.rows():
            if instance.role is Role.OBJECT and instance.glow > 0.0:
                thing = instance
            elif instance.role is Role.TARGET:
                goal = instance
            elif instance.mesh == "ring":
                ring = instance
        if thing is not self._thing or side != self._side:
            self._stage, self._since_s = _Stage.REACH, now_s
            self._turn = IDENTITY
        self._goal_is_new = self._goal_is_new or goal is not self._goal
        self._aloft = ring is not None and abs(rotate(ring.orientation, FACING)[1]) < 0.9
        self._thing, self._goal, self._side = thing, goal, side
        if thing is not None and self._stage is _Stage.REACH:
            self._place_m = thing.position_m

    def _begin(
        self, stage: _Stage, thing: Instance, goal: Instance, hand_m: Vec3, now_s: float
    ) -> None:
        assert self._arm is not None
        self._stage, self._since_s = stage, now_s
        x, y, z = hand_m
        if stage is _Stage.REACH:
            self._turn = IDENTITY
            self._place_m = thing.position_m
        elif stage is _Stage.CLOSE:
            self._arm.take_hold()
        elif stage is _Stage.LIFT:
            tx, ty, tz = thing.position_m
            self._away_m = (tx - x, ty - y, tz - z)
            self._up = rotate(thing.orientation, UP)
            self._place_m = (x, y + LIFT_M, z)
        elif stage is _Stage.CARRY or stage is _Stage.LOWER:
            if stage is _Stage.CARRY:
                self._turn = _arc(self._up, rotate(goal.orientation, UP))
            ax, ay, az = rotate(self._turn, self._away_m)
            gx, gy, gz = goal.position_m
            over_m = LIFT_M
            if stage is _Stage.LOWER:
                over_m = 0.0
                off_x, off_z = self._arm.scatter_m()
                gx, gz = gx + off_x, gz + off_z
            self._place_m = (gx - ax, gy - ay + over_m, gz - az)
        elif stage is _Stage.BACK:
            self._arm.endurance.succeed()
            self._place_m = (x, y + LIFT_M, z)


def towards(at: Quat, to: Quat, most_rad: float) -> Quat:
    """A turn on the way to another, at most by an angle."""
    x, y, z, w = multiply(to, (-at[0], -at[1], -at[2], at[3]))
    if w < 0.0:
        x, y, z, w = -x, -y, -z, -w
    angle = 2.0 * acos(min(1.0, w))
    if angle <= most_rad:
        return to
    half = most_rad / 2.0
    length = sqrt(x * x + y * y + z * z)
    share = sin(half) / length
    return multiply((x * share, y * share, z * share, cos(half)), at)


def _arc(a: Vec3, b: Vec3) -> Quat:
    """The shortest turn from one unit direction to another."""
    w = 1.0 + a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    if w < 1e-6:  # opposite: about the way ahead
        return (0.0, 0.0, 1.0, 0.0)
    x = a[1] * b[2] - a[2] * b[1]
    y = a[2] * b[0] - a[0] * b[2]
    z = a[0] * b[1] - a[1] * b[0]
    length = sqrt(x * x + y * y + z * z + w * w)
    return (x / length, y / length, z / length, w / length)
