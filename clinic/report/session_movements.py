"""Which pictures of movements a session's report shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from clinic.repetition import Repetition
from clinic.report.arm_figures import paths_by_speed, reach_map, speed_profiles
from clinic.report.drawing import Figure
from clinic.report.movements import Hands, Path, targets
from clinic.report.parts import of_side, of_task, sides_of
from clinic.report.session_figures import clearances, footprints, heights_of
from clinic.session import PlayedSession
from controllers.controller import Side
from game.calibration import Calibration
from game.recording.errors import RecordingError
from tasks.reach import ReachMap

_MOST_PATHS: Final = 12


def movement_figures(session: PlayedSession) -> tuple[list[Figure], list[str]]:
    """Pictures of movements; and why there are none of paths, where samples can't be read."""
    drawn = [*_where(session)]
    problems = []
    try:
        drawn += _paths(session)
    except RecordingError:  # its reason names folders of this machine, and reports travel
        problems.append("No paths are drawn: the recording's samples can't be read.")
    return [*drawn, *_stepping(session)], problems


def _where(session: PlayedSession) -> Iterator[Figure]:
    scored = of_task(session, "reaching")
    where = targets(session, scored) if scored else []
    if where:
        yield reach_map(where, _measured_reach(session))


def _paths(session: PlayedSession) -> Iterator[Figure]:
    hands = Hands(session)
    scored = of_task(session, "reaching")
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
        for side in sides_of(session, scored)
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
    for side in sides_of(session, exercise.scored):
        done = of_side(exercise.scored, side)
        last = max(each.set for each in done)
        chosen = [each for each in done if each.set == last][-_MOST_PATHS:]
        paths = hands.paths(chosen, *moments)
        if paths and _moved(paths):
            yield paths_by_speed(
                f"{title}, {side} hand: exercise {exercise.number}, set {last}", paths
            )


def _moved(paths: Sequence[Path]) -> bool:
    return any(path.fastest_m_s > 0.0 for path in paths)


def _stepping(session: PlayedSession) -> Iterator[Figure]:
    scored = of_task(session, "stepping")
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
