"""What a session's report tells, as plain values for the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from clinic.dose import dose_of
from clinic.progress_statistics import spread
from clinic.repetition import Repetition
from clinic.report.arm_figures import paths_by_speed, reach_map, speed_profiles
from clinic.report.drawing import Figure
from clinic.report.movements import Hands, Path, targets
from clinic.report.page import cells, day, figure, paragraph, plural
from clinic.report.render import first_that_fits
from clinic.report.session_figures import (
    clearances,
    difficulty_and_success,
    dose_bar,
    footprints,
    heights_of,
)
from clinic.session import PlayedExercise, PlayedSession
from clinic.told import Check
from controllers.controller import Side
from game.calibration import Calibration
from game.recording.errors import RecordingError
from metrics.registry import measures_of
from tasks.reach import ReachMap

_MOST_EXERCISES: Final = 24
_MOST_PATHS: Final = 12
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
    drawn, problems = _figures(session)
    return {
        "kind": "session",
        "title": f"Session report: patient {info.patient_code}",
        "subtitle": f"{info.level_title}, {day(info.start_utc)}",
        "facts": _facts(session),
        "warnings": [*_warnings(session), *problems],
        "exercises": _exercises(session),
        "response": _response(session),
        "overview": [figure(each) for each in _overview(session)],
        "figures": [figure(each) for each in drawn],
        "measures": _measures(session),
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


def _warnings(session: PlayedSession) -> list[str]:
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


def _exercises(session: PlayedSession) -> list[list[str]]:
    rows = []
    for exercise in session.exercises[:_MOST_EXERCISES]:
        scored = exercise.scored
        sides = [(side, _of_side(scored, side)) for side in _sides(session, scored)]
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


def _response(session: PlayedSession) -> list[list[str]]:
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


def _overview(session: PlayedSession) -> Iterator[Figure]:
    dose = dose_of(session)
    if dose.total_s > 0:
        yield dose_bar(dose)
    scored = [(one.number, one.scored) for one in session.exercises if one.scored]
    if scored:
        yield difficulty_and_success(scored)


def _figures(session: PlayedSession) -> tuple[list[Figure], list[str]]:
    """Pictures of movements; and why there are none of paths, where samples can't be read."""
    drawn = [*_where(session)]
    problems = []
    try:
        drawn += _paths(session)
    except RecordingError as error:
        problems.append(paragraph(f"No paths are drawn: {error}."))
    return [*drawn, *_stepping(session)], problems


def _where(session: PlayedSession) -> Iterator[Figure]:
    scored = _of_task(session, "reaching")
    where = targets(session, scored) if scored else []
    if where:
        yield reach_map(where, _measured_reach(session))


def _paths(session: PlayedSession) -> Iterator[Figure]:
    hands = Hands(session)
    scored = _of_task(session, "reaching")
    if scored:
        yield from _of_a_set(session, hands, "reaching", "Hand paths", ("shown", "dwelt"))
        yield from _profiles(session, hands, scored)
    yield from _of_a_set(session, hands, "grasping", "Carrying the object", ("lifted", "placed"))


def _profiles(
    session: PlayedSession, hands: Hands, scored: Sequence[Repetition]
) -> Iterator[Figure]:
    paths = [path for path in hands.paths(scored, "shown", "dwelt") if path.aligned]
    sides = [
        (f"{side} side", [path for path in paths if path.repetition.side == side])
        for side in _sides(session, scored)
    ]
    measured = [(name, some) for name, some in sides if some]
    if measured:
        yield speed_profiles(measured)


def _of_a_set(
    session: PlayedSession, hands: Hands, task: str, title: str, moments: tuple[str, str]
) -> Iterator[Figure]:
    """Paths of each side in the last set in which it did something, the affected side first."""
    exercises = [one for one in session.exercises if one.plan.task == task and one.scored]
    if not exercises:
        return
    exercise = exercises[-1]
    for side in _sides(session, exercise.scored):
        done = _of_side(exercise.scored, side)
        last = max(each.set for each in done)
        chosen = [each for each in done if each.set == last][-_MOST_PATHS:]
        paths = hands.paths(chosen, *moments)
        if paths and _moved(paths):
            yield paths_by_speed(
                f"{title}, {side} hand: exercise {exercise.number}, set {last}", paths
            )


def _moved(paths: Sequence[Path]) -> bool:
    return any(float(path.speed_m_s.max()) > 0.0 for path in paths)


def _stepping(session: PlayedSession) -> Iterator[Figure]:
    scored = _of_task(session, "stepping")
    over = heights_of(targets(session, scored)) if scored else []
    measured = [
        each
        for each in over
        if any(
            each[0].measures.get(f"{foot}_clearance_m") is not None for foot in ("lead", "trail")
        )
    ]
    if measured:
        yield clearances(measured)
    placed = [
        each
        for each in scored
        if each.measures.get("placement_medio_lateral_m") is not None
        and each.measures.get("placement_fore_aft_m") is not None
    ]
    if placed:
        yield footprints(placed)


def _measured_reach(session: PlayedSession) -> list[tuple[Side, ReachMap]]:
    """Reach as it was known in the session: measured in it, else kept from before."""
    kept = session.info.patient_state.get("calibration")
    known: dict[str, Any] = dict(kept) if isinstance(kept, dict) else {}
    for event in session.events:
        values = event.get("values")
        if event.get("kind") == "calibration" and isinstance(values, dict):
            known |= {name: value for name, value in values.items() if name.startswith("reach_")}
    found: list[tuple[Side, ReachMap]] = []
    sides: tuple[Side, Side] = ("left", "right")
    for side in sides:
        rows = known.get(f"reach_{side}")
        if rows is None:
            continue
        try:
            reach = Calibration.model_validate({f"reach_{side}": rows}).reach(side)
        except ValueError:  # what was recorded is no reach: none is drawn
            continue
        if reach is not None and reach.known:
            found.append((side, reach))
    return found


def _measures(session: PlayedSession) -> list[dict[str, Any]]:
    tables = []
    for task in dict.fromkeys(one.plan.task for one in session.exercises):
        scored = _of_task(session, task)
        sides = _sides(session, scored)
        rows = []
        for entry in measures_of(task):
            values = [
                [
                    value
                    for each in _of_side(scored, side)
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


def _of_task(session: PlayedSession, task: str) -> list[Repetition]:
    done: list[PlayedExercise] = [one for one in session.exercises if one.plan.task == task]
    return [each for one in done for each in one.scored]


def _of_side(repetitions: Sequence[Repetition], side: Side) -> list[Repetition]:
    return [each for each in repetitions if each.side == side]


def _sides(session: PlayedSession, repetitions: Sequence[Repetition]) -> list[Side]:
    """Sides that did something, the affected one first."""
    affected = session.info.affected_side
    both: list[Side] = [affected, "left" if affected == "right" else "right"]
    return [side for side in both if any(each.side == side for each in repetitions)]
