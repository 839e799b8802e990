"""What was done: effort and success first, in few words."""

from __future__ import annotations

from controllers.frame import InputFrame
from game.context import Context
from game.exercise import Tally
from game.phases.placing import board
from game.phases.tile import Tile
from tasks.scene import Panel, Scene, SoundCue
from tasks.trial import EndReason

SHOWN_S = 8.0


class Summary:
    """Stays for some seconds, or until its tile is chosen."""

    name = "summary"

    def __init__(self, context: Context, tally: Tally) -> None:
        self._context = context
        self._tally = tally
        self._panels: list[Panel] = []
        self._until_ns = 0
        self._tile: Tile | None = None
        self.done = False

    def enter(self, frame: InputFrame) -> None:
        """Show effort, then what came of it."""
        body = self._context.frame_of_body
        self._until_ns = frame.display_time_ns + round(SHOWN_S * 1e9)
        self._panels = [
            board("summary.done", body, icon="star", elevation_deg=12.5, width_m=1.1),
            board(
                "summary.reaches",
                body,
                icon="reach",
                values={"count": self._tally.scored},
                azimuth_deg=-19.0,
                elevation_deg=-1.5,
            ),
            board(
                "summary.picked",
                body,
                icon="apple",
                values={"count": self._tally.won},
                azimuth_deg=19.0,
                elevation_deg=-1.5,
            ),
        ]
        self._context.scene.panels.extend(self._panels)
        self._tile = Tile(self._context, "summary.close", "done", elevation_deg=-18.0)
        self._context.scene.sounds.append(SoundCue("cheer"))

    def step(self, frame: InputFrame) -> Scene:
        """Wait."""
        chosen = self._tile is not None and self._tile.chosen(frame)
        if chosen or frame.display_time_ns >= self._until_ns:
            self.done = True
        return self._context.scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:
        """Nothing runs here."""

    def leave(self, frame: InputFrame) -> None:  # noqa: ARG002
        """Take the boards away."""
        for panel in self._panels:
            self._context.scene.panels.remove(panel)
        self._panels.clear()
        if self._tile is not None:
            self._tile.remove()
            self._tile = None
