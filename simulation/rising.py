"""Standing up and sitting down when a board asks for it."""

from __future__ import annotations

from typing import Final

from simulation.legs import STANDING_EYES_M, Legs
from simulation.strokes import Strokes

RISE_M: Final = 0.4
"""From sitting to standing eyes."""

READING_S: Final = 1.0
RISING_S: Final = 2.0
POSTURES: Final = {"posture.standing": RISE_M, "posture.seated": 0.0}


class Rising:
    """How much higher the eyes are than when the patient sits, or than at the beginning."""

    def __init__(self, eye_height_m: float, legs: Legs) -> None:
        self._legs = legs
        self._stood = eye_height_m >= STANDING_EYES_M
        self._height = Strokes((0.0, 0.0, 0.0))
        self._keys: frozenset[str] = frozenset()

    def read(self, keys: frozenset[str], now_s: float) -> None:
        """Obey what asks for a posture, among the words to be read."""
        if keys is self._keys:
            return
        self._keys = keys
        for key in keys & POSTURES.keys():
            asked_m = POSTURES[key]
            if self._stood:
                asked_m -= RISE_M
            by_m = asked_m - self._height.end_m[1]
            if by_m:
                self._height.add(now_s + READING_S, RISING_S, (0.0, by_m, 0.0))
                self._legs.take_place(now_s, standing=by_m > 0.0)

    def at(self, time_s: float) -> float:
        """Metres above where the eyes were at the beginning."""
        return self._height.at(time_s)[1]
