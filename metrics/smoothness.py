"""How smooth a movement is."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.fft import rfft  # np.fft would load itself at the first repetition's end

from metrics.arrays import Floats
from metrics.missing import NotMeasurableError

PAD_LEVEL: Final = 4
CUTOFF_HZ: Final = 10.0
AMPLITUDE_THRESHOLD: Final = 0.05


def sparc(speed: Floats, sampling_hz: float) -> float:
    """Spectral arc length of a speed profile: negative, nearer to zero is smoother.

    `speed` (n,) is the tangential speed of one whole movement, uniformly sampled, in any unit:
    the amplitude cancels. The spectrum is padded to 2^4 times the next power of two, scaled by
    its largest value, and its arc is taken from the first to the last frequency up to 10 Hz
    whose amplitude is at least 0.05.

    Source: Balasubramanian, Melendez-Calderon, Roby-Brami, Burdet, J NeuroEng Rehabil 2015, 12:112.

    Raises `NotMeasurableError` for fewer than three samples, samples that are not finite, a
    speed that never changes, a moment too short, and a sampling rate below 20 Hz.
    """
    count = len(speed)
    if count < 3:
        raise NotMeasurableError("fewer than three samples")
    if sampling_hz < 2.0 * CUTOFF_HZ:
        raise NotMeasurableError("sampled at less than 20 Hz")
    lowest, highest = float(speed.min()), float(speed.max())
    if not math.isfinite(highest - lowest):
        raise NotMeasurableError("the speed is not finite")
    if lowest == highest:
        raise NotMeasurableError("the speed does not change")

    points = 1 << ((count - 1).bit_length() + PAD_LEVEL)
    spectrum = np.abs(rfft(speed / max(highest, -lowest), points))
    amplitude = spectrum[: int(CUTOFF_HZ * points / sampling_hz) + 1] / spectrum.max()
    loud = np.flatnonzero(amplitude >= AMPLITUDE_THRESHOLD)
    if len(loud) == 0 or loud[0] == loud[-1]:
        raise NotMeasurableError("too short to hold a frequency below 10 Hz")
    rise = np.diff(amplitude[loud[0] : loud[-1] + 1])
    step = 1.0 / len(rise)
    return -float(np.sqrt(step * step + rise * rise).sum())
