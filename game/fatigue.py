"""Signs of tiredness in how the repetitions of one exercise go, told as a reason to rest.

The last five repetitions of a side are compared with the best five in a row before them, medians
on both sides, so that one odd repetition moves nothing and a patient who first gets better is
compared with that better self. Only fives that were about as hard count as a comparison: a
harder repetition is slower without any tiredness.

A rest is suggested when two of three signs are there:

- peak speed is lower by a quarter or more;
- the movement takes a third longer or more;
- the patient leans in three or more of five repetitions, and at least in two more than before.

A single repetition of a patient varies by about 20 % around its mean, and a median of five by
about 11 %: a quarter less is more than two of these away, and a third more is the same on the
other side of the ratio (1 / 0.75). Two signs are asked for because each of them alone
also comes from a farther or a smaller target.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

WINDOW: Final = 5
LEAST_VALUES: Final = 3
"""So many of five repetitions have to have a measure for their median to count."""

SPEED_FELL_TO: Final = 0.75
TIME_ROSE_TO: Final = 1.0 / SPEED_FELL_TO
LEANED_OFTEN: Final = 3
LEANED_MORE: Final = 2
AS_HARD_WITHIN: Final = 0.1

TIMES: Final = (
    "movement_time_s",
    "reach_time_s",
    "step_time_s",
    "swing_time_s",
    "transport_time_s",
)
SPEEDS: Final = ("peak_speed_m_s", "reach_peak_speed_m_s", "foot_peak_speed_m_s")
"""Names of measures; of each tuple the first that a repetition has is taken."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Why to rest, in words for a therapist and in numbers (before, now)."""

    words: str
    numbers: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Repetition:
    difficulty: float
    time_s: float | None
    speed_m_s: float | None
    leaned: bool


@dataclass(frozen=True, slots=True)
class _Five:
    """Five repetitions in a row."""

    difficulty: float
    time_s: float | None
    speed_m_s: float | None
    leaned: int


class Fatigue:
    """Follows one exercise, each side for itself."""

    def __init__(self) -> None:
        self._done: dict[str, list[_Repetition]] = {}

    def take(self, row: Mapping[str, object]) -> None:
        """Take down a scored repetition, as its row in the recording has it."""
        measures = row["measures"]
        flags = row["flags"]
        assert isinstance(measures, Mapping)
        assert isinstance(flags, Sequence)
        repetition = _Repetition(
            _number(row["difficulty"]) or 0.0,
            _first(measures, TIMES),
            _first(measures, SPEEDS),
            "leaned" in flags,
        )
        self._done.setdefault(str(row["side"]), []).append(repetition)

    def signs(self, side: str) -> Signs | None:
        """The signs of tiredness now, or None. Says so anew as long as they are there."""
        done = self._done.get(side, [])
        if len(done) < 2 * WINDOW:
            return None
        now = _five(done[-WINDOW:])
        earlier = done[:-WINDOW]
        fives = [
            _five(earlier[i : i + WINDOW]) for i in range(0, len(earlier) - WINDOW + 1, WINDOW)
        ]
        alike = [five for five in fives if five.difficulty >= now.difficulty - AS_HARD_WITHIN]
        return _compare(alike, now)


def _compare(before: Sequence[_Five], now: _Five) -> Signs | None:
    words: list[str] = []
    numbers: dict[str, tuple[float, float]] = {}
    speeds = [five.speed_m_s for five in before if five.speed_m_s is not None]
    if speeds and now.speed_m_s is not None:
        best = max(speeds)
        if now.speed_m_s <= SPEED_FELL_TO * best:
            numbers["peak_speed_m_s"] = (best, now.speed_m_s)
            share = 1.0 - now.speed_m_s / best
            words.append(f"peak speed fell by {share:.0%} ({best:.2f} to {now.speed_m_s:.2f} m/s)")
    times = [five.time_s for five in before if five.time_s is not None]
    if times and now.time_s is not None:
        best = min(times)
        if now.time_s >= TIME_ROSE_TO * best:
            numbers["movement_time_s"] = (best, now.time_s)
            share = now.time_s / best - 1.0
            words.append(f"movement time rose by {share:.0%} ({best:.2f} to {now.time_s:.2f} s)")
    if before:
        least = min(five.leaned for five in before)
        if now.leaned >= LEANED_OFTEN and now.leaned - least >= LEANED_MORE:
            numbers["leaned"] = (float(least), float(now.leaned))
            words.append(f"leaned in {now.leaned} of {WINDOW} repetitions ({least} before)")
    return Signs("; ".join(words), numbers) if len(words) >= 2 else None


def _five(repetitions: Sequence[_Repetition]) -> _Five:
    return _Five(
        median(repetition.difficulty for repetition in repetitions),
        _median([repetition.time_s for repetition in repetitions]),
        _median([repetition.speed_m_s for repetition in repetitions]),
        sum(repetition.leaned for repetition in repetitions),
    )


def _median(values: Sequence[float | None]) -> float | None:
    there = [value for value in values if value is not None]
    return median(there) if len(there) >= LEAST_VALUES else None


def _first(measures: Mapping[object, object], names: Sequence[str]) -> float | None:
    for name in names:
        value = _number(measures.get(name))
        if value is not None and value > 0.0:
            return value
    return None


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    return None
