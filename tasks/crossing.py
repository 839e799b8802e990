"""When a moving point is inside a sphere, told to the nanosecond between samples.

Between two samples the point is taken to move straight and evenly, so that the same movement
sampled at 60, 72, 90 or 120 Hz enters, stays and leaves at the same time.
"""

from __future__ import annotations

import math

from controllers.frame import Vec3

LEAVE_FACTOR = 1.2
"""A hand that is in has to go this much farther out to be out, so a tremor may stay."""


def span_inside(
    before_m: Vec3, after_m: Vec3, centre_m: Vec3, radius_m: float
) -> tuple[float, float] | None:
    """Part of the straight move from `before_m` to `after_m` that lies in the sphere.

    Returns the shares (enter, leave) of the move in 0..1, or None when it stays outside.
    """
    dx, dy, dz = after_m[0] - before_m[0], after_m[1] - before_m[1], after_m[2] - before_m[2]
    fx, fy, fz = before_m[0] - centre_m[0], before_m[1] - centre_m[1], before_m[2] - centre_m[2]
    outside = fx * fx + fy * fy + fz * fz - radius_m * radius_m
    length_squared = dx * dx + dy * dy + dz * dz
    if length_squared == 0.0:
        return (0.0, 1.0) if outside <= 0.0 else None
    towards = fx * dx + fy * dy + fz * dz
    discriminant = towards * towards - length_squared * outside
    if discriminant < 0.0:
        return None
    root = math.sqrt(discriminant)
    enter = (-towards - root) / length_squared
    leave = (-towards + root) / length_squared
    if enter > 1.0 or leave < 0.0:
        return None
    return (max(enter, 0.0), min(leave, 1.0))


class Stay:
    """Waits for a point to stay in a sphere for a time.

    `entered_ns` is the first entry of all, `since_ns` the start of the present stay,
    `done_ns` the moment the stay became long enough.
    """

    __slots__ = ("_hold_ns", "centre_m", "done_ns", "entered_ns", "radius_m", "since_ns")

    def __init__(self, centre_m: Vec3, radius_m: float, hold_s: float) -> None:
        self.centre_m = centre_m
        self.radius_m = radius_m
        self._hold_ns = round(hold_s * 1e9)
        self.entered_ns: int | None = None
        self.since_ns: int | None = None
        self.done_ns: int | None = None

    def step(self, before_m: Vec3, before_ns: int, after_m: Vec3, after_ns: int) -> bool:
        """Follow one move; True once the stay was long enough."""
        if self.done_ns is not None:
            return True
        radius_m = self.radius_m if self.since_ns is None else self.radius_m * LEAVE_FACTOR
        inside = span_inside(before_m, after_m, self.centre_m, radius_m)
        if inside is None:
            self.since_ns = None
            return False
        enter, leave = inside
        duration_ns = after_ns - before_ns
        if self.since_ns is None:
            self.since_ns = before_ns + round(enter * duration_ns)
            if self.entered_ns is None:
                self.entered_ns = self.since_ns
            wider = span_inside(before_m, after_m, self.centre_m, self.radius_m * LEAVE_FACTOR)
            leave = wider[1] if wider else leave
        until_ns = before_ns + round(leave * duration_ns)
        if until_ns - self.since_ns >= self._hold_ns:
            self.done_ns = self.since_ns + self._hold_ns
            return True
        if leave < 1.0:
            self.since_ns = None
        return False

    def reset(self) -> None:
        """Begin anew, as if nothing had been in yet."""
        self.entered_ns = self.since_ns = self.done_ns = None

    def interrupt(self) -> None:
        """Forget the present stay: what happened in between is not known."""
        self.since_ns = None

    def progress(self, now_ns: int) -> float:
        """Share of the stay that is done, 0..1."""
        if self.done_ns is not None:
            return 1.0
        if self.since_ns is None:
            return 0.0
        if self._hold_ns == 0:
            return 1.0
        return min(1.0, (now_ns - self.since_ns) / self._hold_ns)
