"""From what a device delivered to samples that can be measured."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.arrays import Flags, Floats, as_path, as_profile, as_rate
from metrics.interpolation import pchip
from metrics.measured import measured
from metrics.missing import NotMeasurableError

LONGEST_BRIDGED_GAP_S: Final = 0.1
"""A longer silence between samples is never interpolated over."""

MOST_SAMPLES: Final = 1 << 23
"""No longer grid is made, 26 hours at 90 Hz: a clock that claims more is broken."""


@measured
def valid_fraction(tracked: npt.ArrayLike) -> float:
    """Share of the samples (n,) that were truly tracked, 0..1. Missing without samples."""
    flags = as_profile(tracked)
    if len(flags) == 0:
        raise NotMeasurableError("no samples")
    return np.count_nonzero(flags > 0.0) / len(flags)


def longest_gap(time_s: npt.ArrayLike) -> float:
    """The longest time between neighbouring samples (n,), seconds; 0 for fewer than two.

    NaN where one is not finite, and for what is no row of numbers.
    """
    try:
        clock_s = as_profile(time_s)
    except NotMeasurableError:
        return math.nan
    if not np.isfinite(clock_s).all():
        return math.nan
    return float(np.diff(clock_s).max(initial=0.0))


def in_order(time_s: npt.ArrayLike) -> Flags:
    """Which samples (n,) have a clock later than every sample before them.

    A duplicate, a clock that steps back and one that is not finite are refused; the first of
    equals is kept. Empty for what is no row of numbers.
    """
    try:
        clock_s = as_profile(time_s)
    except NotMeasurableError:
        return np.empty(0, np.bool_)
    known_s = np.where(np.isfinite(clock_s), clock_s, -np.inf)
    latest_s = np.concatenate(((-np.inf,), np.maximum.accumulate(known_s)[:-1]))
    kept: Flags = known_s > latest_s[: len(known_s)]
    return kept


def usable(time_s: Floats, position_m: Floats) -> Flags:
    """Which samples (n,) are finite, and in order among those that are."""
    kept = finite(time_s, position_m)
    kept[kept] = in_order(time_s[kept])
    return kept


def finite(time_s: Floats, position_m: Floats) -> Flags:
    """Which samples (n,) have a time and a position."""
    known: Flags = np.isfinite(time_s) & np.isfinite(position_m).all(axis=1)
    return known


def resample(
    time_s: npt.ArrayLike, position_m: npt.ArrayLike, rate_hz: float
) -> tuple[Floats, Floats]:
    """The same path at a uniform rate: times (m,) and positions (m, k).

    `time_s` (n,) may jitter, repeat or step back: samples that are not finite or not `in_order`
    are left out. `position_m` (n, k) is interpolated by a piecewise cubic that never overshoots
    its samples (PCHIP: Fritsch and Butland, SIAM J Sci Stat Comput 1984, 5:300). The grid begins
    at the first usable sample and ends at or before the last. Inside a gap over 100 ms it is NaN.

    Never raises for data: both are empty for fewer than two usable samples, for a rate that is
    not a positive number, and for a grid of more than 2^23 samples.
    """
    try:
        clock_s, path_m, rate = as_profile(time_s), as_path(position_m), as_rate(rate_hz)
    except NotMeasurableError:
        return np.empty(0), np.empty((0, 1))
    if len(clock_s) != len(path_m):
        return np.empty(0), path_m[:0]
    kept = usable(clock_s, path_m)
    return _resampled(clock_s[kept], path_m[kept], rate)


def _resampled(clock_s: Floats, path_m: Floats, rate: float) -> tuple[Floats, Floats]:
    with np.errstate(all="ignore"):
        grid_s = _grid(clock_s, rate)
        if len(grid_s) == 0:
            return grid_s, path_m[:0]
        resampled_m = np.full((len(grid_s), path_m.shape[1]), np.nan)
        for run in unbroken_runs(clock_s):
            if run.stop - run.start < 2:
                continue
            first = int(np.searchsorted(grid_s, clock_s[run.start]))
            past = int(np.searchsorted(grid_s, clock_s[run.stop - 1] + 1e-6 / rate, side="right"))
            resampled_m[first:past] = pchip(clock_s[run], path_m[run], grid_s[first:past])
    resampled_m[~np.isfinite(resampled_m)] = np.nan
    return grid_s, resampled_m


def resample_unbroken(time_s: Floats, position_m: Floats, rate_hz: float) -> tuple[Floats, Floats]:
    """`resample` for samples that must be one movement.

    Raises `NotMeasurableError` for fewer than two usable samples and for a gap over 100 ms.
    """
    kept = usable(time_s, position_m)
    clock_s = time_s[kept]
    if len(clock_s) < 2:
        raise NotMeasurableError("fewer than two samples")
    gap_s = longest_gap(clock_s)
    if gap_s > LONGEST_BRIDGED_GAP_S + 1e-9:
        raise NotMeasurableError(f"a gap of {gap_s:.2f} s")
    grid_s, path_m = _resampled(clock_s, position_m[kept], rate_hz)
    if len(grid_s) == 0:
        raise NotMeasurableError("too long to be one movement")
    return grid_s, path_m


def unbroken_runs(time_s: Floats) -> list[slice]:
    """The rows of an ordered clock (n,) between which no gap is over 100 ms."""
    gaps = np.flatnonzero(np.diff(time_s) > LONGEST_BRIDGED_GAP_S + 1e-9) + 1
    edges = [0, *gaps.tolist(), len(time_s)]
    return [slice(first, past) for first, past in pairwise(edges)]


def _grid(time_s: Floats, rate_hz: float) -> Floats:
    if len(time_s) < 2:
        return np.empty(0)
    steps = float(time_s[-1] - time_s[0]) * rate_hz + 1e-6
    if not steps < MOST_SAMPLES:
        return np.empty(0)
    grid_s: Floats = time_s[0] + np.arange(int(steps) + 1) / rate_hz
    return grid_s
