"""Measures of movement: pure functions of arrays, in SI units, with their sources.

They never raise for data. A measure that has no meaning for its samples is a `Measured`: NaN,
with the `reason`. Arguments are arrays or lists of numbers.
"""

from __future__ import annotations

from metrics.batch import ldlj_batch, sparc_batch
from metrics.filtering import LOWPASS_HZ, lowpass
from metrics.grasping import GRASP_MEASURES, GraspMoments, grasp
from metrics.grip import aperture, peak_aperture
from metrics.jerk import (
    ldlj,
    log_dimensionless_jerk_of_acceleration,
    log_dimensionless_jerk_of_position,
    log_dimensionless_jerk_of_speed,
    log_dimensionless_jerk_of_velocity,
)
from metrics.measured import Measured
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
from metrics.reaching import RATE_HZ, REACH_MEASURES, reach
from metrics.sampling import LONGEST_BRIDGED_GAP_S, in_order, longest_gap, resample, valid_fraction
from metrics.segmenting import segment
from metrics.smoothness import sparc
from metrics.submovements import initial_direction_error, movement_units
from metrics.trajectory import ReachMeasures, measure_reach

__all__ = [
    "GRASP_MEASURES",
    "LONGEST_BRIDGED_GAP_S",
    "LOWPASS_HZ",
    "RATE_HZ",
    "REACH_MEASURES",
    "GraspMoments",
    "Measured",
    "NotMeasurableError",
    "ReachMeasures",
    "aperture",
    "excursion",
    "grasp",
    "in_order",
    "initial_direction_error",
    "ldlj",
    "ldlj_batch",
    "log_dimensionless_jerk_of_acceleration",
    "log_dimensionless_jerk_of_position",
    "log_dimensionless_jerk_of_speed",
    "log_dimensionless_jerk_of_velocity",
    "longest_gap",
    "lowpass",
    "measure_reach",
    "movement_units",
    "onset",
    "onset_threshold",
    "path_length",
    "path_ratio",
    "peak",
    "peak_aperture",
    "reach",
    "resample",
    "segment",
    "settled",
    "sparc",
    "sparc_batch",
    "speed",
    "valid_fraction",
]
