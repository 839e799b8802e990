"""Ways to answer what a phase asks: by gaze alone, with one hand held up, by keys, by mouse."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np
from support.desk import Desk
from support.player import EYES_M, Notes

from controllers.controller import Side
from controllers.frame import GUESSED, NO_POSE, Button, InputFrame, PoseFlag, Vec3
from controllers.mouse import LEFT, MouseController
from controllers.rotation import looking_along, unit
from game.context import Context
from game.phases.phase import Phase
from game.view.camera import Camera
from game.view.window import FOV_Y_DEG
from tasks.body import BodyFrame, ReachEnvelope
from tasks.scene import Panel, Role, Scene

Tile = str | int
"""A message key, or a number on a scale."""

SKY_M: Vec3 = (0.0, 4.0, -1.0)
LAP_M: Vec3 = (0.2, 0.6, -0.2)
ARM_M = 0.45
RATE_HZ = 30.0
PATIENCE_S = 6.0


def context_of(affected: Side = "right", body: BodyFrame | None = None) -> Context:
    return Context(
        Scene("orchard"),
        Notes(),
        np.random.default_rng(1),
        affected,
        ReachEnvelope(),
        body or BodyFrame(EYES_M, 0.0),
    )


def notes_of(context: Context) -> Notes:
    assert isinstance(context.journal, Notes)
    return context.journal


def tiles(scene: Scene) -> list[Panel]:
    return [panel for panel in scene.panels if panel.role is Role.CHOICE]


def tile(scene: Scene, wanted: Tile) -> Panel:
    return next(t for t in tiles(scene) if wanted in (t.key, t.values.get("number")))


class Way(Protocol):
    """A way to answer: every frame it fills, and what it does to come to a tile."""

    def rest(self, frame: InputFrame) -> None:
        """Point at nothing."""
        ...

    def go(self, frame: InputFrame, scene: Scene, wanted: Panel) -> None:
        """One frame on the way to a tile, and of staying there."""
        ...


class Gaze:
    """No hand at all: the head alone."""

    def rest(self, frame: InputFrame) -> None:
        frame.head.set(EYES_M, facing(SKY_M))

    def go(self, frame: InputFrame, scene: Scene, wanted: Panel) -> None:
        frame.head.set(EYES_M, facing(wanted.position_m))


class OneHand:
    """One hand within an arm's reach; the head's turning and the hand's are not known."""

    def __init__(self, side: Side) -> None:
        self._side: Side = side
        self._place_m = LAP_M

    def rest(self, frame: InputFrame) -> None:
        self._fill(frame, LAP_M)

    def go(self, frame: InputFrame, scene: Scene, wanted: Panel) -> None:
        way = unit(from_eyes(wanted.position_m))
        x, y, z = EYES_M
        self._fill(frame, (x + ARM_M * way[0], y + ARM_M * way[1], z + ARM_M * way[2]))

    def _fill(self, frame: InputFrame, goal_m: Vec3) -> None:
        left_m = math.dist(self._place_m, goal_m)
        share = min(1.0, 1.2 / RATE_HZ / left_m) if left_m else 1.0
        x, y, z = (h + (g - h) * share for h, g in zip(self._place_m, goal_m, strict=True))
        self._place_m = (x, y, z)
        frame.head.set(EYES_M, flags=GUESSED | int(PoseFlag.POSITION_TRACKED))
        frame.hand(self._side).set(self._place_m)


class Keys:
    """Arrows towards the tile, then select; a press every fifth of a second."""

    def __init__(self) -> None:
        self._frames = 0
        self._before: Panel | None = None

    def rest(self, frame: InputFrame) -> None:
        frame.head.set(EYES_M, flags=GUESSED)
        frame.buttons = 0

    def go(self, frame: InputFrame, scene: Scene, wanted: Panel) -> None:
        self.rest(frame)
        self._frames += 1
        if self._frames % round(0.2 * RATE_HZ):
            return
        marked = next((t for t in tiles(scene) if t.progress > 0.0), None)
        if marked is wanted:
            frame.buttons = int(Button.SELECT)
        elif marked is None:
            frame.buttons = int(Button.RIGHT)
        else:
            across, up = (w - m for w, m in zip(angles(wanted), angles(marked), strict=True))
            aside = abs(across) > 6.0 and (marked is not self._before or abs(up) < 4.0)
            if aside:
                frame.buttons = int(Button.RIGHT if across > 0.0 else Button.LEFT)
            else:
                frame.buttons = int(Button.UP if up > 0.0 else Button.DOWN)
        self._before = marked


class Mouse:
    """The real mouse controller: the cursor is put on the tile, and rests there or clicks."""

    def __init__(self, desk: Desk, *, clicks: bool) -> None:
        self._desk = desk
        self._clicks = clicks
        self._mouse = MouseController(desk.events, desk.viewport, desk.wanted_side)
        self._frames = 0

    def rest(self, frame: InputFrame) -> None:
        self._desk.move(5, 5)
        self._read(frame)

    def go(self, frame: InputFrame, scene: Scene, wanted: Panel) -> None:
        viewport = self._desk.viewport()
        camera = Camera()
        camera.perspective(FOV_Y_DEG, viewport.width_px / viewport.height_px)
        camera.place(frame.head.position_m, frame.head.orientation)
        seen = camera.project(wanted.position_m)
        assert seen is not None
        x, y = (round((0.5 + 0.5 * seen[0]) * viewport.width_px),
                round((0.5 - 0.5 * seen[1]) * viewport.height_px))  # fmt: skip
        self._desk.move(x, y)
        self._frames += 1
        if self._clicks and self._frames % 20 == 19:
            self._desk.button(LEFT, down=True)
        elif self._clicks and self._frames % 20 == 0:
            self._desk.button(LEFT, down=False)
        self._read(frame)

    def _read(self, frame: InputFrame) -> None:
        self._desk.events.pump()
        self._mouse.read(frame)


class Patient:
    """Lives through a phase and answers it in one way."""

    def __init__(self, phase: Phase, context: Context, way: Way) -> None:
        self.phase = phase
        self.scene = context.scene
        self.frame = InputFrame()
        self.way = way
        self._time_ns = 5_000_000_000
        for pose in ("head", "left_hand", "right_hand", "left_aim", "right_aim"):
            getattr(self.frame, pose).set((0.0, 0.0, 0.0), flags=NO_POSE)
        self._tick(lambda: way.rest(self.frame), enter=True)

    def rest(self, seconds: float) -> Patient:
        for _ in self._frames(seconds):
            self._tick(lambda: self.way.rest(self.frame))
        return self

    def choose(self, wanted: Tile) -> Patient:
        """Answer with a tile; the phase shows something else then, or is done."""
        self.rest(1.5)
        before = tiles(self.scene)
        meant = tile(self.scene, wanted)
        for _ in self._frames(PATIENCE_S):
            self._tick(lambda: self.way.go(self.frame, self.scene, meant))
            if self.phase.done or tiles(self.scene) != before:
                return self
        raise AssertionError(f"{wanted} was not chosen")

    def leave(self) -> None:
        self.phase.leave(self.frame)

    def _frames(self, seconds: float) -> Iterator[int]:
        return iter(range(round(seconds * RATE_HZ)))

    def _tick(self, fill: Callable[[], None], *, enter: bool = False) -> None:
        self._time_ns += round(1e9 / RATE_HZ)
        self.frame.set_times(0, self._time_ns, self._time_ns)
        fill()
        if enter:
            self.phase.enter(self.frame)
        elif not self.phase.done:
            self.phase.step(self.frame)


def from_eyes(place_m: Vec3) -> Vec3:
    x, y, z = (there - eye for there, eye in zip(place_m, EYES_M, strict=True))
    return (x, y, z)


def facing(place_m: Vec3) -> tuple[float, float, float, float]:
    return looking_along(unit(from_eyes(place_m)))


def angles(panel: Panel) -> tuple[float, float]:
    return BodyFrame(EYES_M, 0.0).direction_deg(panel.position_m)
