"""Formulas of stepping against closed forms, and what noise and jitter do to them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import NotMeasurableError
from metrics.stepping import (
    cadence,
    foot_clearance,
    placement_error,
    point_clearance,
    sway,
    swings,
    symmetry_index,
    symmetry_ratio,
)

RATE_HZ = 90.0


def parabola(rate_hz: float, apex_m: float = 0.2, way_m: float = 0.8, offset_s: float = 0.0):
    """A point thrown over an obstacle: ahead and height, in one second."""
    s = np.arange(offset_s, 1.0, 1.0 / rate_hz)
    return way_m * s, 4.0 * apex_m * s * (1.0 - s)


@pytest.mark.parametrize("near_m", [0.2, 0.35, 0.5])
@pytest.mark.parametrize("depth_m", [0.03, 0.1, 0.2])
def test_clearance_of_a_parabola(near_m: float, depth_m: float) -> None:
    ahead_m, up_m = parabola(90.0)
    edges = [4 * 0.2 * s * (1 - s) for s in (near_m / 0.8, (near_m + depth_m) / 0.8)]
    found = point_clearance(ahead_m - near_m, up_m, depth_m, 0.07)
    assert found == pytest.approx(min(edges) - 0.07, abs=2e-4)


def test_a_point_between_two_samples_is_seen() -> None:
    behind_m, up_m = np.array([-0.3, 0.3]), np.array([0.1, 0.3])
    assert point_clearance(behind_m, up_m, 0.02, 0.15) == pytest.approx(0.05)


def test_a_point_that_never_was_over_it() -> None:
    with pytest.raises(NotMeasurableError, match="never over"):
        point_clearance(np.array([-0.3, -0.1]), np.array([0.1, 0.3]), 0.02, 0.1)
    with pytest.raises(NotMeasurableError, match="never over"):
        foot_clearance(np.full((5, 2), -1.0), np.zeros((5, 2)), 0.1, 0.1)


def test_a_foot_is_as_clear_as_its_lowest_point() -> None:
    ahead_m, up_m = parabola(90.0)
    behind_m = np.column_stack((ahead_m - 0.35, ahead_m - 0.3))
    heights = np.column_stack((up_m, up_m - 0.06))
    lower = point_clearance(behind_m[:, 1], heights[:, 1], 0.1, 0.05)
    assert foot_clearance(behind_m, heights, 0.1, 0.05) == lower


@given(st.floats(0.0, 0.01), st.integers(0, 1000))
def test_clearance_hardly_depends_on_when_it_was_sampled(offset_s: float, seed: int) -> None:
    ahead_m, up_m = parabola(90.0, offset_s=offset_s)
    noise = np.random.default_rng(seed).normal(0.0, 0.001, len(up_m))
    clean = point_clearance(ahead_m - 0.35, up_m, 0.1, 0.05)
    assert clean == pytest.approx(0.2 * 4 * (0.35 / 0.8) * (1 - 0.35 / 0.8) - 0.05, abs=3e-4)
    assert abs(point_clearance(ahead_m - 0.35, up_m + noise, 0.1, 0.05) - clean) < 0.005


def steps(
    rate_hz: float, count: int = 3, period_s: float = 1.2, swing_s: float = 0.5
) -> np.ndarray:
    """A foot that rests, then swings half a metre ahead once in every period."""
    time_s = np.arange(0.0, count * period_s + 0.4, 1.0 / rate_hz)
    path = np.zeros((len(time_s), 3))
    for k in range(count):
        s = np.clip((time_s - 0.5 - k * period_s) / swing_s, 0.0, 1.0)
        path[:, 2] += 0.5 * s**3 * (10 - 15 * s + 6 * s * s)
        path[:, 1] += 0.08 * np.sin(math.pi * s) ** 2
    return path


@pytest.mark.parametrize("rate_hz", [60.0, 90.0, 120.0])
def test_swings_are_found_with_their_duration(rate_hz: float) -> None:
    found = swings(steps(rate_hz), rate_hz)
    assert len(found) == 3
    for k, swing in enumerate(found):
        assert swing.off_s == pytest.approx(0.5 + 1.2 * k, abs=0.08)
        assert swing.down_s == pytest.approx(1.0 + 1.2 * k, abs=0.08)
        assert swing.down_s - found[0].down_s == pytest.approx(1.2 * k, abs=0.005)


@given(st.integers(0, 1000))
def test_half_a_millimetre_of_noise_makes_no_steps(seed: int) -> None:
    noise = np.random.default_rng(seed).normal(0.0, 0.0005, (324, 3))
    assert len(swings(steps(RATE_HZ)[: len(noise)] + noise[: len(steps(RATE_HZ))], RATE_HZ)) in (
        2,
        3,
    )
    assert swings(noise, RATE_HZ) == []


def test_a_swing_that_is_cut_off_is_left_out() -> None:
    path = steps(RATE_HZ, count=1)
    assert len(swings(path[: round(0.75 * RATE_HZ)], RATE_HZ)) == 0


def test_cadence() -> None:
    assert cadence([0.0, 0.5, 1.0, 1.5]) == pytest.approx(120.0)
    with pytest.raises(NotMeasurableError, match="fewer than two"):
        cadence([1.0])


@given(st.floats(0.01, 10.0), st.floats(0.01, 10.0), st.floats(0.1, 10.0))
def test_symmetry_has_no_unit_and_turns_its_sign(left: float, right: float, unit: float) -> None:
    assert symmetry_index(left, right) == pytest.approx(-symmetry_index(right, left), abs=1e-9)
    assert symmetry_index(unit * left, unit * right) == pytest.approx(
        symmetry_index(left, right), abs=1e-6
    )
    assert symmetry_ratio(left, right) == symmetry_ratio(right, left) >= 1.0
    ratio = symmetry_ratio(left, right)
    assert abs(symmetry_index(left, right)) == pytest.approx(
        200 * (ratio - 1) / (ratio + 1), abs=1e-6
    )


def test_symmetry_of_known_values() -> None:
    assert symmetry_index(0.4, 0.6) == pytest.approx(40.0)
    assert symmetry_ratio(0.4, 0.6) == pytest.approx(1.5)
    with pytest.raises(NotMeasurableError):
        symmetry_index(0.0, 0.0)
    with pytest.raises(NotMeasurableError):
        symmetry_ratio(0.0, 1.0)


def test_placement_is_told_away_from_the_body_on_both_sides() -> None:
    assert placement_error((0.13, 0.38), (0.1, 0.4), 1.0) == pytest.approx((-0.02, 0.03))
    assert placement_error((-0.13, 0.38), (-0.1, 0.4), -1.0) == pytest.approx((-0.02, 0.03))


def test_sway_of_a_circle() -> None:
    turn = np.arange(0.0, 10.0, 1.0 / RATE_HZ) * 2 * math.pi * 0.5
    path_m, rms_m = sway(0.01 * np.column_stack((np.cos(turn), np.sin(turn))), RATE_HZ)
    assert rms_m == pytest.approx(0.01, rel=0.01)
    assert path_m == pytest.approx(0.01 * 2 * math.pi * 0.5 * 9.9, rel=0.01)


@given(st.integers(0, 200))
def test_a_millimetre_of_noise_is_told_as_a_fifth_of_a_metre_in_ten_seconds_at_most(
    seed: int,
) -> None:
    noise = np.random.default_rng(seed).normal(0.0, 0.001, (900, 2))
    path_m, rms_m = sway(noise, RATE_HZ)
    assert path_m < 0.25
    assert rms_m < 0.001


def test_sway_of_a_moment_is_none() -> None:
    with pytest.raises(NotMeasurableError, match="too short"):
        sway(np.zeros((5, 2)), RATE_HZ)
