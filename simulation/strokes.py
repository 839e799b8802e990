"""Movement as a sum of minimum-jerk strokes, each known in closed form.

A position so follows from the time alone, whatever the frame rate.

Source: Flash and Hogan, J Neurosci 1985, 5:1688 (one stroke); Flash and Henis, J Cogn
Neurosci 1991, 3:220 (superposition).
"""

from __future__ import annotations

from controllers.frame import Vec3

_Stroke = tuple[float, float, float, float, float, float, float, float]
"""Start, duration, displacement (x, y, z), bulge (x, y, z)."""


class Strokes:
    """A point that rests, and moves by strokes that may overlap."""

    __slots__ = ("_anchor", "_strokes")

    def __init__(self, place_m: Vec3) -> None:
        self._anchor = place_m
        self._strokes: list[_Stroke] = []

    @property
    def moving(self) -> bool:
        """Whether a stroke is under way or waiting."""
        return bool(self._strokes)

    @property
    def end_m(self) -> Vec3:
        """Where the point will be when all strokes are done."""
        x, y, z = self._anchor
        for stroke in self._strokes:
            x += stroke[2]
            y += stroke[3]
            z += stroke[4]
        return (x, y, z)

    def add(
        self,
        start_s: float,
        duration_s: float,
        by_m: Vec3,
        bulge_m: Vec3 = (0.0, 0.0, 0.0),
    ) -> None:
        """Move by `by_m` in `duration_s` from `start_s` on, `bulge_m` off the straight midway."""
        self._strokes.append((start_s, duration_s, *by_m, *bulge_m))

    def shift(self, x: float, y: float, z: float) -> None:
        """Carry the point, moving or not."""
        ax, ay, az = self._anchor
        self._anchor = (ax + x, ay + y, az + z)

    def at(self, time_s: float) -> Vec3:
        """Where the point is. Times may not step back: strokes that are over are forgotten."""
        strokes = self._strokes
        if not strokes:
            return self._anchor
        x, y, z = self._anchor
        over = False
        for start_s, duration_s, dx, dy, dz, bx, by, bz in strokes:
            part = (time_s - start_s) / duration_s
            if part <= 0.0:
                continue
            if part >= 1.0:
                over = True
                x += dx
                y += dy
                z += dz
                continue
            square = part * part
            done = square * part * (10.0 + part * (6.0 * part - 15.0))
            aside = 16.0 * square * (1.0 - part) * (1.0 - part)
            x += dx * done + bx * aside
            y += dy * done + by * aside
            z += dz * done + bz * aside
        if over:
            self._forget(time_s)
        return (x, y, z)

    def _forget(self, time_s: float) -> None:
        kept = []
        for stroke in self._strokes:
            if time_s - stroke[0] >= stroke[1]:
                self.shift(stroke[2], stroke[3], stroke[4])
            else:
                kept.append(stroke)
        self._strokes = kept
