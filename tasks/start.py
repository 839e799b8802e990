"""Before anything is asked of a hand: it rests at its start place, and waits there."""

from __future__ import annotations

import math
from typing import Final

from controllers.frame import Vec3
from tasks.crossing import Stay

LEFT_FACTOR: Final = 1.5
"""So many radii from its start place a limb has left it."""


class Start:
    """Waits for a hand to have rested at its place, and then for the foreperiod.

    Leaving the place meanwhile begins both again. Where there is no place (`rest` is None) the
    foreperiod runs from the first step on.
    """

    def __init__(self, rest: Stay | None, foreperiod_s: float) -> None:
        self._rest = rest
        self._foreperiod_ns = round(foreperiod_s * 1e9)
        self._ready_ns: int | None = None

    def step(self, before_m: Vec3, before_ns: int, after_m: Vec3, after_ns: int) -> bool:
        """Follow one move of the hand; True once both are over."""
        rest = self._rest
        if self._ready_ns is None:
            if rest is None:
                self._ready_ns = after_ns
            else:
                if rest.step(before_m, before_ns, after_m, after_ns):
                    self._ready_ns = after_ns
                return False
        elif rest is not None and math.dist(after_m, rest.centre_m) > rest.radius_m * LEFT_FACTOR:
            rest.reset()
            self._ready_ns = None
            return False
        return after_ns - self._ready_ns >= self._foreperiod_ns

    def interrupt(self) -> None:
        """Forget the present rest: what happened in between is not known."""
        if self._rest is not None:
            self._rest.interrupt()

    def progress(self, now_ns: int) -> float:
        """Share of the rest that is done, 0..1."""
        return 1.0 if self._rest is None else self._rest.progress(now_ns)
