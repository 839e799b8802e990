"""A patient before a screen: the head keeps still, one hand is driven, the other rests in the lap.

What mouse, keyboard and gamepad share. Stage frame; the patient sits over the origin and faces
-Z. The head keeps its place and turns after the work. That gaze is made up and not measured, so
the head's orientation is valid but not tracked.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from controllers.controller import Side
from controllers.frame import GUESSED, IDENTITY, InputFrame, PoseFlag, Quat, Vec3
from controllers.gaze import Gaze, orientation

EYES_SEATED_M: Final = 1.2
EYES_STANDING_M: Final = 1.6

DepthHint = Callable[[Vec3, Vec3], float | None]
"""From an origin along a unit direction: metres to the nearest thing to reach for, if any."""

SHOULDER_M: Final[dict[Side, Vec3]] = {"left": (-0.18, -0.24, 0.08), "right": (0.18, -0.24, 0.08)}
"""From the eyes."""

_LAP_M: Final[dict[Side, Vec3]] = {"left": (-0.15, -0.62, -0.22), "right": (0.15, -0.62, -0.22)}
_HAND_SPEED_M_S: Final = 4.0
_RESTING_SPEED_M_S: Final = 1.0
_LONGEST_STEP_S: Final = 0.1
_LOOKING_S: Final = 0.25
_HEAD_FLAGS: Final = GUESSED | int(PoseFlag.POSITION_TRACKED)
_PRONATION_RAD: Final = math.radians(70.0)
_FINGERS_UP_RAD: Final = math.radians(50.0)
_OTHER: Final[dict[Side, Side]] = {"left": "right", "right": "left"}


def multiply(a: Quat, b: Quat) -> Quat:
    """The rotation `b` followed by `a`."""
    ax, ay, az, aw = a
    bx, by, bz, bw = b
    return (
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
        aw * bw - ax * bx - ay * by - az * bz,
    )


def rotate(q: Quat, v: Vec3) -> Vec3:
    """A vector turned by a unit quaternion."""
    x, y, z, w = q
    vx, vy, vz = v
    tx, ty, tz = 2.0 * (y * vz - z * vy), 2.0 * (z * vx - x * vz), 2.0 * (x * vy - y * vx)
    return (
        vx + w * tx + y * tz - z * ty,
        vy + w * ty + z * tx - x * tz,
        vz + w * tz + x * ty - y * tx,
    )


def looking_along(direction: Vec3) -> Quat:
    """The rotation without roll that turns -Z to a unit direction."""
    x, y, z = direction
    yaw, pitch = math.atan2(-x, -z) / 2.0, math.asin(max(-1.0, min(1.0, y))) / 2.0
    sin_yaw, cos_yaw = math.sin(yaw), math.cos(yaw)
    sin_pitch, cos_pitch = math.sin(pitch), math.cos(pitch)
    return (cos_yaw * sin_pitch, sin_yaw * cos_pitch, -sin_yaw * sin_pitch, cos_yaw * cos_pitch)


def _hand_tilt(side: Side) -> Quat:
    """From a ray to a grip pose: the palm turned to it, the fingers (-Y) raised from it.

    Seen along the ray a hand so shows its back and all its fingers, and not its wrist alone.
    """
    roll = (_PRONATION_RAD if side == "right" else -_PRONATION_RAD) / 2.0
    raise_ = _FINGERS_UP_RAD / 2.0
    half = math.sqrt(0.5)
    return multiply(
        (math.sin(raise_), 0.0, 0.0, math.cos(raise_)),
        multiply((0.0, 0.0, math.sin(roll), math.cos(roll)), (half, 0.0, 0.0, half)),
    )


_HAND_TILT: Final[dict[Side, Quat]] = {"left": _hand_tilt("left"), "right": _hand_tilt("right")}
_LAP_ORIENTATION: Final[dict[Side, Quat]] = {
    side: multiply(looking_along((0.0, -0.28, -0.96)), _HAND_TILT[side]) for side in _HAND_TILT
}


def hand_orientation(side: Side, direction: Vec3) -> Quat:
    """Grip orientation of an open hand that reaches along a unit direction."""
    return multiply(looking_along(direction), _HAND_TILT[side])


class Seat:
    """Keeps the body of a patient before a screen from frame to frame.

    `side` says which hand is wanted; `swap` takes the other one until the wish changes. Hands
    move no faster than a person's, also when they change places.
    """

    def __init__(self, side: Callable[[], Side], eye_height_m: float = EYES_SEATED_M) -> None:
        self.eyes_m: Vec3 = (0.0, eye_height_m, 0.0)
        self.head: Quat = IDENTITY
        self._gaze: Gaze | None = None
        self._wanted = side
        self._last_wish = self.side = side()
        self._hands_m = {hand: self.to_stage(_LAP_M[hand]) for hand in _LAP_M}
        self._last_time_ns: int | None = None
        self._elapsed_s = 0.0

    def to_stage(self, offset_m: Vec3) -> Vec3:
        """A place given from the eyes, in the stage frame."""
        x, y, z = self.eyes_m
        return (x + offset_m[0], y + offset_m[1], z + offset_m[2])

    def from_eyes(self, place_m: Vec3) -> Vec3:
        """A place in the stage frame, given from the eyes."""
        x, y, z = self.eyes_m
        return (place_m[0] - x, place_m[1] - y, place_m[2] - z)

    def swap(self) -> None:
        """Drive the other hand."""
        self.side = _OTHER[self.side]

    def begin(self, frame: InputFrame) -> float:
        """Start a frame: follow the wanted side; returns the seconds to move by, at most 0.1."""
        wish = self._wanted()
        if wish != self._last_wish:
            self._last_wish = self.side = wish
        last = self._last_time_ns
        now = frame.sample_time_ns
        self._elapsed_s = 0.0 if last is None else max(now - last, 0) * 1e-9
        return min(self._elapsed_s, _LONGEST_STEP_S)

    def look(self, gaze: Gaze, elapsed_s: float) -> None:
        """Turn the head smoothly towards a gaze."""
        before = gaze if self._gaze is None else self._gaze
        share = 1.0 - math.exp(-elapsed_s / _LOOKING_S)
        self._gaze = (
            before[0] + (gaze[0] - before[0]) * share,
            before[1] + (gaze[1] - before[1]) * share,
        )
        self.head = orientation(self._gaze)

    def fill(
        self, frame: InputFrame, hand_m: Vec3, direction: Vec3, trigger: float, squeeze: float
    ) -> None:
        """Write head, hands, velocities, trigger and squeeze; no aim yet.

        `hand_m` is where the driven hand is wanted, `direction` where its fingers point.
        """
        side, other = self.side, _OTHER[self.side]
        lap_m = self.to_stage(_LAP_M[other])
        before = self._hands_m
        if self._last_time_ns is None:
            before = {side: hand_m, other: lap_m}
        after = {
            side: _towards(before[side], hand_m, _HAND_SPEED_M_S * self._elapsed_s),
            other: _towards(before[other], lap_m, _RESTING_SPEED_M_S * self._elapsed_s),
        }
        frame.head.set(self.eyes_m, self.head, _HEAD_FLAGS)
        frame.hand(side).set(after[side], hand_orientation(side, direction))
        frame.hand(other).set(after[other], _LAP_ORIENTATION[other])
        frame.left_foot.lose()
        frame.right_foot.lose()
        frame.left_aim.lose()
        frame.right_aim.lose()
        frame.settle_samples()
        frame.set_hand_velocities(
            _velocity(before["left"], after["left"], self._elapsed_s),
            _velocity(before["right"], after["right"], self._elapsed_s),
        )
        frame.trigger = (trigger, 0.0) if side == "left" else (0.0, trigger)
        frame.squeeze = (squeeze, 0.0) if side == "left" else (0.0, squeeze)
        self._hands_m = after
        self._last_time_ns = frame.sample_time_ns


class DepthGlide:
    """How far ahead of the eyes the driven hand is: by hand, or drawn to what it is in line with.

    A patient with a flat device lines the hand up by sight; the hint brings it to the depth of
    what it covers. A turn of the wheel (or a depth key) wins over the hint until the hand is in
    line with something at another depth.
    """

    _NEAREST_M = 0.08
    _FARTHEST_M = 0.9
    _SPEED_M_S = 0.8
    _SETTLING_S = 0.12
    _OTHER_THING_M = 0.05

    def __init__(self, depth_m: float = 0.45) -> None:
        self.depth_m = depth_m
        self._overruled_m: float | None = None

    def step(self, elapsed_s: float, by_hand_m: float, hint_m: float | None) -> float:
        """Move the depth by hand or towards the hint, and return it (metres ahead of the eyes)."""
        if by_hand_m != 0.0:
            self._overruled_m = math.inf if hint_m is None else hint_m
            self._move(by_hand_m)
        elif hint_m is not None and not self._overruled(hint_m):
            self._overruled_m = None
            share = 1.0 - math.exp(-elapsed_s / self._SETTLING_S)
            most = self._SPEED_M_S * elapsed_s
            self._move(max(-most, min(most, (hint_m - self.depth_m) * share)))
        return self.depth_m

    def _overruled(self, hint_m: float) -> bool:
        return self._overruled_m is not None and (
            abs(hint_m - self._overruled_m) < self._OTHER_THING_M
        )

    def _move(self, by_m: float) -> None:
        self.depth_m = max(self._NEAREST_M, min(self._FARTHEST_M, self.depth_m + by_m))


def unit(vector: Vec3) -> Vec3:
    """The direction of a vector; straight ahead when it has none."""
    length = math.hypot(*vector)
    if length < 1e-9:
        return (0.0, 0.0, -1.0)
    return (vector[0] / length, vector[1] / length, vector[2] / length)


def no_hint(origin_m: Vec3, direction: Vec3) -> float | None:  # noqa: ARG001
    """A depth hint that never says anything."""
    return None


def _towards(from_m: Vec3, to_m: Vec3, most_m: float) -> Vec3:
    distance = math.dist(from_m, to_m)
    if distance <= most_m:
        return to_m
    if most_m <= 0.0:
        return from_m
    share = most_m / distance
    return (
        from_m[0] + (to_m[0] - from_m[0]) * share,
        from_m[1] + (to_m[1] - from_m[1]) * share,
        from_m[2] + (to_m[2] - from_m[2]) * share,
    )


def _velocity(from_m: Vec3, to_m: Vec3, elapsed_s: float) -> Vec3:
    if elapsed_s <= 0.0:
        return (0.0, 0.0, 0.0)
    return (
        (to_m[0] - from_m[0]) / elapsed_s,
        (to_m[1] - from_m[1]) / elapsed_s,
        (to_m[2] - from_m[2]) / elapsed_s,
    )
