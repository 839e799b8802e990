"""The runtime's functions that run every frame, called without pyopenxr's wrappers.

The wrappers build new structures and an enum member at every call; here the caller keeps
its structures and gets a plain integer. `check` turns that into an exception.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import c_int32, c_int64, c_void_p
from typing import Any, Final

import xr
from xr.library import openxr_loader_library

from controllers.controller import DeviceLostError

EVENT_UNAVAILABLE: Final = int(xr.Result.EVENT_UNAVAILABLE)

RUNTIME_GONE: Final = (
    "The headset's runtime stopped. Everything so far is saved: "
    "start the runtime again, then go on with the session."
)

_GONE: Final = frozenset(
    int(code)
    for code in (
        xr.Result.ERROR_INSTANCE_LOST,
        xr.Result.ERROR_SESSION_LOST,
        xr.Result.ERROR_RUNTIME_FAILURE,
        xr.Result.ERROR_RUNTIME_UNAVAILABLE,
        xr.Result.ERROR_FORM_FACTOR_UNAVAILABLE,
    )
)

Call = Callable[..., int]


def _bind(name: str, *arguments: Any) -> Call:
    call: Any = openxr_loader_library[name]
    call.restype = c_int32
    call.argtypes = arguments
    bound: Call = call
    return bound


poll_event = _bind("xrPollEvent", c_void_p, c_void_p)
wait_frame = _bind("xrWaitFrame", c_void_p, c_void_p, c_void_p)
begin_frame = _bind("xrBeginFrame", c_void_p, c_void_p)
end_frame = _bind("xrEndFrame", c_void_p, c_void_p)
locate_space = _bind("xrLocateSpace", c_void_p, c_void_p, c_int64, c_void_p)
locate_views = _bind(
    "xrLocateViews", c_void_p, c_void_p, c_void_p, ctypes.c_uint32, c_void_p, c_void_p
)
sync_actions = _bind("xrSyncActions", c_void_p, c_void_p)
action_float = _bind("xrGetActionStateFloat", c_void_p, c_void_p, c_void_p)
action_boolean = _bind("xrGetActionStateBoolean", c_void_p, c_void_p, c_void_p)
action_vector = _bind("xrGetActionStateVector2f", c_void_p, c_void_p, c_void_p)
action_pose = _bind("xrGetActionStatePose", c_void_p, c_void_p, c_void_p)
apply_haptic = _bind("xrApplyHapticFeedback", c_void_p, c_void_p, c_void_p)
stage_bounds = _bind("xrGetReferenceSpaceBoundsRect", c_void_p, c_int32, c_void_p)
acquire_image = _bind("xrAcquireSwapchainImage", c_void_p, c_void_p, c_void_p)
wait_image = _bind("xrWaitSwapchainImage", c_void_p, c_void_p)
release_image = _bind("xrReleaseSwapchainImage", c_void_p, c_void_p)


def extension_call(instance: Any, name: str, *arguments: Any) -> Call:
    """A function of an enabled extension, bound like the ones above."""
    function = xr.get_instance_proc_addr(instance, name)
    return ctypes.cast(function, ctypes.CFUNCTYPE(c_int32, *arguments))


def check(result: int, call: str) -> int:
    """The result when it is a success.

    Raises `DeviceLostError` when the runtime or its headset is gone, pyopenxr's exception for
    any other failure: that one is a fault of this program.
    """
    if result >= 0:
        return result
    if result in _GONE:
        raise DeviceLostError(RUNTIME_GONE)
    raise xr.check_result(xr.Result(result), f"{call} failed: {xr.Result(result).name}")
