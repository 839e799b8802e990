"""What is asked of the clinic, and the answer, read on a thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from sqlalchemy import Connection

from clinic.care.days import today
from clinic.care.plans import level_titles
from clinic.cohort.comparing import Devices, Group, Question, ask, checked_measure
from clinic.cohort.conditions import conditions_of
from clinic.cohort.doses import By, DoseGroup, doses
from clinic.cohort.table import parts
from clinic.console.console import Console
from clinic.errors import ClinicError
from game.patient import CONDITIONS
from metrics.entries.measure import Measure

Grouping = Literal["everybody", "condition", "level", "task"]

SMALLEST: Final = 5
"""As `reachwell cohort` has it without --smallest."""
_EARLIEST: Final = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """One choice of the page. `measure` is a task's and a name, or None."""

    by: Grouping = "everybody"
    measure: tuple[str, str] | None = None
    since: date | None = None
    until: date | None = None
    devices: Devices = "real"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it; `titles` are the groups' names in words."""

    asked: Asked
    measure: Measure | None
    groups: Sequence[Group]
    doses: Sequence[DoseGroup]
    titles: Mapping[str, str]
    skipped: Sequence[str]


def answering(console: Console, asked: Asked) -> Callable[[Connection], Answer]:
    """Work that answers. Raises `ClinicError` for a period that ends before it begins."""
    if asked.since and asked.until and asked.since > asked.until:
        raise ClinicError(f"the first day, {asked.since}, is after the last, {asked.until}")

    def work(connection: Connection) -> Answer:
        skipped: list[str] = []
        conditions: dict[str, str] = {}
        if asked.by == "condition":
            conditions = conditions_of(console.data, skipped.append)
        task, name = asked.measure or (None, None)
        question = Question(
            by=() if asked.by == "everybody" else (asked.by,),
            task=task,
            measure=name,
            since=asked.since,
            until=asked.until,
            devices=asked.devices,
            smallest=SMALLEST,
        )
        groups = ask(parts(console.data), question, conditions)
        by: By = "everybody" if asked.by == "task" else asked.by
        until = min(asked.until or today(), today())
        since = asked.since or _EARLIEST
        dosed = (
            doses(connection, by, conditions, since, until, SMALLEST, asked.devices)
            if since <= until
            else []
        )
        names = {each.name[0] for each in groups if each.name} | {each.name for each in dosed}
        titles: dict[str, str] = {}
        if asked.by == "condition":
            titles |= {str(key): words for key, words in CONDITIONS.items()}
        if asked.by == "level":
            titles |= level_titles(connection, names)
        return Answer(asked, checked_measure(question), groups, dosed, titles, skipped)

    return work


def days_ago(days: int) -> date:
    """A day before today."""
    return today() - timedelta(days=days)
