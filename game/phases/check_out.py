"""How the patient is after the exercises. Every question can be skipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from game.choosing import Choice
from game.context import Context
from game.phases.interview import Interview, Talk
from game.phases.question import FOUR, MANY, Question
from game.phases.scale import SKIP, Scale

NO_ANSWER: Final = Choice(SKIP, "skip", "arrow_right")


def _choices(what: str, names: Sequence[str]) -> list[Choice]:
    return [Choice(name, f"{what}.{name}", f"{what}_{name}") for name in names]


COMFORT: Final = _choices("comfort", ("fine", "a_little", "unwell"))
"""Whether the moving picture made the patient feel sick."""

WORDS: Final = _choices("word", ("good", "proud", "tired", "hard", "bored", "hurt"))


class CheckOut(Interview):
    """Pain, exertion, comfort, a word. `answers` holds what was answered."""

    name = "check_out"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.answers: dict[str, int | str] = {}

    def _talk(self) -> Talk:
        context = self._context
        for scale in ("pain", "exertion"):
            answer = yield Scale(context, scale)
            if answer != SKIP:
                self._keep(scale, int(answer))
        comfort = [[*COMFORT, NO_ANSWER]]
        self._keep_name(
            "comfort", (yield Question(context, "comfort.question", "headset", comfort, FOUR))
        )
        words = [WORDS[:3], [*WORDS[3:], NO_ANSWER]]
        self._keep_name("word", (yield Question(context, "word.question", "", words, MANY)))

    def _keep_name(self, what: str, answer: str) -> None:
        if answer != SKIP:
            self._keep(what, answer)

    def _keep(self, what: str, answer: int | str) -> None:
        self.answers[what] = answer
        self._note("check", when="out", **{what: answer})
