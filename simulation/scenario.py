"""A simulated patient over a series of sessions: how each day differs from the one before.

A scenario says who comes and what happens to them; `patient_for(session_number, seed)` says who
sits there that day. The seed is the person: another one is another person of that kind. The same
scenario, number and seed give the same patient, in any order and without the sessions before
having been played.

    scenario = SCENARIOS["learning"].of("moderate")
    for number in range(1, 25):
        visit = scenario.patient_for(number, seed=7)
        patient = visit.patient(lambda: scene, "right", level.eye_height_m)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import exp
from types import MappingProxyType
from typing import Final

import numpy as np

from controllers.controller import Side
from controllers.seat import EYES_SEATED_M
from simulation.patient import SimulatedPatient
from simulation.people import person
from simulation.profiles import profile
from simulation.traits import MotorProfile
from tasks.scene import Scene


@dataclass(frozen=True, slots=True)
class Visit:
    """One day of a patient. `burden` is the factor on durations and scatter, 1 as the kind is."""

    session_number: int
    profile: MotorProfile
    seed: int
    burden: float

    def patient(
        self,
        see: Callable[[], Scene],
        affected: Side = "right",
        eye_height_m: float = EYES_SEATED_M,
    ) -> SimulatedPatient:
        """The patient of that day before a scene."""
        return SimulatedPatient(self.profile, self.seed, see, affected, eye_height_m)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Who comes, and what a series of sessions does to them. All values are chosen but the form.

    `learning` is the share of durations and scatter that practice takes away in the long run,
    along an exponential curve (Heathcote, Brown and Mewhort 2000) of `learning_sessions`; what was
    gained in a session is kept to the next by the share `retention`. The first session starts as
    the kind is. `tiring` is a factor on the fatigue that work causes; nights take it away whole.
    `bad_day` is the number of a session on which the burden is `bad_day_burden` times as heavy.
    `variability` is the standard deviation of the logarithm of the burden from day to day.
    """

    kind: str = "moderate"
    learning: float = 0.0
    learning_sessions: float = 8.0
    retention: float = 0.8
    tiring: float = 1.0
    bad_day: int | None = None
    bad_day_burden: float = 1.6
    variability: float = 0.05

    def __post_init__(self) -> None:
        for name, value, fits in (
            ("learning", self.learning, 0.0 <= self.learning < 1.0),
            ("learning_sessions", self.learning_sessions, self.learning_sessions > 0.0),
            ("retention", self.retention, 0.0 <= self.retention <= 1.0),
            ("tiring", self.tiring, self.tiring >= 0.0),
            ("bad_day_burden", self.bad_day_burden, self.bad_day_burden > 0.0),
            ("variability", self.variability, self.variability >= 0.0),
        ):
            if not fits:
                raise ValueError(f"scenario: {name} can't be {value:g}")
        profile(self.kind)

    def of(self, kind: str) -> Scenario:
        """The same, of another kind of patient. Raises KeyError that names the kinds."""
        return replace(self, kind=kind)

    def patient_for(self, session_number: int, seed: int) -> Visit:
        """Who sits there in a session, the first of which is number 1."""
        if session_number < 1:
            raise ValueError(f"session numbers begin with 1, not {session_number}")
        seeds = np.random.SeedSequence([seed, session_number])
        chance = np.random.default_rng(seeds.spawn(1)[0])
        today = exp(self.variability * float(chance.standard_normal()))
        if session_number == self.bad_day:
            today *= self.bad_day_burden
        learned, by_the_end = self._learned(session_number)
        burden = today * (1.0 - self.learning * by_the_end)
        first = (1.0 - self.learning * learned) / (1.0 - self.learning * by_the_end)
        whose = person(self.kind, seed)
        traits = whose.burdened(burden)
        update = {
            "unpractised": first * (1.0 + whose.unpractised) - 1.0,
            "fatigue_per_m": whose.fatigue_per_m * self.tiring,
            "wearing_per_m": whose.wearing_per_m * self.tiring,
        }
        return Visit(
            session_number,
            traits.model_copy(update=update),
            int(seeds.generate_state(1)[0]),
            burden * first,
        )

    def _learned(self, session_number: int) -> tuple[float, float]:
        """Shares of what can be learned that are learned at a session's beginning and end."""
        left_by_session = exp(-1.0 / self.learning_sessions)
        left = (1.0 - self.retention * (1.0 - left_by_session)) ** (session_number - 1)
        return 1.0 - left, 1.0 - left * left_by_session


SCENARIOS: Final[Mapping[str, Scenario]] = MappingProxyType(
    {
        "steady": Scenario(),
        "learning": Scenario(learning=0.35),
        "tiring": Scenario(tiring=3.0),
        "learning_and_tiring": Scenario(learning=0.35, tiring=3.0),
        "bad_day": Scenario(learning=0.35, bad_day=9),
        "erratic": Scenario(variability=0.2),
    }
)
"""Scenarios by name; every one holds for any kind: `SCENARIOS["tiring"].of("severe")`."""
