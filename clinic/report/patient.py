"""What a patient's report of progress tells, as plain values for the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from clinic.dose import Dose, dose_of
from clinic.progress.by_exercise import ExerciseProgress, MeasureProgress, PatientProgress, Point
from clinic.progress.history import Visit
from clinic.progress.statistics import FEWEST_FOR_SLOPE, Interval
from clinic.progress.words import (
    about_exercise,
    about_series,
    change_in_words,
    demand_changed,
    error_in_words,
)
from clinic.report.page import cells, day, figure, paragraph, plural, text
from clinic.report.progress_figures import (
    Told,
    difficulty_and_success,
    dose_over_sessions,
    measures_over_sessions,
)
from clinic.report.render import first_that_fits
from clinic.session import PlayedSession, read_repetitions, read_session
from clinic.told import Check
from game.recording.errors import RecordingError
from game.recording.reading import Recording
from levels.model import Level

_MOST_IN_FULL: Final = 4
_MOST_OTHERS: Final = 14
_MOST_VISITS: Final = 30
_MOST_MEASURES: Final = 7
_MOST_WORDS: Final = 6
_FIRST_CHOICE: Final = ("sparc", "sparc_transport", "movement_time_s", "transport_time_s")
_HEADS: Final = ("Measure", "Baseline", "Last", "Best", "Trend a session", "Change", "Verdict")
_OTHER_HEADS: Final = ("Exercise", "Side", "Sessions", "Won, first and last", "Difficulty")


def patient_report(progress: PatientProgress) -> dict[str, Any]:
    """Everything on the pages of a patient's report.

    As many exercises are told in full as three pages hold.
    """
    told = _common(progress)
    ranked = _ranked(progress)
    in_full = [_exercise(each) for each in ranked[:_MOST_IN_FULL]]
    return first_that_fits(
        told
        | {
            "exercises": in_full[:count],
            "others": _others(ranked[count:]),
            "notes": _notes(progress, len(ranked) - count),
        }
        for count in range(len(in_full), -1, -1)
    )


def _common(progress: PatientProgress) -> dict[str, Any]:
    visits = progress.visits
    told, damaged = _told(visits[-_MOST_VISITS:])
    warnings = [text(line) for line in about_series(progress)]
    if damaged:
        numbers = ", ".join(map(str, damaged))
        warnings.append(f"Recordings are damaged: dose and pain are not known of session {numbers}")
    return {
        "kind": "patient",
        "title": f"Progress report: patient {progress.patient_code}",
        "subtitle": f"{plural(len(visits), 'session')}, {day(visits[0].start_utc)} to "
        f"{day(visits[-1].start_utc)}",
        "facts": _facts(progress),
        "warnings": warnings,
        "overview": [figure(dose_over_sessions(told))] if told else [],
        "other-heads": list(_OTHER_HEADS),
    }


def _facts(progress: PatientProgress) -> list[list[str]]:
    last = progress.visits[-1]
    titles = list(dict.fromkeys(title for visit in progress.visits for title in visit.levels))
    shown = ", ".join(titles[:3]) + (f" and {len(titles) - 3} more" if len(titles) > 3 else "")
    return cells(
        [
            ("Patient", progress.patient_code),
            ("Affected side", last.info.affected_side),
            ("Levels", shown),
            ("Played with", ", ".join(progress.devices)),
        ]
    )


def _ranked(progress: PatientProgress) -> list[ExerciseProgress]:
    """Those with most sessions first, of as many the affected side."""
    affected = progress.visits[-1].info.affected_side
    return sorted(
        progress.exercises, key=lambda one: (-len(one.attempts), one.side != affected, one.name)
    )


def _told(visits: Sequence[Visit]) -> tuple[list[Told], list[int]]:
    """What visits took, and the numbers of those whose events or level can't be read."""
    levels: dict[str, Level] = {}
    told, damaged = [], []
    for visit in visits:
        try:
            told.append(_of_visit(visit, levels))
        except RecordingError:
            damaged.append(visit.number)
    return told, damaged


def _of_visit(visit: Visit, levels: dict[str, Level]) -> Told:
    sessions = [_session(recording, levels) for recording in visit.recordings]
    doses = [dose_of(session) for session in sessions]
    answers = [check for session in sessions for check in session.told(Check)]
    before = [one.pain for one in answers if one.when == "in" and one.pain is not None]
    after = [one.pain for one in answers if one.when == "out" and one.pain is not None]
    return Told(
        visit.number, _sum(doses), before[0] if before else None, after[-1] if after else None
    )


def _session(recording: Recording, levels: dict[str, Level]) -> PlayedSession:
    """A session whose level is read once however often it was played: that takes longest."""
    digest = recording.info.level_sha256
    if digest not in levels:
        session = read_session(recording)
        levels[digest] = session.level
        return session
    repetitions, taken_out = read_repetitions(recording)
    return PlayedSession(recording, levels[digest], repetitions, taken_out, recording.events())


def _sum(doses: Sequence[Dose]) -> Dose:
    return Dose(
        repetitions=sum(each.repetitions for each in doses),
        active_s=sum(each.active_s for each in doses),
        rest_s=sum(each.rest_s for each in doses),
        setup_s=sum(each.setup_s for each in doses),
        paused_s=sum(each.paused_s for each in doses),
        total_s=sum(each.total_s for each in doses),
    )


def _exercise(exercise: ExerciseProgress) -> dict[str, Any]:
    affected = exercise.attempts[-1].visit.info.affected_side == exercise.side
    side = f"{exercise.side} side{', affected' if affected else ''}"
    figures = [difficulty_and_success(exercise)]
    chosen = _for_pictures(exercise)
    if chosen:
        figures.append(measures_over_sessions(exercise, chosen))
    return {
        "title": text(f"{exercise.name} ({exercise.task}), {side}"),
        "words": [paragraph(line) for line in _words(exercise)],
        "figures": [figure(each) for each in figures],
        "heads": list(_HEADS),
        "rows": cells(_row(exercise, each) for each in exercise.measures[:_MOST_MEASURES]),
    }


def _words(exercise: ExerciseProgress) -> list[str]:
    lines = about_exercise(exercise)[:_MOST_WORDS]
    known = [
        f"{each.entry.label}: {error_in_words(each)}, the minimal detectable change in "
        f"{each.entry.error.where} ({each.entry.error.source})."
        for each in exercise.measures[:_MOST_MEASURES]
        if each.change is not None and each.entry.error is not None
    ]
    if len(exercise.attempts) > 1:
        others = "the other measures" if known else "these measures"
        lines += [*known, f"Error of measurement: not known for {others}."]
    return lines


def _for_pictures(exercise: ExerciseProgress) -> list[MeasureProgress]:
    """Two measures that vary: smoothness and time where they are, else the first that improve."""
    varying = [
        each
        for each in exercise.measures
        if each.entry.name != "valid_fraction"
        and len({value for point in each.points for value in _ends(point)}) > 1
    ]
    return sorted(
        varying,
        key=lambda each: (
            _FIRST_CHOICE.index(each.entry.name)
            if each.entry.name in _FIRST_CHOICE
            else len(_FIRST_CHOICE),
            each.entry.better == "neither",
        ),
    )[:2]


def _ends(point: Point) -> tuple[float, float]:
    return point.spread.lower_quartile, point.spread.upper_quartile


def _row(exercise: ExerciseProgress, measure: MeasureProgress) -> list[str]:
    decimals, several = measure.entry.decimals, len(measure.points) > 1
    mark = "*" if several and demand_changed(exercise, measure) else ""
    medians = [point.spread.median for point in measure.points]
    trend, change = measure.trend, measure.change
    slope = "" if trend is None else _with_interval(trend.value, trend.interval, decimals + 1)
    return [
        measure.entry.title + mark,
        f"{medians[0]:.{decimals}f}",
        f"{medians[-1]:.{decimals}f}" if several else "",
        f"{measure.best.spread.median:.{decimals}f}" if several and measure.best else "",
        slope or ("too few sessions" if len(medians) < FEWEST_FOR_SLOPE else ""),
        "" if change is None else _with_interval(change.value, change.interval, decimals),
        change_in_words(measure) if several else "",
    ]


def _with_interval(value: float, interval: Interval | None, decimals: int) -> str:
    told = f"{value:+.{decimals}f}"
    if interval is None:
        return told
    return f"{told} [{interval.low:.{decimals}f}, {interval.high:.{decimals}f}]"


def _others(exercises: Sequence[ExerciseProgress]) -> list[list[str]]:
    rows = []
    for one in exercises[:_MOST_OTHERS]:
        first, last = one.attempts[0], one.attempts[-1]
        won = f"{first.won} of {first.done}, {last.won} of {last.done}"
        difficulty = f"{first.difficulty.median:.2f}, {last.difficulty.median:.2f}"
        rows.append([one.name, one.side, str(len(one.attempts)), won, difficulty])
    return cells(rows)


def _notes(progress: PatientProgress, others: int) -> list[str]:
    lines = [
        "Medians of scored repetitions; practice and repetitions taken out are left out. In "
        "brackets: where the value lies with 95 % confidence. Trend: Theil-Sen slope.",
    ]
    if others > _MOST_OTHERS:
        lines.append(
            f"{others - _MOST_OTHERS} more: reachwell progress {text(progress.patient_code)}"
        )
    if len(progress.visits) > _MOST_VISITS:
        lines.append(f"Dose and pain: the last {_MOST_VISITS} sessions.")
    return lines
