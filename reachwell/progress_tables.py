"""Progress across sessions, printed for people."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from clinic.progress.by_exercise import Change, ExerciseProgress, MeasureProgress, PatientProgress
from clinic.progress.statistics import FEWEST_FOR_SLOPE, Interval, Slope
from clinic.progress.words import (
    NO_DIAGNOSIS,
    about_exercise,
    about_series,
    change_in_words,
    demand_changed,
    error_in_words,
)
from game.recording.errors import one_line

_BARS: Final = "▁▂▃▄▅▆▇█"
_WIDEST_SPARK: Final = 16
_PIPE_WIDTH: Final = 170
_HEADINGS: Final = (
    "MEASURE",
    "BASELINE",
    "LAST",
    "BEST",
    "TREND A SESSION",
    "CHANGE, FIRST TO LAST",
    "",
    "ERROR",
    "MEDIANS",
)


def print_progress(progress: PatientProgress) -> None:
    """Print a table and sentences for each exercise and side."""
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    console = Console(markup=False, highlight=False, width=width)
    first, last = progress.visits[0], progress.visits[-1]
    days = last.day - first.day + 1
    console.print(
        f"Patient {progress.patient_code}: {_sessions(len(progress.visits))} in "
        f"{days} {'day' if days == 1 else 'days'}, {first.start_utc:%Y-%m-%d} to "
        f"{last.start_utc:%Y-%m-%d}"
    )
    for line in about_series(progress):
        console.print(one_line(line))
    for exercise in progress.exercises:
        console.print()
        console.print(_title(exercise))
        console.print(_table(exercise))
        for line in about_exercise(exercise):
            console.print(Text(f"  {line}"))
    console.print()
    console.print(
        "Medians of scored repetitions; in brackets where the value lies with 95 % confidence. "
        "Error: published minimal detectable change of the measure."
    )
    console.print(NO_DIAGNOSIS)


def _title(exercise: ExerciseProgress) -> Text:
    affected = exercise.attempts[-1].visit.info.affected_side == exercise.side
    side = f"{exercise.side} side{', affected' if affected else ''}"
    return Text(
        one_line(f"{exercise.name} ({exercise.task}), {side}: {_sessions(len(exercise.attempts))}"),
        style="bold",
    )


def _sessions(count: int) -> str:
    return f"{count} session" if count == 1 else f"{count} sessions"


def _table(exercise: ExerciseProgress) -> Table:
    table = Table(*_HEADINGS, box=None, header_style="bold", pad_edge=False)
    for row in (_success(exercise), _difficulty(exercise), *_measures(exercise)):
        table.add_row(*(Text(cell) for cell in row))
    return table


def _success(exercise: ExerciseProgress) -> Sequence[str]:
    attempts = exercise.attempts
    first, last = attempts[0], attempts[-1]
    shares = [each.won / each.done for each in attempts]
    several = len(attempts) > 1
    change = f"{shares[-1] - shares[0]:+.0%} {_around(exercise.success_change, 2)}"
    return (
        "Success",
        f"{first.won} of {first.done}",
        f"{last.won} of {last.done}" if several else "",
        f"{max(shares):.0%}" if several else "",
        "",
        change if several else "",
        "",
        "",
        sparkline(shares, 0.0, 1.0),
    )


def _difficulty(exercise: ExerciseProgress) -> Sequence[str]:
    attempts = exercise.attempts
    medians = [each.difficulty.median for each in attempts]
    several = len(attempts) > 1
    hardest = [each.hardest_won for each in attempts if each.hardest_won is not None]
    by = exercise.difficulty_change
    change = "settings changed" if by is None else _change(by, 2)
    return (
        "Difficulty (0 to 1)",
        f"{medians[0]:.2f}",
        f"{medians[-1]:.2f}" if several else "",
        f"{max(hardest):.2f} won" if hardest else "none won",
        _slope(exercise.difficulty_trend, 3) if exercise.difficulty_trend else "",
        change if several else "",
        "",
        "",
        sparkline(medians, 0.0, 1.0),
    )


def _measures(exercise: ExerciseProgress) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for measure in exercise.measures:
        decimals, several = measure.entry.decimals, len(measure.points) > 1
        medians = [point.spread.median for point in measure.points]
        mark = " *" if several and demand_changed(exercise, measure) else ""
        rows.append(
            (
                measure.entry.title + mark,
                f"{medians[0]:.{decimals}f}",
                f"{medians[-1]:.{decimals}f}" if several else "",
                f"{measure.best.spread.median:.{decimals}f}" if several and measure.best else "",
                _trend(measure),
                _change(measure.change, decimals),
                change_in_words(measure) if several else "",
                error_in_words(measure) if several else "",
                sparkline(medians),
            )
        )
    return rows


def _trend(measure: MeasureProgress) -> str:
    if measure.trend is None:
        return "too few sessions" if len(measure.points) < FEWEST_FOR_SLOPE else ""
    return _slope(measure.trend, measure.entry.decimals + 1)


def _slope(slope: Slope, decimals: int) -> str:
    around = f" {_around(slope.interval, decimals)}" if slope.interval else " (under 5 sessions)"
    return f"{slope.value:+.{decimals}f}{around}"


def _change(change: Change | None, decimals: int) -> str:
    if change is None:
        return ""
    around = f" {_around(change.interval, decimals)}" if change.interval else ""
    return f"{change.value:+.{decimals}f}{around}"


def _around(interval: Interval, decimals: int) -> str:
    return f"[{interval.low:+.{decimals}f}, {interval.high:+.{decimals}f}]"


def sparkline(values: Sequence[float], low: float | None = None, high: float | None = None) -> str:
    """The latest values as bars between `low` and `high` (their own range, where left out).

    Nothing where the terminal can't show it.
    """
    try:
        _BARS.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ""
    shown = values[-_WIDEST_SPARK:]
    bottom = min(shown) if low is None else low
    top = max(shown) if high is None else high
    height = (top - bottom) or 1.0
    steps = (int((value - bottom) / height * (len(_BARS) - 1) + 0.5) for value in shown)
    return "".join(_BARS[step] for step in steps)
