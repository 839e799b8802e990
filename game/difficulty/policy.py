"""What every way of moving the difficulty promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from game.difficulty.change import DifficultyChange


class DifficultyPolicy(Protocol):
    """Follows one patient through one exercise.

    Any interval of difficulties will do; in the game they run from 0, the easiest, to 1.
    """

    def propose(self, covariates: Sequence[float] = ()) -> float:
        """Difficulty for the next repetition in this situation, within the bounds."""
        ...

    def update(
        self,
        *,
        difficulty: float,
        success: bool,
        margin: float | None = None,
        covariates: Sequence[float] = (),
    ) -> DifficultyChange:
        """Learn from a scored repetition that was asked at `difficulty`."""
        ...

    def step(self, steps: float, asked_by: str = "therapist") -> DifficultyChange:
        """Obey a person who asks for easier (negative) or harder (positive)."""
        ...


STEP_SHARE = 0.1
"""Share of the interval that a person's step moves."""
