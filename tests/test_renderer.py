"""What is drawn where: every claim is read back from pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.display import need_display
from support.gl import WORDS, contrast, luminance, pixels, place_in, places, write_meshes

from controllers.frame import Vec3
from game.view.batches import UnknownMeshError
from game.view.camera import Camera
from game.view.light import Light
from game.view.renderer import Renderer, UnknownPlaceError
from game.view.target import Copy, EyeTarget, fit
from game.view.text import CAPITAL_M, UnknownIconError
from game.view.window import Window
from game.words import MissingWordError
from tasks.scene import Instance, Panel, Role, Scene

SIZE = (400, 300)
RED = (1.0, 0.05, 0.05, 1.0)
BLUE = (0.05, 0.1, 1.0, 1.0)
EYES_M = (0.0, 1.2, 0.0)
AHEAD_M = (0.0, 1.2, -1.0)
SMALL = (0.2, 0.2, 0.2)


class Studio:
    """A renderer, one eye 1.2 m above the floor looking along -Z, and its picture."""

    def __init__(self, window: Window, folder: Path) -> None:
        self.ctx = window.ctx
        self.renderer = Renderer(window.ctx, WORDS, write_meshes(folder), places())
        self.target = EyeTarget(window.ctx, SIZE)
        self.camera = Camera()

    def look(self, scene: Scene) -> np.ndarray:
        self.renderer.update(scene)
        self.renderer.draw_eye(self.target, self.camera)
        assert self.ctx.error == "GL_NO_ERROR"
        return pixels(self.target)

    def at(self, picture: np.ndarray, point_m: Vec3) -> np.ndarray:
        return picture[place_in(self.target, self.camera, point_m)].astype(int)


@pytest.fixture(scope="module")
def window() -> Iterator[Window]:
    need_display()
    opened = Window((320, 240), vsync=False)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def built(window: Window, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return Studio(window, tmp_path_factory.mktemp("meshes"))


@pytest.fixture
def studio(built: Studio) -> Studio:
    built.camera.place(EYES_M, (0.0, 0.0, 0.0, 1.0))
    built.camera.perspective(60.0, SIZE[0] / SIZE[1])
    return built


def is_red(colour: np.ndarray) -> bool:
    return bool(colour[0] > 2 * colour[1] and colour[0] > 2 * colour[2])


def is_blue(colour: np.ndarray) -> bool:
    return bool(colour[2] > 1.5 * colour[0] and colour[2] > 1.3 * colour[1])


def ball(scene: Scene, position_m: Vec3, **more: object) -> Instance:
    return scene.add(Role.TARGET, "ball", position_m, **{"scale": SMALL, "colour": RED, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("place_m", [(0.3, 1.4, -1.0), (-0.4, 0.9, -1.3), (0.0, 1.2, -0.6)])
def test_a_ball_is_where_it_was_put_and_nowhere_else(studio: Studio, place_m: Vec3) -> None:
    scene = Scene("meadow")
    ball(scene, place_m)
    picture = studio.look(scene)
    red = (picture[..., 0] > 2.0 * picture[..., 1]) & (picture[..., 0] > 60)
    rows, columns = np.nonzero(red)
    row, column = place_in(studio.target, studio.camera, place_m)
    assert abs(rows.mean() - row) < 4
    assert abs(columns.mean() - column) < 4
    depth_m = -place_m[2]
    height_px = 0.2 / (2 * depth_m * math.tan(math.radians(30.0))) * SIZE[1]
    assert np.ptp(rows) == pytest.approx(height_px, rel=0.1, abs=2)


def test_moving_hiding_and_removing_show_at_the_next_look(studio: Studio) -> None:
    scene = Scene("meadow")
    thing = ball(scene, AHEAD_M)
    other = ball(scene, (0.5, 1.2, -1.0), colour=BLUE)
    assert is_red(studio.at(studio.look(scene), AHEAD_M))
    thing.position_m = (-0.5, 1.2, -1.0)
    picture = studio.look(scene)
    assert not is_red(studio.at(picture, AHEAD_M))
    assert is_red(studio.at(picture, (-0.5, 1.2, -1.0)))
    thing.visible = False
    assert not is_red(studio.at(studio.look(scene), (-0.5, 1.2, -1.0)))
    thing.visible = True
    scene.remove(other)
    picture = studio.look(scene)
    assert is_red(studio.at(picture, (-0.5, 1.2, -1.0)))
    assert not is_blue(studio.at(picture, (0.5, 1.2, -1.0)))


def test_each_instance_keeps_its_own_colour_when_meshes_are_mixed(studio: Studio) -> None:
    scene = Scene("meadow")
    xs = [-0.6, -0.3, 0.0, 0.3, 0.6]
    for index, x in enumerate(xs):
        mesh = "ball" if index % 2 else "apple"
        scene.add(Role.TARGET, mesh, (x, 1.2, -1.0), scale=SMALL, colour=RED if index < 3 else BLUE)
    picture = studio.look(scene)
    for index, x in enumerate(xs):
        colour = studio.at(picture, (x, 1.2, -1.0))
        assert is_red(colour) if index < 3 else is_blue(colour)


def test_another_scene_with_the_same_layout_version_is_not_mistaken(studio: Studio) -> None:
    one, other = Scene("meadow"), Scene("meadow")
    ball(one, (-0.4, 1.2, -1.0))
    ball(other, (0.4, 1.2, -1.0), colour=BLUE)
    assert one.layout_version == other.layout_version
    studio.look(one)
    picture = studio.look(other)
    assert is_blue(studio.at(picture, (0.4, 1.2, -1.0)))
    assert not is_red(studio.at(picture, (-0.4, 1.2, -1.0)))


def test_more_instances_than_there_was_room_for(studio: Studio) -> None:
    scene = Scene("meadow")
    for index in range(700):
        ball(scene, (0.0, -5.0 - index, -1.0))
    ball(scene, AHEAD_M)
    assert is_red(studio.at(studio.look(scene), AHEAD_M))
    few = Scene("meadow")
    ball(few, AHEAD_M, colour=BLUE)
    assert is_blue(studio.at(studio.look(few), AHEAD_M))


def test_the_near_hides_the_far(studio: Studio) -> None:
    scene = Scene("meadow")
    ball(scene, (0.0, 1.2, -2.0), colour=BLUE, scale=(0.8, 0.8, 0.8))
    ball(scene, AHEAD_M)
    picture = studio.look(scene)
    assert is_red(studio.at(picture, AHEAD_M))
    assert is_blue(studio.at(picture, (0.3, 1.2, -2.0)))


def test_a_ball_darkens_the_ground_where_the_sun_says(studio: Studio) -> None:
    """The same spot with and without the ball; beside its shadow nothing changes."""
    sun = Light().sun
    centre_m = (-0.9, 0.3, -2.5)
    # Where the ray from the sun through the ball meets the floor.
    reach = centre_m[1] / sun[1]
    spot_m = (centre_m[0] - sun[0] * reach, 0.0, centre_m[2] - sun[2] * reach)
    beside_m = (spot_m[0], 0.0, spot_m[2] - 0.4)
    lit = studio.look(Scene("meadow"))
    scene = Scene("meadow")
    ball(scene, centre_m, scale=(0.3, 0.3, 0.3))
    shaded = studio.look(scene)
    before, after = (luminance(studio.at(image, spot_m)) for image in (lit, shaded))
    assert after < 0.75 * before
    assert luminance(studio.at(shaded, beside_m)) == pytest.approx(
        luminance(studio.at(lit, beside_m)), rel=0.03
    )


def test_the_side_towards_the_sun_is_brighter(studio: Studio) -> None:
    scene = Scene("nowhere")
    ball(scene, AHEAD_M, colour=(0.7, 0.7, 0.7, 1.0))
    picture = studio.look(scene)
    side = math.copysign(0.07, Light().sun[0])
    towards = luminance(studio.at(picture, (side, 1.2, -0.95)))
    away = luminance(studio.at(picture, (-side, 1.2, -0.95)))
    assert towards > 1.3 * away


def test_a_ghost_mixes_with_what_stands_behind_it(studio: Studio) -> None:
    scene = Scene("meadow")
    ball(scene, (0.0, 1.2, -2.0), colour=BLUE, scale=(0.8, 0.8, 0.8))
    ghost = ball(scene, AHEAD_M, colour=(*RED[:3], 0.0))
    blue = studio.at(studio.look(scene), AHEAD_M)
    ghost.colour = RED
    red = studio.at(studio.look(scene), AHEAD_M)
    ghost.colour = (*RED[:3], 0.5)
    mixed = studio.at(studio.look(scene), AHEAD_M)
    assert is_blue(blue)
    assert is_red(red)
    np.testing.assert_allclose(mixed, (blue + red) / 2, atol=4)


def test_a_ghost_casts_no_shadow(studio: Studio) -> None:
    empty = studio.look(Scene("meadow"))
    scene = Scene("meadow")
    ball(scene, (-0.9, 0.3, -2.5), colour=(1.0, 1.0, 1.0, 0.4), scale=(0.3, 0.3, 0.3))
    picture = studio.look(scene)
    sun = Light().sun
    spot_m = (-0.9 - sun[0] * 0.3 / sun[1], 0.0, -2.5 - sun[2] * 0.3 / sun[1])
    np.testing.assert_array_equal(studio.at(picture, spot_m), studio.at(empty, spot_m))


@pytest.mark.parametrize("amount", [0.0, 0.25, 0.6, 1.0])
def test_a_ring_is_filled_clockwise_from_the_top(studio: Studio, amount: float) -> None:
    scene = Scene("meadow")
    scene.add(Role.DECOR, "ring", AHEAD_M, colour=BLUE, glow=1.0, amount=amount)
    picture = studio.look(scene)
    for share in np.arange(0.05, 1.0, 0.1):
        angle = 2 * math.pi * share
        point_m = (0.425 * math.sin(angle), 1.2 + 0.425 * math.cos(angle), -1.0)
        assert is_blue(studio.at(picture, point_m)) == (share < amount), share


def test_glow_is_light_of_its_own(studio: Studio) -> None:
    scene = Scene("meadow")
    thing = ball(scene, AHEAD_M, colour=(0.5, 0.5, 0.5, 1.0))
    dull = luminance(studio.at(studio.look(scene), AHEAD_M))
    thing.glow = 1.0
    assert luminance(studio.at(studio.look(scene), AHEAD_M)) > 1.3 * dull


def test_a_finger_bends_link_by_link(studio: Studio) -> None:
    """Three right angles curl the tip of a 0.3 m lever back to (0, -0) of its root."""
    scene = Scene("nowhere")
    hand = scene.add(Role.HAND, "hand_right", AHEAD_M, colour=RED, glow=0.6)
    straight = studio.look(scene)
    for up in (0.05, 0.15, 0.25):
        assert is_red(studio.at(straight, (0.0, 1.2 + up, -1.0)))
    hand.amount = 1.0
    curled = studio.look(scene)
    # First joint lays the rest along +X, the second turns it down, the third back to -X.
    for x, y in ((0.05, 0.0), (0.1, -0.05), (0.05, -0.1)):
        assert is_red(studio.at(curled, (x, 1.2 + y, -1.0))), (x, y)
    assert not is_red(studio.at(curled, (0.0, 1.35, -1.0)))
    hand.amount = 0.5
    assert np.abs(studio.look(scene).astype(int) - curled).max() > 60


def test_an_orientation_turns_as_quaternions_do(studio: Studio) -> None:
    scene = Scene("nowhere")
    quarter = math.sqrt(0.5)
    scene.add(
        Role.HAND, "hand_right", AHEAD_M, colour=RED, glow=0.6, orientation=(0, 0, quarter, quarter)
    )
    picture = studio.look(scene)
    assert is_red(studio.at(picture, (-0.25, 1.2, -1.0)))
    assert not is_red(studio.at(picture, (0.0, 1.45, -1.0)))


def test_two_eyes_see_the_near_shift_and_the_far_stand(studio: Studio, window: Window) -> None:
    scene = Scene("meadow")
    ball(scene, (0.0, 1.2, -0.6), scale=(0.1, 0.1, 0.1))
    studio.renderer.update(scene)
    columns = []
    pictures = []
    for x in (-0.032, 0.032):
        studio.camera.place((x, 1.2, 0.0), (0.0, 0.0, 0.0, 1.0))
        studio.renderer.draw_eye(studio.target, studio.camera)
        picture = pixels(studio.target)
        pictures.append(picture)
        red = (picture[..., 0] > 2.0 * picture[..., 1]) & (picture[..., 0] > 60)
        columns.append(np.nonzero(red)[1].mean())
    shift_px = 0.064 / (2 * 0.6 * math.tan(math.radians(30.0))) * SIZE[1]
    assert columns[0] - columns[1] == pytest.approx(shift_px, abs=2)
    np.testing.assert_allclose(pictures[0][5].astype(int), pictures[1][5], atol=2)


def test_an_off_centre_field_of_view_moves_the_middle(studio: Studio) -> None:
    """As a headset's eye: half angles differ left and right, up and down."""
    angles = [math.radians(deg) for deg in (-50.0, 30.0, 35.0, -45.0)]
    studio.camera.field_of_view(*angles)
    scene = Scene("meadow")
    ball(scene, AHEAD_M)
    picture = studio.look(scene)
    left, right, up, down = (math.tan(angle) for angle in angles)
    column = -left / (right - left) * SIZE[0]
    row = up / (up - down) * SIZE[1]
    assert is_red(picture[int(row), int(column)])
    assert place_in(studio.target, studio.camera, AHEAD_M) == (int(row), int(column))


def test_the_sky_brightens_towards_the_sun_and_the_disc_is_there(studio: Studio) -> None:
    azimuth = math.radians(Light().azimuth_deg)
    elevation = math.radians(Light().elevation_deg)
    # Turn to the sun: yaw about +Y, then pitch about the eye's own +X.
    yaw, pitch = -azimuth / 2, elevation / 2
    orientation = (
        math.cos(yaw) * math.sin(pitch),
        math.sin(yaw) * math.cos(pitch),
        -math.sin(yaw) * math.sin(pitch),
        math.cos(yaw) * math.cos(pitch),
    )
    studio.camera.place(EYES_M, orientation)
    picture = studio.look(Scene("nowhere"))
    middle = luminance(picture[SIZE[1] // 2, SIZE[0] // 2])
    assert middle > 0.9
    assert middle > 1.5 * luminance(picture[5, 5])


def panel_pixels(studio: Studio, panel: Panel) -> np.ndarray:
    scene = Scene("meadow")
    scene.panels.append(panel)
    return studio.look(scene)


def test_panel_letters_are_large_and_dark_on_light(studio: Studio, window: Window) -> None:
    """Capitals at 1.5 m: 1 degree of view, 4 % of a window, contrast 7 to 1 (WCAG AAA)."""
    target = EyeTarget(window.ctx, (1280, 720))
    studio.camera.perspective(60.0, 1280 / 720)
    scene = Scene("meadow")
    scene.panels.append(Panel("hello", (0.0, 1.2, -1.5)))
    studio.renderer.update(scene)
    studio.renderer.draw_eye(target, studio.camera)
    picture = pixels(target)
    top, left = place_in(target, studio.camera, (-0.4, 1.27, -1.5))
    bottom, right = place_in(target, studio.camera, (0.4, 1.12, -1.5))
    text = picture[top:bottom, left:right]
    light = luminance(text)
    ink, paper = text[light == light.min()][0], text[light == light.max()][0]
    assert contrast(ink, paper) >= 7.0
    # "Hello" has no letter below the line, and its capital and its l are its tallest.
    inked = np.nonzero((light < 0.2).any(axis=1))[0]
    height_px = np.ptp(inked) + 1
    assert height_px >= 0.04 * 720
    assert 1.5 * math.tan(math.radians(1.0)) <= CAPITAL_M
    assert height_px == pytest.approx(
        CAPITAL_M / (2 * 1.5 * math.tan(math.radians(30))) * 720, abs=4
    )
    target.release()


def test_progress_fills_the_frame_and_not_the_words(studio: Studio) -> None:
    panel = Panel("hello", (0.0, 1.2, -1.0), width_m=0.6, role=Role.CHOICE, progress=0.01)
    begun = panel_pixels(studio, panel)
    panel.progress = 0.5
    half = panel_pixels(studio, panel)
    changed = (np.abs(half.astype(int) - begun) > 40).any(axis=2)
    middle = place_in(studio.target, studio.camera, (0.0, 1.2, -1.0))[1]
    assert changed[:, middle + 4 :].sum() > 50
    assert changed[:, : middle - 4].sum() == 0
    assert not changed[place_in(studio.target, studio.camera, (0.1, 1.2, -1.0))]


def test_a_panel_changes_with_its_values_and_turns_with_its_yaw(studio: Studio) -> None:
    panel = Panel("count", (0.0, 1.2, -1.0), values={"count": 3})
    three = panel_pixels(studio, panel)
    panel.values = {"count": 4}
    assert np.abs(panel_pixels(studio, panel).astype(int) - three).max() > 100
    panel.yaw_rad = math.pi / 2
    edge_on = panel_pixels(studio, panel)
    assert luminance(edge_on[place_in(studio.target, studio.camera, (0.2, 1.2, -1.0))]) < 0.75
    panel.visible = False
    np.testing.assert_array_equal(panel_pixels(studio, panel), studio.look(Scene("meadow")))


def test_many_panels_and_more_contents_than_are_kept(studio: Studio) -> None:
    scene = Scene("meadow")
    for index in range(20):
        x, y = -0.9 + 0.45 * (index % 5), 0.6 + 0.4 * (index // 5)
        scene.panels.append(Panel("count", (x, y, -2.0), width_m=0.1, values={"count": index % 10}))
    first = studio.look(scene)
    for count in range(100, 180):
        scene.panels[0].values = {"count": count}
        studio.renderer.update(scene)
    scene.panels[0].values = {"count": 0}
    np.testing.assert_array_equal(studio.look(scene), first)


def test_what_has_no_drawing_is_named(studio: Studio) -> None:
    scene = Scene("meadow")
    thing = scene.add(Role.TARGET, "pineapple", AHEAD_M)
    with pytest.raises(UnknownMeshError, match=r"pineapple.*there are: apple, ball"):
        studio.renderer.update(scene)
    scene.remove(thing)
    scene.panels.append(Panel("nobody_wrote_this", AHEAD_M))
    with pytest.raises(MissingWordError, match="nobody_wrote_this"):
        studio.renderer.update(scene)
    scene.panels[:] = [Panel("hello", AHEAD_M, icon="no_such_picture")]
    with pytest.raises(UnknownIconError, match="no_such_picture"):
        studio.renderer.update(scene)
    with pytest.raises(UnknownPlaceError, match=r"the moon.*there are: meadow, nowhere"):
        studio.renderer.update(Scene("the moon"))
    assert studio.look(Scene("meadow")).std() > 5


def test_state_that_another_program_left_behind_changes_nothing(studio: Studio) -> None:
    scene = Scene("meadow")
    ball(scene, AHEAD_M)
    ball(scene, (0.3, 1.2, -0.8), colour=(*BLUE[:3], 0.5))
    scene.panels.append(Panel("hello", (0.0, 1.6, -1.5)))
    expected = studio.look(scene).copy()
    ctx = studio.ctx
    ctx.enable_only(ctx.CULL_FACE | ctx.RASTERIZER_DISCARD)
    ctx.depth_func = ">"
    ctx.blend_func = ctx.ONE, ctx.ONE
    ctx.enable_direct(0x8DB9)  # GL_FRAMEBUFFER_SRGB
    ctx.enable_direct(0x0C11)  # GL_SCISSOR_TEST
    np.testing.assert_array_equal(studio.look(scene), expected)


@pytest.mark.parametrize("samples", [0, 4])
def test_edges_are_smooth_with_samples_and_hard_without(
    studio: Studio, window: Window, samples: int
) -> None:
    scene = Scene("nowhere")
    ball(scene, AHEAD_M, glow=1.0)
    target = EyeTarget(window.ctx, SIZE, samples)
    studio.renderer.update(scene)
    studio.renderer.draw_eye(target, studio.camera)
    row = pixels(target)[SIZE[1] // 2 - 20].astype(int)
    redness = row[:, 0] - row[:, 2]
    inside, outside = redness.max(), redness.min()
    between = ((redness > outside + 40) & (redness < inside - 60)).sum()
    assert (between > 0) == (samples > 0)
    target.release()


def test_an_srgb_image_takes_the_values_as_they_are(studio: Studio, window: Window) -> None:
    """A headset's swapchain image is SRGB8_ALPHA8: what was encoded must not be again."""
    scene = Scene("meadow")
    ball(scene, AHEAD_M)
    expected = studio.look(scene)
    texture = window.ctx.texture(SIZE, 4, internal_format=0x8C43)
    framebuffer = window.ctx.framebuffer([texture])
    Copy(window.ctx).draw(studio.target.image, framebuffer)
    copied = np.frombuffer(framebuffer.read(components=3, alignment=1), np.uint8)
    np.testing.assert_array_equal(copied.reshape(*SIZE[::-1], 3)[::-1], expected)
    framebuffer.release()
    texture.release()


def test_a_mirror_keeps_its_shape() -> None:
    assert fit((100, 100), (1280, 720)) == (280, 0, 720, 720)
    assert fit((1280, 720), (1280, 720)) == (0, 0, 1280, 720)
    assert fit((200, 100), (100, 300)) == (0, 125, 100, 50)
