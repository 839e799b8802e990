"""What a running session does at each command: one line of the table, one small function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from controllers.frame import InputFrame
from game.commands import Command
from game.phases.instruct import ROUNDS, Instruct
from game.phases.rest import Rest
from game.safety import Halt, PauseCause

if TYPE_CHECKING:
    from game.session import Session

SHORTEST_REST_S: Final = 30.0
"""Of a rest that somebody asks for, where the exercise's own are shorter."""

Deed = Callable[["Session", Command, InputFrame], None]


def obey(session: Session, command: Command, frame: InputFrame) -> None:
    """Write a command down and do what it asks; an unknown one is for the record alone."""
    session.journal.event(
        "command",
        frame,
        command=command.kind,
        source=command.source,
        **{"data": dict(command.data)} if command.data else {},
    )
    DEEDS.get(command.kind, _nothing)(session, command, frame)


def ask_for(session: Session, steps: float, asked_by: str, frame: InputFrame) -> None:
    """Easier (negative) or harder from the next repetition on, in the exercise under way."""
    exercise = session.course.exercise
    if exercise is not None:
        exercise.ask(steps, frame, asked_by)


def rest_now(session: Session, frame: InputFrame) -> None:
    """A rest between two repetitions; the one under way will be done again."""
    course = session.course
    if course.on_programme and course.repetitions is not None:
        duration_s = max(SHORTEST_REST_S, course.repetitions.exercise.exercise.rest_s)
        course.put_between(Rest(session.context, duration_s), frame)


def _nothing(session: Session, command: Command, frame: InputFrame) -> None:
    """The record holds it; that is all."""


def _stop(session: Session, command: Command, frame: InputFrame) -> None:
    session.stand_still(Halt(PauseCause.STOPPED, command.source), frame)


def _resume(session: Session, command: Command, frame: InputFrame) -> None:  # noqa: ARG001
    if session.standstill.now:
        session.go_on(frame)


def _recentre(session: Session, command: Command, frame: InputFrame) -> None:  # noqa: ARG001
    session.recentre("command", frame)


def _skip(session: Session, command: Command, frame: InputFrame) -> None:  # noqa: ARG001
    if not session.standstill.now:
        session.skip(frame)


def _easier(session: Session, command: Command, frame: InputFrame) -> None:  # noqa: ARG001
    ask_for(session, -1.0, "therapist", frame)


def _harder(session: Session, command: Command, frame: InputFrame) -> None:  # noqa: ARG001
    ask_for(session, +1.0, "therapist", frame)


def _pain(session: Session, command: Command, frame: InputFrame) -> None:  # noqa: ARG001
    if not session.standstill.now:
        session.hear_of_pain(frame)


def _lock(session: Session, command: Command, frame: InputFrame) -> None:  # noqa: ARG001
    lock = session.context.lock
    lock.on = not lock.on
    session.journal.event("lock", frame, on=lock.on)


def _demonstrate(session: Session, command: Command, frame: InputFrame) -> None:  # noqa: ARG001
    course = session.course
    if course.on_programme and course.repetitions is not None:
        instruct = Instruct(session.context, course.repetitions.exercise, ROUNDS)
        course.put_between(instruct, frame)


def _rest(session: Session, command: Command, frame: InputFrame) -> None:  # noqa: ARG001
    rest_now(session, frame)


def _longer(session: Session, command: Command, frame: InputFrame) -> None:  # noqa: ARG001
    phase = session.course.phase
    if isinstance(phase, Rest):
        phase.longer(frame)


def _confirm(session: Session, command: Command, frame: InputFrame) -> None:  # noqa: ARG001
    session.context.confirmed.setdefault(command.kind, command.source)


def _help(session: Session, command: Command, frame: InputFrame) -> None:  # noqa: ARG001
    session.help.turn()


def _end(session: Session, command: Command, frame: InputFrame) -> None:  # noqa: ARG001
    session.end("ended", frame)


DEEDS: Final[Mapping[str, Deed]] = MappingProxyType(
    {
        "stop": _stop,
        "pause": _stop,
        "resume": _resume,
        "recentre": _recentre,
        "skip": _skip,
        "easier": _easier,
        "harder": _harder,
        "lock": _lock,
        "demonstrate": _demonstrate,
        "pain": _pain,
        "rest": _rest,
        "longer": _longer,
        "supervised": _confirm,
        "clear_space": _confirm,
        "cue": _nothing,
        "assist": _nothing,
        "mark": _nothing,
        "note": _nothing,
        "help": _help,
        "end": _end,
    }
)
"""By kind; `game.commands.KINDS` says what each of them means."""
