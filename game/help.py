"""The therapist's keys, shown in the scene and taken away again."""

from __future__ import annotations

from typing import Final

from game.context import Context
from game.phases.placing import board
from tasks.scene import Panel

DISTANCE_M: Final = 1.15
"""Before every other board, which it covers and does not cut."""


PAGES: Final = ("help.keys", "help.more_keys", "help.cue_keys")


class Help:
    """Boards with the keys, one page at a time, before all other boards."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._panel: Panel | None = None
        self._page = 0

    def turn(self) -> None:
        """Show the first page, the next one, or after the last none."""
        next_page = 0 if self._panel is None else self._page + 1
        self.remove()
        if next_page < len(PAGES):
            self._page = next_page
            self._panel = board(
                PAGES[next_page],
                self._context.frame_of_body,
                width_m=1.3,
                elevation_deg=3.0,
                distance_m=DISTANCE_M,
            )
            self._context.scene.panels.append(self._panel)

    def remove(self) -> None:
        """Take it away if it is there."""
        if self._panel is not None:
            self._context.scene.panels.remove(self._panel)
            self._panel = None
