"""From delivered samples to a uniform path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import PchipInterpolator

from metrics import NotMeasurableError, in_order, longest_gap, resample, valid_fraction
from metrics.sampling import resample_unbroken


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(2, 80), rate_hz=st.floats(20.0, 500.0))
def test_interpolates_as_scipy_does(seed: int, count: int, rate_hz: float) -> None:
    rng = np.random.default_rng(seed)
    time_s = np.cumsum(rng.uniform(0.001, 0.09, count))
    position_m = rng.normal(size=(count, 3))
    position_m[rng.random(count) < 0.2] = 0.0
    grid_s, path_m = resample(time_s, position_m, rate_hz)
    expected = PchipInterpolator(time_s, position_m, axis=0)(grid_s)
    np.testing.assert_allclose(path_m, expected, atol=1e-12)


def test_the_grid_is_uniform_and_inside() -> None:
    time_s = np.array([0.5, 0.53, 0.58, 0.6])
    grid_s, path_m = resample(time_s, np.zeros((4, 3)), 90.0)
    np.testing.assert_allclose(np.diff(grid_s), 1.0 / 90.0)
    assert grid_s[0] == 0.5
    assert 0.6 - 1.0 / 90.0 < grid_s[-1] <= 0.6 + 1e-9
    assert path_m.shape == (len(grid_s), 3)


def test_samples_are_met_exactly() -> None:
    time_s = np.arange(20) / 90.0
    position_m = np.random.default_rng(0).normal(size=(20, 3))
    np.testing.assert_allclose(resample(time_s, position_m, 90.0)[1], position_m, atol=1e-9)


def test_duplicates_and_backward_clocks_are_left_out() -> None:
    time_s = np.array([0.0, 0.01, 0.01, 0.02, 0.015, 0.005, 0.03])
    kept = in_order(time_s)
    assert kept.tolist() == [True, True, False, True, False, False, True]
    position_m = np.arange(7.0)[:, None]
    clean = resample(time_s[kept], position_m[kept], 200.0)
    mixed = resample(time_s, position_m, 200.0)
    np.testing.assert_array_equal(mixed[1], clean[1])


def test_a_gap_up_to_100_ms_is_bridged_and_no_longer_one() -> None:
    short, long = np.array([0.0, 0.05, 0.15]), np.array([0.0, 0.05, 0.17])
    assert np.isfinite(resample(short, np.zeros((3, 3)), 90.0)[1]).all()
    grid_s, path_m = resample(long, np.zeros((3, 3)), 90.0)
    np.testing.assert_array_equal(np.isfinite(path_m).all(axis=1), grid_s <= 0.05)
    with pytest.raises(NotMeasurableError, match=r"gap of 0\.12 s"):
        resample_unbroken(long, np.zeros((3, 3)), 90.0)


def test_both_sides_of_a_gap_are_as_if_alone() -> None:
    rng = np.random.default_rng(2)
    time_s = np.cumsum(np.where(np.arange(60) == 30, 0.4, rng.uniform(0.005, 0.03, 60)))
    position_m = np.cumsum(rng.normal(size=(60, 2)), axis=0)
    grid_s, path_m = resample(time_s, position_m, 90.0)
    for side in (slice(0, 30), slice(30, 60)):
        inside = (grid_s >= time_s[side][0]) & (grid_s <= time_s[side][-1])
        expected = PchipInterpolator(time_s[side], position_m[side], axis=0)(grid_s[inside])
        np.testing.assert_allclose(path_m[inside], expected, atol=1e-12)
    between = (grid_s > time_s[29]) & (grid_s < time_s[30])
    assert between.any()
    assert np.isnan(path_m[between]).all()


def test_samples_that_are_not_finite_are_left_out() -> None:
    time_s = np.arange(20) / 90.0
    position_m = np.random.default_rng(0).normal(size=(20, 3))
    spoiled_s, spoiled_m = time_s.copy(), position_m.copy()
    spoiled_s[3], spoiled_s[9], spoiled_m[5, 1], spoiled_m[7] = np.nan, np.inf, np.nan, np.inf
    good = np.array([row not in (3, 5, 7, 9) for row in range(20)])
    expected = resample(time_s[good], position_m[good], 90.0)
    found = resample(spoiled_s, spoiled_m, 90.0)
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])


@pytest.mark.parametrize(
    ("time_s", "position_m", "rate_hz"),
    [
        ([], np.empty((0, 3)), 90.0),
        ([0.0], np.zeros((1, 3)), 90.0),
        ([0.3, 0.2, 0.1], np.zeros((3, 3)), 90.0),
        ([0.0, 0.01], np.array([[0.0], [np.nan]]), 90.0),
        ([0.0, np.nan, np.inf], np.zeros((3, 1)), 90.0),
        ([0.0, 0.01, 0.02], np.zeros((2, 1)), 90.0),
        ([0.0, 0.01, 0.02], np.zeros((3, 1)), 0.0),
        ([0.0, 0.01, 0.02], np.zeros((3, 1)), -90.0),
        ([0.0, 0.01, 0.02], np.zeros((3, 1)), np.nan),
        ([0.0, 0.01, 1e300], np.zeros((3, 1)), 90.0),
        ([-1e308, 1e308], np.zeros((2, 1)), 90.0),
        ([[0.0, 0.01]], np.zeros((2, 1)), 90.0),
        (["a", "b"], np.zeros((2, 1)), 90.0),
    ],
)
def test_what_can_not_be_resampled_is_empty(time_s, position_m, rate_hz: float) -> None:
    grid_s, path_m = resample(time_s, position_m, rate_hz)
    assert len(grid_s) == len(path_m) == 0
    assert path_m.ndim == 2


def test_lists_and_integers_are_samples_too() -> None:
    grid_s, path_m = resample([0, 0.05, 0.1], [[0, 0], [1, 2], [2, 4]], 20)
    np.testing.assert_allclose(grid_s, [0.0, 0.05, 0.1])
    np.testing.assert_allclose(path_m, [[0.0, 0.0], [1.0, 2.0], [2.0, 4.0]])


def test_longest_gap() -> None:
    assert longest_gap(np.array([0.0, 0.1, 0.4, 0.5])) == pytest.approx(0.3)
    assert longest_gap(np.array([1.0])) == 0.0
    assert longest_gap(np.empty(0)) == 0.0


def test_valid_fraction() -> None:
    assert valid_fraction(np.array([True, True, False, True])) == 0.75
    assert valid_fraction(np.empty(0, np.bool_)).reason == "no samples"
