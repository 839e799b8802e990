"""What a patient did in an exercise, from what its repetitions say they asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clinic.note.facts import Activity
from clinic.repetition import Repetition
from levels.model import Exercise
from tasks.grasping.parameters import GraspingParameters
from tasks.reaching.parameters import ReachingParameters
from tasks.stepping.parameters import SteppingParameters

Pair = tuple[int, int]


def activity_of(plan: Exercise, done: Sequence[Repetition]) -> Activity | None:
    """What was done; None before the first repetition."""
    if not done:
        return None
    parameters = plan.parameters
    kind, limb, mode = plan.task, "limb", ""
    if isinstance(parameters, ReachingParameters):
        kind = "sequence" if parameters.pattern == "sequence" else "reach"
        limb = "arm"
    elif isinstance(parameters, GraspingParameters):
        kind, limb = parameters.activity, "hand"
    elif isinstance(parameters, SteppingParameters):
        kind, limb, mode = "step", "foot", parameters.mode
    return Activity(
        kind=kind,
        limb=limb,
        things=_things(done),
        sideways_deg=_range(each.covariates.get("azimuth_deg") for each in done),
        height_deg=_range(each.covariates.get("elevation_deg") for each in done),
        distance_percent=_range([each.knobs.get("distance_share") for each in done], times=100),
        obstacle_height_cm=_range(map(_obstacle_height_m, done), times=100),
        mode=mode,
    )


def _things(done: Sequence[Repetition]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for each in done:
        labels = each.labels
        name = labels.get("object") or labels.get("shape") or labels.get("what")
        if name:
            counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _obstacle_height_m(each: Repetition) -> float | None:
    height_m, share = each.knobs.get("height_m"), each.covariates.get("height_share")
    if height_m is None or share is None or each.labels.get("shape") == "puddle":
        return None
    return height_m * share


def _range(values: Iterable[float | None], *, times: float = 1.0) -> Pair | None:
    known = [round(value * times) for value in values if value is not None]
    return (min(known), max(known)) if known else None
