"""The hand that touches things: a body that follows the tracked hand with limited force.

It is pulled by a damped spring that knows the tracked hand's speed, so that in free air it does
not lag, and it can't push harder than a person would: it stays on the table where the tracked
hand goes into it. Where the two part, the tracked one is to be shown as a ghost.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from controllers.controller import Side
from controllers.frame import IDENTITY, Quat, Vec3
from controllers.rotation import multiply, rotate
from tasks.grasping.furniture import Furniture
from tasks.grasping.model import (
    GRAVITY_M_S2,
    HAND_INERTIA_KG_M2,
    HAND_MASS_KG,
    HAND_RADIUS_M,
    TICK_S,
    Model,
)

FORCE_LIMIT_N: Final = 60.0
TORQUE_LIMIT_N_M: Final = 4.0
JUMP_M: Final = 0.3
GAP_NS: Final = 100_000_000
_STIFFNESS_RAD_S: Final = 110.0
_SOMEWHERE_M: Final = 30.0
_LAG_M: Final = 0.35
_LAG_S: Final = 0.3
_FASTEST_M_S: Final = 6.0
_FASTEST_RAD_S: Final = 25.0


@dataclass(slots=True)
class HandInput:
    """What a hand does now: its pose in the stage frame, and its grip.

    `closed`: it wants to hold (or goes on holding); `strength` 0..1 is how firmly. Numbers that
    are no pose (not finite, no turn, a place in no room) mean that the hand is not seen.
    """

    position_m: Vec3 = (0.0, 0.0, 0.0)
    orientation: Quat = IDENTITY
    closed: bool = False
    strength: float = 1.0

    @property
    def seen(self) -> bool:
        """Whether the pose is one at all."""
        px, py, pz = self.position_m
        x, y, z, w = self.orientation
        near = abs(px) < _SOMEWHERE_M and abs(py) < _SOMEWHERE_M and abs(pz) < _SOMEWHERE_M
        return near and abs(x * x + y * y + z * z + w * w - 1.0) < 0.1


class PhysicsHand:
    """One hand's body. `aim` once a frame, `drive` before every tick."""

    def __init__(self, model: Model, furniture: Furniture, side: Side) -> None:
        self.side: Side = side
        self.body = model.hand(side)
        self.present = False
        self.lost = False
        self.load_kg = 0.0
        self._model = model
        self._furniture = furniture
        self._from_m = self._to_m = (0.0, 0.0, 0.0)
        self._from_turn = self._to_turn = IDENTITY
        self._from_ns = self._to_ns = 0
        self._speed_m_s: Vec3 = (0.0, 0.0, 0.0)
        self._spin_rad_s: Vec3 = (0.0, 0.0, 0.0)
        self._lags_s = 0.0

    @property
    def position_m(self) -> Vec3:
        """Where the body is, stage frame."""
        return self._model.position_m(self.body)

    @property
    def orientation(self) -> Quat:
        """How the body is turned."""
        return self._model.orientation(self.body)

    @property
    def speed_m_s(self) -> float:
        """Of the tracked hand over the last frame."""
        return math.hypot(*self._speed_m_s)

    @property
    def astray(self) -> bool:
        """Whether it has been held up far from the tracked hand for a while."""
        return self._lags_s > _LAG_S

    def aim(self, hand: HandInput | None, time_ns: int) -> bool:
        """Take the tracked hand of this frame. True if the body can't follow and is to be put
        anew: it is first seen, or has jumped, or was away too long.
        """
        if hand is None or not hand.seen:
            self._from_m, self._from_turn = self._to_m, self._to_turn
            self._speed_m_s = self._spin_rad_s = (0.0, 0.0, 0.0)
            self.lost = True
            return False
        x, y, z, w = hand.orientation
        length = math.sqrt(x * x + y * y + z * z + w * w)
        turn = (x / length, y / length, z / length, w / length)
        passed_ns = time_ns - self._to_ns
        jumped = not self.present or not 0 < passed_ns <= GAP_NS
        jumped = jumped or math.dist(hand.position_m, self._to_m) > JUMP_M
        self.lost = False
        self._from_m, self._from_turn, self._from_ns = self._to_m, self._to_turn, self._to_ns
        self._to_m, self._to_turn, self._to_ns = hand.position_m, turn, time_ns
        if jumped:
            self._from_m, self._from_turn, self._from_ns = self._to_m, self._to_turn, time_ns
            self._speed_m_s = self._spin_rad_s = (0.0, 0.0, 0.0)
            return True
        seconds = 1e-9 * passed_ns
        (tx, ty, tz), (fx, fy, fz) = self._to_m, self._from_m
        speed = ((tx - fx) / seconds, (ty - fy) / seconds, (tz - fz) / seconds)
        self._speed_m_s = _bounded(speed, _FASTEST_M_S)
        rx, ry, rz = _turn_between(self._from_turn, self._to_turn)
        self._spin_rad_s = _bounded((rx / seconds, ry / seconds, rz / seconds), _FASTEST_RAD_S)
        return False

    def goal(self) -> tuple[Vec3, Quat]:
        """Where the body is to be put anew: at the tracked hand, out of the furniture."""
        return self._furniture.freed_m(self._to_m, HAND_RADIUS_M), self._to_turn

    def put(self) -> None:
        """Put the body there, at rest; nothing is pushed on the way."""
        self._model.set_pose(self.body, *self.goal())
        self.present = True
        self._lags_s = 0.0

    def drive(self, time_ns: int) -> None:
        """Push the body for one tick towards where the tracked hand was at this time."""
        if not self.present:
            return
        model, body = self._model, self.body
        whole_ns = self._to_ns - self._from_ns
        share = min((time_ns - self._from_ns) / whole_ns, 1.0) if whole_ns > 0 else 1.0
        (fx, fy, fz), (tx, ty, tz) = self._from_m, self._to_m
        px, py, pz = model.position_m(body)
        (vx, vy, vz), spin = model.velocity(body)
        sx, sy, sz = self._speed_m_s
        ex, ey, ez = (
            fx + (tx - fx) * share - px,
            fy + (ty - fy) * share - py,
            fz + (tz - fz) * share - pz,
        )
        far = ex * ex + ey * ey + ez * ez > _LAG_M * _LAG_M
        self._lags_s = self._lags_s + TICK_S if far else 0.0
        mass = HAND_MASS_KG + self.load_kg
        spring, damper = mass * _STIFFNESS_RAD_S**2, 2.0 * mass * _STIFFNESS_RAD_S
        force = (
            spring * ex + damper * (sx - vx),
            spring * ey + damper * (sy - vy),
            spring * ez + damper * (sz - vz),
        )
        x, y, z = _bounded(force, FORCE_LIMIT_N)
        turn = model.orientation(body)
        rx, ry, rz = _turn_between(turn, _between(self._from_turn, self._to_turn, share))
        wx, wy, wz = rotate(turn, spin)
        gx, gy, gz = self._spin_rad_s
        spring = HAND_INERTIA_KG_M2 * _STIFFNESS_RAD_S**2
        damper = 2.0 * HAND_INERTIA_KG_M2 * _STIFFNESS_RAD_S
        torque = (
            spring * rx + damper * (gx - wx),
            spring * ry + damper * (gy - wy),
            spring * rz + damper * (gz - wz),
        )
        push, at = model.push, 6 * body
        # It bears what it holds, so that a heavy thing does not pull it down.
        push[at], push[at + 1], push[at + 2] = x, y + self.load_kg * GRAVITY_M_S2, z
        push[at + 3], push[at + 4], push[at + 5] = _bounded(torque, TORQUE_LIMIT_N_M)


def _bounded(vector: Vec3, longest: float) -> Vec3:
    x, y, z = vector
    length = math.sqrt(x * x + y * y + z * z)
    if length <= longest:
        return vector
    factor = longest / length
    return (x * factor, y * factor, z * factor)


def _between(a: Quat, b: Quat, share: float) -> Quat:
    """Turned a share of the way along the shorter arc (normalised linear interpolation)."""
    (ax, ay, az, aw), (bx, by, bz, bw) = a, b
    rest = 1.0 - share
    if ax * bx + ay * by + az * bz + aw * bw < 0.0:
        share = -share
    x, y = rest * ax + share * bx, rest * ay + share * by
    z, w = rest * az + share * bz, rest * aw + share * bw
    length = math.sqrt(x * x + y * y + z * z + w * w)
    return (x / length, y / length, z / length, w / length)


def _turn_between(a: Quat, b: Quat) -> Vec3:
    """The rotation vector in the stage frame that turns `a` into `b`, at most half a turn."""
    x, y, z, w = multiply(b, (-a[0], -a[1], -a[2], a[3]))
    if w < 0.0:
        x, y, z, w = -x, -y, -z, -w
    sine = math.sqrt(x * x + y * y + z * z)
    if sine < 1e-9:
        return (2.0 * x, 2.0 * y, 2.0 * z)
    factor = 2.0 * math.atan2(sine, w) / sine
    return (x * factor, y * factor, z * factor)
