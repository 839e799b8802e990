"""Clocks for sessions without a headset (whose runtime is its own clock)."""

from __future__ import annotations

import time

from controllers.controller import Clock
from controllers.frame import InputFrame


class RealClock:
    """Ticks at `rate_hz` in real time; a late frame is shown late and never caught up."""

    def __init__(self, rate_hz: float) -> None:
        self._period_ns = round(1e9 / rate_hz)
        self._index = -1
        self._due_ns = 0

    def wait(self, frame: InputFrame) -> None:
        """Sleep until the next tick. The picture is taken to appear one period later."""
        now_ns = time.perf_counter_ns()
        left_ns = self._due_ns - now_ns
        if left_ns > 0:
            time.sleep(left_ns * 1e-9)  # since Python 3.11 finer than a millisecond on Windows too
            now_ns = time.perf_counter_ns()
        self._due_ns = max(self._due_ns + self._period_ns, now_ns)
        self._index += 1
        frame.set_times(self._index, now_ns, now_ns + self._period_ns)


class SimulatedClock:
    """Ticks at `rate_hz` of made-up time, as fast as it is asked."""

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._index = -1

    def wait(self, frame: InputFrame) -> None:
        """Stamp the next tick at once."""
        self._index += 1
        time_ns = round(self._index * 1e9 / self._rate_hz)
        frame.set_times(self._index, time_ns, time_ns)


class PacedClock:
    """Another clock's frames, each held back until its time has come in real time."""

    def __init__(self, inner: Clock) -> None:
        self._inner = inner
        self._lag_ns: int | None = None

    def wait(self, frame: InputFrame) -> None:
        """Take the next frame and wait as long as lay between it and the first."""
        self._inner.wait(frame)
        now_ns = time.perf_counter_ns()
        if self._lag_ns is None:
            self._lag_ns = now_ns - frame.sample_time_ns
        left_ns = frame.sample_time_ns + self._lag_ns - now_ns
        if left_ns > 0:
            time.sleep(left_ns * 1e-9)
