"""The simulated patient before scenes built by hand: what it sees, how it moves, what it can't."""

from __future__ import annotations

import math

import numpy as np
import pytest
from support.simulated import ELSEWHERE_M, START_M, TARGET_M, Bench

from controllers.frame import InputFrame
from simulation import PROFILES, MotorProfile, SimulatedPatient, profile
from tasks.body import BodyFrame
from tasks.scene import Role, Scene

RATES_HZ = [60.0, 72.0, 90.0, 120.0]
STEADY = profile("healthy").model_copy(
    update={
        "reaction_sd_s": 0.0,
        "unpractised": 0.0,
        "fatigue_per_m": 0.0,
        "tremor_m": 0.0,
        "pace_sd": 0.0,
    }
)


def with_traits(kind: str, **traits: float) -> MotorProfile:
    return MotorProfile(**{**PROFILES[kind].model_dump(), **traits})


def shoulder_m(bench: Bench) -> tuple[float, float, float]:
    return BodyFrame(bench.frame.head.position_m, 0.0).shoulder_m(bench.side)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("affected", ["left", "right"])
def test_healthy_reaches_and_holds(rate_hz: float, affected) -> None:
    bench = Bench(profile("healthy"), affected=affected, rate_hz=rate_hz)
    bench.go_to_start()
    took_s = bench.reach(hold_s=0.0)
    assert took_s is not None
    assert 0.4 < took_s < 1.2
    bench.wait(0.6)
    for _ in bench.steps(2.0):
        assert bench.to_target_m < bench.target.radius_m


@pytest.mark.parametrize("kind", PROFILES)
def test_every_kind_holds_an_easy_target(kind: str) -> None:
    bench = Bench(profile(kind), target_m=(0.22, 0.9, -0.25), radius_m=0.07)
    bench.go_to_start()
    assert bench.reach() is not None


def test_head_is_still_while_looking_ahead() -> None:
    bench = Bench(profile("severe"))
    for _ in bench.steps(3.0):
        assert math.dist(bench.frame.head.position_m, (0.0, 1.2, 0.0)) < 0.01
        assert bench.frame.head.orientation == pytest.approx((0.0, 0.0, 0.0, 1.0))


def test_standing_eye_height() -> None:
    scene = Scene("orchard")
    patient = SimulatedPatient(profile("healthy"), 0, lambda: scene, "right", 1.6)
    frame = InputFrame()
    patient.read(frame)
    assert frame.head.position_m[1] == pytest.approx(1.6, abs=0.01)


def test_frame_is_filled_as_a_device_fills_it() -> None:
    bench = Bench(profile("mild"))
    bench.go_to_start()
    bench.show_target()
    bench.wait(0.5)
    frame = bench.frame
    for pose in ("head", "left_hand", "right_hand"):
        shown, sampled = getattr(frame, pose), getattr(frame, f"sampled_{pose}")
        assert shown.position_tracked
        assert sampled.position_m == shown.position_m
    assert frame.left_aim.position_valid
    assert frame.right_aim.position_valid
    assert frame.left_foot.position_m == pytest.approx((-0.1, 0.0, -0.35), abs=1e-6)
    assert frame.buttons == 0
    before_m, before_s = np.array(bench.hand_m), bench.now_s
    bench.step()
    velocity = (np.array(bench.hand_m) - before_m) / (bench.now_s - before_s)
    np.testing.assert_allclose(
        frame.record["right_hand_velocity_m_s"], velocity, rtol=1e-3, atol=1e-3
    )
    assert set(bench.patient.features.hands) == {"left", "right"}


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_no_movement_before_the_reaction_time(rate_hz: float) -> None:
    bench = Bench(STEADY, rate_hz=rate_hz)
    bench.go_to_start()
    resting_m = bench.hand_m
    shown_s = bench.show_target()
    delay_s = STEADY.visual_delay_s + STEADY.reaction_s
    for _ in bench.steps(delay_s + 0.2):
        moved_m = math.dist(bench.hand_m, resting_m)
        if bench.now_s <= shown_s + delay_s:
            assert moved_m < 0.003, "drift alone"
    assert moved_m > 0.015


def test_a_target_gone_within_the_visual_delay_is_never_seen() -> None:
    bench = Bench(STEADY)
    bench.go_to_start()
    resting_m = bench.hand_m
    bench.show_target()
    bench.step()
    bench.target.visible, bench.start.visible = False, True
    for _ in bench.steps(2.0):
        assert math.dist(bench.hand_m, resting_m) < 0.03
        assert bench.to_target_m > 0.2


def test_reaction_times_spread_around_their_mean() -> None:
    traits = with_traits("mild", unpractised=0.0, fatigue_per_m=0.0, lapse=0.0)
    times_s = []
    bench = Bench(traits)
    for _ in range(40):
        bench.go_to_start(4.0)
        resting_m, shown_s = bench.hand_m, bench.show_target()
        while math.dist(bench.hand_m, resting_m) < 0.015:
            bench.step()
        times_s.append(bench.now_s - shown_s)
        bench.wait(2.0)
    expected_s = traits.visual_delay_s + traits.reaction_s
    assert expected_s < np.mean(times_s) < expected_s + 0.3
    assert 0.5 * traits.reaction_sd_s < np.std(times_s) < 2.0 * traits.reaction_sd_s


@pytest.mark.parametrize("kind", PROFILES)
def test_without_a_target_the_hand_never_goes_where_it_would_be(kind: str) -> None:
    bench = Bench(profile(kind), radius_m=0.1)
    bench.start.visible = True
    for _ in bench.steps(60.0):
        assert bench.to_target_m > bench.target.radius_m
    bench.start.visible = False
    for _ in bench.steps(30.0):
        assert bench.to_target_m > bench.target.radius_m


def test_other_roles_are_no_targets() -> None:
    bench = Bench(profile("healthy"))
    for role in Role:
        if role not in (Role.TARGET, Role.START):
            bench.scene.add(role, "apple", TARGET_M, scale=(0.1, 0.1, 0.1))
    bench.start.visible = True
    for _ in bench.steps(20.0):
        assert bench.to_target_m > 0.1


def test_a_target_has_precedence_and_the_first_of_two_is_taken() -> None:
    bench = Bench(profile("healthy"))
    bench.go_to_start()
    bench.scene.add(Role.TARGET, "apple", (0.3, 0.7, -0.3), scale=(0.08, 0.08, 0.08))
    bench.target.visible = True
    bench.wait(2.0)
    assert bench.to_target_m < bench.target.radius_m


def test_a_target_that_moves_is_followed() -> None:
    bench = Bench(profile("healthy"))
    bench.go_to_start()
    assert bench.reach() is not None
    bench.target.position_m = (0.05, 1.1, -0.4)
    bench.wait(0.05)
    assert bench.to_target_m > 0.15
    bench.wait(2.0)
    assert bench.to_target_m < bench.target.radius_m


def test_hand_goes_back_into_the_lap_when_nothing_is_to_be_done() -> None:
    bench = Bench(profile("moderate"))
    bench.step()
    lap_m = bench.hand_m
    bench.go_to_start()
    bench.start.visible = False
    bench.wait(1.0)
    assert math.dist(bench.hand_m, START_M) < 0.07
    bench.wait(6.0)
    assert math.dist(bench.hand_m, lap_m) < 0.06
    resting_m = bench.hand_m
    bench.wait(1.0)
    assert bench.hand_m == resting_m


@pytest.mark.parametrize("wanted", ["left", "right"])
def test_the_hand_that_is_asked_for_is_used(wanted) -> None:
    bench = Bench(profile("healthy"))
    bench.scene.wanted_side = wanted
    bench.target.position_m = (0.0, 0.95, -0.35)
    bench.target.visible = True
    bench.wait(3.0)
    near_m = math.dist(bench.frame.hand(wanted).position_m, bench.target.position_m)
    assert near_m < bench.target.radius_m


def test_the_hand_of_the_start_place_reaches_across() -> None:
    bench = Bench(profile("healthy"), affected="right")
    bench.go_to_start()
    bench.target.position_m = (-0.1, 0.95, -0.35)
    assert bench.reach() is not None


@pytest.mark.parametrize("kind", ["moderate", "severe"])
def test_reach_ends_where_the_arm_and_the_lean_end(kind: str) -> None:
    traits = profile(kind)
    bench = Bench(traits, target_m=(0.3, 1.1, -1.0), radius_m=0.05)
    bench.go_to_start()
    bench.show_target()
    farthest_m = 0.0
    for _ in bench.steps(30.0):
        assert math.dist(bench.hand_m, shoulder_m(bench)) <= traits.reach_m + 0.005
        farthest_m = max(farthest_m, math.dist(bench.frame.head.position_m, (0.0, 1.2, 0.0)))
        assert bench.to_target_m > bench.target.radius_m
    assert farthest_m == pytest.approx(traits.lean_m * math.hypot(1.0, 0.25), abs=0.01)
    assert math.dist(bench.hand_m, shoulder_m(bench)) > 0.85 * traits.reach_m


def test_the_trunk_helps_only_where_the_arm_is_short() -> None:
    leans_m = {}
    for kind in ("healthy", "severe"):
        bench = Bench(profile(kind))
        bench.go_to_start()
        bench.show_target()
        bench.wait(6.0)
        leans_m[kind] = math.dist(bench.frame.head.position_m, (0.0, 1.2, 0.0))
    assert leans_m["healthy"] < 0.01
    assert leans_m["severe"] > 0.08


def median_time_s(traits: MotorProfile, target_m, radius_m: float, count: int = 9) -> float:
    """Median time from the target's showing to its first entry."""
    times_s = []
    for seed in range(count):
        bench = Bench(traits, seed, target_m=target_m, radius_m=radius_m)
        bench.go_to_start(6.0)
        took_s = bench.reach(hold_s=0.3)
        assert took_s is not None
        times_s.append(took_s)
    return float(np.median(times_s))


@pytest.mark.parametrize("kind", ["healthy", "mild", "moderate"])
def test_time_grows_with_the_index_of_difficulty(kind: str) -> None:
    """log2(2 D / W) of 1.4, 2.6 and 3.8 bits, by width and by distance."""
    traits = with_traits(kind, lapse=0.0)
    near, far = (0.2, 0.88, -0.25), (0.26, 0.98, -0.42)
    wide = median_time_s(traits, near, 0.08)
    narrow = median_time_s(traits, near, 0.02)
    distant = median_time_s(traits, far, 0.02)
    assert wide < narrow < distant


def test_kinds_are_ordered_by_time() -> None:
    times_s = [
        median_time_s(with_traits(kind, lapse=0.0), (0.2, 0.9, -0.28), 0.05)
        for kind in ("healthy", "mild", "moderate", "severe")
    ]
    assert times_s == sorted(times_s)
    assert times_s[-1] > 2.0 * times_s[0]


def session_of(bench: Bench, repetitions: int) -> list[float]:
    """Durations of repetitions one after the other."""
    times_s = []
    for _ in range(repetitions):
        bench.go_to_start(3.0)
        took_s = bench.reach(within_s=10.0)
        assert took_s is not None
        times_s.append(took_s)
    return times_s


def test_practice_makes_faster() -> None:
    traits = with_traits("healthy", unpractised=0.8, practice=8.0, fatigue_per_m=0.0, pace_sd=0.0)
    times_s = session_of(Bench(traits), 30)
    assert np.median(times_s[-8:]) < 0.85 * np.median(times_s[:4])


def test_a_missed_target_teaches_nothing() -> None:
    traits = with_traits("healthy", unpractised=0.8, practice=8.0, fatigue_per_m=0.0, pace_sd=0.0)
    bench = Bench(traits, target_m=(0.3, 1.1, -1.5))
    for _ in range(12):
        bench.go_to_start(3.0)
        bench.show_target()
        bench.wait(2.0)
    bench.target.position_m = TARGET_M
    first_s = float(np.median(session_of(Bench(traits), 3)))
    assert np.median(session_of(bench, 3)) == pytest.approx(first_s, rel=0.12)


def test_work_tires_and_rest_restores() -> None:
    traits = with_traits(
        "healthy", unpractised=0.0, fatigue_per_m=0.3, recovery_s=60.0, pace_sd=0.0
    )
    bench = Bench(traits)
    times_s = session_of(bench, 25)
    assert np.median(times_s[-5:]) > 1.15 * np.median(times_s[:3])
    bench.start.visible = bench.target.visible = False
    bench.wait(300.0)
    assert np.median(session_of(bench, 3)) < 1.12 * np.median(times_s[:3])


def test_a_lapse_makes_late() -> None:
    traits = with_traits("healthy", lapse=1.0, lapse_s=4.0)
    bench = Bench(traits)
    times_s = []
    for _ in range(10):
        bench.go_to_start(30.0)
        took_s = bench.reach(within_s=60.0)
        assert took_s is not None
        times_s.append(took_s)
    assert 1.5 < np.mean(times_s) - 0.9 < 10.0


@pytest.mark.parametrize(("kind", "frequency_hz"), [("tremor", 5.0), ("severe", 4.5)])
def test_tremor_has_its_frequency(kind: str, frequency_hz: float) -> None:
    assert profile(kind).tremor_hz == frequency_hz
    bench = Bench(with_traits(kind, sag_m_s=0.0), target_m=(0.2, 0.9, -0.25), radius_m=0.2)
    bench.go_to_start()
    bench.show_target()
    bench.wait(6.0)
    held_m = np.array(list(bench.steps(20.0)))
    spectrum = np.abs(np.fft.rfft(held_m - held_m.mean(axis=0), axis=0)).sum(axis=1)
    frequencies_hz = np.fft.rfftfreq(len(held_m), 1.0 / 90.0)
    trembling = frequencies_hz > 2.0
    found_hz = frequencies_hz[trembling][spectrum[trembling].argmax()]
    assert found_hz == pytest.approx(frequency_hz, abs=0.4)


def test_a_weak_arm_sags_and_is_lifted_again() -> None:
    traits = with_traits("severe", tremor_m=0.0, drift_m=0.0)
    bench = Bench(traits, target_m=(0.2, 0.9, -0.25), radius_m=0.06)
    bench.go_to_start()
    assert bench.reach() is not None
    bench.wait(2.0)
    heights_m = np.array([place[1] for place in bench.steps(15.0)])
    steps_m = np.diff(heights_m)
    assert (steps_m < 0.0).mean() > 0.5
    assert steps_m.max() > 2.0 * -steps_m.min()


def path_of(bench: Bench) -> np.ndarray:
    """Both hands and the head through a start, a reach and a rest."""
    places = []

    def record(duration_s: float) -> None:
        for _ in bench.steps(duration_s):
            frame = bench.frame
            places.append(
                (
                    *frame.left_hand.position_m,
                    *frame.right_hand.position_m,
                    *frame.head.position_m,
                )
            )

    record(1.0)
    bench.start.visible = True
    record(5.0)
    bench.show_target()
    record(6.0)
    bench.target.visible = False
    record(5.0)
    return np.array(places)


@pytest.mark.parametrize("kind", PROFILES)
def test_same_seed_same_bits_and_another_seed_other_ones(kind: str) -> None:
    first = path_of(Bench(profile(kind), 7))
    np.testing.assert_array_equal(first, path_of(Bench(profile(kind), 7)))
    assert not np.array_equal(first, path_of(Bench(profile(kind), 8)))


@pytest.mark.parametrize("kind", PROFILES)
def test_left_mirrors_right(kind: str) -> None:
    right = path_of(Bench(profile(kind), 3, affected="right"))
    left = path_of(Bench(profile(kind), 3, affected="left"))
    flip = np.array([-1.0, 1.0, 1.0])
    np.testing.assert_allclose(left[:, 0:3], right[:, 3:6] * flip, atol=1e-7)
    np.testing.assert_allclose(left[:, 3:6], right[:, 0:3] * flip, atol=1e-7)
    np.testing.assert_allclose(left[:, 6:9], right[:, 6:9] * flip, atol=1e-7)


def test_the_frame_rate_changes_little() -> None:
    times_s = []
    for rate_hz in RATES_HZ:
        bench = Bench(STEADY, 5, rate_hz=rate_hz)
        bench.go_to_start()
        took_s = bench.reach()
        assert took_s is not None
        times_s.append(took_s)
    assert max(times_s) - min(times_s) < 0.06


def test_movement_has_no_jumps() -> None:
    for kind in PROFILES:
        bench = Bench(with_traits(kind, fatigue_per_m=0.0))
        places = path_of(bench)[:, 3:6]
        steps_m = np.linalg.norm(np.diff(places, axis=0), axis=1)
        assert steps_m.max() * 90.0 < 1.4 * profile(kind).peak_speed_m_s, kind


def test_a_second_scene_is_looked_at_when_the_first_is_gone() -> None:
    scenes = [Scene("orchard")]
    patient = SimulatedPatient(profile("healthy"), 0, lambda: scenes[-1])
    frame = InputFrame()
    for index in range(400):
        if index == 90:
            scenes.append(Scene("orchard"))
            scenes[-1].add(Role.TARGET, "apple", TARGET_M, scale=(0.1, 0.1, 0.1))
        time_ns = round(index * 1e9 / 90.0)
        frame.set_times(index, time_ns, time_ns)
        patient.read(frame)
    assert math.dist(frame.right_hand.position_m, TARGET_M) < 0.05


def test_profiles_are_named_and_refuse_nonsense() -> None:
    assert list(PROFILES) == [
        *("healthy", "mild", "moderate", "severe", "tremor"),
        *("neglect", "ataxia", "parkinson"),
    ]
    with pytest.raises(KeyError, match="mild"):
        profile("absent")
    with pytest.raises(ValueError, match="lapse"):
        MotorProfile(lapse=1.5)
    with pytest.raises(ValueError, match="haste"):
        MotorProfile(haste=1.0)  # type: ignore[call-arg]
    assert all(field.description for field in MotorProfile.model_fields.values())


def test_nothing_is_out_of_this_world() -> None:
    bench = Bench(profile("healthy"), target_m=ELSEWHERE_M)
    bench.go_to_start()
    bench.show_target()
    for _ in bench.steps(5.0):
        assert all(math.isfinite(part) for part in bench.hand_m)
        assert math.dist(bench.hand_m, bench.frame.head.position_m) < 1.1
