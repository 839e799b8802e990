"""A number that follows another smoothly: what a limb driven by a button does."""

from __future__ import annotations

import math


class Glide:
    """A critically damped follower; exact, so it does not depend on the frame rate.

    It has come 95 % of the way after 4.7 / `rate_s`, and never goes past a goal that stays.
    """

    __slots__ = ("_rate_s", "_speed", "value")

    def __init__(self, value: float, rate_s: float) -> None:
        self._rate_s = rate_s
        self._speed = 0.0
        self.value = value

    def step(self, goal: float, elapsed_s: float) -> float:
        """Follow a goal for a while; returns the new value."""
        rate = self._rate_s
        decay = math.exp(-rate * elapsed_s)
        off = self.value - goal
        push = self._speed + rate * off
        self.value = goal + (off + push * elapsed_s) * decay
        self._speed = (self._speed - rate * push * elapsed_s) * decay
        return self.value

    def shift(self, by: float) -> None:
        """Move value and goal alike: only the origin has changed."""
        self.value += by
