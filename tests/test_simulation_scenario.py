"""Patients over a series of sessions, and copies of a patient in mid-movement."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation import PROFILES, SCENARIOS, Scenario, profile
from simulation.laboratory import Laboratory
from simulation.people import person
from tasks.parameters import TaskParameters
from tasks.reaching import ReachingParameters
from tasks.stepping import SteppingParameters

TASKS = [
    pytest.param("reaching", ReachingParameters(), id="reaching"),
    pytest.param("stepping", SteppingParameters(), id="stepping"),
]


def path_m(lab: Laboratory, seconds: float = 4.0) -> np.ndarray:
    """Hands, feet and head for a time."""
    places = []
    for _ in range(round(seconds * 30)):
        lab.live(1.0 / 30.0)
        frame = lab.frame
        places.append(
            [
                *frame.left_hand.position_m,
                *frame.right_hand.position_m,
                *frame.left_foot.position_m,
                *frame.right_foot.position_m,
                *frame.head.position_m,
            ]
        )
    return np.array(places)


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("kind", ["healthy", "severe", "parkinson"])
def test_the_same_session_is_the_same_patient_in_any_order(scenario: str, kind: str) -> None:
    of_kind = SCENARIOS[scenario].of(kind)
    forwards = [of_kind.patient_for(number, 3) for number in range(1, 9)]
    backwards = [of_kind.patient_for(number, 3) for number in range(8, 0, -1)]
    assert forwards == backwards[::-1]
    assert len({visit.seed for visit in forwards}) == len(forwards)
    assert forwards[0] != of_kind.patient_for(1, 4)


def test_learning_takes_burden_away_fast_at_first_and_for_good() -> None:
    scenario = Scenario("moderate", learning=0.4, variability=0.0)
    burdens = [scenario.patient_for(number, 1).burden for number in range(1, 60)]
    gains = -np.diff(burdens)
    assert burdens[0] == pytest.approx(1.0)
    assert (gains > 0).all()
    assert (np.diff(gains) < 0).all()
    assert burdens[-1] == pytest.approx(0.6, abs=0.01)


def test_what_a_session_gained_is_kept_in_part() -> None:
    def steps(retention: float) -> tuple[float, float]:
        scenario = Scenario("moderate", learning=0.4, retention=retention, variability=0.0)
        first, second = (scenario.patient_for(number, 1) for number in (1, 2))
        usual = person("moderate", 1).unpractised
        practised = first.burden * (1.0 + usual) / (1.0 + first.profile.unpractised)
        return first.burden - practised, first.burden - second.burden

    gained, kept = steps(0.5)
    assert kept == pytest.approx(0.5 * gained)
    assert steps(1.0)[1] == pytest.approx(steps(1.0)[0])
    assert steps(0.0)[1] == pytest.approx(0.0, abs=1e-12)


def test_a_bad_day_is_one_day() -> None:
    scenario = Scenario("mild", bad_day=5, bad_day_burden=1.7, variability=0.0)
    burdens = [scenario.patient_for(number, 1).burden for number in range(1, 10)]
    assert burdens == [1.7 if number == 5 else 1.0 for number in range(1, 10)]
    bad, good = (scenario.patient_for(number, 1).profile for number in (5, 6))
    assert bad.fitts_slope_s == pytest.approx(1.7 * good.fitts_slope_s)
    assert bad.peak_speed_m_s == pytest.approx(good.peak_speed_m_s / 1.7)


def test_days_vary_as_much_as_said() -> None:
    scenario = Scenario("mild", variability=0.2)
    logs = [math.log(scenario.patient_for(number, 1).burden) for number in range(1, 400)]
    assert np.std(logs) == pytest.approx(0.2, rel=0.15)
    assert np.mean(logs) == pytest.approx(0.0, abs=0.04)


def test_tiring_tires_within_a_session_and_a_night_takes_it_away() -> None:
    """The same people with and without it, over the same repetitions."""
    slower = []
    for seed in range(1, 6):
        late_to_early = {}
        for name in ("steady", "tiring"):
            visit = SCENARIOS[name].of("moderate").patient_for(1, seed)
            traits = visit.profile.model_copy(update={"pace_sd": 0.0, "unpractised": 0.0})
            lab = Laboratory(traits, ReachingParameters(), "reaching", 1)
            times_s = [lab.repeat(0.3).value("movement_time_s") for _ in range(60)]
            late_to_early[name] = np.nanmedian(times_s[-20:]) / np.nanmedian(times_s[:20])
        slower.append(late_to_early["tiring"] / late_to_early["steady"])
    assert min(slower) > 1.0
    assert np.median(slower) > 1.07
    first, second = (SCENARIOS["tiring"].patient_for(number, 2) for number in (1, 2))
    assert second.profile.unpractised == first.profile.unpractised


@pytest.mark.parametrize(
    "wrong",
    [{"learning": 1.0}, {"retention": 1.2}, {"tiring": -1.0}, {"variability": -0.1}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_nonsense_is_refused_by_name(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Scenario("mild", **wrong)  # type: ignore[arg-type]


def test_unknown_kinds_and_sessions_are_refused() -> None:
    with pytest.raises(KeyError, match="parkinson"):
        Scenario("absent")
    with pytest.raises(ValueError, match="begin with 1"):
        Scenario("mild").patient_for(0, 1)


@pytest.mark.parametrize(("task", "parameters"), TASKS)
@pytest.mark.parametrize("kind", PROFILES)
def test_a_copy_lives_on_as_the_original(task: str, parameters: TaskParameters, kind: str) -> None:
    lab = Laboratory(profile(kind), parameters, task, 5)
    lab.repeat(0.4)
    twin = lab.twin()
    np.testing.assert_array_equal(path_m(lab), path_m(twin))
    ends = [one.repeat(0.4).outcome for one in (lab, twin)]
    assert ends[0] == ends[1]


@pytest.mark.parametrize(("task", "parameters"), TASKS)
def test_a_copy_with_another_seed_moves_otherwise_and_can_do_as_much(
    task: str, parameters: TaskParameters
) -> None:
    lab = Laboratory(profile("moderate"), parameters, task, 5)
    for _ in range(4):
        lab.repeat(0.4)
    moved = []
    for seed in (1, 1, 2):
        twin = lab.twin()
        twin.patient.reseed(seed)
        tired = [arm.endurance.fatigue for arm in (twin.patient._left, twin.patient._right)]
        assert tired == [arm.endurance.fatigue for arm in (lab.patient._left, lab.patient._right)]
        moved.append(twin.repeat(0.4))
    assert moved[0] == moved[1]
    assert moved[0].measures != moved[2].measures
