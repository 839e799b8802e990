"""What is published of how groups of people move, beside the same of groups of simulated ones.

Every range was read in the source named with it: the 95 % confidence interval of a meta-analysis,
the range of group values, the sign of a difference where no more could be read of the study.
Where a study gives a mean and no interval, the range is that mean and a fifth either way, which
is chosen. docs/simulated_patients.md shows the comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np

from simulation.groups import (
    PARETIC,
    difference,
    fitts_slope,
    group,
    noticed_s,
    slowing_percent,
    step_errors_m,
    toe_clearance_m,
)

COLLINS: Final = "Collins et al. 2018 (Front Neurol 9:472), 95 % CI"
FITTS: Final = "range of group values in the measures' notes"
PLACING: Final = "PMC8560566, mean and a fifth either way"
MISSED_S: Final = 2.5
"""Targets noticed later than this count as missed at first."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One value of a group, its published range, and how simulated people come by theirs.

    `of` takes a number of people of each kind and returns a value a person, or one for all.
    """

    name: str
    group: str
    low: float
    high: float
    unit: str
    source: str
    of: Callable[[int], Iterable[float]]

    def ours(self, people: int) -> Found:
        """What so many simulated people of each kind come to."""
        values = np.array(list(self.of(people)), dtype=np.float64)
        values = values[~np.isnan(values)]
        spread = float(values.std(ddof=1)) if len(values) > 1 else None
        return Found(self, float(values.mean()), spread)


@dataclass(frozen=True, slots=True)
class Found:
    """The mean of simulated people, and their standard deviation where there are several."""

    quantity: Quantity
    mean: float
    sd: float | None

    @property
    def inside(self) -> bool:
        """Whether the mean lies within what is published."""
        return self.quantity.low <= self.mean <= self.quantity.high


def _smd(measure: str, *kinds: str, sign: float = 1.0) -> Callable[[int], Iterable[float]]:
    return lambda people: [sign * difference(kinds, measure, people)]


def _ratio(measure: str, kind: str) -> Callable[[int], Iterable[float]]:
    def of(people: int) -> Iterable[float]:
        healthy = float(np.mean(group(["healthy"], measure, people)))
        return [value / healthy for value in group([kind], measure, people)]

    return of


def _slopes(*kinds: str) -> Callable[[int], Iterable[float]]:
    return lambda people: [fitts_slope(kind, seed) for kind in kinds for seed in range(people)]


def _errors_cm(*kinds: str, other_foot: bool = False) -> Callable[[int], Iterable[float]]:
    return lambda people: [
        100.0 * step_errors_m(kind, seed, other_foot=other_foot)
        for kind in kinds
        for seed in range(people)
    ]


def _clearance_ratio(people: int) -> Iterable[float]:
    """Of those who walk by themselves: severe paresis is left out, as in the study."""
    healthy_m = float(np.mean([toe_clearance_m("healthy", seed) for seed in range(people)]))
    return [
        toe_clearance_m(kind, seed) / healthy_m
        for kind in ("mild", "moderate")
        for seed in range(people)
    ]


def _missed(azimuth_deg: float) -> Callable[[int], Iterable[float]]:
    return lambda people: [
        float(np.mean(np.array(noticed_s("neglect", seed, azimuth_deg)) > MISSED_S))
        for seed in range(people)
    ]


def _lateness(far_deg: float, near_deg: float) -> Callable[[int], Iterable[float]]:
    return lambda people: [
        float(
            np.nanmedian(noticed_s("neglect", seed, far_deg))
            - np.nanmedian(noticed_s("neglect", seed, near_deg))
        )
        for seed in range(people)
    ]


def _slowing(people: int) -> Iterable[float]:
    return [slowing_percent("parkinson", seed) for seed in range(people)]


QUANTITIES: Final = (
    Quantity("movement time, SMD", "stroke", 0.89, 4.25, "sd", COLLINS,
             _smd("movement_time_s", *PARETIC)),
    Quantity("peak speed, SMD", "stroke", -2.29, -1.24, "sd", COLLINS,
             _smd("peak_speed_m_s", *PARETIC)),
    Quantity("path ratio, SMD", "stroke", 0.32, 1.22, "sd", COLLINS,
             _smd("path_ratio", *PARETIC)),
    Quantity("trunk displacement, SMD (head)", "stroke", 0.90, 1.93, "sd", COLLINS,
             _smd("head_displacement_m", *PARETIC)),
    Quantity("loss of smoothness, SMD (SPARC)", "stroke", 0.32, 1.52, "sd", COLLINS,
             _smd("sparc", *PARETIC, sign=-1.0)),
    Quantity("Fitts slope", "healthy", 0.22, 0.32, "s/bit", FITTS, _slopes("healthy")),
    Quantity("Fitts slope", "mild", 0.47, 1.61, "s/bit", FITTS, _slopes("mild")),
    Quantity("Fitts slope", "moderate", 0.47, 1.61, "s/bit", FITTS, _slopes("moderate")),
    Quantity("Fitts slope", "severe", 0.47, 1.61, "s/bit", FITTS, _slopes("severe")),
    Quantity("step placement, sideways", "healthy", 1.52, 2.28, "cm", PLACING,
             _errors_cm("healthy")),
    Quantity("step placement, sideways", "stroke, paretic", 3.12, 4.68, "cm", PLACING,
             _errors_cm(*PARETIC)),
    Quantity("step placement, sideways", "stroke, other foot", 1.84, 2.76, "cm", PLACING,
             _errors_cm(*PARETIC, other_foot=True)),
    Quantity("toe clearance over 4 cm, of healthy", "stroke who walk", 1.0, inf, "ratio",
             "higher after stroke: Said et al. 2001", _clearance_ratio),
    Quantity("reaction time, of healthy", "parkinson", 1.0, inf, "ratio",
             "longer: J Neurol 1994, 241:543", _ratio("reaction_time_s", "parkinson")),
    Quantity("movement time, of healthy", "parkinson", 1.0, inf, "ratio",
             "longer: J Neurol 1994, 241:543", _ratio("movement_time_s", "parkinson")),
    Quantity("slowing over 8 reaches in a row", "parkinson", 0.0, inf, "%",
             "sequence effect: Kang et al. 2010", _slowing),
    Quantity("reaction time, of healthy", "ataxia", 1.0, inf, "ratio",
             "longer: Mov Disord 1995, 10:2", _ratio("reaction_time_s", "ataxia")),
    Quantity("movement time, of healthy", "ataxia", 1.0, inf, "ratio",
             "longer: Mov Disord 1995, 10:2", _ratio("movement_time_s", "ataxia")),
    Quantity("path ratio, of healthy", "ataxia", 1.0, inf, "ratio",
             "longer path: Topka et al. 1998", _ratio("path_ratio", "ataxia")),
    Quantity("missed, 45 degrees to the bad side", "neglect", 0.0, 0.4, "share",
             "up to 40 %: Bonneh et al. 2008", _missed(40.0)),
    Quantity("noticed later: far less near, bad side", "neglect", 0.0, inf, "s",
             "grows with eccentricity: Smania et al. 1998", _lateness(40.0, -15.0)),
)  # fmt: skip
