"""Standing begins when a therapist says that somebody is beside the patient, and not before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from controllers.frame import InputFrame
from game.context import Context
from game.phases.placing import board
from tasks.scene import Panel, Scene, SoundCue
from tasks.trial import EndReason

SUPERVISED: Final = "supervised"
CLEAR_SPACE: Final = "clear_space"
SIMULATED: Final = "simulated"
"""How it was confirmed for a patient who can't come to harm."""


class Supervision:
    """Waits until a therapist has confirmed all of `wanted`, one board after the other.

    What was confirmed beforehand is written down and not asked for.
    """

    name = "supervision"

    def __init__(self, context: Context, wanted: Sequence[str]) -> None:
        self._context = context
        self._wanted = list(wanted)
        self._panel: Panel | None = None

    @property
    def done(self) -> bool:
        """Whether everything is confirmed."""
        return not self._wanted

    def enter(self, frame: InputFrame) -> None:
        """Ask for what has not been confirmed."""
        self._take(frame)
        self._show()

    def step(self, frame: InputFrame) -> Scene:
        """Wait."""
        if self._wanted and self._wanted[0] in self._context.confirmed:
            self._take(frame)
            self._hide()
            self._context.scene.sounds.append(SoundCue("start"))
        self._show()
        return self._context.scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:  # noqa: ARG002
        """Take the board away until the next step."""
        self._hide()

    def leave(self, frame: InputFrame) -> None:  # noqa: ARG002
        """Take the board away for good."""
        self._hide()

    def _take(self, frame: InputFrame) -> None:
        """Write down what is confirmed by now."""
        confirmed = self._context.confirmed
        while self._wanted and self._wanted[0] in confirmed:
            what = self._wanted.pop(0)
            self._context.journal.event(what, frame, source=confirmed[what])

    def _show(self) -> None:
        if self._wanted and self._panel is None:
            what = self._wanted[0]
            self._panel = board(
                f"supervision.{what}", self._context.frame_of_body, icon=what, width_m=1.25
            )
            self._context.scene.panels.append(self._panel)

    def _hide(self) -> None:
        if self._panel is not None:
            self._context.scene.panels.remove(self._panel)
            self._panel = None
