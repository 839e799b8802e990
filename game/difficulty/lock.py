"""A therapist holds the difficulty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from game.difficulty.change import DifficultyChange
from game.difficulty.policy import DifficultyPolicy


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
