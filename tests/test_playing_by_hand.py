"""A person before the window, who knows only what it shows, plays a session with each device."""

from __future__ import annotations

import math
from typing import Protocol

import pygame
import pytest
from support.desk import SIZE_PX, Desk
from support.player import Player
from support.virtual_gamepad import VirtualGamepad

from controllers.controller import Controller, Side
from controllers.frame import InputFrame, Vec3
from controllers.gamepad import GamepadController
from controllers.keyboard import KeyboardController
from controllers.mouse import MouseController
from game.view.camera import Camera
from game.wanted import asked_for, depth_along
from tasks.scene import Role

Px = tuple[float, float]


class Eyes:
    """What the window shows, and where."""

    def __init__(self) -> None:
        self._camera = Camera()
        self._camera.perspective(60.0, SIZE_PX[0] / SIZE_PX[1])

    def see(self, frame: InputFrame, place_m: Vec3) -> Px:
        """Pixel of a place, also beyond the edges."""
        self._camera.place(frame.head.position_m, frame.head.orientation)
        x, y, _ = self._camera.project(place_m) or (0.0, -9.0, 0.0)
        return ((x + 1.0) / 2.0 * SIZE_PX[0], (1.0 - y) / 2.0 * SIZE_PX[1])


class Hand(Protocol):
    """What a person does with a device to get the drawn hand to a place on the screen."""

    def guide(self, desk: Desk, hand: Px, goal: Px) -> None: ...


class OnMouse:
    def guide(self, desk: Desk, hand: Px, goal: Px) -> None:
        here = desk.events.mouse_px
        way = math.dist(here, goal)
        share = min(1.0, 1200.0 / 90.0 / way) if way else 1.0
        x, y = (h + (g - h) * share for h, g in zip(here, goal, strict=True))
        desk.move(
            max(0, min(SIZE_PX[0] - 1, round(x))),
            max(0, min(SIZE_PX[1] - 1, round(y))),
        )


class OnKeys:
    def guide(self, desk: Desk, hand: Px, goal: Px) -> None:
        right, down = goal[0] - hand[0], goal[1] - hand[1]
        for key, wanted in (
            (pygame.K_RIGHT, right > 12),
            (pygame.K_LEFT, right < -12),
            (pygame.K_DOWN, down > 12),
            (pygame.K_UP, down < -12),
        ):
            if wanted != desk.events.key(key):
                (desk.press if wanted else desk.release)(key)


class OnSticks:
    def __init__(self, pad: VirtualGamepad) -> None:
        self._pad = pad

    def guide(self, desk: Desk, hand: Px, goal: Px) -> None:
        for axis, way in enumerate(g - h for h, g in zip(hand, goal, strict=True)):
            push = math.copysign(min(1.0, 0.2 + abs(way) / 150.0), way)
            self._pad.axis(axis, push if abs(way) > 8 else 0.0)


def play(desk: Desk, player: Player, controller: Controller, person: Hand) -> float:
    """Play to the end; returns the longest time in seconds that the goal was out of the window."""
    eyes = Eyes()
    unseen = longest = 0

    def live(frame: InputFrame) -> None:
        nonlocal unseen, longest
        desk.events.pump()
        controller.read(frame)
        scene = player.scene
        goals = scene.of(Role.TARGET) or scene.of(Role.START)
        if goals and scene.wanted_side:
            hand = frame.hand(scene.wanted_side).position_m
            goal = eyes.see(frame, goals[-1].position_m)
            person.guide(desk, eyes.see(frame, hand), goal)
            shown = all(0.0 < here < size for here, size in zip(goal, SIZE_PX, strict=True))
            unseen = 0 if shown else unseen + 1
            longest = max(longest, unseen)

    player.until(lambda: player.session.done, live, within_s=400.0)
    return longest / 90.0


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("device", ["mouse", "keyboard", "gamepad"])
def test_a_session_is_won(desk: Desk, pad: VirtualGamepad, device: str, seed: int) -> None:
    player = Player(seed=seed, affected="left" if seed == 2 else "right")
    scene = player.scene

    def side() -> Side:
        return scene.wanted_side or "right"

    def depth(origin_m: Vec3, ray: Vec3) -> float | None:
        return depth_along(scene, origin_m, ray)

    def look_at() -> Vec3 | None:
        return asked_for(scene)

    controller: Controller
    person: Hand
    if device == "mouse":
        controller = MouseController(
            desk.events, desk.viewport, side, depth_hint=depth, look_at=look_at
        )
        person = OnMouse()
    elif device == "keyboard":
        controller = KeyboardController(desk.events, side, depth_hint=depth, look_at=look_at)
        person = OnKeys()
    else:
        controller = GamepadController(desk.events, side, depth_hint=depth, look_at=look_at)
        person = OnSticks(pad)
    unseen_s = play(desk, player, controller, person)
    controller.close()
    reasons = [trial["end_reason"] for trial in player.notes.trials]
    assert len(reasons) >= 7
    assert set(reasons) == {"SUCCESS"}
    assert player.notes.of("pause") == []
    assert unseen_s < (1.7 if device == "mouse" else 0.5)
