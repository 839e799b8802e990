"""The headset as the game sees it: one object that is the clock and the controller."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable

from controllers.controller import Features, Haptic
from controllers.frame import POSES, Button, InputFrame
from controllers.openxr.actions import Actions
from controllers.openxr.graphics import GraphicsBinding
from controllers.openxr.instance import TIME_EXTENSION, Instance
from controllers.openxr.joints import HandJoints
from controllers.openxr.locate import Located
from controllers.openxr.profiles import HANDS
from controllers.openxr.rate import display_rate_hz
from controllers.openxr.session import Session
from controllers.openxr.space import BaseSpace, base_space, view_space
from controllers.openxr.times import TimeMap
from controllers.openxr.trackers import on_both_feet

HEADLESS = "XR_MND_headless"


class OpenXr:
    """A headset session: clock (`wait`) and controller (`read`) of a game.

    `wait` begins a frame, which the headset's view ends; without a view the next `wait` ends
    it. `read` comes after `wait`: display poses are located at the runtime's predicted
    display time, sampled poses, fingers and velocities at the moment of reading.
    Raises `DeviceUnavailableError` when it can't open.
    """

    session: Session
    base: BaseSpace
    graphics: GraphicsBinding | None

    def __init__(self, graphics: GraphicsBinding | None) -> None:
        drawing = (HEADLESS,) if graphics is None else graphics.extensions
        self.graphics = graphics
        self.instance = Instance(needed=(TIME_EXTENSION, *drawing))
        self._closing = contextlib.ExitStack()
        self._closing.callback(self.instance.close)
        try:
            self._open(graphics)
        except BaseException:
            self.close()
            raise

    def _open(self, graphics: GraphicsBinding | None) -> None:
        instance = self.instance
        self.session = Session(instance, graphics)
        self._closing.callback(self.session.close)
        handle = self.session.handle
        self._times = TimeMap(instance.handle)
        self.base = base_space(instance, handle)
        self._actions = Actions(instance, handle)
        self._closing.callback(self._actions.close)
        base = self.base.handle
        self._head = Located(view_space(handle), base)
        self._grips = tuple(Located(space, base) for space in self._actions.grips)
        self._aims = tuple(Located(space, base) for space in self._actions.aims)
        self._feet: tuple[Located, ...] = ()
        if on_both_feet(instance):
            self._feet = tuple(Located(space, base) for space in self._actions.feet)
        self._joints: tuple[HandJoints, ...] = ()
        if instance.info.hand_tracking:
            self._joints = tuple(HandJoints(instance, handle, base, side) for side in HANDS)
            for joints in self._joints:
                self._closing.callback(joints.close, instance)
        self.display_rate_hz = display_rate_hz(instance, handle)
        self._frame_index = -1
        self._display_time = 0
        self._had_hands = False

    @property
    def features(self) -> Features:
        """What the headset gives; the name tells runtime, headset and space.

        Feet where trackers were on both when it was opened.
        """
        info = self.instance.info
        return Features(
            name=f"{info.system} ({info.runtime}; space: {self.base.name})",
            orientation=True,
            aim=True,
            feet=bool(self._feet),
            hand_joints=bool(self._joints),
            haptics=True,
            bounds_m=self.base.bounds_m,
        )

    def wait(self, frame: InputFrame) -> None:
        """Block until the runtime wants the next frame, begin it and stamp it.

        While the runtime wants none, this sleeps shortly and stamps the present moment.
        Raises `DeviceLostError` when the runtime is gone or ends the session.
        """
        session = self.session
        session.poll()
        self._frame_index += 1
        if session.next_frame():
            self._display_time = session.predicted_time
            display_ns = self._times.to_perf_ns(self._display_time)
            frame.set_times(self._frame_index, time.perf_counter_ns(), display_ns)
        else:
            now_ns = time.perf_counter_ns()
            self._display_time = self._times.to_xr(now_ns)
            frame.set_times(self._frame_index, now_ns, now_ns)
        frame.focused = session.focused

    def read(self, frame: InputFrame) -> None:
        """Fill the frame that `wait` has stamped. Raises `DeviceLostError`."""
        if self.session.running:
            self._actions.sync()
            now_ns = time.perf_counter_ns()
            frame.set_sample_time(now_ns)
            now = self._times.to_xr(now_ns)
            self._read_poses(frame, now)
            self._read_actions(frame)
            self._read_fingers(frame, now)
        else:
            _let_go(frame)

    def _read_poses(self, frame: InputFrame, now: int) -> None:
        display = self._display_time
        left, right = self._grips
        left_aim, right_aim = self._aims
        self._head.into(frame.head, display)
        left.into(frame.left_hand, display)
        right.into(frame.right_hand, display)
        left_aim.into(frame.left_aim, display)
        right_aim.into(frame.right_aim, display)
        self._head.into(frame.sampled_head, now)
        left.into(frame.sampled_left_hand, now)
        right.into(frame.sampled_right_hand, now)
        frame.set_hand_velocities(left.velocity_m_s, right.velocity_m_s)
        if self._feet:
            left_foot, right_foot = self._feet
            left_foot.into(frame.left_foot, display)
            right_foot.into(frame.right_foot, display)
            left_foot.into(frame.sampled_left_foot, now)
            right_foot.into(frame.sampled_right_foot, now)

    def _read_actions(self, frame: InputFrame) -> None:
        actions = self._actions
        frame.trigger = actions.trigger()
        frame.squeeze = actions.squeeze()
        buttons = actions.buttons()
        if self.session.recentred(self._display_time):
            buttons |= int(Button.RECENTRE)
        frame.buttons = buttons
        if frame.focused:
            there = any(actions.held())
            self._had_hands |= there
            frame.connected = there or not self._had_hands

    def _read_fingers(self, frame: InputFrame, now: int) -> None:
        if not self._joints:
            return
        row = frame.joints
        row["frame_index"] = frame.frame_index
        row["sample_time_ns"] = frame.sample_time_ns
        left, right = self._joints
        frame.aperture_m = (left.into(row, now), right.into(row, now))

    def pulse(self, haptic: Haptic) -> None:
        """Vibrate the controller of one hand."""
        if self.session.focused:
            self._actions.pulse(haptic)

    def before_close(self, close: Callable[[], None]) -> None:
        """Have something that lives in this session (its swapchains) closed before it ends."""
        self._closing.callback(close)

    def close(self) -> None:
        """End the session and let the runtime go. May be called twice."""
        self._closing.close()


def _let_go(frame: InputFrame) -> None:
    """Say that nothing is tracked or pressed: the runtime wants no frames."""
    for pose in POSES:
        getattr(frame, pose).lose()
    frame.trigger = frame.squeeze = (0.0, 0.0)
    frame.aperture_m = (math.nan, math.nan)
    frame.buttons = 0
    for side in HANDS:
        frame.joints[f"{side}_flags"] = 0
