"""How far from the eyes a hand is that is driven on a flat screen."""

from __future__ import annotations

import math
from collections.abc import Callable

from controllers.frame import Vec3

DepthHint = Callable[[Vec3, Vec3], float | None]
"""From an origin along a unit direction: metres to the nearest thing to reach for, if any."""


def no_hint(origin_m: Vec3, direction: Vec3) -> float | None:  # noqa: ARG001
    """A depth hint that never says anything."""
    return None


class DepthGlide:
    """How far ahead of the eyes the driven hand is: by hand, or drawn to what it is in line with.

    A patient with a flat device lines the hand up by sight; the hint brings it to the depth of
    what it covers. A turn of the wheel (or a depth key) wins over the hint until the hand is in
    line with something at another depth.
    """

    _NEAREST_M = 0.08
    _FARTHEST_M = 0.9
    _SPEED_M_S = 0.8
    _SETTLING_S = 0.12
    _OTHER_THING_M = 0.05

    def __init__(self, depth_m: float = 0.45) -> None:
        self.depth_m = depth_m
        self._overruled_m: float | None = None

    def step(self, elapsed_s: float, by_hand_m: float, hint_m: float | None) -> float:
        """Move the depth by hand or towards the hint, and return it (metres ahead of the eyes)."""
        if by_hand_m != 0.0:
            self._overruled_m = math.inf if hint_m is None else hint_m
            self._move(by_hand_m)
        elif hint_m is not None and not self._overruled(hint_m):
            self._overruled_m = None
            share = 1.0 - math.exp(-elapsed_s / self._SETTLING_S)
            most = self._SPEED_M_S * elapsed_s
            self._move(max(-most, min(most, (hint_m - self.depth_m) * share)))
        return self.depth_m

    def _overruled(self, hint_m: float) -> bool:
        return self._overruled_m is not None and (
            abs(hint_m - self._overruled_m) < self._OTHER_THING_M
        )

    def _move(self, by_m: float) -> None:
        self.depth_m = max(self._NEAREST_M, min(self._FARTHEST_M, self.depth_m + by_m))
