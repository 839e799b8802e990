"""What a session's report tells, as plain values for the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from clinic.dose import dose_of
from clinic.progress.statistics import spread
from clinic.repetition import Repetition
from clinic.report.drawing import Figure
from clinic.report.page import cells, day, figure, plural
from clinic.report.parts import of_side, of_task, sides_of
from clinic.report.render import first_that_fits
from clinic.report.session_figures import (
    difficulty_and_success,
    dose_bar,
)
from clinic.report.session_movements import movement_figures
from clinic.session import PlayedSession
from clinic.told import Check
from metrics.registry import measures_of

_MOST_EXERCISES: Final = 24
_WHEN: Final = {"in": "before", "during": "during", "out": "after"}


def session_report(session: PlayedSession) -> dict[str, Any]:
    """Everything on the pages of a session's report; pictures that do not fit are left out.

    Raises `RecordingError`.
    """
    told = _everything(session)
    pictures = told["figures"]
    return first_that_fits(
        told | {"figures": pictures[:count]} for count in range(len(pictures), -1, -1)
    )


def _everything(session: PlayedSession) -> dict[str, Any]:
    info = session.info
    drawn, problems = movement_figures(session)
    return {
        "kind": "session",
        "title": f"Session report: patient {info.patient_code}",
        "subtitle": f"{info.level_title}, {day(info.start_utc)}",
        "facts": _facts(session),
        "warnings": [*warnings(session), *problems],
        "exercises": exercises(session),
        "response": response(session),
        "overview": [figure(each) for each in overview(session)],
        "figures": [figure(each) for each in drawn],
        "measures": measures(session),
    }


def _facts(session: PlayedSession) -> list[list[str]]:
    info = session.info
    dose = dose_of(session)
    status = info.end.status if info.end is not None else "not closed"
    return cells(
        [
            ("Patient", info.patient_code),
            ("Affected side", info.affected_side),
            ("Level", info.level_title),
            ("Played with", info.input_device),
            ("Repetitions scored", str(dose.repetitions)),
            ("Session", f"{dose.total_s / 60:.0f} min, {status.replace('_', ' ')}"),
        ]
    )


def warnings(session: PlayedSession) -> list[str]:
    """What a reader has to know before they believe the numbers: a line each."""
    lines = []
    if session.info.input_device == "simulated":
        lines.append("Played by a simulated patient: nobody moved.")
    if session.info.resumed_from is not None:
        lines.append(f"Went on from session {session.info.resumed_from.session}.")
    if session.excluded:
        taken_out = plural(len(session.excluded), "repetition")
        lines.append(f"{taken_out} taken out by a therapist.")
    invalid = [each for each in session.repetitions if not each.scored and not each.familiarisation]
    if invalid:
        reasons = dict.fromkeys(each.end_reason.lower().replace("_", " ") for each in invalid)
        lines.append(f"{plural(len(invalid), 'repetition')} not scored: {', '.join(reasons)}.")
    end = session.info.end
    if end is not None and end.dropped_rows + end.lost_rows:
        lines.append(f"{end.dropped_rows + end.lost_rows} frames of the recording are missing.")
    return lines


def exercises(session: PlayedSession) -> list[list[str]]:
    """What was done of each exercise: number, name, repetitions, won by side, difficulty."""
    rows = []
    for exercise in session.exercises[:_MOST_EXERCISES]:
        scored = exercise.scored
        sides = [(side, of_side(scored, side)) for side in sides_of(session, scored)]
        won = "; ".join(
            f"{side} {sum(each.success for each in done)} of {len(done)}" for side, done in sides
        )
        difficulty = f"{scored[0].difficulty:.2f} to {scored[-1].difficulty:.2f}" if scored else "-"
        rows.append(
            [
                str(exercise.number),
                exercise.plan.name,
                f"{len(scored)} of {exercise.planned}",
                won or "-",
                difficulty,
            ]
        )
    return cells(rows)


def response(session: PlayedSession) -> list[list[str]]:
    """What the patient answered before, during and after: a row a question."""
    rows: dict[str, list[str]] = {}
    for check in session.told(Check):
        column = list(_WHEN).index(check.when)
        answers = (
            ("Pain (0 to 10)", check.pain),
            ("Exertion (0 to 10)", check.exertion),
            ("Feeling sick", check.comfort),
            ("The patient's word", check.word),
        )
        for label, answer in answers:
            if answer is not None:
                row = rows.setdefault(label, [label, "", "", ""])
                said = str(answer).replace("_", " ")
                row[column + 1] = f"{row[column + 1]}, {said}" if row[column + 1] else said
    return cells(rows.values())


def overview(session: PlayedSession) -> Iterator[Figure]:
    """Pictures of the session as a whole."""
    dose = dose_of(session)
    if dose.total_s > 0:
        yield dose_bar(dose)
    scored = [(one.number, one.scored) for one in session.exercises if one.scored]
    if scored:
        yield difficulty_and_success(scored)


def measures(session: PlayedSession) -> list[dict[str, Any]]:
    """Medians and quartiles of the measures shown, a table a task."""
    tables = []
    for task in dict.fromkeys(one.plan.task for one in session.exercises):
        scored = of_task(session, task)
        sides = sides_of(session, scored)
        rows = []
        for entry in measures_of(task):
            values = [
                [
                    value
                    for each in of_side(scored, side)
                    if (value := _value(each, entry.name)) is not None
                ]
                for side in sides
            ]
            if entry.shown and any(values):
                rows.append(
                    [entry.title, *(_median_and_spread(some, entry.decimals) for some in values)]
                )
        if rows:
            heads = ["Measure", *(f"{side} side" for side in sides)]
            tables.append({"task": task, "heads": heads, "rows": cells(rows)})
    return tables


def _value(repetition: Repetition, name: str) -> float | None:
    return repetition.measures.get(name)


def _median_and_spread(values: Sequence[float], decimals: int) -> str:
    if not values:
        return "-"
    told = spread(values)
    low, high = told.lower_quartile, told.upper_quartile
    return (
        f"{told.median:.{decimals}f} ({low:.{decimals}f} to {high:.{decimals}f}), n = {told.count}"
    )
