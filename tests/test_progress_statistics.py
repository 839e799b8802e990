"""Trends and differences, against scipy and against what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from clinic.progress.statistics import (
    FEWEST_FOR_SLOPE_INTERVAL,
    difference_of_medians,
    difference_of_shares,
    median_interval,
    share_interval,
    spread,
    theil_sen,
)

values = st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=25)


@given(values)
def test_the_slope_is_that_of_scipy(y):
    x = np.arange(len(y), dtype=float)
    ours = theil_sen(x, y)
    assert ours.value == pytest.approx(stats.theilslopes(y, x).slope, rel=1e-9, abs=1e-9)
    assert (ours.interval is None) == (len(y) < FEWEST_FOR_SLOPE_INTERVAL)
    if ours.interval is not None:
        assert ours.interval.low <= ours.value <= ours.interval.high


def test_the_interval_of_many_is_that_of_scipy():
    """There the normal approximation is as good as the exact distribution, within a rank."""
    y = np.random.Generator(np.random.PCG64(3)).normal(size=60).cumsum()
    ours = theil_sen(range(60), y).interval
    theirs = stats.theilslopes(y, np.arange(60))
    assert ours.low == pytest.approx(theirs.low_slope, abs=2e-3)
    assert ours.high == pytest.approx(theirs.high_slope, abs=2e-3)


@pytest.mark.parametrize("count", [5, 6, 8, 11])
def test_a_slope_is_in_its_interval_exactly_when_kendalls_test_does_not_refuse_it(count):
    picker = np.random.Generator(np.random.PCG64(count))
    x = np.arange(count)
    for _ in range(40):
        y = picker.normal(size=count) + 0.4 * x
        interval = theil_sen(x, y).interval
        for slope in (interval.low - 1e-9, interval.low + 1e-9, interval.high + 1e-9):
            p = stats.kendalltau(x, y - slope * x, method="exact").pvalue
            assert interval.holds(slope) == (p > 0.05)


@pytest.mark.parametrize("count", [6, 12, 24])
def test_a_known_slope_is_in_the_interval_as_often_as_is_promised(count):
    picker = np.random.Generator(np.random.PCG64(2))
    x = np.arange(count)
    runs = 600
    noise = picker.standard_t(3, size=(runs, count))
    held = sum(theil_sen(x, 0.7 * x + row).interval.holds(0.7) for row in noise)
    assert held / runs > 0.95 - 3 * (0.05 * 0.95 / runs) ** 0.5


def test_under_three_values_there_is_no_trend():
    assert theil_sen([1.0, 2.0], [1.0, 2.0]) is None


def test_a_difference_of_medians_is_in_its_interval_as_often_as_is_promised():
    picker = np.random.Generator(np.random.PCG64(4))
    runs = 300
    held = sum(
        difference_of_medians(picker.normal(0, 1, 10), picker.normal(2, 1, 12)).holds(2.0)
        for _ in range(runs)
    )
    assert held / runs > 0.93


def test_a_difference_of_medians_agrees_with_scipys_bootstrap():
    picker = np.random.Generator(np.random.PCG64(5))
    before, after = picker.normal(3, 1, 15), picker.normal(2, 1, 17)
    theirs = stats.bootstrap(
        (after, before),
        lambda a, b, axis: np.median(a, axis=axis) - np.median(b, axis=axis),
        method="percentile",
        n_resamples=20_000,
        rng=np.random.default_rng(1),
        vectorized=True,
    ).confidence_interval
    ours = difference_of_medians(before, after)
    assert ours.low == pytest.approx(theirs.low, abs=0.15)
    assert ours.high == pytest.approx(theirs.high, abs=0.15)
    assert ours == difference_of_medians(before, after)


def test_too_few_repetitions_have_no_interval():
    assert difference_of_medians([1.0] * 4, [1.0] * 9) is None


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_shares_are_those_of_scipy(counted):
    won, done = counted
    theirs = stats.binomtest(won, done).proportion_ci(0.95, method="wilson")
    ours = share_interval(won, done)
    assert ours.low == pytest.approx(theirs.low, abs=1e-9)
    assert ours.high == pytest.approx(theirs.high, abs=1e-9)


def test_the_difference_of_shares_is_the_one_published():
    """Newcombe 1998, table II, example (a): 56 of 70 less 48 of 80, method 10."""
    ours = difference_of_shares((48, 80), (56, 70))
    assert ours.low == pytest.approx(0.0524, abs=1e-4)
    assert ours.high == pytest.approx(0.3339, abs=1e-4)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_quartiles_are_those_of_numpy(values):
    told = spread(values)
    ours = (told.lower_quartile, told.median, told.upper_quartile)
    assert ours == pytest.approx(np.quantile(values, (0.25, 0.5, 0.75)), rel=1e-9, abs=1e-9)
    assert told.count == len(values)


@given(st.integers(1, 400))
def test_the_median_lies_in_the_narrowest_pair_of_values_that_holds_it(count):
    found = median_interval([float(value) for value in range(count, 0, -1)])
    if found is None:
        assert 2.0 * stats.binom.cdf(0, count, 0.5) > 0.05
        return
    low, high = int(found.low), int(found.high)
    assert low + high == count + 1
    assert 2.0 * stats.binom.cdf(low - 1, count, 0.5) <= 0.05
    assert 2.0 * stats.binom.cdf(low, count, 0.5) > 0.05
