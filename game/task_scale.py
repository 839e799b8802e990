"""A skill that belongs to a whole task, asked for the difficulty of one exercise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from game.difficulty import DifficultyChange
from game.difficulty.policy import STEP_SHARE
from game.skills import Followed
from tasks.demand import Scale

PROBES: Final = (-0.5, -0.25, 0.0)
"""The first repetitions of an exercise, off the estimate by these shares of its uncertainty.

From below only: margins tell a strong patient from easy repetitions too, and a weak one does not
begin by failing in a row.
"""

UNCERTAIN_LOGITS: Final = 1.0
"""Probed is what is less certain than this."""


class OnTaskScale:
    """Proposes and learns in the exercise's difficulty what the tracker holds in task demand.

    The bounds are those of the exercise; the skill behind them moves freely. While the skill is
    uncertain the first repetitions come up to it from below, until a person steps in.
    """

    def __init__(self, followed: Followed, scale: Scale, lower: float, upper: float) -> None:
        self._followed = followed
        self._tracker = followed.tracker
        self._scale = scale
        self._lower = lower
        self._upper = upper
        self._probe = 0

    def propose(self, covariates: Sequence[float] = ()) -> float:
        """Difficulty for the next repetition in this situation, within the exercise's bounds."""
        demand = self._tracker.propose(covariates) + self._probing()
        return self._within(self._scale.difficulty(demand))

    def update(
        self,
        *,
        difficulty: float,
        success: bool,
        margin: float | None = None,
        covariates: Sequence[float] = (),
    ) -> DifficultyChange:
        """Learn from a repetition."""
        change = self._tracker.update(
            difficulty=self._scale.demand(difficulty),
            success=success,
            margin=margin,
            covariates=covariates,
        )
        self._probe += 1
        self._followed.learned += 1
        return self._told(change)

    def step(self, steps: float, asked_by: str = "therapist") -> DifficultyChange:
        """Move the aim by a person's step of the exercise's range."""
        self._probe = len(PROBES)
        return self._told(self._tracker.step(steps, asked_by))

    def begin_at(self, difficulty: float) -> None:
        """Go on where an earlier session has left this exercise, steps of persons included."""
        step = STEP_SHARE * (self._upper - self._lower)
        if step > 0.0:
            apart = self._within(difficulty) - self._within(self._own(self._tracker.propose()))
            self.step(apart / step)

    def _probing(self) -> float:
        uncertainty = self._tracker.uncertainty
        if self._probe >= len(PROBES) or uncertainty * self._tracker.slope < UNCERTAIN_LOGITS:
            return 0.0
        return PROBES[self._probe] * uncertainty

    def _own(self, demand: float) -> float:
        return self._scale.difficulty(demand)

    def _within(self, difficulty: float) -> float:
        return min(self._upper, max(self._lower, difficulty))

    def _told(self, change: DifficultyChange) -> DifficultyChange:
        width = self._scale.width
        return replace(
            change,
            old=self._within(self._own(change.old)),
            new=self._within(self._own(change.new)),
            skill=None if change.skill is None else self._own(change.skill),
            uncertainty=None if change.uncertainty is None else change.uncertainty / width,
            mood=None if change.mood is None else change.mood / width,
        )
