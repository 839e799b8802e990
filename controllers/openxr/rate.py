"""How many frames a second the headset shows (XR_FB_display_refresh_rate)."""

from __future__ import annotations

from ctypes import byref, c_float, c_void_p
from typing import Any

from controllers.openxr.calls import extension_call
from controllers.openxr.instance import Instance


def display_rate_hz(instance: Instance, session: Any) -> float | None:
    """Frames a second now; None where the runtime does not tell."""
    if "XR_FB_display_refresh_rate" not in instance.extensions:
        return None
    rate_hz = c_float()
    ask = extension_call(instance.handle, "xrGetDisplayRefreshRateFB", c_void_p, c_void_p)
    told = ask(session, byref(rate_hz)) >= 0 and rate_hz.value > 0.0
    return rate_hz.value if told else None
