"""Parts of a movement, and where its first part was aimed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.reaches import RATE_HZ, along, ideal_speed

import metrics


def bumps(at_s: list[float], heights_m_s: list[float], wide_s: float = 0.08) -> np.ndarray:
    time_s = np.arange(0.0, max(at_s) + 0.6, 1.0 / RATE_HZ)
    pairs = zip(at_s, heights_m_s, strict=True)
    return sum(high * np.exp(-(((time_s - at) / wide_s) ** 2)) for at, high in pairs)


@pytest.mark.parametrize("duration_s", [0.3, 1.0, 3.0])
def test_an_ideal_reach_is_one(duration_s: float) -> None:
    assert metrics.movement_units(ideal_speed(duration_s), RATE_HZ) == 1.0


@pytest.mark.parametrize("count", [1, 2, 5])
def test_every_stroke_counts(count: int) -> None:
    at_s = [0.5 + 0.5 * k for k in range(count)]
    assert metrics.movement_units(bumps(at_s, [0.3] * count), RATE_HZ) == count


@pytest.mark.parametrize(("rise_m_s", "count"), [(0.019, 1), (0.021, 2)])
def test_a_rise_of_20_mm_s_counts(rise_m_s: float, count: int) -> None:
    speed_m_s = np.concatenate(
        [
            np.linspace(0.0, 0.3, 30),
            np.linspace(0.3, 0.1, 30)[1:],
            np.linspace(0.1, 0.1 + rise_m_s, 30)[1:],
            np.linspace(0.1 + rise_m_s, 0.0, 30)[1:],
        ]
    )
    assert metrics.movement_units(speed_m_s, RATE_HZ) == count


@pytest.mark.parametrize(("rate_hz", "count"), [(100.0, 2), (101.0, 1)])
def test_peaks_are_150_ms_apart(rate_hz: float, count: int) -> None:
    speed_m_s = np.zeros(40)
    speed_m_s[[10, 25]] = 0.3
    assert metrics.movement_units(speed_m_s, rate_hz) == count


def test_unrest_under_2_percent_of_the_peak_is_no_movement() -> None:
    speed_m_s = np.concatenate([0.029 * (np.arange(60) % 2), 2.0 * ideal_speed(1.0), np.zeros(9)])
    assert metrics.movement_units(speed_m_s, RATE_HZ) == 1.0


def test_a_plateau_is_one_peak() -> None:
    assert metrics.movement_units([0.0, 0.1, 0.3, 0.3, 0.3, 0.1, 0.0], 20.0) == 1.0


@pytest.mark.parametrize(
    ("speed_m_s", "reason"),
    [
        ([], "no samples"),
        ([0.3], "never rises"),
        ([0.0, 0.3], "never rises"),
        (np.zeros(30), "never rises"),
        (np.full(30, 0.3), "never rises"),
        (-ideal_speed(1.0) - 1.0, "never rises"),
        (0.01 * ideal_speed(1.0), "never rises"),
        ([0.0, np.nan, 0.0], "not finite"),
        ([[0.0, 0.3, 0.0]], "single row"),
    ],
)
def test_no_units_say_why(speed_m_s, reason: str) -> None:
    assert reason in metrics.movement_units(speed_m_s, RATE_HZ).reason


def reach(to_m: list[float], duration_s: float = 1.0) -> np.ndarray:
    time_s = np.arange(0.0, duration_s + 1e-9, 1.0 / RATE_HZ)
    return np.outer(along(time_s / duration_s), to_m)


@pytest.mark.parametrize("degrees", [0.0, 1e-4, 30.0, 90.0, 150.0, 180.0])
def test_a_straight_reach_off_its_target(degrees: float) -> None:
    angle = np.radians(degrees)
    path_m = reach([0.3 * np.cos(angle), 0.3 * np.sin(angle)]) + np.array([0.5, -0.2])
    found = metrics.initial_direction_error(path_m, [0.8, -0.2], RATE_HZ)
    assert found == pytest.approx(degrees, abs=1e-6)


def test_only_the_initial_phase_counts() -> None:
    """Up first, then a second stroke to the target at the right."""
    up, across = reach([0.0, 0.2, 0.0], 0.8), reach([0.3, -0.2, 0.0], 0.8)
    path_m = np.concatenate([up, up[-1] + across[1:]])
    found = metrics.initial_direction_error(path_m, [0.3, 0.0, 0.0], RATE_HZ)
    assert found == pytest.approx(90.0, abs=1.0)
    # Without the first stroke.
    bent = path_m[:, [0, 1, 2]] * [1.0, 0.0, 1.0]
    found = metrics.initial_direction_error(bent, [0.3, 0.0, 0.0], RATE_HZ)
    assert found == pytest.approx(0.0, abs=1e-6)


@given(
    turn=st.floats(-np.pi, np.pi),
    shift=st.tuples(st.floats(-3, 3), st.floats(-3, 3)),
    side=st.sampled_from([1.0, -1.0]),
)
def test_where_and_which_way_does_not_matter(turn: float, shift, side: float) -> None:
    path_m, target_m = reach([0.3, 0.1]), np.array([0.3, -0.05])
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    turned = turned * [1.0, side]
    found = metrics.initial_direction_error(
        path_m @ turned.T + shift, turned @ target_m + shift, 90
    )
    expected = np.degrees(np.arctan2(0.1, 0.3) + np.arctan2(0.05, 0.3))
    assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("path_m", "target_m", "reason"),
    [
        ([], [0.0], "fewer than two"),
        ([[0.0, 0.0]], [1.0, 0.0], "fewer than two"),
        (np.zeros((50, 2)), [1.0, 0.0], "never rises"),
        (reach([0.3, 0.1]), [0.0, 0.0], "began at the target"),
        (reach([0.3, 0.1]), [1.0, 0.0, 0.0], "other coordinates"),
        (reach([0.3, 0.1]), [np.nan, 0.0], "not finite"),
        (reach([0.3, 0.1]) * np.nan, [1.0, 0.0], "not finite"),
        (reach([0.3, 0.1])[:, 0], [1.0], "row for each sample"),
        (np.concatenate([reach([0.3, 0.1]), reach([0.3, 0.1])[::-1]]), [1, 0], ""),
    ],
)
def test_no_direction_says_why(path_m, target_m, reason: str) -> None:
    found = metrics.initial_direction_error(path_m, target_m, RATE_HZ)
    assert reason in found.reason
    assert found.valid == (reason == "")
