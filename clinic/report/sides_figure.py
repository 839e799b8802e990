"""A measure over sessions, both sides in one picture, the difficulty below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from clinic.progress.by_exercise import Attempt, ExerciseProgress, MeasureProgress
from clinic.progress.statistics import Spread, median_interval, spread
from clinic.report.drawing import GREY, NOT_WON, WON, Drawing, Figure, Plot, around, whole_ticks
from clinic.report.drawing import ticks as round_ticks
from controllers.controller import Side
from metrics.entries.measure import Measure

_WIDTH: Final = 500.0
_LEFT: Final = 36.0
_TOP: Final = 46.0
_TALL: Final = 130.0
_LOW_TOP: Final = 222.0
_LOW: Final = 60.0
_HEIGHT: Final = 330.0
_ERROR: Final = "#eeeeee"
_APART: Final = 0.13
_KEY: Final = "thick bars: quartiles; thin: where the median lies with 95 % confidence"
_WORD: Final = {
    "higher": ", higher is better",
    "lower": ", lower is better",
    "neither": "",
}


def sides_over_sessions(exercises: Sequence[ExerciseProgress], name: str, affected: Side) -> Figure:
    """One exercise with one side or both: medians with 95 % intervals and quartiles.

    `name` is a measure that at least one of them has. Sessions are counted over all visits.
    """
    measured = _measured(exercises, name)
    entry = measured[0][1].entry
    drawing = Drawing(_WIDTH, _HEIGHT)
    numbers = [each.visit.number for exercise in exercises for each in exercise.attempts]
    x_range = (min(numbers) - 0.7, max(max(numbers), min(numbers) + 4) + 0.7)
    ends = [end for _, progress in measured for end in _ends(progress)]
    values = Plot(
        drawing, _LEFT, _TOP, _WIDTH - _LEFT - 8, _TALL, x_range,
        around(ends, least=10.0**-entry.decimals),
    )  # fmt: skip
    error = _error(values, measured, affected)
    values.frame((), round_ticks(*values.y_range, 5))
    drawing.text((0, 12), f"{entry.title}{_WORD[entry.better]}; {error}")
    _legend(drawing, [exercise.side for exercise, _ in measured], affected)
    asked = Plot(drawing, _LEFT, _LOW_TOP, _WIDTH - _LEFT - 8, _LOW, x_range, (0.0, 1.0))
    asked.frame(whole_ticks(min(numbers), max(numbers), 14), (0.0, 0.5, 1.0), "session")
    drawing.text((0, _LOW_TOP - 8), "difficulty")
    drawing.text((0, _HEIGHT - 6), _KEY, colour=GREY)
    for exercise, progress in measured:
        own = exercise.side == affected
        _points(values, progress, own=own)
    for exercise in exercises:
        own = exercise.side == affected
        _line(asked, exercise.attempts, lambda each: each.difficulty, own=own)
    return Figure(
        f"{exercises[0].name}: {entry.label}", drawing.svg(), _alt(measured, entry), _WIDTH
    )


def _measured(
    exercises: Sequence[ExerciseProgress], name: str
) -> list[tuple[ExerciseProgress, MeasureProgress]]:
    return [
        (exercise, progress)
        for exercise in exercises
        for progress in exercise.measures
        if progress.entry.name == name
    ]


def _ends(progress: MeasureProgress) -> list[float]:
    ends = []
    for point in progress.points:
        within = median_interval(point.attempt.values(progress.entry.name))
        ends += [point.spread.lower_quartile, point.spread.upper_quartile]
        ends += [within.low, within.high] if within else []
    return ends


def _error(
    plot: Plot, measured: Sequence[tuple[ExerciseProgress, MeasureProgress]], affected: Side
) -> str:
    """The measurement error about the first value of the affected side; what to say of it."""
    told = "measurement error not known"
    for exercise, progress in measured:
        if exercise.side == affected and progress.detectable_change is not None:
            first, error = progress.first.spread.median, progress.detectable_change
            low, high = plot.y_range
            band = [max(low, first - error), min(high, first + error)]
            (x0, x1) = plot.x_range
            corners = ((x0, band[0]), (x1, band[0]), (x1, band[1]), (x0, band[1]))
            plot.drawing.area(plot.all_at(corners), _ERROR)
            told = "grey: within the error of the first"
    return told


def _points(plot: Plot, progress: MeasureProgress, *, own: bool) -> None:
    shift = -_APART if own else _APART
    for point in progress.points:
        within = median_interval(point.attempt.values(progress.entry.name))
        if within is not None:
            x = point.attempt.visit.number + shift
            ends = (plot.at(x, within.low), plot.at(x, within.high))
            plot.drawing.line(ends, WON if own else NOT_WON, 1.0)
    by_attempt = {id(point.attempt): point.spread for point in progress.points}
    attempts = [point.attempt for point in progress.points]
    _line(plot, attempts, lambda each: by_attempt[id(each)], own=own)


def _line(
    plot: Plot, attempts: Sequence[Attempt], value: Callable[[Attempt], Spread], *, own: bool
) -> None:
    """Medians with thick bars from quartile to quartile; the other side's are hollow, dashed."""
    colour, shift = (WON, -_APART) if own else (NOT_WON, _APART)
    found = [(each.visit.number + shift, value(each)) for each in attempts]
    places = plot.all_at((x, one.median) for x, one in found)
    plot.drawing.line(places, colour, 1.4, "" if own else "5 3")
    for (x, one), place in zip(found, places, strict=True):
        ends = (plot.at(x, one.lower_quartile), plot.at(x, one.upper_quartile))
        plot.drawing.line(ends, colour, 3.2)
        if own:
            plot.drawing.dot(place, 4.0, colour, "#ffffff")
        else:
            plot.drawing.dot(place, 4.0, "#ffffff", colour)


def _legend(drawing: Drawing, sides: Sequence[Side], affected: Side) -> None:
    x = _LEFT
    for side in sides:
        own = side == affected
        colour = WON if own else NOT_WON
        drawing.line(((x, 29), (x + 22, 29)), colour, 1.4, "" if own else "5 3")
        drawing.dot((x + 11, 29), 4.0, colour if own else "#ffffff", "#ffffff" if own else colour)
        words = f"{side} side{' (affected)' if own else ' (other)'}"
        drawing.text((x + 28, 32), words)
        x += 130


def _alt(measured: Sequence[tuple[ExerciseProgress, MeasureProgress]], entry: Measure) -> str:
    told = []
    for exercise, progress in measured:
        first, last = progress.first.spread.median, progress.last.spread.median
        sessions = len(progress.points)
        then = f", {entry.text(last)} at last" if sessions > 1 else ""
        asked = spread([each.difficulty.median for each in exercise.attempts])
        told.append(
            f"{exercise.side} side over {sessions} session{'s' if sessions > 1 else ''}: median "
            f"{entry.text(first)} at first{then}; difficulty around {asked.median:.2f}."
        )
    return f"{entry.label}. {' '.join(told)} The table below tells the values."
