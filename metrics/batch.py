"""Smoothness of many movements at once, in a fraction of the time that they take one by one.

Numbers agree with those of `metrics.sparc` and `metrics.ldlj` to 1e-12, and where there is none
the reasons are the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final, TypeGuard

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

BLOCK: Final = 256
"""So many movements at a time, that what is computed of them stays in the processor's cache."""

LARGEST_TABLE: Final = 1 << 18
"""A matrix of cosines with more numbers than this costs more than a fast Fourier transform."""

_NOTHING: Final = np.empty(0)
_FLOAT64: Final = np.dtype(np.float64)


@dataclass(frozen=True, slots=True)
class _Block:
    """Profiles end to end in `values`.

    `index` (m,) is the place of each among those given, `starts` and `counts` (m,) where it is in
    `values`.
    """

    index: npt.NDArray[np.intp]
    values: Floats
    starts: npt.NDArray[np.intp]
    counts: npt.NDArray[np.intp]


def sparc_batch(speeds: Sequence[npt.ArrayLike], sampling_hz: float) -> list[Measured]:
    """`metrics.sparc` of each of many speed profiles (n,), of any lengths, in their order.

    Only frequencies up to 10 Hz are computed, as one matrix product for many profiles of one
    padded length.
    """
    profiles, reasons = _read(speeds, sampling_hz)
    values = np.full(len(reasons), np.nan)
    with np.errstate(all="ignore"):
        for block in _blocks_of_one_size(profiles):
            lowest = np.minimum.reduceat(block.values, block.starts)
            highest = np.maximum.reduceat(block.values, block.starts)
            peaks = np.maximum(highest, -lowest)
            _tell(reasons, block, ~np.isfinite(peaks), NOT_FINITE)
            if float(sampling_hz) < 2.0 * CUTOFF_HZ:
                _tell(reasons, block, np.ones(len(peaks), np.bool_), TOO_SLOW_A_RATE)
                continue
            _tell(reasons, block, lowest == highest, CONSTANT)
            arcs = _arc_lengths(_amplitudes(block, peaks, float(sampling_hz)))
            _tell(reasons, block, np.isnan(arcs), TOO_SHORT)
            values[block.index] = arcs
    return _told(values, reasons)


def ldlj_batch(speeds: Sequence[npt.ArrayLike], sampling_hz: float) -> list[Measured]:
    """`metrics.ldlj` of each of many speed profiles (n,), of any lengths, in their order."""
    profiles, reasons = _read(speeds, sampling_hz)
    values = np.full(len(reasons), np.nan)
    with np.errstate(all="ignore"):
        for block in _blocks(profiles):
            scaled, starts, counts = block.values, block.starts, block.counts
            peaks = np.maximum.reduceat(np.abs(scaled), starts)
            scaled /= np.repeat(peaks, counts)
            change = np.diff(scaled, 2)
            change *= change
            # The last two of each profile reach into the next one.
            ends = starts[1:]
            change[ends - 1] = change[ends - 2] = 0.0
            energy = np.add.reduceat(change, starts)
            jerky = energy > (counts - 2) * ROUNDING**2  # neither is what is not finite or still
            if not jerky.all():
                _tell(reasons, block, ~np.isfinite(peaks), NOT_FINITE)
                _tell(reasons, block, peaks == 0.0, STILL)
                _tell(reasons, block, ~jerky, NO_JERK)
            values[block.index] = -np.log(counts**3.0 * energy)
    return _told(values, reasons)


def _plain(speeds: list[npt.ArrayLike]) -> TypeGuard[list[Floats]]:
    """Whether there is nothing to convert: asked first, it halves the time of reading."""
    return all(
        type(each) is np.ndarray and each.dtype is _FLOAT64 and each.ndim == 1 and len(each) > 2
        for each in speeds
    )


def _read(speeds: Sequence[npt.ArrayLike], sampling_hz: float) -> tuple[list[Floats], list[str]]:
    """Each as an array, empty with the reason where it can't be measured; '' for the others."""
    speeds = list(speeds)
    try:
        as_rate(sampling_hz)
        of_all = ""
    except NotMeasurableError as error:
        of_all = error.reason
    if not of_all and _plain(speeds):
        return speeds, [""] * len(speeds)
    profiles, reasons = [], []
    for speed in speeds:
        try:
            profile = as_profile(speed)
            reason = of_all or ("" if len(profile) > 2 else TOO_FEW)
        except NotMeasurableError as error:
            reason = error.reason
        profiles.append(_NOTHING if reason else profile)
        reasons.append(reason)
    return profiles, reasons


def _blocks(profiles: list[Floats]) -> Iterator[_Block]:
    """Those that have samples, in their order."""
    lengths = _lengths(profiles)
    order = np.flatnonzero(lengths)
    for first in range(0, len(order), BLOCK):
        yield _block(profiles, lengths, order[first : first + BLOCK])


def _blocks_of_one_size(profiles: list[Floats]) -> Iterator[_Block]:
    """Those that have samples, the shortest first, in blocks of one padded length."""
    lengths = _lengths(profiles)
    order = np.argsort(lengths, kind="stable")[np.count_nonzero(lengths == 0) :]
    sizes = np.frexp(lengths[order] - 1.0)[1]
    first = 0
    while first < len(order):
        past = min(int(np.searchsorted(sizes, sizes[first], side="right")), first + BLOCK)
        yield _block(profiles, lengths, order[first:past])
        first = past


def _lengths(profiles: list[Floats]) -> npt.NDArray[np.intp]:
    return np.array(list(map(len, profiles)), np.intp)


def _block(
    profiles: list[Floats], lengths: npt.NDArray[np.intp], index: npt.NDArray[np.intp]
) -> _Block:
    counts = lengths[index]
    values = np.concatenate([profiles[place] for place in index.tolist()])
    return _Block(index, values, np.cumsum(counts) - counts, counts)


def _tell(reasons: list[str], block: _Block, which: Flags, reason: str) -> None:
    """Give a reason to those of a block that have none yet."""
    if which.any():
        for index in block.index[which].tolist():
            reasons[index] = reasons[index] or reason


def _told(values: Floats, reasons: list[str]) -> list[Measured]:
    # Past `Measured.__new__`, which costs as much as all arithmetic of a batch.
    told = list(map(partial(float.__new__, Measured), values.tolist()))
    known = np.isfinite(values)
    if any(reasons):
        known &= [not reason for reason in reasons]
    for index in np.flatnonzero(~known).tolist():
        told[index] = Measured(math.nan, reasons[index])
    return told


def _amplitudes(block: _Block, peaks: Floats, rate_hz: float) -> Floats:
    """Spectra (m, bins) up to 10 Hz, scaled by their largest value at any frequency."""
    points = padded(int(block.counts[-1]))
    bins = bins_below_cutoff(points, rate_hz)
    half = int(block.counts[-1]) // 2
    rows = np.zeros((len(block.counts), 2 * half + 1))
    filled: Flags = np.arange(rows.shape[1]) < block.counts[:, None]
    rows[filled] = block.values
    rows /= peaks[:, None]
    if bool((block.values < 0.0).any()) or (half + 1) * bins > LARGEST_TABLE:
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
