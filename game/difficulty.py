"""How hard the next repetition is.

A policy proposes a difficulty for what the patient does not control (the covariates) and
learns from how the repetition went. Difficulty runs from 0 (easiest) to 1 within the bounds
that a therapist sets; what it means in metres and seconds is the task's own matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from levels.policy import FixedSettings, PolicySettings, WeightedUpDownSettings


@dataclass(frozen=True, slots=True)
class DifficultyChange:
    """What a repetition did to the difficulty, and why, in words for a therapist."""

    old: float
    new: float
    reason: str


class DifficultyPolicy(Protocol):
    """Follows one patient through one exercise."""

    def propose(self, covariates: Sequence[float] = ()) -> float:
        """Difficulty for the next repetition in this situation."""
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


THERAPIST_STEP = 0.1


class Fixed:
    """Always the same difficulty; only the therapist moves it."""

    def __init__(self, difficulty: float) -> None:
        self._difficulty = difficulty

    def propose(self, covariates: Sequence[float] = ()) -> float:  # noqa: ARG002
        """The fixed difficulty."""
        return self._difficulty

    def update(
        self,
        *,
        difficulty: float,
        success: bool,  # noqa: ARG002
        margin: float | None = None,  # noqa: ARG002
        covariates: Sequence[float] = (),  # noqa: ARG002
    ) -> DifficultyChange:
        """Change nothing."""
        return DifficultyChange(difficulty, self._difficulty, "fixed by the level")

    def step(self, steps: float, asked_by: str = "therapist") -> DifficultyChange:
        """Move by the therapist's step, within 0..1."""
        old = self._difficulty
        self._difficulty = min(1.0, max(0.0, old + steps * THERAPIST_STEP))
        return DifficultyChange(old, self._difficulty, asked_by)


class WeightedUpDown:
    """The weighted up-down staircase of Kaernbach (Percept Psychophys 1991, 49:227).

    A failure lowers the difficulty by `step`, a success raises it by
    `step * (1 - target_success) / target_success`, so it rests where successes happen at the
    rate `target_success`.
    """

    def __init__(self, chosen: WeightedUpDownSettings) -> None:
        self._difficulty = chosen.start
        self._lower = chosen.lower
        self._upper = chosen.upper
        self._down = chosen.step
        self._up = chosen.step * (1.0 - chosen.target_success) / chosen.target_success

    def propose(self, covariates: Sequence[float] = ()) -> float:  # noqa: ARG002
        """Where the staircase stands."""
        return self._difficulty

    def update(
        self,
        *,
        difficulty: float,
        success: bool,
        margin: float | None = None,  # noqa: ARG002
        covariates: Sequence[float] = (),  # noqa: ARG002
    ) -> DifficultyChange:
        """Go up a little after a success, down more after a failure."""
        if success:
            return self._go(difficulty, self._up, "success")
        return self._go(difficulty, -self._down, "not reached")

    def step(self, steps: float, asked_by: str = "therapist") -> DifficultyChange:
        """Move by the therapist's step, within the bounds."""
        return self._go(self._difficulty, steps * THERAPIST_STEP, asked_by)

    def _go(self, old: float, by: float, cause: str) -> DifficultyChange:
        wanted = old + by
        self._difficulty = min(self._upper, max(self._lower, wanted))
        limit = "" if self._difficulty == wanted else "; at the level's bound"
        return DifficultyChange(old, self._difficulty, cause + limit)


@dataclass(slots=True)
class Lock:
    """Whether a therapist holds the difficulty where it is, for all exercises of a session."""

    on: bool = False


class Lockable:
    """A policy that neither moves nor learns while the lock is on, except when a person asks.

    What is held is the last difficulty that was proposed: a policy that proposes by situation
    would wander otherwise.
    """

    def __init__(self, policy: DifficultyPolicy, lock: Lock) -> None:
        self._policy = policy
        self._lock = lock
        self._held: float | None = None

    def propose(self, covariates: Sequence[float] = ()) -> float:
        """The held difficulty, or what the policy proposes."""
        if not self._lock.on or self._held is None:
            self._held = self._policy.propose(covariates)
        return self._held

    def update(
        self,
        *,
        difficulty: float,
        success: bool,
        margin: float | None = None,
        covariates: Sequence[float] = (),
    ) -> DifficultyChange:
        """Learn, unless the lock is on."""
        if self._lock.on:
            return DifficultyChange(difficulty, difficulty, "locked by the therapist")
        return self._policy.update(
            difficulty=difficulty, success=success, margin=margin, covariates=covariates
        )

    def step(self, steps: float, asked_by: str = "therapist") -> DifficultyChange:
        """Move all the same: who holds the lock may ask, and the patient's rest comes first."""
        change = self._policy.step(steps, asked_by)
        self._held = change.new
        return change


def policy_for(chosen: PolicySettings, start: float | None = None) -> DifficultyPolicy:
    """The policy that a level asks for; `start` is where an earlier session has left it."""
    if isinstance(chosen, FixedSettings):
        return Fixed(chosen.difficulty if start is None else start)
    if start is not None:
        start = min(chosen.upper, max(chosen.lower, start))
        chosen = chosen.model_copy(update={"start": start})
    return WeightedUpDown(chosen)
