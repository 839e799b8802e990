"""The runtime's time and `time.perf_counter_ns`, told apart and mapped to each other."""

from __future__ import annotations

import ctypes
import sys
import time
from ctypes import byref, c_int64, c_void_p
from typing import Any, Final

from controllers.openxr.calls import check, extension_call

NS_PER_S: Final = 1_000_000_000


class _Timespec(ctypes.Structure):
    _fields_ = (("tv_sec", ctypes.c_long), ("tv_nsec", ctypes.c_long))


class TimeMap:
    """XrTime to and from the monotonic clock of `time.perf_counter_ns`.

    The runtime converts; the offset of its last answer serves the other direction, so that
    a frame costs one call. Sources: XR_KHR_convert_timespec_time (CLOCK_MONOTONIC, which is
    Python's performance counter on Linux), XR_KHR_win32_convert_performance_counter_time.
    """

    def __init__(self, instance: Any) -> None:
        if sys.platform == "win32":
            self._call = extension_call(
                instance,
                "xrConvertTimeToWin32PerformanceCounterKHR",
                c_void_p,
                c_int64,
                c_void_p,
            )
            ticks_per_s = c_int64()
            ctypes.windll.kernel32.QueryPerformanceFrequency(byref(ticks_per_s))
            self._value: Any = c_int64()
            self._ticks_per_s = ticks_per_s.value
        else:
            self._call = extension_call(
                instance, "xrConvertTimeToTimespecTimeKHR", c_void_p, c_int64, c_void_p
            )
            self._value = _Timespec()
            self._ticks_per_s = NS_PER_S
        self._value_ref = byref(self._value)
        self._instance = instance
        self._offset_ns = self._first_offset_ns()

    def to_perf_ns(self, xr_time: int) -> int:
        """A time of the runtime on our clock; asks the runtime."""
        check(self._call(self._instance, xr_time, self._value_ref), "time conversion")
        perf_ns = self._read()
        self._offset_ns = xr_time - perf_ns
        return perf_ns

    def to_xr(self, perf_ns: int) -> int:
        """A time of our clock as the runtime would tell it."""
        return perf_ns + self._offset_ns

    def _first_offset_ns(self) -> int:
        perf_ns = time.perf_counter_ns()
        if sys.platform == "win32":
            self._value.value = perf_ns * self._ticks_per_s // NS_PER_S
            name = "xrConvertWin32PerformanceCounterToTimeKHR"
        else:
            self._value.tv_sec, self._value.tv_nsec = divmod(perf_ns, NS_PER_S)
            name = "xrConvertTimespecTimeToTimeKHR"
        convert = extension_call(self._instance, name, c_void_p, c_void_p, c_void_p)
        xr_time = c_int64()
        check(convert(self._instance, self._value_ref, byref(xr_time)), name)
        return xr_time.value - perf_ns

    def _read(self) -> int:
        if sys.platform == "win32":
            perf_ns = int(self._value.value) * NS_PER_S // self._ticks_per_s
        else:
            perf_ns = int(self._value.tv_sec) * NS_PER_S + int(self._value.tv_nsec)
        return perf_ns
