"""A free, slow sweep of one hand: how far it came in each direction."""

from __future__ import annotations

import math
from typing import Final

from controllers.controller import Side
from controllers.frame import InputFrame, Vec3
from tasks.body import BodyFrame
from tasks.reach import (
    AZIMUTHS_DEG,
    ELEVATIONS_DEG,
    LONGEST_M,
    SHORTEST_M,
    Cell,
    ReachMap,
    cell_of,
)

FASTEST_M_S: Final = 1.5
"""A hand that is thrown is no hand that reaches."""

LEANING_M: Final = 0.1
STEADY_NS: Final = 100_000_000
"""A hand counts after so long without a jump, a gap, a lean or a lost pose."""

LONGEST_GAP_NS: Final = 100_000_000
NEWS_M: Final = 0.01


class Sweep:
    """Grows as the hand is moved.

    Distances count from the shoulder of the body frame, or from where the shoulder is once it
    has followed the head, whichever is the shorter: a lean within bounds makes no arm longer.
    Poses are those of the sample time, for what is extrapolated was not reached.
    """

    def __init__(self, side: Side, body: BodyFrame) -> None:
        self.side: Side = side
        self.body = body
        self.cells_m: dict[Cell, float] = {}
        self.news_ns: dict[Cell, int] = {}
        self.direction_deg: tuple[float, float] | None = None
        self.leaning = False
        self._told_m: dict[Cell, float] = {}
        self._before_m: Vec3 | None = None
        self._before_ns = 0
        self._steady_since_ns = 0

    @property
    def map(self) -> ReachMap:
        """What is known so far."""
        return ReachMap(
            tuple(
                tuple(self.cells_m.get((row, column)) for column in range(len(AZIMUTHS_DEG)))
                for row in range(len(ELEVATIONS_DEG))
            )
        )

    def step(self, frame: InputFrame) -> Cell | None:
        """Take one look. Returns the cell in which the hand came farther than ever, if any."""
        now_ns = frame.sample_time_ns
        hand = frame.sampled_left_hand if self.side == "left" else frame.sampled_right_hand
        head = frame.sampled_head
        place_m, head_m = hand.position_m, head.position_m
        if not (
            hand.position_tracked
            and head.position_tracked
            and math.isfinite(sum(place_m) + sum(head_m))
        ):
            self.interrupt()
            return None
        before_m, elapsed_ns = self._before_m, now_ns - self._before_ns
        if before_m is not None and elapsed_ns <= 0:
            return None
        self._before_m, self._before_ns = place_m, now_ns
        self.leaning = math.dist(head_m, self.body.eyes_m) > LEANING_M
        if (
            before_m is None
            or elapsed_ns > LONGEST_GAP_NS
            or math.dist(before_m, place_m) > FASTEST_M_S * elapsed_ns * 1e-9
            or self.leaning
        ):
            self._steady_since_ns = now_ns
            return None
        if now_ns - self._steady_since_ns < STEADY_NS:
            return None
        return self._take(place_m, head_m, now_ns)

    def interrupt(self) -> None:
        """Trust nothing until the hand has been seen for a moment again."""
        self._before_m = None

    def _take(self, place_m: Vec3, head_m: Vec3, now_ns: int) -> Cell | None:
        eyes_m = self.body.eyes_m
        x, y, z = (p - (h - e) for p, h, e in zip(place_m, head_m, eyes_m, strict=True))
        azimuth_deg, elevation_deg, far_m = self.body.arm_direction(self.side, place_m)
        _, _, followed_m = self.body.arm_direction(self.side, (x, y, z))
        self.direction_deg = (azimuth_deg, elevation_deg)
        reach_m = math.floor(min(far_m, followed_m) * 1000.0) / 1000.0
        cell = cell_of(azimuth_deg, elevation_deg)
        if cell is None or not SHORTEST_M <= reach_m <= LONGEST_M:
            return None
        if reach_m <= self.cells_m.get(cell, 0.0):
            return None
        self.cells_m[cell] = reach_m
        if reach_m > self._told_m.get(cell, 0.0) + NEWS_M:
            self._told_m[cell] = reach_m
            self.news_ns[cell] = now_ns
        return cell
