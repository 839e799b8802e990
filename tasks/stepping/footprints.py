"""A footprint on the floor, and a foot that comes down on it or elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from controllers.controller import Side
from controllers.frame import Vec3
from tasks.crossing import Stay
from tasks.stepping.feet import Sole
from tasks.stepping.obstacles import LIFTED_M

DOWN_M: Final = 0.05
"""A sole whose middle is within this of the floor can be on a print."""

LANDED_M: Final = 0.03
"""A lifted foot whose middle comes under this has landed."""

TOLERANCE_SHARE: Final = 0.25
"""How far the middle of the sole may be from the print's, as a share of the print's length."""


@dataclass(frozen=True, slots=True)
class Print:
    """A footprint in path axes: its middle, its length, and whose foot it is for."""

    side: Side
    across_m: float
    ahead_m: float
    length_m: float

    @property
    def radius_m(self) -> float:
        """How far the middle of the sole may be from its middle."""
        return self.length_m * TOLERANCE_SHARE


class Standing:
    """Waits for a foot to stay within a radius of a place on the floor, path axes.

    Height counts against `DOWN_M` as distance along the floor does against the radius.
    """

    __slots__ = ("_across_m", "_ahead_m", "_radius_m", "stay")  # fmt: skip

    def __init__(self, across_m: float, ahead_m: float, radius_m: float, hold_s: float) -> None:
        self._across_m = across_m
        self._ahead_m = ahead_m
        self._radius_m = radius_m
        self.stay = Stay((across_m, 0.0, ahead_m), radius_m, hold_s)

    def step(self, before: Sole, before_ns: int, after: Sole, after_ns: int) -> bool:
        """Follow one move; True once the foot has stayed long enough."""
        return self.stay.step(self._flat(before), before_ns, self._flat(after), after_ns)

    def away(self, sole: Sole, factor: float) -> bool:
        """Whether the foot is farther off than so many radii."""
        return math.dist(self._flat(sole), self.stay.centre_m) > factor * self._radius_m

    def _flat(self, sole: Sole) -> Vec3:
        across, up, ahead = sole.middle
        return (across, up * self._radius_m / DOWN_M, ahead)


class Tread:
    """One foot on its way to one footprint. Times are nanoseconds of the task's clock.

    `hit_ns`: it stood there long enough; `missed_ns`: it stood as long elsewhere;
    `landed_ns`: the landing that decided; `error_m`: (fore-aft, outward) from the print's middle,
    forward and away from the body positive.
    """

    __slots__ = ("_before_m", "_down_ns", "_hold_ns", "_lifted", "_print", "_standing",
                 "error_m", "hit_ns", "landed_ns", "missed_ns")  # fmt: skip

    def __init__(self, wanted: Print, hold_s: float) -> None:
        self._print = wanted
        self._standing = Standing(wanted.across_m, wanted.ahead_m, wanted.radius_m, hold_s)
        self._hold_ns = round(hold_s * 1e9)
        self._lifted = False
        self._down_ns: int | None = None
        self.hit_ns: int | None = None
        self.missed_ns: int | None = None
        self.landed_ns: int | None = None
        self.error_m: tuple[float, float] | None = None

    @property
    def progress_stay(self) -> Stay:
        """The stay on the print, for its picture."""
        return self._standing.stay

    @property
    def distance_m(self) -> float:
        """How far off the foot came down; infinite where it did not."""
        return math.hypot(*self.error_m) if self.error_m is not None else math.inf

    def step(self, before: Sole, before_ns: int, after: Sole, after_ns: int) -> bool:
        """Follow one move; True once it is hit or missed."""
        self._watch_landing(before, before_ns, after, after_ns)
        if self._standing.step(before, before_ns, after, after_ns):
            self.hit_ns = self._standing.stay.done_ns
            self.landed_ns = self._standing.stay.since_ns
        elif self._standing.stay.since_ns is None and self._down_ns is not None:
            if after_ns - self._down_ns < self._hold_ns:
                return False
            self.missed_ns = self._down_ns + self._hold_ns
            self.landed_ns = self._down_ns
        else:
            return False
        across, _, ahead = after.middle
        outward = 1.0 if self._print.side == "right" else -1.0
        self.error_m = (
            ahead - self._print.ahead_m,
            outward * (across - self._print.across_m),
        )
        return True

    def _watch_landing(self, before: Sole, before_ns: int, after: Sole, after_ns: int) -> None:
        """A foot that was lifted has landed when its sole comes near the floor."""
        high_m, low_m = before.middle[1], after.middle[1]
        if after.lowest_m >= LIFTED_M:
            self._lifted = True
            self._down_ns = None
        elif self._lifted and self._down_ns is None and low_m < LANDED_M:
            share = (high_m - LANDED_M) / (high_m - low_m) if high_m > LANDED_M else 0.0
            self._down_ns = before_ns + round(share * (after_ns - before_ns))
