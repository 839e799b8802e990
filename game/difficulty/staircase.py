"""Staircases: the difficulty moves by steps, by successes and failures alone."""

from __future__ import annotations

from collections.abc import Sequence

from game.difficulty.change import DifficultyChange
from game.difficulty.policy import STEP_SHARE


class _Stairs:
    """A difficulty that moves by steps within bounds.

    Steps go from where it stands, and not from what the repetition was asked at: a person may have
    moved it meanwhile, and that stays.
    """

    def __init__(self, start: float, lower: float, upper: float) -> None:
        if not lower <= start <= upper:
            raise ValueError(f"start ({start:g}) must lie between {lower:g} and {upper:g}")
        self._difficulty = start
        self._lower = lower
        self._upper = upper

    def propose(self, covariates: Sequence[float] = ()) -> float:  # noqa: ARG002
        """Where the staircase stands."""
        return self._difficulty

    def step(self, steps: float, asked_by: str = "therapist") -> DifficultyChange:
        """Move by a person's step, within the bounds."""
        by = steps * STEP_SHARE * (self._upper - self._lower)
        return self._go(by, asked_by)

    def _go(self, by: float, cause: str) -> DifficultyChange:
        old = self._difficulty
        wanted = old + by
        self._difficulty = min(self._upper, max(self._lower, wanted))
        limit = "" if self._difficulty == wanted else "; at the level's bound"
        return DifficultyChange(old, self._difficulty, cause + limit)


class WeightedUpDown(_Stairs):
    """The weighted up-down staircase of Kaernbach (Percept Psychophys 1991, 49:227).

    A failure lowers the difficulty by `step`, a success raises it by
    `step * (1 - target_success) / target_success`, so it rests where successes happen at the
    rate `target_success`.
    """

    def __init__(
        self,
        target_success: float = 0.70,
        lower: float = 0.0,
        upper: float = 1.0,
        step: float = 0.1,
        start: float = 0.3,
    ) -> None:
        super().__init__(start, lower, upper)
        self._down = step
        self._up = step * (1.0 - target_success) / target_success

    def update(
        self,
        *,
        difficulty: float,  # noqa: ARG002
        success: bool,
        margin: float | None = None,  # noqa: ARG002
        covariates: Sequence[float] = (),  # noqa: ARG002
    ) -> DifficultyChange:
        """Go up a little after a success, down more after a failure."""
        if success:
            return self._go(self._up, "success")
        return self._go(-self._down, "not reached")


class Staircase(_Stairs):
    """The transformed staircase: up after `up` successes in a row, down after `down` failures.

    1 failure and 2 successes rest at a success rate of 0.707, 1 and 3 at 0.794.

    Source: Levitt, J Acoust Soc Am 1971, 49:467. (There *up* and *down* are of the level of a
    sound, which is easier when up; here up is harder.)
    """

    def __init__(
        self,
        up: int = 2,
        down: int = 1,
        lower: float = 0.0,
        upper: float = 1.0,
        step: float = 0.1,
        start: float = 0.3,
    ) -> None:
        super().__init__(start, lower, upper)
        self._needed = {True: up, False: down}
        self._by = {True: step, False: -step}
        self._last: bool | None = None
        self._count = 0

    def update(
        self,
        *,
        difficulty: float,  # noqa: ARG002
        success: bool,
        margin: float | None = None,  # noqa: ARG002
        covariates: Sequence[float] = (),  # noqa: ARG002
    ) -> DifficultyChange:
        """Count, and move when there are enough of a kind in a row."""
        self._count = self._count + 1 if success is self._last else 1
        self._last = success
        name = "successes" if success else "failures"
        if self._count < self._needed[success]:
            return self._go(0.0, f"{self._count} of {self._needed[success]} {name}")
        self._last, self._count = None, 0
        cause = f"{self._needed[success]} {name} in a row"
        return self._go(self._by[success], cause)
