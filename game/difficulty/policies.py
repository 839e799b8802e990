"""The policy that a level asks for."""

from __future__ import annotations

from game.difficulty.fixed import Fixed
from game.difficulty.policy import DifficultyPolicy
from game.difficulty.staircase import WeightedUpDown
from levels.policy import FixedSettings, PolicySettings


def policy_for(chosen: PolicySettings, start: float | None = None) -> DifficultyPolicy:
    """The policy that a level asks for; `start` is where an earlier session has left it."""
    if isinstance(chosen, FixedSettings):
        return Fixed(chosen.difficulty if start is None else start)
    first = chosen.start if start is None else min(chosen.upper, max(chosen.lower, start))
    return WeightedUpDown(chosen.target_success, chosen.lower, chosen.upper, chosen.step, first)
