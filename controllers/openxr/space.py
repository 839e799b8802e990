"""The space that everything is located in: stage where there is one, floor at y = 0 always."""

from __future__ import annotations

from ctypes import byref
from dataclasses import dataclass
from typing import Any, Final

import xr

from controllers.openxr.calls import Call, check, stage_bounds
from controllers.openxr.instance import Instance

ASSUMED_EYE_HEIGHT_M: Final = 1.2
"""A seated adult's; used only where the runtime knows nothing of the floor."""

_SUCCESS: Final = int(xr.Result.SUCCESS)


@dataclass(frozen=True, slots=True)
class BaseSpace:
    """The space's handle and a word on what it is, for the recording.

    `bounds_m` is width (x) and depth (z) of the clear rectangle around its origin, where a person
    has told the runtime of one.
    """

    handle: Any
    name: str
    bounds_m: tuple[float, float] | None = None


def base_space(instance: Instance, session: Any) -> BaseSpace:
    """Stage; else the local floor; else local, lowered by an assumed eye height."""
    kinds = {int(kind) for kind in xr.enumerate_reference_spaces(session)}
    if xr.ReferenceSpaceType.STAGE in kinds:
        stage = _create(session, xr.ReferenceSpaceType.STAGE, 0.0)
        return BaseSpace(stage, "stage", bounds_m(stage_bounds, session))
    local_floor = xr.ReferenceSpaceType.LOCAL_FLOOR
    if "XR_EXT_local_floor" in instance.extensions and local_floor in kinds:
        return BaseSpace(_create(session, local_floor, 0.0), "local floor")
    return BaseSpace(
        _create(session, xr.ReferenceSpaceType.LOCAL, -ASSUMED_EYE_HEIGHT_M),
        f"local, eye height of {ASSUMED_EYE_HEIGHT_M} m assumed",
    )


def bounds_m(call: Call, session: Any) -> tuple[float, float] | None:
    """Width (x) and depth (z) of the stage's clear rectangle; None where there is none.

    `call` is xrGetReferenceSpaceBoundsRect, whose answer may be that the bounds are unavailable.
    """
    extent = xr.Extent2Df()
    told = check(
        call(session, int(xr.ReferenceSpaceType.STAGE), byref(extent)),
        "xrGetReferenceSpaceBoundsRect",
    )
    clear = told == _SUCCESS and extent.width > 0.0 and extent.height > 0.0
    return (extent.width, extent.height) if clear else None


def view_space(session: Any) -> Any:
    """The space that moves with the head."""
    return _create(session, xr.ReferenceSpaceType.VIEW, 0.0)


def _create(session: Any, kind: Any, origin_y_m: float) -> Any:
    pose = xr.Posef(xr.Quaternionf(0.0, 0.0, 0.0, 1.0), xr.Vector3f(0.0, origin_y_m, 0.0))
    return xr.create_reference_space(session, xr.ReferenceSpaceCreateInfo(kind, pose))
