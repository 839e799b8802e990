"""Where a space is at a time, written straight into a frame's pose."""

from __future__ import annotations

import math
from ctypes import addressof, byref, c_char, c_void_p, cast, pointer
from typing import Any, Final

import xr

from controllers.frame import PoseField, Vec3
from controllers.openxr.calls import check, locate_space

_LINEAR_VALID: Final = int(xr.SpaceVelocityFlags.LINEAR_VALID_BIT)
NO_VELOCITY: Final[Vec3] = (math.nan, math.nan, math.nan)


class Located:
    """A space that is asked for every frame; its answer's memory is kept and reused."""

    __slots__ = ("_base", "_flags", "_keep", "_pose", "_ref", "_space", "_speed", "_speed_flags")

    def __init__(self, space: Any, base: Any) -> None:
        location, velocity = xr.SpaceLocation(), xr.SpaceVelocity()
        location._next = cast(pointer(velocity), c_void_p)
        self._keep = (location, velocity)
        self._ref = byref(location)
        self._pose = floats(location, xr.SpaceLocation.pose, 7)
        self._flags = _bytes(location, xr.SpaceLocation._location_flags.offset, 1)
        self._speed = floats(velocity, xr.SpaceVelocity.linear_velocity, 3)
        self._speed_flags = _bytes(velocity, xr.SpaceVelocity._velocity_flags.offset, 1)
        self._space = space
        self._base = base

    def into(self, field: PoseField, xr_time: int) -> None:
        """Locate at `xr_time` and write the pose with the runtime's four flags.

        A part that is not valid is not written: the last one stays, and its flag is off.
        """
        check(locate_space(self._space, self._base, xr_time, self._ref), "xrLocateSpace")
        flags = self._flags[0] & 15
        x, y, z, w, px, py, pz = self._pose
        if flags & 3 == 3:
            field.set((px, py, pz), (x, y, z, w), flags)
        elif flags & 1:
            field.set(field.position_m, (x, y, z, w), flags)
        elif flags & 2:
            field.set((px, py, pz), field.orientation, flags)
        else:
            field.lose()

    @property
    def velocity_m_s(self) -> Vec3:
        """The runtime's own velocity at the last locating, NaN where it gives none."""
        if not self._speed_flags[0] & _LINEAR_VALID:
            return NO_VELOCITY
        x, y, z = self._speed
        return (x, y, z)


def floats(structure: Any, field: Any, count: int) -> memoryview[float]:
    """`count` 32-bit floats at a field of a ctypes structure, as one shared view."""
    return _bytes(structure, field.offset, 4 * count).cast("f")


def _bytes(structure: Any, offset: int, size: int) -> memoryview:
    return memoryview((c_char * size).from_address(addressof(structure) + offset)).cast("B")
