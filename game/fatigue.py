"""Signs of tiredness in how the repetitions of one exercise go, told as a reason to rest.

The last five repetitions of a side are compared with the best five in a row before them, medians
on both sides, so that one odd repetition moves nothing and a patient who first gets better is
compared with that better self. Only fives that were about as hard count as a comparison: a
harder repetition is slower without any tiredness.

A rest is suggested when two of three signs are there:

- peak speed is lower by a quarter or more;
- the movement takes a third longer or more;
- the patient leans in three or more of five repetitions, and at least in two more than before.

One sign alone is enough where it is far beyond doubt: peak speed halved, or twice the time. Not
every task has both measures. And one more sign is enough: success that falls by more than what the
tracker of skill takes for a lack of skill (`game.difficulty.SkillTracker.mood`).

A single repetition of a patient varies by about 20 % around its mean, so that two medians of five
differ by 16 % by chance alone: a quarter less (a third more) is nearly two of these away. For a
patient who varies more, the difference has to be nearly two of theirs as well: 1.75 times their own
scatter. Two signs are asked for because each of them alone also comes from a farther or a
smaller target.
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

FELL_TO: Final = 0.75
HALVED: Final = 0.5
"""Of the best speed; a time counts by its inverse, which is a speed too."""

SCATTERS: Final = 1.75
SMALLEST: Final = 1e-6
"""A measure beyond this, or its inverse, is none."""

MAD_TO_DEVIATION: Final = 1.4826
"""Median absolute deviation to standard deviation, of a normal distribution."""

LEANED_OFTEN: Final = 3
LEANED_MORE: Final = 2
AS_HARD_WITHIN: Final = 0.1

LOW_MOOD: Final = -0.08
"""About a logit: of 70 % successes, 45 % are left."""

TIMES: Final = ("movement_time_s", "reach_time_s", "swing_time_s", "step_time_s")
SPEEDS: Final = ("peak_speed_m_s", "peak_speed_reach_m_s")
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


_Five = Sequence[_Repetition]


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

    def signs(self, side: str, mood: float = 0.0) -> Signs | None:
        """The signs of tiredness now, or None. Says so anew as long as they are there.

        `mood` is by how much the side can do more (less, below 0) now than its lasting skill, in
        task demand.
        """
        done = self._done.get(side, [])
        if len(done) < 2 * WINDOW:
            return None
        if mood <= LOW_MOOD:
            words = "succeeds at less than this patient's skill lets expect"
            return Signs(words, {"mood": (0.0, mood)})
        now, earlier = done[-WINDOW:], done[:-WINDOW]
        fives = [earlier[i : i + WINDOW] for i in range(0, len(earlier) - WINDOW + 1, WINDOW)]
        as_hard = _difficulty(now) - AS_HARD_WITHIN
        alike = [five for five in fives if _difficulty(five) >= as_hard]
        return _compare(alike, now) if alike else None


def _compare(before: Sequence[_Five], now: _Five) -> Signs | None:
    words: list[str] = []
    numbers: dict[str, tuple[float, float]] = {}
    ratios = []
    slower = _fallen([[one.speed_m_s for one in five] for five in (*before, now)])
    if slower is not None:
        best, last = numbers["peak_speed_m_s"] = slower
        ratios.append(last / best)
        words.append(f"peak speed fell by {1 - last / best:.0%} ({best:.2f} to {last:.2f} m/s)")
    longer = _fallen([[_inverse(one.time_s) for one in five] for five in (*before, now)])
    if longer is not None:
        best, last = numbers["movement_time_s"] = (1.0 / longer[0], 1.0 / longer[1])
        ratios.append(best / last)
        words.append(f"movement time rose by {last / best - 1:.0%} ({best:.2f} to {last:.2f} s)")
    least, often = min(map(_leaned, before)), _leaned(now)
    if often >= LEANED_OFTEN and often - least >= LEANED_MORE:
        numbers["leaned"] = (float(least), float(often))
        words.append(f"leaned in {often} of {WINDOW} repetitions ({least} before)")
    beyond_doubt = min(ratios, default=1.0) <= HALVED
    return Signs("; ".join(words), numbers) if len(words) >= 2 or beyond_doubt else None


def _fallen(fives: Sequence[Sequence[float | None]]) -> tuple[float, float] | None:
    """The best median before the last five and that of the last, where it is much lower."""
    *before, now = ([value for value in five if value is not None] for five in fives)
    whole = [five for five in before if len(five) >= LEAST_VALUES]
    if not whole or len(now) < LEAST_VALUES:
        return None
    best, last = max(map(median, whole)), median(now)
    away = [abs(math.log(value / median(five))) for five in whole for value in five]
    scatter = MAD_TO_DEVIATION * median(away)
    if last <= FELL_TO * best and math.log(best / last) >= SCATTERS * scatter:
        return best, last
    return None


def _difficulty(five: _Five) -> float:
    return median(one.difficulty for one in five)


def _leaned(five: _Five) -> int:
    return sum(one.leaned for one in five)


def _inverse(value: float | None) -> float | None:
    return None if value is None else 1.0 / value


def _first(measures: Mapping[object, object], names: Sequence[str]) -> float | None:
    for name in names:
        value = _number(measures.get(name))
        if value is not None and SMALLEST < value < 1.0 / SMALLEST:
            return value
    return None


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    return None
