"""What a picture of the difficulty points at: who stepped in, weak days, the greatest moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from types import MappingProxyType
from typing import Final

from clinic.following.series import Asked, Attempt, SideSeries

NOTHING: Final[Mapping[int, str]] = MappingProxyType({})

MOST: Final = 8
"""More than this nobody reads."""

GREAT: Final = 0.12
"""What counts as a great move, and as a weak day, on the scale of the series."""

_STRETCH: Final = 8
_MOST_MOVES: Final = 3
_BEFORE: Final = 3
_PATIENT: Final = "patient"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened `after` so many attempts, in words."""

    after: int
    visit: int
    words: str


def marks_of(series: SideSeries, known: Mapping[int, str] = NOTHING) -> list[Mark]:
    """In order, `MOST` at most.

    What therapists asked for counts most, then what is `known` of visits besides the recordings,
    weak days, great moves, and what the patient's answers asked for.
    """
    by_patient = [each for each in series.asked if each.by == _PATIENT]
    by_others = [each for each in series.asked if each.by != _PATIENT]
    begins = {visit: numbers.start for visit, numbers in series.by_visit.items()}
    found = [
        *_joined(by_others),
        *(Mark(begins[visit], visit, words) for visit, words in known.items() if visit in begins),
        *(mark for mark in _weak_days(series) if mark.visit not in known),
        *_great_moves(series),
        *_joined(by_patient),
    ]
    return sorted(found[:MOST], key=lambda mark: mark.after)


def _joined(asked: Sequence[Asked]) -> list[Mark]:
    """What was asked for at one moment, told as one."""
    marks = []
    ordered = sorted(asked, key=lambda each: each.after)
    for (after, visit), group in groupby(ordered, key=lambda each: (each.after, each.visit)):
        first, *more = (each.words for each in group)
        who = first.partition(": ")[0] + ": "
        words = "; ".join([first, *(each.removeprefix(who) for each in more)])
        marks.append(Mark(after, visit, words))
    return marks


def _weak_days(series: SideSeries) -> list[Mark]:
    """Visits on which much less was possible than just before."""
    marks: list[Mark] = []
    medians: list[float] = []
    for visit, numbers in series.by_visit.items():
        attempts = [series.attempts[number] for number in numbers]
        skills = [
            each.change.skill for each in attempts if each.change and each.change.skill is not None
        ]
        if not skills:
            continue
        now = median(skills)
        before = median(medians[-_BEFORE:]) if medians else now
        if before - now >= GREAT:
            words = f"Weak day: skill {now:.2f}, {before:.2f} on the days before"
            marks.append(Mark(numbers.start, visit, words))
        medians.append(now)
    return marks


@dataclass(frozen=True, slots=True)
class _Move:
    begin: int
    end: int
    by: float


def _great_moves(series: SideSeries) -> list[Mark]:
    """Stretches of an exercise over which the difficulty moved most, the greatest first."""
    attempts = series.attempts
    moves: list[_Move] = []
    numbered = enumerate(attempts)
    for _, group in groupby(numbered, key=lambda each: (each[1].visit, each[1].exercise)):
        changed = [(number, each.change) for number, each in group if each.change is not None]
        for end, (last_number, last) in enumerate(changed):
            first_number, first = changed[max(0, end - _STRETCH + 1)]
            moves.append(_Move(first_number, last_number, last.new - first.old))
    moves.sort(key=lambda move: -abs(move.by))
    chosen: list[_Move] = []
    for move in moves:
        if abs(move.by) < GREAT or len(chosen) == _MOST_MOVES:
            break
        if all(move.begin > other.end or move.end < other.begin for other in chosen):
            chosen.append(move)
    return [_told(attempts, move) for move in chosen]


def _told(attempts: Sequence[Attempt], move: _Move) -> Mark:
    """The move with the reason of the largest step in it."""
    within = attempts[move.begin : move.end + 1]
    changes = [each.change for each in within if each.change is not None]
    way = 1.0 if move.by > 0.0 else -1.0
    largest = max(changes, key=lambda change: way * (change.new - change.old))
    words = f"{changes[0].old:.2f} to {changes[-1].new:.2f}: {largest.reason}"
    return Mark(move.begin, attempts[move.begin].visit, words)
