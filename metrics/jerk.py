"""How smooth a movement is, told by its jerk: the logarithm of the dimensionless jerk.

All of them rule noise up: a millimetre of it on the position makes the value several units worse
unless it is filtered. A value is told together with its filter, and compared with none of another.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.arrays import Floats, as_path, as_profile, as_rate
from metrics.measured import measured
from metrics.missing import NOT_FINITE, TOO_FEW, NotMeasurableError

ROUNDING: Final = 8.0 * float(np.finfo(np.float64).eps)
"""Differences no larger than this share of the peak are the number format's, not a movement's."""

STILL: Final = "no movement"
NO_JERK: Final = "there is no jerk"


@measured
def log_dimensionless_jerk_of_speed(speed: npt.ArrayLike, sampling_hz: float) -> float:
    """LDLJ of the tangential speed (n,) of one movement: nearer to zero is smoother.

    -ln(T^3 / v_peak^2 * integral of (d2 v / dt2)^2 dt), with second differences of the samples,
    and T = n / sampling_hz. An ideal reach comes to -ln 204.8 = -5.322 as the rate grows. Unit
    and rate cancel: the rate is only checked.

    Source: Balasubramanian, Melendez-Calderon, Roby-Brami, Burdet, J NeuroEng Rehabil 2015, 12:112.

    Missing for fewer than three samples, samples that are not finite, a speed of zero, one
    that is constant or changes evenly, and a rate that is not a positive number.
    """
    profile = as_profile(speed)
    as_rate(sampling_hz)
    return _of_velocity(profile[:, None])


@measured
def log_dimensionless_jerk_of_velocity(velocity: npt.ArrayLike, sampling_hz: float) -> float:
    """LDLJ of the velocity vector (n, k): as of the speed, with lengths of vectors.

    It counts changes of direction too, which the speed does not show: a quarter circle at the
    speed of an ideal reach has -6.028, its speed alone -5.299. Never compare the two.

    Source and missing values as of the speed.
    """
    as_rate(sampling_hz)
    return _of_velocity(as_path(velocity))


@measured
def log_dimensionless_jerk_of_position(position: npt.ArrayLike, sampling_hz: float) -> float:
    """LDLJ of a path (n, k): that of its velocity vector, the differences between samples.

    No filter is applied. Missing for fewer than four samples, else as of the velocity.
    """
    as_rate(sampling_hz)
    path = as_path(position)
    if len(path) < 4:
        raise NotMeasurableError("fewer than four samples")
    if not np.isfinite(path).all():
        raise NotMeasurableError(NOT_FINITE)
    largest = float(np.abs(path).max())
    steps = np.diff(path, axis=0)
    if float(np.abs(steps).max()) <= ROUNDING * largest:
        raise NotMeasurableError(STILL)
    third = np.diff(steps, 2, axis=0)
    if float(np.abs(third).max()) <= ROUNDING * largest:
        raise NotMeasurableError(NO_JERK)
    return _of_velocity(steps)


@measured
def log_dimensionless_jerk_of_acceleration(
    acceleration: npt.ArrayLike, sampling_hz: float
) -> float:
    """LDLJ-A of the acceleration vector (n, k) of one movement.

    -ln(T / a_peak^2 * integral of |da / dt|^2 dt), with first differences; a_peak is the largest
    distance of the acceleration from its mean, so that the steady share of gravity in an
    accelerometer's signal does not count. From rest to rest the mean is zero anyway. It holds for
    a sensor that does not turn.

    Source: Melendez-Calderon, Shirota, Balasubramanian, Front Bioeng Biotechnol 2021, 8:558771.

    Missing as of the speed.
    """
    as_rate(sampling_hz)
    samples = _finite(as_path(acceleration))
    largest = float(np.abs(samples).max())
    if largest == 0.0:
        raise NotMeasurableError(STILL)
    scaled = samples / largest
    away = _longest(scaled - scaled.mean(axis=0))
    return _negative_log(len(samples), _energy(scaled, 1), away, 1)


ldlj = log_dimensionless_jerk_of_speed
"""The one that is meant where no other is named."""


def _of_velocity(velocity: Floats) -> float:
    samples = _finite(velocity)
    largest = float(np.abs(samples).max())
    if largest == 0.0:
        raise NotMeasurableError(STILL)
    scaled = samples / largest
    return _negative_log(len(samples), _energy(scaled, 2), _longest(scaled), 3)


def _finite(samples: Floats) -> Floats:
    if len(samples) < 3:
        raise NotMeasurableError(TOO_FEW)
    if not np.isfinite(samples).all():
        raise NotMeasurableError(NOT_FINITE)
    return samples


def _energy(scaled: Floats, order: int) -> float:
    """The sum of squares of differences. Raises when they are nothing but rounding."""
    change = np.diff(scaled, order, axis=0)
    energy = float(np.einsum("ij,ij->", change, change))
    if energy <= len(change) * ROUNDING**2:
        raise NotMeasurableError(NO_JERK)
    return energy


def _longest(vectors: Floats) -> float:
    return math.sqrt(float(np.einsum("ij,ij->i", vectors, vectors).max()))


def _negative_log(count: int, energy: float, peak: float, power: int) -> float:
    """With T = count * dt the sampling interval cancels out of the formula."""
    return -math.log(count**power * energy / peak**2)
