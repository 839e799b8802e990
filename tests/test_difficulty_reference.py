"""The tracker against independent references, on patients whose skill stays."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import fmean

import numpy as np
import pytest
import questplus

from game.difficulty import SkillTracker
from game.difficulty.logits import from_outcome

GRID = np.arange(-4.0, 4.01, 0.25)
LOGISTIC_AS_NORMAL = 1.702
"""A logistic of scale 1 and a normal of this spread are never more than 0.01 apart."""


def chance(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-logit))


def history(skill: float, seed: int, trials: int) -> tuple[SkillTracker, list[tuple[float, bool]]]:
    """A tracker that has seen successes alone, and what it has seen."""
    rng = np.random.default_rng(seed)
    tracker = SkillTracker(0.7, -4.0, 4.0, 0, 1.0, 0.0)
    seen = []
    for _ in range(trials):
        difficulty = float(GRID[np.abs(GRID - tracker.propose()).argmin()])
        success = bool(rng.random() < chance(skill - difficulty))
        tracker.update(difficulty=difficulty, success=success)
        seen.append((difficulty, success))
    return tracker, seen


def quest_plus(seen: list[tuple[float, bool]]) -> tuple[float, float]:
    """Mean and spread of the posterior of QUEST+ (Watson, J Vis 2017, 17(3):10)."""
    oracle = questplus.QuestPlus(
        stim_domain={"intensity": -GRID},
        param_domain={
            "mean": np.linspace(-5.0, 5.0, 101),
            "sd": np.array([LOGISTIC_AS_NORMAL]),
            "lower_asymptote": np.array([0.0]),
            "lapse_rate": np.array([0.0]),
        },
        outcome_domain={"response": ["yes", "no"]},
        func="norm_cdf",
        stim_scale="linear",
    )
    for difficulty, success in seen:
        outcome = {"response": "yes" if success else "no"}
        oracle.update(stim={"intensity": -difficulty}, outcome=outcome)
    weights = oracle.posterior.to_numpy().ravel()
    skills = -oracle.param_domain["mean"]
    mean = float((weights * skills).sum())
    return mean, math.sqrt(float((weights * (skills - mean) ** 2).sum()))


def likeliest(seen: list[tuple[float, bool]]) -> float:
    """The skill of the greatest likelihood."""
    skills = np.linspace(-6.0, 6.0, 1201)
    total = np.zeros_like(skills)
    for difficulty, success in seen:
        logit = skills - difficulty
        total -= np.logaddexp(0.0, -logit if success else logit)
    return float(skills[total.argmax()])


@pytest.mark.parametrize("skill", [-1.5, 0.5, 1.5])
def test_after_200_successes_and_failures_it_agrees_with_quest_plus(skill: float) -> None:
    tracker, seen = history(skill, 1, 200)
    reference, spread = quest_plus(seen)
    assert likeliest(seen) == pytest.approx(reference, abs=0.1), "the references agree"
    assert abs(tracker.skill - reference) <= 1.5 * tracker.uncertainty
    assert spread < tracker.uncertainty < 4.0 * spread, "it allows for a skill that moves"


def test_it_agrees_with_the_greatest_likelihood() -> None:
    apart = []
    for seed in range(24):
        tracker, seen = history(-1.5 + 0.125 * seed, seed, 200)
        apart.append(abs(tracker.skill - likeliest(seen)) / tracker.uncertainty)
    assert fmean(apart) < 1.0
    assert max(apart) < 2.5


def test_the_truth_lies_within_two_uncertainties_in_19_of_20_patients() -> None:
    rng = np.random.default_rng(1)
    within = {20: 0, 60: 0}
    patients = 120
    for seed in range(patients):
        skill = float(rng.normal(0.0, 1.5))
        luck = np.random.default_rng((2, seed))
        tracker = SkillTracker(0.7, -8.0, 8.0, 0, 1.0, 0.0)
        for trial in range(1, 61):
            difficulty = tracker.propose()
            latent = skill - difficulty + float(luck.logistic())
            margin = latent / 4.0 if seed % 2 else None
            tracker.update(difficulty=difficulty, success=latent > 0.0, margin=margin)
            if trial in within:
                within[trial] += abs(tracker.skill - skill) <= 2.0 * tracker.uncertainty
    for held in within.values():
        assert 0.90 <= held / patients <= 0.995


def test_it_grows_more_certain_with_repetitions() -> None:
    uncertainties = [history(0.5, 4, trials)[0].uncertainty for trials in (0, 5, 20, 60)]
    assert all(later < earlier for earlier, later in pairwise(uncertainties))
    assert uncertainties[0] == pytest.approx(3.0, rel=0.05)
    assert uncertainties[-1] < 0.8


@pytest.mark.parametrize("success", [True, False])
@pytest.mark.parametrize("expected", [-40.0, -3.0, 0.0, 0.85, 4.0, 40.0])
@pytest.mark.parametrize("variance", [1e-3, 0.3, 9.0, 300.0])
def test_a_bare_outcome_leads_to_the_mode_of_the_posterior(
    expected: float, variance: float, *, success: bool
) -> None:
    innovation, noise = from_outcome(expected, variance, success=success)
    found = expected + innovation * variance / (variance + noise)
    tried = np.linspace(expected - variance - 1.0, expected + variance + 1.0, 200_001)
    log_posterior = -0.5 * (tried - expected) ** 2 / variance
    log_posterior -= np.logaddexp(0.0, -tried if success else tried)
    assert found == pytest.approx(float(tried[log_posterior.argmax()]), abs=0.02)
