"""From what a device delivered to samples that can be measured."""

from __future__ import annotations

from typing import Final

import numpy as np

from metrics.arrays import Flags, Floats
from metrics.missing import NotMeasurableError

LONGEST_BRIDGED_GAP_S: Final = 0.1
"""A longer silence between samples is never interpolated over."""


def valid_fraction(tracked: Flags) -> float:
    """Share of the samples (n,) that were truly tracked, 0..1.

    Raises `NotMeasurableError` without samples.
    """
    if len(tracked) == 0:
        raise NotMeasurableError("no samples")
    return np.count_nonzero(tracked) / len(tracked)


def longest_gap(time_s: Floats) -> float:
    """The longest time between neighbouring samples (n,), seconds; 0 for fewer than two."""
    return float(np.diff(time_s).max(initial=0.0))


def in_order(time_s: Floats) -> Flags:
    """Which samples (n,) have a clock later than every sample before them.

    A duplicate or a clock that steps back is refused, and the first of equals is kept.
    """
    kept = np.ones(len(time_s), np.bool_)
    kept[1:] = time_s[1:] > np.maximum.accumulate(time_s)[:-1]
    return kept


def resample(time_s: Floats, position_m: Floats, rate_hz: float) -> tuple[Floats, Floats]:
    """The same path at a uniform rate: times (m,) and positions (m, k).

    `time_s` (n,) may jitter, repeat or step back: samples that are not `in_order` are left out.
    `position_m` (n, k) is interpolated by a piecewise cubic that never overshoots its samples
    (PCHIP: Fritsch and Butland, SIAM J Sci Stat Comput 1984, 5:300). The grid begins at the
    first sample and ends at or before the last.

    Raises `NotMeasurableError` for fewer than two samples in order, samples that are not
    finite, and a gap over 100 ms.
    """
    if not (np.isfinite(time_s).all() and np.isfinite(position_m).all()):
        raise NotMeasurableError("a sample is not finite")
    steps = np.diff(time_s)
    if not (steps > 0.0).all():
        kept = in_order(time_s)
        time_s, position_m = time_s[kept], position_m[kept]
        steps = np.diff(time_s)
    if len(time_s) < 2:
        raise NotMeasurableError("fewer than two samples")
    if steps.max() > LONGEST_BRIDGED_GAP_S + 1e-9:
        raise NotMeasurableError(f"a gap of {steps.max():.2f} s")

    count = int((time_s[-1] - time_s[0]) * rate_hz + 1e-6) + 1
    grid_s = time_s[0] + np.arange(count) / rate_hz
    return grid_s, _pchip(time_s, position_m, grid_s)


def _pchip(time_s: Floats, value: Floats, at_s: Floats) -> Floats:
    """Shape-preserving cubic Hermite interpolation, rows along time.

    SciPy has the same; its import and its set-up cost more than all other measures together.
    """
    step = np.diff(time_s)[:, None]
    secant = np.diff(value, axis=0) / step
    slope = np.empty_like(value)
    if len(step) == 1:
        slope[:] = secant
    else:
        before, after = secant[:-1], secant[1:]
        weight_before = 2.0 * step[1:] + step[:-1]
        weight_after = step[1:] + 2.0 * step[:-1]
        product = before * after
        mixed = weight_before * after + weight_after * before
        turns = product <= 0.0
        mixed[turns] = 1.0
        product[turns] = 0.0
        slope[1:-1] = (weight_before + weight_after) * product / mixed
        slope[0] = _end_slope(step[0], step[1], secant[0], secant[1])
        slope[-1] = _end_slope(step[-1], step[-2], secant[-1], secant[-2])

    index = np.minimum(np.searchsorted(time_s, at_s, side="right") - 1, len(step) - 1)
    width = step[index]
    part = (at_s - time_s[index])[:, None] / width
    start = slope[index]
    chord = secant[index]
    curve = start + slope[index + 1] - 2.0 * chord
    inner: Floats = start + part * (chord - start - curve + part * curve)
    return value[index] + part * width * inner


def _end_slope(step: Floats, next_step: Floats, secant: Floats, next_secant: Floats) -> Floats:
    """One-sided three-point slope, held to the shape of the data."""
    slope = ((2.0 * step + next_step) * secant - step * next_secant) / (step + next_step)
    slope = np.where(slope * secant <= 0.0, 0.0, slope)
    steep = (secant * next_secant <= 0.0) & (np.abs(slope) > 3.0 * np.abs(secant))
    return np.where(steep, 3.0 * secant, slope)
