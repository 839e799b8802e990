"""A person before the window grasps, carries, turns and puts down with each device."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pygame
import pytest
from scipy.spatial.transform import Rotation
from support.desk import SIZE_PX, Desk
from support.virtual_gamepad import VirtualGamepad

from controllers.controller import Controller, Side
from controllers.frame import InputFrame, Vec3
from controllers.gamepad import GamepadController
from controllers.keyboard import KeyboardController
from controllers.mouse import LEFT, MouseController
from game.avatar import Avatar
from game.view.camera import Camera
from game.wanted import asked_for, depth_along
from tasks.body import BodyFrame, ReachEnvelope
from tasks.grasping import Grasping, GraspingParameters
from tasks.scene import Instance, Role, Scene
from tasks.task import Body

Px = tuple[float, float]
BODY = Body(BodyFrame((0.0, 1.2, 0.0), 0.0), ReachEnvelope(), "right")
DEVICES = ("mouse", "keyboard", "gamepad")
NEAR_PX, NEAR_M = 14.0, 0.035


class Device:
    """What a person does to move the drawn hand, to grip, and to turn the wrist."""

    def guide(self, hand: Px, goal: Px) -> None:
        raise NotImplementedError

    def grip(self, *, closed: bool) -> None:
        raise NotImplementedError

    def turn(self, way: int) -> None:
        """Clockwise (1), back (-1) or not (0), for a frame."""
        raise NotImplementedError


class OnMouse(Device):
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._px: Px = (640.0, 360.0)

    def guide(self, hand: Px, goal: Px) -> None:
        way = math.dist(hand, goal)
        share = min(0.2, 5.0 / way) if way > 0.0 else 0.0
        x, y = (p + (g - h) * share for p, h, g in zip(self._px, hand, goal, strict=True))
        self._px = (max(0.0, min(SIZE_PX[0] - 1.0, x)), max(0.0, min(SIZE_PX[1] - 1.0, y)))
        self._desk.move(round(self._px[0]), round(self._px[1]))

    def grip(self, *, closed: bool) -> None:
        if closed != (LEFT in self._desk.events.mouse_buttons):
            self._desk.button(LEFT, down=closed)

    def turn(self, way: int) -> None:
        if way:
            self._desk.wheel(0.15 * way)


class OnKeys(Device):
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def guide(self, hand: Px, goal: Px) -> None:
        right, down = goal[0] - hand[0], goal[1] - hand[1]
        self._hold(pygame.K_RIGHT, down=right > 8)
        self._hold(pygame.K_LEFT, down=right < -8)
        self._hold(pygame.K_DOWN, down=down > 8)
        self._hold(pygame.K_UP, down=down < -8)

    def grip(self, *, closed: bool) -> None:
        self._hold(pygame.K_LCTRL, down=closed)

    def turn(self, way: int) -> None:
        self._hold(pygame.K_PAGEUP, down=way > 0)
        self._hold(pygame.K_PAGEDOWN, down=way < 0)

    def _hold(self, key: int, *, down: bool) -> None:
        if down != (key in self._desk.events.keys_down):
            (self._desk.press if down else self._desk.release)(key)


class OnPad(Device):
    def __init__(self, pad: VirtualGamepad) -> None:
        self._pad = pad

    def guide(self, hand: Px, goal: Px) -> None:
        for axis, way in enumerate(g - h for h, g in zip(hand, goal, strict=True)):
            push = math.copysign(min(1.0, 0.25 + abs(way) / 250.0), way)
            self._pad.axis(axis, push if abs(way) > 6 else 0.0)

    def grip(self, *, closed: bool) -> None:
        self._pad.axis(pygame.CONTROLLER_AXIS_TRIGGERRIGHT, 1.0 if closed else -1.0)

    def turn(self, way: int) -> None:
        self._pad.button(pygame.CONTROLLER_BUTTON_RIGHTSHOULDER, down=way > 0)
        self._pad.button(pygame.CONTROLLER_BUTTON_LEFTSHOULDER, down=way < 0)


class Person:
    """Knows what the window shows: hand, thing, ghost; and how long something has been so."""

    def __init__(self, scene: Scene, device: Device) -> None:
        self._scene = scene
        self._device = device
        self._camera = Camera()
        self._camera.perspective(60.0, SIZE_PX[0] / SIZE_PX[1])
        self._gripping = False
        self._since = 0

    def act(self, frame: InputFrame) -> None:
        """One look, one thing done."""
        self._since += 1
        side = self._scene.wanted_side
        starts = [thing for thing in self._scene.of(Role.START) if thing.glow > 0.0]
        things = [thing for thing in self._scene.of(Role.OBJECT) if thing.glow > 0.0]
        if side is None:
            return
        hand_m = frame.hand(side).position_m
        if not things:
            self._close(closed=False)
            if starts:
                self._go(frame, hand_m, starts[0].position_m)
            return
        thing, goal = things[0], self._scene.of(Role.TARGET)[0]
        holds = math.dist(hand_m, thing.position_m) < 0.16 and self._gripping
        if holds and self._since > 40:
            self._carry(frame, thing, goal)
        elif not holds:
            self._take(frame, hand_m, thing)

    def _take(self, frame: InputFrame, hand_m: Vec3, thing: Instance) -> None:
        there = self._go(frame, hand_m, thing.position_m)
        if self._gripping:
            self._close(closed=False)
        elif there and math.dist(hand_m, thing.position_m) < NEAR_M and self._since > 40:
            self._close(closed=True)

    def _carry(self, frame: InputFrame, thing: Instance, goal: Instance) -> None:
        up = Rotation.from_quat(thing.orientation).apply((0, 1, 0))
        want = Rotation.from_quat(goal.orientation).apply((0, 1, 0))
        off_deg = math.degrees(
            math.atan2(float(np.cross(up, want)[2]), float(up[0] * want[0] + up[1] * want[1]))
        )
        self._device.turn(0 if abs(off_deg) < 6 else -int(math.copysign(1, off_deg)))
        x, y, z = goal.position_m
        aside_m = math.hypot(thing.position_m[0] - x, thing.position_m[2] - z)
        above_m = 0.1 if aside_m > 0.08 or abs(off_deg) > 10 else 0.0
        there = self._go(frame, thing.position_m, (x, y + above_m, z))
        settled = there and above_m == 0.0 and math.dist(thing.position_m, (x, y, z)) < 0.05
        if not settled:
            self._since = min(self._since, 41)
        elif self._since > 100:
            self._close(closed=False)

    def _go(self, frame: InputFrame, from_m: Vec3, to_m: Vec3) -> bool:
        """Bring what is at one place over another, as the window shows them."""
        here, there = self._see(frame, from_m), self._see(frame, to_m)
        self._device.guide(here, there)
        return math.dist(here, there) < NEAR_PX

    def _see(self, frame: InputFrame, place_m: Vec3) -> Px:
        self._camera.place(frame.head.position_m, frame.head.orientation)
        x, y, _ = self._camera.project(place_m) or (0.0, -9.0, 0.0)
        return ((x + 1.0) / 2.0 * SIZE_PX[0], (1.0 - y) / 2.0 * SIZE_PX[1])

    def _close(self, *, closed: bool) -> None:
        if closed != self._gripping:
            self._gripping, self._since = closed, 0
            self._device.grip(closed=closed)
            self._device.turn(0)


def play(desk: Desk, pad: VirtualGamepad, device: str, parameters: GraspingParameters) -> str:
    """Play a repetition; returns how it ended."""
    scene = Scene("kitchen")
    avatar = Avatar(scene, (0.8, 0.6, 0.5, 1.0))

    def side() -> Side:
        return scene.wanted_side or "right"

    asked: dict[str, Any] = {
        "limb": lambda: scene.wanted_limb,
        "depth_hint": lambda origin, ray: depth_along(scene, origin, ray),
        "look_at": lambda: asked_for(scene),
    }
    controller: Controller
    if device == "mouse":
        controller = MouseController(desk.events, desk.viewport, side, **asked)
        person = Person(scene, OnMouse(desk))
    elif device == "keyboard":
        controller = KeyboardController(desk.events, side, **asked)
        person = Person(scene, OnKeys(desk))
    else:
        controller = GamepadController(desk.events, side, **asked)
        person = Person(scene, OnPad(pad))
    task = Grasping(parameters, scene)
    rng = np.random.default_rng(4)
    task.enter(BODY)
    spec = task.plan(task.draw(rng, "right"), 0.2)
    task.begin(spec, BODY, rng, desk.frame.display_time_ns)
    for _ in range(90 * 70):
        frame = desk.tick(controller)
        avatar.step(frame)
        outcome = task.step(frame)
        if outcome is not None:
            controller.close()
            return outcome.end_reason.name
        person.act(frame)
    controller.close()
    return "never"


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("activity", ["place", "upright", "pour", "lift", "stack", "hand_to_hand"])
def test_every_activity_is_won(desk: Desk, pad: VirtualGamepad, device: str, activity: str) -> None:
    parameters = GraspingParameters.model_validate(
        {
            "activity": activity,
            "objects": ["can"],
            "time_limit_s": {"easy": 60, "hard": 60},
        }
    )
    assert play(desk, pad, device, parameters) == "SUCCESS"
