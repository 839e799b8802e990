"""`reachwell cohort`: many patients at once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class By(StrEnum):
    """What repetitions are grouped by."""

    TASK = "task"
    LEVEL = "level"
    EXERCISE = "exercise"
    SIDE = "side"
    AFFECTED_SIDE = "affected-side"
    CONDITION = "condition"
    DEVICE = "device"
    MONTH = "month"


class Devices(StrEnum):
    """Whose sessions count."""

    REAL = "real"
    ALL = "all"


_DAY = ["%Y-%m-%d"]


def cohort(
    by: Annotated[
        list[By] | None, typer.Option("--by", help="Group by this; may be given again.")
    ] = None,
    task: Annotated[str | None, typer.Option("--task", help="Repetitions of one task.")] = None,
    level: Annotated[str | None, typer.Option("--level", help="Repetitions in one level.")] = None,
    measure: Annotated[
        str | None, typer.Option("--measure", help="A measure's name, as in docs/measures.md.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=_DAY, help="First day, UTC.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=_DAY, help="Last day, UTC.")
    ] = None,
    devices: Annotated[
        Devices, typer.Option("--devices", help="all: simulated patients count too.")
    ] = Devices.REAL,
    smallest: Annotated[
        int,
        typer.Option("--smallest", min=1, help="Hide groups with fewer patients than this."),
    ] = 5,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Data directory; else REACHWELL_DATA, else the system's."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Compare groups of patients: success, difficulty, a measure, and how it changed."""
    from clinic.cohort.comparing import Question
    from reachwell.cohort import print_cohort

    question = Question(
        by=tuple(each.value for each in by or ()),
        task=task,
        level=level,
        measure=measure,
        since=since.date() if since else None,
        until=until.date() if until else None,
        devices=devices.value,
        smallest=smallest,
    )
    print_cohort(question, data, as_json=as_json)
