"""Trackers worn on the feet, where the runtime knows of them (XR_HTCX_vive_tracker_interaction)."""

from __future__ import annotations

from ctypes import byref, c_uint32, c_void_p
from typing import Any, Final

import xr

from controllers.openxr.calls import Call, check, extension_call
from controllers.openxr.instance import Instance
from controllers.openxr.profiles import TRACKER_EXTENSION, foot_paths

_FUNCTION: Final = "xrEnumerateViveTrackerPathsHTCX"


def on_both_feet(instance: Instance) -> bool:
    """Whether a tracker is connected in the role of each foot. The role is set in the runtime."""
    if TRACKER_EXTENSION not in instance.extensions:
        return False
    call = extension_call(instance.handle, _FUNCTION, c_void_p, c_uint32, c_void_p, c_void_p)
    return {instance.path(path) for path in foot_paths()} <= roles(call, instance.handle)


def roles(call: Call, instance: Any) -> set[int]:
    """The role paths of all connected trackers; one without a role is left out.

    `call` is the runtime's xrEnumerateViveTrackerPathsHTCX.
    """
    count = c_uint32()
    check(call(instance, 0, byref(count), None), _FUNCTION)
    # A tracker that is switched on between the two calls is not worth a fault.
    capacity = count.value + 4
    trackers = (xr.ViveTrackerPathsHTCX * capacity)()
    for tracker in trackers:
        tracker._type = int(xr.StructureType.VIVE_TRACKER_PATHS_HTCX)
    check(call(instance, capacity, byref(count), trackers), _FUNCTION)
    return {tracker.role_path for tracker in trackers[: count.value]} - {0}
