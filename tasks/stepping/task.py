"""Stepping over obstacles and onto footprints: standing in place, walking, or seated.

An obstacle is cleared when the whole sole has passed over it; where they touch, when, and with
what part of the foot is found between samples. What counts is the pose at the display time,
which is what the patient sees; a foot that is not tracked never counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from controllers.controller import Side
from controllers.frame import InputFrame
from tasks.demand import Covariate, Effect, unit_sized
from tasks.demonstration import Demonstration
from tasks.scene import Scene
from tasks.stepping.demonstration import AHEAD_M, show_crossing, show_lift, show_tread
from tasks.stepping.difficulty import COVARIATES, EFFECTS, FAILURES
from tasks.stepping.layout import coming_obstacle
from tasks.stepping.measures import Happened, measure_step
from tasks.stepping.onto import Onto
from tasks.stepping.over import Over
from tasks.stepping.parameters import SteppingParameters
from tasks.stepping.path import Path
from tasks.stepping.room import Way, way_of
from tasks.stepping.run import Run, feet_needed
from tasks.task import Body, Measure, Notice
from tasks.trial import EndReason, Situation, TrialOutcome, TrialSpec


class Stepping:
    """One exercise of stepping. See `tasks.task.Task` for the order of calls."""

    name: ClassVar[str] = "stepping"
    version: ClassVar[int] = 1
    place: ClassVar[str] = "forest"
    Parameters: ClassVar[type[SteppingParameters]] = SteppingParameters
    effects: ClassVar[Mapping[str, Effect]] = EFFECTS
    covariates: ClassVar[Mapping[str, Covariate]] = COVARIATES
    failures: ClassVar[Mapping[str, str]] = FAILURES

    def __init__(self, parameters: SteppingParameters, scene: Scene) -> None:
        self.parameters = parameters
        self.notices: list[Notice] = []
        self._scene = scene
        self._run: Run | None = None
        self._happened: Happened | None = None
        self._way: Way | None = None

    def enter(self, body: Body) -> None:
        """Lay the walk into the room: it stays there, wherever the patient then is."""
        if self.parameters.walks:
            self._way = way_of(self.parameters.room, body)

    def leave(self) -> None:
        """Nothing stays between repetitions."""

    def needs(self, side: Side) -> tuple[str, ...]:
        """Both feet for a walk, the leading one for what is done in place."""
        return tuple(f"{foot}_foot" for foot in feet_needed(self.parameters, side))

    def draw(self, rng: np.random.Generator, side: Side) -> Situation:
        """Choose what it is, its shape, its share of the height, and where it lies."""
        parameters = self.parameters
        footprint = parameters.kinds == "footprints"
        if parameters.kinds == "both":
            footprint = bool(rng.random() < 0.5)
        shape = parameters.shapes[int(rng.integers(len(parameters.shapes)))]
        height, change = parameters.height_share, parameters.spacing_change_m
        direction = parameters.direction_deg
        covariates = {
            "footprint": float(footprint),
            "height_share": float(rng.uniform(height.low, height.high)),
        }
        if parameters.walks:
            covariates["spacing_change_m"] = float(rng.uniform(change.low, change.high))
        else:
            covariates["direction_deg"] = float(rng.uniform(direction.low, direction.high))
        labels = {"what": "footprint"} if footprint else {"what": "obstacle", "shape": shape}
        return Situation(side, covariates, labels)

    def plan(self, situation: Situation, difficulty: float) -> TrialSpec:
        """Turn difficulty into knobs: speeds and distances linearly, sizes and times by ratio."""
        knob = self.parameters
        if situation.labels["what"] == "footprint":
            knobs = {
                "footprint_m": knob.footprint_m.at_ratio(difficulty),
                "step_length_m": knob.step_length_m.at(difficulty),
                "step_width_m": knob.step_width_m.at(difficulty),
                "hold_s": knob.hold_s.at_ratio(difficulty),
            }
        else:
            knobs = {
                "height_m": knob.height_m.at_ratio(difficulty),
                "depth_m": knob.depth_m.at_ratio(difficulty),
                "speed_m_s": knob.speed_m_s.at(difficulty),
                "warning_s": knob.warning_s.at_ratio(difficulty),
                "spacing_m": knob.spacing_m.at(difficulty),
            }
        knobs["time_limit_s"] = knob.time_limit_s.at_ratio(difficulty)
        return TrialSpec(situation, difficulty, knobs)

    def typical(self, side: Side) -> Sequence[Situation]:
        """One situation of each kind that this exercise has."""
        kinds = self.parameters.kinds
        obstacle = {"what": "obstacle", "shape": self.parameters.shapes[0]}
        found = []
        if kinds != "footprints":
            found.append(Situation(side, {"footprint": 0.0, "height_share": 1.0}, obstacle))
        if kinds != "obstacles":
            footprint = {"what": "footprint"}
            found.append(Situation(side, {"footprint": 1.0, "height_share": 1.0}, footprint))
        return found

    def reported(self, situation: Situation) -> tuple[float, ...]:
        """The covariates, about unit-sized."""
        mode = self.parameters.mode
        modes = {"seated": float(mode == "seated"), "walking": float(mode == "walking")}
        return unit_sized(COVARIATES, {**situation.covariates, **modes})

    def demonstration(self, spec: TrialSpec, body: Body) -> Demonstration:
        """Ghost shoes step over the obstacle, or onto a footprint, some way ahead."""
        x, _, z = body.frame.to_stage((0.0, 0.0, -AHEAD_M))
        path = Path((x, body.floor_m, z), body.frame.yaw_rad)
        side, knobs, labels = spec.situation.side, spec.knobs, spec.situation.labels
        if labels["what"] == "footprint":
            return show_tread(path, side, knobs["footprint_m"], knobs["step_length_m"])
        show = show_crossing if self.parameters.walks else show_lift
        return show(path, side, coming_obstacle(self.parameters, spec), labels["shape"])

    def begin(self, spec: TrialSpec, body: Body, rng: np.random.Generator, time_ns: int) -> None:
        """Show the start place; draw the wait."""
        wait = self.parameters.foreperiod_s
        foreperiod_s = float(rng.uniform(wait.low, wait.high))
        self._happened = None
        self._run = Run(
            self.parameters, spec, body, self._way, foreperiod_s, self._scene, self.notices, time_ns
        )

    def step(self, frame: InputFrame) -> TrialOutcome | None:
        """Judge one frame of the running repetition."""
        outcome = self._running().step(frame)
        if outcome is not None:
            self._finish()
        return outcome

    def cancel(self, reason: EndReason, time_ns: int) -> TrialOutcome:
        """End the running repetition from outside."""
        outcome = self._running().cancel(reason, time_ns)
        self._finish()
        return outcome

    def measure(
        self,
        samples: npt.NDArray[np.void],
        spec: TrialSpec,  # noqa: ARG002
        outcome: TrialOutcome,
    ) -> dict[str, Measure]:
        """Measures of the steps since something appeared."""
        return measure_step(samples, self._happened, outcome)

    def _finish(self) -> None:
        run = self._running()
        self._run = None
        if run.path is None or run.challenge is None:
            return
        challenge = run.challenge
        self._happened = Happened(
            run.side,
            challenge.feet if isinstance(challenge, Over) else run.feet,
            run.path,
            run.walked,
            run.moves,
            challenge.obstacle if isinstance(challenge, Over) else None,
            challenge.landings if isinstance(challenge, Onto) else (),
            run.collisions,
        )

    def _running(self) -> Run:
        if self._run is None:
            raise RuntimeError("no repetition is running: call begin first")
        return self._run
