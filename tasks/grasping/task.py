"""Grasping: things of a kitchen table are reached, taken, carried, put down and let go.

The object moves as a rigid body in a small world of physics (`world`), held by a hand that follows
the tracked one with limited force. It is won when the object stands in its goal, within the
tolerances of place and tilt, at rest and let go. Measures come from the tracked hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from controllers.controller import Side, other_side
from controllers.frame import InputFrame
from tasks.demand import Covariate, Effect, unit_sized
from tasks.demonstration import Demonstration
from tasks.grasping.demonstration import show_grasp
from tasks.grasping.difficulty import COVARIATES, EFFECTS, FAILURES, values_of
from tasks.grasping.ground import Ground
from tasks.grasping.handling import Results
from tasks.grasping.layout import clutter, lay_out
from tasks.grasping.measures import measure_grasp
from tasks.grasping.parameters import GraspingParameters
from tasks.grasping.props import put_up
from tasks.grasping.run import Run
from tasks.scene import Instance, Scene
from tasks.task import Body, Measure, Notice
from tasks.trial import EndReason, Situation, TrialOutcome, TrialSpec


class Grasping:
    """One exercise of grasping. See `tasks.task.Task` for the order of calls."""

    name: ClassVar[str] = "grasping"
    version: ClassVar[int] = 1
    place: ClassVar[str] = "kitchen"
    Parameters: ClassVar[type[GraspingParameters]] = GraspingParameters
    effects: ClassVar[Mapping[str, Effect]] = EFFECTS
    covariates: ClassVar[Mapping[str, Covariate]] = COVARIATES
    failures: ClassVar[Mapping[str, str]] = FAILURES

    def __init__(self, parameters: GraspingParameters, scene: Scene) -> None:
        self.parameters = parameters
        self.notices: list[Notice] = []
        self._scene = scene
        self._bags: dict[Side, list[str]] = {"left": [], "right": []}
        self._table: list[Instance] = []
        self._run: Run | None = None
        self._results: Results | None = None

    def enter(self, body: Body) -> None:
        """Put up the table before the patient."""
        self._table = put_up(self._scene, Ground(self.parameters, body).furniture().boards)

    def leave(self) -> None:
        """Take the table away."""
        for board in self._table:
            self._scene.remove(board)
        self._table.clear()

    def needs(self, side: Side) -> tuple[str, ...]:
        """The hand that grasps; both, where one gives to the other."""
        if self.parameters.activity == "hand_to_hand":
            return (f"{side}_hand", f"{other_side(side)}_hand")
        return (f"{side}_hand",)

    def draw(self, rng: np.random.Generator, side: Side) -> Situation:
        """Choose an object, each as often, and the directions of object and goal."""
        bag = self._bags[side]
        if not bag:
            objects = self.parameters.objects
            bag.extend(objects[k] for k in rng.permutation(len(objects)))
        azimuth = self.parameters.azimuth_deg
        return Situation(
            side,
            {
                "object_azimuth_deg": float(rng.uniform(azimuth.low, azimuth.high)),
                "goal_azimuth_deg": float(rng.uniform(azimuth.low, azimuth.high)),
            },
            {"object": bag.pop(), "activity": self.parameters.activity},
        )

    def plan(self, situation: Situation, difficulty: float) -> TrialSpec:
        """Turn difficulty into knobs: shares, angles and classes linearly, sizes and times by
        ratio.
        """
        knob = self.parameters
        return TrialSpec(
            situation,
            difficulty,
            {
                "distance_share": knob.distance_share.at(difficulty),
                "height_share": knob.height_share.at(difficulty),
                "size_scale": knob.size_scale.at_ratio(difficulty),
                "weight": round(knob.weight.at(difficulty)),
                "place_tolerance_m": knob.place_tolerance_m.at_ratio(difficulty),
                "angle_tolerance_deg": knob.angle_tolerance_deg.at(difficulty),
                "grip_threshold": knob.grip.threshold.at(difficulty),
                "time_limit_s": knob.time_limit_s.at_ratio(difficulty),
                "clutter": round(knob.clutter.at(difficulty)),
            },
        )

    def typical(self, side: Side) -> Sequence[Situation]:
        """One situation of each kind that this exercise has."""
        parameters = self.parameters
        labels = {"object": parameters.objects[0], "activity": parameters.activity}
        ahead = {"object_azimuth_deg": 0.0, "goal_azimuth_deg": 0.0}
        return [Situation(side, ahead, labels)]

    def reported(self, situation: Situation) -> tuple[float, ...]:
        """The covariates, about unit-sized."""
        return unit_sized(COVARIATES, values_of(situation))

    def demonstration(self, spec: TrialSpec, body: Body) -> Demonstration:
        """A hand takes the object and brings it where it goes."""
        layout = lay_out(self.parameters, spec, body)
        return show_grasp(layout, spec.situation.side, body.frame)

    def begin(self, spec: TrialSpec, body: Body, rng: np.random.Generator, time_ns: int) -> None:
        """Show the start place; draw what the repetition will need."""
        layout = lay_out(self.parameters, spec, body)
        things = layout.things + clutter(self.parameters, spec, body, layout, rng)
        foreperiod = self.parameters.foreperiod_s
        self._run = Run(
            self.parameters,
            spec,
            layout,
            things,
            float(rng.uniform(foreperiod.low, foreperiod.high)),
            body.frame.eyes_m,
            self._scene,
            self.notices,
            time_ns,
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
        self, samples: npt.NDArray[np.void], spec: TrialSpec, outcome: TrialOutcome
    ) -> dict[str, Measure]:
        """Measures of the grasp, the carry, and how the object stood at last."""
        return measure_grasp(samples, spec.situation.side, self._results, outcome)

    def _finish(self) -> None:
        self._results = self._running().results
        self._run = None

    def _running(self) -> Run:
        if self._run is None:
            raise RuntimeError("no repetition is running: call begin first")
        return self._run
