"""How a simulated patient answers: it reads the tiles, and looks at the one it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from controllers.frame import Vec3
from tasks.scene import Panel, Role, Scene

READING_S: Final = 1.2
GLANCE_S: Final = 0.5
GLANCE_BELOW_M: Final = 0.5
"""Reading begins below the tiles: a gaze that rests where they came up chooses nothing."""

Wishes = Callable[[Sequence[Panel]], Panel | None]
"""From the tiles and boards to be seen to the tile that is meant, or None to let them be."""


class Answering:
    """Follows what tiles there are, and tells where to look. `keys` are the words to be read."""

    def __init__(self, wishes: Wishes) -> None:
        self.keys: frozenset[str] = frozenset()
        self._wishes = wishes
        self._panels: list[Panel] = []
        self._said: list[tuple[str, Mapping[str, str | int | float]]] = []
        self._since_s = 0.0
        self._meant: Panel | None = None

    def look(self, scene: Scene, now_s: float) -> Vec3 | None:
        """The place to look at, stage frame; None when there is nothing to answer."""
        if scene.panels != self._panels:
            self._panels = list(scene.panels)
            seen = [panel for panel in scene.panels if panel.visible]
            self.keys = frozenset(panel.key for panel in seen)
            said = [(panel.key, panel.values) for panel in seen if panel.role is Role.CHOICE]
            if said != self._said:
                self._said = said
                self._since_s = now_s
                self._meant = self._wishes(seen) if said else None
        if self._meant is None or now_s - self._since_s < READING_S:
            return None
        x, y, z = self._meant.position_m
        if now_s - self._since_s < READING_S + GLANCE_S:
            return (x, y - GLANCE_BELOW_M, z)
        return (x, y, z)
