"""Speed, onset and path against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

import metrics

RATE_HZ = 90.0


def reach_path(rest_s: float = 0.5, duration_s: float = 1.0, length_m: float = 0.4) -> np.ndarray:
    """Rest, a minimum-jerk reach along -z, rest."""
    time_s = np.arange(0.0, duration_s + 2.0 * rest_s, 1.0 / RATE_HZ)
    s = np.clip((time_s - rest_s) / duration_s, 0.0, 1.0)
    return np.outer(10.0 * s**3 - 15.0 * s**4 + 6.0 * s**5, [0.0, 0.0, -length_m])


def test_speed_of_a_steady_line_is_exact() -> None:
    path_m = np.outer(np.arange(40) / RATE_HZ, [0.3, -0.4, 1.2])
    np.testing.assert_allclose(metrics.speed(path_m, RATE_HZ), 1.3, rtol=1e-9)


@pytest.mark.parametrize("rate_hz", [60.0, 72.0, 90.0, 120.0, 240.0])
def test_speed_on_a_circle(rate_hz: float) -> None:
    angle = 2.0 * np.pi * np.arange(0.0, 1.0, 1.0 / rate_hz) / 2.0
    path_m = 0.2 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    inner = metrics.speed(path_m, rate_hz)[5:-5]
    np.testing.assert_allclose(inner, 0.2 * np.pi, rtol=0.005)


def test_peak_of_a_minimum_jerk_reach() -> None:
    value, at_s = metrics.peak(metrics.speed(reach_path(), RATE_HZ), RATE_HZ)
    assert value == pytest.approx(1.875 * 0.4, rel=0.004)
    assert at_s == pytest.approx(1.0, abs=0.012)


def test_two_samples_have_a_speed_and_one_has_none() -> None:
    two = np.array([[0.0, 0.0, 0.0], [0.01, 0.0, 0.0]])
    np.testing.assert_allclose(metrics.speed(two, 90.0), 0.9)
    assert np.isnan(metrics.speed(two[:1], 90.0)).tolist() == [True]


def test_onset_of_a_minimum_jerk_reach() -> None:
    """Speed 30 s^2 (1-s)^2 passes 5 % of its peak, 1.875, at s = 0.0593."""
    speed_m_s = metrics.speed(reach_path(), RATE_HZ)
    assert metrics.onset(speed_m_s, RATE_HZ) == pytest.approx(0.5 + 0.0593, abs=0.008)
    settled_s = metrics.settled(speed_m_s, RATE_HZ, 1.2)
    assert settled_s == pytest.approx(1.5 - 0.0593, abs=0.008)


def test_onset_is_interpolated() -> None:
    speed_m_s = np.array([0.0, 0.0, 0.04, 1.0, 1.0])
    assert metrics.onset(speed_m_s, 10.0) == pytest.approx((2 + 0.01 / 0.96) / 10.0)


def test_onset_of_a_slow_movement_is_at_the_floor() -> None:
    speed_m_s = np.array([0.0, 0.0, 0.01, 0.03, 0.1, 0.1])
    assert metrics.onset(speed_m_s, 10.0) == pytest.approx(0.25)


def test_onset_is_before_a_stop_halfway() -> None:
    first = reach_path(0.5, 0.6, 0.18)
    second = reach_path(0.3, 0.6, 0.22) + first[-1]
    speed_m_s = metrics.speed(np.concatenate([first, second]), RATE_HZ)
    assert metrics.onset(speed_m_s, RATE_HZ) == pytest.approx(0.5, abs=0.06)


def test_onset_is_not_the_tremor_before_it() -> None:
    path_m = reach_path(1.0)
    time_s = np.arange(len(path_m)) / RATE_HZ
    path_m[:, 0] += 0.001 * np.sin(2.0 * np.pi * 5.0 * time_s)
    onset_s = metrics.onset(metrics.speed(path_m, RATE_HZ), RATE_HZ)
    assert onset_s == pytest.approx(1.06, abs=0.06)


@pytest.mark.parametrize(
    ("speed_m_s", "reason"),
    [
        (np.empty(0), "no samples"),
        (np.zeros(20), "no movement"),
        (np.full(20, 0.019), "no movement"),
        (np.full(20, 0.5), "already moving"),
        (np.array([0.0, np.nan, 1.0]), "not finite"),
    ],
)
def test_no_onset_says_why(speed_m_s: np.ndarray, reason: str) -> None:
    assert reason in metrics.onset(speed_m_s, RATE_HZ).reason


def test_settled_is_the_end_of_the_samples_at_the_latest() -> None:
    assert metrics.settled(np.array([0.0, 0.5, 0.5, 0.5]), 10.0, 0.15) == pytest.approx(0.3)
    assert metrics.settled(np.array([0.0, 0.5, 0.0, 0.0]), 10.0, 0.25) == pytest.approx(0.25)


def test_path_of_a_quarter_circle() -> None:
    angle = np.linspace(0.0, np.pi / 2.0, 200)
    path_m = 0.3 * np.stack([np.cos(angle), np.sin(angle), np.zeros(200)], axis=1)
    assert metrics.path_length(path_m) == pytest.approx(0.3 * np.pi / 2.0, rel=1e-4)
    assert metrics.path_ratio(path_m) == pytest.approx(np.pi / 2.0 / np.sqrt(2.0), rel=1e-4)
    assert metrics.excursion(path_m) == pytest.approx(0.3 * np.sqrt(2.0))


def test_path_that_returns_has_no_ratio() -> None:
    path_m = np.array([[0.0, 0.0, 0.0], [0.1, 0.0, 0.0], [0.0, 0.0, 0.0]])
    assert metrics.path_length(path_m) == pytest.approx(0.2)
    assert metrics.excursion(path_m) == pytest.approx(0.1)
    assert "where it began" in metrics.path_ratio(path_m).reason


@pytest.mark.parametrize("measure", [metrics.path_length, metrics.path_ratio, metrics.excursion])
def test_no_path_says_why(measure) -> None:
    assert "no samples" in measure(np.empty((0, 3))).reason
    assert "not finite" in measure(np.array([[0.0, 0.0], [np.nan, 0.0], [0.1, 0.0]])).reason


@given(
    seed=st.integers(0, 2**32 - 1),
    shift_m=st.tuples(*[st.floats(-5.0, 5.0)] * 3),
    turn=st.tuples(*[st.floats(-3.0, 3.0)] * 3),
)
def test_where_and_which_way_does_not_matter(
    seed: int, shift_m: tuple[float, float, float], turn: tuple[float, float, float]
) -> None:
    path_m = np.cumsum(np.random.default_rng(seed).normal(0.0, 0.01, (60, 3)), axis=0)
    moved_m = Rotation.from_rotvec(turn).apply(path_m) + shift_m
    for measure in (metrics.path_length, metrics.path_ratio, metrics.excursion):
        assert measure(moved_m) == pytest.approx(measure(path_m), rel=1e-6)
    before, after = metrics.speed(path_m, RATE_HZ), metrics.speed(moved_m, RATE_HZ)
    np.testing.assert_allclose(after, before, atol=1e-9)
    assert metrics.sparc(after, RATE_HZ) == pytest.approx(metrics.sparc(before, RATE_HZ), abs=1e-6)


def test_aperture() -> None:
    thumb = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    index = np.array([[0.03, 0.04, 0.0], [1.0, 0.0, 0.0]])
    np.testing.assert_allclose(metrics.aperture(thumb, index), [0.05, 0.0])
    assert metrics.peak_aperture(np.array([np.nan, 0.05, 0.02])) == 0.05
    assert "not tracked" in metrics.peak_aperture(np.array([np.nan])).reason
