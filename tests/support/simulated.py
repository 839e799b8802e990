"""A simulated patient at work: alone before a scene built by hand, or playing a whole level."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from support.player import SKIN, Notes

from controllers.controller import Side
from controllers.frame import InputFrame, Vec3
from game.clock import SimulatedClock
from game.commands import Inbox
from game.context import Context
from game.session import Session
from levels.model import Level
from simulation import MotorProfile, SimulatedPatient
from tasks.body import BodyFrame, ReachEnvelope
from tasks.scene import Instance, Role, Scene

START_M: Vec3 = (0.18, 0.8, -0.15)
TARGET_M: Vec3 = (0.25, 1.0, -0.4)
ELSEWHERE_M: Vec3 = (9.0, 9.0, 9.0)


class Bench:
    """A scene with a start place and a target, both hidden at first, and a patient before it."""

    def __init__(
        self,
        profile: MotorProfile,
        seed: int = 0,
        *,
        affected: Side = "right",
        rate_hz: float = 90.0,
        target_m: Vec3 = TARGET_M,
        radius_m: float = 0.04,
    ) -> None:
        self.scene = Scene("orchard")
        mirror = 1.0 if affected == "right" else -1.0
        self._mirror = mirror
        self.side: Side = affected
        self.start = self._add(Role.START, "pad", START_M, 0.07)
        self.target = self._add(Role.TARGET, "apple", target_m, radius_m)
        self.patient = SimulatedPatient(profile, seed, lambda: self.scene, affected)
        self.frame = InputFrame()
        self._clock = SimulatedClock(rate_hz)

    def _add(self, role: Role, mesh: str, place_m: Vec3, radius_m: float) -> Instance:
        x, y, z = place_m
        thing = self.scene.add(role, mesh, (self._mirror * x, y, z), scale=(2 * radius_m,) * 3)
        thing.visible = False
        return thing

    @property
    def now_s(self) -> float:
        return self.frame.display_time_ns * 1e-9

    @property
    def hand_m(self) -> Vec3:
        return self.frame.hand(self.side).position_m

    @property
    def to_target_m(self) -> float:
        return math.dist(self.hand_m, self.target.position_m)

    def step(self) -> None:
        self._clock.wait(self.frame)
        self.patient.read(self.frame)

    def steps(self, duration_s: float) -> Iterator[Vec3]:
        """Hand positions for a time."""
        until_s = self.now_s + duration_s
        while self.now_s < until_s:
            self.step()
            yield self.hand_m

    def wait(self, duration_s: float) -> None:
        for _ in self.steps(duration_s):
            pass

    def go_to_start(self, within_s: float = 12.0) -> None:
        """Show the start place and wait until the hand rests there."""
        self.target.visible, self.start.visible = False, True
        self.wait(within_s)
        assert math.dist(self.hand_m, self.start.position_m) < self.start.radius_m

    def show_target(self) -> float:
        """Swap the start place for the target; returns when that reached the eyes, seconds."""
        self.start.visible, self.target.visible = False, True
        return self.now_s

    def reach(self, hold_s: float = 0.3, within_s: float = 20.0) -> float | None:
        """Seconds from the showing of the target to the end of a stay in it, None if never."""
        shown_s = self.show_target()
        inside_s: float | None = None
        for _ in self.steps(within_s):
            if self.to_target_m > self.target.radius_m:
                inside_s = None
            elif inside_s is None:
                inside_s = self.now_s
            elif self.now_s - inside_s >= hold_s:
                return self.now_s - shown_s
        return None


def play(
    level: Level,
    profile: MotorProfile,
    seed: int,
    *,
    affected: Side = "right",
    rate_hz: float = 90.0,
    sees: Callable[[Scene], Scene] = lambda scene: scene,
    change: Callable[[InputFrame], None] = lambda _: None,
    within_s: float = math.inf,
) -> Notes:
    """Play a whole level, or some time of it, and return what the session wrote down.

    `sees` changes what the patient looks at, `change` what the session is told of each frame.
    """
    notes, scene, frame = Notes(), Scene("orchard"), InputFrame()
    context = Context(
        scene,
        notes,
        np.random.Generator(np.random.PCG64(seed)),
        affected,
        ReachEnvelope(),
        BodyFrame((0.0, level.eye_height_m, 0.0), 0.0),
        confirmed={"supervised": "simulated", "clear_space": "simulated"},
    )
    patient = SimulatedPatient(profile, seed, lambda: sees(scene), affected, level.eye_height_m)
    context.features = patient.features
    session = Session(level, context, Inbox(), SKIN)
    clock = SimulatedClock(rate_hz)
    while not session.done and frame.display_time_ns < within_s * 1e9:
        clock.wait(frame)
        patient.read(frame)
        change(frame)
        scene.sounds.clear()
        session.step(frame)
    return notes
