"""The keyboard: held keys move the hand, taps are fine, the box holds."""

from __future__ import annotations

import itertools
import math

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from support.desk import Desk, open_desk

from controllers.frame import TRACKED, Button, Vec3
from controllers.gaze import (
    HIGHEST_DEG,
    LOWEST_DEG,
    MOST_YAW_DEG,
    RESTING,
    off_middle_deg,
    turned_to,
)
from controllers.keyboard import (
    LEFT_FOOT_KEYS,
    RIGHT_FOOT_KEYS,
    SELECT_KEYS,
    SQUEEZE_KEYS,
    TURNING_KEYS,
    HeldKeys,
    KeyboardController,
)
from game.keys import KEYS as THERAPIST
from game.wanted import depth_along
from tasks.body import BodyFrame
from tasks.scene import Role, Scene

KEYS = (
    pygame.K_UP,
    pygame.K_DOWN,
    pygame.K_LEFT,
    pygame.K_RIGHT,
    pygame.K_PAGEUP,
    pygame.K_PAGEDOWN,
    pygame.K_SPACE,
    pygame.K_TAB,
)


@pytest.fixture
def keyboard(desk: Desk) -> KeyboardController:
    return KeyboardController(desk.events, desk.wanted_side, limb=desk.wanted_limb)


@pytest.mark.parametrize(
    ("key", "direction"),
    [
        (pygame.K_RIGHT, (1, 0, 0)),
        (pygame.K_LEFT, (-1, 0, 0)),
        (pygame.K_UP, (0, 1, 0)),
        (pygame.K_DOWN, (0, -1, 0)),
        (pygame.K_PAGEUP, (0, 0, -1)),
        (pygame.K_PAGEDOWN, (0, 0, 1)),
        (pygame.K_KP6, (1, 0, 0)),
        (pygame.K_KP9, (0, 0, -1)),
    ],
)
def test_a_held_key_moves_the_hand_one_way(
    desk: Desk, keyboard: KeyboardController, key: int, direction: tuple[int, int, int]
) -> None:
    before = desk.tick(keyboard).right_hand.position_m
    desk.press(key)
    after = desk.run(keyboard, 0.5).right_hand.position_m
    for start, end, sign in zip(before, after, direction, strict=True):
        if sign:
            assert sign * (end - start) > 0.05
        else:
            assert end == pytest.approx(start, abs=1e-6)
    desk.release(key)
    assert desk.run(keyboard, 0.5).right_hand.position_m == pytest.approx(after, abs=0.01)
    assert desk.frame.right_hand.flags == TRACKED


def test_a_tap_is_a_few_millimetres_and_a_hold_is_an_arm(
    desk: Desk, keyboard: KeyboardController
) -> None:
    start = desk.tick(keyboard).right_hand.position_m
    desk.press(pygame.K_LEFT)
    desk.release(pygame.K_LEFT)
    tapped = desk.run(keyboard, 0.1).right_hand.position_m
    assert 0.0003 < start[0] - tapped[0] < 0.005
    desk.press(pygame.K_LEFT)
    held = desk.run(keyboard, 1.2).right_hand.position_m
    assert tapped[0] - held[0] > 0.4


@given(
    st.floats(0.001, 2.0),
    st.lists(st.floats(0.001, 0.099), min_size=1, max_size=40),
)
def test_the_way_depends_on_the_time_alone(scale: float, steps: list[float]) -> None:
    whole, parts = HeldKeys(), HeldKeys()
    lengths_s = [scale * step for step in steps]
    way_m = sum(parts.step(1, step_s) for step_s in lengths_s)
    assert way_m == pytest.approx(whole.step(1, sum(lengths_s)), abs=1e-9)


def test_speed_grows_smoothly_to_its_limit() -> None:
    held = HeldKeys()
    speeds = [held.step(1, 0.01) / 0.01 for _ in range(200)]
    assert speeds[0] == pytest.approx(0.08, abs=0.01)
    assert speeds[-1] == pytest.approx(0.6)
    rises = [b - a for a, b in itertools.pairwise(speeds)]
    assert min(rises) > -1e-9
    assert max(rises) < 0.02
    assert held.step(-1, 0.01) == pytest.approx(-0.0008, abs=1e-5), "turning round begins slowly"
    assert held.step(0, 0.01) == 0.0


@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 120.0])
def test_frame_rate_makes_no_difference(
    desk: Desk, keyboard: KeyboardController, rate_hz: float
) -> None:
    start = desk.tick(keyboard).right_hand.position_m
    desk.press(pygame.K_UP)
    end = desk.run(keyboard, 0.5, rate_hz).right_hand.position_m
    assert end[1] - start[1] == pytest.approx(HeldKeys().step(1, 0.5), abs=1e-5)


def test_a_frozen_second_moves_no_more_than_a_tenth_of_one(
    desk: Desk, keyboard: KeyboardController
) -> None:
    start = desk.tick(keyboard).right_hand.position_m
    desk.press(pygame.K_RIGHT)
    end = desk.tick(keyboard, 2.0).right_hand.position_m
    assert 0.0 < end[0] - start[0] <= 0.6 * 0.1


def test_opposite_keys_cancel(desk: Desk, keyboard: KeyboardController) -> None:
    start = desk.tick(keyboard).right_hand.position_m
    desk.press(pygame.K_LEFT)
    desk.press(pygame.K_RIGHT)
    assert desk.run(keyboard, 0.5).right_hand.position_m == pytest.approx(start, abs=1e-6)


def test_buttons_and_trigger(desk: Desk, keyboard: KeyboardController) -> None:
    for key in (pygame.K_SPACE, pygame.K_RETURN, pygame.K_KP_ENTER):
        desk.press(key)
        frame = desk.tick(keyboard)
        assert (frame.buttons, frame.trigger) == (Button.SELECT, (0.0, 1.0))
        desk.release(key)
        frame = desk.tick(keyboard)
        assert (frame.buttons, frame.trigger) == (0, (0.0, 0.0))
    desk.press(pygame.K_UP)
    desk.press(pygame.K_RIGHT)
    desk.press(pygame.K_LCTRL)
    frame = desk.tick(keyboard)
    assert frame.buttons == Button.UP | Button.RIGHT
    assert frame.squeeze == (0.0, 1.0)
    desk.press(pygame.K_BACKSPACE)
    assert desk.tick(keyboard).buttons & Button.BACK


def test_the_whole_reach_is_inside_the_box(desk: Desk, keyboard: KeyboardController) -> None:
    """Every place a level may ask for, up to 0.6 m from the shoulder, can be reached by keys."""
    body = BodyFrame((0.0, 1.2, 0.0), 0.0)
    desk.tick(keyboard)
    low: list[float] = [9.0] * 3
    high: list[float] = [-9.0] * 3
    for key in (pygame.K_PAGEDOWN, pygame.K_DOWN, pygame.K_LEFT, pygame.K_UP, pygame.K_RIGHT):
        desk.press(key)
        place = desk.run(keyboard, 4.0).right_hand.position_m
        desk.release(key)
        low = [min(a, b) for a, b in zip(low, place, strict=True)]
        high = [max(a, b) for a, b in zip(high, place, strict=True)]
    desk.press(pygame.K_PAGEUP)
    far = desk.run(keyboard, 4.0).right_hand.position_m
    assert far[2] < -0.6
    for azimuth_deg in (-40, 0, 60):
        for elevation_deg in (-45, 0, 45):
            x, y, z = body.along("right", azimuth_deg, elevation_deg, 0.5)
            assert low[0] <= x <= high[0]
            assert low[1] <= y <= high[1]
            assert far[2] <= z <= max(high[2], -0.1)


def test_the_head_looks_after_the_hand(desk: Desk, keyboard: KeyboardController) -> None:
    desk.tick(keyboard)
    desk.press(pygame.K_DOWN)
    frame = desk.run(keyboard, 3.0)
    down_rad = math.atan2(1.2 - frame.right_hand.position_m[1], -frame.right_hand.position_m[2])
    head_rad = -2.0 * math.asin(frame.head.orientation[0])
    assert abs(down_rad - head_rad) < math.radians(20.0)
    assert frame.head.position_m == pytest.approx((0.0, 1.2, 0.0))


@given(
    st.floats(-0.6, 0.6),
    st.floats(-0.7, 0.4),
    st.floats(-0.7, -0.1),
    st.floats(5, 40),
    st.floats(5, 30),
)
def test_turning_to_a_place_brings_it_into_view(
    x: float, y: float, z: float, across_deg: float, up_deg: float
) -> None:
    gaze = turned_to(RESTING, (x, y, z), across_deg, up_deg)
    left_deg, above_deg = off_middle_deg(gaze, (x, y, z))
    assert abs(gaze[0]) <= MOST_YAW_DEG
    assert LOWEST_DEG <= gaze[1] <= HIGHEST_DEG
    assert abs(left_deg) <= across_deg + 1e-6 or abs(gaze[0]) == MOST_YAW_DEG
    assert abs(above_deg) <= up_deg + 1e-6 or gaze[1] in (LOWEST_DEG, HIGHEST_DEG)
    again = turned_to(gaze, (x, y, z), across_deg, up_deg)
    assert again == pytest.approx(gaze, abs=1e-6), "in view is left alone"


def test_the_hint_draws_the_hand_along_the_line_of_sight(desk: Desk) -> None:
    scene = Scene("orchard")
    target_m: Vec3 = (0.18, 0.96, -0.63)  # behind the hand's first place, as the eyes see it
    scene.add(Role.TARGET, "apple", target_m, scale=(0.1, 0.1, 0.1))
    keyboard = KeyboardController(
        desk.events,
        desk.wanted_side,
        depth_hint=lambda origin, ray: depth_along(scene, origin, ray),
    )
    assert math.dist(desk.tick(keyboard).right_hand.position_m, target_m) > 0.2
    assert math.dist(desk.run(keyboard, 1.5).right_hand.position_m, target_m) < 0.005


def test_it_drives_the_wanted_side_and_tab_takes_the_other(
    desk: Desk, keyboard: KeyboardController
) -> None:
    resting = desk.run(keyboard, 0.5).left_hand.position_m
    desk.press(pygame.K_TAB)
    desk.press(pygame.K_SPACE)
    frame = desk.run(keyboard, 2.0)
    assert frame.trigger == (1.0, 0.0)
    assert frame.left_hand.position_m[1] > resting[1] + 0.2
    assert frame.right_hand.position_m[1] == pytest.approx(resting[1], abs=1e-6)


def wrist_deg(desk: Desk, start: Rotation) -> float:
    """How far the right wrist is rolled from a start, positive clockwise."""
    now = Rotation.from_quat(desk.frame.right_hand.orientation)
    return -float((now * start.inv()).as_rotvec(degrees=True)[2])


@pytest.mark.parametrize("holding", [pygame.K_SPACE, pygame.K_LCTRL, pygame.K_LSHIFT])
def test_page_up_and_down_turn_the_wrist_of_a_hand_that_grips(desk: Desk, holding: int) -> None:
    keyboard = KeyboardController(desk.events, desk.wanted_side, look_at=lambda: (0.1, 1.0, -0.4))
    desk.press(holding)
    before = desk.run(keyboard, 0.5).right_hand
    start, place_m = Rotation.from_quat(before.orientation), before.position_m
    desk.press(pygame.K_PAGEUP)
    desk.run(keyboard, 1.0)
    desk.release(pygame.K_PAGEUP)
    frame = desk.run(keyboard, 0.5)
    assert wrist_deg(desk, start) == pytest.approx(90.0, abs=2.0)
    assert frame.right_hand.position_m == pytest.approx(place_m, abs=0.05), "only glided"
    desk.press(pygame.K_PAGEDOWN)
    desk.run(keyboard, 0.5)
    desk.release(pygame.K_PAGEDOWN)
    desk.run(keyboard, 0.5)
    assert wrist_deg(desk, start) == pytest.approx(45.0, abs=2.0)


def test_the_wrist_rolls_back_when_nothing_is_asked(desk: Desk) -> None:
    work: list[Vec3] = [(0.1, 1.0, -0.4)]
    keyboard = KeyboardController(
        desk.events, desk.wanted_side, look_at=lambda: work[0] if work else None
    )
    start = Rotation.from_quat(desk.run(keyboard, 0.5).right_hand.orientation)
    desk.press(pygame.K_LSHIFT)
    desk.press(pygame.K_PAGEUP)
    desk.run(keyboard, 1.0)
    desk.release(pygame.K_PAGEUP)
    assert wrist_deg(desk, start) > 60.0
    work.clear()
    desk.run(keyboard, 1.0)
    assert wrist_deg(desk, start) == pytest.approx(0.0, abs=1.0)


@pytest.mark.parametrize(
    ("key", "foot"),
    [
        (pygame.K_COMMA, "left"),
        (pygame.K_DELETE, "left"),
        (pygame.K_PERIOD, "right"),
        (pygame.K_END, "right"),
        (pygame.K_SPACE, "right"),
    ],
)
def test_a_held_key_lifts_a_foot_and_the_arrows_lead_it(
    desk: Desk, keyboard: KeyboardController, key: int, foot: str
) -> None:
    desk.limb = "foot"
    other = "right" if foot == "left" else "left"
    start = desk.run(keyboard, 0.2).foot(foot).position_m
    desk.press(pygame.K_UP)
    assert desk.run(keyboard, 0.3).foot(foot).position_m == pytest.approx(start), "on the floor"
    desk.release(pygame.K_UP)
    desk.press(key)
    frame = desk.run(keyboard, 0.4)
    assert 0.22 < frame.foot(foot).position_m[1] < 0.28
    assert frame.foot(other).position_m[1] == 0.0
    assert frame.buttons == 0
    desk.press(pygame.K_UP)
    frame = desk.run(keyboard, 0.5)
    assert frame.foot(foot).position_m[2] < start[2] - 0.05
    desk.release(key)
    desk.release(pygame.K_UP)
    assert desk.run(keyboard, 0.5).foot(foot).position_m[1] < 0.002


def test_a_foot_held_up_goes_on_rising_a_little(desk: Desk, keyboard: KeyboardController) -> None:
    desk.limb = "foot"
    desk.press(pygame.K_PERIOD)
    assert desk.run(keyboard, 1.5).right_foot.position_m[1] > 0.38
    assert desk.run(keyboard, 5.0).right_foot.position_m[1] == pytest.approx(0.45, abs=1e-3)


@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 120.0])
def test_a_lift_does_not_depend_on_the_frame_rate(
    desk: Desk, keyboard: KeyboardController, rate_hz: float
) -> None:
    desk.limb = "foot"
    desk.run(keyboard, 0.2, rate_hz)
    desk.press(pygame.K_PERIOD)
    height_m = desk.run(keyboard, 0.1, rate_hz).right_foot.position_m[1]
    lifted = 19.0 * 0.1
    assert height_m == pytest.approx(0.25 * (1 - (1 + lifted) * math.exp(-lifted)), abs=1e-4)


def test_no_key_of_the_patient_is_a_key_of_the_therapist() -> None:
    played = {*LEFT_FOOT_KEYS, *RIGHT_FOOT_KEYS, *TURNING_KEYS, *SQUEEZE_KEYS, *SELECT_KEYS, *KEYS}
    assert not played & set(THERAPIST)


def test_losing_the_focus_stops_the_hand(desk: Desk, keyboard: KeyboardController) -> None:
    desk.press(pygame.K_LEFT)
    desk.run(keyboard, 0.2)
    desk.post(pygame.WINDOWFOCUSLOST, window=None)
    there = desk.tick(keyboard).right_hand.position_m
    frame = desk.run(keyboard, 1.0)
    assert not frame.focused
    assert frame.right_hand.position_m == pytest.approx(there, abs=1e-6)


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.booleans(), st.floats(0, 1.5)), max_size=15))
def test_whatever_is_typed_the_hand_stays_in_reach(steps: list[tuple[int, bool, float]]) -> None:
    with pytest.MonkeyPatch.context() as patch, open_desk(patch) as desk:
        keyboard = KeyboardController(desk.events, desk.wanted_side)
        for key, down, seconds in steps:
            (desk.press if down else desk.release)(key)
            frame = desk.run(keyboard, seconds, 20.0)
            for hand in (frame.left_hand, frame.right_hand):
                assert all(map(math.isfinite, (*hand.position_m, *hand.orientation)))
                assert math.dist(hand.position_m, frame.head.position_m) < 1.5
            for side in ("left", "right"):
                assert all(map(math.isfinite, frame.record[f"{side}_hand_velocity_m_s"]))
