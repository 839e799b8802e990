"""A rest between sets, with a countdown that can be cut short."""

from __future__ import annotations

import math

from controllers.frame import InputFrame
from game.context import Context
from game.phases.placing import board
from game.phases.tile import Tile
from tasks.scene import Panel, Scene, SoundCue
from tasks.trial import EndReason


class Rest:
    """Counts down; choosing the tile goes on at once."""

    name = "rest"

    def __init__(self, context: Context, duration_s: float) -> None:
        self._context = context
        self._duration_s = duration_s
        self._left_s = duration_s
        self._before_ns = 0
        self._tile: Tile | None = None
        self._panel: Panel | None = None
        self.done = duration_s <= 0

    def enter(self, frame: InputFrame) -> None:
        """Show the countdown."""
        self._before_ns = frame.display_time_ns
        self._show(math.ceil(self._left_s))
        self._tile = Tile(self._context, "go_on", "play")
        self._context.journal.event("rest_start", frame, duration_s=self._duration_s)

    def step(self, frame: InputFrame) -> Scene:
        """Count down one frame."""
        now_ns = frame.display_time_ns
        shown = math.ceil(self._left_s)
        self._left_s -= min(now_ns - self._before_ns, 100_000_000) * 1e-9
        self._before_ns = now_ns
        if self._left_s <= 0 or (self._tile is not None and self._tile.chosen(frame)):
            self.done = True
        left = math.ceil(self._left_s)
        if left != shown and not self.done:
            self._show(left)
        return self._context.scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:
        """A pause is a rest too: nothing is lost."""

    def leave(self, frame: InputFrame) -> None:
        """Take the countdown away."""
        self._take()
        if self._tile is not None:
            self._tile.remove()
            self._tile = None
        self._context.scene.sounds.append(SoundCue("start"))
        self._context.journal.event("rest_end", frame, left_s=max(0.0, self._left_s))

    def _show(self, seconds: int) -> None:
        self._take()
        self._panel = board(
            "rest", self._context.frame_of_body, icon="rest", values={"seconds": seconds}
        )
        self._panel.progress = 1.0 - self._left_s / self._duration_s
        self._context.scene.panels.append(self._panel)

    def _take(self) -> None:
        if self._panel is not None:
            self._context.scene.panels.remove(self._panel)
            self._panel = None
