"""Every measure of one reach in anybody's recording."""

from __future__ import annotations

import math
import pickle
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.reaches import RATE_HZ, along

import metrics
from metrics import Measured, ReachMeasures, measure_reach

TARGET_M = np.array([0.24, 1.0, -0.32])
FROM_M = np.array([0.0, 1.0, 0.0])


def clock(rate_hz: float = RATE_HZ) -> np.ndarray:
    return np.arange(0.0, 2.2, 1.0 / rate_hz)


def hand(time_s: np.ndarray) -> np.ndarray:
    """0.3 s of rest, a reach of 0.4 m in a second, rest."""
    return FROM_M + np.outer(along(time_s - 0.3), TARGET_M - FROM_M)


def told(found: ReachMeasures) -> dict[str, Measured]:
    return {field.name: getattr(found, field.name) for field in fields(found)}


@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 72.0, 90.0, 120.0, 1000.0])
def test_an_ideal_reach_at_every_rate(rate_hz: float) -> None:
    time_s = clock(rate_hz)
    found = measure_reach(time_s, hand(time_s), TARGET_M)
    assert found.onset_s == pytest.approx(0.3 + 0.0593, abs=0.015)
    assert found.end_s == pytest.approx(1.3 - 0.0593, abs=0.015)
    assert found.reaction_time_s == found.onset_s
    assert found.movement_time_s == pytest.approx(0.8814, abs=0.03)
    assert found.peak_speed_m_s == pytest.approx(1.875 * 0.4, rel=0.01)
    assert found.time_to_peak_percent == pytest.approx(50.0, abs=1.0)
    assert found.path_length_m == pytest.approx(0.4, abs=0.003)
    assert found.path_ratio == pytest.approx(1.0, abs=1e-6)
    assert found.movement_units == 1.0
    assert found.sparc == pytest.approx(-1.40, abs=0.012)
    assert found.initial_direction_error_deg == pytest.approx(0.0, abs=1e-6)
    assert found.endpoint_error_m == pytest.approx(0.0, abs=1e-9)
    assert found.valid_fraction == 1.0
    assert all(value.valid for value in told(found).values())


def test_two_dimensions_are_three_without_height() -> None:
    time_s = clock()
    solid = measure_reach(time_s, hand(time_s), TARGET_M)
    flat = measure_reach(time_s, hand(time_s)[:, [0, 2]], TARGET_M[[0, 2]])
    for name, value in told(flat).items():
        assert value == pytest.approx(told(solid)[name], abs=1e-9), name


def test_with_a_radius_it_is_what_the_game_measures() -> None:
    time_s = clock()
    ours = measure_reach(time_s, hand(time_s), TARGET_M, shown_s=0.1, target_radius_m=0.03)
    game = metrics.reach(
        time_s,
        hand(time_s),
        hand(time_s),
        np.ones(len(time_s), np.bool_),
        0.1,
        float(ours.end_s),
        tuple(TARGET_M),
    )
    share = np.linspace(0.0, 1.0, 100_001)
    assert ours.end_s == pytest.approx(0.3 + np.interp(0.37 / 0.4, along(share), share), abs=1e-3)
    for name, value in told(ours).items():
        if name in game:
            assert value == game[name], name


def test_a_target_that_is_never_reached() -> None:
    time_s = clock()
    found = measure_reach(time_s, hand(time_s), TARGET_M * 2.0, target_radius_m=0.03)
    assert found.movement_time_s.reason == found.end_s.reason == "the target was not entered"
    assert found.peak_speed_m_s.valid
    assert found.initial_direction_error_deg.valid
    assert found.endpoint_error_m == pytest.approx(math.dist(TARGET_M * 2.0, TARGET_M))


def test_without_a_target_what_needs_none() -> None:
    time_s = clock()
    found = told(measure_reach(time_s, hand(time_s)))
    missing = {name: value.reason for name, value in found.items() if not value.valid}
    assert missing == {
        "reaction_time_s": "when the target was shown is not known",
        "initial_direction_error_deg": "no target was given",
        "endpoint_error_m": "no target was given",
    }


@pytest.mark.parametrize("seed", range(5))
def test_jitter_and_drops_change_little(seed: int) -> None:
    rng = np.random.default_rng(seed)
    time_s = np.sort(clock() + rng.normal(0.0, 0.002, len(clock())))
    time_s = time_s[rng.random(len(time_s)) > 0.05]
    found = measure_reach(time_s, hand(time_s), TARGET_M)
    assert found.sparc == pytest.approx(-1.396, abs=0.01)
    assert found.movement_time_s == pytest.approx(0.8814, abs=0.02)


def test_a_circle_is_longer_than_its_chord() -> None:
    time_s = clock()
    angle = along(time_s - 0.3) * np.pi
    found = measure_reach(time_s, 0.2 * np.stack((np.cos(angle), np.sin(angle)), axis=1), [-0.2, 0])
    assert found.path_ratio == pytest.approx(np.pi / 2.0, rel=0.01)
    assert found.peak_speed_m_s == pytest.approx(1.875 * 0.2 * np.pi, rel=0.01)


def test_lost_samples_are_left_out_and_counted() -> None:
    time_s, position_m = clock(), hand(clock())
    position_m[50:55] = np.nan
    found = measure_reach(time_s, position_m, TARGET_M)
    assert found.valid_fraction == pytest.approx(1.0 - 5 / len(time_s))
    assert found.sparc == pytest.approx(-1.40, abs=0.02)
    position_m[50:65] = np.nan
    found = measure_reach(time_s, position_m, TARGET_M)
    assert found.sparc.reason == "a gap of 0.18 s in the movement"
    assert found.endpoint_error_m.valid


@pytest.mark.parametrize(
    ("cut", "reason"),
    [
        (slice(60, None), "already moving at the first sample"),
        (slice(0, 60), "still moving at the last sample"),
        (slice(0, 20), "no movement"),
        (slice(0, 1), "fewer than two samples"),
        (slice(0, 0), "fewer than two samples"),
    ],
)
def test_half_a_movement_is_none(cut: slice, reason: str) -> None:
    found = measure_reach(clock()[cut], hand(clock())[cut], TARGET_M)
    for value in (found.movement_time_s, found.path_ratio, found.sparc, found.ldlj):
        assert value.reason == reason


@pytest.mark.parametrize(
    ("arguments", "options", "reason"),
    [
        (([0.0, 0.1], [[0.0, 0.0]]), {}, "not equally many"),
        (([0.0, 0.1], [0.0, 0.1]), {}, "row for each sample"),
        (([[0.0, 0.1]], [[0.0, 0.0]]), {}, "single row"),
        ((clock(), hand(clock()), [0.0, 0.0]), {}, "other coordinates"),
        ((clock(), hand(clock()), [0.0, 0.0, math.nan]), {}, "the target is not finite"),
        ((clock(), hand(clock())), {"target_radius_m": 0.1}, "radius without a target"),
        ((clock(), hand(clock()), TARGET_M), {"target_radius_m": -0.1}, "not above zero"),
        ((clock(), hand(clock()), TARGET_M), {"shown_s": math.nan}, "not a finite number"),
        ((clock(), hand(clock()), TARGET_M), {"shown_s": 9.0}, "not tracked"),
        ((clock(), hand(clock()), TARGET_M), {"rate_hz": 0.0}, "sampling rate"),
    ],
)
def test_what_can_not_be_measured_says_why(arguments, options, reason: str) -> None:
    found = measure_reach(*arguments, **options)
    assert reason in found.sparc.reason
    assert reason in found.movement_time_s.reason


def test_the_record_is_typed_frozen_and_travels() -> None:
    found = measure_reach(clock(), hand(clock()))
    with pytest.raises(FrozenInstanceError):
        found.sparc = Measured(0.0)  # type: ignore[misc]
    other = pickle.loads(pickle.dumps(found))
    assert told(other)["sparc"] == found.sparc
    assert other.endpoint_error_m.reason == found.endpoint_error_m.reason


wild = st.floats() | st.sampled_from([0.0, math.nan, math.inf, 1e308, -1e308, 5e-324])


@given(
    time_s=st.lists(st.floats(0.0, 0.5) | wild, max_size=25),
    position=st.lists(st.tuples(wild, wild) | st.tuples(*[st.floats(-1.0, 1.0)] * 2), max_size=25),
    target=st.none() | st.tuples(wild, wild),
    radius_m=st.none() | wild,
    rate_hz=st.just(90.0) | wild,
)
def test_whatever_comes_there_is_a_number_or_a_reason(
    time_s, position, target, radius_m, rate_hz
) -> None:
    count = min(len(time_s), len(position))
    rows = [list(row) for row in position[:count]]
    found = measure_reach(
        time_s[:count], rows, target, target_radius_m=radius_m, rate_hz=min(rate_hz, 2000.0)
    )
    for name, value in told(found).items():
        assert isinstance(value, Measured)
        assert value.valid == math.isfinite(value) == (value.reason == ""), name
        if name not in ("sparc", "ldlj", "onset_s", "end_s") and value.valid:
            assert value >= 0.0, name


@given(values=st.lists(wild, max_size=40), rate_hz=wild | st.just(90.0))
def test_no_measure_raises(values, rate_hz) -> None:
    column = np.array(values, np.float64)
    path = np.stack((column, column[::-1]), axis=1) if len(column) else np.empty((0, 2))
    found = [
        metrics.sparc(values, rate_hz),
        metrics.ldlj(values, rate_hz),
        metrics.movement_units(values, rate_hz),
        metrics.onset(values, rate_hz),
        metrics.settled(values, rate_hz, 0.0),
        *metrics.peak(values, rate_hz),
        metrics.path_length(path),
        metrics.path_ratio(path),
        metrics.excursion(path),
        metrics.initial_direction_error(path, [1.0, 2.0], rate_hz),
        metrics.log_dimensionless_jerk_of_velocity(path, rate_hz),
        metrics.log_dimensionless_jerk_of_position(path, rate_hz),
        metrics.log_dimensionless_jerk_of_acceleration(path, rate_hz),
    ]
    for value in found:
        assert isinstance(value, Measured)
        assert value.valid == math.isfinite(value) == (value.reason == "")
    assert len(metrics.speed(path, min(rate_hz, 2000.0))) == len(path)
