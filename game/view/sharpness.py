"""How sharp a window can be drawn on this machine, found out while drawing."""

from __future__ import annotations

from typing import Final

STEPS: Final = (1.0, 0.75, 0.5, 0.35)
"""Shares of the window's own resolution."""

TOO_SLOW_S: Final = 0.045
"""Slower than this, a hand no longer feels like one's own and a dwell may not be seen as one."""

PATIENCE: Final = 8


class Sharpness:
    """Goes down a step after several slow frames in a row, and never up: nothing flickers."""

    def __init__(self) -> None:
        self._step = 0
        self._slow = 0

    @property
    def share(self) -> float:
        """Share of the full resolution to draw with."""
        return STEPS[self._step]

    def drawn(self, elapsed_s: float) -> None:
        """Take note of how long a frame took to draw and show."""
        self._slow = self._slow + 1 if elapsed_s > TOO_SLOW_S else 0
        if self._slow >= PATIENCE and self._step < len(STEPS) - 1:
            self._step += 1
            self._slow = 0
