"""Many patients at once: how groups of repetitions compare, asked of the cohort's files.

What goes to others should tell of no single patient. So a figure from fewer than `smallest`
patients is left out, and so are groups by which others could be told (`clinic.cohort.hidden`):
also from the answers to several questions, as long as they are of the same days and devices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

import duckdb
import pyarrow as pa

from clinic.cohort.hidden import hidden_groups
from clinic.cohort.query import Cohort, Name, Row
from clinic.errors import ClinicError
from game.recording.errors import one_line
from metrics.entries.measure import Measure
from metrics.registry import MEASURES

GROUPINGS: Final[Mapping[str, str]] = {
    "task": "task",
    "level": "level",
    "exercise": "exercise_name",
    "side": "CASE WHEN side = affected_side THEN 'affected' ELSE 'other' END",
    "affected-side": "affected_side",
    "condition": "coalesce(condition, 'not said')",
    "device": "input_device",
    "month": "strftime(start_utc, '%Y-%m')",
}
"""What repetitions can be grouped by, and the expression that does it."""
NO_CONDITIONS: Final[Mapping[str, str]] = {}
SIMULATED: Final = "simulated"
"""Device of patients who are no persons; left out unless they are asked for."""

_OF_A_SESSION: Final = "session"
"""Task of measures that no repetition has."""
_OUR_FAULTS: Final = (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException)

Devices = Literal["real", "all"]


@dataclass(frozen=True, slots=True)
class Question:
    """Which scored repetitions, in which groups, and which measure of one task.

    `since` and `until` are days in UTC, both included. A figure needs `smallest` patients.
    """

    by: Sequence[str] = ()
    task: str | None = None
    level: str | None = None
    measure: str | None = None
    since: date | None = None
    until: date | None = None
    devices: Devices = "real"
    smallest: int = 5


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, quartiles and 95th percentile."""

    median: float
    quartile_1: float
    quartile_3: float
    percentile_95: float


@dataclass(frozen=True, slots=True)
class Change:
    """From each patient's first session to their last: median of the sessions' medians.

    Over patients with two sessions or more; `difficulty` is the median change of the sessions'
    mean difficulty over the same sessions.
    """

    patients: int
    median: float
    quartile_1: float
    quartile_3: float
    difficulty: float


@dataclass(frozen=True, slots=True)
class Group:
    """One group's figures; all None where it is hidden. `name` is in the order of `Question.by`."""

    name: Name
    patients: int | None = None
    sessions: int | None = None
    repetitions: int | None = None
    success_share: float | None = None
    difficulty_mean: float | None = None
    measure: Spread | None = None
    change: Change | None = None

    @property
    def hidden(self) -> bool:
        """Whether it holds too few patients to tell anything of it."""
        return self.patients is None


def ask(
    files: Sequence[Path], question: Question, conditions: Mapping[str, str] = NO_CONDITIONS
) -> list[Group]:
    """The groups that there are, hidden ones without figures, by name.

    `files` are those of `clinic.cohort.table.parts`, `conditions` what is said of patients in
    their profiles, by code (`clinic.cohort.conditions`). Raises `ClinicError` for a question that
    can't be asked and for files that can't be read.
    """
    measure = checked_measure(question)
    if not files:
        return []
    only = _only(question, measure)
    keys = [name for name in GROUPINGS if name in question.by or name in only]
    try:
        with duckdb.connect() as connection:
            cohort = Cohort(
                connection,
                files,
                {name: GROUPINGS[name] for name in keys},
                question.by,
                only,
                question.measure,
                conditions,
                since=question.since,
                until=question.until,
                left_out=SIMULATED if question.devices == "real" else None,
            )
            figures = cohort.figures()
            hidden = hidden_groups(cohort.patients(), question.smallest)
            spreads = cohort.spreads() if measure else {}
            changes = cohort.changes() if measure else {}
    except _OUR_FAULTS:
        raise
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise ClinicError(
            one_line(f"the cohort's files can't be read; delete them, they are made anew: {error}")
        ) from error
    groups = []
    for name, row in figures.items():
        told = name if question.by else ()
        values = {**dict(zip(question.by, told, strict=True)), **only}
        if tuple(values[key] for key in keys) in hidden:
            groups.append(Group(told))
        else:
            figure = _group(told, row, spreads.get(name), changes.get(name), question.smallest)
            groups.append(figure)
    return groups


def checked_measure(question: Question) -> Measure | None:
    """The measure that is asked for. Raises `ClinicError` when it is none, or of several tasks."""
    tasks = {task: None for task, _ in MEASURES if task != _OF_A_SESSION}
    if question.task is not None:
        if question.task not in tasks:
            raise ClinicError(
                f'no task "{one_line(question.task)[:60]}"; allowed: {", ".join(tasks)}'
            )
        tasks = {question.task: None}
    if question.measure is None:
        return None
    here = [entry for entry in MEASURES.values() if entry.task in tasks]
    found = [entry for entry in here if entry.name == question.measure]
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(entry.task for entry in found)
        raise ClinicError(f"several tasks have a measure {question.measure}: say which: {several}")
    allowed = ", ".join(dict.fromkeys(entry.name for entry in here))
    raise ClinicError(f'no measure "{one_line(question.measure)[:60]}"; allowed: {allowed}')


def _only(question: Question, measure: Measure | None) -> dict[str, str]:
    """Groupings of which one group alone is asked for, and which."""
    task = measure.task if measure else question.task
    asked = {"task": task, "level": question.level}
    return {name: value for name, value in asked.items() if value is not None}


def _group(name: Name, row: Row, spread: Row | None, change: Row | None, smallest: int) -> Group:
    patients, sessions, repetitions, success, difficulty, measured = row
    return Group(
        name,
        patients,
        sessions,
        repetitions,
        success,
        difficulty,
        Spread(*spread[0]) if spread and measured >= smallest else None,
        _change(*change) if change and change[0] >= smallest else None,
    )


def _change(patients: int, quantiles: Sequence[float], difficulty: float) -> Change:
    median, quartile_1, quartile_3 = quantiles
    return Change(patients, median, quartile_1, quartile_3, difficulty)
