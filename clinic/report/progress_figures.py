"""Pictures of progress across sessions, each value with its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from clinic.dose import Dose
from clinic.progress.by_exercise import ExerciseProgress, MeasureProgress
from clinic.progress.statistics import share_interval
from clinic.report.drawing import (
    GREY,
    INK,
    NOT_WON,
    WON,
    Drawing,
    Figure,
    Plot,
    around,
    ticks,
    whole_ticks,
)

FULL: Final = 493.0
HALF: Final = 240.0
_BAND: Final = "#bcd3ec"
_TOP: Final = 22.0
_PANEL: Final = 40.0
_STEP: Final = 70.0
_HEIGHT: Final = 158.0


@dataclass(frozen=True, slots=True)
class Told:
    """What a visit took and how the patient said it was."""

    number: int
    dose: Dose
    pain_before: int | None
    pain_after: int | None


def difficulty_and_success(exercise: ExerciseProgress) -> Figure:
    """Share of successes with its 95 % interval over difficulty with its quartiles."""
    drawing = Drawing(HALF, _HEIGHT)
    success, difficulty = (
        _plot(drawing, row, len(exercise.attempts), (0.0, 1.0)) for row in (0, 1)
    )
    success.frame((), (0.0, 0.5, 1.0))
    drawing.text((0, 12), "share won (bars: 95 % interval)")
    difficulty.frame(
        whole_ticks(1, len(exercise.attempts)), (0.0, 0.5, 1.0), "session of this exercise"
    )
    drawing.text((0, 12 + _STEP), "difficulty (band: quartiles)")
    for each in exercise.attempts:
        within = share_interval(each.won, each.done)
        ends = ((each.number, within.low), (each.number, within.high))
        drawing.line(success.all_at(ends), GREY, 1.0)
        drawing.dot(success.at(each.number, each.won / each.done), 2.4, WON)
    spreads = [(each.number, each.difficulty) for each in exercise.attempts]
    _band(difficulty, [(x, one.lower_quartile, one.upper_quartile) for x, one in spreads])
    drawing.line(difficulty.all_at((x, one.median) for x, one in spreads), WON, 1.6)
    for x, one in spreads:
        drawing.dot(difficulty.at(x, one.median), 2.0, WON)
    first, last = exercise.attempts[0], exercise.attempts[-1]
    return Figure(
        "Success and difficulty",
        drawing.svg(),
        f"Over {len(exercise.attempts)} sessions: won {first.won} of {first.done} at first and "
        f"{last.won} of {last.done} at last; median difficulty {first.difficulty.median:.2f} at "
        f"first and {last.difficulty.median:.2f} at last.",
        HALF,
    )


def measures_over_sessions(exercise: ExerciseProgress, chosen: Sequence[MeasureProgress]) -> Figure:
    """Medians of up to two measures with quartiles and, where there is one, the trend."""
    drawing = Drawing(HALF, _HEIGHT)
    for row, measure in enumerate(chosen):
        spreads = [(point.attempt.number, point.spread) for point in measure.points]
        held = around(
            [value for _, one in spreads for value in (one.lower_quartile, one.upper_quartile)],
            least=10.0**-measure.entry.decimals,
        )
        plot = _plot(drawing, row, len(exercise.attempts), held)
        under = row == len(chosen) - 1
        plot.frame(
            whole_ticks(1, len(exercise.attempts)) if under else (),
            ticks(*held, 3),
            "session of this exercise" if under else "",
        )
        better = {"higher": ", higher is better", "lower": ", lower is better", "neither": ""}
        drawing.text((0, 12 + row * _STEP), measure.entry.title + better[measure.entry.better])
        _band(plot, [(x, one.lower_quartile, one.upper_quartile) for x, one in spreads])
        drawing.line(plot.all_at((x, one.median) for x, one in spreads), WON, 1.2)
        for x, one in spreads:
            drawing.dot(plot.at(x, one.median), 2.0, WON)
        _trend(plot, measure)
    names = " and ".join(measure.entry.label for measure in chosen)
    return Figure(
        "Medians, quartiles, trend (dashed)",
        drawing.svg(),
        f"{names} over {len(exercise.attempts)} sessions; the table below tells the values.",
        HALF,
    )


def dose_over_sessions(told: Sequence[Told]) -> Figure:
    """Active minutes and repetitions of each session, and pain before and after."""
    drawing = Drawing(FULL, 152.0)
    first, last = told[0].number, told[-1].number
    minutes = [each.dose.active_s / 60.0 for each in told]
    top = max([*minutes, 1.0])
    x_range = (first - 0.7, max(last, first + 7) + 0.7)
    dose = Plot(drawing, 28, 18, FULL - 34, 44, x_range, (0.0, top * 1.2))
    dose.frame((), ticks(0.0, top, 3))
    crowded = len(told) > 16
    numbers = "" if crowded else ", repetitions (numbers)"
    drawing.text((0, 10), f"active minutes (bars){numbers}")
    for each, active in zip(told, minutes, strict=True):
        left, y = dose.at(each.number - 0.3, active)
        right, bottom = dose.at(each.number + 0.3, 0.0)
        drawing.box(left, y, right - left, bottom - y, "#9dbfe6")
        if not crowded:
            drawing.text(((left + right) / 2, y - 2), str(each.dose.repetitions), "middle")
    pain = Plot(drawing, 28, 88, FULL - 34, 40, x_range, (0.0, 10.0))
    pain.frame(whole_ticks(first, last, 12), (0.0, 5.0, 10.0), "session")
    drawing.text((0, 80), "pain, 0 to 10")
    drawing.dot((74, 76.5), 2.4, "#ffffff", INK)
    drawing.text((80, 80), "before")
    drawing.dot((122, 76.5), 2.4, NOT_WON)
    drawing.text((128, 80), "after")
    for each in told:
        if each.pain_before is not None:
            drawing.dot(pain.at(each.number - 0.12, each.pain_before), 2.4, "#ffffff", INK)
        if each.pain_after is not None:
            drawing.dot(pain.at(each.number + 0.12, each.pain_after), 2.4, NOT_WON)
    total = sum(each.dose.repetitions for each in told)
    return Figure(
        "Dose and pain",
        drawing.svg(),
        f"{total} scored repetitions and {sum(minutes):.0f} active minutes in {len(told)} "
        "sessions, with the pain that the patient told before and after each.",
        FULL,
    )


def _plot(drawing: Drawing, row: int, sessions: int, y_range: tuple[float, float]) -> Plot:
    x_range = (0.5, max(sessions, 3) + 0.5)
    return Plot(drawing, 30, _TOP + row * _STEP, HALF - 36, _PANEL, x_range, y_range)


def _band(plot: Plot, limits: Sequence[tuple[float, float, float]]) -> None:
    if len(limits) == 1:
        x, low, high = limits[0]
        plot.drawing.line((plot.at(x, low), plot.at(x, high)), _BAND, 5.0)
        return
    there = [(x, high) for x, _, high in limits]
    back = [(x, low) for x, low, _ in reversed(limits)]
    plot.drawing.area(plot.all_at([*there, *back]), _BAND)


def _trend(plot: Plot, measure: MeasureProgress) -> None:
    """The robust line: its slope, through the middle of the points (Conover 1980)."""
    if measure.trend is None:
        return
    numbers = [float(point.attempt.number) for point in measure.points]
    medians = sorted(
        point.spread.median - measure.trend.value * x
        for point, x in zip(measure.points, numbers, strict=True)
    )
    middle = len(medians) // 2
    offset = medians[middle] if len(medians) % 2 else (medians[middle - 1] + medians[middle]) / 2
    ends = [(x, offset + measure.trend.value * x) for x in (numbers[0], numbers[-1])]
    plot.drawing.line(plot.all_at(ends), INK, 1.2, "5 3")
