"""The policy that a level asks for, where it follows no skill."""

from __future__ import annotations

from game.difficulty.fixed import Fixed
from game.difficulty.policy import DifficultyPolicy
from game.difficulty.staircase import Staircase, WeightedUpDown
from levels.policy import FixedSettings, StaircaseSettings, WeightedUpDownSettings


def policy_for(
    chosen: FixedSettings | WeightedUpDownSettings | StaircaseSettings, start: float | None = None
) -> DifficultyPolicy:
    """The policy that a level asks for; `start` is where an earlier session has left it."""
    if isinstance(chosen, FixedSettings):
        return Fixed(chosen.difficulty if start is None else start)
    lower, upper, step = chosen.lower, chosen.upper, chosen.step
    first = chosen.start if start is None else min(upper, max(lower, start))
    if isinstance(chosen, StaircaseSettings):
        return Staircase(chosen.up, chosen.down, lower, upper, step, first)
    return WeightedUpDown(chosen.target_success, lower, upper, step, first)
