"""Feet from what is worn on them: controllers at the ankles, or trackers on the shoes."""

from __future__ import annotations

import math
from typing import Final

from controllers.controller import SIDES, Controller, Features, Haptic
from controllers.frame import Button, InputFrame, PoseField, PoseFlag
from controllers.mounting import Mounting, Offset
from controllers.rotation import multiply, rotate

KEPT_BUTTONS: Final = int(Button.STOP | Button.RECENTRE)
"""What an ankle may still press. A shin that brushes the other presses triggers and leans sticks,
which must choose nothing; a stop by accident does no harm, and a changed space is no button."""

_BOTH_VALID: Final = int(PoseFlag.ORIENTATION_VALID | PoseFlag.POSITION_VALID)
_ORIENTATION: Final = int(PoseFlag.ORIENTATION_VALID | PoseFlag.ORIENTATION_TRACKED)
_ORIENTATION_TRACKED: Final = int(PoseFlag.ORIENTATION_TRACKED)
_POSITION_TRACKED: Final = int(PoseFlag.POSITION_TRACKED)
_NAN: Final = (math.nan, math.nan)
_NO_VELOCITY: Final = (math.nan, math.nan, math.nan)


class WornFeet:
    """A device that may be worn on the feet; a Controller around another.

    Told a mounting by `wear`, the feet of every frame, displayed and sampled, are the controllers'
    poses moved by the mounting's offsets, and there are no hands: no hand, no aim, no grip, no
    fingers, and of the buttons only `KEPT_BUTTONS`. Where the device tracks feet by itself the
    offsets apply to its trackers, and the hands stay. With None everything passes unchanged.
    A pulse for a side is felt at the ankle of that side.
    """

    def __init__(self, device: Controller) -> None:
        self._device = device
        self._mounting: Mounting | None = None
        self._filled = False

    @property
    def features(self) -> Features:
        """What the device inside gives."""
        return self._device.features

    def wear(self, mounting: Mounting | None) -> None:
        """From the next frame on, wear it so; None: hands hold it, trackers are feet."""
        self._mounting = mounting

    def read(self, frame: InputFrame) -> None:
        """Fill the frame from the device, then the feet. Raises `DeviceLostError`."""
        self._device.read(frame)
        mounting = self._mounting
        own_feet = self._device.features.feet
        if mounting is None:
            if self._filled and not own_feet:
                _lose_feet(frame)  # nobody else writes them
            self._filled = False
            return
        self._filled = True
        if own_feet:
            for side in SIDES:
                offset = mounting.of(side)
                _put_on(frame.foot(side), frame.foot(side), offset)
                _put_on(frame.sampled_foot(side), frame.sampled_foot(side), offset)
            return
        for side in SIDES:
            offset = mounting.of(side)
            _put_on(frame.foot(side), frame.hand(side), offset)
            _put_on(frame.sampled_foot(side), frame.sampled_hand(side), offset)
        _lose_hands(frame)

    def pulse(self, haptic: Haptic) -> None:
        """Vibrate the controller of a side, wherever it is worn."""
        self._device.pulse(haptic)

    def close(self) -> None:
        """Close the device."""
        self._device.close()


def _put_on(foot: PoseField, thing: PoseField, offset: Offset) -> None:
    """Write the foot's pose from the pose of the thing worn on it.

    The foot lies a lever away from the thing, so its position is no better known than the
    thing's orientation.
    """
    flags = thing.flags
    turn = thing.orientation
    if flags & _BOTH_VALID == _BOTH_VALID:
        if not flags & _ORIENTATION_TRACKED:
            flags &= ~_POSITION_TRACKED
        x, y, z = thing.position_m
        dx, dy, dz = rotate(turn, offset.position_m)
        foot.set((x + dx, y + dy, z + dz), multiply(turn, offset.orientation), flags)
    elif flags & _ORIENTATION:
        foot.set(foot.position_m, multiply(turn, offset.orientation), flags & _ORIENTATION)
    else:
        foot.lose()


def _lose_feet(frame: InputFrame) -> None:
    for side in SIDES:
        frame.foot(side).lose()
        frame.sampled_foot(side).lose()


def _lose_hands(frame: InputFrame) -> None:
    for pose in (
        frame.left_hand,
        frame.right_hand,
        frame.sampled_left_hand,
        frame.sampled_right_hand,
        frame.left_aim,
        frame.right_aim,
    ):
        pose.lose()
    frame.set_hand_velocities(_NO_VELOCITY, _NO_VELOCITY)
    frame.trigger = frame.squeeze = (0.0, 0.0)
    frame.aperture_m = _NAN
    frame.buttons &= KEPT_BUTTONS
    frame.joints["left_flags"] = 0
    frame.joints["right_flags"] = 0
