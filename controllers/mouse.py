"""The mouse: the hand lies under the cursor; buttons grip, or lift a foot that it then leads."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import pygame

from controllers.controller import Features, Haptic, Limb, Side
from controllers.depth import DepthGlide, DepthHint, no_hint
from controllers.frame import Button, InputFrame, Vec3
from controllers.gaze import RESTING, Gaze, LookAt, nothing, off_middle_deg, turned_to
from controllers.keyboard import TURNING_KEYS, navigation
from controllers.rotation import looking_along, rotate
from controllers.sdl import SdlEvents
from controllers.seat import EYES_SEATED_M, Facing, Seat, hands_only, no_heading
from controllers.viewport import Viewport

LEFT, MIDDLE, RIGHT = 1, 2, 3
SWAP_KEYS: Final = (pygame.K_TAB,)

_STILL_ACROSS: Final = 0.55
_STILL_UP: Final = 0.4
"""Shares of the window, about its middle, within which the view keeps still."""

_ASIDE_DEG: Final = 30.0
_DOWN_DEG: Final = -55.0
_UP_DEG: Final = 10.0

_UNSEEN_S: Final = 1.0
_IN_VIEW_ACROSS_DEG: Final = 28.0
_IN_VIEW_UP_DEG: Final = 26.0
_SHOWN_ACROSS_DEG: Final = 18.0
_SHOWN_UP_DEG: Final = 16.0

_DEPTH_A_NOTCH_M: Final = 0.03
_LONGEST_REACH_M: Final = 1.0
_TURN_A_NOTCH_RAD: Final = math.radians(15.0)
_FLOOR_A_WINDOW_M: Final = 1.6
"""How far a lifted foot goes while the cursor goes the height of the window."""


class MouseController:
    """One hand under the cursor.

    The left button pulls the trigger and selects, the right squeezes, the middle one (or Tab)
    takes the other hand. Near an edge of the window the head turns that way.
    The hand lies on a plane across the line of sight, and glides to the depth of what the cursor
    covers, or of where a thing in the hand is to go; a turn of the wheel wins over that. While
    the hand grips, or with Shift, the wheel turns the wrist instead. The arrow keys and Enter walk
    through menus as they do on a keyboard. The aim ray of the driven hand runs from the eyes
    through the cursor.

    Where feet are asked for, the left button lifts the left foot and the right button the right
    one, as long as it is held; moving the mouse meanwhile leads the foot over the floor.
    """

    features = Features("mouse", orientation=True, aim=True, feet=True)

    def __init__(
        self,
        events: SdlEvents,
        viewport: Callable[[], Viewport],
        side: Callable[[], Side],
        *,
        limb: Callable[[], Limb] = hands_only,
        facing: Facing = no_heading,
        depth_hint: DepthHint = no_hint,
        look_at: LookAt = nothing,
        eye_height_m: float = EYES_SEATED_M,
    ) -> None:
        self._events = events
        self._viewport = viewport
        self._depth_hint = depth_hint
        self._look_at = look_at
        self._resting = RESTING
        self._unseen_s = 0.0
        self._seat = Seat(side, eye_height_m, limb, facing)
        self._glide = DepthGlide()
        self._before_px = events.mouse_px

    def read(self, frame: InputFrame) -> None:
        """Fill the frame from the state of the window's mouse."""
        events, seat = self._events, self._seat
        elapsed_s = seat.begin(frame)
        if events.pressed(*SWAP_KEYS) or MIDDLE in events.mouse_pressed:
            seat.swap()
        if seat.on_foot:
            self._walk(frame, elapsed_s)
        else:
            self._reach(frame, elapsed_s)
        self._before_px = events.mouse_px
        select = int(Button.SELECT) if events.mouse(LEFT) else 0
        frame.buttons = seat.buttons(navigation(events) | select)
        frame.focused = events.focused
        frame.connected = True

    def _reach(self, frame: InputFrame, elapsed_s: float) -> None:
        events, seat = self._events, self._seat
        eyes_m, viewport = seat.eyes_m, self._viewport()
        seat.look(self._gaze(viewport, elapsed_s), elapsed_s)
        in_view = viewport.ray(*events.mouse_px)
        ray = rotate(seat.head, in_view)
        hint_m = self._depth_hint(eyes_m, ray)
        notches = events.wheel_notches
        if seat.gripping or events.key(*TURNING_KEYS):
            seat.wrist.turn(notches * _TURN_A_NOTCH_RAD)
            notches = 0.0
        asked_m = None if hint_m is None else hint_m * -in_view[2]
        if asked_m is None and seat.gripping:
            asked_m = self._goal_depth_m()
        depth_m = self._glide.step(elapsed_s, notches * _DEPTH_A_NOTCH_M, asked_m)
        # Near the edge of a wide window the plane is farther away than an arm is long.
        along_m = min(depth_m / -in_view[2], _LONGEST_REACH_M)
        x, y, z = eyes_m
        hand_m = (x + ray[0] * along_m, y + ray[1] * along_m, z + ray[2] * along_m)
        held, squeezed = events.mouse(LEFT), events.mouse(RIGHT)
        seat.fill(frame, hand_m, ray, float(held), float(squeezed))
        frame.aim(seat.side).set(eyes_m, looking_along(ray))

    def _goal_depth_m(self) -> float | None:
        """Depth of where something is carried to: over the goal is at its depth already."""
        goal_m = self._look_at()
        if goal_m is None:
            return None
        ahead = rotate(self._seat.head, (0.0, 0.0, -1.0))
        return sum(
            (there - here) * along
            for there, here, along in zip(goal_m, self._seat.eyes_m, ahead, strict=True)
        )

    def _walk(self, frame: InputFrame, elapsed_s: float) -> None:
        events, seat = self._events, self._seat
        metres = _FLOOR_A_WINDOW_M / max(self._viewport().height_px, 1)
        right_px = events.mouse_px[0] - self._before_px[0]
        down_px = events.mouse_px[1] - self._before_px[1]
        seat.look(RESTING, elapsed_s)
        lifts = (float(events.mouse(LEFT)), float(events.mouse(RIGHT)))
        seat.walk(frame, lifts, (right_px * metres, -down_px * metres), elapsed_s)

    def pulse(self, haptic: Haptic) -> None:
        """A mouse does not vibrate."""

    def close(self) -> None:
        """Nothing to give back; the events belong to the window."""

    def _gaze(self, viewport: Viewport, elapsed_s: float) -> Gaze:
        """The resting gaze, turned towards the edge that the cursor is near."""
        goal_m = self._look_at()
        x_px, y_px = self._events.mouse_px
        leftward = _outer(1.0 - 2.0 * x_px / max(viewport.width_px, 1), _STILL_ACROSS)
        upward = _outer(1.0 - 2.0 * y_px / max(viewport.height_px, 1), _STILL_UP)
        if goal_m is None:
            # Without work there is nothing to see aside, and looking ahead stays possible.
            self._resting, leftward = RESTING, 0.0
            self._seat.wrist.relax()
        yaw_deg, pitch_deg = self._resting
        aside_deg, edge_deg = math.copysign(_ASIDE_DEG, leftward), _UP_DEG
        if upward < 0.0:
            edge_deg = _DOWN_DEG
        gaze = (
            yaw_deg + (aside_deg - yaw_deg) * abs(leftward),
            pitch_deg + (edge_deg - pitch_deg) * abs(upward),
        )
        if goal_m is not None:
            self._find(gaze, self._seat.from_eyes(goal_m), elapsed_s)
        return gaze

    def _find(self, gaze: Gaze, goal_m: Vec3, elapsed_s: float) -> None:
        """Turn the resting gaze to what is asked once it has been out of view for a second.

        Not at once: the hand under the cursor turns along, and it should not move before the
        patient has had the time to.
        """
        left_deg, above_deg = off_middle_deg(gaze, goal_m)
        seen = abs(left_deg) <= _IN_VIEW_ACROSS_DEG and abs(above_deg) <= _IN_VIEW_UP_DEG
        self._unseen_s = 0.0 if seen else self._unseen_s + elapsed_s
        if self._unseen_s > _UNSEEN_S:
            self._resting = turned_to(self._resting, goal_m, _SHOWN_ACROSS_DEG, _SHOWN_UP_DEG)


def _outer(off_middle: float, still: float) -> float:
    """How far into a window's margin, -1..1: 0 in the middle, rising smoothly to 1 at the edge."""
    share = max(0.0, min(1.0, abs(off_middle)) - still) / (1.0 - still)
    return math.copysign(share * share, off_middle)
