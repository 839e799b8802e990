"""What exercise does to a limb: it tires and rests, shrinks in a row of movements, and learns."""

from __future__ import annotations

from math import exp

from simulation.traits import MotorProfile

_PACE, _WEAKNESS, _SCATTER, _SHORTNESS = 0.8, 0.5, 0.6, 0.1
"""What full fatigue does to durations, strength, end-point scatter and reach (chosen)."""

SMALLEST_SHARE = 0.5
"""Movements in a row shrink to no less than this."""


class Endurance:
    """Fatigue 0..1, successes and movements in a row so far, and the factors they make.

    Fatigue has a part that a rest between sets takes away, and one that stays for the session.
    A night takes away both: every session begins with another of these.
    """

    __slots__ = ("_profile", "_shrinking", "_successes", "_time_s", "_tired", "_worn")

    def __init__(self, profile: MotorProfile) -> None:
        self._profile = profile
        self._time_s = 0.0
        self._successes = 0
        self._tired = self._worn = self._shrinking = 0.0

    @property
    def fatigue(self) -> float:
        """Both parts together, 0..1."""
        return 1.0 - (1.0 - self._tired) * (1.0 - self._worn)

    def rest_until(self, time_s: float) -> None:
        """Recover for the time since the last call."""
        profile, rested_s = self._profile, time_s - self._time_s
        self._time_s = time_s
        self._tired *= exp(-rested_s / profile.recovery_s)
        self._worn *= exp(-rested_s / profile.wearing_recovery_s)
        self._shrinking *= exp(-rested_s / profile.sequence_rest_s)

    def work(self, distance_m: float) -> None:
        """Move the limb so far."""
        profile = self._profile
        self._tired += (1.0 - self._tired) * (1.0 - exp(-profile.fatigue_per_m * distance_m))
        self._worn += (1.0 - self._worn) * (1.0 - exp(-profile.wearing_per_m * distance_m))

    def go_on(self) -> None:
        """Make another movement in a row."""
        self._shrinking += self._profile.sequence_effect

    def succeed(self) -> None:
        """Reach what was wanted."""
        self._successes += 1

    @property
    def unpractised(self) -> float:
        """1 for a practised limb, more before."""
        profile = self._profile
        return 1.0 + profile.unpractised * exp(-self._successes / profile.practice)

    @property
    def pace(self) -> float:
        """Factor on durations."""
        return self.unpractised * (1.0 + _PACE * self.fatigue)

    @property
    def strength(self) -> float:
        """Factor on speed and acceleration limits, and on how high a foot is lifted."""
        return (1.0 - _WEAKNESS * self.fatigue) * self.amplitude

    @property
    def scatter(self) -> float:
        """Factor on end-point scatter, tremor and sagging."""
        return self.unpractised * (1.0 + _SCATTER * self.fatigue)

    @property
    def shortness(self) -> float:
        """Factor on the reach."""
        return 1.0 - _SHORTNESS * self.fatigue

    @property
    def amplitude(self) -> float:
        """Factor on the length of what one movement covers."""
        return max(SMALLEST_SHARE, 1.0 - self._shrinking)
