"""Whether weak eyes can read every board: the size of its letters, their contrast, its place."""

from __future__ import annotations

import math
from string import Formatter

import numpy as np
import pygame
import pytest
from support.screens import (
    BODY,
    LEVEL_GAZE,
    QUESTIONS,
    SCREENS,
    WORDS,
    context_of,
    frame_at,
    menu_pages,
)

from controllers.controller import Limb, Side
from controllers.frame import Quat, Vec3
from controllers.gaze import RESTING, Gaze, orientation, turned_to
from controllers.rotation import looking_along, unit
from game.commands import Command, Inbox
from game.exercise import RunningExercise, Tally
from game.phases.instruct import PICTURES, ROUNDS, Instruct
from game.phases.repetitions import board_over
from game.session import Session
from game.stop_sign import StopSign
from game.view.camera import Camera
from game.view.panels import picture
from game.view.text import BOARD_RGB, INK_RGB, PX_PER_M, board
from levels.loader import find_level, load_level, shipped_ids
from tasks.body import BodyFrame
from tasks.scene import Panel, Role

GAZES = {"level": LEVEL_GAZE, "resting": orientation(RESTING)}
SMALLEST_SHARE = 0.04
SMALLEST_DEG = 1.0
LEAST_CONTRAST = 7.0
"""WCAG 2.2, success criterion 1.4.6 (enhanced)."""


def corner(panel: Panel, along_m: float, up_m: float) -> Vec3:
    x, y, z = panel.position_m
    yaw = panel.yaw_rad
    return (x + math.cos(yaw) * along_m, y + up_m, z - math.sin(yaw) * along_m)


def eye(gaze: Quat, aspect: float = 16 / 9) -> Camera:
    camera = Camera()
    camera.perspective(60.0, aspect)
    camera.place(BODY.eyes_m, gaze)
    return camera


def capital_px() -> int:
    """Height of a capital on a board, measured on the picture of one."""
    surface = board("H", "", 0.3)
    ink = np.abs(pygame.surfarray.array3d(surface).astype(int) - BOARD_RGB).max(axis=2) > 60
    rows = np.flatnonzero(ink.any(axis=0))
    return int(rows[-1] - rows[0] + 1)


CAPITAL_M = capital_px() / PX_PER_M


def check_letters(panel: Panel) -> None:
    surface = picture(panel, WORDS)
    half_m = (surface.get_width() / 2 / PX_PER_M, surface.get_height() / 2 / PX_PER_M)
    distance_m = max(
        math.dist(corner(panel, along * half_m[0], up * half_m[1]), BODY.eyes_m)
        for along in (-1, 1)
        for up in (-1, 1)
    )
    assert math.degrees(CAPITAL_M / distance_m) >= SMALLEST_DEG, panel.key
    for gaze in GAZES.values():
        camera = eye(gaze)
        low, high = (camera.project(corner(panel, 0, up)) for up in (-CAPITAL_M / 2, CAPITAL_M / 2))
        assert low is not None
        assert high is not None
        assert (high[1] - low[1]) / 2 >= SMALLEST_SHARE, panel.key


def check_in_view(panel: Panel, gaze: Quat) -> None:
    surface = picture(panel, WORDS)
    camera = eye(gaze)
    for along in (-0.5, 0.5):
        for up in (-0.5, 0.5):
            seen = camera.project(
                corner(
                    panel,
                    along * surface.get_width() / PX_PER_M,
                    up * surface.get_height() / PX_PER_M,
                )
            )
            assert seen is not None
            assert max(abs(seen[0]), abs(seen[1])) <= 1.0, panel.key


def box(panel: Panel) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of a board as seen level, degrees."""
    surface = picture(panel, WORDS)
    half_m = surface.get_width() / 2 / PX_PER_M
    high_m = surface.get_height() / 2 / PX_PER_M
    seen = [
        BODY.direction_deg(corner(panel, along, up))
        for along in (-half_m, half_m)
        for up in (-high_m, 0.0, high_m)
    ]
    across, upward = [place[0] for place in seen], [place[1] for place in seen]
    return min(across), min(upward), max(across), max(upward)


@pytest.mark.parametrize("affected", ["left", "right"])
@pytest.mark.parametrize("screen", SCREENS)
def test_every_board_is_large_enough_and_in_a_windows_view(screen: str, affected: Side) -> None:
    context = context_of(affected)
    SCREENS[screen](context)
    assert context.scene.panels
    for panel in context.scene.panels:
        check_letters(panel)
        for gaze in GAZES.values():
            check_in_view(panel, gaze)


@pytest.mark.parametrize("affected", ["left", "right"])
@pytest.mark.parametrize("screen", SCREENS)
def test_boards_shown_together_do_not_cover_each_other(screen: str, affected: Side) -> None:
    context = context_of(affected)
    SCREENS[screen](context)
    boxes = [box(panel) for panel in context.scene.panels]
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
            assert apart, screen


@pytest.mark.parametrize("affected", ["left", "right"])
def test_the_stop_sign_is_in_view_on_the_better_side_and_clear_of_every_board(
    affected: Side,
) -> None:
    sign = StopSign(context_of(affected)).sign
    azimuth_deg, elevation_deg = BODY.direction_deg(sign.position_m)
    assert (azimuth_deg > 0) == (affected == "left")
    around_deg = math.degrees(sign.radius_m / math.dist(sign.position_m, BODY.eyes_m))
    x, y, z = sign.position_m
    for gaze in GAZES.values():
        camera = eye(gaze)
        yaw = -math.radians(azimuth_deg)
        for along, up in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            along_m, up_m = along * sign.radius_m, up * sign.radius_m
            seen = camera.project(
                (x + math.cos(yaw) * along_m, y + up_m, z - math.sin(yaw) * along_m)
            )
            assert seen is not None
            assert max(abs(seen[0]), abs(seen[1])) <= 1.0
    for name, show in SCREENS.items():
        context = context_of(affected)
        show(context)
        for left, bottom, right, top in (box(panel) for panel in context.scene.panels):
            apart = (
                azimuth_deg + around_deg <= left
                or azimuth_deg - around_deg >= right
                or elevation_deg + around_deg <= bottom
                or elevation_deg - around_deg >= top
            )
            assert apart, name


START_PLACES: dict[str, tuple[Limb, float, Vec3, Gaze | None]] = {
    "hand": ("hand", 1.2, (0.25, 0.75, -0.25), None),
    "hand far aside": ("hand", 1.2, (0.45, 0.8, -0.2), None),
    "feet seated": ("foot", 1.2, (0.1, 0.0, -0.5), (0.0, -50.0)),
    "feet standing": ("foot", 1.62, (0.1, 0.0, -0.1), (0.0, -66.0)),
}
"""Limb, height of the eyes, place for the right one, and the window's gaze at the feet."""


@pytest.mark.parametrize("affected", ["left", "right"])
@pytest.mark.parametrize("name", START_PLACES)
def test_what_a_start_place_is_for_can_be_read_beside_it(name: str, affected: Side) -> None:
    limb, eyes_m, (x, y, z), gaze = START_PLACES[name]
    context = context_of(affected)
    body = context.frame_of_body = BodyFrame((0.0, eyes_m, 0.0), 0.0)
    context.scene.wanted_limb = limb
    pad = context.scene.add(Role.START, "pad", (x if affected == "right" else -x, y, z))
    panel = board_over(pad, context)
    px, py, pz = pad.position_m
    if gaze is None:
        gaze = turned_to(RESTING, (px, py - eyes_m, pz), 18.0, 16.0)
    camera = Camera()
    camera.perspective(60.0, 16 / 9)
    camera.place(body.eyes_m, orientation(gaze))
    surface = picture(panel, WORDS)
    half_m = (surface.get_width() / 2 / PX_PER_M, surface.get_height() / 2 / PX_PER_M)
    places_m = [corner(panel, a * half_m[0], b * half_m[1]) for a in (-1, 1) for b in (-1, 1)]
    for place_m in (pad.position_m, *places_m):
        seen = camera.project(place_m)
        assert seen is not None
        assert max(abs(seen[0]), abs(seen[1])) <= 1.0
    low, high = (camera.project(corner(panel, 0, up)) for up in (-CAPITAL_M / 2, CAPITAL_M / 2))
    assert low is not None
    assert high is not None
    assert (high[1] - low[1]) / 2 >= SMALLEST_SHARE
    far_m = max(math.dist(place_m, body.eyes_m) for place_m in places_m)
    _, down_deg = body.direction_deg(panel.position_m)
    assert math.degrees(CAPITAL_M * math.cos(math.radians(down_deg)) / far_m) >= SMALLEST_DEG
    assert {panel.key} == ({"start.place_feet"} if limb == "foot" else {"start.rest_hand"})


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("affected", ["left", "right"])
def test_an_eye_of_ninety_degrees_sees_it_all(screen: str, affected: Side) -> None:
    """The common extent of headsets; and no answer is farther aside than one glances easily."""
    context = context_of(affected)
    SCREENS[screen](context)
    for panel in context.scene.panels:
        left, bottom, right, top = box(panel)
        assert -45.0 <= left < right <= 45.0
        assert -45.0 <= bottom < top <= 45.0
        if screen in QUESTIONS:
            assert -30.5 <= left < right <= 30.5


def test_the_tiles_of_the_menu_are_as_large() -> None:
    for page in menu_pages():
        for panel in page:
            check_letters(panel)


def test_the_menu_shows_every_level() -> None:
    shown = [panel for page in menu_pages() for panel in page if panel.key == "menu.level"]
    assert len(shown) == len(shipped_ids())


def test_every_message_has_been_measured() -> None:
    """All of the catalogue is on some screen above, or on one of the same size and place."""
    keys = {panel.key for page in menu_pages() for panel in page}
    for show in SCREENS.values():
        for affected in ("left", "right"):
            context = context_of(affected)
            show(context)
            keys |= {panel.key for panel in context.scene.panels}
    elsewhere = {
        "start.place_feet",
        "start.rest_hand",
        *(f"instruct.{task}.{side}" for task in PICTURES for side in ("left", "right")),
    }
    assert keys | elsewhere == WORDS.keys


def luminance(rgb: tuple[int, ...]) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [value / 255 for value in rgb]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("key", sorted(WORDS.keys))
def test_ink_stands_out_from_the_board(key: str) -> None:
    message = WORDS._messages[key]
    values = {name: 12 for _, name, _, _ in Formatter().parse(message) if name}
    pixels = pygame.surfarray.array3d(board(WORDS.text(key, values), "", 0.5))
    darkest = pixels.reshape(-1, 3)[pixels.sum(axis=2).argmin()]
    lightest = pixels[0, 0]
    assert tuple(darkest) == INK_RGB
    light, dark = luminance(tuple(lightest)), luminance(tuple(darkest))
    assert (light + 0.05) / (dark + 0.05) >= LEAST_CONTRAST


# A demonstration that is watched


@pytest.mark.parametrize("affected", ["left", "right"])
@pytest.mark.parametrize("level_id", shipped_ids())
def test_who_watches_the_ghost_skips_nothing(level_id: str, affected: Side) -> None:
    """The head follows the ghost hand, and the demonstration lasts as long as it should."""
    level = load_level(find_level(level_id))
    for exercise in level.exercises:
        context = context_of(affected)
        running = RunningExercise(exercise, 1, context, Tally())
        shown = Instruct(context, running, ROUNDS)
        shown.enter(frame_at())
        seconds = 0.0
        while not shown.done:
            hand = context.scene.of(Role.GHOST)[0]
            away = [there - here for there, here in zip(hand.position_m, BODY.eyes_m, strict=True)]
            frame = frame_at(seconds)
            frame.head.set(BODY.eyes_m, looking_along(unit((away[0], away[1], away[2]))))
            shown.step(frame)
            seconds += 1 / 30
        once = running.task.demonstration(running.plan(), context.body)
        assert seconds >= ROUNDS * once.duration_s > 0.0
        shown.leave(frame_at(seconds))
        assert list(context.scene.rows()) == []
        assert context.scene.panels == []


# The start place that nobody comes to


class Waiting:
    """A session whose patient keeps the hands in the lap."""

    def __init__(self) -> None:
        level = load_level(find_level("taster"))
        self.inbox = Inbox()
        self.session = Session(level, context_of("right"), self.inbox, (1.0, 1.0, 1.0, 1.0))
        self.frame = frame_at()
        self._frames = 0
        self.hand_m: Vec3 = (0.3, 0.3, -0.1)

    def live(self, seconds: float) -> None:
        for _ in range(round(seconds * 60)):
            self._frames += 1
            time_ns = round(self._frames / 60 * 1e9)
            self.frame.set_times(self._frames, time_ns, time_ns)
            self.frame.left_hand.set(self.hand_m)
            self.frame.right_hand.set(self.hand_m)
            self.session.step(self.frame)

    def shown(self) -> list[str]:
        return [panel.key for panel in self.session.scene.panels]

    def until_start(self) -> None:
        for _ in range(60):
            if self.session.scene.of(Role.START):
                return
            self.live(0.25)
        raise AssertionError("no start place came")


def test_a_start_place_left_empty_is_explained_after_some_seconds() -> None:
    game = Waiting()
    game.until_start()
    game.live(3.0)
    assert "start.rest_hand" not in game.shown()
    game.live(1.5)
    assert game.shown() == ["start.rest_hand"]
    check_letters(game.session.scene.panels[0])
    game.hand_m = game.session.scene.of(Role.START)[0].position_m
    game.live(0.5)
    assert game.shown() == []


@pytest.mark.parametrize("command", ["skip", "pause", "end", "recentre"])
def test_the_explanation_goes_when_the_repetition_does(command: str) -> None:
    game = Waiting()
    game.until_start()
    game.live(5.0)
    assert "start.rest_hand" in game.shown()
    game.inbox.put(Command(command))
    game.live(0.05)
    assert "start.rest_hand" not in game.shown()


def test_the_explanation_hangs_where_the_start_place_can_be_seen_too() -> None:
    game = Waiting()
    game.until_start()
    game.live(5.0)
    panel = game.session.scene.panels[0]
    pad_m = game.session.scene.of(Role.START)[0].position_m
    _, high = BODY.direction_deg(panel.position_m)
    _, low = BODY.direction_deg(pad_m)
    assert low < high < low + 45.0
