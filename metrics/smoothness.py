"""How smooth a movement is, told by the spectrum of its speed.

By its jerk: `metrics.jerk`. Many movements at once: `metrics.batch`.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.fft import rfft  # np.fft would load itself at the first repetition's end

from metrics.arrays import Floats, as_profile, as_rate
from metrics.measured import measured
from metrics.missing import NOT_FINITE, TOO_FEW, NotMeasurableError

PAD_LEVEL: Final = 4
CUTOFF_HZ: Final = 10.0
AMPLITUDE_THRESHOLD: Final = 0.05

TOO_SLOW_A_RATE: Final = "sampled at less than 20 Hz"
CONSTANT: Final = "the speed does not change"
TOO_SHORT: Final = "too short to hold a frequency below 10 Hz"


@measured
def sparc(speed: npt.ArrayLike, sampling_hz: float) -> float:
    """Spectral arc length of a speed profile: negative, nearer to zero is smoother.

    `speed` (n,) is the tangential speed of one whole movement, uniformly sampled, in any unit:
    the amplitude cancels. The spectrum is padded to 2^4 times the next power of two, scaled by
    its largest value, and its arc is taken from the first to the last frequency up to 10 Hz
    whose amplitude is at least 0.05.

    Source: Balasubramanian, Melendez-Calderon, Roby-Brami, Burdet, J NeuroEng Rehabil 2015, 12:112.

    Missing for fewer than three samples, samples that are not finite, a speed that never
    changes, a moment too short, and a sampling rate below 20 Hz.
    """
    speed, sampling_hz = as_profile(speed), as_rate(sampling_hz)
    if len(speed) < 3:
        raise NotMeasurableError(TOO_FEW)
    lowest, highest = float(speed.min()), float(speed.max())
    if not (math.isfinite(lowest) and math.isfinite(highest)):
        raise NotMeasurableError(NOT_FINITE)
    if sampling_hz < 2.0 * CUTOFF_HZ:
        raise NotMeasurableError(TOO_SLOW_A_RATE)
    if lowest == highest:
        raise NotMeasurableError(CONSTANT)

    points = padded(len(speed))
    spectrum = np.abs(rfft(speed / max(highest, -lowest), points))
    amplitude = spectrum[: bins_below_cutoff(points, sampling_hz)] / spectrum.max()
    return _arc_length(amplitude)


def padded(count: int) -> int:
    """How many points the spectrum of `count` samples has."""
    return 1 << ((count - 1).bit_length() + PAD_LEVEL)


def bins_below_cutoff(points: int, sampling_hz: float) -> int:
    """How many of them, from 0 Hz on, are at 10 Hz at most."""
    return int(CUTOFF_HZ * points / sampling_hz) + 1


def _arc_length(amplitude: Floats) -> float:
    loud = np.flatnonzero(amplitude >= AMPLITUDE_THRESHOLD)
    if len(loud) == 0 or loud[0] == loud[-1]:
        raise NotMeasurableError(TOO_SHORT)
    rise = np.diff(amplitude[loud[0] : loud[-1] + 1])
    step = 1.0 / len(rise)
    return -float(np.sqrt(step * step + rise * rise).sum())
