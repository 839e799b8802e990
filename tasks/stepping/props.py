"""What a repetition of stepping puts into the scene, and takes away again."""

from __future__ import annotations

import math
from typing import Final

from controllers.controller import Side
from tasks.scene import Instance, Panel, Rgba, Role, Scene, SoundCue
from tasks.stepping.feet import MIDDLE_AHEAD_M
from tasks.stepping.footprints import Print
from tasks.stepping.obstacles import Obstacle
from tasks.stepping.path import Path

WHITE: Final[Rgba] = (1.0, 1.0, 1.0, 1.0)
START_COLOUR: Final[Rgba] = (0.3, 0.65, 1.0, 1.0)
PRINT_COLOUR: Final[Rgba] = (1.0, 0.85, 0.3, 1.0)
HIT_COLOUR: Final[Rgba] = (0.3, 0.8, 0.4, 1.0)
OTHER_OPACITY: Final = 0.45
START_LENGTH_M: Final = 0.3
WANTED_GLOW: Final = 0.35
OBSTACLE_GLOW: Final = 0.25
FADE_IN_S: Final = 1.0
FADE_OUT_S: Final = 0.6
"""Long enough for the last foot to come down, so that its landing is measured."""

ABOVE_FLOOR_M: Final = 0.004
"""Prints lie this much over the ground, or the two would flicker."""

SIGN_BEYOND_M: Final = 1.6
SIGN_UP_M: Final = 1.35
SIGN_WIDTH_M: Final = 1.3


class Props:
    """Start prints, the obstacle or the footprints, and the sign to turn round."""

    def __init__(self, scene: Scene, path: Path) -> None:
        self._scene = scene
        self._path = path
        self._facing = path.orientation
        self._things: list[Instance] = []
        self._starts: dict[Side, Instance] = {}
        self._prints: list[Instance] = []
        self._obstacle: Instance | None = None
        self._sign: Panel | None = None

    def show_start(self, side: Side, across_m: float, *, asked: bool) -> None:
        """Show where a foot stands: one that is waited for, or one that only shows the posture."""
        role = Role.START if asked else Role.DECOR
        r, g, b, _ = START_COLOUR
        thing = self._print(role, side, across_m, MIDDLE_AHEAD_M, START_LENGTH_M, (r, g, b, 1.0))
        thing.glow = WANTED_GLOW if asked else 0.0
        self._starts[side] = thing

    def show_standing(self, side: Side, progress: float) -> None:
        """Show how much of the standing at the start is done."""
        if side in self._starts:
            self._starts[side].amount = progress

    def show_turn(self, *, wanted: bool) -> None:
        """Hang a sign ahead of who looks the wrong way, or take it down."""
        if wanted and self._sign is None:
            x, y, z = self._path.to_stage(0.0, SIGN_UP_M, -SIGN_BEYOND_M)
            self._sign = Panel(
                "stepping.turn",
                (x, y, z),
                self._path.yaw_rad + math.pi,
                SIGN_WIDTH_M,
                "arrow_right",
                spoken=True,
            )
            self._scene.panels.append(self._sign)
        elif not wanted and self._sign is not None:
            self._scene.panels.remove(self._sign)
            self._sign = None

    def hide_start(self) -> None:
        """Take the start prints out of sight."""
        for thing in self._starts.values():
            thing.visible = False

    def show_obstacle(self, obstacle: Obstacle, mesh: str) -> None:
        """Put the obstacle there, not to be seen yet."""
        self._obstacle = self._scene.add(
            Role.OBSTACLE,
            mesh,
            orientation=self._facing,
            scale=(obstacle.width_m, obstacle.height_m, obstacle.depth_m),
            glow=OBSTACLE_GLOW,
        )
        self._things.append(self._obstacle)
        self.move_obstacle(obstacle, 0.0, 1.0)

    def move_obstacle(self, obstacle: Obstacle, since_s: float, left: float) -> None:
        """Bring it to where it is by now, faded in; `left` is the share that is not faded out."""
        if self._obstacle is None:
            return
        ahead_m = obstacle.near_at(since_s) + obstacle.depth_m / 2
        self._obstacle.position_m = self._path.to_stage(obstacle.across_m, 0.0, ahead_m)
        opacity = min(1.0, since_s / FADE_IN_S) * left
        self._obstacle.colour = (1.0, 1.0, 1.0, max(0.0, opacity))

    def show_prints(self, prints: list[Print]) -> None:
        """Lay the footprints."""
        r, g, b, _ = PRINT_COLOUR
        self._prints = [
            self._print(
                Role.FOOTPRINT,
                one.side,
                one.across_m,
                one.ahead_m,
                one.length_m,
                (r, g, b, OTHER_OPACITY),
            )
            for one in prints
        ]

    def want_print(self, index: int) -> None:
        """Let one of the footprints be the next."""
        self._prints[index].colour = PRINT_COLOUR
        self._prints[index].glow = WANTED_GLOW

    def show_print(self, index: int, progress: float) -> None:
        """Show how much of the standing on a footprint is done."""
        self._prints[index].amount = progress

    def finish_print(self, index: int, *, hit: bool) -> None:
        """Let a footprint be behind the patient."""
        self._prints[index].glow = 0.0
        r, g, b, _ = HIT_COLOUR if hit else PRINT_COLOUR
        self._prints[index].colour = (r, g, b, 1.0 if hit else OTHER_OPACITY)

    def sound(self, name: str, across_m: float, ahead_m: float) -> None:
        """Let something be heard from a place on the path."""
        self._scene.sounds.append(SoundCue(name, self._path.to_stage(across_m, 0.0, ahead_m)))

    def clear(self) -> None:
        """Take everything away."""
        self.show_turn(wanted=False)
        for thing in self._things:
            self._scene.remove(thing)
        self._things.clear()

    def _print(
        self,
        role: Role,
        side: Side,
        across_m: float,
        ahead_m: float,
        length_m: float,
        colour: Rgba,
    ) -> Instance:
        thing = self._scene.add(
            role,
            f"footprint_{side}",
            self._path.to_stage(across_m, ABOVE_FLOOR_M, ahead_m),
            orientation=self._facing,
            scale=(length_m, length_m, length_m),
            colour=colour,
        )
        self._things.append(thing)
        return thing
