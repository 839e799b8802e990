"""A scripted patient who grasps: takes what glows, brings it to the ghost, lets go.

It sees the scene alone. What it decides on a frame it begins on the next half second, so that it
does the same at every frame rate.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from controllers.controller import Side
from controllers.frame import IDENTITY, InputFrame, Quat, Vec3
from controllers.rotation import multiply, rotate
from tasks.grasping.catalogue import KINDS
from tasks.scene import Instance, Role, Scene

EYES_M: Vec3 = (0.0, 1.2, 0.0)
HOMES_M: dict[Side, Vec3] = {"left": (-0.25, 0.85, -0.1), "right": (0.25, 0.85, -0.1)}
GRIPS = {kind.mesh: kind.grip_m for kind in KINDS.values()}
ABOVE_M = 0.1
PATIENCE_S = 2.0
Signal = Callable[[InputFrame, Side, float], None]
Pose = tuple[Vec3, Quat]


def by_trigger(frame: InputFrame, side: Side, amount: float) -> None:
    left, right = frame.trigger
    frame.trigger = (amount, right) if side == "left" else (left, amount)


def by_squeeze(frame: InputFrame, side: Side, amount: float) -> None:
    left, right = frame.squeeze
    frame.squeeze = (amount, right) if side == "left" else (left, amount)


def by_pinch(frame: InputFrame, side: Side, amount: float) -> None:
    left, right = frame.aperture_m
    gap_m = 0.08 * (1.0 - amount) + 0.01 * amount
    frame.aperture_m = (gap_m, right) if side == "left" else (left, gap_m)


def by_nothing(frame: InputFrame, side: Side, amount: float) -> None:
    pass


@dataclass
class Part:
    """A movement on a minimum-jerk course, with the grip on a straight one."""

    begin_s: float
    end_s: float
    to: Pose
    amount: float


class Hand:
    """One hand that does its parts one after the other."""

    def __init__(self, home_m: Vec3) -> None:
        self.pose: Pose = (home_m, IDENTITY)
        self.amount = 0.0
        self.parts: list[Part] = []

    def then(
        self, now_s: float, duration_s: float, to: Pose | None = None, amount: float | None = None
    ) -> None:
        last = self.parts[-1] if self.parts else Part(0.0, -1.0, self.pose, self.amount)
        begin_s = max(last.end_s, math.ceil(now_s * 2 + 0.5) / 2)
        grip = last.amount if amount is None else amount
        self.parts.append(Part(begin_s, begin_s + duration_s, to or last.to, grip))

    def at(self, now_s: float) -> tuple[Pose, float]:
        while self.parts and now_s >= self.parts[0].end_s:
            part = self.parts.pop(0)
            self.pose, self.amount = part.to, part.amount
        if not self.parts or now_s <= self.parts[0].begin_s:
            return self.pose, self.amount
        part = self.parts[0]
        s = (now_s - part.begin_s) / (part.end_s - part.begin_s)
        share = s * s * s * (10 + s * (6 * s - 15))
        return _between(self.pose, part.to, share), self.amount + (part.amount - self.amount) * s


class Grasper:
    """Fills frames. `amount` is how far it closes, `signal` how that is told of the hand."""

    def __init__(
        self,
        scene: Scene,
        *,
        signal: Signal = by_trigger,
        amount: float = 1.0,
        opens: bool = True,
        speed: float = 1.0,
        homes_m: dict[Side, Vec3] = HOMES_M,
    ) -> None:
        self.scene = scene
        self.hands: dict[Side, Hand] = {side: Hand(homes_m[side]) for side in homes_m}
        self._homes_m = homes_m
        self._signal = signal
        self._amount = amount
        self._opens = opens
        self._pace = 1.0 / speed
        self._start: int | None = None
        self._holds: Side | None = None
        self._target: int | None = None
        self._waits_s = math.inf

    def fill(self, frame: InputFrame, now_s: float) -> None:
        self._decide(now_s)
        frame.head.set(EYES_M)
        frame.trigger = frame.squeeze = (0.0, 0.0)
        for side, hand in self.hands.items():
            pose, amount = hand.at(now_s)
            frame.hand(side).set(*pose)
            self._signal(frame, side, amount)
        frame.settle_samples()

    def _decide(self, now_s: float) -> None:
        side = self.scene.wanted_side
        wanted = [thing for thing in self.scene.of(Role.OBJECT) if thing.glow > 0.0]
        if side is None or self.hands[side].parts:
            return
        if not wanted:
            self._holds = self._target = None
            self._go_to_start(side, now_s)
            return
        thing, target = wanted[0], self.scene.of(Role.TARGET)[0]
        hand = self.hands[side]
        if self._holds != side:
            if self._holds is not None:
                self._leave(self._holds, now_s + 3.0)
            self._take(hand, thing, now_s)
            self._holds, self._target = side, None
        elif self._target != target.id:
            self._carry(hand, thing, target, now_s)
            self._target = target.id
            self._waits_s = hand.parts[-1].end_s + PATIENCE_S
        elif now_s >= self._waits_s:
            self._leave(side, now_s)
            self._holds = None

    def _go_to_start(self, side: Side, now_s: float) -> None:
        starts = self.scene.of(Role.START)
        if starts and starts[0].id != self._start:
            self._start = starts[0].id
            self.hands[side].then(now_s, 0.8, (starts[0].position_m, IDENTITY), 0.0)

    def _take(self, hand: Hand, thing: Instance, now_s: float) -> None:
        x, y, z = rotate(thing.orientation, GRIPS[thing.mesh])
        factor, (a, b, c) = thing.scale[0], thing.position_m
        grip_m = (a + factor * x, b + factor * y, c + factor * z)
        hand.then(now_s, 0.9 * self._pace, (_above(grip_m), IDENTITY), 0.0)
        hand.then(now_s, 0.5 * self._pace, (grip_m, IDENTITY))
        hand.then(now_s, 0.3)
        hand.then(now_s, 0.2, amount=self._amount)
        hand.then(now_s, 1.2)

    def _carry(self, hand: Hand, thing: Instance, target: Instance, now_s: float) -> None:
        hand_m, turn = hand.pose
        goal_turn = multiply(multiply(target.orientation, _back(thing.orientation)), turn)
        away = tuple(h - o for h, o in zip(hand_m, thing.position_m, strict=True))
        away = rotate(multiply(target.orientation, _back(thing.orientation)), away)
        goal_m = tuple(t + a for t, a in zip(target.position_m, away, strict=True))
        hand.then(now_s, 0.6 * self._pace, (_above(hand_m), turn))
        hand.then(now_s, 1.2 * self._pace, (_above(goal_m), goal_turn))
        hand.then(now_s, 0.7 * self._pace, (goal_m, goal_turn))

    def _leave(self, side: Side, now_s: float) -> None:
        hand = self.hands[side]
        hand.then(now_s, 0.3, amount=0.0 if self._opens else None)
        hand.then(now_s, 1.0, (self._homes_m[side], IDENTITY))


def _above(place_m: Vec3) -> Vec3:
    return (place_m[0], place_m[1] + ABOVE_M, place_m[2])


def _back(turn: Quat) -> Quat:
    return (-turn[0], -turn[1], -turn[2], turn[3])


def _between(a: Pose, b: Pose, share: float) -> Pose:
    place = tuple(p + (q - p) * share for p, q in zip(a[0], b[0], strict=True))
    sign = 1.0 if sum(p * q for p, q in zip(a[1], b[1], strict=True)) >= 0.0 else -1.0
    turn = [p + (sign * q - p) * share for p, q in zip(a[1], b[1], strict=True)]
    length = math.hypot(*turn)
    x, y, z, w = (part / length for part in turn)
    return place, (x, y, z, w)
