"""What the loop asks of a display."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from controllers.frame import InputFrame
from tasks.scene import Scene


class View(Protocol):
    """Shows the scene once a frame, from the head pose of the frame's display time."""

    def draw(self, scene: Scene, frame: InputFrame) -> None:
        """Draw and present one frame."""
        ...

    def screenshot(self, path: Path) -> None:
        """Write the image drawn last to a PNG file. Raises OSError when it can't be written."""
        ...

    def close(self) -> None:
        """Give the display back. May be called twice."""
        ...
