"""The 26 joints of a tracked hand (XR_EXT_hand_tracking).

pyopenxr's own function asks for no joints at all, so this calls the runtime itself.
"""

from __future__ import annotations

import math
from ctypes import byref, c_void_p
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import xr

from controllers.controller import Side
from controllers.frame import JOINT_COUNT
from controllers.openxr.calls import check, extension_call
from controllers.openxr.instance import Instance

THUMB_TIP: Final = int(xr.HandJointEXT.THUMB_TIP)
INDEX_TIP: Final = int(xr.HandJointEXT.INDEX_TIP)
_VALID: Final = 3

_LOCATION_DTYPE: Final = np.dtype(
    [("flags", "<u8"), ("orientation", "<f4", 4), ("position", "<f4", 3), ("radius", "<f4")]
)


class HandJoints:
    """One hand's finger tracker; its answer's memory is kept and reused."""

    def __init__(self, instance: Instance, session: Any, base: Any, side: Side) -> None:
        hand = xr.HandEXT.LEFT if side == "left" else xr.HandEXT.RIGHT
        self._side = side
        self._tracker = xr.create_hand_tracker_ext(
            session, xr.HandTrackerCreateInfoEXT(hand, xr.HandJointSetEXT.DEFAULT)
        )
        self._call = extension_call(
            instance.handle, "xrLocateHandJointsEXT", c_void_p, c_void_p, c_void_p
        )
        self._info = xr.HandJointsLocateInfoEXT(base_space=base)
        self._buffer = (xr.HandJointLocationEXT * JOINT_COUNT)()
        self._answer = xr.HandJointLocationsEXT(joint_locations=self._buffer)
        self._joints = np.frombuffer(self._buffer, _LOCATION_DTYPE)

    def into(self, joints: npt.NDArray[np.void], xr_time: int) -> float:
        """Locate at `xr_time` into one `JOINTS_DTYPE` row; thumb to index tip in metres, or NaN."""
        self._info.time = xr_time
        check(
            self._call(self._tracker, byref(self._info), byref(self._answer)),
            "xrLocateHandJointsEXT",
        )
        side = self._side
        if not self._answer.is_active:
            joints[f"{side}_flags"] = 0
            return math.nan
        found = self._joints
        joints[f"{side}_position_m"] = found["position"]
        joints[f"{side}_orientation"] = found["orientation"]
        joints[f"{side}_radius_m"] = found["radius"]
        joints[f"{side}_flags"] = found["flags"]
        thumb, index = self._buffer[THUMB_TIP], self._buffer[INDEX_TIP]
        if thumb._location_flags & index._location_flags & _VALID != _VALID:
            return math.nan
        a, b = thumb.pose.position, index.pose.position
        return math.dist((a.x, a.y, a.z), (b.x, b.y, b.z))

    def close(self, instance: Instance) -> None:
        """Give the tracker back."""
        extension_call(instance.handle, "xrDestroyHandTrackerEXT", c_void_p)(self._tracker)
