"""What an unsupported hand does by itself: it trembles and wanders."""

from __future__ import annotations

from math import sin, tau

import numpy as np

from controllers.frame import Vec3

_WANDER_HZ = (0.13, 0.19, 0.11)


class Unrest:
    """Tremor that swells and fades, and slow drift, as functions of time.

    The tremor runs along one oblique axis with a weaker part across it; its amplitude varies by
    40 % around `tremor_m`, its frequency a little around `tremor_hz`.
    """

    __slots__ = ("_drift_m", "_phase", "_rate", "_swell", "_tremor_m", "_wander")

    def __init__(
        self, tremor_m: float, tremor_hz: float, drift_m: float, rng: np.random.Generator
    ) -> None:
        self._tremor_m = tremor_m
        self._rate = tau * tremor_hz
        self._drift_m = drift_m
        phases = [float(phase) for phase in rng.uniform(0.0, tau, 5)]
        self._phase, self._swell = phases[:2]
        self._wander = phases[2:]

    def at(self, time_s: float, strength: float) -> Vec3:
        """Displacement in arm axes, metres; `strength` 1 is a rested hand in the air."""
        slow = sin(1.7 * time_s + self._swell)
        phase = self._rate * time_s + self._phase + 0.4 * sin(0.9 * time_s)
        swing = strength * self._tremor_m * (1.0 + 0.4 * slow)
        along = swing * sin(phase)
        across = 0.4 * swing * sin(phase + 1.1)
        drift = strength * self._drift_m
        a, b, c = self._wander
        return (
            0.5 * along + across + drift * sin(tau * _WANDER_HZ[0] * time_s + a),
            0.8 * along - 0.3 * across + drift * sin(tau * _WANDER_HZ[1] * time_s + b),
            0.3 * along - 0.5 * across + drift * sin(tau * _WANDER_HZ[2] * time_s + c),
        )
