"""Printing a cohort for people and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import typer

from clinic.cohort.comparing import Change, Group, Question, Spread, ask, checked_measure
from clinic.cohort.conditions import conditions_of
from clinic.cohort.table import parts, refresh
from game.datadir import data_directory
from game.recording.errors import RecordingError
from metrics.entries.measure import Measure
from reachwell.bar import bar
from reachwell.errors import UsageError
from reachwell.output import print_json, print_table


def print_cohort(question: Question, data: Path | None, *, as_json: bool) -> None:
    """Bring the cohort's files up to date, ask them, and print the answer.

    Raises `ClinicError`, and `RecordingError` with a line for each session that was left out.
    """
    measure = checked_measure(question)
    if question.since and question.until and question.since > question.until:
        raise UsageError(f"--since {question.since} is after --until {question.until}")
    directory = data_directory(data)
    with bar("Reading sessions") as progress:
        problems = refresh(directory, progress)
    by_condition = "condition" in question.by
    conditions = conditions_of(directory, problems.append) if by_condition else {}
    groups = ask(parts(directory), question, conditions)
    if as_json:
        print_json(
            {
                "question": {
                    **asdict(question),
                    "since": str(question.since) if question.since else None,
                    "until": str(question.until) if question.until else None,
                },
                "measure": asdict(measure) if measure else None,
                "groups": [asdict(group) | {"hidden": group.hidden} for group in groups],
            }
        )
    elif groups:
        _print(groups, question, measure)
    else:
        left_out = "" if question.devices == "all" else " (--devices all counts simulated ones too)"
        typer.echo(f"No scored repetitions{left_out}.")
    if problems:
        raise RecordingError("\n".join(problems))


def _print(groups: Sequence[Group], question: Question, measure: Measure | None) -> None:
    headings = [each.upper() for each in question.by]
    headings += ["PATIENTS", "SESSIONS", "REPETITIONS", "SUCCESS", "DIFFICULTY"]
    if measure:
        typer.echo(f"{measure.title}; better: {measure.better}. Spread: quartiles.")
        headings += ["MEDIAN", "95 %", "FIRST TO LAST", "PATIENTS", "HARDER BY"]
    print_table(headings, [[*group.name, *_cells(group, measure)] for group in groups])
    if any(group.hidden for group in groups):
        typer.echo(
            f"hidden: groups of fewer than {question.smallest} patients, and those that would "
            "give them away"
        )


def _cells(group: Group, measure: Measure | None) -> list[str]:
    if group.patients is None:
        return ["hidden", *([""] * (9 if measure else 4))]
    assert group.success_share is not None
    assert group.difficulty_mean is not None
    cells = [
        str(group.patients),
        str(group.sessions),
        str(group.repetitions),
        f"{group.success_share:.0%}",
        f"{group.difficulty_mean:.2f}",
    ]
    if measure is not None:
        cells += [*_spread(group.measure, measure), *_change(group.change, measure)]
    return cells


def _spread(spread: Spread | None, measure: Measure) -> list[str]:
    if spread is None:
        return ["too few", ""]
    middle, low, high, most = (
        f"{value:.{measure.decimals}f}"
        for value in (spread.median, spread.quartile_1, spread.quartile_3, spread.percentile_95)
    )
    return [f"{middle} ({low} to {high})", most]


def _change(change: Change | None, measure: Measure) -> list[str]:
    if change is None:
        return ["too few", "", ""]
    middle, low, high = (
        f"{value:+.{measure.decimals}f}"
        for value in (change.median, change.quartile_1, change.quartile_3)
    )
    return [f"{middle} ({low} to {high})", str(change.patients), f"{change.difficulty:+.2f}"]
