"""What every phase is."""

from __future__ import annotations

from typing import Protocol

from controllers.frame import InputFrame
from tasks.scene import Scene
from tasks.trial import EndReason


class Phase(Protocol):
    """A stretch of a session. Whatever it adds to the scene is gone after `leave`."""

    @property
    def name(self) -> str:
        """Name in the recording."""
        ...

    @property
    def done(self) -> bool:
        """Whether the session may go on to the next phase."""
        ...

    def enter(self, frame: InputFrame) -> None:
        """Begin."""
        ...

    def step(self, frame: InputFrame) -> Scene:
        """Live through one frame."""
        ...

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:
        """Stop what is going on; `step` may follow, or `leave`."""
        ...

    def leave(self, frame: InputFrame) -> None:
        """End, whether done or not."""
        ...


class Measuring(Phase, Protocol):
    """A phase of the calibration."""

    @property
    def part(self) -> str:
        """What is measured, or done to measure it."""
        ...
