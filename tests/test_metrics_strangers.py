"""What people who never read this code pass to the measures."""

from __future__ import annotations

import copy
import math
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from support.reaches import RATE_HZ, along, ideal_speed

import metrics

TIME_S = np.arange(0.0, 2.2, 1.0 / RATE_HZ)
TARGET_M = np.array([0.24, 1.0, -0.32])
PATH_M = np.array([0.0, 1.0, 0.0]) + np.outer(along(TIME_S - 0.3), [0.24, 0.0, -0.32])
SPEED_M_S = ideal_speed(1.0)

OF_SPEED = {
    "sparc": lambda given: metrics.sparc(given, RATE_HZ),
    "ldlj": lambda given: metrics.ldlj(given, RATE_HZ),
    "movement_units": lambda given: metrics.movement_units(given, RATE_HZ),
    "onset": lambda given: metrics.onset(given, RATE_HZ),
    "settled": lambda given: metrics.settled(given, RATE_HZ, 0.5),
    "peak": lambda given: metrics.peak(given, RATE_HZ)[0],
    "sparc_batch": lambda given: metrics.sparc_batch([SPEED_M_S, given], RATE_HZ)[1],
    "ldlj_batch": lambda given: metrics.ldlj_batch([SPEED_M_S, given], RATE_HZ)[1],
}
OF_PATH = {
    "path_length": metrics.path_length,
    "path_ratio": metrics.path_ratio,
    "excursion": metrics.excursion,
    "of_velocity": lambda given: metrics.log_dimensionless_jerk_of_velocity(given, RATE_HZ),
    "of_position": lambda given: metrics.log_dimensionless_jerk_of_position(given, RATE_HZ),
    "of_acceleration": lambda given: metrics.log_dimensionless_jerk_of_acceleration(given, RATE_HZ),
    "direction": lambda given: metrics.initial_direction_error(given, TARGET_M, RATE_HZ),
    "reach": lambda given: metrics.measure_reach(TIME_S, given, TARGET_M).sparc,
    "speed": lambda given: metrics.speed(given, RATE_HZ).sum(),
    "lowpass": lambda given: metrics.lowpass(given, RATE_HZ).sum(),
    "resample": lambda given: metrics.resample(TIME_S, given, 60.0)[1].sum(),
    "segment": lambda given: metrics.segment(TIME_S, given)[0].start,
    "aperture": lambda given: metrics.aperture(given, PATH_M + 1.0).sum(),
}


def read_only(array: np.ndarray) -> np.ndarray:
    array = array.copy()
    array.flags.writeable = False
    return array


SAME = {
    "list": lambda array: array.tolist(),
    "big-endian": lambda array: array.astype(">f8"),
    "long double": lambda array: array.astype(np.longdouble),
    "objects": lambda array: array.astype(object),
    "read-only": read_only,
    "column order": np.asfortranarray,
    "every other row": lambda array: np.repeat(array, 2, axis=0)[::2],
    "nothing masked": np.ma.masked_array,
    "pandas": lambda array: (
        pd.Series(array, index=range(len(array), 0, -1)) if array.ndim == 1 else pd.DataFrame(array)
    ),
}
NOTHING = [None, "speed", b"speed", 3.0, {"a": 1}, [None], [[1.0, 2.0], [3.0]], 1j * SPEED_M_S]
NOTHING += [SPEED_M_S.astype(str), np.arange(9).astype("m8[ms]"), np.zeros((3, 3, 3))]
CALLS = [
    *((call, SPEED_M_S) for call in OF_SPEED.values()),
    *((call, PATH_M) for call in OF_PATH.values()),
]
IDS = [*OF_SPEED, *OF_PATH]


@pytest.mark.parametrize("kind", SAME)
@pytest.mark.parametrize(("call", "array"), CALLS, ids=IDS)
def test_the_same_numbers_give_the_same_and_stay_as_they_are(call, array, kind) -> None:
    given = SAME[kind](array)
    before = copy.deepcopy(given)
    assert float(call(given)) == pytest.approx(float(call(array)), rel=1e-9, abs=1e-9)
    assert np.array_equal(np.asarray(given), np.asarray(before))


@pytest.mark.parametrize("kind", [np.float32, np.float16])
@pytest.mark.parametrize("name", ["sparc", "onset", "peak", "sparc_batch"])
def test_few_digits_cost_digits(name, kind) -> None:
    call = OF_SPEED[name]
    assert float(call(SPEED_M_S.astype(kind))) == pytest.approx(float(call(SPEED_M_S)), rel=1e-3)


@pytest.mark.parametrize("given", NOTHING, ids=lambda given: type(given).__name__)
@pytest.mark.parametrize(("call", "array"), CALLS, ids=IDS)
def test_what_is_no_movement_has_no_number(call, array, given) -> None:
    try:
        found = call(given)
    except IndexError:  # an empty list of movements
        return
    assert math.isnan(found) or found == 0.0
    if isinstance(found, metrics.Measured):
        assert found.reason


@pytest.mark.parametrize("name", [name for name in OF_PATH if name not in ("segment", "aperture")])
def test_a_table_on_its_side_has_no_number(name: str) -> None:
    found = OF_PATH[name](PATH_M.T)
    assert math.isnan(found) or found == 0.0


def test_a_table_on_its_side_is_called_so() -> None:
    assert "a row is wanted for each sample" in metrics.path_length(PATH_M.T).reason


def test_what_is_masked_was_not_measured() -> None:
    holes = np.ma.masked_array(SPEED_M_S, mask=np.arange(len(SPEED_M_S)) == 40)
    assert metrics.sparc(holes, RATE_HZ).reason == "a sample is not finite"
    hidden = np.zeros(PATH_M.shape, np.bool_)
    hidden[50:52] = True
    found = metrics.measure_reach(TIME_S, np.ma.masked_array(PATH_M, hidden), TARGET_M)
    assert found.valid_fraction == pytest.approx(1.0 - 2 / len(TIME_S))
    targets = np.ma.masked_array(np.tile(TARGET_M, (len(TIME_S), 1)), hidden)
    assert metrics.segment(TIME_S, PATH_M, targets) == [slice(0, 50), slice(52, len(TIME_S))]


@pytest.mark.parametrize("targets", [[], [0.0, 1.0], [[1.0, 2.0], [3.0]], "target", PATH_M.T])
def test_targets_of_another_shape_part_nothing(targets) -> None:
    assert metrics.segment(TIME_S, PATH_M, targets) == []


@pytest.mark.parametrize(
    "clock_s",
    [
        TIME_S[::-1],
        0.0 * TIME_S,
        np.random.default_rng(0).permutation(TIME_S),
        np.where(np.arange(len(TIME_S)) == 50, 1e6, TIME_S),
    ],
    ids=["backwards", "standing", "shuffled", "one far ahead"],
)
def test_a_broken_clock_has_no_number(clock_s: np.ndarray) -> None:
    found = metrics.measure_reach(clock_s, PATH_M, TARGET_M)
    for field in fields(found):
        if field.name != "valid_fraction":
            reason = getattr(found, field.name).reason
            assert reason == "the clock of most samples does not go forward", field.name
    assert found.valid_fraction < 0.5


@pytest.mark.parametrize("zero_s", [-1e6, 1e9, 1.7e9])
def test_where_the_clock_begins_does_not_matter(zero_s: float) -> None:
    here = metrics.measure_reach(TIME_S, PATH_M, TARGET_M, shown_s=0.1, target_radius_m=0.02)
    there = metrics.measure_reach(
        TIME_S + zero_s, PATH_M, TARGET_M, shown_s=zero_s + 0.1, target_radius_m=0.02
    )
    for field in fields(here):
        if field.name not in ("onset_s", "end_s"):
            expected = getattr(here, field.name)
            assert getattr(there, field.name) == pytest.approx(expected, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("unit", [1e-3, 1e-6, 1e-9])
def test_a_clock_in_another_unit_is_one_of_gaps(unit: float) -> None:
    found = metrics.measure_reach(TIME_S / unit, PATH_M, TARGET_M)
    assert found.movement_time_s.reason.startswith("a gap of")


@pytest.mark.parametrize("rate", [1e-300, 1e5, 1e9, 1e300, "ninety", None, [90.0, 80.0], 90j])
def test_rates_out_of_all_reason(rate) -> None:
    found = metrics.measure_reach(TIME_S, PATH_M, TARGET_M, rate_hz=rate)
    assert not found.sparc.valid
    assert metrics.speed(PATH_M, rate).shape == TIME_S.shape
    assert np.isnan(metrics.lowpass(PATH_M, rate, 6e-8)).all()
    assert np.isnan(metrics.lowpass(PATH_M, RATE_HZ, rate)).all()


@pytest.mark.parametrize("rest_m_s", [math.nan, math.inf, "slow", None])
def test_a_rest_of_no_speed(rest_m_s) -> None:
    for found in (
        metrics.onset(SPEED_M_S, RATE_HZ, rest_m_s),
        metrics.settled(SPEED_M_S, RATE_HZ, 0.5, rest_m_s),
    ):
        assert found.reason == "the speed at rest is not a finite number"


def test_nothing_settles_after_its_last_sample() -> None:
    last_s = (len(SPEED_M_S) - 1) / RATE_HZ
    assert metrics.settled(SPEED_M_S, RATE_HZ, 1e300) == pytest.approx(last_s)


def test_a_gap_and_an_order_of_whatever_comes() -> None:
    assert metrics.longest_gap([0.0, 0.1, 0.4]) == pytest.approx(0.3)
    assert metrics.longest_gap(np.ma.masked_array(TIME_S)) == pytest.approx(1.0 / RATE_HZ)
    assert math.isnan(metrics.longest_gap([0.0, math.nan, 0.4]))
    assert math.isnan(metrics.longest_gap("clock"))
    assert metrics.in_order([0, 1, 1, 2]).tolist() == [True, True, False, True]
    assert metrics.in_order(None).shape == (0,)
    assert metrics.valid_fraction([True, False]) == 0.5
    assert metrics.valid_fraction([1.0, math.nan]) == 0.5
    assert metrics.valid_fraction(np.ones((3, 3), np.bool_)).reason
    assert metrics.peak_aperture([0.05, math.nan]) == 0.05
    assert metrics.peak_aperture([]).reason == "the fingers were not tracked"


def test_a_million_samples() -> None:
    path_m = np.random.default_rng(0).normal(0.0, 1e-3, (1_000_000, 2)).cumsum(axis=0)
    time_s = np.arange(len(path_m)) / RATE_HZ
    assert metrics.measure_reach(time_s, path_m).peak_speed_m_s.valid
    assert np.isfinite(metrics.lowpass(path_m, RATE_HZ)).all()


def test_a_hole_costs_the_low_pass_a_second_around_it() -> None:
    path_m = np.random.default_rng(0).normal(0.0, 0.01, (900, 2)).cumsum(axis=0)
    whole = metrics.lowpass(path_m, RATE_HZ)
    path_m[450, 1] = math.nan
    found = metrics.lowpass(path_m, RATE_HZ)
    away = np.abs(np.arange(900) - 450)
    far, near = away > 1.1 * RATE_HZ, away < RATE_HZ
    np.testing.assert_allclose(found[far], whole[far], atol=1e-9)
    assert np.isnan(found[near]).all()
