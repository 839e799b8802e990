"""Ideal movements, whose measures are known beforehand."""

from __future__ import annotations

import numpy as np

RATE_HZ = 90.0


def along(share: np.ndarray) -> np.ndarray:
    """Minimum-jerk share of the way at a share of the time."""
    s = np.clip(share, 0.0, 1.0)
    return 10.0 * s**3 - 15.0 * s**4 + 6.0 * s**5


def ideal_speed(duration_s: float, rate_hz: float = RATE_HZ) -> np.ndarray:
    """Speed of a 0.4 m minimum-jerk reach, both ends included."""
    s = np.linspace(0.0, 1.0, round(duration_s * rate_hz) + 1)
    return 0.4 / duration_s * 30.0 * s**2 * (1.0 - s) ** 2


def rough_speed(rng: np.random.Generator, count: int) -> np.ndarray:
    """A speed like a patient's: a few strokes and noise, never negative."""
    s = np.linspace(0.0, 1.0, count)
    strokes = rng.integers(1, 5)
    parts = [
        rng.uniform(0.1, 0.5) * np.sin(np.pi * np.clip((s - shift) * strokes, 0.0, 1.0)) ** 2
        for shift in np.arange(strokes) / (strokes + 1.0)
    ]
    return np.abs(np.sum(parts, axis=0) + rng.normal(0.0, 0.003, count))
