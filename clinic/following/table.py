"""A series in numbers, a row a visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clinic.following.series import Attempt, SideSeries

AT_BOUND = "bound"
"""How the reason of a change tells that the bounds hold the difficulty."""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit of a series; `in_band` is the share of attempts at which success lately was.

    `skill` and `uncertainty` are those after the last attempt, None where nothing was estimated.
    `at_bound` counts attempts after which the bounds that are set held the difficulty.
    """

    visit: int
    attempts: int
    won: int
    first_difficulty: float
    last_difficulty: float
    skill: float | None
    uncertainty: float | None
    in_band: float | None
    at_bound: int


def rows_of(series: SideSeries) -> list[VisitRow]:
    """In the order of the visits."""
    lately = series.lately
    rows = []
    for visit, numbers in series.by_visit.items():
        attempts = [series.attempts[number] for number in numbers]
        skill, uncertainty = last_estimate(attempts)
        rows.append(
            VisitRow(
                visit,
                len(attempts),
                sum(each.success for each in attempts),
                attempts[0].difficulty,
                attempts[-1].difficulty,
                skill,
                uncertainty,
                share_in_band(series, (lately[number] for number in numbers)),
                sum(AT_BOUND in each.change.reason for each in attempts if each.change),
            )
        )
    return rows


def share_in_band(series: SideSeries, lately: Iterable[float | None]) -> float | None:
    """How many of these shares of success lie in the band of the series."""
    known = [share for share in lately if share is not None]
    low, high = series.aim.lower - 1e-9, series.aim.upper + 1e-9
    return sum(low <= share <= high for share in known) / len(known) if known else None


def last_estimate(attempts: Iterable[Attempt]) -> tuple[float | None, float | None]:
    """Skill and its standard deviation as they were believed last."""
    known = [each.change for each in attempts if each.change and each.change.skill is not None]
    return (known[-1].skill, known[-1].uncertainty) if known else (None, None)
