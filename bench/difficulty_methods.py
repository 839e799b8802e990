"""The ways of following a skill that are compared, each by name and settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from bench.difficulty_patients import LAPSES, LOWER, START, TARGET, UPPER
from game.difficulty import (
    DifficultyChange,
    DifficultyPolicy,
    Fixed,
    SkillTracker,
    Staircase,
    WeightedUpDown,
)

Kind: TypeAlias = Literal[
    "fixed", "1-up/2-down", "1-up/3-down", "weighted up-down", "QUEST+", "tracker"
]

STAIRCASES: Final[tuple[Kind, ...]] = ("1-up/2-down", "1-up/3-down", "weighted up-down")
STEPS: Final = (0.1, 0.125, 0.15, 0.175, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)


@dataclass(frozen=True, slots=True)
class Method:
    """A policy to be made anew for every patient; `step` is a staircase's, in logits."""

    kind: Kind
    step: float = 0.0

    def policy(self, covariates: int) -> DifficultyPolicy:
        """At its beginning."""
        if self.kind == "fixed":
            return Fixed(START, LOWER, UPPER)
        if self.kind == "weighted up-down":
            return WeightedUpDown(TARGET, LOWER, UPPER, self.step, START)
        if self.kind == "QUEST+":
            return QuestPlus()
        if self.kind == "tracker":
            return SkillTracker(TARGET, LOWER, UPPER, covariates, slope=1.0, start=START)
        up = 2 if self.kind == "1-up/2-down" else 3
        return Staircase(up, 1, LOWER, UPPER, self.step, START)


_GRID = np.linspace(LOWER, UPPER, 113)
_CHANCES = (1.0 - LAPSES) / (1.0 + np.exp(-(_GRID[:, None] - _GRID[None, :])))
"""Of a skill, down, at a difficulty, across."""
_PLACED = np.abs(_CHANCES - TARGET).argmin(axis=1)


class QuestPlus:
    """QUEST+'s posterior over a skill that stays, with slope and lapses known; at the target.

    Source: Watson, J Vis 2017, 17(3):10. QUEST+ itself asks where most is learned; one who
    trains asks where the target is met.
    """

    def __init__(self) -> None:
        self._log = np.zeros_like(_GRID)

    @property
    def skill(self) -> float:
        """Mean of the posterior."""
        weight = np.exp(self._log - self._log.max())
        return float((weight * _GRID).sum() / weight.sum())

    def propose(self, covariates: Sequence[float] = ()) -> float:  # noqa: ARG002
        """Where the mean of the posterior meets the target."""
        return float(_GRID[_PLACED[np.abs(_GRID - self.skill).argmin()]])

    def update(
        self,
        *,
        difficulty: float,
        success: bool,
        margin: float | None = None,  # noqa: ARG002
        covariates: Sequence[float] = (),  # noqa: ARG002
    ) -> DifficultyChange:
        """Take one outcome."""
        chance = _CHANCES[:, int(np.abs(_GRID - difficulty).argmin())]
        self._log += np.log(chance if success else 1.0 - chance)
        return DifficultyChange(difficulty, self.propose(), "posterior")

    def step(self, steps: float, asked_by: str = "therapist") -> DifficultyChange:
        """Nobody steps in here."""
        raise NotImplementedError(f"{asked_by} asked for {steps:g} steps of QUEST+")
