"""What a repetition of grasping puts into the scene, and takes away again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from controllers.controller import Side
from controllers.frame import Quat, Vec3
from controllers.rotation import looking_along, multiply, unit
from tasks.grasping.catalogue import Kind
from tasks.grasping.furniture import Board
from tasks.grasping.layout import Goal, Placed
from tasks.grasping.round import held_by
from tasks.scene import Instance, Rgba, Role, Scene, SoundCue

WHITE: Final[Rgba] = (1.0, 1.0, 1.0, 1.0)
GHOSTLY: Final[Rgba] = (1.0, 1.0, 1.0, 0.45)
RING_COLOUR: Final[Rgba] = (0.1, 0.6, 0.25, 1.0)
PAD_COLOUR: Final[Rgba] = (0.3, 0.65, 1.0, 1.0)
PAD_GLOW: Final = 0.5
WANTED_GLOW: Final = 0.6
ARROW_COLOUR: Final[Rgba] = (1.0, 0.82, 0.1, 1.0)
ARROW_GLOW: Final = 0.5
ARROW_M: Final = 0.09
ARROW_ABOVE_M: Final = 0.03
"""An arrow points down at what is to be taken, for not everybody sees which of them glows."""

TARGET_GLOW: Final = 0.3
RING_ABOVE_M: Final = 0.003
BEFORE_TRACK_M: Final = 0.004
SMALLEST_RING_M: Final = 0.06
PARTED_M: Final = 0.03
JOINED_M: Final = 0.02

_DOWN: Final = looking_along((0.0, -1.0, 0.0))
_POINTING_DOWN: Final[Quat] = (0.0, math.sqrt(0.5), math.sqrt(0.5), 0.0)
"""The arrow's point down, its flat side towards the patient."""


class Props:
    """Start pad, things, the goal as a see-through copy with a ring, and hands that are held up."""

    def __init__(self, scene: Scene, yaw_rad: float, eyes_m: Vec3) -> None:
        self._scene = scene
        self._facing: Quat = (0.0, math.sin(yaw_rad / 2), 0.0, math.cos(yaw_rad / 2))
        self._eyes_m = eyes_m
        self._all: list[Instance] = []
        self.things: list[Instance] = []
        self._pad: Instance | None = None
        self._arrow: Instance | None = None
        self._goal: tuple[Instance, Instance, Instance] | None = None
        self._parted: dict[Side, Instance] = {}

    def show_start(self, place_m: Vec3, radius_m: float) -> None:
        """Show where the hand waits."""
        self._pad = self._add(
            Role.START, "pad", place_m, self._facing, 2 * radius_m, PAD_COLOUR, PAD_GLOW
        )

    def show_rest(self, progress: float) -> None:
        """Show how much of the rest at the start is done."""
        if self._pad is not None:
            self._pad.amount = progress

    def show_boards(self, boards: Sequence[Board]) -> None:
        """Put up a shelf."""
        self._all += put_up(self._scene, boards)

    def show_things(self, things: Sequence[Placed]) -> None:
        """Put everything on the table, the object first; the start pad goes."""
        if self._pad is not None:
            self._pad.visible = False
        for thing in things:
            item = thing.item
            self.things.append(
                self._add(
                    Role.OBJECT,
                    item.kind.mesh,
                    thing.position_m,
                    thing.orientation,
                    item.scale,
                    WHITE,
                )
            )
        self.things[0].glow = WANTED_GLOW
        down = multiply(self._facing, _POINTING_DOWN)
        place_m = things[0].position_m
        self._arrow = self._add(
            Role.DECOR, "arrow", place_m, down, ARROW_M, ARROW_COLOUR, ARROW_GLOW
        )
        self.sound("target", place_m)

    def point_at(self, top_m: Vec3, *, wanted: bool) -> None:
        """Let the arrow stand over the object's top, while it is wanted there."""
        if self._arrow is None:
            return
        self._arrow.visible = wanted
        if wanted:
            x, y, z = top_m
            self._arrow.position_m = (x, y + ARROW_ABOVE_M + ARROW_M / 2, z)

    def show_goal(self, goal: Goal, thing: Placed, radius_m: float, rest_m: float) -> None:
        """Show where the object goes now, in place of the goal before."""
        if self._goal is not None:
            for part in self._goal:
                self._all.remove(part)
                self._scene.remove(part)
        x, y, z = goal.position_m
        turn = _DOWN
        below = unit((x - self._eyes_m[0], y - self._eyes_m[1], z - self._eyes_m[2]))
        if goal.aloft:
            ring_m = (x, y, z)
            turn = looking_along(below)
        else:
            below = (0.0, -1.0, 0.0)
            ring_m = (x, y - rest_m + RING_ABOVE_M, z)
        nearer_m = (
            ring_m[0] - BEFORE_TRACK_M * below[0],
            ring_m[1] - BEFORE_TRACK_M * below[1],
            ring_m[2] - BEFORE_TRACK_M * below[2],
        )
        width_m = 2 * max(radius_m, SMALLEST_RING_M)
        item = thing.item
        track = self._add(Role.DECOR, "ring", ring_m, turn, width_m, WHITE)
        track.amount = 1.0
        self._goal = (
            self._add(
                Role.TARGET,
                item.kind.mesh,
                goal.position_m,
                goal.orientation,
                item.scale,
                GHOSTLY,
                TARGET_GLOW,
            ),
            track,
            self._add(Role.DECOR, "ring", nearer_m, turn, width_m, RING_COLOUR),
        )

    def shift_goal(self, goal: Goal, shift_m: Vec3) -> None:
        """Move the goal along with what it is on."""
        if self._goal is None:
            return
        target = self._goal[0]
        old = target.position_m
        new = tuple(a + b for a, b in zip(goal.position_m, shift_m, strict=True))
        moved = tuple(a - b for a, b in zip(new, old, strict=True))
        if math.hypot(*moved) > 1e-4:
            for part in self._goal:
                x, y, z = part.position_m
                part.position_m = (x + moved[0], y + moved[1], z + moved[2])

    def show_progress(self, share: float) -> None:
        """Fill the goal's ring by what is done of a stay."""
        if self._goal is not None:
            self._goal[2].amount = share

    def show_hand(
        self, side: Side, touching: tuple[Vec3, Quat] | None, tracked_m: Vec3, amount: float
    ) -> None:
        """Where the touching hand parts from the tracked one, show it; the tracked one fades."""
        parted, own = self._parted.get(side), self._scene.hands[side]
        apart_m = 0.0 if touching is None else math.dist(touching[0], tracked_m)
        if touching is None or apart_m < (JOINED_M if parted else PARTED_M):
            self._join(side)
            return
        if parted is None:
            parted = self._add(Role.GHOST, f"hand_{side}", *touching, 1.0, own.skin)
            self._parted[side] = parted
            own.opacity = GHOSTLY[3]
        parted.position_m = own.drawn_at(side, *touching)
        parted.orientation = touching[1]
        parted.amount = amount if own.closed is None else own.closed

    def hold(self, side: Side, kind: Kind, position_m: Vec3, orientation: Quat) -> None:
        """Close the patient's hand round a thing, whose pose is seen from the hand."""
        own = self._scene.hands[side]
        own.closed, own.back_m = held_by(kind, side, position_m, orientation)

    def let_go(self, side: Side) -> None:
        """Let the patient's hand show its grip again."""
        self._scene.hands[side].let_go()

    def sound(self, name: str, place_m: Vec3) -> None:
        """Let something be heard from a place."""
        self._scene.sounds.append(SoundCue(name, place_m))

    def clear(self) -> None:
        """Take everything away."""
        for side in list(self._parted):
            self._join(side)
        for own in self._scene.hands.values():
            own.let_go()
        for thing in self._all:
            self._scene.remove(thing)
        self._all.clear()
        self.things.clear()
        self._goal = self._pad = self._arrow = None

    def _join(self, side: Side) -> None:
        parted = self._parted.pop(side, None)
        if parted is not None:
            self._scene.hands[side].opacity = 1.0
            self._all.remove(parted)
            self._scene.remove(parted)

    def _add(
        self,
        role: Role,
        mesh: str,
        place_m: Vec3,
        turn: Quat,
        size: float,
        colour: Rgba,
        glow: float = 0.0,
    ) -> Instance:
        thing = self._scene.add(
            role,
            mesh,
            place_m,
            orientation=turn,
            scale=(size, size, size),
            colour=colour,
            glow=glow,
        )
        self._all.append(thing)
        return thing


def put_up(scene: Scene, boards: Sequence[Board]) -> list[Instance]:
    """Put furniture into the scene."""
    return [
        scene.add(
            Role.DECOR,
            board.mesh,
            board.centre_m,
            orientation=board.orientation,
            scale=board.size_m,
        )
        for board in boards
    ]
