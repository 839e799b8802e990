"""The patient's menu: pages, pointing, keys, and nothing left behind."""

from __future__ import annotations

import math
from collections.abc import Callable

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.desk import Desk
from support.virtual_gamepad import VirtualGamepad

from controllers.controller import Controller
from controllers.frame import Button, InputFrame, Vec3
from controllers.gamepad import GamepadController
from controllers.gaze import RESTING, orientation
from controllers.keyboard import KeyboardController
from controllers.mouse import LEFT, MouseController
from controllers.rotation import looking_along
from game.choosing import Choice, neighbour
from game.phases.menu import BACK, NEXT, Menu, paged
from game.view.camera import Camera
from game.view.text import PX_PER_M
from game.view.text import tile as drawn_tile
from game.words import Words
from tasks.body import BodyFrame
from tasks.scene import Panel, Role, Scene
from tasks.trial import EndReason

BODY = BodyFrame((0.0, 1.2, 0.0), 0.0)


def choices(count: int) -> list[Choice]:
    return [
        Choice(f"level-{number}", "menu.level", "ladder", {"title": f"Level {number}"})
        for number in range(count)
    ]


class Wearer:
    """Frames of a headset whose wearer looks here and there."""

    def __init__(self, menu: Menu, scene: Scene) -> None:
        self.menu = menu
        self.scene = scene
        self.frame = InputFrame()
        self.time_ns = 1_000_000_000
        self.sounds: list[str] = []
        self.frame.head.set(BODY.eyes_m, looking_along((0.0, 0.0, -1.0)))
        menu.enter(self.frame)
        self.stay(0.05)

    def look(self, place_m: Vec3) -> Wearer:
        eyes_m = self.frame.head.position_m
        way = [there - here for there, here in zip(place_m, eyes_m, strict=True)]
        length = math.hypot(*way)
        self.frame.head.set(
            eyes_m, looking_along((way[0] / length, way[1] / length, way[2] / length))
        )
        return self

    def press(self, buttons: int) -> Wearer:
        """Push and let go."""
        self.frame.buttons = buttons
        self.stay(0.05)
        self.frame.buttons = 0
        return self.stay(0.05)

    def stay(self, seconds: float) -> Wearer:
        for _ in range(round(seconds * 90)):
            self.time_ns += 11_111_111
            self.frame.set_times(0, self.time_ns, self.time_ns)
            self.scene.sounds.clear()
            assert self.menu.step(self.frame) is self.scene
            self.sounds += [cue.name for cue in self.scene.sounds]
            if self.menu.done:
                break
        return self


def wearer_of(count: int) -> Wearer:
    scene = Scene("orchard")
    return Wearer(Menu(scene, BODY, choices(count)), scene)


def titles(scene: Scene) -> list[object]:
    return [panel.values.get("title", panel.key) for panel in scene.panels]


def tile(scene: Scene, title: str) -> Panel:
    return next(panel for panel in scene.panels if panel.values.get("title") == title)


@given(st.integers(1, 60))
def test_pages_show_every_choice_once_and_few_tiles_each(count: int) -> None:
    every = choices(count)
    pages = paged(every)
    shown = [choice for page in pages for choice in page.choices]
    assert [choice for choice in shown if choice not in (NEXT, BACK)] == every
    for number, page in enumerate(pages):
        assert 1 <= len(page.choices) <= 5
        assert len(set(page.cells)) == len(page.cells) == len(page.choices)
        assert (NEXT in page.choices) == (number < len(pages) - 1)
        assert (BACK in page.choices) == (number > 0)
        if NEXT in page.choices and BACK in page.choices:
            on, back = (page.cells[page.choices.index(way)] for way in (NEXT, BACK))
            assert on[0] > back[0]


@given(st.integers(1, 30), st.integers(0, 9))
def test_every_tile_is_reached_by_arrows(count: int, page_number: int) -> None:
    pages = paged(choices(count))
    cells = pages[page_number % len(pages)].cells
    reached = {0}
    waiting = [0]
    while waiting:
        here = waiting.pop()
        for right, up in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            there = neighbour(cells, here, right, up)
            if there not in reached:
                reached.add(there)
                waiting.append(there)
    assert reached == set(range(len(cells)))


def test_tiles_stand_in_an_arc_in_front_and_face_the_patient() -> None:
    wearer = wearer_of(6)
    panels = wearer.scene.panels
    for panel in panels:
        assert panel.role is Role.CHOICE
        x, _, z = panel.position_m
        assert 1.2 < math.hypot(x, z) < 1.7
        # The face looks along +Z turned by yaw: back to where the patient sits.
        facing = (math.sin(panel.yaw_rad) * -x + math.cos(panel.yaw_rad) * -z) / math.hypot(x, z)
        assert facing > math.cos(math.radians(15.0))
    places = [panel.position_m for panel in panels]
    assert places[0][0] < places[1][0]
    assert places[2][1] < places[0][1]


@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_every_tile_is_in_the_window_above_the_ground_and_clear_of_the_others(count: int) -> None:
    """With the sizes that tiles of two lines really get, in a window of 4 to 3."""
    words = Words.load("en")
    wearer = wearer_of(count)
    camera = Camera()
    camera.perspective(60.0, 4 / 3)
    camera.place(BODY.eyes_m, orientation(RESTING))
    sizes = []
    for panel in wearer.scene.panels:
        values = {"title": "First session,\nright arm"} if panel.values else {}
        surface = drawn_tile(words.text(panel.key, values), panel.icon, panel.width_m)
        sizes.append((surface.get_width() / PX_PER_M, surface.get_height() / PX_PER_M))
    for panel, (width_m, height_m) in zip(wearer.scene.panels, sizes, strict=True):
        x, y, z = panel.position_m
        assert y - height_m / 2 > 0.1
        for across in (-0.5, 0.5):
            for up in (-0.5, 0.5):
                along_m = across * width_m
                corner: Vec3 = (
                    x + math.cos(panel.yaw_rad) * along_m,
                    y + up * height_m,
                    z - math.sin(panel.yaw_rad) * along_m,
                )
                seen = camera.project(corner)
                assert seen is not None
                assert max(abs(seen[0]), abs(seen[1])) < 1.0
    for one, (width_m, height_m) in zip(wearer.scene.panels, sizes, strict=True):
        for other, (other_width_m, other_height_m) in zip(wearer.scene.panels, sizes, strict=True):
            if other is not one:
                x, y, z = (a - b for a, b in zip(one.position_m, other.position_m, strict=True))
                aside = math.hypot(x, z) > (width_m + other_width_m) / 2
                assert aside or abs(y) > (height_m + other_height_m) / 2


def test_it_stands_where_the_head_faces_and_comes_along_at_recentre() -> None:
    wearer = wearer_of(1)
    x, _, z = wearer.scene.panels[0].position_m
    assert x == pytest.approx(0.0)
    assert z < -1.0
    wearer.look((-5.0, 1.2, 0.0)).stay(0.1)
    assert wearer.scene.panels[0].position_m[2] == z
    wearer.press(Button.RECENTRE)
    x, _, z = wearer.scene.panels[0].position_m
    assert x < -1.0
    assert z == pytest.approx(0.0, abs=1e-6)
    assert len(wearer.scene.panels) == 1


def test_a_gaze_that_stays_chooses_with_progress_and_sounds() -> None:
    wearer = wearer_of(2)
    wearer.look((0.0, 5.0, -1.0)).stay(1.2)
    panel = tile(wearer.scene, "Level 1")
    before = panel.position_m
    wearer.look(before).stay(0.75)
    assert panel.progress == pytest.approx(0.5, abs=0.03)
    assert math.dist(panel.position_m, BODY.eyes_m) < math.dist(before, BODY.eyes_m) - 0.1
    others = [other.progress for other in wearer.scene.panels if other is not panel]
    assert others == [0.0]
    assert wearer.menu.chosen is None
    wearer.stay(0.8)
    assert wearer.menu.chosen == "level-1"
    assert wearer.sounds == ["near", "hit"]


def test_nothing_is_chosen_by_sitting_there() -> None:
    wearer = wearer_of(3)
    wearer.stay(20.0)
    assert wearer.menu.chosen is None
    assert all(panel.progress == 0.0 for panel in wearer.scene.panels)
    assert wearer.sounds == []


def test_the_gaze_turns_pages_one_at_a_time() -> None:
    wearer = wearer_of(12)
    wearer.look((0.0, 5.0, -1.0)).stay(1.2)
    more = next(panel for panel in wearer.scene.panels if panel.key == "menu.next")
    wearer.look(more.position_m).stay(1.7)
    second = titles(wearer.scene)
    assert second[0] == "Level 2"
    wearer.stay(10.0)
    assert titles(wearer.scene) == second, "a gaze that stays does not leaf through"


def test_keys_walk_choose_and_turn_pages() -> None:
    wearer = wearer_of(6)
    wearer.press(Button.DOWN)
    wearer.press(Button.RIGHT)
    wearer.press(Button.DOWN)
    assert [panel.key for panel in wearer.scene.panels if panel.progress > 0.0] == ["menu.next"]
    wearer.press(Button.SELECT)
    wearer.press(Button.DOWN).press(Button.DOWN).press(Button.RIGHT).press(Button.SELECT)
    assert titles(wearer.scene) == ["Level 4", "Level 5", "menu.back"]
    wearer.press(Button.BACK)
    assert titles(wearer.scene) == ["Level 2", "Level 3", "menu.back", "menu.next"]
    wearer.press(Button.BACK)
    wearer.press(Button.BACK)
    assert titles(wearer.scene)[0] == "Level 0"
    wearer.press(Button.RIGHT).press(Button.RIGHT).press(Button.SELECT)
    assert wearer.menu.chosen == "level-1"


def test_an_interruption_forgets_what_was_pointed_at() -> None:
    wearer = wearer_of(3)
    wearer.press(Button.RIGHT)
    wearer.menu.interrupt(EndReason.PAUSED, wearer.frame)
    wearer.stay(0.1)
    assert all(panel.progress == 0.0 for panel in wearer.scene.panels)


def test_leaving_takes_every_tile_away() -> None:
    scene = Scene("orchard")
    board = Panel("rest", (0.0, 1.0, -1.0))
    scene.panels.append(board)
    wearer = Wearer(Menu(scene, BODY, choices(9)), scene)
    wearer.press(Button.RIGHT).press(Button.SELECT)
    wearer.menu.leave(wearer.frame)
    assert scene.panels == [board]
    assert list(scene.rows()) == []


def test_every_word_of_the_menu_is_in_the_catalogue() -> None:
    words = Words.load("en")
    assert words.text("menu.level", {"title": "A walk"}) == "A walk"
    assert words.text(NEXT.key)
    assert words.text(BACK.key)


# Through real devices


def play(desk: Desk, controller: Controller, *moves: Callable[[], None]) -> str | None:
    """Show six choices, make one move every 0.2 s, and stop at the first choice."""
    menu = Menu(Scene("orchard"), BODY, choices(6))
    menu.enter(desk.tick(controller))
    for move in (lambda: None, *moves):
        move()
        for _ in range(18):
            menu.step(desk.tick(controller))
            if menu.done:
                return menu.chosen
    return menu.chosen


def test_with_the_mouse(desk: Desk) -> None:
    mouse = MouseController(desk.events, desk.viewport, desk.wanted_side)
    chosen = play(
        desk,
        mouse,
        lambda: desk.move(820, 250),
        lambda: desk.button(LEFT, down=True),
    )
    assert chosen == "level-1"


def test_with_a_mouse_that_only_rests_on_a_tile(desk: Desk) -> None:
    mouse = MouseController(desk.events, desk.viewport, desk.wanted_side)
    moves = [lambda: desk.move(10, 10), lambda: desk.move(820, 250)]
    assert play(desk, mouse, *moves, *[lambda: None] * 15) == "level-1"


def test_with_the_keyboard(desk: Desk) -> None:
    keyboard = KeyboardController(desk.events, desk.wanted_side)

    def tap(key: int) -> Callable[[], None]:
        def both() -> None:
            desk.press(key)
            desk.release(key)

        return both

    chosen = play(
        desk,
        keyboard,
        tap(pygame.K_RIGHT),
        tap(pygame.K_RIGHT),
        tap(pygame.K_RETURN),
    )
    assert chosen == "level-1"


def test_with_a_gamepad(desk: Desk) -> None:
    pad = VirtualGamepad()
    gamepad = GamepadController(desk.events, desk.wanted_side)

    def tap(button: int) -> tuple[Callable[[], None], Callable[[], None]]:
        return (lambda: pad.button(button, down=True), lambda: pad.button(button, down=False))

    try:
        chosen = play(
            desk,
            gamepad,
            *tap(pygame.CONTROLLER_BUTTON_DPAD_RIGHT),
            *tap(pygame.CONTROLLER_BUTTON_DPAD_RIGHT),
            *tap(pygame.CONTROLLER_BUTTON_A),
        )
    finally:
        gamepad.close()
        pad.unplug()
    assert chosen == "level-1"


@pytest.mark.parametrize("device", ["keyboard", "mouse"])
def test_a_device_that_nobody_touches_chooses_nothing(desk: Desk, device: str) -> None:
    controller: Controller = (
        KeyboardController(desk.events, desk.wanted_side)
        if device == "keyboard"
        else MouseController(desk.events, desk.viewport, desk.wanted_side)
    )
    assert play(desk, controller, *[lambda: None] * 100) is None
