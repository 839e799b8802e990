"""A smooth curve through samples."""

from __future__ import annotations

import numpy as np

from metrics.arrays import Floats


def pchip(time_s: Floats, value: Floats, at_s: Floats) -> Floats:
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
