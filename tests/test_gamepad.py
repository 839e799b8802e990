"""The gamepad: sticks, buttons, rumble, and coming and going."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pygame
import pytest
from scipy.spatial.transform import Rotation
from support.desk import Desk
from support.virtual_gamepad import VirtualGamepad

from controllers.controller import DeviceUnavailableError, Haptic
from controllers.frame import TRACKED, Button
from controllers.gamepad import GamepadController, stick_speed


@pytest.fixture
def controller(desk: Desk, pad: VirtualGamepad) -> Iterator[GamepadController]:
    made = GamepadController(desk.events, desk.wanted_side, limb=desk.wanted_limb)
    yield made
    made.close()


def test_stick_moves_the_hand_in_the_frontal_plane(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController
) -> None:
    before = desk.tick(controller).right_hand.position_m
    pad.axis(pygame.CONTROLLER_AXIS_LEFTX, 1.0)
    right = desk.run(controller, 0.3).right_hand.position_m
    assert right[0] > before[0] + 0.1
    assert right[1:] == pytest.approx(before[1:], abs=1e-6)
    pad.axis(pygame.CONTROLLER_AXIS_LEFTX, 0.0)
    pad.axis(pygame.CONTROLLER_AXIS_LEFTY, -1.0)
    up = desk.run(controller, 0.3).right_hand.position_m
    assert up[1] > right[1] + 0.1
    assert desk.frame.right_hand.flags == TRACKED
    assert desk.frame.sampled_right_hand.position_m == up


def test_hand_stays_where_the_stick_left_it(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController
) -> None:
    pad.axis(pygame.CONTROLLER_AXIS_LEFTX, -1.0)
    there = desk.run(controller, 0.3).right_hand.position_m
    pad.axis(pygame.CONTROLLER_AXIS_LEFTX, 0.1)  # a worn stick does not spring back to zero
    assert desk.run(controller, 1.0).right_hand.position_m == pytest.approx(there, abs=1e-6)


@pytest.mark.parametrize("rate_hz", [60.0, 72.0, 120.0])
def test_way_does_not_depend_on_the_frame_rate(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController, rate_hz: float
) -> None:
    start = desk.tick(controller).right_hand.position_m
    pad.axis(pygame.CONTROLLER_AXIS_LEFTX, 0.7)
    end = desk.run(controller, 0.5, rate_hz).right_hand.position_m
    speed, _ = stick_speed(0.7, 0.0)
    assert end[0] - start[0] == pytest.approx(speed * 0.6 * 0.5, abs=1e-3)


@pytest.mark.parametrize(
    ("axis_or_button", "sign"),
    [
        (pygame.CONTROLLER_BUTTON_RIGHTSHOULDER, -1),
        (pygame.CONTROLLER_BUTTON_LEFTSHOULDER, 1),
    ],
)
def test_shoulder_buttons_move_in_depth(
    desk: Desk,
    pad: VirtualGamepad,
    controller: GamepadController,
    axis_or_button: int,
    sign: int,
) -> None:
    start = desk.tick(controller).right_hand.position_m
    pad.button(axis_or_button, down=True)
    end = desk.run(controller, 0.3).right_hand.position_m
    assert sign * (end[2] - start[2]) > 0.05


def test_right_stick_moves_in_depth(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController
) -> None:
    start = desk.tick(controller).right_hand.position_m
    pad.axis(pygame.CONTROLLER_AXIS_RIGHTY, -1.0)
    assert desk.run(controller, 0.3).right_hand.position_m[2] < start[2] - 0.05


def test_stick_curve_has_a_round_dead_zone_and_full_speed_at_the_rim() -> None:
    assert stick_speed(0.12, 0.12) == (0.0, 0.0)
    assert math.hypot(*stick_speed(0.6, 0.8)) == pytest.approx(1.0)
    assert math.hypot(*stick_speed(1.0, 1.0)) == pytest.approx(1.0)
    assert 0.0 < stick_speed(0.3, 0.0)[0] < 0.05


def test_buttons_mean_what_they_say(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController
) -> None:
    pressed = {
        pygame.CONTROLLER_BUTTON_A: Button.SELECT,
        pygame.CONTROLLER_BUTTON_B: Button.STOP,
        pygame.CONTROLLER_BUTTON_BACK: Button.STOP,
        pygame.CONTROLLER_BUTTON_START: Button.RECENTRE,
        pygame.CONTROLLER_BUTTON_DPAD_UP: Button.UP,
        pygame.CONTROLLER_BUTTON_DPAD_DOWN: Button.DOWN,
        pygame.CONTROLLER_BUTTON_DPAD_LEFT: Button.LEFT,
        pygame.CONTROLLER_BUTTON_DPAD_RIGHT: Button.RIGHT,
    }
    for button, bit in pressed.items():
        pad.button(button, down=True)
        assert desk.tick(controller).buttons == bit
        assert desk.tick(controller).buttons == bit, "it holds as long as the button"
        pad.button(button, down=False)
        assert desk.tick(controller).buttons == 0


def test_a_tap_within_one_frame_is_seen(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController
) -> None:
    desk.tick(controller)
    pad.button(pygame.CONTROLLER_BUTTON_A, down=True)
    pygame.event.pump()  # SDL takes the press now, and the game looks only after the release
    pad.button(pygame.CONTROLLER_BUTTON_A, down=False)
    assert desk.tick(controller).buttons == Button.SELECT
    assert desk.tick(controller).buttons == 0


def test_either_trigger_is_the_trigger_of_the_driven_hand(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController
) -> None:
    assert desk.tick(controller).trigger == (0.0, 0.0)
    pad.axis(pygame.CONTROLLER_AXIS_TRIGGERLEFT, 1.0)
    assert desk.tick(controller).trigger == pytest.approx((0.0, 1.0), abs=1e-3)
    desk.side = "left"
    assert desk.tick(controller).trigger == pytest.approx((1.0, 0.0), abs=1e-3)


def wrist_deg(desk: Desk, start: Rotation) -> float:
    """How far the right wrist is rolled from a start, positive clockwise."""
    now = Rotation.from_quat(desk.frame.right_hand.orientation)
    return -float((now * start.inv()).as_rotvec(degrees=True)[2])


def test_the_right_stick_and_the_shoulders_turn_the_wrist(desk: Desk, pad: VirtualGamepad) -> None:
    controller = GamepadController(desk.events, desk.wanted_side, look_at=lambda: (0.1, 1.0, -0.42))
    pad.axis(pygame.CONTROLLER_AXIS_TRIGGERRIGHT, 1.0)
    before = desk.run(controller, 0.5).right_hand
    start, place_m = Rotation.from_quat(before.orientation), before.position_m
    pad.axis(pygame.CONTROLLER_AXIS_RIGHTX, 1.0)
    desk.run(controller, 0.5)
    pad.axis(pygame.CONTROLLER_AXIS_RIGHTX, 0.0)
    desk.run(controller, 0.5)
    assert wrist_deg(desk, start) == pytest.approx(45.0, abs=2.0)
    pad.button(pygame.CONTROLLER_BUTTON_LEFTSHOULDER, down=True)
    desk.run(controller, 0.5)
    pad.button(pygame.CONTROLLER_BUTTON_LEFTSHOULDER, down=False)
    frame = desk.run(controller, 0.5)
    assert wrist_deg(desk, start) == pytest.approx(0.0, abs=2.0)
    assert frame.right_hand.position_m == pytest.approx(place_m, abs=1e-3)
    controller.close()


def test_a_half_pulled_trigger_lifts_half_as_far(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController
) -> None:
    desk.limb = "foot"
    desk.tick(controller)
    pad.axis(pygame.CONTROLLER_AXIS_TRIGGERLEFT, 0.0)  # from -1 to 1: half
    frame = desk.run(controller, 0.6)
    assert frame.left_foot.position_m[1] == pytest.approx(0.125, abs=0.002)
    assert frame.right_foot.position_m[1] == 0.0
    assert frame.trigger == (0.0, 0.0)
    pad.axis(pygame.CONTROLLER_AXIS_TRIGGERLEFT, -1.0)
    assert desk.run(controller, 0.6).left_foot.position_m[1] < 0.001


@pytest.mark.parametrize(
    ("button", "foot"),
    [
        (pygame.CONTROLLER_BUTTON_DPAD_LEFT, "left"),
        (pygame.CONTROLLER_BUTTON_DPAD_RIGHT, "right"),
        (pygame.CONTROLLER_BUTTON_A, "right"),
    ],
)
def test_a_dance_mat_and_a_single_button_lift_a_foot(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController, button: int, foot: str
) -> None:
    desk.limb = "foot"
    desk.tick(controller)
    pad.button(button, down=True)
    frame = desk.run(controller, 0.5)
    assert frame.foot(foot).position_m[1] > 0.23
    assert frame.buttons == 0
    pad.axis(pygame.CONTROLLER_AXIS_LEFTY, -1.0)
    before_m = frame.foot(foot).position_m[2]
    assert desk.run(controller, 0.5).foot(foot).position_m[2] < before_m - 0.15


def test_an_unplugged_pad_lets_the_foot_down(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController
) -> None:
    desk.limb = "foot"
    pad.axis(pygame.CONTROLLER_AXIS_TRIGGERRIGHT, 1.0)
    assert desk.run(controller, 0.5).right_foot.position_m[1] > 0.2
    pad.unplug()
    frame = desk.run(controller, 0.6)
    assert not frame.connected
    assert frame.right_foot.position_m[1] < 0.001


def test_rumble_reaches_the_gamepad(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController
) -> None:
    controller.pulse(Haptic("right", 0.5, 0.1))
    low, high = pad.rumbles[0]
    assert low == high == pytest.approx(0.5 * 65535, abs=2)


def test_unplugging_disconnects_and_plugging_in_goes_on(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController
) -> None:
    pad.axis(pygame.CONTROLLER_AXIS_LEFTX, 1.0)
    there = desk.run(controller, 0.2).right_hand.position_m
    assert desk.frame.connected
    pad.unplug()
    frame = desk.run(controller, 0.2)
    assert not frame.connected
    assert frame.right_hand.position_m == pytest.approx(there, abs=1e-6)
    assert frame.trigger == (0.0, 0.0)
    controller.pulse(Haptic("right", 1.0, 0.1))  # nothing there to shake, and no harm

    again = VirtualGamepad("Another one")
    try:
        again.axis(pygame.CONTROLLER_AXIS_LEFTX, -1.0)
        frame = desk.run(controller, 0.3)
        assert frame.connected
        assert frame.right_hand.position_m[0] < there[0] - 0.1
    finally:
        again.unplug()


def test_a_second_gamepad_takes_over_from_an_unplugged_one(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController
) -> None:
    second = VirtualGamepad("Second")
    try:
        desk.tick(controller)
        pad.unplug()
        assert desk.tick(controller).connected
        second.button(pygame.CONTROLLER_BUTTON_A, down=True)
        assert desk.tick(controller).buttons == Button.SELECT
    finally:
        second.unplug()


def test_without_a_gamepad_one_line_says_what_to_do(desk: Desk) -> None:
    with pytest.raises(DeviceUnavailableError, match="plug one in") as raised:
        GamepadController(desk.events, desk.wanted_side)
    assert "\n" not in str(raised.value)


def test_arrow_keys_still_walk_through_menus(
    desk: Desk, pad: VirtualGamepad, controller: GamepadController
) -> None:
    desk.press(pygame.K_LEFT)
    assert desk.tick(controller).buttons == Button.LEFT
