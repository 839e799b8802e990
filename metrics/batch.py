"""Smoothness of many movements at once, in a fraction of the time that they take one by one.

Numbers agree with those of `metrics.sparc` and `metrics.ldlj` to 1e-12, and where there is none
the reasons are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.fft import rfft

from metrics.arrays import Flags, Floats, as_profile, as_rate
from metrics.jerk import NO_JERK, ROUNDING, STILL
from metrics.measured import Measured
from metrics.missing import NOT_FINITE, TOO_FEW, NotMeasurableError
from metrics.smoothness import (
    AMPLITUDE_THRESHOLD,
    CONSTANT,
    CUTOFF_HZ,
    TOO_SHORT,
    TOO_SLOW_A_RATE,
    bins_below_cutoff,
    padded,
)

BLOCK: Final = 128
"""So many movements at a time, that what is computed of them stays in the processor's cache."""

LARGEST_TABLE: Final = 1 << 18
"""A matrix of cosines with more numbers than this costs more than a fast Fourier transform."""


@dataclass(frozen=True, slots=True)
class _Packed:
    """Profiles of at least three samples, shortest first, end to end in `values`.

    `index` (m,) is the place of each among those given, `starts` and `counts` (m,) where it is in
    `values`, `lowest` and `highest` (m,) its extremes, NaN where one of its samples is.
    """

    index: npt.NDArray[np.intp]
    values: Floats
    starts: npt.NDArray[np.intp]
    counts: npt.NDArray[np.intp]
    lowest: Floats
    highest: Floats

    @property
    def peaks(self) -> Floats:
        """The largest amount of each (m,), whatever its sign."""
        return np.maximum(self.highest, -self.lowest)


def sparc_batch(speeds: Sequence[npt.ArrayLike], sampling_hz: float) -> list[Measured]:
    """`metrics.sparc` of each of many speed profiles (n,), of any lengths, in their order.

    Only frequencies up to 10 Hz are computed, as one matrix product for many profiles of one
    padded length.
    """
    packed, reasons = _pack(speeds, sampling_hz)
    values = np.full(len(speeds), np.nan)
    if packed is None:
        return _told(values, reasons)
    rate_hz = float(sampling_hz)
    if rate_hz < 2.0 * CUTOFF_HZ:
        _tell(reasons, packed.index, TOO_SLOW_A_RATE)
        return _told(values, reasons)
    _tell(reasons, packed.index[packed.lowest == packed.highest], CONSTANT)
    with np.errstate(all="ignore"):
        for first, past, points in _blocks(packed.counts):
            amplitude = _amplitudes(packed, first, past, points, rate_hz)
            values[packed.index[first:past]] = _arc_lengths(amplitude)
    _tell(reasons, np.flatnonzero(np.isnan(values)), TOO_SHORT)
    return _told(values, reasons)


def ldlj_batch(speeds: Sequence[npt.ArrayLike], sampling_hz: float) -> list[Measured]:
    """`metrics.ldlj` of each of many speed profiles (n,), of any lengths, in their order."""
    packed, reasons = _pack(speeds, sampling_hz)
    values = np.full(len(speeds), np.nan)
    if packed is None:
        return _told(values, reasons)
    counts, peaks = packed.counts, packed.peaks
    _tell(reasons, packed.index[peaks == 0.0], STILL)
    with np.errstate(all="ignore"):
        change = np.diff(packed.values / np.repeat(peaks, counts), 2)
        change *= change
        # The last two of each profile reach into the next one.
        ends = packed.starts[1:]
        change[ends - 1] = change[ends - 2] = 0.0
        energy = np.add.reduceat(change, packed.starts)
        values[packed.index] = -np.log(counts**3.0 * energy)
    _tell(reasons, packed.index[energy <= (counts - 2) * ROUNDING**2], NO_JERK)
    return _told(values, reasons)


def _pack(speeds: Sequence[npt.ArrayLike], sampling_hz: float) -> tuple[_Packed | None, list[str]]:
    """The profiles that can be read, None without any; for each given one a reason or ''."""
    reasons = [""] * len(speeds)
    read: list[tuple[int, int, Floats]] = []
    for index, speed in enumerate(speeds):
        try:
            profile = as_profile(speed)
            as_rate(sampling_hz)
        except NotMeasurableError as error:
            reasons[index] = error.reason
            continue
        if len(profile) < 3:
            reasons[index] = TOO_FEW
        else:
            read.append((len(profile), index, profile))
    if not read:
        return None, reasons
    read.sort(key=lambda one: one[0])
    counts = np.array([count for count, _, _ in read])
    values = np.concatenate([profile for _, _, profile in read])
    starts = np.cumsum(counts) - counts
    lowest = np.minimum.reduceat(values, starts)
    highest = np.maximum.reduceat(values, starts)
    index_of = np.array([index for _, index, _ in read])
    _tell(reasons, index_of[~(np.isfinite(lowest) & np.isfinite(highest))], NOT_FINITE)
    return _Packed(index_of, values, starts, counts, lowest, highest), reasons


def _tell(reasons: list[str], which: npt.NDArray[np.intp], reason: str) -> None:
    """Give a reason to those that have none yet."""
    for index in which.tolist():
        reasons[index] = reasons[index] or reason


def _told(values: Floats, reasons: list[str]) -> list[Measured]:
    return [Measured(*pair) for pair in zip(values.tolist(), reasons, strict=True)]


def _blocks(counts: npt.NDArray[np.intp]) -> list[tuple[int, int, int]]:
    """First and past-the-last row of each block, and its padded length. Counts are sorted."""
    points = np.array([padded(count) for count in counts.tolist()])
    edges = [0, *(np.flatnonzero(np.diff(points)) + 1).tolist(), len(points)]
    return [
        (first, min(first + BLOCK, end), int(points[begin]))
        for begin, end in pairwise(edges)
        for first in range(begin, end, BLOCK)
    ]


def _amplitudes(packed: _Packed, first: int, past: int, points: int, rate_hz: float) -> Floats:
    """Spectra (rows, bins) up to 10 Hz, scaled by their largest value at any frequency."""
    counts = packed.counts[first:past]
    begin, end = packed.starts[first], packed.starts[past - 1] + counts[-1]
    bins = bins_below_cutoff(points, rate_hz)
    half = int(counts[-1]) // 2
    rows = np.zeros((past - first, 2 * half + 1))
    filled: Flags = np.arange(rows.shape[1]) < counts[:, None]
    rows[filled] = packed.values[begin:end]
    rows /= packed.peaks[first:past, None]
    if bool((packed.lowest[first:past] < 0.0).any()) or (half + 1) * bins > LARGEST_TABLE:
        spectrum = np.abs(rfft(rows, points, axis=1))
        amplitude: Floats = spectrum[:, :bins] / spectrum.max(axis=1, keepdims=True)
        return amplitude
    # What is nowhere negative has its largest amplitude at 0 Hz. Shifted to its middle, which no
    # amplitude notices, a profile has a cosine part from its even half and a sine part from its
    # odd one: half the work.
    cosines, sines = _table(points, bins, half)
    ahead, behind = rows[:, half:], rows[:, half::-1]
    even, odd = ahead + behind, ahead - behind
    even[:, 0] = rows[:, half]
    real, imaginary = even @ cosines, odd @ sines
    real *= real
    imaginary *= imaginary
    real += imaginary
    np.sqrt(real, out=real)
    real /= rows.sum(axis=1, keepdims=True)
    return real


def _table(points: int, bins: int, half: int) -> tuple[Floats, Floats]:
    cosines, sines = _whole_table(points, bins)
    return cosines[: half + 1], sines[: half + 1]


@lru_cache(maxsize=8)
def _whole_table(points: int, bins: int) -> tuple[Floats, Floats]:
    """Cosines and sines of 2 pi j k / points for samples j from the middle and bins k."""
    half = points >> 5
    turns = np.arange(points) * (2.0 * np.pi / points)
    phase = np.outer(np.arange(half + 1), np.arange(bins)) % points
    return np.cos(turns)[phase], np.sin(turns)[phase]


def _arc_lengths(amplitude: Floats) -> Floats:
    """Negative length of each spectrum (rows, bins) between its loud bins; NaN without two."""
    loud = amplitude >= AMPLITUDE_THRESHOLD
    first = loud.argmax(axis=1)
    last = amplitude.shape[1] - 1 - loud[:, ::-1].argmax(axis=1)
    steps = np.where(loud.any(axis=1), last - first, 0)
    longest = int(last.max())
    rise = np.diff(amplitude[:, : longest + 1], axis=1)
    rise *= rise
    rise += (1.0 / steps[:, None]) ** 2
    np.sqrt(rise, out=rise)
    column = np.arange(longest)
    rise *= (column >= first[:, None]) & (column < last[:, None])
    return np.where(steps > 0, -rise.sum(axis=1), np.nan)
