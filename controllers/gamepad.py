"""The gamepad, through SDL's own mapping: sticks steer hand or foot, it may come and go."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import pygame
from pygame._sdl2 import controller as sdl_controller

from controllers.controller import DeviceUnavailableError, Features, Haptic, Limb, Side
from controllers.depth import DepthHint, no_hint
from controllers.frame import Button, InputFrame
from controllers.gaze import LookAt, nothing
from controllers.keyboard import SWAP_KEYS, TURN_RAD_S, navigation
from controllers.sdl import SdlEvents
from controllers.seat import EYES_SEATED_M, Facing, hands_only, no_heading
from controllers.steering import Steering

_BUTTONS: Final = (
    (pygame.CONTROLLER_BUTTON_A, int(Button.SELECT)),
    (pygame.CONTROLLER_BUTTON_B, int(Button.STOP)),
    (pygame.CONTROLLER_BUTTON_BACK, int(Button.STOP)),
    (pygame.CONTROLLER_BUTTON_START, int(Button.RECENTRE)),
    (pygame.CONTROLLER_BUTTON_DPAD_UP, int(Button.UP)),
    (pygame.CONTROLLER_BUTTON_DPAD_DOWN, int(Button.DOWN)),
    (pygame.CONTROLLER_BUTTON_DPAD_LEFT, int(Button.LEFT)),
    (pygame.CONTROLLER_BUTTON_DPAD_RIGHT, int(Button.RIGHT)),
)

_FULL: Final = 32767.0
_DEAD_ZONE: Final = 0.18
_FASTEST_M_S: Final = 0.6
_DEPTH_M_S: Final = 0.35


def stick_speed(x: float, y: float) -> tuple[float, float]:
    """Speed 0..1 along x and y of a stick pushed to (x, y), each -1..1.

    Round dead zone, then the square of what is left: fine near the middle, full at the rim.
    """
    push = math.hypot(x, y)
    if push <= _DEAD_ZONE:
        return (0.0, 0.0)
    live = min((push - _DEAD_ZONE) / (1.0 - _DEAD_ZONE), 1.0)
    return (x / push * live * live, y / push * live * live)


class GamepadController:
    """One hand steered by the left stick; it stays where it is left.

    Depth: right stick, or the right shoulder button (away) and the left one (near). Either
    trigger, or A, is the trigger of the driven hand; X squeezes, Y takes the other hand. A
    selects; B or Back, held, stops; Start recentres; the direction pad walks through menus.
    The right stick sideways turns the wrist; so do the shoulder buttons while the hand grips.

    Where feet are asked for, the left trigger lifts the left foot and the right one the right foot,
    as far as they are pulled; so do the left and right of the direction pad (or of a dance mat),
    and A lifts the foot that is asked. The left stick leads a lifted foot.
    Raises `DeviceUnavailableError` when none is plugged in at the start; one unplugged later
    shows as `connected` false until it, or another one, is plugged in.
    """

    features = Features("gamepad", orientation=True, feet=True, haptics=True)

    def __init__(
        self,
        events: SdlEvents,
        side: Callable[[], Side],
        *,
        limb: Callable[[], Limb] = hands_only,
        facing: Facing = no_heading,
        depth_hint: DepthHint = no_hint,
        look_at: LookAt = nothing,
        eye_height_m: float = EYES_SEATED_M,
    ) -> None:
        pygame.joystick.init()
        sdl_controller.init()
        self._events = events
        self._steering = Steering(side, limb, facing, depth_hint, look_at, eye_height_m)
        self._pad = _first_pad()
        if self._pad is None:
            raise DeviceUnavailableError(
                "no gamepad found: plug one in, or play with --input mouse or --input keyboard"
            )

    @property
    def connected(self) -> bool:
        """Whether there is a gamepad now."""
        return self._pad is not None and self._pad.attached()

    def read(self, frame: InputFrame) -> None:
        """Fill the frame from sticks and buttons; without a gamepad the hand keeps still."""
        events, steering = self._events, self._steering
        if events.gamepads_changed and not self.connected:
            self._pad = _first_pad()
        elapsed_s = steering.begin(frame)
        pad = self._pad
        if pad is None or not pad.attached():
            frame.connected = False
            frame.buttons = steering.buttons(navigation(events))
            if steering.on_foot:
                steering.walk(frame, (0.0, 0.0), 0.0, (0.0, 0.0, 0.0), elapsed_s)
            else:
                steering.fill(frame, (0.0, 0.0, 0.0), elapsed_s, 0.0, 0.0)
        else:
            frame.connected = True
            self._read_pad(frame, pad, elapsed_s)
        frame.focused = events.focused

    def pulse(self, haptic: Haptic) -> None:
        """Rumble; a gamepad lies in both hands, so the side makes no difference."""
        if self._pad is not None and self._pad.attached():
            strength = max(0.0, min(1.0, haptic.amplitude))
            self._pad.rumble(strength, strength, round(haptic.duration_s * 1000.0))

    def close(self) -> None:
        """Let the gamepad go."""
        if self._pad is not None:
            self._pad.quit()
            self._pad = None

    def _read_pad(
        self, frame: InputFrame, pad: sdl_controller.Controller, elapsed_s: float
    ) -> None:
        steering = self._steering
        instance_id = pad.as_joystick().get_instance_id()
        tapped = [
            button for pad_id, button in self._events.gamepad_pressed if pad_id == instance_id
        ]

        def down(button: int) -> bool:
            return pad.get_button(button) or button in tapped

        def axis(number: int) -> float:
            return max(-1.0, pad.get_axis(number) / _FULL)

        if pygame.CONTROLLER_BUTTON_Y in tapped or self._events.pressed(*SWAP_KEYS):
            steering.swap()
        right, down_ = stick_speed(
            axis(pygame.CONTROLLER_AXIS_LEFTX), axis(pygame.CONTROLLER_AXIS_LEFTY)
        )
        turn, back = stick_speed(
            axis(pygame.CONTROLLER_AXIS_RIGHTX), axis(pygame.CONTROLLER_AXIS_RIGHTY)
        )
        shoulders = down(pygame.CONTROLLER_BUTTON_RIGHTSHOULDER) - down(
            pygame.CONTROLLER_BUTTON_LEFTSHOULDER
        )
        bits = navigation(self._events)
        for button, bit in _BUTTONS:
            if down(button):
                bits |= bit
        held = float(bits & int(Button.SELECT) != 0)
        pulled = (
            max(0.0, axis(pygame.CONTROLLER_AXIS_TRIGGERLEFT)),
            max(0.0, axis(pygame.CONTROLLER_AXIS_TRIGGERRIGHT)),
        )
        across_m, up_m = right * _FASTEST_M_S * elapsed_s, -down_ * _FASTEST_M_S * elapsed_s
        if steering.on_foot:
            lifts = (
                max(pulled[0], float(down(pygame.CONTROLLER_BUTTON_DPAD_LEFT))),
                max(pulled[1], float(down(pygame.CONTROLLER_BUTTON_DPAD_RIGHT))),
            )
            steering.walk(frame, lifts, held, (across_m, up_m, 0.0), elapsed_s)
        else:
            if abs(turn) <= abs(back):
                turn = 0.0  # a thumb that pushes ahead leans aside a little
            else:
                back = 0.0
            if steering.gripping:
                turn, shoulders = turn + shoulders, 0
            steering.turn(max(-1.0, min(1.0, turn)) * TURN_RAD_S * elapsed_s)
            ahead_m = max(-1.0, min(1.0, shoulders - back)) * _DEPTH_M_S * elapsed_s
            steering.fill(
                frame,
                (across_m, up_m, ahead_m),
                elapsed_s,
                max(*pulled, held),
                float(down(pygame.CONTROLLER_BUTTON_X)),
            )
        frame.buttons = steering.buttons(bits)


def _first_pad() -> sdl_controller.Controller | None:
    for index in range(sdl_controller.get_count()):
        if sdl_controller.is_controller(index):
            return sdl_controller.Controller(index)
    return None
