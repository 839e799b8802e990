"""One tile to choose, by the board it belongs to."""

from __future__ import annotations

from typing import Final

from controllers.frame import InputFrame
from game.choosing import Choice, Choosing, Option
from game.context import Context
from game.phases.placing import spot

WIDTH_M: Final = 0.5
HEIGHT_M: Final = 0.53
DWELL_S: Final = 2.0


class Tile:
    """Stays in the scene until `remove`."""

    def __init__(
        self,
        context: Context,
        key: str,
        icon: str,
        *,
        azimuth_deg: float = 0.0,
        elevation_deg: float = -14.0,
    ) -> None:
        place = spot(
            context.frame_of_body,
            WIDTH_M,
            HEIGHT_M,
            azimuth_deg=azimuth_deg,
            elevation_deg=elevation_deg,
        )
        self._choosing = Choosing(context.scene, [Option(Choice(key, key, icon), place)], DWELL_S)

    def chosen(self, frame: InputFrame) -> bool:
        """Follow one frame; True once it was chosen."""
        return self._choosing.step(frame) is not None

    def remove(self) -> None:
        """Take it away."""
        self._choosing.remove()
