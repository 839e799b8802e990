"""Waiting until a tracked thing keeps still, and its mean pose then."""

from __future__ import annotations

import math
from typing import Final

from controllers.frame import IDENTITY, Quat, Vec3

LONGEST_GAP_NS: Final = 100_000_000


class Stillness:
    """A pose that stays within `within_m` of where it was found, for `for_s` seconds.

    Moving on, an unknown place and a gap in time begin it again.
    """

    def __init__(self, within_m: float, for_s: float) -> None:
        self._within_m = within_m
        self._for_s = for_s
        self._first_m: Vec3 | None = None
        self._first: Quat = IDENTITY
        self._since_ns = self._before_ns = 0
        self._count = 0
        self._sums = [0.0] * 7

    @property
    def progress(self) -> float:
        """How much of the time is done, 0..1."""
        if self._first_m is None:
            return 0.0
        return min(1.0, (self._before_ns - self._since_ns) * 1e-9 / self._for_s)

    @property
    def position_m(self) -> Vec3:
        """Mean place of the time so far. Nothing before the first step that saw one."""
        x, y, z = (total / self._count for total in self._sums[:3])
        return (x, y, z)

    @property
    def orientation(self) -> Quat:
        """Mean turning of the time so far, unit quaternion x, y, z, w.

        The normalised sum of quaternions of one sign, which is their mean for turns that differ
        by little: Gramkow, On averaging rotations, J. Math. Imaging Vis. 15 (2001).
        """
        x, y, z, w = self._sums[3:]
        length = math.hypot(x, y, z, w)
        return (x / length, y / length, z / length, w / length)

    def step(self, position_m: Vec3 | None, time_ns: int, orientation: Quat = IDENTITY) -> float:
        """Take one look; None is a place that is not known. Returns the progress 0..1."""
        if position_m is None or not math.isfinite(sum(position_m) + sum(orientation)):
            self.reset()
            return 0.0
        first_m = self._first_m
        if (
            first_m is None
            or math.dist(first_m, position_m) > self._within_m
            or time_ns - self._before_ns > LONGEST_GAP_NS
        ):
            self._first_m, self._first = position_m, orientation
            self._since_ns = time_ns
            self._count = 0
            self._sums = [0.0] * 7
        self._before_ns = time_ns
        self._count += 1
        aligned = sum(a * b for a, b in zip(self._first, orientation, strict=True))
        sign = 1.0 if aligned >= 0.0 else -1.0
        seen = (*position_m, *(sign * part for part in orientation))
        self._sums = [total + value for total, value in zip(self._sums, seen, strict=True)]
        return self.progress

    def reset(self) -> None:
        """Begin again."""
        self._first_m = None
