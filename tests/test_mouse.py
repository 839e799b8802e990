"""The mouse: the hand under the cursor, the wheel, the buttons, and the window's focus."""

from __future__ import annotations

import math
import subprocess
import sys

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from support.desk import MIDDLE_PX, SIZE_PX, Desk, open_desk
from support.display import need_xdotool

from controllers.controller import Limb
from controllers.frame import NO_POSE, TRACKED, Button, InputFrame, PoseFlag, Vec3
from controllers.mouse import LEFT, MIDDLE, RIGHT, MouseController
from controllers.sdl import SdlEvents
from controllers.viewport import Viewport
from game.rays import forward
from game.view.camera import Camera
from game.wanted import depth_along
from tasks.body import yaw_of
from tasks.scene import Role, Scene


@pytest.fixture
def mouse(desk: Desk) -> MouseController:
    desk.move(*MIDDLE_PX)
    desk.events.pump()
    return MouseController(desk.events, desk.viewport, desk.wanted_side, limb=desk.wanted_limb)


def seen_at_px(frame: InputFrame, place_m: Vec3) -> tuple[float, float]:
    """Where the window shows a place, by the renderer's own camera."""
    camera = Camera()
    camera.place(frame.head.position_m, frame.head.orientation)
    camera.perspective(60.0, SIZE_PX[0] / SIZE_PX[1])
    seen = camera.project(place_m)
    assert seen is not None
    return ((seen[0] + 1.0) / 2.0 * SIZE_PX[0], (1.0 - seen[1]) / 2.0 * SIZE_PX[1])


@pytest.mark.parametrize("cursor", [(640, 360), (300, 500), (1000, 200), (700, 715), (5, 5)])
def test_the_hand_is_seen_under_the_cursor(
    desk: Desk, mouse: MouseController, cursor: tuple[int, int]
) -> None:
    desk.move(*cursor)
    frame = desk.run(mouse, 3.0)
    assert seen_at_px(frame, frame.right_hand.position_m) == pytest.approx(cursor, abs=0.5)


def test_the_aim_runs_from_the_eyes_through_the_cursor(desk: Desk, mouse: MouseController) -> None:
    desk.move(900, 300)
    frame = desk.run(mouse, 3.0)
    origin, direction = frame.right_aim.position_m, forward(frame.right_aim)
    assert origin == frame.head.position_m
    ahead: Vec3 = tuple(o + 2.0 * d for o, d in zip(origin, direction, strict=True))  # type: ignore[assignment]
    assert seen_at_px(frame, ahead) == pytest.approx((900, 300), abs=0.5)
    assert frame.left_aim.flags == NO_POSE


def test_the_space_of_both_hands_can_be_reached(desk: Desk, mouse: MouseController) -> None:
    """From a start place near the lap to above the head, whatever the window shows at rest."""
    desk.move(SIZE_PX[0] // 2, SIZE_PX[1] - 1)
    low = forward(desk.run(mouse, 3.0).right_aim)
    desk.move(SIZE_PX[0] // 2, 0)
    high = forward(desk.run(mouse, 3.0).right_aim)
    assert math.degrees(math.asin(low[1])) < -75.0
    assert math.degrees(math.asin(high[1])) > 35.0


def test_the_view_keeps_still_about_the_middle(desk: Desk, mouse: MouseController) -> None:
    at_rest = desk.run(mouse, 0.5).head.orientation
    desk.move(200, SIZE_PX[1] // 2 - SIZE_PX[1] // 6)
    assert desk.run(mouse, 0.5).head.orientation == at_rest


def yaw_deg(frame: InputFrame) -> float:
    return math.degrees(yaw_of(frame.head.orientation))


def test_the_head_turns_aside_only_for_work(desk: Desk) -> None:
    work: list[Vec3] = []
    mouse = MouseController(
        desk.events, desk.viewport, desk.wanted_side, look_at=lambda: work[0] if work else None
    )
    desk.move(SIZE_PX[0] - 1, 360)
    assert yaw_deg(desk.run(mouse, 2.0)) == pytest.approx(0.0, abs=1e-3)
    work.append((0.3, 1.0, -0.4))
    assert yaw_deg(desk.run(mouse, 2.0)) < -25.0
    work.clear()
    assert yaw_deg(desk.run(mouse, 3.0)) == pytest.approx(0.0, abs=0.1)


def test_work_out_of_view_is_found_after_a_second_and_not_at_once(desk: Desk) -> None:
    lap_m: Vec3 = (0.18, 0.73, -0.15)
    work: list[Vec3] = []
    mouse = MouseController(
        desk.events, desk.viewport, desk.wanted_side, look_at=lambda: work[0] if work else None
    )
    desk.move(*MIDDLE_PX)
    before = desk.run(mouse, 1.0).head.orientation
    work.append(lap_m)
    frame = desk.run(mouse, 0.9)
    assert frame.head.orientation == before
    frame = desk.run(mouse, 1.5)
    x, y = seen_at_px(frame, lap_m)
    assert 0 < x < SIZE_PX[0]
    assert 0 < y < SIZE_PX[1]
    found = frame.head.orientation
    assert desk.run(mouse, 3.0).head.orientation == pytest.approx(found, abs=0.01), "and stays"


def test_head_position_is_steady_and_its_turning_is_no_measurement(
    desk: Desk, mouse: MouseController
) -> None:
    desk.move(640, 715)
    frame = desk.run(mouse, 1.0)
    assert frame.head.position_m == pytest.approx((0.0, 1.2, 0.0))
    assert frame.head.position_tracked
    assert frame.head.flags & PoseFlag.ORIENTATION_VALID
    assert not frame.head.flags & PoseFlag.ORIENTATION_TRACKED


def test_display_and_sampled_poses_are_the_same(desk: Desk, mouse: MouseController) -> None:
    frame = desk.run(mouse, 0.1)
    for point in ("head", "left_hand", "right_hand"):
        shown, sampled = getattr(frame, point), getattr(frame, f"sampled_{point}")
        assert (shown.position_m, shown.orientation, shown.flags) == (
            sampled.position_m,
            sampled.orientation,
            sampled.flags,
        )
    assert frame.left_hand.flags == frame.right_hand.flags == TRACKED
    assert frame.left_foot.flags == frame.sampled_right_foot.flags == TRACKED


def test_velocity_is_the_way_over_the_time(desk: Desk, mouse: MouseController) -> None:
    before = desk.run(mouse, 0.5).right_hand.position_m
    desk.move(660, 360)
    frame = desk.tick(mouse, 0.02)
    way = [(b - a) / 0.02 for a, b in zip(before, frame.right_hand.position_m, strict=True)]
    assert frame.record["right_hand_velocity_m_s"] == pytest.approx(way, abs=1e-4)
    assert frame.record["left_hand_velocity_m_s"] == pytest.approx((0, 0, 0))


def test_no_hand_is_faster_than_a_person(desk: Desk, mouse: MouseController) -> None:
    desk.move(0, 360)
    desk.run(mouse, 1.0)
    desk.move(1279, 360)
    frame = desk.tick(mouse, 0.01)
    assert 3.0 < math.hypot(*frame.record["right_hand_velocity_m_s"]) < 4.01


def test_the_wheel_moves_the_hand_along_the_ray(desk: Desk, mouse: MouseController) -> None:
    def away() -> float:
        frame = desk.run(mouse, 1.0)
        return math.dist(frame.head.position_m, frame.right_hand.position_m)

    before = away()
    desk.wheel(3.0)
    farther = away()
    assert farther == pytest.approx(before + 0.09, abs=1e-4)
    desk.wheel(-5.0)
    assert away() == pytest.approx(farther - 0.15, abs=1e-4)


def test_the_hand_glides_to_what_the_cursor_covers(desk: Desk) -> None:
    scene = Scene("orchard")
    target = scene.add(Role.TARGET, "apple", (0.1, 1.05, -0.6), scale=(0.1, 0.1, 0.1))
    mouse = MouseController(
        desk.events,
        desk.viewport,
        desk.wanted_side,
        depth_hint=lambda origin, ray: depth_along(scene, origin, ray),
    )
    desk.move(*MIDDLE_PX)
    x, y = seen_at_px(desk.run(mouse, 0.5), target.position_m)
    desk.move(round(x), round(y))
    first = desk.tick(mouse).right_hand.position_m
    second = desk.tick(mouse).right_hand.position_m
    assert math.dist(first, second) < 4.0 / 90 + 1e-6, "it glides and does not jump"
    frame = desk.run(mouse, 1.5)
    assert math.dist(frame.right_hand.position_m, target.position_m) < 0.01

    desk.wheel(-4.0)
    frame = desk.run(mouse, 1.5)
    there = math.dist(frame.right_hand.position_m, target.position_m)
    assert there == pytest.approx(0.12 / math.cos(0.2), abs=0.03), "the wheel wins"

    target.position_m = (0.1 * 0.8, 1.2 - 0.15 * 0.8, -0.48)  # another one, on the same ray
    frame = desk.run(mouse, 1.5)
    assert math.dist(frame.right_hand.position_m, target.position_m) < 0.02


def test_buttons(desk: Desk, mouse: MouseController) -> None:
    desk.button(LEFT, down=True)
    frame = desk.tick(mouse)
    assert frame.trigger == (0.0, 1.0)
    assert frame.buttons == Button.SELECT
    desk.button(RIGHT, down=True)
    assert desk.tick(mouse).squeeze == (0.0, 1.0)
    desk.button(LEFT, down=False)
    desk.button(RIGHT, down=False)
    frame = desk.tick(mouse)
    assert (frame.trigger, frame.squeeze, frame.buttons) == ((0.0, 0.0), (0.0, 0.0), 0)


def grip_axes(frame: InputFrame) -> Rotation:
    return Rotation.from_quat(frame.right_hand.orientation)


def test_the_wheel_turns_the_wrist_while_the_hand_grips(desk: Desk) -> None:
    mouse = MouseController(
        desk.events, desk.viewport, desk.wanted_side, look_at=lambda: (0.1, 1.0, -0.4)
    )
    desk.move(*MIDDLE_PX)
    desk.button(LEFT, down=True)
    before = desk.run(mouse, 1.0)
    start, place_m = grip_axes(before), before.right_hand.position_m
    desk.wheel(2.0)
    first = grip_axes(desk.tick(mouse))
    assert math.degrees((first * start.inv()).magnitude()) < 5.0, "smoothly"
    after = desk.run(mouse, 1.0)
    turn = (grip_axes(after) * start.inv()).as_rotvec(degrees=True)
    assert turn == pytest.approx((0.0, 0.0, -30.0), abs=0.1), "clockwise about the way ahead"
    assert after.right_hand.position_m == pytest.approx(place_m, abs=1e-4)
    desk.wheel(-2.0)
    back = desk.run(mouse, 1.0)
    assert (grip_axes(back) * start.inv()).magnitude() < 0.01


def test_what_is_carried_is_not_tilted_by_reaching_elsewhere(
    desk: Desk, mouse: MouseController
) -> None:
    open_hand = grip_axes(desk.run(mouse, 1.0))
    desk.button(LEFT, down=True)
    held = grip_axes(desk.run(mouse, 0.5))
    desk.move(900, 250)
    assert (grip_axes(desk.run(mouse, 1.0)) * held.inv()).magnitude() < 1e-6
    desk.button(LEFT, down=False)
    desk.tick(mouse)
    assert (grip_axes(desk.run(mouse, 1.0)) * open_hand.inv()).magnitude() > 0.2


def test_feet_stand_below_the_eyes_and_before_a_chair(desk: Desk) -> None:
    for height_m, ahead_m in ((1.6, 0.0), (1.2, 0.35)):
        mouse = MouseController(desk.events, desk.viewport, desk.wanted_side, eye_height_m=height_m)
        frame = desk.run(mouse, 0.5)
        assert frame.left_foot.position_m == pytest.approx((-0.1, 0.0, -ahead_m), abs=1e-6)
        assert frame.right_foot.position_m == pytest.approx((0.1, 0.0, -ahead_m), abs=1e-6)
        assert forward(frame.left_foot) == pytest.approx((0.0, 0.0, -1.0))
        assert mouse.features.feet


def test_a_button_lifts_a_foot_and_the_mouse_leads_it(desk: Desk) -> None:
    desk.limb = "foot"
    mouse = MouseController(
        desk.events, desk.viewport, desk.wanted_side, limb=desk.wanted_limb, eye_height_m=1.6
    )
    desk.move(*MIDDLE_PX)
    start = desk.run(mouse, 0.5).left_foot.position_m
    desk.move(700, 300)
    assert desk.run(mouse, 0.3).left_foot.position_m == pytest.approx(start), "it stands"
    desk.button(LEFT, down=True)
    heights = [desk.tick(mouse).left_foot.position_m[1] for _ in range(27)]
    assert heights == sorted(heights)
    assert 0.22 < heights[-1] < 0.26, "up within 0.3 s"
    assert desk.frame.right_foot.position_m[1] == 0.0
    desk.move(700, 200)
    up = desk.run(mouse, 0.5).left_foot.position_m
    assert up[2] == pytest.approx(start[2] - 100 * 1.6 / SIZE_PX[1], abs=1e-3)
    assert up[0] == pytest.approx(start[0], abs=1e-3)
    desk.button(LEFT, down=False)
    down = desk.run(mouse, 0.5).left_foot.position_m
    assert down == pytest.approx((up[0], 0.0, up[2]), abs=1e-3), "it comes down where it is"
    middle_m = (down[2] + desk.frame.right_foot.position_m[2]) / 2
    assert desk.run(mouse, 1.0).head.position_m == pytest.approx((0.0, 1.6, middle_m), abs=1e-3)


def test_a_click_that_steps_chooses_nothing_until_it_is_let_go(
    desk: Desk, mouse: MouseController
) -> None:
    desk.limb = "foot"
    desk.button(LEFT, down=True)
    desk.press(pygame.K_UP)
    frame = desk.tick(mouse)
    assert (frame.buttons, frame.trigger) == (0, (0.0, 0.0))
    desk.limb = "hand"
    assert desk.tick(mouse).buttons == 0
    desk.button(LEFT, down=False)
    desk.release(pygame.K_UP)
    desk.tick(mouse)
    desk.button(LEFT, down=True)
    assert desk.tick(mouse).buttons == Button.SELECT


def test_two_feet_at_once_are_for_who_sits(desk: Desk) -> None:
    desk.limb = "foot"
    for height_m, flying in ((1.6, False), (1.2, True)):
        mouse = MouseController(
            desk.events, desk.viewport, desk.wanted_side, limb=desk.wanted_limb,
            eye_height_m=height_m,
        )  # fmt: skip
        desk.button(LEFT, down=True)
        desk.run(mouse, 0.5)
        desk.button(RIGHT, down=True)
        frame = desk.run(mouse, 0.5)
        assert frame.left_foot.position_m[1] > 0.2
        assert (frame.right_foot.position_m[1] > 0.2) == flying
        desk.button(LEFT, down=False)
        desk.button(RIGHT, down=False)
        desk.run(mouse, 0.5)


def test_who_has_walked_away_comes_home_when_hands_are_asked(desk: Desk) -> None:
    desk.limb = "foot"
    mouse = MouseController(
        desk.events, desk.viewport, desk.wanted_side, limb=desk.wanted_limb,
        facing=lambda: math.pi, eye_height_m=1.6,
    )  # fmt: skip
    desk.move(640, 600)
    desk.run(mouse, 3.0)
    assert abs(yaw_deg(desk.frame)) == pytest.approx(180.0, abs=1.0), "turned round"
    for button in (LEFT, RIGHT, LEFT, RIGHT):
        desk.button(button, down=True)
        desk.run(mouse, 0.3)
        desk.move(640, desk.events.mouse_px[1] - 140)
        desk.run(mouse, 0.5)
        desk.button(button, down=False)
        desk.run(mouse, 0.5)
    assert desk.frame.head.position_m[2] > 0.5
    desk.limb = "hand"
    desk.move(*MIDDLE_PX)
    there = desk.run(mouse, 2.0)
    away_m = math.dist(there.right_hand.position_m, there.head.position_m)
    assert away_m < 0.7, "the hand is where the patient is"
    assert seen_at_px(there, there.right_hand.position_m) == pytest.approx(MIDDLE_PX, abs=0.5)
    home = desk.run(mouse, 12.0)
    assert home.head.position_m == pytest.approx((0.0, 1.6, 0.0), abs=1e-3)
    assert yaw_deg(home) == pytest.approx(0.0, abs=0.1)


def test_a_click_within_one_frame_is_seen(desk: Desk, mouse: MouseController) -> None:
    desk.button(LEFT, down=True)
    desk.button(LEFT, down=False)
    assert desk.tick(mouse).buttons == Button.SELECT
    assert desk.tick(mouse).buttons == 0


def test_arrow_keys_walk_through_menus(desk: Desk, mouse: MouseController) -> None:
    desk.press(pygame.K_DOWN)
    assert desk.tick(mouse).buttons == Button.DOWN


def test_it_drives_the_wanted_side_and_the_other_hand_rests(
    desk: Desk, mouse: MouseController
) -> None:
    lap = desk.run(mouse, 0.5).left_hand.position_m
    desk.side = "left"
    frame = desk.run(mouse, 2.0)
    assert seen_at_px(frame, frame.left_hand.position_m) == pytest.approx(MIDDLE_PX, abs=0.5)
    x, y, z = frame.right_hand.position_m
    assert (-x, y, z) == pytest.approx(lap, abs=1e-6)
    assert frame.left_aim.flags == TRACKED
    assert frame.right_aim.flags == NO_POSE


@pytest.mark.parametrize("by", ["middle", "tab"])
def test_the_other_hand_is_taken_until_the_wish_changes(
    desk: Desk, mouse: MouseController, by: str
) -> None:
    if by == "middle":
        desk.button(MIDDLE, down=True)
    else:
        desk.press(pygame.K_TAB)
    assert desk.run(mouse, 0.5).left_aim.flags == TRACKED
    desk.side = "left"
    assert desk.run(mouse, 0.5).left_aim.flags == TRACKED
    desk.side = "right"
    assert desk.run(mouse, 0.5).right_aim.flags == TRACKED


def test_losing_the_focus_shows_and_lets_every_button_go(
    desk: Desk, mouse: MouseController
) -> None:
    desk.button(LEFT, down=True)
    assert desk.tick(mouse).focused
    desk.post(pygame.WINDOWFOCUSLOST, window=None)
    desk.tick(mouse)
    frame = desk.tick(mouse)
    assert not frame.focused
    assert frame.connected
    assert frame.trigger == (0.0, 0.0)
    desk.post(pygame.WINDOWFOCUSGAINED, window=None)
    assert desk.tick(mouse).focused


def test_a_resized_window_is_followed(desk: Desk, mouse: MouseController) -> None:
    desk.post(pygame.WINDOWSIZECHANGED, window=None, x=800, y=800)
    desk.move(400, 400)
    desk.run(mouse, 1.0)
    assert desk.viewport() == Viewport(800, 800)
    assert forward(desk.frame.right_aim)[0] == pytest.approx(0.0, abs=1e-6)


@given(
    st.integers(0, 20_000),
    st.integers(0, 20_000),
    st.floats(-30_000, 30_000),
    st.floats(-30_000, 30_000),
)
def test_every_pixel_of_every_window_has_a_direction(
    width: int, height: int, x: float, y: float
) -> None:
    ray = Viewport(width, height).ray(x, y)
    assert math.hypot(*ray) == pytest.approx(1.0)
    assert ray[2] < 0.0


def test_the_middle_of_the_upper_edge_is_half_the_angle_up() -> None:
    x, y, z = Viewport(1280, 720).ray(640, 0)
    assert x == pytest.approx(0.0)
    assert math.degrees(math.atan2(y, -z)) == pytest.approx(30.0)


@given(
    st.lists(
        st.tuples(
            st.integers(-9, 1300),
            st.integers(-9, 730),
            st.integers(-9, 9),
            st.sampled_from(["hand", "foot"]),
            st.sampled_from([LEFT, RIGHT]),
            st.booleans(),
        ),
        max_size=9,
    )
)
def test_whatever_the_mouse_does_every_number_is_finite(
    steps: list[tuple[int, int, int, Limb, int, bool]],
) -> None:
    with pytest.MonkeyPatch.context() as patch, open_desk(patch) as desk:
        mouse = MouseController(
            desk.events, desk.viewport, desk.wanted_side, limb=desk.wanted_limb, eye_height_m=1.6
        )
        for x, y, notches, limb, button, down in steps:
            desk.limb = limb
            desk.move(x, y)
            desk.wheel(notches)
            desk.button(button, down=down)
            frame = desk.tick(mouse, abs(notches) * 0.05)
            for hand in (frame.left_hand, frame.right_hand):
                assert all(map(math.isfinite, (*hand.position_m, *hand.orientation)))
                assert math.hypot(*hand.orientation) == pytest.approx(1.0, abs=1e-5)
                assert math.dist(hand.position_m, frame.head.position_m) < 1.3
            for foot in (frame.left_foot, frame.right_foot):
                x_m, y_m, z_m = foot.position_m
                assert 0.0 <= y_m < 0.5
                assert math.hypot(x_m - frame.head.position_m[0],
                                  z_m - frame.head.position_m[2]) < 1.2  # fmt: skip
            for side in ("left", "right"):
                assert all(map(math.isfinite, frame.record[f"{side}_hand_velocity_m_s"]))


def test_a_real_cursor_in_a_real_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """An X server moves the pointer, clicks and turns the wheel; SDL and the rest follow."""
    need_xdotool()
    pygame.display.quit()
    monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
    pygame.display.init()
    try:
        pygame.display.set_mode(SIZE_PX)
        desk = Desk()
        mouse = MouseController(desk.events, desk.viewport, desk.wanted_side)
        window = str(pygame.display.get_wm_info()["window"])

        def xdotool(*words: str) -> None:
            subprocess.run(["xdotool", *words], check=True)

        def until(said: object) -> InputFrame:
            for _ in range(500):
                frame = desk.tick(mouse)
                if said():  # type: ignore[operator]
                    return frame
                pygame.time.wait(10)
            pytest.fail("the window never heard of it")

        xdotool("mousemove", "--window", window, "800", "300")
        until(lambda: desk.events.mouse_px == (800, 300))
        frame = desk.run(mouse, 2.0)
        hand_m = frame.right_hand.position_m
        assert seen_at_px(frame, hand_m) == pytest.approx((800, 300), abs=0.5)
        xdotool("mousedown", "1")
        assert until(lambda: desk.frame.buttons).trigger == (0.0, 1.0)
        xdotool("mouseup", "1")
        until(lambda: not desk.frame.buttons)
        xdotool("click", "4")
        until(lambda: desk.events.wheel_notches > 0.0)
        assert math.dist(desk.frame.head.position_m, desk.frame.right_hand.position_m) > math.dist(
            frame.head.position_m, hand_m
        )
        xdotool("windowfocus", window, "key", "Down")
        until(lambda: desk.frame.buttons == Button.DOWN)
    finally:
        pygame.display.quit()


def test_without_a_window_nothing_of_sdl_is_open() -> None:
    """What plays without a window must not need a display."""
    code = (
        "import controllers.sdl, controllers.mouse, controllers.gamepad, pygame;"
        "assert not pygame.display.get_init();"
        "assert not pygame.joystick.get_init()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_events_open_the_display_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gamepad plays without a window too."""
    pygame.display.quit()
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    try:
        events = SdlEvents()
        events.pump()
        assert events.focused
        assert events.size_px == (1, 1)
    finally:
        pygame.display.quit()
