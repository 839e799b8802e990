"""What every task is: drawn, planned, begun, stepped, ended, measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from controllers.controller import Side
from controllers.frame import InputFrame, Vec3
from tasks.body import BodyFrame, PlayArea, ReachEnvelope
from tasks.demand import Covariate, Effect
from tasks.demonstration import Demonstration
from tasks.trial import EndReason, Situation, TrialOutcome, TrialSpec


@dataclass(frozen=True, slots=True)
class Body:
    """The patient as a task sees them.

    `floor_m` is the height of the floor in the stage; `rests_m` holds, for each hand whose resting
    place has been measured, that place from the eyes in body axes; `play_area` is None where
    nobody has measured a clear space.
    """

    frame: BodyFrame
    envelope: ReachEnvelope
    affected: Side
    floor_m: float = 0.0
    rests_m: Mapping[Side, Vec3] = field(default_factory=dict)
    play_area: PlayArea | None = None


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

    `enter` puts into the scene what stays through the exercise, `leave` takes it away. Between
    them, for every repetition: `draw`, `plan`, `begin`, then `step` every frame until it returns
    the outcome; `cancel` ends a repetition from outside. After either, the scene is as it was
    before `begin`.

    `place` is where it plays: the surroundings that a view draws. `effects` say what each knob adds
    to how hard it is, `covariates` what a repetition reports besides, `failures` what a flag or
    an end reason is called in a sentence such as "3 of the last 5 not reached in time".
    """

    name: ClassVar[str]
    version: ClassVar[int]
    place: ClassVar[str]
    effects: ClassVar[Mapping[str, Effect]]
    covariates: ClassVar[Mapping[str, Covariate]]
    failures: ClassVar[Mapping[str, str]]
    notices: list[Notice]

    def enter(self, body: Body) -> None:
        """Put into the scene what stays; again after `leave` when the patient sits elsewhere."""
        ...

    def leave(self) -> None:
        """Take away what `enter` put there. No repetition is running."""
        ...

    def needs(self, side: Side) -> tuple[str, ...]:
        """Points of a frame (as in `controllers.frame.POINTS`) that a repetition of `side` needs.

        A session stands still when one of them is lost for long.
        """
        ...

    def draw(self, rng: np.random.Generator, side: Side) -> Situation:
        """Choose the direction for the next repetition of `side`."""
        ...

    def plan(self, situation: Situation, difficulty: float) -> TrialSpec:
        """Turn a situation and a difficulty 0..1 into what is asked. Pure."""
        ...

    def typical(self, side: Side) -> Sequence[Situation]:
        """One situation of each kind that this exercise has. Pure."""
        ...

    def reported(self, situation: Situation) -> tuple[float, ...]:
        """The covariates of a situation, in the order of `covariates`, about unit-sized. Pure."""
        ...

    def demonstration(self, spec: TrialSpec, body: Body) -> Demonstration:
        """The movement, as ghosts show it beforehand. Called between `enter` and `leave`. Pure."""
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
