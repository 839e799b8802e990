"""Groups of simulated people in short experiments such as studies make, by the game's own tasks.

Reaching goes to places that are the same for everybody, in metres; who can't get there does not
count, as such people are not in the studies. Medians are of a person's repetitions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import isnan, log2, nan
from typing import Final

import numpy as np

from controllers.controller import Side
from simulation.laboratory import Laboratory, Repetition
from simulation.people import person
from tasks.parameters import Knob, Span
from tasks.reaching import ReachingParameters
from tasks.reaching.parameters import StartPlace
from tasks.stepping import SteppingParameters

PARETIC: Final = ("mild", "moderate", "severe")
"""Together, in equal parts, the people after a stroke."""

PLACE_M: Final = 0.6
"""What shares of reach are shares of: the same places for everybody."""

REPETITIONS: Final = 8
SETTLING_S: Final = 0.3
STEPS: Final = 16


def _knob(value: float) -> Knob[float]:
    return Knob[float](easy=value, hard=value)


def point_at(
    kind: str, seed: int, share: float, radius_m: float, count: int, azimuth_deg: float = 10.0
) -> list[Repetition]:
    """Reaches of one person ahead of the shoulder, a little below it, without haste."""
    parameters = ReachingParameters(
        pattern="free",
        azimuth_deg=Span[float](low=azimuth_deg, high=azimuth_deg),
        elevation_deg=Span[float](low=-20, high=-20),
        distance_share=_knob(share),
        radius_m=_knob(radius_m),
        dwell_s=_knob(SETTLING_S),
        time_limit_s=_knob(30.0),
        start=StartPlace(at="direction", distance_share=0.4),
    )
    lab = Laboratory(person(kind, seed), parameters, "reaching", seed, reach_m=PLACE_M)
    return [lab.repeat(0.5) for _ in range(count)]


@cache
def reaching(kind: str, seed: int) -> Mapping[str, float]:
    """Medians of one person's reaches to a target of 5 cm radius, and of its movement times."""
    done = [one for one in point_at(kind, seed, 0.8, 0.05, REPETITIONS) if one.outcome.success]
    names = (
        "movement_time_s",
        "reaction_time_s",
        "peak_speed_m_s",
        "path_ratio",
        "sparc",
        "head_displacement_m",
    )
    if len(done) < REPETITIONS // 2:
        return dict.fromkeys((*names, "overshoot_m"), nan)
    return {name: float(np.nanmedian([one.value(name) for one in done])) for name in names}


def group(kinds: Sequence[str], measure: str, people: int) -> list[float]:
    """A measure of `reaching` of so many people of each kind, those who got there."""
    values = [reaching(kind, seed)[measure] for kind in kinds for seed in range(people)]
    return [value for value in values if not isnan(value)]


def difference(kinds: Sequence[str], measure: str, people: int) -> float:
    """Standardised mean difference from healthy people (pooled standard deviation)."""
    these, healthy = group(kinds, measure, people), group(["healthy"], measure, people)
    ours, theirs = len(these) - 1, len(healthy) - 1
    variance = (ours * np.var(these, ddof=1) + theirs * np.var(healthy, ddof=1)) / (ours + theirs)
    return float((np.mean(these) - np.mean(healthy)) / np.sqrt(variance))


@cache
def fitts_slope(kind: str, seed: int) -> float:
    """Seconds a bit, log2(2 D / W) (Fitts 1954), over two distances and three sizes of target.

    Movement time goes to the beginning of the stay in the target.
    """
    bits, times_s = [], []
    for share, radius_m in ((0.6, 0.06), (0.6, 0.03), (0.8, 0.06), (0.8, 0.03), (0.8, 0.02)):
        for one in point_at(kind, seed, share, radius_m, 4):
            times_ns = one.outcome.times_ns
            if not one.outcome.success or isnan(one.value("reaction_time_s")):
                continue
            took_s = (times_ns["dwelt_ns"] - times_ns["shown_ns"]) * 1e-9 - SETTLING_S
            way_m = one.value("path_length_m") / one.value("path_ratio")
            bits.append(log2(way_m / radius_m))
            times_s.append(took_s - one.value("reaction_time_s"))
    return float(np.polyfit(bits, times_s, 1)[0]) if len(set(bits)) > 2 else nan


@cache
def step_errors_m(kind: str, seed: int, *, other_foot: bool = False) -> float:
    """Mean absolute sideways error of one person's steps onto footprints, metres."""
    parameters = SteppingParameters(
        kinds="footprints",
        direction_deg=Span[float](low=0, high=0),
        footprint_m=_knob(0.48),
        step_length_m=_knob(0.3),
        time_limit_s=_knob(30.0),
    )
    lab = Laboratory(person(kind, seed), parameters, "stepping", seed)
    side: Side = "left" if other_foot else "right"
    errors = [lab.repeat(0.5, side).value("placement_medio_lateral_m") for _ in range(STEPS)]
    return float(np.nanmean(np.abs(errors)))


@cache
def toe_clearance_m(kind: str, seed: int) -> float:
    """Median clearance of one person's leading toe over logs of 4 cm that lie in the way."""
    parameters = SteppingParameters(
        mode="walking",
        height_m=_knob(0.04),
        height_share=Span[float](low=1.0, high=1.0),
        depth_m=_knob(0.08),
        time_limit_s=_knob(60.0),
    )
    lab = Laboratory(person(kind, seed), parameters, "stepping", seed)
    return float(np.nanmedian([lab.repeat(0.5).value("lead_toe_clearance_m") for _ in range(6)]))


@cache
def noticed_s(kind: str, seed: int, azimuth_deg: float) -> tuple[float, ...]:
    """Reaction times of one person to targets of a direction, outwards of the affected arm."""
    done = point_at(kind, seed, 0.6, 0.07, 2 * REPETITIONS, azimuth_deg)
    return tuple(one.value("reaction_time_s") for one in done)


@cache
def slowing_percent(kind: str, seed: int) -> float:
    """How much longer the last three of eight reaches in a row take than the first three."""
    done = point_at(kind, seed, 0.8, 0.05, REPETITIONS)
    times_s = [one.value("movement_time_s") for one in done]
    return float(100.0 * (np.nanmean(times_s[-3:]) / np.nanmean(times_s[:3]) - 1.0))
