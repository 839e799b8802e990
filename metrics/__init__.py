"""Measures of movement: pure functions of arrays, in SI units, with their sources.

A measure that has no meaning for its samples raises `NotMeasurableError` with the reason.
"""

from __future__ import annotations

from metrics.grasping import GRASP_MEASURES, GraspMoments, grasp
from metrics.grip import aperture, peak_aperture
from metrics.missing import NotMeasurableError
from metrics.motion import (
    excursion,
    onset,
    onset_threshold,
    path_length,
    path_ratio,
    peak,
    settled,
    speed,
)
from metrics.reaching import RATE_HZ, REACH_MEASURES, Result, reach
from metrics.sampling import LONGEST_BRIDGED_GAP_S, in_order, longest_gap, resample, valid_fraction
from metrics.smoothness import sparc

__all__ = [
    "GRASP_MEASURES",
    "LONGEST_BRIDGED_GAP_S",
    "RATE_HZ",
    "REACH_MEASURES",
    "GraspMoments",
    "NotMeasurableError",
    "Result",
    "aperture",
    "excursion",
    "grasp",
    "in_order",
    "longest_gap",
    "onset",
    "onset_threshold",
    "path_length",
    "path_ratio",
    "peak",
    "peak_aperture",
    "reach",
    "resample",
    "settled",
    "sparc",
    "speed",
    "valid_fraction",
]
