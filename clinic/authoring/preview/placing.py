"""What one repetition puts where: the tasks' own drawing, planning and laying out, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from clinic.authoring.preview.spots import Kind, Solid, Spot
from controllers.frame import Vec3
from tasks.grasping.layout import clutter, lay_out
from tasks.grasping.parameters import GraspingParameters
from tasks.reaching import Reaching
from tasks.reaching.parameters import ReachingParameters
from tasks.reaching.run import shown_radius_m
from tasks.scene import Scene
from tasks.stepping.feet import MIDDLE_AHEAD_M
from tasks.stepping.layout import (
    coming_obstacle,
    lying_obstacle,
    row_of_prints,
    single_print,
    standing_path,
)
from tasks.stepping.obstacles import Obstacle
from tasks.stepping.parameters import SteppingParameters
from tasks.stepping.path import Path
from tasks.stepping.room import way_of
from tasks.task import Body
from tasks.trial import TrialSpec

Placing = Callable[[Any, TrialSpec, Body, np.random.Generator], Iterator[Spot | Solid]]

FLAT_M: Final = 0.01
"""How high a footprint is drawn."""

PRINT_WIDTH_SHARE: Final = 0.4


def _reaching(
    parameters: ReachingParameters,
    spec: TrialSpec,
    body: Body,
    rng: np.random.Generator,  # noqa: ARG001
) -> Iterator[Spot | Solid]:
    start_m, target_m = Reaching(parameters, Scene("preview")).route(spec, body)
    if parameters.start is not None:
        yield _ball("start", start_m, parameters.start.radius_m, spec)
    radius_m = shown_radius_m(spec.knobs["radius_m"], start_m, [target_m])
    yield _ball("target", target_m, radius_m, spec)


def _grasping(
    parameters: GraspingParameters, spec: TrialSpec, body: Body, rng: np.random.Generator
) -> Iterator[Spot | Solid]:
    layout = lay_out(parameters, spec, body)
    for board in layout.furniture.boards[: -len(layout.shelf) or None]:
        yield Solid("table", board.centre_m, board.size_m)
    if parameters.start is not None:
        yield _ball("start", layout.start_m, parameters.start.radius_m, spec)
    first, *others = layout.things
    yield _spot("object", first.position_m, first.item.scaled.size_m, spec)
    for goal in layout.goals:
        yield _ball("goal", goal.position_m, spec.knobs["place_tolerance_m"], spec)
    for thing in (*others, *clutter(parameters, spec, body, layout, rng)):
        yield _spot("other thing", thing.position_m, thing.item.scaled.size_m, spec)


def _stepping(
    parameters: SteppingParameters,
    spec: TrialSpec,
    body: Body,
    rng: np.random.Generator,  # noqa: ARG001
) -> Iterator[Spot | Solid]:
    way = way_of(parameters.room, body) if parameters.walks else None
    path = standing_path(parameters, body) if way is None else way.path
    start = parameters.start
    for sign in (-1.0, 1.0):
        place_m = path.to_stage(sign * start.width_m / 2, 0.0, MIDDLE_AHEAD_M)
        yield _spot("start", place_m, (2 * start.radius_m, FLAT_M, 2 * start.radius_m), spec)
    if spec.situation.labels["what"] == "footprint":
        for one in single_print(spec) if way is None else row_of_prints(spec, way):
            place_m = path.to_stage(one.across_m, 0.0, one.ahead_m)
            size_m = (one.length_m * PRINT_WIDTH_SHARE, FLAT_M, one.length_m)
            yield Spot("footprint", place_m, size_m, spec.difficulty, one.side)
        return
    obstacle = coming_obstacle(parameters, spec) if way is None else lying_obstacle(spec, way)
    yield _obstacle(obstacle, path, spec)


PLACING: Final[Mapping[str, Placing]] = MappingProxyType(
    {"reaching": _reaching, "grasping": _grasping, "stepping": _stepping}
)
"""By the name of the task; one that is missing has no preview."""


def _obstacle(obstacle: Obstacle, path: Path, spec: TrialSpec) -> Spot:
    middle_m = path.to_stage(
        obstacle.across_m, obstacle.height_m / 2, obstacle.near_m + obstacle.depth_m / 2
    )
    size_m = (obstacle.width_m, obstacle.height_m, obstacle.depth_m)
    return _spot("obstacle", middle_m, size_m, spec)


def _ball(kind: Kind, place_m: Vec3, radius_m: float, spec: TrialSpec) -> Spot:
    return _spot(kind, place_m, (2 * radius_m,) * 3, spec)


def _spot(kind: Kind, place_m: Vec3, size_m: Vec3, spec: TrialSpec) -> Spot:
    return Spot(kind, place_m, size_m, spec.difficulty, spec.situation.side)
