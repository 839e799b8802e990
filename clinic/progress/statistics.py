"""Medians, trends and differences that a few outliers and few values do not upset."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CONFIDENCE: Final = 0.95
FEWEST_FOR_SLOPE: Final = 3
FEWEST_FOR_SLOPE_INTERVAL: Final = 5
"""With fewer values, no interval of the slope can be trusted to 95 %."""

FEWEST_FOR_DIFFERENCE: Final = 5
_RESAMPLES: Final = 2000
_SEED: Final = 20_151_123


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a value lies with 95 % confidence."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value is inside."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and quartiles of `count` values."""

    count: int
    median: float
    lower_quartile: float
    upper_quartile: float


@dataclass(frozen=True, slots=True)
class Slope:
    """Change of a value from one step of x to the next; no interval with too few values."""

    value: float
    interval: Interval | None


def spread(values: Sequence[float]) -> Spread:
    """Median and quartiles, interpolated linearly (Hyndman and Fan 1996, type 7)."""
    ordered = sorted(values)
    lower, middle, upper = (_quantile(ordered, share) for share in (0.25, 0.5, 0.75))
    return Spread(len(ordered), middle, lower, upper)


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def theil_sen(x: Sequence[float], y: Sequence[float]) -> Slope | None:
    """The median of the slopes between all pairs of points; None with fewer than three.

    `x` holds no value twice. The interval keeps the slopes that Kendall's rank test does not
    refuse at 5 %, from the test's exact distribution; its true confidence is at least 95 %
    as long as the values scatter independently about a line.

    Source: Theil, Proc K Ned Akad Wet 1950, 53:386; Sen, J Am Stat Assoc 1968, 63:1379.
    """
    count = len(x)
    if count < FEWEST_FOR_SLOPE:
        return None
    across, up = np.asarray(x, np.float64), np.asarray(y, np.float64)
    first, second = np.triu_indices(count, 1)
    slopes = np.sort((up[second] - up[first]) / (across[second] - across[first]))
    value = float(np.median(slopes))
    cut = _refused(count)
    if cut == 0:
        return Slope(value, None)
    return Slope(value, Interval(float(slopes[cut - 1]), float(slopes[-cut])))


@cache
def _refused(count: int) -> int:
    """How many slopes at either end the interval begins at (0: there is no interval).

    The number of pairs in the wrong order, among all orders of `count` values, is a sum of
    independent uniform numbers 0..0, 0..1, ..., 0..count - 1.
    """
    share = np.ones(1)
    for size in range(2, count + 1):
        share = np.convolve(share, np.full(size, 1.0 / size))
    tail = (1.0 - CONFIDENCE) / 2.0
    return int(np.searchsorted(np.cumsum(share), tail, side="right"))


def difference_of_medians(before: Sequence[float], after: Sequence[float]) -> Interval | None:
    """How far the median of `after` is above that of `before`; None with fewer than five of either.

    The percentile bootstrap of both samples, 2000 times from a fixed seed.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    if min(len(before), len(after)) < FEWEST_FOR_DIFFERENCE:
        return None
    differences = _medians(after, 1) - _medians(before, 0)
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = np.quantile(differences, (tail, 1.0 - tail))
    return Interval(float(low), float(high))


def _medians(values: Sequence[float], stream: int) -> Floats:
    medians: Floats = np.median(np.asarray(values, np.float64)[_picks(len(values), stream)], axis=1)
    return medians


@cache
def _picks(count: int, stream: int) -> npt.NDArray[np.int64]:
    picker = np.random.Generator(np.random.PCG64([_SEED, stream, count]))
    return picker.integers(0, count, (_RESAMPLES, count))


def share_interval(won: int, done: int) -> Interval:
    """Where a share lies: the score interval of Wilson, J Am Stat Assoc 1927, 22:209."""
    z = 1.959963984540054
    share, weight = won / done, z * z / done
    middle = (share + weight / 2.0) / (1.0 + weight)
    half = z * math.sqrt(share * (1.0 - share) / done + weight / (4.0 * done)) / (1.0 + weight)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def difference_of_shares(before: tuple[int, int], after: tuple[int, int]) -> Interval:
    """How far one share (won, done) is above another, from the score intervals of both.

    Source: Newcombe, Stat Med 1998, 17:873, method 10.
    """
    (won_before, done_before), (won_after, done_after) = before, after
    old, new = won_before / done_before, won_after / done_after
    around_old = share_interval(won_before, done_before)
    around_new = share_interval(won_after, done_after)
    down = math.hypot(new - around_new.low, around_old.high - old)
    up = math.hypot(around_new.high - new, old - around_old.low)
    return Interval(new - old - down, new - old + up)


def median_interval(values: Sequence[float]) -> Interval | None:
    """Where the median lies, between two of the values; None with fewer than six.

    The pair of order statistics is the narrowest of those as far from either end that hold the
    median with at least 95 %, whatever the values' distribution.

    Source: Conover, Practical Nonparametric Statistics, 3rd ed. 1999, chapter 3.2.
    """
    ordered, count = sorted(values), len(values)
    tail = round(2.0 / (1.0 - CONFIDENCE))
    cut, below, ways = 0, 0, 1
    while cut < count // 2:
        below += ways  # of 2 ** count, in whole numbers: as many as there are values
        if below * tail > 2**count:
            break
        ways = ways * (count - cut) // (cut + 1)
        cut += 1
    return Interval(ordered[cut - 1], ordered[-cut]) if cut else None
