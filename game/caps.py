"""The caps of a level: no session goes on for ever, and none ends within a repetition."""

from __future__ import annotations

from typing import Final

from levels.model import Limits

LONGEST_STEP_NS: Final = 100_000_000
PATIENCE_AT_CAP_NS: Final = 90_000_000_000
"""What a repetition has at the cap to end by itself; one that waits for a hand never does."""

CLOSING_NS: Final = 300_000_000_000
"""What each phase of the end has for its answers; a patient who has gone gives none."""


class Caps:
    """Counts the time that is played (pauses are not) and tells when it is enough."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._before_ns: int | None = None
        self._closing: object = None
        self._closing_ns = 0
        self.active_ns = 0

    def live(self, display_time_ns: int) -> None:
        """Count a frame that was played."""
        if self._before_ns is not None:
            passed_ns = display_time_ns - self._before_ns
            self.active_ns += max(0, min(passed_ns, LONGEST_STEP_NS))

    def pass_by(self, display_time_ns: int) -> None:
        """Take note of a frame, played or not."""
        self._before_ns = display_time_ns

    def reached(self, begun: int, *, between: bool) -> str:
        """The cap that is reached after so many begun repetitions; empty for none.

        `between`: no repetition is under way.
        """
        over_ns = self.active_ns - self._limits.session_minutes * 60_000_000_000
        if over_ns > (0 if between else PATIENCE_AT_CAP_NS):
            return "session_minutes"
        if between and begun >= self._limits.repetitions:
            return "repetitions"
        return ""

    def waited(self, closing: object) -> bool:
        """Whether a phase of the end has had its time; told of in every frame."""
        if closing is not self._closing:
            self._closing, self._closing_ns = closing, self.active_ns
        return self.active_ns - self._closing_ns > CLOSING_NS
