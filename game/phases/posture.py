"""Standing up or sitting down between two exercises."""

from __future__ import annotations

from typing import Final

from controllers.frame import InputFrame
from game.context import Context
from game.phases.placing import board
from game.phases.tile import Tile
from levels.model import Posture
from tasks.scene import Panel, Scene, SoundCue
from tasks.trial import EndReason

RISE_M: Final = 0.2
"""Eyes rise by some 0.4 m from sitting to standing; half of it is no leaning and no stretching."""

STEADY_S: Final = 1.5
"""So long the head has to stay up (or down): nobody is hurried who sinks back."""


class ChangePosture:
    """Over when the head has risen (or sunk) for good, or when the tile is chosen.

    The tile is for devices that know no head: mouse, keys, gamepad.
    """

    name = "posture"

    def __init__(self, context: Context, posture: Posture) -> None:
        self._context = context
        self._posture = posture
        self._panel: Panel | None = None
        self._tile: Tile | None = None
        self._from_m = 0.0
        self._since_ns: int | None = None
        self.done = False

    def enter(self, frame: InputFrame) -> None:  # noqa: ARG002
        """Ask for it."""
        self._from_m = self._context.frame_of_body.eyes_m[1]
        self._show()

    def step(self, frame: InputFrame) -> Scene:
        """Follow the head, and the tile."""
        self._show()
        chosen = self._tile is not None and self._tile.chosen(frame)
        if not self.done and (chosen or self._changed(frame)):
            self._context.journal.event("posture", frame, posture=self._posture)
            self._context.scene.sounds.append(SoundCue("start"))
            self.done = True
        return self._context.scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:  # noqa: ARG002
        """Take board and tile away until the next step."""
        self._since_ns = None
        self._hide()

    def leave(self, frame: InputFrame) -> None:  # noqa: ARG002
        """Take board and tile away for good."""
        self._hide()

    def _show(self) -> None:
        if self._panel is None:
            body = self._context.frame_of_body
            self._panel = board(f"posture.{self._posture}", body, icon=self._posture)
            self._context.scene.panels.append(self._panel)
            self._tile = Tile(self._context, "go_on", "play")

    def _hide(self) -> None:
        if self._panel is not None:
            self._context.scene.panels.remove(self._panel)
            self._panel = None
        if self._tile is not None:
            self._tile.remove()
            self._tile = None

    def _changed(self, frame: InputFrame) -> bool:
        head, now_ns = frame.head, frame.display_time_ns
        risen_m = head.position_m[1] - self._from_m
        if self._posture == "seated":
            risen_m = -risen_m
        if not (head.position_tracked and risen_m >= RISE_M):
            self._since_ns = None
            return False
        if self._since_ns is None:
            self._since_ns = now_ns
        return (now_ns - self._since_ns) * 1e-9 >= STEADY_S
