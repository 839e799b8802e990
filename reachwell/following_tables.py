"""How difficulty followed a patient, printed for people and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import typer

from clinic.following.marks import marks_of
from clinic.following.series import Following, SideSeries
from clinic.following.table import VisitRow, rows_of
from clinic.plot.words import about_series, heading, subject
from reachwell.output import print_table

_HEADINGS: Final = ("SESSION", "REPETITIONS", "WON", "DIFFICULTY", "SKILL", "IN THE BAND")


def print_following(following: Following) -> None:
    """A table a task and side, with what it comes to."""
    typer.echo(subject(following))
    for series in following.series:
        typer.echo(f"\n{heading(series)}")
        print_table(_HEADINGS, map(_row, rows_of(series)))
        typer.echo(about_series(series))
    typer.echo(
        "\nIn the band: share of the time at which success lately was within the band aimed at."
    )


def _row(row: VisitRow) -> tuple[str, ...]:
    skill = "" if row.skill is None else f"{row.skill:.2f} \u00b1 {row.uncertainty:.2f}"
    return (
        str(row.visit),
        str(row.attempts),
        f"{row.won / row.attempts:.0%}",
        f"{row.first_difficulty:.2f} to {row.last_difficulty:.2f}",
        skill,
        "" if row.in_band is None else f"{row.in_band:.0%}",
    )


def following_json(following: Following, known: Mapping[int, str]) -> dict[str, Any]:
    """The same with its marks, for scripts."""
    return {
        "patient_code": following.patient_code,
        "simulated": following.simulated,
        "starts_utc": {
            number: f"{at:%Y-%m-%dT%H:%M:%SZ}" for number, at in following.visits.items()
        },
        "series": [_series(series, known) for series in following.series],
    }


def _series(series: SideSeries, known: Mapping[int, str]) -> dict[str, Any]:
    return {
        "task": series.task,
        "side": series.side,
        "affected": series.affected,
        "exercises": list(series.exercises),
        "scale": "exercise" if series.own_scale else "task",
        "aim": asdict(series.aim),
        "window": series.window,
        "sessions": [asdict(row) for row in rows_of(series)],
        "marks": [asdict(mark) for mark in marks_of(series, known)],
        "signs_of_tiredness_after": list(series.tired),
    }
