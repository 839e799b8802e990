"""How hard the next repetition is.

A policy proposes a difficulty for what the patient does not control (the covariates) and
learns from how the repetition went. What a difficulty means in metres and seconds is the
task's own matter.
"""

from __future__ import annotations

from game.difficulty.change import DifficultyChange
from game.difficulty.fixed import Fixed
from game.difficulty.lock import Lock, Lockable
from game.difficulty.policies import policy_for
from game.difficulty.policy import DifficultyPolicy
from game.difficulty.skill import SkillTracker
from game.difficulty.staircase import Staircase, WeightedUpDown

__all__ = [
    "DifficultyChange",
    "DifficultyPolicy",
    "Fixed",
    "Lock",
    "Lockable",
    "SkillTracker",
    "Staircase",
    "WeightedUpDown",
    "policy_for",
]
