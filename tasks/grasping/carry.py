"""What becomes of the object: when it was taken, lifted, brought, put down, let go, dropped."""

from __future__ import annotations

import math
from typing import Final

from tasks.grasping.fit import Fit, Tolerance, crossing
from tasks.grasping.layout import Goal

LIFTED_M: Final = 0.02
DROPPED_M: Final = 0.05
"""What falls farther than this when it is let go was dropped and not put down."""

GONE: Final = 1.25
"""An object that came to its goal has left it only when it is so much farther off."""


class Carry:
    """Follows the object from frame to frame.

    `times_ns` are the outcome's; `drops` and `slips` add up; `nearest` is the nearest that the
    object came to the present goal, as a share of the way that there was at first.
    """

    def __init__(self, tolerance: Tolerance, times_ns: dict[str, int]) -> None:
        self.times_ns = times_ns
        self.drops = self.slips = 0
        self.nearest = 1.0
        self.held = False
        self._tolerance = tolerance
        self._way_m = 1.0
        self._stood_y_m = self._let_go_y_m = self._before_y_m = 0.0
        self._before_excess = math.inf
        self._before_ns = 0
        self._falls = self._told = False

    def begin_goal(self, fit: Fit, goal: Goal) -> None:
        """There is a new goal to come to."""
        self._way_m = max(fit.distance_m - self._tolerance.radius_m(goal), 1e-6)
        self.nearest = 1.0
        self._before_excess = math.inf

    def take(self, time_ns: int, height_m: float) -> None:
        """It was taken into a hand, from where its origin was at `height_m`."""
        times = self.times_ns
        times.setdefault("entered_ns", time_ns)
        times.setdefault("closed_ns", time_ns)
        again = ["placed_ns", "released_ns"]
        if "handed_ns" not in times:
            times["grasped_ns"] = time_ns
            again += ["lifted_ns", "carried_ns"]
        for name in again:
            times.pop(name, None)
        self.held, self._falls, self._told = True, False, False
        self._stood_y_m = height_m

    def hand_over(self, time_ns: int) -> None:
        """The other hand took it out of the first."""
        self.times_ns["handed_ns"] = time_ns

    def let_go(self, time_ns: int, height_m: float) -> None:
        """It is in no hand any more."""
        self.times_ns["released_ns"] = time_ns
        self.held, self._falls = False, True
        self._let_go_y_m = height_m

    def fall(self) -> bool:
        """It fell to the floor. Whether that is a drop that was not counted yet."""
        if self._told:
            return False
        self._falls, self._told = False, True
        self.drops += 1
        return True

    def come_back(self) -> None:
        """It was put back on the table, not by the patient: it has to be taken and brought anew."""
        self._falls = self._told = False
        for name in ("placed_ns", "released_ns"):
            self.times_ns.pop(name, None)

    def step(self, height_m: float, fit: Fit, goal: Goal, now_ns: int, *, resting: bool) -> bool:
        """Follow one frame of the object's height and fit; True when it was just found dropped."""
        before_ns, self._before_ns = self._before_ns, now_ns
        before_y_m, self._before_y_m = self._before_y_m, height_m
        if self.held and "lifted_ns" not in self.times_ns:
            line_m = self._stood_y_m + LIFTED_M
            if height_m >= line_m:
                rise_m = max(height_m - before_y_m, 1e-9)
                share = min(1.0, max(0.0, (line_m - before_y_m) / rise_m))
                self.times_ns["lifted_ns"] = before_ns + round(share * (now_ns - before_ns))
        self._approach(fit, goal, before_ns, now_ns)
        dropped = self._falls and height_m < self._let_go_y_m - DROPPED_M
        if dropped:
            self.drops += 1
            self._told = True
        if dropped or resting:
            self._falls = False
        return dropped

    def arrive_aloft(self, time_ns: int) -> None:
        """It came to a goal in the air."""
        self.times_ns.setdefault("carried_ns", time_ns)

    def _approach(self, fit: Fit, goal: Goal, before_ns: int, now_ns: int) -> None:
        away_m = max(0.0, fit.distance_m - self._tolerance.radius_m(goal))
        self.nearest = min(self.nearest, away_m / self._way_m)
        if goal.aloft:
            return
        excess = self._tolerance.place_excess(fit, aloft=False)
        share = crossing(self._before_excess, excess)
        self._before_excess = excess
        if share is not None and "grasped_ns" in self.times_ns:
            time_ns = before_ns + round(share * (now_ns - before_ns))
            self.times_ns["placed_ns"] = time_ns
            self.times_ns.setdefault("carried_ns", time_ns)
        elif excess > GONE:
            self.times_ns.pop("placed_ns", None)
