"""A patient before a screen: the head keeps still, one hand is driven, the other rests in the lap.

What mouse, keyboard and gamepad share. Stage frame; the patient begins over the origin and faces
-Z. The head keeps its place over the feet and turns after the work. That gaze is made up and not
measured, so the head's orientation is valid but not tracked.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from controllers.controller import Limb, Side, other_side
from controllers.feet import Feet, Lifts
from controllers.frame import GUESSED, IDENTITY, Button, InputFrame, PoseFlag, Quat, Vec3
from controllers.gaze import Gaze, orientation
from controllers.rotation import about_up, looking_along, multiply
from controllers.wrist import GRIPS, Wrist

EYES_SEATED_M: Final = 1.2

Facing = Callable[[], float | None]
"""Heading in radians about +Y in which the feet are asked to go, if they are."""

SHOULDER_M: Final[dict[Side, Vec3]] = {"left": (-0.18, -0.24, 0.08), "right": (0.18, -0.24, 0.08)}
"""From the eyes."""

_LAP_M: Final[dict[Side, Vec3]] = {"left": (-0.15, -0.62, -0.22), "right": (0.15, -0.62, -0.22)}
_HAND_SPEED_M_S: Final = 4.0
_RESTING_SPEED_M_S: Final = 1.0
_LONGEST_STEP_S: Final = 0.1
_TO_THE_FEET_STANDING: Final[Gaze] = (0.0, -66.0)
_TO_THE_FEET_SEATED: Final[Gaze] = (0.0, -50.0)
_PLAYED_WITH: Final = int(Button.SELECT | Button.UP | Button.DOWN | Button.LEFT | Button.RIGHT)
_LOOKING_S: Final = 0.25
_HEAD_FLAGS: Final = GUESSED | int(PoseFlag.POSITION_TRACKED)
_PRONATION_RAD: Final = math.radians(70.0)
_FINGERS_UP_RAD: Final = math.radians(50.0)


def hands_only() -> Limb:
    """A wish for hands alone."""
    return "hand"


def no_heading() -> float | None:
    """No way is asked."""
    return None


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

    `side` and `limb` say which hand or foot is wanted, `facing` the heading (about +Y) in which
    the feet are asked to go; `swap` takes the other side until the wish changes. Limbs move no
    faster than a person's, also when they change places.
    """

    def __init__(
        self,
        side: Callable[[], Side],
        eye_height_m: float = EYES_SEATED_M,
        limb: Callable[[], Limb] = hands_only,
        facing: Facing = no_heading,
    ) -> None:
        self.eyes_m: Vec3 = (0.0, eye_height_m, 0.0)
        self.head: Quat = IDENTITY
        self.wrist = Wrist()
        self._feet = Feet(eye_height_m)
        self._gaze: Gaze | None = None
        self._wanted, self._limb, self._facing = side, limb, facing
        self._last_wish = self.side = side()
        self._hands_m = {hand: self.to_stage(_LAP_M[hand]) for hand in _LAP_M}
        self._last_time_ns: int | None = None
        self._elapsed_s = 0.0
        self._spent = 0
        self._grip = (0.0, 0.0)

    @property
    def on_foot(self) -> bool:
        """Whether the feet are driven now, and not a hand."""
        return self._limb() == "foot"

    @property
    def gripping(self) -> bool:
        """Whether the driven hand closed round something in the last frame."""
        return max(self._grip) > GRIPS

    def to_stage(self, offset_m: Vec3) -> Vec3:
        """A place given from the eyes in body axes, in the stage frame."""
        x, y, z = self.eyes_m
        offset_m = self.turned(offset_m)
        return (x + offset_m[0], y + offset_m[1], z + offset_m[2])

    def from_eyes(self, place_m: Vec3) -> Vec3:
        """A place in the stage frame, given from the eyes in body axes."""
        x, y, z = self.eyes_m
        dx, dy, dz = place_m[0] - x, place_m[1] - y, place_m[2] - z
        yaw = self._feet.yaw_rad
        if yaw == 0.0:
            return (dx, dy, dz)
        cos, sin = math.cos(yaw), math.sin(yaw)
        return (cos * dx - sin * dz, dy, sin * dx + cos * dz)

    def turned(self, vector: Vec3) -> Vec3:
        """A direction in body axes, in stage axes."""
        yaw = self._feet.yaw_rad
        if yaw == 0.0:
            return vector
        cos, sin = math.cos(yaw), math.sin(yaw)
        return (cos * vector[0] + sin * vector[2], vector[1], cos * vector[2] - sin * vector[0])

    def swap(self) -> None:
        """Drive the other hand or foot."""
        self._grip = (0.0, 0.0)
        self.side = other_side(self.side)
        self.wrist.reset()

    def begin(self, frame: InputFrame) -> float:
        """Start a frame: follow the wanted side; returns the seconds to move by, at most 0.1."""
        wish = self._wanted()
        if wish != self._last_wish:
            self._last_wish = wish
            if wish != self.side:
                self.swap()
        last = self._last_time_ns
        now = frame.sample_time_ns
        self._elapsed_s = 0.0 if last is None else max(now - last, 0) * 1e-9
        return min(self._elapsed_s, _LONGEST_STEP_S)

    def look(self, gaze: Gaze, elapsed_s: float) -> None:
        """Turn the head smoothly towards a gaze; to the floor while the feet are driven."""
        if self.on_foot:
            gaze = _TO_THE_FEET_SEATED if self._feet.seated else _TO_THE_FEET_STANDING
        before = gaze if self._gaze is None else self._gaze
        share = 1.0 - math.exp(-elapsed_s / _LOOKING_S)
        self._gaze = (
            before[0] + (gaze[0] - before[0]) * share,
            before[1] + (gaze[1] - before[1]) * share,
        )
        self.head = orientation((self._gaze[0] + math.degrees(self._feet.yaw_rad), self._gaze[1]))

    def buttons(self, bits: int) -> int:
        """The buttons less those that lift and lead a foot, each until it is let go once."""
        if self.on_foot:
            self._spent |= bits & _PLAYED_WITH
        else:
            self._spent &= bits
        return bits & ~self._spent

    def lifts(self, left: float, right: float, wanted: float) -> Lifts:
        """How far each foot is asked up: by its own button, or by the wanted one's."""
        if self.side == "left":
            return (max(left, wanted), right)
        return (left, max(right, wanted))

    def walk(
        self, frame: InputFrame, lifts: Lifts, move_m: tuple[float, float], elapsed_s: float
    ) -> None:
        """Drive the feet by (right, ahead) metres and write the frame; the hands rest."""
        self._feet.drive(lifts, move_m, self._facing(), elapsed_s)
        self._go_along()
        self._write(frame, None, self.turned((0.0, 0.0, -1.0)), (0.0, 0.0))

    def fill(
        self, frame: InputFrame, hand_m: Vec3, direction: Vec3, trigger: float, squeeze: float
    ) -> None:
        """Write head, hands, feet, velocities, trigger and squeeze; no aim yet.

        `hand_m` is where the driven hand is wanted, `direction` where its fingers point, both in
        the stage frame.
        """
        self._feet.stand(min(self._elapsed_s, _LONGEST_STEP_S))
        self._go_along()
        self._write(frame, hand_m, direction, (trigger, squeeze))

    def _go_along(self) -> None:
        x, z = self._feet.offset_m
        self.eyes_m = (x, self.eyes_m[1], z)

    def _write(
        self,
        frame: InputFrame,
        hand_m: Vec3 | None,
        direction: Vec3,
        grip: tuple[float, float],
    ) -> None:
        side, other = self.side, other_side(self.side)
        self._grip = grip
        lap_m, other_lap_m = self.to_stage(_LAP_M[side]), self.to_stage(_LAP_M[other])
        goal_m, speed_m_s = hand_m, _HAND_SPEED_M_S
        if goal_m is None:
            goal_m, speed_m_s = lap_m, _RESTING_SPEED_M_S
        before = self._hands_m
        if self._last_time_ns is None:
            before = {side: goal_m, other: other_lap_m}
        after = {
            side: _towards(before[side], goal_m, speed_m_s * self._elapsed_s),
            other: _towards(before[other], other_lap_m, _RESTING_SPEED_M_S * self._elapsed_s),
        }
        frame.head.set(self.eyes_m, self.head, _HEAD_FLAGS)
        turn = self._in_lap(side)
        if hand_m is not None:
            turn = self._reaching(side, direction)
        frame.hand(side).set(after[side], turn)
        frame.hand(other).set(after[other], self._in_lap(other))
        self._feet.fill(frame)
        frame.left_aim.lose()
        frame.right_aim.lose()
        frame.settle_samples()
        frame.set_hand_velocities(
            _velocity(before["left"], after["left"], self._elapsed_s),
            _velocity(before["right"], after["right"], self._elapsed_s),
        )
        trigger, squeeze = grip
        frame.trigger = (trigger, 0.0) if side == "left" else (0.0, trigger)
        frame.squeeze = (squeeze, 0.0) if side == "left" else (0.0, squeeze)
        self._hands_m = after
        self._last_time_ns = frame.sample_time_ns

    def _reaching(self, side: Side, direction: Vec3) -> Quat:
        elapsed_s = min(self._elapsed_s, _LONGEST_STEP_S)
        pointing = self.wrist.step(direction, self.gripping, elapsed_s)
        roll = self.wrist.roll_about(self.turned((0.0, 0.0, -1.0)))
        return multiply(roll, hand_orientation(side, pointing))

    def _in_lap(self, side: Side) -> Quat:
        yaw = self._feet.yaw_rad
        if yaw == 0.0:
            return _LAP_ORIENTATION[side]
        return multiply(about_up(yaw), _LAP_ORIENTATION[side])


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
