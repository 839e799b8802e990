"""Foot trackers and the clear space, as a runtime's functions tell of them.

No runtime here has trackers or bounds, so C functions of our own answer in its place.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pytest
from support.require import lack

from controllers.controller import DeviceLostError

try:
    import xr

    from controllers.openxr.space import bounds_m
    from controllers.openxr.trackers import roles
except (ImportError, OSError, NotImplementedError) as error:
    lack("monado", f"there is no OpenXR for this Python: {error}")

LEFT_FOOT, RIGHT_FOOT, WAIST, NO_ROLE = 41, 42, 43, 0
INSTANCE = 7
SUCCESS, UNAVAILABLE = 0, 7
TOO_SMALL = int(xr.Result.ERROR_SIZE_INSUFFICIENT)


def enumerator(*answers: list[int]) -> Callable[..., int]:
    """An xrEnumerateViveTrackerPathsHTCX that has one list of roles a call, then the last."""
    waiting = list(answers)

    def answer(instance: int, capacity: int, count: Any, paths: Any) -> int:
        connected = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        assert instance == INSTANCE
        count[0] = len(connected)
        if capacity == 0:
            return SUCCESS
        if capacity < len(connected):
            return TOO_SMALL
        for place, role in enumerate(connected):
            assert paths[place]._type == int(xr.StructureType.VIVE_TRACKER_PATHS_HTCX)
            paths[place].persistent_path = 100 + place
            paths[place].role_path = role
        return SUCCESS

    kind = ctypes.CFUNCTYPE(
        *(ctypes.c_int32, ctypes.c_void_p, ctypes.c_uint32),
        *(ctypes.POINTER(ctypes.c_uint32), ctypes.POINTER(xr.ViveTrackerPathsHTCX)),
    )
    return kind(answer)


@pytest.mark.parametrize(
    ("connected", "told"),
    [
        ([], set()),
        ([NO_ROLE, NO_ROLE], set()),
        ([WAIST, RIGHT_FOOT], {WAIST, RIGHT_FOOT}),
        ([LEFT_FOOT, NO_ROLE, RIGHT_FOOT], {LEFT_FOOT, RIGHT_FOOT}),
    ],
)
def test_the_roles_of_connected_trackers(connected: list[int], told: set[int]) -> None:
    assert roles(enumerator(connected), INSTANCE) == told


def test_a_tracker_switched_on_meanwhile_is_there_too() -> None:
    assert roles(enumerator([LEFT_FOOT], [LEFT_FOOT, RIGHT_FOOT]), INSTANCE) == {
        LEFT_FOOT,
        RIGHT_FOOT,
    }


def rectangle(result: int, width_m: float, depth_m: float) -> Callable[..., int]:
    """An xrGetReferenceSpaceBoundsRect."""

    def answer(session: int, space: int, extent: Any) -> int:
        assert (session, space) == (9, int(xr.ReferenceSpaceType.STAGE))
        extent[0].width, extent[0].height = width_m, depth_m
        return result

    kind = ctypes.CFUNCTYPE(
        *(ctypes.c_int32, ctypes.c_void_p, ctypes.c_int32, ctypes.POINTER(xr.Extent2Df))
    )
    return kind(answer)


def test_the_bounds_are_width_and_depth() -> None:
    assert bounds_m(rectangle(SUCCESS, 2.5, 3.75), 9) == (2.5, 3.75)


@pytest.mark.parametrize(
    ("result", "size_m"), [(UNAVAILABLE, (0.0, 0.0)), (SUCCESS, (0.0, 0.0)), (SUCCESS, (2.0, 0.0))]
)
def test_no_bounds_are_none(result: int, size_m: tuple[float, float]) -> None:
    assert bounds_m(rectangle(result, *size_m), 9) is None


def test_a_runtime_that_is_gone_says_so() -> None:
    gone = int(xr.Result.ERROR_SESSION_LOST)
    with pytest.raises(DeviceLostError):
        bounds_m(rectangle(gone, 0.0, 0.0), 9)
