"""What a sweep shows: balls where the hand has been, dots where it may go, one to go to next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from controllers.controller import Side
from tasks.body import BodyFrame
from tasks.reach import Cell, direction_of
from tasks.scene import Instance, Rgba, Role, Scene

DOT_M: Final = 0.025
BALL_M: Final = 0.07
NEXT_M: Final = 0.09
DOT_COLOUR: Final[Rgba] = (0.93, 0.95, 1.0, 1.0)
BALL_COLOUR: Final[Rgba] = (1.0, 0.62, 0.1, 1.0)
NEXT_COLOUR: Final[Rgba] = (0.25, 0.6, 1.0, 1.0)
GLOW: Final = 0.35


class Petals:
    """Small pale dots wait, orange balls are reached; the largest, a blue one, comes next."""

    def __init__(self, scene: Scene, body: BodyFrame, side: Side) -> None:
        self._scene = scene
        self._body = body
        self._side: Side = side
        self._balls: dict[Cell, Instance] = {}
        self._next: Instance | None = None
        self._next_cell: Cell | None = None

    def wait_at(self, cells: Iterable[Cell], distance_m: float) -> None:
        """Show dots in these directions."""
        for cell in cells:
            self._balls[cell] = self._add(Role.DECOR, "ball", cell, distance_m, DOT_M, DOT_COLOUR)

    def reached(self, cell: Cell, distance_m: float) -> None:
        """Show how far the hand came in a direction."""
        ball = self._balls.get(cell)
        if ball is None:
            ball = self._add(Role.DECOR, "ball", cell, distance_m, BALL_M, BALL_COLOUR)
            self._balls[cell] = ball
        ball.position_m = self._body.along(self._side, *direction_of(cell), distance_m)
        ball.scale = (BALL_M,) * 3
        ball.colour = BALL_COLOUR
        ball.glow = GLOW

    def ask_for(self, cell: Cell | None, distance_m: float) -> None:
        """Show where the hand may go next; None for nowhere more."""
        if self._next is not None:
            self._scene.remove(self._next)
            self._next = None
        self._next_cell = cell
        if cell is not None:
            self._next = self._add(Role.TARGET, "ball", cell, distance_m, NEXT_M, NEXT_COLOUR)
            self._next.glow = GLOW

    def move_next(self, distance_m: float) -> None:
        """Let what is asked for hang at another distance."""
        if self._next is not None and self._next_cell is not None:
            direction = direction_of(self._next_cell)
            self._next.position_m = self._body.along(self._side, *direction, distance_m)

    def clear(self) -> None:
        """Take everything away."""
        self.ask_for(None, 0.0)
        for ball in self._balls.values():
            self._scene.remove(ball)
        self._balls.clear()

    def _add(
        self, role: Role, mesh: str, cell: Cell, distance_m: float, width_m: float, colour: Rgba
    ) -> Instance:
        place_m = self._body.along(self._side, *direction_of(cell), distance_m)
        return self._scene.add(role, mesh, place_m, scale=(width_m,) * 3, colour=colour)
