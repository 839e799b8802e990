"""A low-pass without lag, for measures that small changes of speed rule."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.fft import irfft, rfft

from metrics.arrays import Flags, Floats, as_path, as_rate
from metrics.missing import NotMeasurableError

LOWPASS_HZ: Final = 6.0
"""An arm's movements have hardly anything above; a common cut-off of the field."""

_DOUBLE_PASS: Final = (math.sqrt(2.0) - 1.0) ** 0.25
"""A second-order filter passes 1/sqrt(2) of what it passes twice at this share of its cut-off."""

_SILENT: Final = 1e-14
"""Where the response to an impulse has died away to, it is cut."""


def lowpass(position_m: npt.ArrayLike, rate_hz: float, cutoff_hz: float = LOWPASS_HZ) -> Floats:
    """A uniformly sampled path (n, k) through a zero-lag Butterworth of second order: (n, k).

    Second order forwards and again backwards, designed so that both passes together have their
    -3 dB at `cutoff_hz`; the design frequency of one pass is 1/0.802 of it (Winter, Biomechanics
    and Motor Control of Human Movement, 4th ed. 2009). Beyond its ends the path
    is continued point-symmetrically.

    NaN within the filter's reach (about a second, for 6 Hz) of samples that are not finite, and
    everywhere for a rate or a cut-off that is not a positive number, or a rate that is not
    between 2 and 10,000 times the cut-off. Empty for what is no path.
    """
    try:
        path_m = as_path(position_m)
    except NotMeasurableError:
        return np.empty((0, 1))
    try:
        kernel = _kernel(as_rate(rate_hz), as_rate(cutoff_hz))
    except NotMeasurableError:
        return np.full_like(path_m, np.nan)
    if len(path_m) == 0:
        return path_m.copy()
    with np.errstate(all="ignore"):
        return _filtered(path_m, kernel)


def _filtered(path_m: Floats, kernel: Floats) -> Floats:
    known: Flags = np.asarray(np.isfinite(path_m).all(axis=1))
    if not known.any():
        return np.full_like(path_m, np.nan)
    # From one of its samples on: far from the origin the sums would lose digits.
    origin_m = path_m[int(known.argmax())]
    near_m = np.where(known[:, None], path_m - origin_m, 0.0)
    reach = len(kernel) // 2
    around = ((reach, reach), (0, 0))
    longer = np.pad(near_m, around, "reflect", reflect_type="odd")
    points = 1 << (len(longer) + len(kernel) - 2).bit_length()
    product = rfft(longer, points, axis=0) * rfft(kernel, points)[:, None]
    smooth: Floats = irfft(product, points, axis=0)[2 * reach : len(longer)] + origin_m
    if not known.all():
        lost = np.cumsum(np.pad(~known, (reach + 1, reach), "reflect"))
        smooth[lost[2 * reach + 1 :] > lost[: len(smooth)]] = np.nan
    return smooth


@lru_cache(maxsize=16)
def _kernel(rate_hz: float, cutoff_hz: float) -> Floats:
    """The response (2 m + 1,) of both passes to an impulse, which sums to 1.

    Convolution with it is the recursion there and back, to the last digits, and far faster than
    a loop. Raises `NotMeasurableError` for a rate that such a filter can't have.
    """
    if not 2.0 * cutoff_hz < rate_hz <= 1e4 * cutoff_hz:
        raise NotMeasurableError("the rate is not between 2 and 10,000 times the cut-off")
    warped = math.tan(math.pi * cutoff_hz / rate_hz) / _DOUBLE_PASS
    square = warped * warped
    scale = 1.0 / (1.0 + math.sqrt(2.0) * warped + square)
    back_1 = 2.0 * (square - 1.0) * scale
    back_2 = (1.0 - math.sqrt(2.0) * warped + square) * scale
    response = [square * scale, (2.0 - back_1) * square * scale]
    response.append(square * scale - back_1 * response[1] - back_2 * response[0])
    for _ in range(math.ceil(2.0 * math.log(_SILENT) / math.log(back_2))):
        response.append(-back_1 * response[-1] - back_2 * response[-2])
    both = np.correlate(response, response, "full")
    kernel: Floats = both / both.sum()
    return kernel
