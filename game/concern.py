"""When to ask the patient how it goes: hard going, tiredness, a long pause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controllers.frame import InputFrame
from game.context import Context
from game.fatigue import Fatigue, Signs
from levels.model import Limits

LONG_PAUSE_S: Final = 60.0
TIRED_EVERY_NS: Final = 180_000_000_000


class Concern:
    """Notices a reason to ask; one question answers all of them.

    A tired patient is asked at most once in three minutes that are played.
    """

    def __init__(self, context: Context, limits: Limits) -> None:
        self._context = context
        self._failures_at = limits.failures_in_a_row
        self._failures = 0
        self._fatigue = Fatigue()
        self._exercise: object = None
        self._tired_ns: int | None = None
        self._cause = ""

    @property
    def cause(self) -> str:
        """Why to ask now; empty when all is well."""
        return self._cause

    def asked(self) -> None:
        """Forget what has been asked about."""
        self._failures = 0
        self._cause = ""

    def pain(self) -> None:
        """Take note that it hurts."""
        self._cause = "pain"

    def long_pause(self, duration_s: float) -> None:
        """Take note of a pause in an exercise."""
        if duration_s > LONG_PAUSE_S:
            self._cause = "pause"

    def repetition(
        self, row: Mapping[str, object], mood: float, active_ns: int, frame: InputFrame
    ) -> Signs | None:
        """Take note of a scored repetition, as its row in the recording has it.

        `mood` is that of its side. Returns the signs of tiredness where they suggest a rest.
        """
        self._failures = 0 if row["success"] else self._failures + 1
        if self._failures >= self._failures_at:
            self._cause = "failures"
        if row["exercise"] != self._exercise:
            self._exercise = row["exercise"]
            self._fatigue = Fatigue()
        self._fatigue.take(row)
        lately = self._tired_ns is not None and active_ns - self._tired_ns < TIRED_EVERY_NS
        signs = None if lately else self._fatigue.signs(str(row["side"]), mood)
        if signs is None:
            return None
        self._tired_ns = active_ns
        self._cause = "tired"
        self._context.journal.event(
            "rest_suggested",
            frame,
            exercise=row["exercise"],
            side=row["side"],
            cause=signs.words,
            numbers=signs.numbers,
        )
        return signs
