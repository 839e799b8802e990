"""Pointing without a button: dwell, rays, the gaze, and what the hand is in line with."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controllers.frame import GUESSED, TRACKED, Button, InputFrame, Quat, Vec3
from controllers.rotation import looking_along
from game.dwell import Dwell, GazeDwell
from game.pointing import Pointer, Spot
from game.rays import forward, gaze_on, in_line
from game.wanted import depth_along
from tasks.scene import Role, Scene

EYES_M: Vec3 = (0.0, 1.2, 0.0)
SPOTS = [Spot((x, 1.2, -2.0), 0.0, 0.3, 0.3) for x in (-0.8, 0.0, 0.8)]
NOWHERE: Vec3 = (0.0, 4.0, -1.0)
RATES_HZ = [60.0, 72.0, 90.0, 120.0]


def towards(place_m: Vec3) -> Quat:
    x, y, z = (there - here for there, here in zip(place_m, EYES_M, strict=True))
    length = math.hypot(x, y, z)
    return looking_along((x / length, y / length, z / length))


class Patient:
    """Frames of someone who points at places, at a rate."""

    def __init__(self, pointer: Pointer, rate_hz: float = 90.0) -> None:
        self.pointer = pointer
        self.frame = InputFrame()
        self.time_ns = 7_000_000_000
        self.step_ns = round(1e9 / rate_hz)
        self.frame.head.set(EYES_M, towards(NOWHERE))

    def look(self, place_m: Vec3, flags: int = TRACKED) -> Patient:
        self.frame.head.set(EYES_M, towards(place_m), flags)
        return self

    def aim(self, side: str, place_m: Vec3) -> Patient:
        self.frame.aim(side).set(EYES_M, towards(place_m))
        return self

    def press(self, buttons: int) -> Patient:
        self.frame.buttons = buttons
        return self

    def stay(self, seconds: float) -> Patient:
        for _ in range(max(1, round(seconds * 1e9 / self.step_ns))):
            self.time_ns += self.step_ns
            self.frame.set_times(0, self.time_ns, self.time_ns)
            self.pointer.step(self.frame)
        return self

    def time_to_choose(self) -> float:
        start_ns = self.time_ns
        while self.pointer.chosen is None and self.time_ns - start_ns < 5e9:
            self.stay(0.0)
        return (self.time_ns - start_ns) * 1e-9


# Dwell


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_dwell_takes_its_seconds_at_any_frame_rate(rate_hz: float) -> None:
    dwell = Dwell(1.5, 0.2)
    count = 0
    while dwell.step(True, round(count / rate_hz * 1e9)) < 1.0:
        count += 1
    assert count / rate_hz == pytest.approx(1.5, abs=1.01 / rate_hz)


def test_leaving_for_a_moment_keeps_the_progress_and_longer_loses_it() -> None:
    dwell = Dwell(1.0, 0.2)
    now_ns = 0

    def go(seconds: float, *, inside: bool) -> float:
        nonlocal now_ns
        for _ in range(round(seconds * 100)):
            now_ns += 10_000_000
            dwell.step(inside, now_ns)
        return dwell.progress

    half = go(0.5, inside=True)
    assert half == pytest.approx(0.49)
    assert go(0.15, inside=False) == half
    assert go(0.3, inside=True) == pytest.approx(half + 0.29)
    assert go(0.25, inside=False) == 0.0
    assert go(1.2, inside=True) == 1.0
    dwell.reset()
    assert dwell.progress == 0.0


def test_a_gap_counts_for_nothing() -> None:
    dwell = Dwell(1.0, 0.2)
    dwell.step(True, 0)
    assert dwell.step(True, 90_000_000) == pytest.approx(0.09)
    assert dwell.step(True, 5_000_000_000) == pytest.approx(0.09)
    assert dwell.step(False, 9_000_000_000) == pytest.approx(0.09), "nor for having left"


@given(st.lists(st.tuples(st.booleans(), st.integers(-(10**9), 10**10)), max_size=60))
def test_progress_is_a_share_and_never_grows_outside(steps: list[tuple[bool, int]]) -> None:
    dwell = Dwell(1.0, 0.2)
    before = 0.0
    now_ns = 0
    for inside, by_ns in steps:
        now_ns += by_ns
        progress = dwell.step(inside, now_ns)
        assert 0.0 <= progress <= 1.0
        if not inside:
            assert progress <= before
        assert progress - before <= 0.1 + 1e-9
        before = progress


# Gaze and lines


@given(
    st.tuples(*[st.floats(-5, 5)] * 3),
    st.floats(-math.pi, math.pi),
    st.floats(-1.5, 1.5),
    st.floats(0.2, 9),
)
def test_looking_at_a_place_is_in_line_with_it(
    origin: Vec3, yaw: float, pitch: float, far: float
) -> None:
    direction = (
        -math.sin(yaw) * math.cos(pitch),
        math.sin(pitch),
        -math.cos(yaw) * math.cos(pitch),
    )
    frame = InputFrame()
    frame.head.set(origin, looking_along(direction))
    assert forward(frame.head) == pytest.approx(direction, abs=1e-5)
    x, y, z = (o + far * d for o, d in zip(origin, direction, strict=True))
    assert in_line(origin, direction, (x, y, z), 0.01)
    assert gaze_on(frame, (x, y, z), 0.01)
    behind: Vec3 = tuple(o - far * d for o, d in zip(origin, direction, strict=True))  # type: ignore[assignment]
    assert not in_line(origin, direction, behind, 0.01)


def test_two_seconds_at_the_sign() -> None:
    scene = Scene("orchard")
    sign = scene.add(Role.STOP, "stop_sign", (-1.3, 1.1, -1.0), scale=(0.3, 0.3, 0.3))
    gaze = GazeDwell()
    frame = InputFrame()
    progress: list[float] = []
    for count in range(181):
        frame.head.set(EYES_M, towards(sign.position_m))
        frame.set_times(count, count * 11_111_111, count * 11_111_111)
        progress.append(gaze.step(frame, sign))
    assert progress[0] == 0.0
    assert progress[90] == pytest.approx(0.5, abs=0.01)
    assert progress[-1] >= 0.999
    gaze.reset()
    sign.visible = False
    for count in range(200, 400):
        frame.set_times(count, count * 11_111_111, count * 11_111_111)
        assert gaze.step(frame, sign) == 0.0


def test_a_head_whose_turning_is_not_measured_faces_nothing() -> None:
    frame = InputFrame()
    frame.head.set(EYES_M, towards((0.0, 1.2, -2.0)), GUESSED)
    assert not gaze_on(frame, (0.0, 1.2, -2.0), 0.5)
    frame.head.set(EYES_M, towards((0.0, 1.2, -2.0)), TRACKED)
    assert gaze_on(frame, (0.0, 1.2, -2.0), 0.5)


# Depth


def test_depth_is_that_of_the_thing_most_in_line() -> None:
    scene = Scene("orchard")
    size = (0.1, 0.1, 0.1)
    scene.add(Role.DECOR, "ball", (0.0, 1.2, -0.3), scale=size)
    scene.add(Role.GHOST, "hand_right", (0.0, 1.2, -0.35), scale=size)
    ahead: Vec3 = (0.0, 0.0, -1.0)
    assert depth_along(scene, EYES_M, ahead) is None
    target = scene.add(Role.TARGET, "apple", (0.03, 1.2, -0.6), scale=size)
    assert depth_along(scene, EYES_M, ahead) == pytest.approx(0.6)
    distractor = scene.add(Role.DISTRACTOR, "pear", (0.01, 1.2, -0.4), scale=size)
    assert depth_along(scene, EYES_M, ahead) == pytest.approx(0.4)
    distractor.visible = False
    assert depth_along(scene, EYES_M, ahead) == pytest.approx(0.6)
    target.position_m = (0.2, 1.2, -0.6)
    assert depth_along(scene, EYES_M, ahead) is None
    target.position_m = (0.0, 1.2, 0.6)
    assert depth_along(scene, EYES_M, ahead) is None
    target.position_m = (0.0, 1.2, -3.0)
    assert depth_along(scene, EYES_M, ahead) is None


# Spots


@given(
    st.floats(-math.pi, math.pi),
    st.floats(-1, 1),
    st.floats(-1, 1),
    st.floats(0.3, 4),
    st.floats(-0.5, 0.5),
)
def test_a_ray_hits_a_spot_where_it_crosses_its_face(
    yaw: float, across: float, up: float, away: float, aside: float
) -> None:
    spot = Spot((0.4, 1.0, -1.0), yaw, 0.5, 0.25)

    def place(x: float, y: float, z: float) -> Vec3:
        cos, sin = math.cos(yaw), math.sin(yaw)
        return (0.4 + cos * x + sin * z, 1.0 + y, -1.0 - sin * x + cos * z)

    from_m, to_m = place(aside, 0.1, away), place(across, up, 0.0)
    way = tuple(b - a for a, b in zip(from_m, to_m, strict=True))
    length = math.hypot(*way)
    direction: Vec3 = (way[0] / length, way[1] / length, way[2] / length)
    if min(abs(abs(across) - 0.5), abs(abs(up) - 0.25)) > 1e-6:
        assert spot.hit(from_m, direction) == (abs(across) < 0.5 and abs(up) < 0.25)
    assert not spot.hit(from_m, (-direction[0], -direction[1], -direction[2]))
    assert not spot.hit(place(aside, 0.1, -away), direction), "not from behind"
    assert spot.touched(place(0.2, 0.1, 0.05))
    assert not spot.touched(place(0.2, 0.1, 0.12))


# Pointer


def wake_head(patient: Patient) -> None:
    patient.look(NOWHERE).stay(1.2)


def wake_hand(patient: Patient) -> None:
    patient.aim("left", NOWHERE).stay(1.2)


SOURCES: list[tuple[Callable[[Patient], None], Callable[[Patient, Vec3], object]]] = [
    (wake_head, lambda patient, place: patient.look(place)),
    (wake_hand, lambda patient, place: patient.aim("left", place)),
]


@pytest.mark.parametrize(("wake", "point"), SOURCES, ids=["gaze", "hand"])
@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_second_and_a_half_on_a_place_choose_it(
    wake: Callable[[Patient], None], point: Callable[[Patient, Vec3], object], rate_hz: float
) -> None:
    patient = Patient(Pointer(SPOTS), rate_hz)
    wake(patient)
    point(patient, SPOTS[2].centre_m)
    assert patient.time_to_choose() == pytest.approx(1.5, abs=2.1 / rate_hz)
    assert patient.pointer.chosen == 2


def test_touching_chooses_too() -> None:
    patient = Patient(Pointer(SPOTS))
    patient.frame.right_hand.set((0.0, 0.9, -0.3))
    patient.stay(1.2)
    patient.frame.right_hand.set((0.05, 1.2, -1.97))
    assert patient.time_to_choose() == pytest.approx(1.5, abs=0.03)
    assert patient.pointer.chosen == 1


def before(place_m: Vec3, away_m: float) -> Vec3:
    """On the way from the eyes to a place."""
    length = math.dist(EYES_M, place_m)
    x, y, z = (
        eye + (there - eye) * away_m / length for eye, there in zip(EYES_M, place_m, strict=True)
    )
    return (x, y, z)


@pytest.mark.parametrize("away_m", [0.25, 0.45, 0.7])
def test_a_hand_held_up_before_a_place_chooses_it_out_of_reach(away_m: float) -> None:
    patient = Patient(Pointer(SPOTS)).look(SPOTS[0].centre_m)
    patient.frame.left_hand.set((0.0, 0.7, -0.3))
    patient.stay(1.2)
    patient.frame.left_hand.set(before(SPOTS[2].centre_m, away_m))
    assert patient.time_to_choose() == pytest.approx(1.5, abs=0.03)
    assert patient.pointer.chosen == 2


@pytest.mark.parametrize(
    ("place_m", "flags"),
    [
        (before(SPOTS[1].centre_m, 0.1), TRACKED),
        (before(SPOTS[1].centre_m, 0.5), GUESSED),
        (before(SPOTS[1].centre_m, 2.5), TRACKED),
        ((0.0, 0.7, -0.3), TRACKED),
    ],
    ids=["at the face", "guessed", "behind it", "in the lap"],
)
def test_a_hand_elsewhere_covers_nothing(place_m: Vec3, flags: int) -> None:
    patient = Patient(Pointer(SPOTS))
    patient.frame.left_hand.set((0.3, 0.6, -0.3))
    patient.stay(1.2)
    patient.frame.left_hand.set(place_m, flags=flags)
    patient.stay(3.0)
    assert patient.pointer.index is None


def test_where_the_menu_comes_up_nothing_is_chosen_by_accident() -> None:
    patient = Patient(Pointer(SPOTS)).look(SPOTS[1].centre_m).aim("right", SPOTS[0].centre_m)
    patient.frame.left_hand.set(SPOTS[2].centre_m)
    patient.stay(10.0)
    assert patient.pointer.chosen is None
    assert patient.pointer.progress == 0.0
    patient.look((0.15, 1.25, -2.0)).stay(0.3)
    assert patient.pointer.index == 1


def test_a_quick_look_at_once_has_to_settle_first() -> None:
    patient = Patient(Pointer(SPOTS)).look(NOWHERE).stay(0.05).look(SPOTS[0].centre_m)
    assert patient.time_to_choose() == pytest.approx(2.45, abs=0.05)


def test_a_gaze_that_is_not_measured_marks_nothing() -> None:
    patient = Patient(Pointer(SPOTS))
    made_up = TRACKED & ~4
    patient.look(NOWHERE, made_up).stay(1.5).look(SPOTS[0].centre_m, made_up).stay(3.0)
    assert patient.pointer.index is None
    assert patient.pointer.chosen is None


def test_a_shaking_hand_keeps_its_place_and_its_progress() -> None:
    patient = Patient(Pointer(SPOTS))
    wake_hand(patient)
    start_ns = patient.time_ns
    patient.aim("left", SPOTS[0].centre_m).stay(0.6)
    for _ in range(2):
        patient.aim("left", SPOTS[1].centre_m).stay(0.1)
        assert patient.pointer.index == 0
        patient.aim("left", SPOTS[0].centre_m).stay(0.3)
    patient.time_to_choose()
    assert patient.pointer.chosen == 0
    assert (patient.time_ns - start_ns) * 1e-9 == pytest.approx(1.5 + 2 * 0.1, abs=0.05)


def test_the_mark_moves_when_the_hand_means_it() -> None:
    patient = Patient(Pointer(SPOTS))
    wake_hand(patient)
    patient.aim("left", SPOTS[0].centre_m).stay(1.0).aim("left", SPOTS[1].centre_m).stay(0.3)
    assert patient.pointer.index == 1
    assert patient.pointer.progress < 0.2
    patient.aim("left", NOWHERE).stay(0.3)
    assert patient.pointer.index is None


def test_a_hand_goes_before_the_gaze() -> None:
    patient = Patient(Pointer(SPOTS))
    patient.aim("right", NOWHERE).stay(1.2)
    patient.look(SPOTS[0].centre_m).aim("right", SPOTS[1].centre_m).stay(0.2)
    assert patient.pointer.index == 1
    patient.aim("right", NOWHERE).stay(0.3)
    assert patient.pointer.index == 0


def test_select_chooses_at_once_what_is_under_the_ray() -> None:
    patient = Patient(Pointer(SPOTS)).aim("right", SPOTS[1].centre_m).stay(0.1)
    patient.press(Button.SELECT).stay(0.0)
    assert patient.pointer.chosen == 1


def test_select_beside_everything_chooses_nothing() -> None:
    patient = Patient(Pointer(SPOTS)).aim("right", NOWHERE).stay(0.1)
    patient.press(Button.SELECT).stay(0.5)
    assert patient.pointer.chosen is None


def test_a_button_still_held_from_before_is_no_press() -> None:
    patient = Patient(Pointer(SPOTS)).aim("right", SPOTS[1].centre_m).press(Button.SELECT)
    assert patient.stay(0.5).pointer.chosen is None
    patient.press(0).stay(0.1).press(Button.SELECT).stay(0.0)
    assert patient.pointer.chosen == 1


def test_by_keys_the_first_press_marks_and_the_second_chooses() -> None:
    patient = Patient(Pointer(SPOTS)).stay(0.1).press(Button.SELECT).stay(0.1)
    assert (patient.pointer.index, patient.pointer.chosen) == (0, None)
    patient.press(0).stay(0.1)
    patient.pointer.focus(2)
    patient.stay(3.0)
    assert (patient.pointer.index, patient.pointer.chosen) == (2, None), "keys do not dwell"
    patient.press(Button.SELECT).stay(0.0)
    assert patient.pointer.chosen == 2


def test_keys_win_over_a_ray_that_rests_and_lose_to_one_that_moves_on() -> None:
    patient = Patient(Pointer(SPOTS)).aim("right", NOWHERE).stay(0.1)
    patient.aim("right", SPOTS[0].centre_m).stay(0.2)
    patient.pointer.focus(2)
    patient.stay(3.0)
    assert (patient.pointer.index, patient.pointer.chosen) == (2, None)
    patient.aim("right", SPOTS[1].centre_m).stay(0.1)
    assert patient.pointer.index == 1


def test_no_places_no_choice() -> None:
    patient = Patient(Pointer(())).stay(0.1).press(Button.SELECT).stay(2.0)
    assert patient.pointer.chosen is None
