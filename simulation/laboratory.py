"""One simulated patient before one task, at a difficulty that stays: to look at how they move.

No session, no difficulty that follows, no rests, no recording: repetitions, one after the other,
each with its outcome and the measures that the task itself takes. Faster than real time.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from controllers.controller import Side
from controllers.frame import FRAME_DTYPE, InputFrame
from controllers.seat import EYES_SEATED_M
from simulation.patient import SimulatedPatient
from simulation.profiles import PROFILES
from simulation.traits import MotorProfile
from tasks.body import BodyFrame, ReachEnvelope
from tasks.parameters import TaskParameters
from tasks.registry import load_tasks, make_task
from tasks.scene import Scene
from tasks.task import Body, Measure
from tasks.trial import EndReason, Situation, TrialOutcome

RATE_HZ: Final = 90.0
EYES_STANDING_M: Final = 1.6
LONGEST_S: Final = 150.0
BETWEEN_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition: what was asked, how it ended, what was measured of it."""

    situation: Situation
    outcome: TrialOutcome
    measures: Mapping[str, Measure]

    def value(self, measure: str) -> float:
        """A measure of it; not a number where there is none."""
        value = self.measures[measure].value
        return math.nan if value is None else value


class Laboratory:
    """A patient at a task. Reach counts as measured: shares of it are shares of the patient's.

    `reach_m` is what counts as the patient's reach for shares of it; by default it is their own.
    """

    def __init__(
        self,
        profile: MotorProfile,
        parameters: TaskParameters,
        task: str,
        seed: int = 0,
        *,
        affected: Side = "right",
        reach_m: float | None = None,
    ) -> None:
        self.scene = Scene("orchard")
        load_tasks([task])
        self.task = make_task(task, parameters, self.scene)
        eyes_m = EYES_STANDING_M if parameters.stands else EYES_SEATED_M
        self.patient = SimulatedPatient(profile, seed, lambda: self.scene, affected, eyes_m)
        self.frame = InputFrame()
        own_m = profile.reach_m if reach_m is None else reach_m
        other_m = PROFILES["healthy"].reach_m if reach_m is None else reach_m
        left_m, right_m = (own_m, other_m) if affected == "left" else (other_m, own_m)
        envelope = ReachEnvelope(left_m, right_m)
        self._body = Body(BodyFrame((0.0, eyes_m, 0.0), 0.0), envelope, affected)
        self._rng = np.random.default_rng(seed)
        self._rows = np.zeros(1, FRAME_DTYPE)
        self._ticks = 0
        self._side = affected
        self.task.enter(self._body)

    def twin(self) -> Laboratory:
        """A copy of patient, task and moment that goes on by itself, and as this one will.

        With `twin.patient.reseed(seed)` the same moment is lived on in another way.
        """
        frame = InputFrame()
        frame.memory[:] = self.frame.memory
        twin = copy.deepcopy(self, {id(self.frame): frame})
        twin.patient.watch(lambda: twin.scene)
        return twin

    def live(self, duration_s: float) -> None:
        """Let time pass."""
        for _ in range(round(duration_s * RATE_HZ)):
            self._tick()

    def repeat(self, difficulty: float, side: Side | None = None) -> Repetition:
        """One repetition of a side, the affected one if none is said, and a moment after it."""
        task, rng = self.task, self._rng
        spec = task.plan(task.draw(rng, side or self._side), difficulty)
        self._tick()
        task.begin(spec, self._body, rng, self.frame.display_time_ns)
        rows, count, outcome = self._rows, 0, None
        until_ns = self.frame.display_time_ns + round(LONGEST_S * 1e9)
        while outcome is None:
            self._tick()
            if count == len(rows):
                rows = self._rows = np.concatenate((rows, np.zeros_like(rows)))
            rows[count] = self.frame.record
            count += 1
            outcome = task.step(self.frame)
            task.notices.clear()
            if outcome is None and self.frame.display_time_ns > until_ns:
                outcome = task.cancel(EndReason.SKIPPED, self.frame.display_time_ns)
        measures = task.measure(rows[:count], spec, outcome)
        self.live(BETWEEN_S)
        return Repetition(spec.situation, outcome, measures)

    def _tick(self) -> None:
        self._ticks += 1
        time_ns = round(self._ticks * 1e9 / RATE_HZ)
        self.frame.set_times(self._ticks, time_ns, time_ns)
        self.patient.read(self.frame)
        self.scene.sounds.clear()
