"""The measures of one grasp, against movements whose values are known beforehand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metrics
from metrics import GraspMoments, Measured

HOME_M = np.array([0.1, 0.8, -0.1])
OBJECT_M = np.array([0.1, 0.8, -0.4])
GOAL_M = np.array([-0.14, 0.98, -0.4])
REACH_M, CARRY_M = 0.3, 0.3
REACH_AT_S, REACH_S, CARRY_AT_S, CARRY_S = 1.0, 0.8, 2.3, 1.0
MOMENTS = GraspMoments(
    shown_s=0.7,
    entered_s=1.7,
    closed_s=2.0,
    grasped_s=2.0,
    lifted_s=2.5,
    carried_s=3.2,
    placed_s=3.25,
    released_s=3.9,
)


def minimum_jerk(share: np.ndarray) -> np.ndarray:
    s = np.clip(share, 0.0, 1.0)
    return 10.0 * s**3 - 15.0 * s**4 + 6.0 * s**5


def hand_at(time_s: np.ndarray) -> np.ndarray:
    there = minimum_jerk((time_s - REACH_AT_S) / REACH_S)[:, None]
    carried = minimum_jerk((time_s - CARRY_AT_S) / CARRY_S)[:, None]
    return HOME_M + there * (OBJECT_M - HOME_M) + carried * (GOAL_M - OBJECT_M)


def clock(rate_hz: float = 90.0) -> np.ndarray:
    return np.arange(0.0, 4.4, 1.0 / rate_hz)


def measured(
    time_s: np.ndarray | None = None,
    hand_m: np.ndarray | None = None,
    moments: GraspMoments = MOMENTS,
    **others: np.ndarray,
) -> dict[str, Measured]:
    time_s = clock() if time_s is None else time_s
    hand_m = hand_at(time_s) if hand_m is None else hand_m
    tracked = others.pop("tracked", np.ones(len(time_s), np.bool_))
    head_m = np.tile([0.0, 1.2, 0.0], (len(time_s), 1))
    return metrics.grasp(time_s, hand_m, others.pop("head_m", head_m), tracked, moments, **others)


def reason(result: Measured) -> str:
    assert math.isnan(result)
    return result.reason


def test_every_measure_has_a_number_or_a_reason() -> None:
    assert tuple(measured()) == metrics.GRASP_MEASURES
    assert tuple(measured(np.empty(0), np.empty((0, 3)))) == metrics.GRASP_MEASURES


def test_times_are_between_the_moments() -> None:
    found = measured()
    assert found["grip_onset_time_s"] == pytest.approx(0.3)
    assert found["lift_time_s"] == pytest.approx(0.5)
    assert found["transport_time_s"] == pytest.approx(0.7)
    assert found["release_time_s"] == pytest.approx(0.65)
    assert reason(found["handover_time_s"]) == "the object was not handed over"
    # Onset is where the speed passes 5 % of its peak: at 0.0427 of a minimum-jerk movement.
    share = np.linspace(0.0, 0.1, 100_001)
    speed = 30.0 * share**2 * (1.0 - share) ** 2
    onset_s = REACH_AT_S + REACH_S * float(np.interp(0.05 * 1.875, speed, share))
    assert found["reaction_time_s"] == pytest.approx(onset_s - 0.7, abs=0.01)
    assert found["reach_time_s"] == pytest.approx(1.7 - onset_s, abs=0.01)


def test_a_handover_is_timed_from_the_goal_of_the_giving_hand() -> None:
    found = measured(moments=replace(MOMENTS, handed_s=3.6))
    assert found["handover_time_s"] == pytest.approx(0.4)


@pytest.mark.parametrize("rate_hz", [60.0, 72.0, 90.0, 120.0])
def test_reach_and_transport_have_their_own_speed_path_and_smoothness(rate_hz: float) -> None:
    found = measured(clock(rate_hz))
    assert found["peak_speed_reach_m_s"] == pytest.approx(1.875 * REACH_M / REACH_S, rel=0.01)
    assert found["peak_speed_transport_m_s"] == pytest.approx(1.875 * CARRY_M / CARRY_S, rel=0.01)
    for part in ("reach", "transport"):
        assert found[f"path_ratio_{part}"] == pytest.approx(1.0, abs=1e-3)
        # The golden value of an ideal reach is -1.396; what is cut at 5 % of the peak is below.
        assert found[f"sparc_{part}"] == pytest.approx(-1.40, abs=0.02)


def test_a_carry_along_a_quarter_circle_is_longer_by_pi_over_two_root_two() -> None:
    time_s = clock()
    turn = minimum_jerk((time_s - CARRY_AT_S) / CARRY_S) * math.pi / 2
    hand_m = hand_at(np.minimum(time_s, 2.2))
    hand_m = hand_m + 0.3 * np.stack((np.sin(turn), 1.0 - np.cos(turn), 0.0 * turn), axis=1)
    found = measured(time_s, hand_m, replace(MOMENTS, carried_s=3.4, placed_s=3.4))
    ideal = (math.pi / 2) / math.sqrt(2)
    assert found["path_ratio_transport"] == pytest.approx(ideal, rel=0.005)


def test_what_went_before_the_last_grip_is_no_part_of_the_transport() -> None:
    time_s = clock()
    shaken = hand_at(time_s)
    before = (time_s > 1.75) & (time_s < 2.0)
    shaken[before] += 0.05 * np.sin(40.0 * time_s[before])[:, None]
    names = ("path_ratio_transport", "sparc_transport", "peak_speed_transport_m_s")
    plain, other = measured(), measured(time_s, shaken)
    for name in names:
        assert other[name] == pytest.approx(plain[name], rel=0.02), name


def test_the_widest_opening_on_the_way_to_the_object_and_when() -> None:
    time_s = clock()
    aperture_m = 0.04 + 0.06 * np.exp(-(((time_s - 1.5) / 0.2) ** 2))
    aperture_m[time_s > 3.0] = 0.12
    found = measured(aperture_m=aperture_m)
    assert found["peak_aperture_m"] == pytest.approx(0.10, abs=1e-3)
    onset_s = 0.7 + found["reaction_time_s"]
    assert found["peak_aperture_time_s"] == pytest.approx(1.5 - onset_s, abs=0.012)
    aperture_m[time_s < 0.7] = 0.2
    aperture_m[(time_s >= 0.7) & (time_s < onset_s - 0.01)] = 0.15  # a hand that rests open
    rested_open = measured(aperture_m=aperture_m)
    assert rested_open["peak_aperture_m"] == found["peak_aperture_m"]
    assert rested_open["peak_aperture_time_s"] == found["peak_aperture_time_s"]
    without = measured()
    assert reason(without["peak_aperture_m"]) == "the fingers were not tracked"


def test_what_never_happened_has_no_time_and_says_so() -> None:
    found = measured(moments=GraspMoments(0.7))
    assert reason(found["reach_time_s"]) == "the target was not entered"
    assert reason(found["grip_onset_time_s"]) == "the object was not taken"
    assert reason(found["lift_time_s"]) == "the object was not lifted"
    assert reason(found["sparc_transport"]) == "the object did not come to its goal"
    assert reason(found["release_time_s"]) == "the object was not let go at its goal"
    assert found["peak_speed_reach_m_s"] > 0.0


def test_a_gap_in_the_carry_leaves_the_reach_measured() -> None:
    time_s = clock()
    tracked = ~((time_s > 2.6) & (time_s < 2.9))
    found = measured(time_s, tracked=tracked)
    assert reason(found["sparc_transport"]).startswith("a gap of 0.3")
    assert found["sparc_reach"] == pytest.approx(-1.40, abs=0.02)
    assert found["valid_fraction"] == pytest.approx(tracked[time_s >= 0.7].mean())


def test_the_head_is_followed_to_the_end_of_the_repetition() -> None:
    time_s = clock()
    head_m = np.tile([0.0, 1.2, 0.0], (len(time_s), 1))
    head_m[time_s > 3.0, 2] = -0.08
    assert measured(time_s, head_m=head_m)["head_displacement_m"] == pytest.approx(0.08)


@given(
    data=st.data(),
    count=st.integers(0, 40),
    wild=st.sampled_from([0.0, math.nan, math.inf, 1e9]),
)
def test_nothing_that_a_device_delivers_raises(
    data: st.DataObject, count: int, wild: float
) -> None:
    stamps = st.lists(st.floats(0.0, 4.0), min_size=count, max_size=count)
    time_s = np.array(data.draw(stamps))
    moment = st.none() | st.floats(0.0, 4.5)
    moments = GraspMoments(data.draw(st.floats(0.0, 4.0)), *(data.draw(moment) for _ in range(8)))
    hand_m = hand_at(time_s) if count else np.empty((0, 3))
    if count:
        hand_m[data.draw(st.integers(0, count - 1))] = wild
    found = measured(time_s, hand_m, moments, aperture_m=np.full(count, wild))
    for name, result in found.items():
        assert bool(result.reason) != math.isfinite(result), name
