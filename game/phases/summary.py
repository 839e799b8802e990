"""What was done: effort and success first, in few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controllers.frame import InputFrame
from game.context import Context
from game.exercise import Tally
from game.phases.placing import board
from game.phases.tile import Tile
from tasks.scene import Panel, Scene, SoundCue
from tasks.trial import EndReason

SHOWN_S: Final = 8.0
BESIDE_DEG: Final = 19.0

DONE: Final[Mapping[str, tuple[str, str]]] = {
    "reaching": ("summary.reaches", "reach"),
    "grasping": ("summary.grasps", "grasp"),
    "stepping": ("summary.steps", "step"),
}
"""Words and picture for what was done where only one task was played."""

DONE_IN_ALL: Final = ("summary.repetitions", "heart")
WON: Final[Mapping[str, tuple[str, str]]] = {"reaching": ("summary.picked", "apple")}
WON_IN_ALL: Final = ("summary.well", "yes")


class Summary:
    """Stays for some seconds, or until its tile is chosen. Nothing is told that is nought."""

    name = "summary"

    def __init__(self, context: Context, tally: Tally) -> None:
        self._context = context
        self._tally = tally
        self._panels: list[Panel] = []
        self._tile: Tile | None = None
        self._left_s = SHOWN_S
        self._before_ns = 0
        self.done = False

    def enter(self, frame: InputFrame) -> None:
        """Show effort, then what came of it."""
        self._before_ns = frame.display_time_ns
        self._show()
        self._context.scene.sounds.append(SoundCue("cheer"))

    def step(self, frame: InputFrame) -> Scene:
        """Wait."""
        if self._tile is None:
            self._show()
        now_ns = frame.display_time_ns
        self._left_s -= min(now_ns - self._before_ns, 100_000_000) * 1e-9
        self._before_ns = now_ns
        chosen = self._tile is not None and self._tile.chosen(frame)
        if chosen or self._left_s <= 0.0:
            self.done = True
        return self._context.scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:  # noqa: ARG002
        """Take the boards away until the next step."""
        self.leave(frame)

    def leave(self, frame: InputFrame) -> None:  # noqa: ARG002
        """Take the boards away."""
        for panel in self._panels:
            self._context.scene.panels.remove(panel)
        self._panels.clear()
        if self._tile is not None:
            self._tile.remove()
            self._tile = None

    def _show(self) -> None:
        body = self._context.frame_of_body
        praise = board(
            "summary.done", body, icon="star", elevation_deg=12.5, width_m=1.1, spoken=True
        )
        told = self._told()
        self._panels = [
            praise,
            *(
                board(
                    key,
                    body,
                    icon=icon,
                    values={"count": count},
                    azimuth_deg=(2 * place - len(told) + 1) * BESIDE_DEG,
                    elevation_deg=-1.5,
                    spoken=True,
                )
                for place, (key, icon, count) in enumerate(told)
            ),
        ]
        self._context.scene.panels.extend(self._panels)
        self._tile = Tile(self._context, "summary.close", "done", elevation_deg=-18.0)

    def _told(self) -> list[tuple[str, str, int]]:
        """Words, picture and count of each board below the praise."""
        tally = self._tally
        task = next(iter(tally.by_task), "")
        if tally.by_task.get(task) != tally.scored:
            task = ""
        told = []
        if tally.scored:
            told.append((*DONE.get(task, DONE_IN_ALL), tally.scored))
        if tally.won:
            told.append((*WON.get(task, WON_IN_ALL), tally.won))
        return told
