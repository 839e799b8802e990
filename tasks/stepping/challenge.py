"""What a challenge (an obstacle, footprints) and the run around it tell each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from controllers.controller import Side
from tasks.stepping.feet import Sole
from tasks.trial import EndReason

Soles = Mapping[Side, Sole]
"""The feet that are needed, in path axes."""

Tell = Callable[[str, float, dict[str, object]], None]
"""Takes down a notice: its kind, when (seconds since the challenge appeared), its data."""

SMALLEST_MARGIN = 0.05
"""What failed by a hair is still negative."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a challenge ended; times are seconds since it appeared."""

    reason: EndReason
    margin: float
    end_s: float
    times_s: Mapping[str, float] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    collisions: int = 0


class Challenge(Protocol):
    """Something to step over or on. Times are seconds since it appeared."""

    def show(self, now_ns: int) -> None:
        """Put it into the scene; it appears at this display time."""
        ...

    def step(self, before: Soles, before_s: float, after: Soles, after_s: float) -> Ending | None:
        """Judge one move of the feet."""
        ...

    def interrupt(self) -> None:
        """What happened since the last move is not known."""
        ...
