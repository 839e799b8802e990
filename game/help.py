"""The therapist's keys, shown in the scene and taken away again."""

from __future__ import annotations

from typing import Final

from game.context import Context
from game.phases.placing import board
from tasks.scene import Panel

DISTANCE_M: Final = 1.15
"""Before every other board, which it covers and does not cut."""


class Help:
    """A board with the keys, before all other boards."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._panel: Panel | None = None

    def toggle(self) -> None:
        """Show it, or take it away."""
        panels = self._context.scene.panels
        if self._panel is None:
            self._panel = board(
                "help.keys",
                self._context.frame_of_body,
                width_m=1.3,
                elevation_deg=3.0,
                distance_m=DISTANCE_M,
            )
            panels.append(self._panel)
        else:
            panels.remove(self._panel)
            self._panel = None

    def remove(self) -> None:
        """Take it away if it is there."""
        if self._panel is not None:
            self.toggle()
