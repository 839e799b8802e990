"""How difficulty followed a patient, repetition by repetition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from controllers.controller import Side
from game.difficulty import DifficultyChange

FEW: Final = 100
SHORT_WINDOW: Final = 10
LONG_WINDOW: Final = 20


@dataclass(frozen=True, slots=True)
class Attempt:
    """A scored repetition of a visit, and what it did to the difficulty where that was told."""

    visit: int
    exercise: str
    difficulty: float
    success: bool
    change: DifficultyChange | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody held, let go or stepped the difficulty, `after` so many attempts of the series."""

    after: int
    visit: int
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Aim:
    """Share of repetitions that should succeed, and the band around it."""

    target: float = 0.70
    lower: float = 0.60
    upper: float = 0.80


@dataclass(frozen=True, slots=True)
class SideSeries:
    """All scored repetitions of one task and side, in order.

    With `own_scale`, difficulty and skill are those of the one exercise, 0 to 1. Otherwise
    exercises with knobs of their own are told on the scale of the task, from its easy to its hard
    ends (`tasks.demand`). `tired` holds after how many attempts signs of tiredness were seen.
    """

    task: str
    side: Side
    affected: bool
    exercises: Sequence[str]
    own_scale: bool
    aim: Aim
    attempts: Sequence[Attempt]
    asked: Sequence[Asked]
    tired: Sequence[int]

    @property
    def window(self) -> int:
        """Attempts over which success is counted."""
        return SHORT_WINDOW if len(self.attempts) < FEW else LONG_WINDOW

    @property
    def lately(self) -> list[float | None]:
        """Share of successes of the last `window` attempts; None before half of them are there."""
        won = [each.success for each in self.attempts]
        shares: list[float | None] = []
        for end in range(1, len(won) + 1):
            last = won[max(0, end - self.window) : end]
            shares.append(sum(last) / len(last) if 2 * len(last) >= self.window else None)
        return shares

    @property
    def by_visit(self) -> dict[int, range]:
        """Which attempts are of which visit."""
        first: dict[int, int] = {}
        for number, each in enumerate(self.attempts):
            first.setdefault(each.visit, number)
        ends = [*list(first.values())[1:], len(self.attempts)]
        return {
            visit: range(begin, end)
            for (visit, begin), end in zip(first.items(), ends, strict=True)
        }


@dataclass(frozen=True, slots=True)
class Following:
    """A patient's difficulty over all visits; `visits` tells when each one began."""

    patient_code: str
    simulated: bool
    visits: Mapping[int, datetime]
    series: Sequence[SideSeries]
