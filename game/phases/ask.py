"""A question when it is hard going: how to go on."""

from __future__ import annotations

from typing import Final

from game.choosing import Choice
from game.context import Context
from game.phases.interview import Interview, Talk
from game.phases.question import FOUR, Question
from game.phases.scale import SKIP, Scale

CAUSES: Final = ("failures", "pain", "pause", "tired")
"""Failures in a row, pain, a long pause, signs of fatigue."""

ANSWERS: Final = (
    Choice("go_on", "go_on", "play"),
    Choice("easier", "ask.easier", "easier"),
    Choice("rest", "ask.rest", "rest"),
    Choice("stop", "ask.stop", "home"),
)


class Ask(Interview):
    """One line that fits the cause; `answer` is "go_on", "easier", "rest", "stop", None before.

    `cause` is one of `CAUSES`; ValueError for another. Pain is asked for on its scale first.
    """

    name = "ask"

    def __init__(self, context: Context, cause: str) -> None:
        if cause not in CAUSES:
            raise ValueError(f"cause {cause!r}; there are: {', '.join(CAUSES)}")
        super().__init__(context)
        self._cause = cause
        self.answer: str | None = None

    def _talk(self) -> Talk:
        if self._cause == "pain":
            number = yield Scale(self._context, "pain")
            if number != SKIP:
                self._note("check", when="during", pain=int(number))
        self.answer = yield Question(
            self._context, f"ask.{self._cause}", "question", [ANSWERS], FOUR
        )
        self._note("ask", cause=self._cause, answer=self.answer)
