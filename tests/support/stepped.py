"""Repetitions of stepping, run on scripted feet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from support.feet import STANDING_M, FootPath, Stepper, along

from controllers.controller import Side
from controllers.frame import FRAME_DTYPE, InputFrame, Vec3
from tasks.body import BodyFrame, ReachEnvelope
from tasks.scene import Scene
from tasks.stepping import Stepping, SteppingParameters
from tasks.task import Body, Notice
from tasks.trial import Situation, TrialOutcome

BODY = Body(BodyFrame(STANDING_M, 0.0), ReachEnvelope(), "right")
NO_WAIT = {"foreperiod_s": {"low": 0, "high": 0}}
LOG = {
    "height_m": 0.1,
    "height_share": {"low": 1, "high": 1},
    "depth_m": 0.1,
    "speed_m_s": 0.4,
    "warning_s": 3,
    "spacing_m": 1.0,
    "spacing_change_m": {"low": 0, "high": 0},
    "direction_deg": {"low": 0, "high": 0},
    "footprint_m": 0.3,
    "step_length_m": 0.4,
    "shapes": ["log"],
    **NO_WAIT,
}
ARRIVES_S = 0.5 + 3.0
"""Half a second of standing, then three until it is at the toes."""

PAST_S = ARRIVES_S + (0.25 + 0.1) / 0.4
HOME: dict[Side, Vec3] = {"left": (-0.1, 0.0, 0.0), "right": (0.1, 0.0, 0.0)}


class Played:
    """A repetition run on scripted frames, with all that it left behind."""

    def __init__(
        self,
        stream: Iterator[InputFrame],
        side: Side = "right",
        body: Body = BODY,
        seed: int = 1,
        **parameters: Any,
    ) -> None:
        self.scene = Scene("forest")
        settings_ = SteppingParameters.model_validate(LOG | parameters)
        self.task = Stepping(settings_, self.scene)
        rng = np.random.default_rng(seed)
        self.situation: Situation = self.task.draw(rng, side)
        self.spec = self.task.plan(self.situation, 0.5)
        self.outcome: TrialOutcome | None = None
        rows = []
        begun = False
        for frame in stream:
            if not begun:
                self.task.enter(body)
                self.task.begin(self.spec, body, rng, frame.display_time_ns)
                begun = True
            rows.append(np.frombuffer(bytes(frame.memory), FRAME_DTYPE)[0])
            self.outcome = self.task.step(frame)
            if self.outcome is not None:
                break
        self.notices: list[Notice] = list(self.task.notices)
        self.samples = np.array(rows, FRAME_DTYPE)

    @property
    def ended(self) -> TrialOutcome:
        assert self.outcome is not None, "the repetition did not end"
        return self.outcome

    def of(self, kind: str) -> list[Notice]:
        return [notice for notice in self.notices if notice.kind == kind]

    def measures(self) -> dict[str, float | None]:
        found = self.task.measure(self.samples, self.spec, self.ended)
        return {name: measure.value for name, measure in found.items()}

    def time_s(self, name: str) -> float:
        return (self.ended.times_ns[name] - 5_000_000_000) * 1e-9


def lift(
    up_m: float, up_at_s: float = 2.0, down_at_s: float = 6.0, side: Side = "right"
) -> dict[Side, FootPath]:
    x, _, z = HOME[side]
    return {
        side: along(
            [
                (up_at_s, (x, 0.0, z)),
                (up_at_s + 0.6, (x, up_m, z)),
                (down_at_s, (x, up_m, z)),
                (down_at_s + 0.6, (x, 0.0, z)),
            ]
        )
    }


def walked(scene_of: list[Scene], *, rate_hz: float = 90.0, stepper: Stepper | None = None):
    """Frames of a stepper that looks at the scene that will be in `scene_of`."""
    feet = stepper or Stepper()
    frame = InputFrame()
    for index in range(round(90 * rate_hz)):
        time_s = index / rate_hz
        time_ns = 5_000_000_000 + round(time_s * 1e9)
        frame.set_times(index, time_ns, time_ns)
        if scene_of:
            feet.fill(frame, scene_of[0], time_s)
        else:
            feet.fill(frame, Scene("forest"), time_s)
        frame.head.set(feet.head_m)
        frame.settle_samples()
        yield frame


class Followed(Played):
    """A repetition by a stepper that goes by the scene."""

    def __init__(
        self, *, rate_hz: float = 90.0, stepper: Stepper | None = None, **options: Any
    ) -> None:
        scenes: list[Scene] = []

        def stream() -> Iterator[InputFrame]:
            for frame in walked(scenes, rate_hz=rate_hz, stepper=stepper):
                if not scenes and hasattr(self, "scene"):
                    scenes.append(self.scene)
                yield frame

        super().__init__(stream(), **options)
