"""Logarithm of the dimensionless jerk: golden values, closed forms, two other implementations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from monalysa.quality.smoothness import log_dimensionless_jerk as reference
from skdh.features.lib.smoothness import DimensionlessJerk
from support.reaches import RATE_HZ, along, ideal_speed, rough_speed

import metrics

LIMIT = -math.log(204.8)


@pytest.mark.parametrize(
    ("duration_s", "count", "golden"),
    [
        (0.5, 46, -5.277583),
        (1.0, 91, -5.299317),
        (1.5, 136, -5.307219),
        (2.0, 181, -5.310799),
        (3.0, 271, -5.314572),
    ],
)
def test_golden_values(duration_s: float, count: int, golden: float) -> None:
    profile = ideal_speed(duration_s)
    assert len(profile) == count
    assert metrics.ldlj(profile, RATE_HZ) == pytest.approx(golden, abs=1e-6)


def test_an_ideal_reach_comes_to_its_limit_as_the_rate_grows() -> None:
    apart = [abs(metrics.ldlj(ideal_speed(1.0, hz), hz) - LIMIT) for hz in (100, 1000, 10000)]
    assert apart[0] > 5 * apart[1] > 25 * apart[2]
    assert apart[2] < 3e-4


def quarter_circle(rate_hz: float) -> np.ndarray:
    """Positions on a quarter circle 0.4 m long at the speed of an ideal reach of one second."""
    s = np.linspace(0.0, 1.0, round(rate_hz) + 1)
    angle = along(s) * np.pi / 2.0
    return 0.8 / np.pi * np.stack((np.cos(angle), np.sin(angle)), axis=1)


def test_a_quarter_circle_is_as_smooth_as_a_line_in_speed_and_less_in_velocity() -> None:
    s = np.linspace(0.0, 1.0, round(RATE_HZ) + 1)
    speed_m_s = ideal_speed(1.0)
    angle = along(s) * np.pi / 2.0
    velocity = speed_m_s[:, None] * np.stack((-np.sin(angle), np.cos(angle)), axis=1)
    assert metrics.ldlj(speed_m_s, RATE_HZ) == pytest.approx(-5.299, abs=1e-3)
    of_velocity = metrics.log_dimensionless_jerk_of_velocity(velocity, RATE_HZ)
    assert of_velocity == pytest.approx(-6.028, abs=1e-3)


@pytest.mark.parametrize("rate_hz", [200.0, 1000.0])
def test_the_jerk_of_a_path_is_that_of_its_velocity(rate_hz: float) -> None:
    path = quarter_circle(rate_hz)
    found = metrics.log_dimensionless_jerk_of_position(path, rate_hz)
    velocity = np.diff(path, axis=0) * rate_hz
    assert found == pytest.approx(reference(velocity, rate_hz), abs=1e-9)
    # The integral of the closed form: 1/T^4 (d2 v)^2 with the turning of the direction.
    s = np.linspace(0.0, 1.0, 200_001)
    v, a, j = 30 * s**2 * (1 - s) ** 2, 60 * s - 180 * s**2 + 120 * s**3, 60 - 360 * s + 360 * s**2
    turn = np.pi / 2.0
    energy = np.mean((j - turn**2 * v**3) ** 2 + (3.0 * turn * v * a) ** 2)
    assert found == pytest.approx(-math.log(energy / 1.875**2), abs=12.0 / rate_hz)


def test_acceleration_is_told_without_the_steady_share_of_gravity() -> None:
    s = np.linspace(0.0, 1.0, 2001)
    plain = np.outer(60 * s - 180 * s**2 + 120 * s**3, [0.3, 0.0, -0.4])
    found = metrics.log_dimensionless_jerk_of_acceleration(plain, 2000.0)
    # T / a_peak^2 * integral of j^2 = 720 / (10 / sqrt 3)^2 for a minimum-jerk reach.
    assert found == pytest.approx(-math.log(720.0 / (100.0 / 3.0)), abs=2e-3)
    gravity = np.array([0.0, 9.81, 0.0])
    with_gravity = metrics.log_dimensionless_jerk_of_acceleration(plain + gravity, 2000.0)
    assert with_gravity == pytest.approx(found, abs=1e-9)


@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(3, 400),
    columns=st.integers(1, 3),
    rate_hz=st.sampled_from([20.0, 60.0, 90.0, 1000.0]),
)
def test_equals_the_reference(seed: int, count: int, columns: int, rate_hz: float) -> None:
    vectors = np.cumsum(np.random.default_rng(seed).normal(size=(count, columns)), axis=0)
    found = metrics.log_dimensionless_jerk_of_velocity(vectors, rate_hz)
    assert found == pytest.approx(reference(vectors, rate_hz), abs=1e-9)
    found = metrics.log_dimensionless_jerk_of_acceleration(vectors, rate_hz)
    expected = reference(vectors, rate_hz, data_type="accl", rem_mean=True)
    assert found == pytest.approx(expected, abs=1e-9)


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(5, 400))
def test_equals_scikit_digital_health(seed: int, count: int) -> None:
    profile = rough_speed(np.random.default_rng(seed), count)
    theirs = float(DimensionlessJerk(log=True, signal_type="velocity").compute(profile))
    assert metrics.ldlj(profile, RATE_HZ) == pytest.approx(theirs, abs=1e-7)


@given(seed=st.integers(0, 2**32 - 1), scale=st.floats(1e-250, 1e250))
def test_unit_and_rate_cancel(seed: int, scale: float) -> None:
    profile = rough_speed(np.random.default_rng(seed), 80)
    found = metrics.ldlj(profile, RATE_HZ)
    assert metrics.ldlj(profile * scale, 1000.0) == pytest.approx(found, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_a_millimetre_of_noise_rules_jerk_and_hardly_moves_sparc(seed: int) -> None:
    time_s = np.arange(0.0, 1.0 + 1e-9, 1.0 / RATE_HZ)
    noise = np.random.default_rng(seed).normal(0.0, 0.001, (len(time_s), 3))
    path_m = 0.4 * np.outer(along(time_s), [0.6, 0.0, -0.8]) + noise
    raw = np.linalg.norm(np.gradient(path_m, 1.0 / RATE_HZ, axis=0), axis=1)
    smoothed = metrics.speed(path_m, RATE_HZ)
    true = metrics.ldlj(ideal_speed(1.0), RATE_HZ)
    assert metrics.ldlj(raw, RATE_HZ) < metrics.ldlj(smoothed, RATE_HZ) - 1.0 < true - 5.0
    for profile in (raw, smoothed):
        assert metrics.sparc(profile, RATE_HZ) == pytest.approx(-1.40, abs=0.06)


@pytest.mark.parametrize(
    ("profile", "reason"),
    [
        ([], "fewer than three"),
        ([1.0, 2.0], "fewer than three"),
        (np.zeros(50), "no movement"),
        (np.full(50, 0.3), "no jerk"),
        (0.1 * np.arange(50), "no jerk"),
        ([0.0, math.nan, 1.0, 0.0], "not finite"),
        ([0.0, math.inf, 1.0, 0.0], "not finite"),
        ([[0.0, 1.0, 0.0]], "single row"),
        (["a", "b", "c"], "not numbers"),
        ([1.0, [2.0], 3.0], "not numbers"),
        ([1j, 2j, 1j], "not numbers"),
        (None, "single row"),
    ],
)
def test_no_jerk_says_why(profile, reason: str) -> None:
    found = metrics.ldlj(profile, RATE_HZ)
    assert math.isnan(found)
    assert reason in found.reason


def test_a_path_that_turns_evenly_or_rests_has_none() -> None:
    of_position = metrics.log_dimensionless_jerk_of_position
    assert "no movement" in of_position(np.full((30, 3), 0.7), RATE_HZ).reason
    line = np.outer(np.arange(30), [0.1, 0.2, 0.3]) + 5.0
    assert "no jerk" in of_position(line, RATE_HZ).reason
    assert "four samples" in of_position(line[:3], RATE_HZ).reason
    assert "not finite" in of_position(np.full((9, 2), math.nan), RATE_HZ).reason


@pytest.mark.parametrize("rate_hz", [0.0, -90.0, math.nan, math.inf, None, "fast"])
def test_a_rate_that_is_none(rate_hz) -> None:
    profile = ideal_speed(1.0)
    path = np.stack((profile, profile), axis=1)
    for found in (
        metrics.ldlj(profile, rate_hz),
        metrics.sparc(profile, rate_hz),
        metrics.movement_units(profile, rate_hz),
        metrics.log_dimensionless_jerk_of_velocity(path, rate_hz),
        metrics.log_dimensionless_jerk_of_position(path, rate_hz),
        metrics.log_dimensionless_jerk_of_acceleration(path, rate_hz),
        metrics.initial_direction_error(path, [1.0, 2.0], rate_hz),
        *metrics.sparc_batch([profile], rate_hz),
        *metrics.ldlj_batch([profile], rate_hz),
    ):
        assert found.reason == "the sampling rate is not a positive number"
