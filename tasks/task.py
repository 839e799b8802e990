"""What every task is: drawn, planned, begun, stepped, ended, measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from controllers.controller import Side
from controllers.frame import InputFrame, Vec3
from tasks.body import BodyFrame, ReachEnvelope
from tasks.trial import EndReason, Situation, TrialOutcome, TrialSpec


@dataclass(frozen=True, slots=True)
class Body:
    """The patient as a task sees them."""

    frame: BodyFrame
    envelope: ReachEnvelope
    affected: Side


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened inside a repetition and belongs in the recording."""

    kind: str
    time_ns: int
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of a repetition, or None with the reason why there is none."""

    value: float | None
    reason: str = ""


class Task(Protocol):
    """One kind of exercise. It owns what it adds to the scene and reads nothing but frames.

    The order is `draw`, `plan`, `begin`, then `step` every frame until it returns the outcome;
    `cancel` ends a repetition from outside. After either, the scene is as it was before `begin`.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    notices: list[Notice]

    def draw(self, rng: np.random.Generator, side: Side) -> Situation:
        """Choose the direction for the next repetition of `side`."""
        ...

    def plan(self, situation: Situation, difficulty: float) -> TrialSpec:
        """Turn a situation and a difficulty 0..1 into what is asked. Pure."""
        ...

    def route(self, spec: TrialSpec, body: Body) -> Sequence[Vec3]:
        """The places that the hand passes, stage frame, for showing the movement beforehand."""
        ...

    def begin(self, spec: TrialSpec, body: Body, rng: np.random.Generator, time_ns: int) -> None:
        """Put the repetition into the scene, at a display time."""
        ...

    def step(self, frame: InputFrame) -> TrialOutcome | None:
        """Judge one frame. Returns the outcome on the frame that ends the repetition."""
        ...

    def cancel(self, reason: EndReason, time_ns: int) -> TrialOutcome:
        """End the repetition from outside; `reason` is one that is not scored."""
        ...

    def measure(
        self, samples: npt.NDArray[np.void], spec: TrialSpec, outcome: TrialOutcome
    ) -> dict[str, Measure]:
        """Numbers of the repetition from its own samples (`FRAME_DTYPE` rows)."""
        ...
