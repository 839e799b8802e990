"""The simulated patient: a device that looks at the scene and moves as its profile says."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, dist, sin, tau
from typing import Final

import numpy as np

from controllers.controller import Features, Haptic, Side
from controllers.frame import IDENTITY, InputFrame, Quat, Vec3
from controllers.rotation import multiply
from controllers.seat import EYES_SEATED_M, hand_orientation
from simulation.answering import Answering
from simulation.arm import Arm
from simulation.attention import Attention
from simulation.grasping import Grasping, Move, towards
from simulation.legs import Legs
from simulation.looking import Looking, direction_rad, work_pitch_rad
from simulation.mind import Mind
from simulation.profiles import PROFILES
from simulation.rising import Rising
from simulation.sight import Goal, Sight
from simulation.traits import MotorProfile
from simulation.underfoot import Thing, Underfoot
from tasks.body import SHOULDER_BEHIND_EYES_M, SHOULDER_BELOW_EYES_M, SHOULDER_HALF_WIDTH_M
from tasks.scene import Role, Scene

LAP_M: Final = (0.17, -0.56, -0.04)
"""Where a hand rests, from the eyes, in arm axes."""

IDLE_S: Final = 1.5
"""With nothing to do for so long, the hand goes back into the lap."""

UPRIGHT: Final = frozenset({"hint.sit_back", "calibrate.reach.left", "calibrate.reach.right"})
"""Words that ask to reach without leaning."""

SAME_PLACE_M: Final = 0.005
"""A thing that settles by less has not moved."""

TURNING_RAD_S: Final = 2.5
"""How fast a wrist turns."""

SWAY_M: Final = 0.002
SWAY_HZ: Final = 0.27

_POINTING: Final[Vec3] = (0.0, 0.0, -1.0)
_GRIP: Final[dict[Side, Quat]] = {
    "left": hand_orientation("left", _POINTING),
    "right": hand_orientation("right", _POINTING),
}


class SimulatedPatient:
    """Plays a session from what is to be seen of it.

    It sits (or stands, by `eye_height_m`) over the stage's origin facing -Z, and steps with its
    feet where the scene asks for a foot. It answers tiles by looking at them. `profile` is the
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
        self.features = Features("simulated", orientation=True, aim=True, feet=True)
        self._eyes_m: Vec3 = (0.0, eye_height_m, 0.0)
        self._see = see
        self._sight = Sight(see, profile.visual_delay_s)
        self._affected: Side = affected
        self._outwards = 1.0 if affected == "right" else -1.0
        mind, affected_arm, other_arm, legs = np.random.SeedSequence(seed).spawn(4)
        self._attention = Attention(profile, affected, np.random.default_rng(mind))
        arm = self._arm(profile, affected_arm)
        other = self._arm(PROFILES["healthy"], other_arm)
        self._left, self._right = (other, arm) if affected == "right" else (arm, other)
        self._arms: dict[Side, Arm] = {"left": self._left, "right": self._right}
        self._side: Side | None = None
        self._goal: Goal | None = None
        self._origin_ns: int | None = None
        self._shown_s = self._before_s = 0.0
        self._before_m: tuple[Vec3, Vec3] | None = None
        self._sway = float(self._attention.rng.uniform(0.0, tau))
        self._looking = Looking()
        self._work_pitch_rad = 0.0
        self._legs = Legs(profile, affected, eye_height_m, np.random.default_rng(legs))
        self._underfoot = Underfoot()
        self._on_floor: tuple[int, str] | None = None
        self._floor_noticed_s = 0.0
        self._stepping = self._moved = False
        self._yaw_rad = 0.0
        self._toes = IDENTITY
        self._grasping = Grasping()
        self._move: Move | None = None
        self._aimed_m: Vec3 = (0.0, 0.0, 0.0)
        self._turns: dict[Side, Quat] = {"left": IDENTITY, "right": IDENTITY}
        self._trigger = (0.0, 0.0)
        self._rising = Rising(eye_height_m, self._legs)
        self._answering = Answering(Mind(profile, (arm.endurance, self._legs.endurance)))
        self._keys = self._answering.keys

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
        body_m, yaw_rad = self._step(now_s, frame)
        if self._moved:
            cos_yaw, sin_yaw = cos(yaw_rad), sin(yaw_rad)
            head_m = _carried(head_m, body_m, cos_yaw, sin_yaw)
            left_m = _carried(left_m, body_m, cos_yaw, sin_yaw)
            right_m = _carried(right_m, body_m, cos_yaw, sin_yaw)
        gaze = self._look(head_m, yaw_rad, now_s)
        self._grasp(left_m, right_m, now_s)
        frame.head.set(head_m, gaze)
        frame.trigger = self._trigger
        frame.left_hand.set(left_m, _held(self._turns["left"], "left"))
        frame.left_aim.set(left_m)
        frame.right_hand.set(right_m, _held(self._turns["right"], "right"))
        frame.right_aim.set(right_m)
        frame.settle_samples()
        self._tell_velocities(frame, left_m, right_m, now_s - self._before_s)
        self._before_s = now_s

    def reseed(self, seed: int) -> None:
        """Draw all chance from another seed from now on; skill, fatigue and position stay.

        Meant for deep copies: one and the same moment, lived on in many ways.
        """
        mind, affected_arm, other_arm, legs = np.random.SeedSequence(seed).spawn(4)
        self._attention.rng = np.random.default_rng(mind)
        other: Side = "left" if self._affected == "right" else "right"
        self._arms[self._affected].reseed(np.random.default_rng(affected_arm))
        self._arms[other].reseed(np.random.default_rng(other_arm))
        self._legs.reseed(np.random.default_rng(legs))

    def watch(self, see: Callable[[], Scene]) -> None:
        """Look at another scene from now on: a deep copy still sees through what it was given."""
        self._see = see
        self._sight.see = see

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
            if self._move is not None:
                return  # the start place is gone because there is something to take
            self._work_pitch_rad = 0.0
            if self._side is not None:
                self._arms[self._side].rest(now_s + IDLE_S)
            return
        side = self._hand_for(goal)
        arm = self._arms[side]
        x, y, z = goal.place_m
        if self._moved:
            x, y, z = _seen_from(goal.place_m, *self._legs.body_at(now_s))
            y -= self._rising.at(now_s)
        place_m = (x if side == "right" else -x, y, z)
        if before is not None and goal.id == before.id and side == self._side:
            arm.follow(place_m)
            return
        self._side = side
        self._arms["left" if side == "right" else "right"].rest(now_s)
        at_s = goal.seen_s + self._attention.reaction_s(arm.profile)
        if goal.role is Role.TARGET:
            at_s += self._attention.neglect_s((x, y, z))
        arm.aim(place_m, goal.radius_m, at_s)
        self._work_pitch_rad = work_pitch_rad(self._eyes_m, place_m)

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

    def _grasp(self, left_m: Vec3, right_m: Vec3, now_s: float) -> None:
        """Take what is to be grasped, if anything is, one step further."""
        scene = self._see()
        side: Side = scene.wanted_side or self._affected
        hand_m = left_m if side == "left" else right_m
        before, move = self._move, self._grasping.look(scene, self._arms[side], side, hand_m, now_s)
        self._move = move
        if move is None and before is None:
            return
        elapsed_s = now_s - self._before_s
        for hand in self._turns:
            wanted = move.turn if move is not None and move.side == hand else IDENTITY
            self._turns[hand] = towards(self._turns[hand], wanted, TURNING_RAD_S * elapsed_s)
        if move is None:
            assert before is not None
            self._trigger = (0.0, 0.0)
            self._arms[before.side].rest(now_s + IDLE_S)
            return
        closed = self._arms[side].grip if move.closed else 0.0
        self._trigger = (closed, 0.0) if side == "left" else (0.0, closed)
        new = before is None or before.side != side
        if not new and dist(move.place_m, self._aimed_m) < SAME_PLACE_M:
            return
        self._aimed_m = move.place_m
        x, y, z = move.place_m
        place_m = (x if side == "right" else -x, y, z)
        arm = self._arms[side]
        late_s = 0.0
        if new:
            late_s = arm.profile.visual_delay_s + self._attention.reaction_s(arm.profile)
            late_s += self._attention.neglect_s(move.place_m)
        arm.aim(place_m, move.radius_m, now_s + late_s)
        self._work_pitch_rad = work_pitch_rad(self._eyes_m, place_m)

    def _step(self, now_s: float, frame: InputFrame) -> tuple[Vec3, float]:
        """Move the feet where the scene asks for one; the body's way so far, and its heading."""
        legs, scene = self._legs, self._see()
        if scene.wanted_limb == "foot":
            self._stepping = True
            thing = self._underfoot.look(scene, now_s, legs.feet_m)
            if not self._noticed(thing, now_s):
                thing = None
            legs.act(thing, scene.wanted_side, now_s)
        elif self._stepping:
            legs.act(None, None, now_s)
        (x, y, z), yaw_rad = legs.body_at(now_s)
        turned = self._toes
        if yaw_rad != self._yaw_rad:
            turned = self._toes = (0.0, sin(yaw_rad / 2.0), 0.0, cos(yaw_rad / 2.0))
            self._yaw_rad = yaw_rad
        frame.left_foot.set(legs.left.strokes.at(now_s), turned)
        frame.right_foot.set(legs.right.strokes.at(now_s), turned)
        self._rising.read(self._answering.keys, now_s)
        risen_m = self._rising.at(now_s)
        self._moved = self._moved or self._stepping or risen_m != 0.0
        return (x, y + risen_m, z), yaw_rad

    def _noticed(self, thing: Thing | None, now_s: float) -> bool:
        """Whether what lies or comes on the floor has been noticed by now."""
        which = None if thing is None else (thing.id, thing.kind)
        if which != self._on_floor:
            self._on_floor = which
            if thing is not None:
                profile = self._legs.profile
                self._floor_noticed_s = now_s + profile.visual_delay_s
                if thing.kind != "start":
                    x, y, z = _seen_from(thing.place_m, *self._legs.body_at(now_s))
                    self._floor_noticed_s += self._attention.reaction_s(profile)
                    self._floor_noticed_s += self._attention.neglect_s((x, y, z))
        return now_s >= self._floor_noticed_s

    def _look(self, head_m: Vec3, yaw_rad: float, now_s: float) -> Quat:
        """Turn to a tile that is to be chosen, or else nod towards the work."""
        tile_m = self._answering.look(self._see(), now_s)
        if self._answering.keys is not self._keys:
            self._keys = self._answering.keys
            for arm in (self._left, self._right):
                arm.sits_back = not UPRIGHT.isdisjoint(self._keys)
        pitch_rad = self._work_pitch_rad
        if tile_m is not None:
            yaw_rad, pitch_rad = direction_rad(head_m, tile_m)
        return self._looking.step(yaw_rad, pitch_rad, now_s - self._before_s)

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


def _held(turn: Quat, side: Side) -> Quat:
    """Orientation of a hand that is turned by so much from how it points."""
    return _GRIP[side] if turn is IDENTITY else multiply(turn, _GRIP[side])


def _carried(place_m: Vec3, by_m: Vec3, cos_yaw: float, sin_yaw: float) -> Vec3:
    """A place of the body after it has turned about the stage's origin and gone by `by_m`."""
    x, y, z = place_m
    return (
        cos_yaw * x + sin_yaw * z + by_m[0],
        y + by_m[1],
        cos_yaw * z - sin_yaw * x + by_m[2],
    )


def _seen_from(place_m: Vec3, by_m: Vec3, yaw_rad: float) -> Vec3:
    """A place of the stage as if the body had not turned and gone: `_carried` undone."""
    x, y, z = place_m[0] - by_m[0], place_m[1] - by_m[1], place_m[2] - by_m[2]
    cos_yaw, sin_yaw = cos(yaw_rad), sin(yaw_rad)
    return (cos_yaw * x - sin_yaw * z, y, sin_yaw * x + cos_yaw * z)
