"""A person before the window steps over obstacles and onto footprints with each device."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pygame
import pytest
from support.desk import Desk
from support.virtual_gamepad import VirtualGamepad

from controllers.controller import Controller, Limb, Side
from controllers.frame import InputFrame, Vec3
from controllers.gamepad import GamepadController
from controllers.keyboard import KeyboardController
from controllers.mouse import LEFT, RIGHT, MouseController
from game.wanted import heading_asked
from tasks.body import BodyFrame, ReachEnvelope, yaw_of
from tasks.scene import Instance, Role, Scene
from tasks.stepping import Stepping
from tasks.stepping.parameters import SteppingParameters
from tasks.task import Body

SIDES: tuple[Side, Side] = ("left", "right")
FASTEST_M_S = 4.0
STEP_M = 0.5
TOE_M, HEEL_M, MIDDLE_M = 0.19, 0.06, 0.065
DEVICES = ("mouse", "keyboard", "gamepad")


class Legs:
    """What a person does with a device to lift a foot and to lead it over the floor."""

    def lift(self, side: Side, *, up: bool) -> None:
        raise NotImplementedError

    def lead(self, right_m: float, ahead_m: float) -> None:
        """Lead the lifted foot towards a place so far to the right and ahead."""
        raise NotImplementedError


class WithMouse(Legs):
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._px = (640.0, 360.0)

    def lift(self, side: Side, *, up: bool) -> None:
        button = LEFT if side == "left" else RIGHT
        if up != (button in self._desk.events.mouse_buttons):
            self._desk.button(button, down=up)

    def lead(self, right_m: float, ahead_m: float) -> None:
        way_m = math.hypot(right_m, ahead_m)
        px = min(40.0 * way_m, 6.0) / way_m if way_m > 0.0 else 0.0
        x, y = self._px
        self._px = (x + right_m * px, y - ahead_m * px)
        self._desk.move(round(self._px[0]), round(self._px[1]))


class WithKeys(Legs):
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def lift(self, side: Side, *, up: bool) -> None:
        self._hold(pygame.K_COMMA if side == "left" else pygame.K_PERIOD, down=up)

    def lead(self, right_m: float, ahead_m: float) -> None:
        self._hold(pygame.K_RIGHT, down=right_m > 0.01)
        self._hold(pygame.K_LEFT, down=right_m < -0.01)
        self._hold(pygame.K_UP, down=ahead_m > 0.01)
        self._hold(pygame.K_DOWN, down=ahead_m < -0.01)

    def _hold(self, key: int, *, down: bool) -> None:
        if down != (key in self._desk.events.keys_down):
            (self._desk.press if down else self._desk.release)(key)


class WithPad(Legs):
    def __init__(self, pad: VirtualGamepad) -> None:
        self._pad = pad

    def lift(self, side: Side, *, up: bool) -> None:
        left = pygame.CONTROLLER_AXIS_TRIGGERLEFT
        axis = left if side == "left" else pygame.CONTROLLER_AXIS_TRIGGERRIGHT
        self._pad.axis(axis, 1.0 if up else -1.0)

    def lead(self, right_m: float, ahead_m: float) -> None:
        for axis, way_m in enumerate((right_m, -ahead_m)):
            push = math.copysign(min(1.0, 0.25 + 2.0 * abs(way_m)), way_m)
            self._pad.axis(axis, push if abs(way_m) > 0.008 else 0.0)


class Person:
    """Looks at the scene and at the own feet, and decides for a foot at a time."""

    def __init__(self, scene: Scene, legs: Legs) -> None:
        self._scene = scene
        self._legs = legs
        self._step: tuple[Side, float, float] | None = None
        self._down_s = 0.0

    def rest(self) -> None:
        """Let go of everything."""
        self._step, self._down_s = None, 0.0
        self._legs.lead(0.0, 0.0)
        for side in SIDES:
            self._legs.lift(side, up=False)

    def act(self, frame: InputFrame) -> None:
        """One look, one thing done."""
        coming = [thing for thing in self._scene.of(Role.OBSTACLE) if thing.glow > 0.0]
        prints = [thing for thing in self._scene.of(Role.FOOTPRINT) if thing.glow > 0.0]
        starts = [thing for thing in self._scene.of(Role.START) if thing.glow > 0.0]
        if self._step is not None:
            self._go_on(frame)
        elif prints:
            self._onto(frame, prints[0])
        elif coming and coming[0].scale[0] > 0.8:
            self._over(frame, coming[0])
        elif coming:
            self._let_pass(frame, coming[0])
        else:
            for start in starts:
                if self._onto(frame, start):
                    return

    def _away(self, frame: InputFrame, side: Side, place_m: Vec3) -> tuple[float, float]:
        """How far to the right and ahead of a foot a place is, as the foot points."""
        foot = frame.foot(side)
        yaw = yaw_of(foot.orientation)
        dx, dz = place_m[0] - foot.position_m[0], place_m[2] - foot.position_m[2]
        return (
            math.cos(yaw) * dx - math.sin(yaw) * dz,
            -math.sin(yaw) * dx - math.cos(yaw) * dz,
        )

    def _onto(self, frame: InputFrame, thing: Instance) -> bool:
        side: Side = "left" if thing.mesh.endswith("left") else "right"
        right_m, ahead_m = self._away(frame, side, thing.position_m)
        if thing.role is Role.START and math.hypot(right_m, ahead_m - MIDDLE_M) < 0.06:
            return False
        facing = math.remainder(
            yaw_of(thing.orientation) - yaw_of(frame.foot(side).orientation), math.tau
        )
        if abs(facing) > 0.05:
            return True  # on the way round
        self._begin(frame, side, right_m, ahead_m - MIDDLE_M)
        return True

    def _over(self, frame: InputFrame, thing: Instance) -> None:
        depth_m = thing.scale[2]
        behind = {}
        for side in SIDES:
            _, ahead_m = self._away(frame, side, thing.position_m)
            behind[side] = -(ahead_m + depth_m / 2) - HEEL_M  # of the heel past the far edge
        lead = self._scene.wanted_side
        assert lead is not None
        trail: Side = "left" if lead == "right" else "right"
        if behind[lead] > 0.0:
            if behind[trail] <= 0.0:
                self._begin(frame, trail, 0.0, -behind[trail] + 0.06)
            return
        room_m = -behind[lead] - depth_m - HEEL_M - TOE_M  # from the toes to the near edge
        if room_m > 0.12:
            gap_m = behind[lead] - behind[trail]
            side = lead if gap_m <= 0.02 else trail
            self._begin(frame, side, 0.0, min(0.35, room_m - 0.06 + max(0.0, gap_m)))
        elif behind[trail] < behind[lead] - 0.05 and behind[trail] < 0.0:
            self._begin(frame, trail, 0.0, behind[lead] - behind[trail])
        else:
            self._begin(frame, lead, 0.0, -behind[lead] + 0.06)

    def _let_pass(self, frame: InputFrame, thing: Instance) -> None:
        side = self._scene.wanted_side
        assert side is not None
        _, ahead_m = self._away(frame, side, thing.position_m)
        near_m, far_m = ahead_m - thing.scale[2] / 2, ahead_m + thing.scale[2] / 2
        self._legs.lift(side, up=near_m < TOE_M + 0.3 and far_m > -HEEL_M - 0.02)

    def _begin(self, frame: InputFrame, side: Side, right_m: float, ahead_m: float) -> None:
        """Begin a step, no longer than a stride past the other foot; else that one goes first."""
        other = SIDES[side == "left"]
        _, gap_m = self._away(frame, side, frame.foot(other).position_m)
        near_m = max(gap_m - STEP_M, min(gap_m + STEP_M, ahead_m))
        if near_m != ahead_m:
            if abs(near_m) < 0.1:
                side, near_m = other, max(-STEP_M, min(STEP_M, ahead_m)) - gap_m
            right_m, ahead_m = 0.0, near_m
        yaw = yaw_of(frame.foot(side).orientation)
        x, _, z = frame.foot(side).position_m
        self._step = (
            side,
            x + math.cos(yaw) * right_m - math.sin(yaw) * ahead_m,
            z - math.sin(yaw) * right_m - math.cos(yaw) * ahead_m,
        )
        self._legs.lift(side, up=True)

    def _go_on(self, frame: InputFrame) -> None:
        assert self._step is not None
        side, x, z = self._step
        up_m = frame.foot(side).position_m[1]
        right_m, ahead_m = self._away(frame, side, (x, 0.0, z))
        if self._down_s > 0.0:
            self._down_s = self._down_s + 1 / 90 if up_m < 0.005 else 1e-6
            if self._down_s > 0.2:
                self._step, self._down_s = None, 0.0
        elif math.hypot(right_m, ahead_m) < 0.02:
            self._legs.lead(0.0, 0.0)
            self._legs.lift(side, up=False)
            self._down_s = 1e-6
        elif up_m > 0.2:
            self._legs.lead(right_m, ahead_m)


def driven(
    name: str, desk: Desk, pad: VirtualGamepad, scene: Scene, eye_height_m: float
) -> tuple[Controller, Legs]:
    def side() -> Side:
        return scene.wanted_side or "right"

    def limb() -> Limb:
        return scene.wanted_limb

    asked: dict[str, Any] = {
        "limb": limb,
        "facing": lambda: heading_asked(scene),
        "eye_height_m": eye_height_m,
    }
    if name == "mouse":
        return MouseController(desk.events, desk.viewport, side, **asked), WithMouse(desk)
    if name == "keyboard":
        return KeyboardController(desk.events, side, **asked), WithKeys(desk)
    return GamepadController(desk.events, side, **asked), WithPad(pad)


def play(
    desk: Desk, pad: VirtualGamepad, device: str, parameters: SteppingParameters, count: int
) -> list[str]:
    """Play repetitions; returns how they ended. No limb is ever faster than a person's."""
    scene = Scene("forest")
    eyes_m = (0.0, 1.6 if parameters.stands else 1.2, 0.0)
    controller, legs = driven(device, desk, pad, scene, eyes_m[1])
    task = Stepping(parameters, scene)
    person = Person(scene, legs)
    rng = np.random.Generator(np.random.PCG64(5))
    body = Body(BodyFrame(eyes_m, 0.0), ReachEnvelope(), "right")
    task.enter(body)
    before: dict[str, Vec3] = {}
    endings = []
    for number in range(count):
        spec = task.plan(task.draw(rng, SIDES[number % 2]), 0.4)
        task.begin(spec, body, rng, desk.frame.display_time_ns)
        outcome = None
        before.clear()
        for _ in range(90 * 90):
            frame = desk.tick(controller)
            for name in ("head", "left_foot", "right_foot"):
                place_m = getattr(frame, name).position_m
                assert getattr(frame, name).flags & 10 == 10
                assert math.dist(before.get(name, place_m), place_m) * 90.0 < FASTEST_M_S
                before[name] = place_m
            outcome = task.step(frame)
            if outcome is not None:
                break
            person.act(frame)
        assert outcome is not None
        endings.append(outcome.end_reason.name)
        person.rest()
        desk.run(controller, 0.5)
    controller.close()
    return endings


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("mode", ["in_place", "seated", "walking"])
@pytest.mark.parametrize("kinds", ["obstacles", "footprints"])
def test_every_way_of_stepping_is_won(
    desk: Desk, pad: VirtualGamepad, device: str, mode: str, kinds: str
) -> None:
    parameters = SteppingParameters.model_validate(
        {"mode": mode, "kinds": kinds, "time_limit_s": {"easy": 60, "hard": 60}}
    )
    endings = play(desk, pad, device, parameters, 3)
    assert endings == ["SUCCESS"] * 3
