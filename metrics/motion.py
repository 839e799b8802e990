"""Speed, onset, path: what is read off one uniformly sampled path of a point."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.arrays import Floats, as_number, as_path, as_profile, as_rate
from metrics.measured import Measured, measured, missing
from metrics.missing import NotMeasurableError

SPEED_WINDOW_S: Final = 1.0 / 30.0
"""Speed is the slope of a line fitted over so much time before and after each sample."""

HIGHEST_HZ: Final = 1e5
"""Nothing that moves is sampled faster: a larger number is of another unit, and takes hours."""

ONSET_SHARE_OF_PEAK: Final = 0.05
ONSET_LOWEST_M_S: Final = 0.02


def speed(position_m: npt.ArrayLike, rate_hz: float) -> Floats:
    """Tangential speed (n,) of a path (n, k) sampled at `rate_hz`, metres a second.

    Each axis' velocity is the least-squares slope over 33 ms to either side: a low-pass of
    about 8 Hz (-3 dB) without lag, which takes 1 % off the peak of a half-second reach and
    keeps a millimetre of tracking noise from looking like movement. Beyond its ends the path
    is continued point-symmetrically.

    Source of the filter: Savitzky and Golay, Anal Chem 1964, 36:1627.

    NaN where samples that are needed for it are not finite, and everywhere for a single sample
    or a rate that is not a positive number, or over 100 kHz.
    """
    try:
        path_m = as_path(position_m)
    except NotMeasurableError:
        return np.empty(0)
    try:
        rate_hz = as_rate(rate_hz)
    except NotMeasurableError:
        return np.full(len(path_m), np.nan)
    if len(path_m) < 2 or rate_hz > HIGHEST_HZ:
        return np.full(len(path_m), np.nan)
    with np.errstate(all="ignore"):
        return _fitted_speed(path_m, rate_hz)


def _fitted_speed(position_m: Floats, rate_hz: float) -> Floats:
    count = len(position_m)
    half = min(max(1, round(SPEED_WINDOW_S * rate_hz)), count - 1)
    longer = np.concatenate(
        (
            2.0 * position_m[0] - position_m[half:0:-1],
            position_m,
            2.0 * position_m[-1] - position_m[-2 : -2 - half : -1],
        )
    )
    moment = np.zeros_like(position_m)
    for k in range(1, half + 1):
        ahead, behind = half + k, half - k
        moment += k * (longer[ahead : ahead + count] - longer[behind : behind + count])
    squares = half * (half + 1) * (2 * half + 1) / 3.0
    fitted: Floats = np.sqrt(np.einsum("ij,ij->i", moment, moment)) * (rate_hz / squares)
    return fitted


def peak(values: npt.ArrayLike, rate_hz: float) -> tuple[Measured, Measured]:
    """The largest of `values` (n,) and when it is, seconds from the first sample.

    Both are missing without samples or when one is not finite.
    """
    try:
        highest, index = _peak(as_profile(values))
        return Measured(highest), Measured(index / as_rate(rate_hz))
    except NotMeasurableError as error:
        return missing(error.reason), missing(error.reason)


def _peak(values: Floats) -> tuple[float, int]:
    if len(values) == 0:
        raise NotMeasurableError("no samples")
    if not np.isfinite(values).all():
        raise NotMeasurableError("a sample is not finite")
    index = int(values.argmax())
    return float(values[index]), index


def onset_threshold(peak_m_s: float, rest_m_s: float = 0.0) -> float:
    """The speed that separates rest from movement.

    5 % of the peak, never under 20 mm/s, and never under `rest_m_s`, the speed that the same
    hand has at rest: a trembling hand may never be slower.
    """
    return max(ONSET_SHARE_OF_PEAK * peak_m_s, ONSET_LOWEST_M_S, rest_m_s)


@measured
def onset(speed_m_s: npt.ArrayLike, rate_hz: float, rest_m_s: float = 0.0) -> float:
    """When a movement begins, seconds from the first sample of its speed (n,).

    It is the last crossing of `onset_threshold` before the speed first reaches half its peak,
    interpolated between samples. Coming from the first half-peak, not from the peak itself, a
    stop halfway does not hide the true beginning; going backwards, tremor at rest does not
    look like one.

    Missing when nothing moves, when the hand is as fast at rest, and when the movement was
    already under way at the first sample.
    """
    speed_m_s, rate_hz = as_profile(speed_m_s), as_rate(rate_hz)
    highest, _ = _peak(speed_m_s)
    rest_m_s = as_number(rest_m_s, "the speed at rest")
    threshold = onset_threshold(highest, rest_m_s)
    if highest <= ONSET_LOWEST_M_S:
        raise NotMeasurableError("no movement")
    if 0.5 * highest <= rest_m_s:
        raise NotMeasurableError("the hand was as restless before the movement")
    fast = int((speed_m_s >= max(0.5 * highest, threshold)).argmax())
    slow = np.flatnonzero(speed_m_s[:fast] <= threshold)
    if len(slow) == 0:
        raise NotMeasurableError("already moving at the first sample")
    last = int(slow[-1])
    return (last + _crossing(speed_m_s, last, threshold)) / rate_hz


@measured
def settled(
    speed_m_s: npt.ArrayLike, rate_hz: float, after_s: float, rest_m_s: float = 0.0
) -> float:
    """When the movement under way at `after_s` comes to rest, seconds from the first sample.

    It is the first crossing of `onset_threshold` downwards from there on, interpolated; the
    last sample where the samples end before.

    Missing without samples or when one is not finite.
    """
    speed_m_s, rate_hz = as_profile(speed_m_s), as_rate(rate_hz)
    highest, _ = _peak(speed_m_s)
    threshold = onset_threshold(highest, as_number(rest_m_s, "the speed at rest"))
    after_s = as_number(after_s, "the time at which the movement is under way")
    if after_s < 0.0:
        raise NotMeasurableError("the movement is under way at no known time")
    after_s = min(after_s, (len(speed_m_s) - 1) / rate_hz)
    first = min(math.ceil(after_s * rate_hz), len(speed_m_s) - 1)
    slow = speed_m_s[first:] <= threshold
    index = first + int(slow.argmax())
    if not slow.any():
        return (len(speed_m_s) - 1) / rate_hz
    if index == first:
        return after_s
    return (index - 1 + _crossing(speed_m_s, index - 1, threshold)) / rate_hz


def _crossing(values: Floats, index: int, level: float) -> float:
    """Where `level` is met between sample `index` and the next, 0..1."""
    here, there = float(values[index]), float(values[index + 1])
    return (level - here) / (there - here)


@measured
def path_length(position_m: npt.ArrayLike) -> float:
    """Length of the path (n, k) as it was travelled, metres; 0 for a single sample.

    Missing without samples or when one is not finite.
    """
    position_m = as_path(position_m)
    if len(position_m) == 0:
        raise NotMeasurableError("no samples")
    steps = np.diff(position_m, axis=0)
    length = float(np.sqrt(np.einsum("ij,ij->i", steps, steps)).sum())
    if not math.isfinite(length):
        raise NotMeasurableError("a sample is not finite")
    return length


@measured
def path_ratio(position_m: npt.ArrayLike) -> float:
    """Path length over the straight line between its ends (n, k): 1 is straight.

    Missing as `path_length` is, and when the ends coincide.
    """
    position_m = as_path(position_m)
    length = path_length(position_m).known()
    straight = math.dist(position_m[0], position_m[-1])
    if straight < 1e-6:
        raise NotMeasurableError("the path ends where it began")
    return length / straight


@measured
def excursion(position_m: npt.ArrayLike) -> float:
    """Largest distance of a path (n, k) from where it began, metres.

    Missing without samples or when one is not finite.
    """
    position_m = as_path(position_m)
    if len(position_m) == 0:
        raise NotMeasurableError("no samples")
    away = position_m - position_m[0]
    largest = math.sqrt(float(np.einsum("ij,ij->i", away, away).max()))
    if not math.isfinite(largest):
        raise NotMeasurableError("a sample is not finite")
    return largest
