"""What to do, in one line and a picture, and the movement as ghosts show it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from controllers.frame import InputFrame
from game.context import Context
from game.exercise import RunningExercise
from game.phases.placing import board
from game.phases.tile import Tile
from tasks.body import BodyFrame, sign_of
from tasks.demonstration import Demonstration
from tasks.scene import Instance, Panel, Role, Scene
from tasks.trial import EndReason

ROUNDS: Final = 2
BOARD_ALONE_S: Final = 6.0
"""As long as the line takes to be read slowly, or said."""

PICTURES: Final[Mapping[str, str]] = {
    "reaching": "reach",
    "grasping": "grasp",
    "stepping": "step",
}

BOARD_ELEVATION_DEG: Final = (-18.0, -2.0)
BOARD_ABOVE_DEG: Final = 33.0
BOARD_AZIMUTH_DEG: Final = 20.0
"""The board hangs over where the ghost goes, at most so far aside: a window that shows the one
shows the other."""

_TOWARDS_MIDDLE_DEG: Final = 16.0
"""So much nearer to straight ahead than the place itself is the gaze that has it in view."""

TILE_BESIDE_DEG: Final = 28.0
TILE_AZIMUTH_DEG: Final = 18.0
TILE_ELEVATION_DEG: Final = -5.0
"""Beside the board, across the middle from it or on the unaffected side, below the stop sign, and
so far aside: who watches the ghost, or looks straight ahead, does not look at it."""

_LONGEST_STEP_NS: Final = 100_000_000


class Instruct:
    """Shows the next repetition `rounds` times; choosing the tile goes on at once.

    Without `rounds` twice where the level wants the movement shown, else not at all: then the
    board stays alone for some seconds.
    """

    name = "instruct"

    def __init__(
        self, context: Context, exercise: RunningExercise, rounds: int | None = None
    ) -> None:
        self._context = context
        self._exercise = exercise
        if rounds is None:
            rounds = ROUNDS if exercise.exercise.demonstrate else 0
        self._rounds = rounds
        self._shown = Demonstration(())
        self._things: list[Instance] = []
        self._panel: Panel | None = None
        self._tile: Tile | None = None
        self._lasts_s = self._since_s = 0.0
        self._before_ns = 0
        self.done = False

    def enter(self, frame: InputFrame) -> None:
        """Show the line, and the ghosts where there are to be some."""
        spec = self._exercise.plan()
        body, task, side = self._context.body, self._exercise.task, spec.situation.side
        self._before_ns = frame.display_time_ns
        self._since_s = 0.0
        self._lasts_s = BOARD_ALONE_S
        if self._rounds:
            self._shown = task.demonstration(spec, body)
            self._lasts_s = self._rounds * self._shown.duration_s
        self._things = [
            self._context.scene.add(
                Role.GHOST, ghost.mesh, scale=ghost.scale, colour=ghost.colour, glow=ghost.glow
            )
            for ghost in self._shown.ghosts
        ]
        self._move(0.0)
        azimuth_deg, elevation_deg = self._over_the_work(body.frame)
        self._panel = board(
            f"instruct.{task.name}.{side}",
            body.frame,
            icon=f"{PICTURES[task.name]}_{side}",
            azimuth_deg=azimuth_deg,
            elevation_deg=elevation_deg,
            spoken=True,
        )
        self._context.scene.panels.append(self._panel)
        self._tile = Tile(
            self._context,
            "go_on",
            "play",
            azimuth_deg=self._across_from(azimuth_deg),
            elevation_deg=TILE_ELEVATION_DEG,
        )

    def step(self, frame: InputFrame) -> Scene:
        """Move the ghosts."""
        if self._tile is None:
            self.enter(frame)
        now_ns = frame.display_time_ns
        self._since_s += min(now_ns - self._before_ns, _LONGEST_STEP_NS) * 1e-9
        self._before_ns = now_ns
        if self._things:
            self._move(self._since_s % self._shown.duration_s)
        chosen = self._tile is not None and self._tile.chosen(frame)
        if chosen or self._since_s >= self._lasts_s:
            self.done = True
        return self._context.scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:  # noqa: ARG002
        """Take everything away; the next step shows it from the start again."""
        self.leave(frame)

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

    def _over_the_work(self, body: BodyFrame) -> tuple[float, float]:
        """Direction of the board: over the place that the ghost goes to, which is shown last."""
        low, high = BOARD_ELEVATION_DEG
        if not self._shown.ghosts:
            return 0.0, high
        place_m = self._shown.ghosts[-1].keys[-1].position_m
        aside_deg, up_deg = body.direction_deg(place_m)
        aside_deg = math.copysign(max(0.0, abs(aside_deg) - _TOWARDS_MIDDLE_DEG), aside_deg)
        most = BOARD_AZIMUTH_DEG
        return (
            max(-most, min(most, aside_deg)),
            max(low, min(high, up_deg + BOARD_ABOVE_DEG)),
        )

    def _across_from(self, board_deg: float) -> float:
        """Azimuth of the tile."""
        away = -(board_deg or sign_of(self._context.affected))
        return math.copysign(max(TILE_AZIMUTH_DEG, TILE_BESIDE_DEG - abs(board_deg)), away)

    def _move(self, within_s: float) -> None:
        for thing, ghost in zip(self._things, self._shown.ghosts, strict=True):
            key = ghost.at(within_s)
            thing.position_m = key.position_m
            thing.orientation = key.orientation
            thing.amount = key.amount
