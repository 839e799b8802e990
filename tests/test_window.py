"""The window: what it shows, how it follows size and head, and what it says without a display."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest
from support.display import need_display
from support.gl import WORDS, places, write_meshes

from controllers.frame import NO_POSE, InputFrame
from game.view.nothing import NoImageError, NullView
from game.view.renderer import Renderer
from game.view.window import Window, WindowView
from tasks.scene import Role, Scene

SIZE = (320, 240)


@pytest.fixture
def view(tmp_path: Path) -> Iterator[WindowView]:
    need_display()
    window = Window(SIZE, vsync=False)
    renderer = Renderer(window.ctx, WORDS, write_meshes(tmp_path), places())
    opened = WindowView(window, renderer)
    yield opened
    opened.close()
    opened.close()


def scene_with_ball(x: float) -> Scene:
    scene = Scene("meadow")
    scene.add(
        Role.TARGET, "ball", (x, 1.2, -1.0), scale=(0.3, 0.3, 0.3), colour=(1.0, 0.0, 0.0, 1.0)
    )
    return scene


def looking(yaw_rad: float = 0.0) -> InputFrame:
    frame = InputFrame()
    frame.head.set((0.0, 1.2, 0.0), (0.0, math.sin(yaw_rad / 2), 0.0, math.cos(yaw_rad / 2)))
    return frame


def picture(view: WindowView, folder: Path) -> np.ndarray:
    """The screenshot, (height, width, 3), top row first."""
    path = folder / "shots" / "shot.png"
    view.screenshot(path)
    return pygame.surfarray.array3d(pygame.image.load(path)).swapaxes(0, 1)


def on_screen(view: WindowView) -> np.ndarray:
    """What the window itself holds, the same way round."""
    ctx = view.window.ctx
    width, height = view.size
    screen = ctx.screen
    screen.use()
    ctx.viewport = (0, 0, width, height)
    data = screen.read((0, 0, width, height), components=3, alignment=1)
    while ctx.error != "GL_NO_ERROR":
        pass  # reading the window itself leaves an error behind with some drivers
    return np.frombuffer(data, np.uint8).reshape(height, width, 3)[::-1]


def red_column(image: np.ndarray) -> float:
    wide = image.astype(int)
    return float(np.nonzero((wide[..., 0] > 2 * wide[..., 1]) & (wide[..., 0] > 60))[1].mean())


def test_draws_from_the_head_and_a_screenshot_shows_it(view: WindowView, tmp_path: Path) -> None:
    view.draw(scene_with_ball(0.0), looking())
    image = picture(view, tmp_path)
    assert image.shape == (*SIZE[::-1], 3)
    assert red_column(image) == pytest.approx(SIZE[0] / 2, abs=2)
    view.draw(scene_with_ball(0.0), looking(yaw_rad=0.2))
    turned_px = math.tan(0.2) / math.tan(math.radians(30.0)) * SIZE[1] / 2
    assert red_column(picture(view, tmp_path)) == pytest.approx(SIZE[0] / 2 + turned_px, abs=3)
    assert view.window.ctx.error == "GL_NO_ERROR"


def test_a_lost_head_leaves_the_view_where_it_was(view: WindowView, tmp_path: Path) -> None:
    view.draw(scene_with_ball(0.0), looking(yaw_rad=0.2))
    before = picture(view, tmp_path)
    lost = looking(yaw_rad=-0.4)
    lost.head.set((3.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0), NO_POSE)
    view.draw(scene_with_ball(0.0), lost)
    np.testing.assert_array_equal(picture(view, tmp_path), before)


def test_what_the_window_shows_is_the_screenshot(view: WindowView, tmp_path: Path) -> None:
    view.draw(scene_with_ball(0.2), looking())
    view.window._copy.draw(view._target.image, view.window.ctx.screen)  # type: ignore[union-attr]
    shown, saved = on_screen(view).astype(int), picture(view, tmp_path).astype(int)
    # The file is drawn with smoother edges than a window may have time for.
    assert np.abs(shown - saved).mean() < 1.0


def test_a_mirror_shows_a_headset_image_whole_with_bars_beside_it(view: WindowView) -> None:
    ctx = view.window.ctx
    red = ctx.texture((100, 100), 4, bytes([250, 10, 20, 255]) * 10_000)
    view.window.show(red)
    # What was shown is on the other buffer now; drawing again fills this one too.
    view.window.show(red)
    shown = on_screen(view)
    side = SIZE[1]
    left = (SIZE[0] - side) // 2
    assert (shown[:, left + 1 : left + side - 1] == (250, 10, 20)).all()
    assert (shown[:, : left - 1] == 0).all()
    assert (shown[:, left + side + 1 :] == 0).all()
    red.release()


def test_follows_a_new_window_size(view: WindowView, tmp_path: Path) -> None:
    view.draw(scene_with_ball(0.0), looking())
    pygame.display.set_mode((480, 200), pygame.OPENGL | pygame.DOUBLEBUF | pygame.RESIZABLE)
    pygame.event.pump()
    view.draw(scene_with_ball(0.0), looking())
    assert view.size == (480, 200)
    image = picture(view, tmp_path)
    assert image.shape == (200, 480, 3)
    assert red_column(image) == pytest.approx(240, abs=2)
    assert view.window.ctx.error == "GL_NO_ERROR"


def test_no_screenshot_before_the_first_frame(view: WindowView, tmp_path: Path) -> None:
    with pytest.raises(NoImageError, match="nothing has been drawn"):
        view.screenshot(tmp_path / "shot.png")


def test_a_screenshot_that_cannot_be_written_is_an_oserror(
    view: WindowView, tmp_path: Path
) -> None:
    view.draw(scene_with_ball(0.0), looking())
    (tmp_path / "taken").write_text("a file, and no folder", encoding="utf-8")
    with pytest.raises(OSError, match="taken"):
        view.screenshot(tmp_path / "taken" / "shot.png")


def test_without_a_display_there_is_one_line_that_says_what_to_do() -> None:
    """A process of its own, for SDL asks for its driver once: the dummy driver has no GL."""
    code = (
        "from controllers.controller import DeviceUnavailableError\n"
        "from game.view.window import Window\n"
        "try:\n    Window()\n"
        "except DeviceUnavailableError as error:\n    print(error)\n"
    )
    answer = run(code, SDL_VIDEODRIVER="dummy")
    assert answer.startswith("no window: ")
    assert answer.endswith("(or use --view none)\n")
    assert answer.count("\n") == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs X11")
def test_a_display_that_does_not_answer_is_no_display() -> None:
    code = (
        "import os\n"
        "os.environ.pop('SDL_VIDEODRIVER', None)\n"
        "os.environ.pop('WAYLAND_DISPLAY', None)\n"
        "from controllers.controller import DeviceUnavailableError\n"
        "from game.view.window import Window\n"
        "try:\n    Window()\n"
        "except DeviceUnavailableError as error:\n    print(error)\n"
    )
    assert "no display answers" in run(code, DISPLAY=":65000")


def test_no_view_opens_no_graphics() -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from controllers.frame import InputFrame\n"
        "from game.view.nothing import NullView\n"
        "from tasks.scene import Scene\n"
        "view = NullView()\n"
        "view.draw(Scene('orchard'), InputFrame())\n"
        "view.close()\n"
        "print([name for name in ('pygame', 'moderngl', 'OpenGL') if name in sys.modules])\n"
    )
    assert run(code) == "[]\n"


def test_no_view_has_no_screenshot(tmp_path: Path) -> None:
    with pytest.raises(NoImageError, match="--view window"):
        NullView().screenshot(tmp_path / "shot.png")


def run(code: str, **environment: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYGAME_HIDE_SUPPORT_PROMPT": "1", **environment},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
