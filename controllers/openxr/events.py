"""The runtime's event queue, read without allocating."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import POINTER, byref, cast
from typing import Any, Final

import xr

from controllers.openxr.calls import EVENT_UNAVAILABLE, check, poll_event

_BUFFER: Final = int(xr.StructureType.EVENT_DATA_BUFFER)
_KINDS: Final = {
    int(xr.StructureType.EVENT_DATA_SESSION_STATE_CHANGED): xr.EventDataSessionStateChanged,
    int(xr.StructureType.EVENT_DATA_REFERENCE_SPACE_CHANGE_PENDING): (
        xr.EventDataReferenceSpaceChangePending
    ),
    int(xr.StructureType.EVENT_DATA_INSTANCE_LOSS_PENDING): xr.EventDataInstanceLossPending,
    int(xr.StructureType.EVENT_DATA_USER_PRESENCE_CHANGED_EXT): xr.EventDataUserPresenceChangedEXT,
}


class Events:
    """Iterates over what has happened since the last look; kinds of no use here are dropped."""

    def __init__(self, instance: Any) -> None:
        self._instance = instance
        self._buffer = xr.EventDataBuffer()
        self._ref = byref(self._buffer)

    def __iter__(self) -> Iterator[Any]:
        """Yield pyopenxr's event structures; each is overwritten by the next.

        Raises `DeviceLostError` when the runtime is gone.
        """
        buffer = self._buffer
        while True:
            buffer._type = _BUFFER
            buffer._next = None
            if check(poll_event(self._instance, self._ref), "xrPollEvent") == EVENT_UNAVAILABLE:
                return
            kind = _KINDS.get(buffer._type)
            if kind is not None:
                yield cast(self._ref, POINTER(kind)).contents
