"""Staying on something long enough to mean it."""

from __future__ import annotations

from typing import Final

from controllers.frame import InputFrame
from game.rays import gaze_on
from tasks.scene import Instance

DWELL_S: Final = 1.5
GAZE_STOP_S: Final = 2.0
GRACE_S: Final = 0.2
_LONGEST_GAP_S: Final = 0.1


class Dwell:
    """Seconds spent inside, towards a duration. Leaving for less than `grace_s` costs nothing.

    Time between steps more than 100 ms apart counts neither as in nor as out.
    """

    def __init__(self, duration_s: float, grace_s: float = GRACE_S) -> None:
        self._duration_s = duration_s
        self._grace_s = grace_s
        self._inside_s = self._outside_s = 0.0
        self._was_inside = False
        self._last_ns: int | None = None

    @property
    def progress(self) -> float:
        """0 at the start, 1 once the duration is full."""
        return min(self._inside_s / self._duration_s, 1.0)

    def step(self, inside: bool, time_ns: int) -> float:  # noqa: FBT001 - it is the measurement
        """Take one look; returns the progress 0..1."""
        last_ns, self._last_ns = self._last_ns, time_ns
        if not inside and self._inside_s == 0.0:
            self._was_inside = False
            return 0.0
        elapsed_s = 0.0 if last_ns is None else (time_ns - last_ns) * 1e-9
        if not 0.0 < elapsed_s <= _LONGEST_GAP_S:
            elapsed_s = 0.0
        if inside:
            self._outside_s = 0.0
            if self._was_inside:
                self._inside_s += elapsed_s
        else:
            self._outside_s += elapsed_s
            if self._outside_s >= self._grace_s:
                self._inside_s = 0.0
        self._was_inside = inside
        return self.progress

    def reset(self) -> None:
        """Begin again from nothing."""
        self._inside_s = self._outside_s = 0.0
        self._was_inside = False
        self._last_ns = None


class GazeDwell:
    """The head facing one thing for a while: the stop sign that needs no hand."""

    def __init__(self, duration_s: float = GAZE_STOP_S, grace_s: float = GRACE_S) -> None:
        self._dwell = Dwell(duration_s, grace_s)

    def step(self, frame: InputFrame, instance: Instance) -> float:
        """Progress 0..1 of facing `instance`; an invisible one is not faced."""
        inside = instance.visible and gaze_on(frame, instance.position_m, instance.radius_m)
        return self._dwell.step(inside, frame.display_time_ns)

    def reset(self) -> None:
        """Begin again from nothing."""
        self._dwell.reset()
