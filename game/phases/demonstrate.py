"""Ghosts show the movement before the patient does it."""

from __future__ import annotations

from typing import Final

from controllers.frame import InputFrame
from game.context import Context
from game.exercise import RunningExercise
from game.phases.placing import board
from game.phases.tile import Tile
from tasks.body import sign_of
from tasks.demonstration import Demonstration
from tasks.scene import Instance, Panel, Role, Scene
from tasks.trial import EndReason

ROUNDS: Final = 2
BOARD_ELEVATION_DEG: Final = -2.0
"""Low enough to be read in a window that also shows the ghost."""

TILE_AZIMUTH_DEG: Final = 29.0
TILE_ELEVATION_DEG: Final = -5.0
"""Beside the board, towards the unaffected side and below the stop sign: who watches the ghost
does not look at it."""


class Demonstrate:
    """Shows the next repetition twice; choosing the tile goes on at once."""

    name = "demonstrate"

    def __init__(self, context: Context, exercise: RunningExercise) -> None:
        self._context = context
        self._exercise = exercise
        self._shown = Demonstration(())
        self._things: list[Instance] = []
        self._panel: Panel | None = None
        self._began_ns = 0
        self._tile: Tile | None = None
        self.done = False

    def enter(self, frame: InputFrame) -> None:
        """Show the ghosts and one line of words."""
        spec = self._exercise.plan()
        body = self._context.body
        side = spec.situation.side
        scene = self._context.scene
        self._shown = self._exercise.task.demonstration(spec, body)
        self._began_ns = frame.display_time_ns
        self._things = [
            scene.add(
                Role.GHOST, ghost.mesh, scale=ghost.scale, colour=ghost.colour, glow=ghost.glow
            )
            for ghost in self._shown.ghosts
        ]
        self._move(0.0)
        self._panel = board(
            f"demonstrate.{self._exercise.task.name}.{side}",
            body.frame,
            icon=f"hand_{side}",
            elevation_deg=BOARD_ELEVATION_DEG,
        )
        scene.panels.append(self._panel)
        self._tile = Tile(
            self._context,
            "go_on",
            "play",
            azimuth_deg=-sign_of(self._context.affected) * TILE_AZIMUTH_DEG,
            elevation_deg=TILE_ELEVATION_DEG,
        )

    def step(self, frame: InputFrame) -> Scene:
        """Move the ghosts."""
        since_s = (frame.display_time_ns - self._began_ns) * 1e-9
        rounds, within_s = divmod(since_s, self._shown.duration_s)
        self._move(within_s)
        if rounds >= ROUNDS or (self._tile is not None and self._tile.chosen(frame)):
            self.done = True
        return self._context.scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:  # noqa: ARG002
        """Show it from the start again."""
        self._began_ns = frame.display_time_ns

    def leave(self, frame: InputFrame) -> None:  # noqa: ARG002
        """Take ghosts and words away."""
        for thing in self._things:
            self._context.scene.remove(thing)
        self._things.clear()
        if self._panel is not None:
            self._context.scene.panels.remove(self._panel)
            self._panel = None
        if self._tile is not None:
            self._tile.remove()
            self._tile = None

    def _move(self, within_s: float) -> None:
        for thing, ghost in zip(self._things, self._shown.ghosts, strict=True):
            key = ghost.at(within_s)
            thing.position_m = key.position_m
            thing.orientation = key.orientation
            thing.amount = key.amount
