"""Parts of a session that pages and pictures ask for."""

from __future__ import annotations

from collections.abc import Sequence

from clinic.repetition import Repetition
from clinic.session import PlayedExercise, PlayedSession
from controllers.controller import Side


def of_task(session: PlayedSession, task: str) -> list[Repetition]:
    """Scored repetitions of a task, in order."""
    done: list[PlayedExercise] = [one for one in session.exercises if one.plan.task == task]
    return [each for one in done for each in one.scored]


def of_side(repetitions: Sequence[Repetition], side: Side) -> list[Repetition]:
    """Those of one side."""
    return [each for each in repetitions if each.side == side]


def sides_of(session: PlayedSession, repetitions: Sequence[Repetition]) -> list[Side]:
    """Sides that did something, the affected one first."""
    affected = session.info.affected_side
    both: list[Side] = [affected, "left" if affected == "right" else "right"]
    return [side for side in both if any(each.side == side for each in repetitions)]
