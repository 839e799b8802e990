"""A ghost hand shows the movement before the patient does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from controllers.frame import InputFrame, Vec3
from controllers.seat import hand_orientation, looking_along, unit
from game.context import Context
from game.exercise import RunningExercise
from game.phases.placing import board
from game.phases.tile import Tile
from tasks.body import sign_of
from tasks.scene import Instance, Panel, Role, Scene
from tasks.trial import EndReason

MOVE_S: Final = 1.6
PAUSE_S: Final = 0.7
ROUNDS: Final = 2
GHOST_COLOUR: Final = (0.62, 0.84, 1.0, 0.75)
GHOST_GLOW: Final = 0.3
GOAL_COLOUR: Final = (1.0, 1.0, 1.0, 0.8)
FRUIT_SHARE: Final = 0.55
RING_WIDTH: Final = 1.3
BOARD_ELEVATION_DEG: Final = -2.0
"""Low enough to be read in a window that also shows the ghost."""

TILE_AZIMUTH_DEG: Final = 29.0
TILE_ELEVATION_DEG: Final = -5.0
"""Beside the board, towards the unaffected side and below the stop sign: who watches the ghost
does not look at it."""


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
                glow=GHOST_GLOW,
            )
        ]
        diameter_m = 2 * spec.knobs.get("radius_m", 0.05)
        self._show_goal(self._route[-1], diameter_m)
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

    def _show_goal(self, place_m: Vec3, diameter_m: float) -> None:
        """A ringed fruit, small enough that the hand around it is seen."""
        scene = self._context.scene
        eyes_m, (x, y, z) = self._context.frame_of_body.eyes_m, place_m
        fruit_m, ring_m = FRUIT_SHARE * diameter_m, RING_WIDTH * diameter_m
        ahead = unit((x - eyes_m[0], y - eyes_m[1], z - eyes_m[2]))
        self._things += [
            scene.add(
                Role.DECOR,
                "ring",
                place_m,
                orientation=looking_along(ahead),
                scale=(ring_m, ring_m, ring_m),
                amount=1.0,
            ),
            scene.add(
                Role.GHOST,
                "apple",
                place_m,
                scale=(fruit_m, fruit_m, fruit_m),
                colour=GOAL_COLOUR,
            ),
        ]

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
