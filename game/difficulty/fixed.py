"""The same difficulty throughout."""

from __future__ import annotations

from collections.abc import Sequence

from game.difficulty.change import DifficultyChange
from game.difficulty.policy import STEP_SHARE


class Fixed:
    """Always the same difficulty; only a person moves it."""

    def __init__(self, difficulty: float, lower: float = 0.0, upper: float = 1.0) -> None:
        self._difficulty = difficulty
        self._lower = lower
        self._upper = upper

    def propose(self, covariates: Sequence[float] = ()) -> float:  # noqa: ARG002
        """The fixed difficulty."""
        return self._difficulty

    def update(
        self,
        *,
        difficulty: float,  # noqa: ARG002
        success: bool,  # noqa: ARG002
        margin: float | None = None,  # noqa: ARG002
        covariates: Sequence[float] = (),  # noqa: ARG002
    ) -> DifficultyChange:
        """Change nothing."""
        return DifficultyChange(self._difficulty, self._difficulty, "fixed by the level")

    def step(self, steps: float, asked_by: str = "therapist") -> DifficultyChange:
        """Move by a person's step, within the bounds."""
        old = self._difficulty
        wanted = old + steps * STEP_SHARE * (self._upper - self._lower)
        self._difficulty = min(self._upper, max(self._lower, wanted))
        return DifficultyChange(old, self._difficulty, asked_by)
