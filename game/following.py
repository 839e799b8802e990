"""The policies of one exercise: each side has its own, as the level asks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controllers.controller import Side, other_side
from game.difficulty import DifficultyPolicy, Lock, Lockable, policy_for
from game.skills import Skills
from game.task_scale import OnTaskScale
from levels.model import Exercise
from levels.policy import SkillSettings
from tasks.demand import scale_of
from tasks.task import Task

ANEW: Final[Mapping[Side, float]] = MappingProxyType({})


def policies_for(
    exercise: Exercise,
    task: Task,
    affected: Side,
    skills: Skills,
    lock: Lock,
    starts: Mapping[Side, float] = ANEW,
) -> dict[Side, Lockable]:
    """One for each side that does repetitions.

    `starts` are difficulties where an earlier session has left this exercise; a side that is not
    in there begins as written, or as the patient's skill says.
    """
    other, share = other_side(affected), exercise.affected_share
    sides = (affected,) if share == 1.0 else (other,) if share == 0.0 else (affected, other)
    return {
        side: Lockable(_policy(exercise, task, side, skills, starts.get(side)), lock)
        for side in sides
    }


def _policy(
    exercise: Exercise, task: Task, side: Side, skills: Skills, start: float | None
) -> DifficultyPolicy:
    settings = exercise.difficulty
    if not isinstance(settings, SkillSettings):
        return policy_for(settings, start)
    scale = scale_of(task, side)
    followed = skills.follow(task.name, side, tuple(task.covariates), settings, scale)
    policy = OnTaskScale(followed, scale, settings.lower, settings.upper)
    if start is not None:
        policy.begin_at(start)
    return policy
