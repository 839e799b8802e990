"""Skill as a Gaussian belief that every repetition sharpens and time blurs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul
from typing import Final

SKILL, MOOD, TREND, STEEPNESS, FIRST_WEIGHT = 0, 1, 2, 3, 4

SKILL_SD: Final = 3.0
MOOD_SD: Final = 0.2
TREND_SD: Final = 0.022
STEEPNESS_SD: Final = 0.3
WEIGHT_SD: Final = 0.8
SKILL_DRIFT: Final = 0.001
SKILL_DRIFT_A_DAY: Final = 0.02
MOOD_DRIFT: Final = 0.001
MOOD_STAYS: Final = 0.995
TREND_STAYS: Final = 0.98
TREND_DRIFT: Final = TREND_SD * TREND_SD * (1.0 - TREND_STAYS * TREND_STAYS)
"""All in logits (of a repetition); chosen on simulated patients, see bench/difficulty.py."""


class SkillEstimate:
    """A Kalman filter over what makes a repetition succeed, in logits.

    logit = skill + mood - (1 + steepness) * demand - weights . covariates, where `demand` is
    the difficulty asked, in logits from its running mean. *Skill* is what a patient keeps; *mood*
    is what a day, a block or tiredness adds to it or takes away, and fades; the *trend* is by how
    much the mood moves a repetition; *steepness* is by how much the assumed slope is wrong; each
    covariate has a weight of the patient's own.
    """

    def __init__(self, covariates: int, skill: float = 0.0) -> None:
        size = FIRST_WEIGHT + covariates
        spreads = (SKILL_SD, MOOD_SD, TREND_SD, STEEPNESS_SD, *(WEIGHT_SD,) * covariates)
        self.size = size
        self.mean = [0.0] * size
        self.mean[SKILL] = skill
        self.cov = [[0.0] * size for _ in range(size)]
        for index, spread in enumerate(spreads):
            self.cov[index][index] = spread * spread

    def row(self, demand: float, covariates: Sequence[float]) -> list[float]:
        """How the parts add up for one repetition."""
        return [1.0, 1.0, 0.0, -demand, *[-value for value in covariates]]

    def expected(self, row: Sequence[float]) -> float:
        """The mean of what `row` adds up."""
        total: float = sum(map(mul, row, self.mean))
        return total

    def spread(self, row: Sequence[float]) -> tuple[list[float], float]:
        """Covariance with every part, and the variance, of what `row` adds up."""
        with_parts = [sum(map(mul, line, row)) for line in self.cov]
        return with_parts, max(sum(map(mul, with_parts, row)), 1e-12)

    def open(self, variance: float) -> None:
        """Believe less in the mood: what comes next may move it far."""
        self.cov[MOOD][MOOD] += variance

    def correct(self, row: Sequence[float], innovation: float, noise: float) -> None:
        """Take one observation of what `row` adds up, its noise a variance."""
        with_parts, variance = self.spread(row)
        total = variance + noise
        for index, along in enumerate(with_parts):
            gain = along / total
            self.mean[index] += gain * innovation
            self.cov[index] = [
                value - gain * other
                for value, other in zip(self.cov[index], with_parts, strict=True)
            ]

    def new_day(self, days: float) -> None:
        """After a night or more: the mood is as fresh as ever, the skill as sure as `days` let."""
        for part, spread in ((MOOD, MOOD_SD), (TREND, TREND_SD)):
            for index in range(self.size):
                self.cov[part][index] = self.cov[index][part] = 0.0
            self.mean[part] = 0.0
            self.cov[part][part] = spread * spread
        known = self.cov[SKILL][SKILL]
        forgotten = known + SKILL_DRIFT_A_DAY * max(0.0, days)
        self.cov[SKILL][SKILL] = min(forgotten, max(known, SKILL_SD * SKILL_SD))

    def restore(self, mean: Sequence[float], cov: Sequence[Sequence[float]]) -> None:
        """Go on from an earlier belief. Raises ValueError for one of another size or no numbers."""
        if len(mean) != self.size or [len(line) for line in cov] != [self.size] * self.size:
            raise ValueError("a belief of another size")
        if not all(math.isfinite(value) for line in (mean, *cov) for value in line):
            raise ValueError("a belief that is no number")
        self.mean = [float(value) for value in mean]
        self.cov = [[float(value) for value in line] for line in cov]

    def pass_time(self) -> None:
        """One repetition later."""
        mean, cov = self.mean, self.cov
        mean[MOOD] = MOOD_STAYS * mean[MOOD] + mean[TREND]
        mean[TREND] *= TREND_STAYS
        mood, trend = cov[MOOD], cov[TREND]
        for index in range(self.size):
            mood[index] = MOOD_STAYS * mood[index] + trend[index]
            trend[index] *= TREND_STAYS
        for line in cov:
            line[MOOD] = MOOD_STAYS * line[MOOD] + line[TREND]
            line[TREND] *= TREND_STAYS
        cov[SKILL][SKILL] += SKILL_DRIFT
        mood[MOOD] += MOOD_DRIFT
        trend[TREND] += TREND_DRIFT
