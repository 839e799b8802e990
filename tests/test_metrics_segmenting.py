"""Where the movements are in a long recording."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.reaches import RATE_HZ, along

import metrics

PLACES_M = np.array([[0.0, 0.0], [0.3, 0.1], [-0.2, 0.2], [0.1, -0.3], [0.0, 0.0]])
STARTS_S = np.array([1.0, 3.0, 5.0, 7.0])


def wander(time_s: np.ndarray) -> np.ndarray:
    """A reach of one second to each place in turn, a second of rest between."""
    share = along(time_s[:, None] - STARTS_S)
    return share @ np.diff(PLACES_M, axis=0)


def clock(rate_hz: float = RATE_HZ) -> np.ndarray:
    return np.arange(0.0, 9.0, 1.0 / rate_hz)


@pytest.mark.parametrize("rate_hz", [60.0, 90.0, 120.0, 1000.0])
def test_movements_are_told_by_speed(rate_hz: float) -> None:
    time_s = clock(rate_hz)
    found = metrics.segment(time_s, wander(time_s))
    assert len(found) == 4
    for rows, start_s in zip(found, STARTS_S, strict=True):
        assert time_s[rows.start] == pytest.approx(start_s + 0.05 - 0.25, abs=0.06)
        assert time_s[rows.stop - 1] == pytest.approx(start_s + 0.95 + 0.25, abs=0.06)
        measures = metrics.measure_reach(time_s[rows], wander(time_s)[rows])
        assert measures.path_ratio == pytest.approx(1.0, abs=1e-6)
        assert measures.sparc == pytest.approx(-1.40, abs=0.012)
        assert measures.movement_units == 1.0


def test_jitter_and_drops_and_a_broken_clock_change_little() -> None:
    rng = np.random.default_rng(3)
    time_s = np.sort(clock() + rng.normal(0.0, 0.002, len(clock())))
    time_s = time_s[rng.random(len(time_s)) > 0.05]
    position_m = wander(time_s)
    time_s[[50, 200]], position_m[[90, 333]] = [time_s[40], np.nan], np.nan
    found = metrics.segment(time_s, position_m)
    assert len(found) == 4
    for rows, plain in zip(found, metrics.segment(clock(), wander(clock())), strict=True):
        assert time_s[rows.start] == pytest.approx(clock()[plain.start], abs=0.05)


def test_a_short_stop_parts_no_movement_and_a_long_one_does() -> None:
    time_s = clock()
    for stop_s, count in ((0.02, 1), (0.5, 2)):
        share = along((time_s - 1.0) / 0.6) + along((time_s - 1.6 - stop_s) / 0.6)
        assert len(metrics.segment(time_s, np.outer(share, [0.2, 0.0, 0.1]))) == count


def test_a_movement_with_a_gap_stays_one_and_says_so() -> None:
    time_s = clock()
    kept = (time_s < 3.4) | (time_s > 3.7)
    time_s = time_s[kept]
    found = metrics.segment(time_s, wander(time_s))
    assert len(found) == 4
    reasons = [
        metrics.measure_reach(time_s[rows], wander(time_s)[rows]).sparc.reason for rows in found
    ]
    assert [reason[:10] for reason in reasons] == ["", "a gap of 0", "", ""]


def test_targets_part_movements() -> None:
    time_s = clock()
    shown = np.searchsorted(STARTS_S - 0.4, time_s, side="right")
    target_m = PLACES_M[shown]
    target_m[shown == 0] = np.nan
    found = metrics.segment(time_s, wander(time_s), target_m)
    assert [rows.start for rows in found] == [int((time_s < s - 0.4).sum()) for s in STARTS_S]
    assert found[-1].stop == len(time_s)
    for rows in found:
        measures = metrics.measure_reach(time_s[rows], wander(time_s)[rows], target_m[rows.start])
        assert measures.reaction_time_s == pytest.approx(0.4 + 0.0593, abs=0.012)
        assert measures.endpoint_error_m == pytest.approx(0.0, abs=1e-9)
        assert measures.initial_direction_error_deg == pytest.approx(0.0, abs=1e-6)


def test_one_target_is_one_movement() -> None:
    time_s = clock()
    assert metrics.segment(time_s, wander(time_s), [0.3, 0.1]) == [slice(0, len(time_s))]


@pytest.mark.parametrize(
    ("time_s", "position_m", "target_m"),
    [
        ([], [], None),
        ([], [], []),
        ([0.0], [[0.0, 0.0]], None),
        (clock(), np.zeros((len(clock()), 2)), None),
        (clock(), np.full((len(clock()), 2), np.nan), None),
        (clock(), wander(clock())[1:], None),
        (clock(), wander(clock()), [np.nan, 0.0]),
        (clock(), wander(clock()), wander(clock())[1:]),
        (clock(), wander(clock()), "there"),
        (clock()[None], wander(clock()), None),
        (["now"], [[0.0, 0.0]], None),
        (clock() * 1e300, wander(clock()), None),
    ],
)
def test_what_has_no_movements(time_s, position_m, target_m) -> None:
    assert metrics.segment(time_s, position_m, target_m) == []


@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(0, 200),
    wild=st.sampled_from([0.0, np.nan, np.inf, 1e200, -1e308]),
    parted_by=st.sampled_from(["targets", "speed"]),
)
def test_segments_are_in_order_and_inside(
    seed: int, count: int, wild: float, parted_by: str
) -> None:
    rng = np.random.default_rng(seed)
    time_s = np.cumsum(rng.choice([0.011, 0.011, 0.03, 0.0, -0.02, 0.3], count))
    position_m = np.cumsum(rng.normal(0.0, 0.01, (count, 2)) * (rng.random((count, 1)) < 0.5), 0)
    target_m = np.repeat(rng.normal(size=(count // 20 + 1, 2)), 20, axis=0)[:count]
    for values in (time_s, position_m, target_m):
        values[rng.random(count) < 0.03] = wild
    found = metrics.segment(time_s, position_m, target_m if parted_by == "targets" else None)
    edges = [edge for rows in found for edge in (rows.start, rows.stop)]
    assert edges == sorted(edges)
    assert all(0 <= rows.start < rows.stop <= count for rows in found)
