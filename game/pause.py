"""Standing still: what is shown meanwhile, and what ends it."""

from __future__ import annotations

from typing import Final

from controllers.frame import InputFrame
from game.context import Context
from game.phases.placing import board
from game.phases.tile import Tile
from game.safety import PauseCause

BOARD_M: Final = 1.25
ASIDE_DEG: Final = 11.3
"""Two tiles side by side, each so far from the middle."""


class Pause:
    """A calm board that says why. What someone stopped, someone has to start again.

    `hurts` tells whether the patient said so in going on.
    """

    def __init__(self, context: Context, cause: PauseCause) -> None:
        self.cause = cause
        self._context = context
        self._panel = board(
            f"pause.{cause.value}",
            context.frame_of_body,
            icon="pause",
            width_m=BOARD_M,
            elevation_deg=10.0,
        )
        context.scene.panels.append(self._panel)
        self.hurts = False
        self._tiles: tuple[Tile, ...] = ()
        if not cause.clears_itself:
            self._tiles = (
                Tile(context, "go_on", "play", azimuth_deg=-ASIDE_DEG),
                Tile(context, "pause.hurts", "word_hurt", azimuth_deg=ASIDE_DEG),
            )

    def over(self, frame: InputFrame, well: bool) -> bool:  # noqa: FBT001 - it is an observation
        """Whether to go on; `well` tells that device and tracking are there."""
        if not self._tiles:
            return well
        go_on, hurts = (tile.chosen(frame) for tile in self._tiles)
        self.hurts = hurts
        return (go_on or hurts) and well

    def leave(self) -> None:
        """Take the board away."""
        self._context.scene.panels.remove(self._panel)
        for tile in self._tiles:
            tile.remove()
