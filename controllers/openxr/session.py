"""One session of the runtime: its state, its events and the order of its frames."""

from __future__ import annotations

import time
from ctypes import POINTER, byref, c_void_p, cast, pointer
from typing import Any, Final

import xr

from controllers.controller import DeviceLostError, DeviceUnavailableError
from controllers.openxr import calls
from controllers.openxr.calls import check
from controllers.openxr.events import Events
from controllers.openxr.graphics import GraphicsBinding
from controllers.openxr.instance import Instance

ENDED: Final = (
    "The headset's runtime ended the game. Everything so far is saved: "
    "start the game again to go on with the session."
)
NO_SESSION: Final = (
    "The OpenXR runtime {runtime} opens no session ({reason}): restart it, "
    "or play with --input mouse."
)
HEADLESS_RATE_HZ: Final = 90.0
IDLE_S: Final = 0.01
"""How long to wait before looking again while the runtime wants no frames."""

_RECENTRING: Final = frozenset(
    int(kind)
    for kind in (
        xr.ReferenceSpaceType.STAGE,
        xr.ReferenceSpaceType.LOCAL,
        xr.ReferenceSpaceType.LOCAL_FLOOR,
    )
)


class Session:
    """Begins and ends itself as the runtime asks, and brackets the frames.

    `running`: the runtime wants frames. `frame_open`: a frame has begun and wants its end.
    `predicted_time` (XrTime) and `should_render` belong to the open frame. `lost` is set by
    who finds the runtime gone while drawing: the next `poll` raises it.
    """

    lost: DeviceLostError | None = None

    def __init__(self, instance: Instance, graphics: GraphicsBinding | None) -> None:
        self._graphics = graphics
        self._events = Events(instance.handle)
        self._state = int(xr.SessionState.IDLE)
        self._user_present = True
        self._recentre_at: int | None = None
        self._tick_ns = time.perf_counter_ns()
        self.running = False
        self.frame_open = False
        self.handle = _create(instance, graphics)
        self._state_ref = byref(frame_state := xr.FrameState())
        self._frame_state = frame_state
        self._blend_mode = _blend_mode(instance)
        self._nothing = self.ending()
        self._wait_ref = byref(xr.FrameWaitInfo())
        self._begin_ref = byref(xr.FrameBeginInfo())

    @property
    def focused(self) -> bool:
        """Whether the runtime gives us input and somebody wears the headset."""
        return self._state == xr.SessionState.FOCUSED and self._user_present

    @property
    def predicted_time(self) -> int:
        """XrTime at which the open frame reaches the eyes."""
        display_time: int = self._frame_state.predicted_display_time
        return display_time

    @property
    def should_render(self) -> bool:
        """Whether anybody would see what is drawn into the open frame."""
        return self.frame_open and bool(self._frame_state.should_render)

    def poll(self) -> None:
        """Follow the runtime's events. Raises `DeviceLostError` when it ends or is gone."""
        if self.lost is not None:
            raise self.lost
        for event in self._events:
            if isinstance(event, xr.EventDataSessionStateChanged):
                self._follow(int(event._state))
            elif isinstance(event, xr.EventDataReferenceSpaceChangePending):
                if event._reference_space_type in _RECENTRING:
                    self._recentre_at = event.change_time
            elif isinstance(event, xr.EventDataUserPresenceChangedEXT):
                self._user_present = bool(event.is_user_present)
            else:
                raise DeviceLostError(calls.RUNTIME_GONE)

    def recentred(self, xr_time: int) -> bool:
        """Whether the space has changed by `xr_time`; true once a change."""
        if self._recentre_at is None or xr_time < self._recentre_at:
            return False
        self._recentre_at = None
        return True

    def next_frame(self) -> bool:
        """Block until the next frame is due; whether one has begun.

        Without a running session, or without graphics, this sleeps and begins none. A frame
        that nobody ended is ended with no picture first.
        """
        if self.frame_open:
            self.end_frame()
        if self.running and self._graphics is not None:
            check(calls.wait_frame(self.handle, self._wait_ref, self._state_ref), "xrWaitFrame")
            check(calls.begin_frame(self.handle, self._begin_ref), "xrBeginFrame")
            self.frame_open = True
        elif self.running:
            self._tick_ns += int(1e9 / HEADLESS_RATE_HZ)
            ahead_ns = self._tick_ns - time.perf_counter_ns()
            if ahead_ns > 0:
                time.sleep(ahead_ns * 1e-9)
            else:
                self._tick_ns -= ahead_ns
        else:
            time.sleep(IDLE_S)
        return self.frame_open

    def ending(self, *layers: Any) -> Any:
        """What ends a frame with these composition layers; made once, for `end_frame`."""
        pointers = [
            cast(pointer(layer), POINTER(xr.CompositionLayerBaseHeader)) for layer in layers
        ]
        return xr.FrameEndInfo(environment_blend_mode=self._blend_mode, layers=pointers)

    def end_frame(self, ending: Any | None = None) -> None:
        """Hand the open frame over, with layers or with nothing to see."""
        self.frame_open = False
        info = ending or self._nothing
        info.display_time = self._frame_state.predicted_display_time
        check(calls.end_frame(self.handle, byref(info)), "xrEndFrame")

    def close(self) -> None:
        """Destroy the session; one that the runtime has lost already is no error."""
        if self.handle is not None:
            handle, self.handle = self.handle, None
            self.running = self.frame_open = False
            xr.raw_functions.xrDestroySession(handle)

    def _follow(self, state: int) -> None:
        self._state = state
        if state == xr.SessionState.READY:
            xr.begin_session(
                self.handle,
                xr.SessionBeginInfo(xr.ViewConfigurationType.PRIMARY_STEREO),
            )
            self.running = True
        elif state == xr.SessionState.STOPPING:
            self.running = self.frame_open = False
            xr.end_session(self.handle)
        elif state == xr.SessionState.LOSS_PENDING:
            raise DeviceLostError(calls.RUNTIME_GONE)
        elif state == xr.SessionState.EXITING:
            raise DeviceLostError(ENDED)


def _create(instance: Instance, graphics: GraphicsBinding | None) -> Any:
    info = xr.SessionCreateInfo(system_id=instance.system_id)
    if graphics is not None:
        requirements = xr.GraphicsRequirementsOpenGLKHR()
        ask = calls.extension_call(
            instance.handle,
            "xrGetOpenGLGraphicsRequirementsKHR",
            c_void_p,
            xr.SystemId,
            c_void_p,
        )
        check(ask(instance.handle, instance.system_id, byref(requirements)), "graphics")
        info._next = cast(pointer(graphics.structure), c_void_p)
    try:
        return xr.create_session(instance.handle, info)
    except xr.exception.XrException as error:
        raise DeviceUnavailableError(
            NO_SESSION.format(runtime=instance.info.runtime, reason=error)
        ) from error


def _blend_mode(instance: Instance) -> Any:
    modes = xr.enumerate_environment_blend_modes(
        instance.handle, instance.system_id, xr.ViewConfigurationType.PRIMARY_STEREO
    )
    opaque = xr.EnvironmentBlendMode.OPAQUE
    return opaque if opaque in modes else modes[0]
