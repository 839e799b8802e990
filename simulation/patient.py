"""The simulated patient: a device that looks at the scene and moves as its profile says."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, dist, exp, radians, sin, tau
from typing import Final

import numpy as np

from controllers.controller import Features, Haptic, Side
from controllers.frame import InputFrame, Quat, Vec3
from controllers.seat import EYES_SEATED_M, hand_orientation
from simulation.arm import Arm
from simulation.profiles import PROFILES, MotorProfile
from simulation.sight import Goal, Sight
from tasks.body import SHOULDER_BEHIND_EYES_M, SHOULDER_BELOW_EYES_M, SHOULDER_HALF_WIDTH_M
from tasks.scene import Role, Scene

LAP_M: Final = (0.17, -0.56, -0.04)
"""Where a hand rests, from the eyes, in arm axes."""

IDLE_S: Final = 1.5
"""With nothing to do for so long, the hand goes back into the lap."""

SWAY_M: Final = 0.002
SWAY_HZ: Final = 0.27
LOWEST_GAZE_RAD: Final = radians(-30.0)
HIGHEST_GAZE_RAD: Final = radians(10.0)
LOOKING_S: Final = 0.25

_POINTING: Final[Vec3] = (0.0, 0.0, -1.0)
_GRIP: Final[dict[Side, Quat]] = {
    "left": hand_orientation("left", _POINTING),
    "right": hand_orientation("right", _POINTING),
}


class SimulatedPatient:
    """Plays a session from what is to be seen of it.

    It sits (or stands, by `eye_height_m`) over the stage's origin facing -Z. `profile` is the
    arm of the `affected` side; the other arm is a healthy one. It keeps its hand at the start
    place or in the lap until it sees a target, and knows nothing else of the task: not the
    events, not the side, not the difficulty. The hand is the one that glows in the scene; if
    none does, the one on whose side the start place is, or the first target where there was
    no start place.

    The same `seed`, scenes and frame times give the same movement; mirrored scenes with the
    other side affected give the mirrored one.
    """

    def __init__(
        self,
        profile: MotorProfile,
        seed: int,
        see: Callable[[], Scene],
        affected: Side = "right",
        eye_height_m: float = EYES_SEATED_M,
    ) -> None:
        self.features = Features("simulated", orientation=True, aim=True)
        self._eyes_m: Vec3 = (0.0, eye_height_m, 0.0)
        self._sight = Sight(see, profile.visual_delay_s)
        self._affected: Side = affected
        self._outwards = 1.0 if affected == "right" else -1.0
        mind, affected_arm, other_arm = np.random.SeedSequence(seed).spawn(3)
        self._mind = np.random.default_rng(mind)
        arm = self._arm(profile, affected_arm)
        other = self._arm(PROFILES["healthy"], other_arm)
        self._left, self._right = (other, arm) if affected == "right" else (arm, other)
        self._arms: dict[Side, Arm] = {"left": self._left, "right": self._right}
        self._side: Side | None = None
        self._goal: Goal | None = None
        self._origin_ns: int | None = None
        self._shown_s = self._before_s = 0.0
        self._before_m: tuple[Vec3, Vec3] | None = None
        self._sway = float(self._mind.uniform(0.0, tau))
        self._gaze_rad = self._gaze_goal_rad = 0.0
        self._gaze: Quat = (0.0, 0.0, 0.0, 1.0)

    def read(self, frame: InputFrame) -> None:
        """Look, move, and fill the frame as a device does that does not extrapolate."""
        now_ns = frame.sample_time_ns
        if self._origin_ns is None:
            self._origin_ns = now_ns
        now_s = (now_ns - self._origin_ns) * 1e-9
        goal = self._sight.look(self._shown_s, now_s)
        self._shown_s = (frame.display_time_ns - self._origin_ns) * 1e-9
        if goal is not self._goal:
            self._notice(goal, now_s)
        left, right = self._left, self._right
        left_lean_m, right_lean_m = left.lean_at(now_s), right.lean_at(now_s)
        x, y, z = left.at(now_s, left_lean_m)
        left_m = (-x, y, z)
        right_m = right.at(now_s, right_lean_m)
        sway_m = SWAY_M * sin(tau * SWAY_HZ * now_s + self._sway)
        eyes_x, eyes_y, eyes_z = self._eyes_m
        head_m = (
            eyes_x + right_lean_m[0] - left_lean_m[0] + self._outwards * sway_m,
            eyes_y + right_lean_m[1] + left_lean_m[1],
            eyes_z + right_lean_m[2] + left_lean_m[2] + 0.7 * sway_m,
        )
        self._look(now_s - self._before_s)
        frame.head.set(head_m, self._gaze)
        grip = _GRIP["left"]
        frame.left_hand.set(left_m, grip)
        frame.left_aim.set(left_m)
        grip = _GRIP["right"]
        frame.right_hand.set(right_m, grip)
        frame.right_aim.set(right_m)
        frame.settle_samples()
        self._tell_velocities(frame, left_m, right_m, now_s - self._before_s)
        self._before_s = now_s

    def pulse(self, haptic: Haptic) -> None:
        """Feel nothing."""

    def close(self) -> None:
        """Nothing to give back."""

    def _arm(self, profile: MotorProfile, seed: np.random.SeedSequence) -> Arm:
        x, y, z = self._eyes_m
        shoulder_m = (
            x + SHOULDER_HALF_WIDTH_M,
            y - SHOULDER_BELOW_EYES_M,
            z + SHOULDER_BEHIND_EYES_M,
        )
        lap_m = (x + LAP_M[0], y + LAP_M[1], z + LAP_M[2])
        return Arm(profile, shoulder_m, lap_m, np.random.default_rng(seed))

    def _notice(self, goal: Goal | None, now_s: float) -> None:
        """React to something new, or to nothing being there any more."""
        before, self._goal = self._goal, goal
        if before is not None and before.role is Role.TARGET and self._side is not None:
            gone = goal is None or goal.id != before.id
            if gone and self._hand_is_in(before):
                self._arms[self._side].endurance.succeed()
        if goal is None:
            self._gaze_goal_rad = 0.0
            if self._side is not None:
                self._arms[self._side].rest(now_s + IDLE_S)
            return
        side = self._hand_for(goal)
        arm = self._arms[side]
        place_m = goal.place_m if side == "right" else (-goal.place_m[0], *goal.place_m[1:])
        if before is not None and goal.id == before.id and side == self._side:
            arm.follow(place_m)
            return
        self._side = side
        self._arms["left" if side == "right" else "right"].rest(now_s)
        arm.aim(place_m, goal.radius_m, goal.seen_s + self._reaction_s(arm.profile))
        ahead_m = max(0.1, -goal.place_m[2])
        pitch_rad = 0.6 * (goal.place_m[1] - self._eyes_m[1]) / ahead_m
        self._gaze_goal_rad = min(HIGHEST_GAZE_RAD, max(LOWEST_GAZE_RAD, pitch_rad))

    def _hand_for(self, goal: Goal) -> Side:
        if goal.hand is not None:
            return goal.hand
        if goal.role is not Role.START and self._side is not None:
            return self._side
        x = goal.place_m[0]
        if x == 0.0:
            return self._affected
        return "right" if x > 0.0 else "left"

    def _hand_is_in(self, goal: Goal) -> bool:
        assert self._before_m is not None
        hand_m = self._before_m[0 if self._side == "left" else 1]
        return dist(hand_m, goal.place_m) <= goal.radius_m

    def _reaction_s(self, profile: MotorProfile) -> float:
        usual, lapsing = self._mind.standard_normal(), self._mind.random()
        reaction_s = max(
            0.5 * profile.reaction_s, profile.reaction_s + profile.reaction_sd_s * usual
        )
        late_s = self._mind.exponential(profile.lapse_s)
        return float(reaction_s + late_s if lapsing < profile.lapse else reaction_s)

    def _look(self, elapsed_s: float) -> None:
        """Nod towards the work; the head never turns sideways."""
        turn_rad = self._gaze_goal_rad - self._gaze_rad
        if abs(turn_rad) > 1e-4:
            self._gaze_rad += turn_rad * (1.0 - exp(-elapsed_s / LOOKING_S))
            self._gaze = (sin(self._gaze_rad / 2.0), 0.0, 0.0, cos(self._gaze_rad / 2.0))

    def _tell_velocities(
        self, frame: InputFrame, left_m: Vec3, right_m: Vec3, elapsed_s: float
    ) -> None:
        before = self._before_m
        self._before_m = (left_m, right_m)
        if before is None or elapsed_s <= 0.0:
            return
        (lx, ly, lz), (rx, ry, rz) = before
        frame.set_hand_velocities(
            (
                (left_m[0] - lx) / elapsed_s,
                (left_m[1] - ly) / elapsed_s,
                (left_m[2] - lz) / elapsed_s,
            ),
            (
                (right_m[0] - rx) / elapsed_s,
                (right_m[1] - ry) / elapsed_s,
                (right_m[2] - rz) / elapsed_s,
            ),
        )
