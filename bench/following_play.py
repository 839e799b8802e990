"""A simulated patient plays an exercise under a policy, and moments of it are lived on many times.

Repetitions are the game's own (`RunningExercise`), one after the other with the level's rests,
without questions, guide and recording. Every policy meets the same people in the same situations.
The chance of success is found at the beginning of a repetition, with what is asked decided: copies
of the patient, the task and the scene do that repetition with other luck, and are forgotten.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self
from zlib import crc32

import numpy as np

from bench.following_exercises import START, level_of
from controllers.controller import SIDES
from controllers.frame import InputFrame
from game.context import Context
from game.exercise import RunningExercise, Tally
from levels.policy import (
    FixedSettings,
    PolicySettings,
    SkillSettings,
    StaircaseSettings,
    WeightedUpDownSettings,
)
from simulation import PROFILES, SCENARIOS, MotorProfile, SimulatedPatient
from simulation.people import person
from tasks.body import BodyFrame, ReachEnvelope
from tasks.registry import load_tasks
from tasks.scene import Scene
from tasks.task import Body, Task
from tasks.trial import EndReason, TrialOutcome, TrialSpec

RATE_HZ: Final = 90.0
BETWEEN_S: Final = 0.6
LONGEST_S: Final = 150.0
TARGET: Final = 0.70

STATIONARY, LEARNING, DROP = "stationary", "learning, then fatigue", "sudden drop"
SCENARIO_NAMES: Final = (STATIONARY, LEARNING, DROP)
DROP_BURDEN: Final = SCENARIOS["bad_day"].bad_day_burden
"""Factor on durations and scatter from the middle on: a bad day that begins at once."""

POLICIES: Final = ("fixed", "staircase", "weighted up-down", "tracker")


@dataclass(frozen=True, slots=True)
class Job:
    """One person of a kind in one task and scenario."""

    task: str
    kind: str
    scenario: str
    patient: int
    repetitions: int
    share: float
    replays: int


@dataclass(slots=True)
class Run:
    """What one policy made of a job; a moment is (repetition, difficulty, chance of success)."""

    difficulties: list[float] = field(default_factory=list)
    won: list[bool] = field(default_factory=list)
    moments: list[tuple[int, float, float]] = field(default_factory=list)
    stuck: int = 0
    duration_s: float = 0.0


def settings_of(policy: str) -> PolicySettings:
    """A policy as a level writes it, over the whole range; all but `fixed` aim at 70 %."""
    if policy == "fixed":
        return FixedSettings(policy="fixed", difficulty=START)
    if policy == "staircase":
        return StaircaseSettings(policy="staircase", start=START, up=2, down=1)
    if policy == "weighted up-down":
        return WeightedUpDownSettings(policy="weighted_up_down", start=START, target_success=TARGET)
    return SkillSettings(policy="skill", start=START, target_success=TARGET)


def people_of(job: Job) -> tuple[MotorProfile, MotorProfile]:
    """The traits of a job's person in the first and the second half."""
    if job.scenario == LEARNING:
        profile = SCENARIOS["learning_and_tiring"].of(job.kind).patient_for(1, job.patient).profile
        return profile, profile
    unchanging = {"unpractised": 0.0, "fatigue_per_m": 0.0, "wearing_per_m": 0.0}
    steady = person(job.kind, job.patient).model_copy(update=unchanging)
    return steady, steady.burdened(DROP_BURDEN) if job.scenario == DROP else steady


@dataclass(slots=True)
class Life:
    """A patient before a task, and the moment they are at."""

    scene: Scene
    task: Task
    patient: SimulatedPatient
    frame: InputFrame
    rng: np.random.Generator

    def tick(self) -> None:
        """Live through one frame."""
        frame = self.frame
        index = frame.frame_index + 1
        time_ns = round(index * 1e9 / RATE_HZ)
        frame.set_times(index, time_ns, time_ns)
        self.patient.read(frame)
        self.scene.sounds.clear()

    def twin(self) -> Self:
        """A copy that goes on by itself."""
        frame = InputFrame()
        frame.memory[:] = self.frame.memory
        twin = copy.deepcopy(self, {id(self.frame): frame})
        twin.patient.watch(lambda: twin.scene)
        return twin

    def repeat(self, spec: TrialSpec, body: Body) -> TrialOutcome:
        """Do a repetition from here on; nobody learns from it."""
        self.task.begin(spec, body, self.rng, self.frame.display_time_ns)
        until_ns = self.frame.display_time_ns + round(LONGEST_S * 1e9)
        while True:
            self.tick()
            outcome = self.task.step(self.frame)
            self.task.notices.clear()
            if outcome is not None:
                return outcome
            if self.frame.display_time_ns > until_ns:
                return self.task.cancel(EndReason.SKIPPED, self.frame.display_time_ns)


class Unwritten:
    """A journal that keeps nothing."""

    def event(self, kind: str, frame: InputFrame, **data: object) -> None:
        """Let it pass."""

    def trial(self, row: Mapping[str, object]) -> None:
        """Let it pass."""


class Play:
    """One job under one policy. `step` does a repetition; `chance` looks at the next one."""

    def __init__(self, job: Job, policy: str) -> None:
        load_tasks([job.task])
        level = level_of(job.task)
        self.job = job
        self.run = Run()
        self._exercise = exercise = level.exercises[0]
        self._people = people_of(job)
        self._eyes_m = level.eye_height_m
        scene, side = Scene("orchard"), SIDES[job.patient % 2]
        own_m, other_m = self._people[0].reach_m, PROFILES["healthy"].reach_m
        reach_m = (own_m, other_m) if side == "left" else (other_m, own_m)
        self._context = Context(
            scene,
            Unwritten(),
            np.random.default_rng(job.patient),
            side,
            ReachEnvelope(*reach_m),
            BodyFrame((0.0, self._eyes_m, 0.0), 0.0),
        )
        exercise = exercise.model_copy(update={"difficulty": settings_of(policy)})
        self._running = RunningExercise(exercise, 1, self._context, Tally())
        self._running.enter()
        frame = InputFrame()
        frame.set_times(0, 0, 0)
        self.life = Life(scene, self._running.task, self._sits_down(0), frame, self._context.rng)

    @property
    def number(self) -> int:
        """Repetitions so far."""
        return len(self.run.won) + self.run.stuck

    def plan(self) -> TrialSpec:
        """What the next repetition will be; its situation is the same for every policy."""
        half, number = self.job.repetitions // 2, self.number
        if number == half and self.job.scenario == DROP:
            self.life.patient = self._sits_down(1)
        self._context.rng = self.life.rng = np.random.default_rng([self.job.patient, number])
        return self._running.plan()

    def chance(self, spec: TrialSpec) -> float:
        """Share of copies of this moment that succeed."""
        won = 0
        for luck in range(self.job.replays):
            twin = self.life.twin()
            twin.patient.reseed(1000 * (self.number + 1) + luck)
            won += twin.repeat(spec, self._context.body).success
        return won / self.job.replays

    def twin(self) -> tuple[Life, Body]:
        """A copy of the moment, and the body that it is lived with."""
        return self.life.twin(), self._context.body

    def step(self) -> TrialOutcome:
        """Do the repetition that was planned, and what follows it until the next."""
        running, life = self._running, self.life
        spec = running.plan()
        began_ns = life.frame.display_time_ns
        running.begin(life.frame, 1)
        outcome: TrialOutcome | None = None
        while outcome is None:
            life.tick()
            outcome = running.step(life.frame)
            if outcome is None and life.frame.display_time_ns - began_ns > LONGEST_S * 1e9:
                running.cancel(EndReason.SKIPPED, life.frame)
                break
        if outcome is None:
            self.run.stuck += 1
            outcome = TrialOutcome(EndReason.SKIPPED, 0.0, life.frame.display_time_ns)
        else:
            self.run.difficulties.append(spec.difficulty)
            self.run.won.append(outcome.success)
        rests = self.number % self._exercise.repetitions == 0
        pause_s = self._exercise.rest_s if rests else BETWEEN_S
        for _ in range(round(pause_s * RATE_HZ)):
            life.tick()
        self._context.haptics.clear()
        self.run.duration_s = life.frame.display_time_ns * 1e-9
        return outcome

    def _sits_down(self, half: int) -> SimulatedPatient:
        scene = self._context.scene
        seed = 2 * self.job.patient + half
        return SimulatedPatient(
            self._people[half], seed, lambda: scene, self._context.affected, self._eyes_m
        )


def moments_of(job: Job) -> frozenset[int]:
    """Repetitions whose chance of success is looked at, one at least: the same for all policies."""
    cell = crc32(f"{job.task} {job.kind} {job.scenario}".encode())
    chance = np.random.default_rng([cell, job.patient])
    expected = job.share * job.repetitions
    count = max(1, int(expected) + bool(chance.random() < expected % 1.0))
    return frozenset(chance.choice(job.repetitions, count, replace=False).tolist())


def play(job: Job, policy: str) -> Run:
    """All repetitions of a job."""
    playing, moments = Play(job, policy), moments_of(job)
    for number in range(job.repetitions):
        spec = playing.plan()
        if number in moments:
            playing.run.moments.append((number, spec.difficulty, playing.chance(spec)))
        playing.step()
    return playing.run
