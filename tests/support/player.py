"""A session played without a clock or a device: a hand that goes where the scene asks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from controllers.controller import Side
from controllers.frame import InputFrame, Vec3
from game.commands import Command, Inbox
from game.context import Context
from game.resume_point import ResumePoint
from game.session import Session
from levels.loader import parse_level
from tasks.body import BodyFrame, ReachEnvelope
from tasks.scene import Role, Scene

EYES_M: Vec3 = (0.0, 1.2, 0.0)
SKIN = (0.8, 0.6, 0.5, 1.0)

SMALL_LEVEL = """
format: 1
id: small
title: Small
for_whom: tests
objective: to be played
body_part: arm
posture: seated
caution: none
reason: short
minutes: 1
limits: {{session_minutes: {minutes}, repetitions: {repetitions}}}
guide: {{check_in: false, check_out: false, calibration: never}}
exercises:
  - name: reach
    task: reaching
    objective: reach
    body_part: arm
    sets: 2
    repetitions: 3
    familiarisation: 1
    rest_s: 2
    demonstrate: {demonstrate}
    difficulty: {{policy: weighted_up_down, start: 0.2, step: 0.1}}
"""


class Notes:
    """A journal that keeps everything in memory."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.trials: list[dict[str, Any]] = []

    def event(self, kind: str, frame: InputFrame, **data: object) -> None:
        head = {"kind": kind, "frame_index": frame.frame_index, "time_ns": frame.display_time_ns}
        self.events.append(head | data)

    def trial(self, row: Mapping[str, object]) -> None:
        self.trials.append(dict(row))

    def kinds(self) -> list[str]:
        return [event["kind"] for event in self.events]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["kind"] == kind]


class Player:
    """Steps a session frame by frame; `change` may spoil a frame before the session sees it."""

    def __init__(
        self,
        level: str = SMALL_LEVEL,
        *,
        demonstrate: bool = False,
        affected: Side = "right",
        seed: int = 1,
        rate_hz: float = 90.0,
        cap_minutes: int = 20,
        cap_repetitions: int = 200,
        resumed: ResumePoint | None = None,
    ) -> None:
        text = level.format(
            demonstrate=str(demonstrate).lower(),
            minutes=cap_minutes,
            repetitions=cap_repetitions,
        )
        self.level = parse_level(text.encode(), "small.yaml")
        self.notes = Notes()
        self.inbox = Inbox()
        self.scene = Scene("orchard")
        self.context = Context(
            self.scene,
            self.notes,
            np.random.Generator(np.random.PCG64(seed)),
            affected,
            ReachEnvelope(),
            BodyFrame(EYES_M, 0.0),
        )
        self.session = Session(self.level, self.context, self.inbox, SKIN, resumed)
        self.frame = InputFrame()
        self.hands: dict[Side, Vec3] = {"left": (-0.2, 0.8, -0.2), "right": (0.2, 0.8, -0.2)}
        self.speed_m_s = 0.8
        self._index = -1
        self._rate_hz = rate_hz

    @property
    def now_s(self) -> float:
        return self._index / self._rate_hz

    def command(self, kind: str, **data: object) -> None:
        self.inbox.put(Command(kind, data))

    def step(self, change: Callable[[InputFrame], None] = lambda _: None) -> None:
        """One frame: the wanted hand goes straight to what is to be reached."""
        self._index += 1
        frame = self.frame
        time_ns = 1_000_000_000 + round(self._index * 1e9 / self._rate_hz)
        frame.set_times(self._index, time_ns, time_ns)
        frame.head.set(EYES_M)
        goals = self.scene.of(Role.TARGET) or self.scene.of(Role.START)
        side = self.scene.wanted_side
        if goals and side:
            self.hands[side] = self._towards(self.hands[side], goals[-1].position_m)
        frame.left_hand.set(self.hands["left"])
        frame.right_hand.set(self.hands["right"])
        frame.settle_samples()
        frame.buttons = 0
        frame.focused = frame.connected = True
        change(frame)
        self.session.step(frame)

    def until(
        self,
        reached: Callable[[], bool],
        change: Callable[[InputFrame], None] = lambda _: None,
        within_s: float = 200.0,
    ) -> None:
        """Step until something is the case."""
        limit_s = self.now_s + within_s
        while not reached():
            assert self.now_s < limit_s, f"not within {within_s} s; last: {self.notes.events[-3:]}"
            self.step(change)

    def until_event(self, kind: str, count: int = 1, **kwargs: Any) -> None:
        self.until(lambda: len(self.notes.of(kind)) >= count, **kwargs)

    def play(self) -> None:
        self.until(lambda: self.session.done)

    def _towards(self, here: Vec3, goal: Vec3) -> Vec3:
        left_m = math.dist(here, goal)
        share = min(1.0, self.speed_m_s / self._rate_hz / left_m) if left_m else 1.0
        x, y, z = (h + (g - h) * share for h, g in zip(here, goal, strict=True))
        return (x, y, z)
