"""What exercise does to an arm: it tires and rests, and it learns."""

from __future__ import annotations

from math import exp

from simulation.profiles import MotorProfile

_PACE, _WEAKNESS, _SCATTER, _SHORTNESS = 0.8, 0.5, 0.6, 0.1
"""What full fatigue does to durations, strength, end-point scatter and reach (chosen)."""


class Endurance:
    """Fatigue 0..1 and successes so far, and the factors they make."""

    __slots__ = ("_profile", "_successes", "_time_s", "fatigue")

    def __init__(self, profile: MotorProfile) -> None:
        self._profile = profile
        self._time_s = 0.0
        self._successes = 0
        self.fatigue = 0.0

    def rest_until(self, time_s: float) -> None:
        """Recover for the time since the last call."""
        self.fatigue *= exp((self._time_s - time_s) / self._profile.recovery_s)
        self._time_s = time_s

    def work(self, distance_m: float) -> None:
        """Move the arm so far."""
        self.fatigue += (1.0 - self.fatigue) * (
            1.0 - exp(-self._profile.fatigue_per_m * distance_m)
        )

    def succeed(self) -> None:
        """Reach what was wanted."""
        self._successes += 1

    @property
    def unpractised(self) -> float:
        """1 for a practised arm, more before."""
        profile = self._profile
        return 1.0 + profile.unpractised * exp(-self._successes / profile.practice)

    @property
    def pace(self) -> float:
        """Factor on durations."""
        return self.unpractised * (1.0 + _PACE * self.fatigue)

    @property
    def strength(self) -> float:
        """Factor on speed and acceleration limits."""
        return 1.0 - _WEAKNESS * self.fatigue

    @property
    def scatter(self) -> float:
        """Factor on end-point scatter, tremor and sagging."""
        return self.unpractised * (1.0 + _SCATTER * self.fatigue)

    @property
    def shortness(self) -> float:
        """Factor on the reach."""
        return 1.0 - _SHORTNESS * self.fatigue
