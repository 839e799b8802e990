"""The view of a session without a display."""

from __future__ import annotations

from pathlib import Path

from controllers.frame import InputFrame
from tasks.scene import Scene


class NoImageError(Exception):
    """There is no image to write: nothing was drawn."""


class NullView:
    """Shows nothing, opens nothing."""

    def draw(self, scene: Scene, frame: InputFrame) -> None:
        """Do nothing."""

    def screenshot(self, path: Path) -> None:
        """Raise `NoImageError`: there is nothing to see."""
        raise NoImageError(f"{path}: no screenshot without a view; use --view window")

    def close(self) -> None:
        """Do nothing."""
