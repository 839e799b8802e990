"""Smoothness of many movements at once, in a fraction of the time that they take one by one.

Numbers agree with those of `metrics.sparc` and `metrics.ldlj` to 1e-12, and where there is none
the reasons are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
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
class _Block:
    """Profiles of one padded length (`points`), end to end in `values`.

    `index` (m,) is the place of each among those given, `starts` and `counts` (m,) where it is in
    `values`, `lowest` and `highest` (m,) its extremes, NaN where one of its samples is.
    """

    points: int
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
    values, reasons, profiles = _read(speeds, sampling_hz)
    with np.errstate(all="ignore"):
        for block in _blocks(profiles):
            _tell(reasons, block, ~np.isfinite(block.peaks), NOT_FINITE)
            _tell(reasons, block, block.lowest == block.highest, CONSTANT)
            if float(sampling_hz) < 2.0 * CUTOFF_HZ:
                _tell(reasons, block, np.isnan(values[block.index]), TOO_SLOW_A_RATE)
                continue
            arcs = _arc_lengths(_amplitudes(block, float(sampling_hz)))
            _tell(reasons, block, np.isnan(arcs), TOO_SHORT)
            values[block.index] = arcs
    return _told(values, reasons)


def ldlj_batch(speeds: Sequence[npt.ArrayLike], sampling_hz: float) -> list[Measured]:
    """`metrics.ldlj` of each of many speed profiles (n,), of any lengths, in their order."""
    values, reasons, profiles = _read(speeds, sampling_hz)
    with np.errstate(all="ignore"):
        for block in _blocks(profiles):
            counts, peaks = block.counts, block.peaks
            change = np.diff(block.values / np.repeat(peaks, counts), 2)
            change *= change
            # The last two of each profile reach into the next one.
            ends = block.starts[1:]
            change[ends - 1] = change[ends - 2] = 0.0
            energy = np.add.reduceat(change, block.starts)
            _tell(reasons, block, ~np.isfinite(peaks), NOT_FINITE)
            _tell(reasons, block, peaks == 0.0, STILL)
            _tell(reasons, block, energy <= (counts - 2) * ROUNDING**2, NO_JERK)
            values[block.index] = -np.log(counts**3.0 * energy)
    return _told(values, reasons)


def _read(
    speeds: Sequence[npt.ArrayLike], sampling_hz: float
) -> tuple[Floats, list[str], list[tuple[int, int, Floats]]]:
    """NaN and '' or a reason for each that was given; length, place and samples of those without.

    The shortest come first.
    """
    reasons = [""] * len(speeds)
    profiles: list[tuple[int, int, Floats]] = []
    try:
        as_rate(sampling_hz)
        otherwise = ""
    except NotMeasurableError as error:
        otherwise = error.reason
    for index, speed in enumerate(speeds):
        try:
            profile = as_profile(speed)
        except NotMeasurableError as error:
            reasons[index] = error.reason
            continue
        count = len(profile)
        if otherwise or count < 3:
            reasons[index] = otherwise or TOO_FEW
        else:
            profiles.append((count, index, profile))
    profiles.sort(key=itemgetter(0))
    return np.full(len(speeds), np.nan), reasons, profiles


def _blocks(profiles: list[tuple[int, int, Floats]]) -> Iterator[_Block]:
    for points, group in groupby(profiles, key=lambda one: padded(one[0])):
        while members := list(islice(group, BLOCK)):
            each_count, each_index, each_profile = zip(*members, strict=True)
            values = np.concatenate(each_profile)
            counts, index = np.array(each_count), np.array(each_index)
            starts = np.cumsum(counts) - counts
            lowest = np.minimum.reduceat(values, starts)
            highest = np.maximum.reduceat(values, starts)
            yield _Block(points, index, values, starts, counts, lowest, highest)


def _tell(reasons: list[str], block: _Block, which: Flags, reason: str) -> None:
    """Give a reason to those of a block that have none yet."""
    if which.any():
        for index in block.index[which].tolist():
            reasons[index] = reasons[index] or reason


def _told(values: Floats, reasons: list[str]) -> list[Measured]:
    return list(map(Measured, values.tolist(), reasons))


def _amplitudes(block: _Block, rate_hz: float) -> Floats:
    """Spectra (m, bins) up to 10 Hz, scaled by their largest value at any frequency."""
    bins = bins_below_cutoff(block.points, rate_hz)
    half = int(block.counts[-1]) // 2
    rows = np.zeros((len(block.counts), 2 * half + 1))
    filled: Flags = np.arange(rows.shape[1]) < block.counts[:, None]
    rows[filled] = block.values
    rows /= block.peaks[:, None]
    if bool((block.lowest < 0.0).any()) or (half + 1) * bins > LARGEST_TABLE:
        spectrum = np.abs(rfft(rows, block.points, axis=1))
        amplitude: Floats = spectrum[:, :bins] / spectrum.max(axis=1, keepdims=True)
        return amplitude
    # What is nowhere negative has its largest amplitude at 0 Hz. Shifted to its middle, which no
    # amplitude notices, a profile has a cosine part from its even half and a sine part from its
    # odd one: half the work.
    cosines, sines = _table(block.points, bins, half)
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
