"""Asking the patient how to go on, and doing what they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from controllers.frame import InputFrame
from game.obeying import ask_for, rest_now
from game.phases.ask import Ask

if TYPE_CHECKING:
    from game.session import Session


def inquire(session: Session, cause: str, frame: InputFrame) -> None:
    """Put the question between two repetitions; unanswered, it changes nothing."""
    ask = Ask(session.context, cause)

    def obey_answer(frame: InputFrame) -> None:
        match ask.answer:
            case "easier":
                ask_for(session, -1.0, "patient", frame)
            case "rest":
                rest_now(session, frame)
            case "stop":
                session.end_early("ask", frame)

    session.course.put_between(ask, frame, obey_answer)
