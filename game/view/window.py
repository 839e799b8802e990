"""A window on the desktop: the display of a session without a headset, the mirror of one with."""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter

import moderngl
import pygame
import pygame.display
import pygame.image

from controllers.controller import DeviceUnavailableError
from controllers.frame import IDENTITY, InputFrame, Quat, Vec3
from game.view.camera import Camera
from game.view.mirror import Mirror
from game.view.nothing import NoImageError
from game.view.renderer import Renderer
from game.view.shaders import draws_on_processor
from game.view.sharpness import Sharpness
from game.view.target import Copy, EyeTarget, Size, fit
from tasks.scene import Scene

FOV_Y_DEG = 60.0
SAMPLES = 4
_SEATED_EYES_M: Vec3 = (0.0, 1.2, 0.0)


class Window:
    """A resizable window with a GL core context, and nothing drawn in it yet.

    Raises `DeviceUnavailableError` where there is no display or no OpenGL 3.3. `vsync` false
    never waits for the monitor: a headset keeps the time then.
    """

    def __init__(self, size: Size = (1280, 720), title: str = "Reachwell", *, vsync: bool = True):
        # Without this Windows blurs the picture on monitors with large text.
        os.environ.setdefault("SDL_WINDOWS_DPI_AWARENESS", "permonitorv2")
        try:
            start_video()
            _open(size, vsync=vsync)
            self.ctx = moderngl.create_context(require=330)
        except Exception as error:
            pygame.display.quit()
            reason = " ".join(str(error).split())
            raise DeviceUnavailableError(
                f"no window: {reason}; needs a display with OpenGL 3.3 (or use --view none)"
            ) from None
        pygame.display.set_caption(title)
        self.mirror: Mirror | None = None
        self._copy = Copy(self.ctx)
        self._open = True

    @property
    def size(self) -> Size:
        """Width and height in pixels, as they are now."""
        width, height = pygame.display.get_window_size()
        return (max(width, 1), max(height, 1))

    def show(self, image: moderngl.Texture) -> None:
        """Show an image as large as fits, its shape kept."""
        if self.mirror is not None:
            self.mirror.drawn(image)
        screen = self.ctx.screen
        size = self.size
        viewport = fit(image.size, size)
        if viewport[2:] != size:
            screen.use()
            self.ctx.viewport = (0, 0, *size)
            screen.clear()
        self._copy.draw(image, screen, viewport)
        pygame.display.flip()

    def close(self) -> None:
        """Close the window. May be called twice."""
        if self._open:
            self._open = False
            self.ctx.release()
            pygame.display.quit()


class WindowView:
    """Draws the scene from the head into a window.

    `samples` a pixel smooth the edges: 4 with a graphics card, none without, unless told.
    """

    def __init__(self, window: Window, renderer: Renderer, samples: int | None = None) -> None:
        self.window = window
        self._renderer = renderer
        if samples is None:
            samples = 0 if draws_on_processor(window.ctx) else SAMPLES
        self._samples = samples
        self._camera = Camera()
        self._target: EyeTarget | None = None
        self._sharpness = Sharpness()
        self._position_m = _SEATED_EYES_M
        self._orientation: Quat = IDENTITY

    @property
    def size(self) -> Size:
        """Width and height of the picture in pixels."""
        return self.window.size

    @property
    def image(self) -> moderngl.Texture:
        """What was drawn last. Raises `NoImageError` before the first."""
        if self._target is None:
            raise NoImageError("nothing has been drawn yet")
        return self._target.image

    def draw(self, scene: Scene, frame: InputFrame) -> None:
        """Draw one frame from where the head is; where it is not known, from where it was."""
        head = frame.head
        if head.position_valid:
            self._position_m = head.position_m
        if head.orientation_valid:
            self._orientation = head.orientation
        began_s = perf_counter()
        target = self._fitting_target()
        self._camera.place(self._position_m, self._orientation)
        self._renderer.update(scene)
        self._renderer.draw_eye(target, self._camera)
        self.window.show(target.image)
        self._sharpness.drawn(perf_counter() - began_s)

    def screenshot(self, path: Path) -> None:
        """Draw what was drawn last as sharp as can be, and write it to a PNG file.

        Raises `NoImageError` before the first, OSError when it can't be written.
        """
        if self._target is None:
            raise NoImageError(f"{path}: nothing has been drawn yet")
        sharp = EyeTarget(self.window.ctx, self.window.size, SAMPLES)
        self._renderer.draw_eye(sharp, self._camera)
        save(sharp, path)
        sharp.release()

    def close(self) -> None:
        """Close the window. May be called twice."""
        self.window.close()

    def _fitting_target(self) -> EyeTarget:
        share = self._sharpness.share
        width, height = self.window.size
        size = (max(1, round(width * share)), max(1, round(height * share)))
        if self._target is None or self._target.size != size:
            if self._target is not None:
                self._target.release()
            self._target = EyeTarget(self.window.ctx, size, self._samples)
            self._camera.perspective(FOV_Y_DEG, size[0] / size[1])
        return self._target


def save(target: EyeTarget, path: Path) -> None:
    """Write a target's image to a PNG file. Raises OSError when it can't be written."""
    surface = pygame.image.frombytes(target.read(), target.size, "RGB", True)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        pygame.image.save(surface, path)
    except pygame.error as error:
        raise OSError(f"{path}: {error}") from None


def start_video() -> None:
    """Connect to the display. Raises `pygame.error` where there is none."""
    pygame.display.init()
    # Where none answers SDL draws into memory, which nobody would ever see or close.
    if pygame.display.get_driver() == "offscreen" and not os.environ.get("SDL_VIDEODRIVER"):
        raise pygame.error("no display answers")


def _open(size: Size, *, vsync: bool) -> None:
    for attribute, value in (
        (pygame.GL_CONTEXT_MAJOR_VERSION, 3),
        (pygame.GL_CONTEXT_MINOR_VERSION, 3),
        (pygame.GL_CONTEXT_PROFILE_MASK, pygame.GL_CONTEXT_PROFILE_CORE),
        # macOS gives a core profile only to those who ask for no deprecated parts.
        (pygame.GL_CONTEXT_FLAGS, pygame.GL_CONTEXT_FORWARD_COMPATIBLE_FLAG),
    ):
        pygame.display.gl_set_attribute(attribute, value)
    flags = pygame.OPENGL | pygame.DOUBLEBUF | pygame.RESIZABLE
    try:
        pygame.display.set_mode(size, flags, vsync=int(vsync))
    except pygame.error:
        if not vsync:
            raise
        pygame.display.set_mode(size, flags)
