"""How hard knobs make a repetition, on one scale for all exercises of a task. Pure.

Every exercise has its own easy and hard ends, so its difficulty of 0.5 means nothing in another.
The demand does: it is 0 at the easy ends that the task has when nothing is set, 1 at its hard
ends, and may lie outside. A patient's skill is kept on this scale.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from controllers.controller import Side
from tasks.trial import Situation, TrialSpec

NARROWEST: Final = 0.1
"""Width of the scale of an exercise whose knobs hardly move, or move both ways."""

_NOTICED: Final = 0.002


@dataclass(frozen=True, slots=True)
class Effect:
    """What one knob adds to the demand: `share` from `easy` to `hard`, and on in both directions.

    By equal ratios where `ratio`, by equal steps else. `harder` and `easier` say its moves in
    words.
    """

    easy: float
    hard: float
    share: float
    harder: str
    easier: str
    ratio: bool = False

    def of(self, value: float) -> float:
        """What `value` adds to the demand."""
        if self.ratio:
            return self.share * math.log(value / self.easy) / math.log(self.hard / self.easy)
        return self.share * (value - self.easy) / (self.hard - self.easy)


@dataclass(frozen=True, slots=True)
class Covariate:
    """What a repetition reports besides its knobs: told as (value - `middle`) / `unit`."""

    middle: float
    unit: float


@dataclass(frozen=True, slots=True)
class Scale:
    """From an exercise's difficulty, 0 to 1, to the demand of its task and back."""

    at_0: float
    at_1: float

    @property
    def width(self) -> float:
        """Demand from the easy to the hard end."""
        return self.at_1 - self.at_0

    def demand(self, difficulty: float) -> float:
        """The demand of a difficulty."""
        return self.at_0 + self.width * difficulty

    def difficulty(self, demand: float) -> float:
        """The difficulty that has this demand; may lie outside 0 to 1."""
        return (demand - self.at_0) / self.width


class Demanding(Protocol):
    """What a task tells of its difficulty."""

    @property
    def effects(self) -> Mapping[str, Effect]:
        """Of every knob, by name."""
        ...

    def plan(self, situation: Situation, difficulty: float) -> TrialSpec:
        """A difficulty as knobs."""
        ...

    def typical(self, side: Side) -> Sequence[Situation]:
        """One situation of each kind that the exercise has."""
        ...


def demand(effects: Mapping[str, Effect], knobs: Mapping[str, float]) -> float:
    """What all knobs ask together."""
    return math.fsum(effects[name].of(value) for name, value in knobs.items())


def scale_of(task: Demanding, side: Side) -> Scale:
    """The scale of an exercise, the mean of its kinds of situations. Never falls."""
    kinds = task.typical(side)
    at_0, at_1 = (
        math.fsum(demand(task.effects, task.plan(kind, end).knobs) for kind in kinds) / len(kinds)
        for end in (0.0, 1.0)
    )
    return Scale(at_0, max(at_1, at_0 + NARROWEST))


def greatest_move(task: Demanding, situation: Situation, old: float, new: float) -> str:
    """The knob that moves most from one difficulty to another, in words; empty for none."""
    before, after = (task.plan(situation, difficulty).knobs for difficulty in (old, new))
    moves = {
        name: task.effects[name].of(after[name]) - task.effects[name].of(before[name])
        for name in after
    }
    name = max(moves, key=lambda knob: abs(moves[knob]), default=None)
    if name is None or abs(moves[name]) < _NOTICED:
        return ""
    return task.effects[name].harder if moves[name] > 0 else task.effects[name].easier


def unit_sized(
    covariates: Mapping[str, Covariate], values: Mapping[str, float]
) -> tuple[float, ...]:
    """All of a task's covariates in their order, about unit-sized; 0 where there is none."""
    return tuple(
        (values[name] - each.middle) / each.unit if name in values else 0.0
        for name, each in covariates.items()
    )
