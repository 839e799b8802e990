"""Reaching: from a start place to fruit in a tree, one arm at a time.

The target is entered when the palm (the grip pose) comes within its radius, and won by staying
there for the dwell. What counts is the pose at the display time, which is what the patient
sees; a pose that is not tracked never counts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from controllers.controller import Side
from controllers.frame import InputFrame, Vec3
from tasks.demand import Covariate, Effect, unit_sized
from tasks.demonstration import Demonstration
from tasks.reaching.demonstration import show_reach
from tasks.reaching.difficulty import COVARIATES, EFFECTS, FAILURES
from tasks.reaching.measures import measure_reach
from tasks.reaching.parameters import ReachingParameters
from tasks.reaching.run import Layout, Run
from tasks.scene import Scene
from tasks.task import Body, Measure, Notice
from tasks.trial import EndReason, Situation, TrialOutcome, TrialSpec

DISTRACTOR_CLEARANCE_M: Final = 0.03


def ring_directions(parameters: ReachingParameters) -> list[tuple[float, float]]:
    """The directions of centre_out: (azimuth, elevation) in degrees, evenly round an ellipse."""
    azimuth, elevation = parameters.azimuth_deg, parameters.elevation_deg
    centre = ((azimuth.low + azimuth.high) / 2, (elevation.low + elevation.high) / 2)
    half = ((azimuth.high - azimuth.low) / 2, (elevation.high - elevation.low) / 2)
    turns = [2 * math.pi * k / parameters.directions for k in range(parameters.directions)]
    return [
        (centre[0] + half[0] * math.sin(turn), centre[1] + half[1] * math.cos(turn))
        for turn in turns
    ]


class Reaching:
    """One exercise of reaching. See `tasks.task.Task` for the order of calls."""

    name: ClassVar[str] = "reaching"
    version: ClassVar[int] = 1
    place: ClassVar[str] = "orchard"
    Parameters: ClassVar[type[ReachingParameters]] = ReachingParameters
    effects: ClassVar[Mapping[str, Effect]] = EFFECTS
    covariates: ClassVar[Mapping[str, Covariate]] = COVARIATES
    failures: ClassVar[Mapping[str, str]] = FAILURES

    def __init__(self, parameters: ReachingParameters, scene: Scene) -> None:
        self.parameters = parameters
        self.notices: list[Notice] = []
        self._scene = scene
        self._bags: dict[Side, list[tuple[float, float]]] = {"left": [], "right": []}
        self._last_direction: dict[Side, tuple[float, float]] = {}
        self._run: Run | None = None
        self._last_target_m: Vec3 | None = None

    def enter(self, body: Body) -> None:
        """Nothing stays between repetitions."""

    def leave(self) -> None:
        """Nothing stays between repetitions."""

    def needs(self, side: Side) -> tuple[str, ...]:
        """The hand that reaches."""
        return (f"{side}_hand",)

    def draw(self, rng: np.random.Generator, side: Side) -> Situation:
        """Choose a direction: each of the ring as often, or anywhere in the ranges."""
        if self.parameters.pattern == "centre_out":
            bag = self._bags[side]
            if not bag:
                ring = ring_directions(self.parameters)
                bag.extend(ring[k] for k in rng.permutation(len(ring)))
                if bag[-1] == self._last_direction.get(side):  # never the same twice in a row
                    bag[0], bag[-1] = bag[-1], bag[0]
            azimuth_deg, elevation_deg = self._last_direction[side] = bag.pop()
        else:
            azimuth_deg, elevation_deg = self._anywhere(rng)
        return Situation(side, {"azimuth_deg": azimuth_deg, "elevation_deg": elevation_deg})

    def plan(self, situation: Situation, difficulty: float) -> TrialSpec:
        """Turn difficulty into knobs: shares and counts linearly, sizes and times by ratio."""
        knob = self.parameters
        sequence = knob.pattern == "sequence"
        return TrialSpec(
            situation,
            difficulty,
            {
                "distance_share": knob.distance_share.at(difficulty),
                "radius_m": knob.radius_m.at_ratio(difficulty),
                "dwell_s": knob.dwell_s.at(difficulty),
                "time_limit_s": knob.time_limit_s.at_ratio(difficulty),
                "distractors": round(knob.distractors.at(difficulty)),
                "sequence_length": round(knob.sequence_length.at(difficulty)) if sequence else 1,
            },
        )

    def typical(self, side: Side) -> Sequence[Situation]:
        """One situation of each kind that this exercise has."""
        return [Situation(side, {"azimuth_deg": 0.0, "elevation_deg": 0.0})]

    def reported(self, situation: Situation) -> tuple[float, ...]:
        """The covariates, about unit-sized."""
        return unit_sized(COVARIATES, situation.covariates)

    def route(self, spec: TrialSpec, body: Body) -> tuple[Vec3, Vec3]:
        """Start place (or rest) and first target."""
        side = spec.situation.side
        return (start_place_m(self.parameters, side, body), _target_place(spec, body))

    def demonstration(self, spec: TrialSpec, body: Body) -> Demonstration:
        """A hand goes from the start place to the ringed fruit."""
        start_m, target_m = self.route(spec, body)
        return show_reach(spec, start_m, target_m, body.frame)

    def begin(self, spec: TrialSpec, body: Body, rng: np.random.Generator, time_ns: int) -> None:
        """Show the start place; draw what the repetition will need."""
        places = [_target_place(spec, body)]
        while len(places) < spec.knobs["sequence_length"]:
            azimuth_deg, elevation_deg = self._anywhere(rng)
            places.append(_place(spec, body, azimuth_deg, elevation_deg))
        foreperiod = self.parameters.foreperiod_s
        layout = Layout(
            start_m=start_place_m(self.parameters, spec.situation.side, body),
            targets_m=places,
            distractors_m=self._distractor_places(spec, body, places, rng),
            yaw_rad=body.frame.yaw_rad,
            eyes_m=body.frame.eyes_m,
            foreperiod_s=float(rng.uniform(foreperiod.low, foreperiod.high)),
        )
        self._run = Run(self.parameters, spec, layout, self._scene, self.notices, time_ns)

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
        """Measures of the movement to the last target that was shown."""
        return measure_reach(samples, spec.situation.side, self._last_target_m, outcome)

    def _finish(self) -> None:
        self._last_target_m = self._running().last_target_m
        self._run = None

    def _running(self) -> Run:
        if self._run is None:
            raise RuntimeError("no repetition is running: call begin first")
        return self._run

    def _anywhere(self, rng: np.random.Generator) -> tuple[float, float]:
        azimuth, elevation = self.parameters.azimuth_deg, self.parameters.elevation_deg
        return (
            float(rng.uniform(azimuth.low, azimuth.high)),
            float(rng.uniform(elevation.low, elevation.high)),
        )

    def _distractor_places(
        self, spec: TrialSpec, body: Body, targets: Sequence[Vec3], rng: np.random.Generator
    ) -> list[Vec3]:
        """Places beside the targets' that touch none of them; fewer where there is no room."""
        apart_m = 2 * spec.knobs["radius_m"] + DISTRACTOR_CLEARANCE_M
        places: list[Vec3] = []
        for _ in range(20 * int(spec.knobs["distractors"])):
            if len(places) == spec.knobs["distractors"]:
                break
            place = _place(spec, body, *self._anywhere(rng))
            if all(math.dist(place, other) > apart_m for other in (*targets, *places)):
                places.append(place)
        return places


def start_place_m(parameters: ReachingParameters, side: Side, body: Body) -> Vec3:
    """Where the hand waits: where the patient rests it, or the level's start place."""
    start = parameters.start
    rest_m = body.rests_m.get(side)
    if rest_m is not None and (start is None or start.at == "rest"):
        return body.frame.to_stage(rest_m)
    azimuth_deg, elevation_deg, share = (
        (start.azimuth_deg, start.elevation_deg, start.distance_share)
        if start
        else (0.0, -45.0, 0.55)
    )
    reach_m = body.envelope.reach_m(side, azimuth_deg, elevation_deg)
    return body.frame.along(side, azimuth_deg, elevation_deg, share * reach_m)


def _target_place(spec: TrialSpec, body: Body) -> Vec3:
    covariates = spec.situation.covariates
    return _place(spec, body, covariates["azimuth_deg"], covariates["elevation_deg"])


def _place(spec: TrialSpec, body: Body, azimuth_deg: float, elevation_deg: float) -> Vec3:
    side = spec.situation.side
    range_m = spec.knobs["distance_share"] * body.envelope.reach_m(side, azimuth_deg, elevation_deg)
    return body.frame.along(side, azimuth_deg, elevation_deg, range_m)
