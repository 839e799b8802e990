"""Standing still: what is shown meanwhile, and what ends it."""

from __future__ import annotations

from controllers.frame import InputFrame
from game.context import Context
from game.phases.placing import board
from game.phases.tile import Tile
from game.safety import PauseCause


class Pause:
    """A calm board that says why. What someone stopped, someone has to start again."""

    def __init__(self, context: Context, cause: PauseCause) -> None:
        self.cause = cause
        self._context = context
        self._panel = board(
            f"pause.{cause.value}", context.frame_of_body, icon="pause", elevation_deg=10.0
        )
        context.scene.panels.append(self._panel)
        self._tile = None if cause.clears_itself else Tile(context, "go_on", "play")

    def over(self, frame: InputFrame, well: bool) -> bool:  # noqa: FBT001 - it is an observation
        """Whether to go on; `well` tells that device and tracking are there."""
        if self._tile is None:
            return well
        return self._tile.chosen(frame) and well

    def leave(self) -> None:
        """Take the board away."""
        self._context.scene.panels.remove(self._panel)
        if self._tile is not None:
            self._tile.remove()
