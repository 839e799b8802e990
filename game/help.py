"""The therapist's keys, shown in the scene and taken away again."""

from __future__ import annotations

from game.context import Context
from game.phases.placing import board
from tasks.scene import Panel


class Help:
    """A board with the keys, above the work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._panel: Panel | None = None

    def toggle(self) -> None:
        """Show it, or take it away."""
        panels = self._context.scene.panels
        if self._panel is None:
            self._panel = board(
                "help.keys", self._context.frame_of_body, width_m=1.3, elevation_deg=6.0
            )
            panels.append(self._panel)
        else:
            panels.remove(self._panel)
            self._panel = None

    def remove(self) -> None:
        """Take it away if it is there."""
        if self._panel is not None:
            self.toggle()
