"""An obstacle, and a foot that goes over it: how clear, or where and when they touched.

Between two samples sole and obstacle are taken to move straight and evenly, so the same
movement sampled at 60, 72, 90 or 120 Hz clears or touches at the same time, and nothing passes
through a thin obstacle unseen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from tasks.stepping.feet import Sole

LIFTED_M: Final = 0.03
"""A sole whose lowest corner has been this high has been lifted."""

Part = Literal["toe", "heel", "sole", "side"]

_HAIR_M: Final = 1e-9
_ALIKE_M: Final = 1e-3
_HALVINGS: Final = 24
_TOUCHING_M: Final = -1e-6
"""Lying flat on the top is cleared; float32 poses are not finer than this."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A box on the floor, in path axes; `near_m` is its near edge when it appears.

    It comes towards the path's origin at `speed_m_s`, or lies still.
    """

    near_m: float
    depth_m: float
    height_m: float
    left_m: float
    right_m: float
    speed_m_s: float = 0.0

    def near_at(self, since_s: float) -> float:
        """Its near edge, so long after it appeared."""
        return self.near_m - self.speed_m_s * since_s

    @property
    def across_m(self) -> float:
        """Middle of its width."""
        return (self.left_m + self.right_m) / 2

    @property
    def width_m(self) -> float:
        """Extent across the path."""
        return self.right_m - self.left_m


class Gap(NamedTuple):
    """Smallest height of a sole over an obstacle, negative inside it, and where on the sole."""

    clearance_m: float
    part: Part


class Crossing:
    """One foot on its way over one obstacle. Times are seconds since the obstacle appeared.

    `entered_s`: toe and obstacle first meet seen from above; `crossed_s`: the heel is past;
    `clearance_m`: smallest height over it so far; `touched_s`, `part`: the first touch;
    `lifted_s`: the foot first was lifted; `aside`: it went past beside the obstacle.
    """

    __slots__ = (
        "_before",
        "_obstacle",
        "aside",
        "clearance_m",
        "crossed_s",
        "entered_s",
        "lifted_s",
        "part",
        "touched_s",
        "touches",
    )

    def __init__(self, obstacle: Obstacle) -> None:
        self._obstacle = obstacle
        self._before: Gap | None = None
        self.entered_s: float | None = None
        self.crossed_s: float | None = None
        self.clearance_m = math.inf
        self.touched_s: float | None = None
        self.part: Part | None = None
        self.lifted_s: float | None = None
        self.touches = 0
        self.aside = False

    def step(self, before: Sole, before_s: float, after: Sole, after_s: float) -> None:
        """Follow one move of foot and obstacle."""
        if self.crossed_s is not None:
            return
        self._watch_lift(before, before_s, after, after_s)
        near_m, later_near_m = self._obstacle.near_at(before_s), self._obstacle.near_at(after_s)
        here = [corner[2] - near_m for corner in before]
        there = [corner[2] - later_near_m for corner in after]
        if max(here) < 0.0 and max(there) < 0.0:
            self._before = None
            return
        span_s = after_s - before_s
        last = 0.0
        for share in self._moments(before, here, after, there):
            sole = before.between(after, share)
            lag_m = near_m + (later_near_m - near_m) * share
            behind_m = [corner[2] - lag_m for corner in sole]
            time_s = before_s + share * span_s
            if self.entered_s is None and max(behind_m) >= -_HAIR_M:
                self.entered_s = time_s
            gap, aside = self._gap(sole, behind_m)
            self.aside = self.aside or aside
            if gap is not None:
                self._meet(gap, before, after, near_m, later_near_m, last, share, before_s, span_s)
            self._before = gap
            if min(behind_m) >= self._obstacle.depth_m - _HAIR_M:
                self.crossed_s = time_s
                return
            last = share

    def _meet(
        self,
        gap: Gap,
        before: Sole,
        after: Sole,
        near_m: float,
        later_near_m: float,
        last: float,
        share: float,
        before_s: float,
        span_s: float,
    ) -> None:
        """Take down how clear it is here, and a touch since the moment before."""
        self.clearance_m = min(self.clearance_m, gap.clearance_m)
        if gap.clearance_m >= _TOUCHING_M:
            return
        known = self._before
        if known is not None and known.clearance_m < _TOUCHING_M:
            return
        if known is None:
            # It begins to overlap from above within the obstacle's height: a face was met.
            part: Part = "side" if self._from_side(before, after, last, share) else gap.part
            self._touch(part, before_s + share * span_s)
            return
        low, high, part = last, share, gap.part
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            sole = before.between(after, middle)
            lag_m = near_m + (later_near_m - near_m) * middle
            found, _ = self._gap(sole, [corner[2] - lag_m for corner in sole])
            if found is not None and found.clearance_m < _TOUCHING_M:
                high, part = middle, found.part
            else:
                low = middle
        self._touch(part, before_s + high * span_s)

    def _touch(self, part: Part, time_s: float) -> None:
        self.touches += 1
        if self.touched_s is None:
            self.touched_s, self.part = time_s, part

    def _from_side(self, before: Sole, after: Sole, last: float, share: float) -> bool:
        """Whether the foot came in across an edge of the lane, and not from ahead."""
        if share <= last:
            return False
        sole = before.between(after, (last + share) / 2)
        return not self._in_lane(sole)

    def _watch_lift(self, before: Sole, before_s: float, after: Sole, after_s: float) -> None:
        if self.lifted_s is None and after.lowest_m >= LIFTED_M:
            low_m, high_m = before.lowest_m, after.lowest_m
            share = (LIFTED_M - low_m) / (high_m - low_m) if high_m > low_m else 1.0
            self.lifted_s = before_s + max(0.0, min(1.0, share)) * (after_s - before_s)

    def _moments(
        self, before: Sole, here: list[float], after: Sole, there: list[float]
    ) -> list[float]:
        """Shares of the move between which nothing begins or ends, in order, from 0 to 1."""
        shares = [0.0, 1.0]
        depth_m = self._obstacle.depth_m
        for a, b in zip(here, there, strict=True):
            if a != b:
                shares.append(-a / (b - a))
                shares.append((depth_m - a) / (b - a))
        for (from_m, _, _), (to_m, _, _) in zip(before, after, strict=True):
            if from_m != to_m:
                shares.append((self._obstacle.left_m - from_m) / (to_m - from_m))
                shares.append((self._obstacle.right_m - from_m) / (to_m - from_m))
        return sorted(share for share in shares if 0.0 <= share <= 1.0)

    def _in_lane(self, sole: Sole) -> bool:
        across = [corner[0] for corner in sole]
        return (
            max(across) >= self._obstacle.left_m - _HAIR_M
            and min(across) <= self._obstacle.right_m + _HAIR_M
        )

    def _gap(self, sole: Sole, behind_m: list[float]) -> tuple[Gap | None, bool]:
        """How clear the sole is of it where they overlap from above; whether it is beside it."""
        depth_m = self._obstacle.depth_m
        if max(behind_m) < -_HAIR_M or min(behind_m) > depth_m + _HAIR_M:
            return None, False
        if not self._in_lane(sole):
            return None, True
        left = _lowest(behind_m[0], sole[0][1], behind_m[1], sole[1][1], depth_m)
        right = _lowest(behind_m[2], sole[2][1], behind_m[3], sole[3][1], depth_m)
        lower = min((gap for gap in (left, right) if gap is not None), default=None)
        if lower is None:
            return None, False
        return Gap(lower.clearance_m - self._obstacle.height_m, lower.part), False


def _lowest(
    heel_m: float, heel_up_m: float, toe_m: float, toe_up_m: float, depth_m: float
) -> Gap | None:
    """Lowest point of a line from heel to toe where it is between 0 and `depth_m` along."""
    low_m = max(0.0, min(heel_m, toe_m))
    high_m = min(depth_m, max(heel_m, toe_m))
    if low_m > high_m + 2 * _HAIR_M:
        return None
    length_m = toe_m - heel_m
    if abs(length_m) < _HAIR_M:
        up_m = min(heel_up_m, toe_up_m)
    else:
        slope = (toe_up_m - heel_up_m) / length_m
        up_m = min(heel_up_m + slope * (low_m - heel_m), heel_up_m + slope * (high_m - heel_m))
    if -_HAIR_M <= toe_m <= depth_m + _HAIR_M and toe_up_m <= up_m + _ALIKE_M:
        return Gap(up_m, "toe")
    if -_HAIR_M <= heel_m <= depth_m + _HAIR_M and heel_up_m <= up_m + _ALIKE_M:
        return Gap(up_m, "heel")
    return Gap(up_m, "sole")
