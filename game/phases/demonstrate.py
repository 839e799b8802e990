"""A ghost hand shows the movement before the patient does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from controllers.frame import InputFrame, Vec3
from controllers.seat import hand_orientation
from game.context import Context
from game.exercise import RunningExercise
from game.phases.placing import board
from game.phases.tile import Tile
from tasks.scene import Instance, Panel, Role, Scene
from tasks.trial import EndReason

MOVE_S: Final = 1.6
PAUSE_S: Final = 0.7
ROUNDS: Final = 2
GHOST_COLOUR: Final = (0.75, 0.9, 1.0, 0.45)


def along_route(route: Sequence[Vec3], since_s: float) -> Vec3:
    """Place on the route after `since_s`: rest, minimum-jerk leg, rest, and so on."""
    leg, within_s = divmod(since_s, MOVE_S + PAUSE_S)
    index = min(int(leg), len(route) - 2)
    if leg > index:
        return route[-1]
    s = min(1.0, max(0.0, (within_s - PAUSE_S) / MOVE_S))
    share = s * s * s * (10 + s * (6 * s - 15))
    a, b = route[index], route[index + 1]
    return (
        a[0] + (b[0] - a[0]) * share,
        a[1] + (b[1] - a[1]) * share,
        a[2] + (b[2] - a[2]) * share,
    )


class Demonstrate:
    """Shows the next repetition twice; choosing the tile goes on at once."""

    name = "demonstrate"

    def __init__(self, context: Context, exercise: RunningExercise) -> None:
        self._context = context
        self._exercise = exercise
        self._route: Sequence[Vec3] = ()
        self._things: list[Instance] = []
        self._panel: Panel | None = None
        self._began_ns = 0
        self._tile: Tile | None = None
        self.done = False

    def enter(self, frame: InputFrame) -> None:
        """Show the ghost, the goal and one line of words."""
        spec = self._exercise.plan()
        body = self._context.body
        side = spec.situation.side
        scene = self._context.scene
        self._route = self._exercise.task.route(spec, body)
        self._began_ns = frame.display_time_ns
        ahead = body.frame.turn((0.0, 0.0, -1.0))
        self._things = [
            scene.add(
                Role.GHOST,
                f"hand_{side}",
                self._route[0],
                orientation=hand_orientation(side, ahead),
                colour=GHOST_COLOUR,
            )
        ]
        radius_m = spec.knobs.get("radius_m", 0.05)
        self._things.append(
            scene.add(
                Role.GHOST,
                "apple",
                self._route[-1],
                scale=(2 * radius_m, 2 * radius_m, 2 * radius_m),
                colour=(1.0, 1.0, 1.0, 0.6),
            )
        )
        self._panel = board(
            f"demonstrate.{self._exercise.task.name}.{side}",
            body.frame,
            icon=f"hand_{side}",
            elevation_deg=13.0,
        )
        scene.panels.append(self._panel)
        self._tile = Tile(self._context, "go_on", "play", elevation_deg=-30.0)

    def step(self, frame: InputFrame) -> Scene:
        """Move the ghost."""
        since_s = (frame.display_time_ns - self._began_ns) * 1e-9
        round_s = (MOVE_S + PAUSE_S) * (len(self._route) - 1) + PAUSE_S
        rounds, within_s = divmod(since_s, round_s)
        self._things[0].position_m = along_route(self._route, within_s)
        if rounds >= ROUNDS or (self._tile is not None and self._tile.chosen(frame)):
            self.done = True
        return self._context.scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:  # noqa: ARG002
        """Show it from the start again."""
        self._began_ns = frame.display_time_ns

    def leave(self, frame: InputFrame) -> None:  # noqa: ARG002
        """Take ghost and words away."""
        for thing in self._things:
            self._context.scene.remove(thing)
        self._things.clear()
        if self._panel is not None:
            self._context.scene.panels.remove(self._panel)
            self._panel = None
        if self._tile is not None:
            self._tile.remove()
            self._tile = None
