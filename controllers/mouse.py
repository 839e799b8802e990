"""The mouse: the hand lies under the cursor, the wheel sends it away or brings it near."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pygame

from controllers.controller import Features, Haptic, Side
from controllers.frame import Button, InputFrame
from controllers.keyboard import navigation
from controllers.sdl import SdlEvents
from controllers.seat import (
    EYES_SEATED_M,
    RESTING_GAZE_DEG,
    DepthGlide,
    DepthHint,
    Seat,
    looking_along,
    no_hint,
    rotate,
)
from controllers.viewport import Viewport

LEFT, MIDDLE, RIGHT = 1, 2, 3
SWAP_KEYS: Final = (pygame.K_TAB,)

_STILL_SHARE: Final = 0.4
"""Share of the window's height, about its middle, within which the view keeps still."""

_LOOK_DOWN_DEG: Final = 45.0
_LOOK_UP_DEG: Final = 20.0

_DEPTH_A_NOTCH_M: Final = 0.03
_LONGEST_REACH_M: Final = 1.0


class MouseController:
    """One hand under the cursor.

    The left button pulls the trigger and selects, the right squeezes, the middle one (or Tab)
    takes the other hand. Near the window's lower edge the head looks down, near the upper edge up.
    The hand lies on a plane across the line of sight, and glides to the depth of what the cursor
    covers; a turn of the wheel wins over that. The arrow keys and Enter walk through menus as they
    do on a keyboard. The aim ray of the driven hand runs from the eyes through the
    cursor.
    """

    features = Features("mouse", orientation=True, aim=True)

    def __init__(
        self,
        events: SdlEvents,
        viewport: Callable[[], Viewport],
        side: Callable[[], Side],
        *,
        depth_hint: DepthHint = no_hint,
        eye_height_m: float = EYES_SEATED_M,
    ) -> None:
        self._events = events
        self._viewport = viewport
        self._depth_hint = depth_hint
        self._seat = Seat(side, eye_height_m)
        self._glide = DepthGlide()

    def read(self, frame: InputFrame) -> None:
        """Fill the frame from the state of the window's mouse."""
        events, seat = self._events, self._seat
        elapsed_s = seat.begin(frame)
        if events.pressed(*SWAP_KEYS) or MIDDLE in events.mouse_pressed:
            seat.swap()
        eyes_m, viewport = seat.eyes_m, self._viewport()
        seat.look(_pitch_deg(events.mouse_px[1] / max(viewport.height_px, 1)), elapsed_s)
        in_view = viewport.ray(*events.mouse_px)
        ray = rotate(seat.gaze, in_view)
        hint_m = self._depth_hint(eyes_m, ray)
        depth_m = self._glide.step(
            elapsed_s,
            events.wheel_notches * _DEPTH_A_NOTCH_M,
            None if hint_m is None else hint_m * -in_view[2],
        )
        # Near the edge of a wide window the plane is farther away than an arm is long.
        along_m = min(depth_m / -in_view[2], _LONGEST_REACH_M)
        hand_m = seat.from_eyes((ray[0] * along_m, ray[1] * along_m, ray[2] * along_m))
        held = events.mouse(LEFT)
        seat.fill(frame, hand_m, ray, float(held), float(events.mouse(RIGHT)))
        frame.aim(seat.side).set(eyes_m, looking_along(ray))
        frame.buttons = navigation(events) | (int(Button.SELECT) if held else 0)
        frame.focused = events.focused
        frame.connected = True

    def pulse(self, haptic: Haptic) -> None:
        """A mouse does not vibrate."""

    def close(self) -> None:
        """Nothing to give back; the events belong to the window."""


def _pitch_deg(down_share: float) -> float:
    """How far the head looks up for a cursor at a share of the window's height from the top."""
    off_middle = max(-1.0, min(1.0, 1.0 - 2.0 * down_share))
    outer = max(0.0, abs(off_middle) - _STILL_SHARE) / (1.0 - _STILL_SHARE)
    turn_deg = _LOOK_UP_DEG if off_middle > 0.0 else -_LOOK_DOWN_DEG
    return RESTING_GAZE_DEG + turn_deg * outer * outer
