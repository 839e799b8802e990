"""Patients of numbers alone, for comparing how difficulty follows a skill.

A repetition at `difficulty` succeeds where slope * (skill - difficulty) - weights . situation
plus logistic noise is above 0, unless the patient lapses. Nothing here knows any policy, and
every policy meets the same patients with the same luck.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from game.difficulty import DifficultyPolicy

Floats: TypeAlias = npt.NDArray[np.float64]

TRIALS: Final = 200
LOWER, UPPER, START = -8.0, 6.0, -1.0
TARGET: Final = 0.775
SCENARIOS: Final = ("stationary", "learning, then fatigue", "sudden drop")

LAPSES: Final = 0.03
WEIGHTS_SD: Final = 0.7
"""Of each covariate, itself of unit size: one situation is easily 2 logits above another."""


@dataclass(frozen=True, slots=True)
class Patient:
    """What is drawn before anybody plays; `drop` is the trial of the sudden drop, or 0."""

    skill: list[float]
    slope: float
    weights: list[float]
    situations: list[list[float]]
    noise: list[float]
    lapses: float
    lapsed: list[bool]
    lapse_sizes: list[float]
    drop: int


@dataclass(frozen=True, slots=True)
class Population:
    """From whom patients are drawn; all in logits, times in trials."""

    skill_sd: float = 1.5
    wander_sd: float = 0.0
    learned: tuple[float, float] = (1.0, 3.0)
    learned_within: tuple[float, float] = (40.0, 40.0)
    tired_by: tuple[float, float] = (1.0, 3.0)
    tired_from: tuple[float, float] = (100.0, 100.0)
    tired_power: float = 1.0
    drop_by: tuple[float, float] = (1.5, 3.0)
    drop_at: tuple[int, int] = (100, 150)


FIRST: Final = Population()
"""Those whom the tracker was made with."""

OTHER: Final = Population(
    skill_sd=2.0,
    wander_sd=0.03,
    learned=(0.5, 2.5),
    learned_within=(15.0, 60.0),
    tired_by=(1.0, 4.0),
    tired_from=(60.0, 140.0),
    tired_power=1.5,
    drop_by=(1.0, 3.5),
)
"""Others: wider apart, never quite still, learning and tiring each at a pace of their own."""


def draw(
    population: Population,
    scenario: str,
    covariates: int,
    seeds: range,
    slope: float = 1.0,
    lapses: float = LAPSES,
) -> Iterator[Patient]:
    """A patient for every seed; the same for all scenarios but for how the skill moves."""
    trial = np.arange(TRIALS)
    for seed in seeds:
        rng = np.random.default_rng(seed)
        skill = np.full(TRIALS, rng.normal(0.0, population.skill_sd))
        skill += np.cumsum(rng.normal(0.0, 1.0, TRIALS)) * population.wander_sd
        learned, within = rng.uniform(*population.learned), rng.uniform(*population.learned_within)
        tired, begins = rng.uniform(*population.tired_by), rng.uniform(*population.tired_from)
        dropped = rng.uniform(*population.drop_by)
        at = int(rng.integers(population.drop_at[0], population.drop_at[1], endpoint=True))
        if scenario == "learning, then fatigue":
            tiring = np.clip((trial - begins) / (TRIALS - begins), 0.0, 1.0)
            skill += learned * (1.0 - np.exp(-trial / within))
            skill -= tired * tiring**population.tired_power
        if scenario == "sudden drop":
            skill -= np.where(trial >= at, dropped, 0.0)
        yield Patient(
            skill.tolist(),
            slope,
            rng.normal(0.0, WEIGHTS_SD, 2).tolist()[:covariates],
            rng.normal(0.0, 1.0, (TRIALS, 2))[:, :covariates].tolist(),
            rng.logistic(size=TRIALS).tolist(),
            lapses,
            (rng.random(TRIALS) < lapses).tolist(),
            rng.random(TRIALS).tolist(),
            at if scenario == "sudden drop" else 0,
        )


def _faithful(latent: float) -> float:
    return max(-1.0, min(1.0, latent / 4.0))


def _distorted(latent: float) -> float:
    graded = _faithful(latent)
    return graded * graded if graded > 0.0 else -math.sqrt(-graded)


MARGINS: Final[dict[str, Callable[[float], float | None]]] = {
    "faithful": _faithful,
    "distorted": _distorted,
    "none": lambda _: None,
}
"""What a task tells of by how much it was reached or missed, of the latent logits."""


def play(policy: DifficultyPolicy, patient: Patient, margin: str) -> Floats:
    """The true chance of success of every repetition of a patient who follows `policy`."""
    graded = MARGINS[margin]
    chances = np.empty(TRIALS)
    for trial, situation in enumerate(patient.situations):
        difficulty = policy.propose(situation)
        logit = patient.slope * (patient.skill[trial] - difficulty)
        logit -= sum(w * value for w, value in zip(patient.weights, situation, strict=True))
        chances[trial] = 1.0 / (1.0 + math.exp(-logit))
        latent = logit + patient.noise[trial]
        if patient.lapsed[trial] and latent > 0.0:
            latent = -4.0 * patient.lapse_sizes[trial]
        policy.update(
            difficulty=difficulty,
            success=latent > 0.0,
            margin=graded(latent),
            covariates=situation,
        )
    return chances * (1.0 - patient.lapses)
