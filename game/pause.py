"""Standing still: what is shown meanwhile, and what ends it."""

from __future__ import annotations

import math
from typing import Final

from controllers.frame import Button, InputFrame
from game.context import Context
from game.phases.placing import board
from game.pointing import Dwell
from game.safety import PauseCause, gaze_angle_rad
from tasks.scene import Panel, Role

GO_ON_GAZE_S: Final = 2.0
GO_ON_WITHIN_RAD: Final = math.radians(8.0)


class Pause:
    """A calm board that says why. What someone stopped, someone has to start again."""

    def __init__(self, context: Context, cause: PauseCause, frame: InputFrame) -> None:
        self.cause = cause
        self._context = context
        self._pressed = frame.buttons & Button.SELECT != 0
        self._gaze = Dwell(GO_ON_GAZE_S, 0.2)
        body = context.frame_of_body
        self._panels = [board(f"pause.{cause.value}", body, icon="pause", elevation_deg=16.0)]
        self._go_on: Panel | None = None
        if not cause.clears_itself:
            self._go_on = board("pause.go_on", body, icon="play", elevation_deg=-14.0, width_m=0.6)
            self._go_on.role = Role.CHOICE
            self._panels.append(self._go_on)
        context.scene.panels.extend(self._panels)

    def over(self, frame: InputFrame, well: bool) -> bool:  # noqa: FBT001
        """Whether to go on; `well` tells that device and tracking are there."""
        if self._go_on is None:
            return well
        pressed = frame.buttons & Button.SELECT != 0
        newly_pressed = pressed and not self._pressed
        self._pressed = pressed
        looking = (
            frame.head.orientation_valid
            and gaze_angle_rad(frame.head, self._go_on.position_m) < GO_ON_WITHIN_RAD
        )
        self._go_on.progress = self._gaze.step(looking, frame.display_time_ns)
        return well and (newly_pressed or self._go_on.progress >= 1.0)

    def leave(self) -> None:
        """Take the boards away."""
        for panel in self._panels:
            self._context.scene.panels.remove(panel)
        self._panels.clear()
