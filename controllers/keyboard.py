"""The keyboard: arrows move the hand or a lifted foot, held keys faster, one hand is enough."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import pygame

from controllers.controller import Features, Haptic, Limb, Side
from controllers.depth import DepthHint, no_hint
from controllers.frame import Button, InputFrame, Vec3
from controllers.gaze import LookAt, nothing
from controllers.sdl import SdlEvents
from controllers.seat import EYES_SEATED_M, Facing, hands_only, no_heading
from controllers.steering import Steering

UP_KEYS: Final = (pygame.K_UP, pygame.K_KP8)
DOWN_KEYS: Final = (pygame.K_DOWN, pygame.K_KP2)
LEFT_KEYS: Final = (pygame.K_LEFT, pygame.K_KP4)
RIGHT_KEYS: Final = (pygame.K_RIGHT, pygame.K_KP6)
AWAY_KEYS: Final = (pygame.K_PAGEUP, pygame.K_KP9)
NEAR_KEYS: Final = (pygame.K_PAGEDOWN, pygame.K_KP3)
SELECT_KEYS: Final = (pygame.K_SPACE, pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_KP5)
BACK_KEYS: Final = (pygame.K_BACKSPACE,)
SQUEEZE_KEYS: Final = (pygame.K_LCTRL, pygame.K_RCTRL, pygame.K_KP0)
SWAP_KEYS: Final = (pygame.K_TAB,)
TURNING_KEYS: Final = (pygame.K_LSHIFT, pygame.K_RSHIFT)
LEFT_FOOT_KEYS: Final = (pygame.K_COMMA, pygame.K_DELETE)
RIGHT_FOOT_KEYS: Final = (pygame.K_PERIOD, pygame.K_END)
"""Beside each other, twice: for the left hand, and next to the arrows. No letters: those are the
therapist's."""

_BUTTONS: Final = (
    (int(Button.UP), UP_KEYS),
    (int(Button.DOWN), DOWN_KEYS),
    (int(Button.LEFT), LEFT_KEYS),
    (int(Button.RIGHT), RIGHT_KEYS),
    (int(Button.SELECT), SELECT_KEYS),
    (int(Button.BACK), BACK_KEYS),
)

_SLOWEST_M_S: Final = 0.08
_FASTEST_M_S: Final = 0.6
_RAMP_S: Final = 0.8
TURN_RAD_S: Final = math.radians(90.0)


def navigation(events: SdlEvents) -> int:
    """`Button` bits of the keys that walk through menus."""
    if not events.keys_down and not events.keys_pressed:
        return 0
    bits = 0
    for bit, keys in _BUTTONS:
        if events.key(*keys):
            bits |= bit
    return bits


class HeldKeys:
    """A pair of opposite directions: how far the hand moves while one is held.

    The speed grows from 0.08 to 0.6 m/s over 0.8 s, so a tap is fine and a hold is far. The way
    is the exact integral of the speed, so it does not depend on the frame rate.
    """

    def __init__(self) -> None:
        self._sign = 0
        self._held_s = 0.0

    def step(self, sign: int, elapsed_s: float) -> float:
        """Metres moved in `elapsed_s` with a direction (-1, 0, 1) held."""
        if sign != self._sign:
            self._sign = sign
            self._held_s = 0.0
        start_s = self._held_s
        self._held_s += elapsed_s
        return sign * (_way_m(self._held_s) - _way_m(start_s))


def _way_m(held_s: float) -> float:
    """Integral of slowest + (fastest - slowest) (t / ramp)^2, constant after the ramp."""
    ramp_s = min(held_s, _RAMP_S)
    gain = _FASTEST_M_S - _SLOWEST_M_S
    return (
        _SLOWEST_M_S * ramp_s
        + gain * ramp_s**3 / (3.0 * _RAMP_S**2)
        + _FASTEST_M_S * (held_s - ramp_s)
    )


class KeyboardController:
    """One hand moved by the arrows (or the number pad) in the frontal plane.

    Page Up sends it away, Page Down brings it near; Space, Enter or 5 pulls the trigger and
    selects, Ctrl squeezes, Tab takes the other hand, Backspace goes back. While the hand grips, or
    with Shift, Page Up and Page Down turn the wrist instead.

    Where feet are asked for, Space lifts the one that is asked, comma (or Delete) the left and full
    stop (or End) the right one, as long as they are held; the arrows lead a lifted foot.
    """

    features = Features("keyboard", orientation=True, feet=True)

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
        self._events = events
        self._steering = Steering(side, limb, facing, depth_hint, look_at, eye_height_m)
        self._across, self._along, self._ahead = HeldKeys(), HeldKeys(), HeldKeys()

    def read(self, frame: InputFrame) -> None:
        """Fill the frame from the keys that are down."""
        events, steering = self._events, self._steering
        elapsed_s = steering.begin(frame)
        if events.pressed(*SWAP_KEYS):
            steering.swap()
        right = self._across.step(events.key(*RIGHT_KEYS) - events.key(*LEFT_KEYS), elapsed_s)
        up = self._along.step(events.key(*UP_KEYS) - events.key(*DOWN_KEYS), elapsed_s)
        away = events.key(*AWAY_KEYS) - events.key(*NEAR_KEYS)
        buttons = navigation(events)
        held = float(buttons & int(Button.SELECT) != 0)
        if steering.on_foot:
            ahead = self._ahead.step(away, elapsed_s)
            lifts = (float(events.key(*LEFT_FOOT_KEYS)), float(events.key(*RIGHT_FOOT_KEYS)))
            steering.walk(frame, lifts, held, (right, up, ahead), elapsed_s)
        else:
            turning = steering.gripping or events.key(*TURNING_KEYS)
            steering.turn(away * TURN_RAD_S * elapsed_s if turning else 0.0)
            move_m: Vec3 = (right, up, self._ahead.step(0 if turning else away, elapsed_s))
            steering.fill(frame, move_m, elapsed_s, held, float(events.key(*SQUEEZE_KEYS)))
        frame.buttons = steering.buttons(buttons)
        frame.focused = events.focused
        frame.connected = True

    def pulse(self, haptic: Haptic) -> None:
        """A keyboard does not vibrate."""

    def close(self) -> None:
        """Nothing to give back; the events belong to the window."""
