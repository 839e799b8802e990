"""How the patient is before the exercises, and whether to begin."""

from __future__ import annotations

from typing import Final

from game.choosing import Choice
from game.context import Context
from game.phases.interview import Interview, Talk
from game.phases.question import Question
from game.phases.scale import SKIP, Scale
from levels.model import Limits

YES: Final = Choice("yes", "check.yes", "yes")
NOT_YET: Final = Choice("not_yet", "check.not_yet", "wait")
END: Final = Choice("end", "check.end", "home")
GENTLY: Final = Choice("gently", "check.gently", "gently")


class CheckIn(Interview):
    """Pain, exertion, ready. `answers` holds what was answered; `wants_end` tells to stop.

    A pain of the level's limit or more offers the end before anything else.
    """

    name = "check_in"

    def __init__(self, context: Context, limits: Limits) -> None:
        super().__init__(context)
        self._limits = limits
        self.answers: dict[str, int | str] = {}

    @property
    def wants_end(self) -> bool:
        """Whether the patient chose to stop for today."""
        return self.answers.get("ready") == END.id

    def _talk(self) -> Talk:
        context = self._context
        pain = yield Scale(context, "pain")
        self._keep_number("pain", pain)
        if pain != SKIP and int(pain) >= self._limits.pain:
            self._keep("ready", (yield Question(context, "check.hurts", "", [[GENTLY, END]])))
            if self.wants_end:
                return
        self._keep_number("exertion", (yield Scale(context, "exertion")))
        answer = yield Question(context, "check.ready", "question", [[YES, NOT_YET]])
        self._keep("ready", answer)
        while answer == NOT_YET.id:
            answer = yield Question(context, "check.wait", "rest", [[YES, END]])
            self._keep("ready", answer)

    def _keep_number(self, what: str, answer: str) -> None:
        if answer != SKIP:
            self._keep(what, int(answer))

    def _keep(self, what: str, answer: int | str) -> None:
        self.answers[what] = answer
        self._note("check", when="in", **{what: answer})
