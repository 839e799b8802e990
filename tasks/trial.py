"""One repetition: what was asked, how it ended, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from controllers.controller import Side


class EndReason(Enum):
    """Why a repetition ended. Only the first four say something about the patient's skill."""

    SUCCESS = "SUCCESS"
    MISS = "MISS"
    COLLISION = "COLLISION"
    TIMEOUT = "TIMEOUT"
    TRACKING_LOST = "TRACKING_LOST"
    PAUSED = "PAUSED"
    ABORTED = "ABORTED"
    SKIPPED = "SKIPPED"

    @property
    def scored(self) -> bool:
        """Whether it may feed the difficulty."""
        return self in _SCORED


_SCORED = frozenset({EndReason.SUCCESS, EndReason.MISS, EndReason.COLLISION, EndReason.TIMEOUT})


@dataclass(frozen=True, slots=True)
class Situation:
    """What the patient does not control and the difficulty does not set: the covariates.

    `labels` name what is no number: the object to grasp, the place it goes to.
    """

    side: Side
    covariates: Mapping[str, float]
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrialSpec:
    """What one repetition asks: the situation, the difficulty and the knobs it came to."""

    situation: Situation
    difficulty: float
    knobs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TrialOutcome:
    """How a repetition ended.

    `margin` grades it in -1..1: positive by how much of the allowance was left, negative by
    how much was missing. `times_ns` are moments on the display clock, interpolated between
    samples. `flags` name what a reader must know (compensation, a guessed pose, a gap).
    """

    end_reason: EndReason
    margin: float
    end_time_ns: int
    times_ns: Mapping[str, int] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    @property
    def success(self) -> bool:
        """Whether the task's own goal was met."""
        return self.end_reason is EndReason.SUCCESS
