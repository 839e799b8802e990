"""One tile to choose: by looking, pointing or touching for a while, or by select."""

from __future__ import annotations

from typing import Final

from controllers.frame import Button, InputFrame
from game.context import Context
from game.phases.placing import board
from game.pointing import Pointer, Spot
from tasks.scene import Panel, Role

WIDTH_M: Final = 0.5
DWELL_S: Final = 2.0
_ARROWS: Final = int(Button.UP | Button.DOWN | Button.LEFT | Button.RIGHT)


class Tile:
    """Hangs by the board it belongs to. Select works once it is pointed at or walked to."""

    def __init__(
        self,
        context: Context,
        key: str,
        icon: str,
        *,
        azimuth_deg: float = 0.0,
        elevation_deg: float = -14.0,
    ) -> None:
        self._context = context
        self.panel: Panel = board(
            key,
            context.frame_of_body,
            icon=icon,
            width_m=WIDTH_M,
            azimuth_deg=azimuth_deg,
            elevation_deg=elevation_deg,
        )
        self.panel.role = Role.CHOICE
        half_m = WIDTH_M / 2
        spot = Spot(self.panel.position_m, self.panel.yaw_rad, half_m, half_m)
        self._pointer = Pointer([spot], DWELL_S)
        context.scene.panels.append(self.panel)

    def chosen(self, frame: InputFrame) -> bool:
        """Follow one frame; True once it was chosen."""
        if frame.buttons & _ARROWS:
            self._pointer.focus(0)
        self._pointer.step(frame)
        self.panel.progress = self._pointer.progress
        return self._pointer.chosen is not None

    def remove(self) -> None:
        """Take it away."""
        self._context.scene.panels.remove(self.panel)
