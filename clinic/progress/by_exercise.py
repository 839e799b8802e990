"""Progress of a patient across visits, by exercise, side and measure.

An exercise is the same over levels when its task and its name are. Its difficulty means the same
only while its settings do, so the two are told side by side, and nothing is compared at one
difficulty over a change of settings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from clinic.progress.history import Visit
from clinic.progress.statistics import (
    FEWEST_FOR_DIFFERENCE,
    Interval,
    Slope,
    Spread,
    difference_of_medians,
    difference_of_shares,
    spread,
    theil_sen,
)
from clinic.repetition import Repetition
from controllers.controller import Side
from metrics.entries.measure import Measure
from metrics.registry import measures_of

Verdict = Literal["beyond error", "within error", "not known"]

NOTEWORTHY_DIFFICULTY: Final = 0.05
"""A smaller difference of difficulty (0 to 1) is not called easier or harder: chosen."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One exercise with one side in one visit: what was scored. `number` counts its attempts."""

    number: int
    visit: Visit
    repetitions: Sequence[Repetition]
    settings: frozenset[str]

    @property
    def won(self) -> int:
        """Scored repetitions that succeeded."""
        return sum(each.success for each in self.repetitions)

    @property
    def done(self) -> int:
        """Scored repetitions."""
        return len(self.repetitions)

    @property
    def difficulty(self) -> Spread:
        """Median and quartiles of the difficulty that was asked."""
        return spread([each.difficulty for each in self.repetitions])

    @property
    def hardest_won(self) -> float | None:
        """The highest difficulty at which a repetition succeeded."""
        return max((each.difficulty for each in self.repetitions if each.success), default=None)

    def values(self, name: str) -> list[float]:
        """What was measured, by the measure's name; repetitions without it left out."""
        found = (each.measures.get(name) for each in self.repetitions)
        return [value for value in found if value is not None]

    def knob(self, name: str) -> float | None:
        """The median of a knob, by its name."""
        found = [value for each in self.repetitions if (value := each.knobs.get(name)) is not None]
        return spread(found).median if found else None


@dataclass(frozen=True, slots=True)
class Point:
    """A measure in one attempt."""

    attempt: Attempt
    spread: Spread


@dataclass(frozen=True, slots=True)
class Change:
    """From one median to another; no interval with under five repetitions in either."""

    value: float
    interval: Interval | None

    @property
    def clear(self) -> bool | None:
        """Whether it is told apart from none with 95 % confidence; None where that is unknown."""
        return None if self.interval is None else not self.interval.holds(0.0)


@dataclass(frozen=True, slots=True)
class Matched:
    """First and last compared by repetitions that were equally difficult in both."""

    low: float
    high: float
    first: Spread
    last: Spread
    change: Change


@dataclass(frozen=True, slots=True)
class MeasureProgress:
    """One measure over all attempts that have it; the first is the baseline."""

    entry: Measure
    points: Sequence[Point]
    best: Point | None
    """By the measure's better direction; None where neither is better."""
    trend: Slope | None
    """Per attempt; None with under three."""
    change: Change | None
    """First to last; None with one attempt alone."""
    detectable_change: float | None
    """The published minimal detectable change, in the measure's unit; None where none is known."""
    verdict: Verdict
    matched: Matched | None

    @property
    def first(self) -> Point:
        """The baseline."""
        return self.points[0]

    @property
    def last(self) -> Point:
        """The latest."""
        return self.points[-1]


@dataclass(frozen=True)
class ExerciseProgress:
    """One exercise with one side, over all visits in which it was scored."""

    task: str
    name: str
    side: Side
    attempts: Sequence[Attempt]
    measures: Sequence[MeasureProgress]

    @cached_property
    def same_settings(self) -> bool:
        """Whether one difficulty means the same in the first attempt and the last."""
        return len(self.attempts[0].settings | self.attempts[-1].settings) == 1

    @cached_property
    def difficulty_change(self) -> Change | None:
        """Median difficulty, first to last; None where the settings are not the same."""
        if not self.same_settings:
            return None
        before, after = (
            [each.difficulty for each in attempt.repetitions]
            for attempt in (self.attempts[0], self.attempts[-1])
        )
        value = spread(after).median - spread(before).median
        return Change(value, difference_of_medians(before, after))

    @cached_property
    def harder(self) -> int | None:
        """1 where last was clearly harder than first, -1 easier, 0 neither; None as above."""
        change = self.difficulty_change
        if change is None:
            return None
        if abs(change.value) < NOTEWORTHY_DIFFICULTY or change.clear is False:
            return 0
        return 1 if change.value > 0.0 else -1

    @cached_property
    def success_change(self) -> Interval:
        """How far the share of successes in the last attempt is above that of the first."""
        first, last = self.attempts[0], self.attempts[-1]
        return difference_of_shares((first.won, first.done), (last.won, last.done))

    @cached_property
    def difficulty_trend(self) -> Slope | None:
        """Median difficulty per attempt; None with under three, or with changed settings."""
        if len(frozenset().union(*(each.settings for each in self.attempts))) != 1:
            return None
        numbers = [float(each.number) for each in self.attempts]
        return theil_sen(numbers, [each.difficulty.median for each in self.attempts])


@dataclass(frozen=True, slots=True)
class PatientProgress:
    """Everything scored of a patient, over the visits."""

    patient_code: str
    visits: Sequence[Visit]
    exercises: Sequence[ExerciseProgress]

    @property
    def devices(self) -> tuple[str, ...]:
        """What was played with, each once."""
        return tuple(dict.fromkeys(visit.device for visit in self.visits))


def progress_of(
    patient_code: str,
    visits: Sequence[Visit],
    wanted: Callable[[str], bool] = lambda _: True,
    shown: Callable[[Measure], bool] = lambda entry: entry.shown,
) -> PatientProgress:
    """Progress over visits (`read_history`), of the exercises and measures that are wanted."""
    scored: dict[tuple[str, str, Side], list[Attempt]] = {}
    for visit in visits:
        for key, attempted in _by_exercise(visit).items():
            if wanted(key[1]):
                attempts = scored.setdefault(key, [])
                repetitions = [each for each, _ in attempted]
                settings = frozenset(text for _, text in attempted)
                attempts.append(Attempt(len(attempts) + 1, visit, repetitions, settings))
    exercises = [
        ExerciseProgress(
            task,
            name,
            side,
            attempts,
            [
                progress
                for entry in measures_of(task)
                if shown(entry) and (progress := _measure(entry, attempts)) is not None
            ],
        )
        for (task, name, side), attempts in scored.items()
    ]
    return PatientProgress(patient_code, visits, exercises)


def _by_exercise(visit: Visit) -> dict[tuple[str, str, Side], list[tuple[Repetition, str]]]:
    found: dict[tuple[str, str, Side], list[tuple[Repetition, str]]] = {}
    for repetition, settings in zip(visit.repetitions, visit.settings, strict=True):
        if repetition.scored and not repetition.familiarisation:
            key = repetition.task, repetition.exercise_name, repetition.side
            found.setdefault(key, []).append((repetition, settings))
    return found


def _measure(entry: Measure, attempts: Sequence[Attempt]) -> MeasureProgress | None:
    values = [(attempt, attempt.values(entry.name)) for attempt in attempts]
    points = [Point(attempt, spread(found)) for attempt, found in values if found]
    if not points:
        return None
    first, last = points[0], points[-1]
    change = _change(first, last, entry.name) if len(points) > 1 else None
    detectable = _detectable(entry, first.spread.median)
    return MeasureProgress(
        entry=entry,
        points=points,
        best=_best(entry, points),
        trend=theil_sen(
            [float(point.attempt.number) for point in points],
            [point.spread.median for point in points],
        ),
        change=change,
        detectable_change=detectable,
        verdict=_verdict(change, detectable),
        matched=_matched(entry.name, first.attempt, last.attempt) if change is not None else None,
    )


def _best(entry: Measure, points: Sequence[Point]) -> Point | None:
    if entry.better == "neither":
        return None
    choose = max if entry.better == "higher" else min
    return choose(points, key=lambda point: point.spread.median)


def _change(first: Point, last: Point, name: str) -> Change:
    interval = difference_of_medians(first.attempt.values(name), last.attempt.values(name))
    return Change(last.spread.median - first.spread.median, interval)


def _detectable(entry: Measure, baseline: float) -> float | None:
    if entry.error is None:
        return None
    share = abs(baseline) / 100.0 if entry.error.percent else 1.0
    return entry.error.detectable_change * share


def _verdict(change: Change | None, detectable: float | None) -> Verdict:
    if change is None or detectable is None:
        return "not known"
    return "beyond error" if abs(change.value) > detectable else "within error"


def _matched(name: str, first: Attempt, last: Attempt) -> Matched | None:
    """Both compared where their difficulties overlap; None where too little of either does.

    None too where that is all of both: there is nothing to match.
    """
    if len(first.settings | last.settings) != 1:
        return None
    ranges = [[each.difficulty for each in one.repetitions] for one in (first, last)]
    low, high = max(map(min, ranges)), min(map(max, ranges))
    before, after = (_between(one, name, low, high) for one in (first, last))
    if min(len(before), len(after)) < FEWEST_FOR_DIFFERENCE:
        return None
    if len(before) == len(first.values(name)) and len(after) == len(last.values(name)):
        return None
    was, now = spread(before), spread(after)
    change = Change(now.median - was.median, difference_of_medians(before, after))
    return Matched(low, high, was, now, change)


def _between(attempt: Attempt, name: str, low: float, high: float) -> list[float]:
    return [
        value
        for each in attempt.repetitions
        if low <= each.difficulty <= high and (value := each.measures.get(name)) is not None
    ]
