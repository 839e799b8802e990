"""The connection to the runtime: extensions, headset system, names."""

from __future__ import annotations

import sys
from ctypes import byref
from dataclasses import dataclass
from typing import Any, Final

import xr

from controllers.controller import DeviceUnavailableError
from controllers.openxr.profiles import HAND_EXTENSION, TRACKER_EXTENSION

TIME_EXTENSION: Final = (
    "XR_KHR_win32_convert_performance_counter_time"
    if sys.platform == "win32"
    else "XR_KHR_convert_timespec_time"
)
WELCOME: Final = (
    "XR_EXT_hand_tracking",
    HAND_EXTENSION,
    TRACKER_EXTENSION,
    "XR_EXT_local_floor",
    "XR_EXT_user_presence",
    "XR_FB_display_refresh_rate",
)
"""Extensions that are used where the runtime has them."""

NO_RUNTIME: Final = (
    "No OpenXR runtime answers: start SteamVR, Quest Link or Monado, or play with --input mouse."
)
NO_HEADSET: Final = (
    "The OpenXR runtime {runtime} finds no headset: connect it and put it on, "
    "or play with --input mouse."
)
TOO_LITTLE: Final = (
    "The OpenXR runtime {runtime} lacks {missing}: update it, or play with --input mouse."
)


@dataclass(frozen=True, slots=True)
class RuntimeInfo:
    """What answers on this machine: runtime with its version, headset, what it can do."""

    runtime: str
    system: str
    hand_tracking: bool
    extensions: tuple[str, ...]


class Instance:
    """An OpenXR instance with the head-mounted system chosen.

    Raises `DeviceUnavailableError` when there is no runtime, no headset, or when the runtime
    lacks one of the extensions in `needed`.
    """

    def __init__(self, needed: tuple[str, ...]) -> None:
        try:
            offered = {
                _text(e.extension_name) for e in xr.enumerate_instance_extension_properties()
            }
        except xr.exception.XrException as error:
            raise DeviceUnavailableError(NO_RUNTIME) from error
        self.extensions = tuple(
            name for name in (*needed, *WELCOME) if name in offered or name in needed
        )
        missing = [name for name in needed if name not in offered]
        if missing:
            raise DeviceUnavailableError(
                TOO_LITTLE.format(runtime="of this machine", missing=", ".join(missing))
            )
        try:
            self.handle = xr.create_instance(
                xr.InstanceCreateInfo(
                    application_info=xr.ApplicationInfo(
                        application_name="Reachwell",
                        application_version=1,
                        engine_name="Reachwell",
                        engine_version=1,
                        api_version=xr.XR_API_VERSION_1_0,
                    ),
                    enabled_extension_names=self.extensions,
                )
            )
        except xr.exception.XrException as error:
            raise DeviceUnavailableError(NO_RUNTIME) from error
        try:
            self.info = self._describe()
        except BaseException:
            self.close()
            raise

    def _describe(self) -> RuntimeInfo:
        properties = xr.get_instance_properties(self.handle)
        runtime = f"{_text(properties.runtime_name)} {xr.Version(properties.runtime_version)}"
        try:
            self.system_id = xr.get_system(
                self.handle, xr.SystemGetInfo(xr.FormFactor.HEAD_MOUNTED_DISPLAY)
            )
        except xr.exception.XrException as error:
            raise DeviceUnavailableError(NO_HEADSET.format(runtime=runtime)) from error
        fingers = xr.SystemHandTrackingPropertiesEXT()
        system = xr.SystemProperties()
        if "XR_EXT_hand_tracking" in self.extensions:
            system.next = fingers
        xr.raw_functions.xrGetSystemProperties(self.handle, self.system_id, byref(system))
        return RuntimeInfo(
            runtime,
            _text(system.system_name),
            bool(fingers.supports_hand_tracking),
            self.extensions,
        )

    def path(self, text: str) -> int:
        """The runtime's number for a path such as /user/hand/left."""
        number: int = xr.string_to_path(self.handle, text)
        return number

    def close(self) -> None:
        """Let the runtime go; a runtime that is gone already is no error."""
        if self.handle is not None:
            handle, self.handle = self.handle, None
            xr.raw_functions.xrDestroyInstance(handle)


def find_runtime() -> RuntimeInfo:
    """Which runtime and headset would be used now. Raises `DeviceUnavailableError`."""
    instance = Instance(needed=(TIME_EXTENSION,))
    try:
        return instance.info
    finally:
        instance.close()


def _text(name: Any) -> str:
    return name.decode() if isinstance(name, bytes) else str(name)
