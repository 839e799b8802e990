"""The view of a headset session: both eyes in the headset, the left one in the window too."""

from __future__ import annotations

import contextlib
from ctypes import byref, c_uint32
from pathlib import Path
from typing import Any, Final

import pygame
import xr

from controllers.controller import DeviceLostError
from controllers.frame import InputFrame
from controllers.openxr import calls
from controllers.openxr.calls import check
from controllers.openxr.controller import OpenXr
from game.view.camera import Camera
from game.view.headset_swapchain import EyeSwapchain
from game.view.renderer import Renderer
from game.view.shaders import draws_on_processor
from game.view.target import Copy, EyeTarget
from game.view.window import SAMPLES, Window, WindowView
from tasks.scene import Scene

EYES: Final = 2
_LOCATED: Final = int(
    xr.ViewStateFlags.ORIENTATION_VALID_BIT | xr.ViewStateFlags.POSITION_VALID_BIT
)
_FRAMEBUFFER_SRGB: Final = 0x8DB9


class HeadsetView:
    """Draws into the frames that the headset's clock begins, and ends each of them.

    The window mirrors the left eye. While the runtime shows nothing (headset not worn, another
    program in front) nothing is drawn for the eyes, and the window shows the scene by itself.
    """

    def __init__(self, headset: OpenXr, renderer: Renderer, window: Window) -> None:
        assert headset.graphics is not None, "a headset without graphics has no view"
        self._headset = headset
        self._renderer = renderer
        self._window = window
        self._alone = WindowView(window, renderer)
        self._make_current = headset.graphics.make_current
        self._copy = Copy(renderer.ctx)
        self._camera = Camera()
        self._closing = contextlib.ExitStack()
        self._eyes: list[tuple[EyeTarget, EyeSwapchain]] = []
        headset.before_close(self._closing.close)
        self._open()

    def _open(self) -> None:
        headset, ctx = self._headset, self._renderer.ctx
        stereo = xr.ViewConfigurationType.PRIMARY_STEREO
        wanted = xr.enumerate_view_configuration_views(
            headset.instance.handle, headset.instance.system_id, stereo
        )
        session = headset.session.handle
        samples = 0 if draws_on_processor(ctx) else SAMPLES
        for view in wanted:
            size = (view.recommended_image_rect_width, view.recommended_image_rect_height)
            target = EyeTarget(ctx, size, samples)
            self._closing.callback(target.release)
            swapchain = EyeSwapchain(ctx, session, size)
            self._closing.callback(swapchain.close)
            self._eyes.append((target, swapchain))
        self._locate = xr.ViewLocateInfo(stereo, 0, headset.base.handle)
        self._state = xr.ViewState()
        self._views = (xr.View * EYES)(xr.View(), xr.View())
        self._shown = (xr.CompositionLayerProjectionView * EYES)(
            *(_whole_image(swapchain) for _, swapchain in self._eyes)
        )
        self._layer = xr.CompositionLayerProjection(space=headset.base.handle, views=self._shown)
        self._ending = headset.session.ending(self._layer)
        self._locate_refs = (
            byref(self._locate),
            byref(self._state),
            EYES,
            byref(c_uint32()),
            byref(self._views),
        )

    def draw(self, scene: Scene, frame: InputFrame) -> None:
        """Draw both eyes of the open frame, end it, and mirror it."""
        if self._draw_headset(scene):
            self._window.show(self._eyes[0][0].image)
        else:
            self._alone.draw(scene, frame)

    def screenshot(self, path: Path) -> None:
        """Write both eyes, left and right side by side, to a PNG file."""
        width, height = self._eyes[0][0].size
        both = pygame.Surface((EYES * width, height))
        for index, (target, _) in enumerate(self._eyes):
            image = pygame.image.frombytes(target.read(), target.size, "RGB", True)
            both.blit(image, (index * width, 0))
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            pygame.image.save(both, path)
        except pygame.error as error:
            raise OSError(f"{path}: {error}") from None

    def close(self) -> None:
        """Give swapchains and images back, and close the window. May be called twice."""
        self._closing.close()
        self._window.close()

    def _draw_headset(self, scene: Scene) -> bool:
        session = self._headset.session
        if not session.frame_open:
            return False
        drawn = False
        try:
            try:
                if session.should_render and self._locate_eyes():
                    self._draw_eyes(scene)
                    drawn = True
            finally:
                session.end_frame(self._ending if drawn else None)
        except DeviceLostError as lost:
            session.lost = lost
        self._settle()
        return drawn

    def _locate_eyes(self) -> bool:
        session = self._headset.session
        self._locate.display_time = session.predicted_time
        check(calls.locate_views(session.handle, *self._locate_refs), "xrLocateViews")
        return bool(self._state._view_state_flags & _LOCATED == _LOCATED)

    def _draw_eyes(self, scene: Scene) -> None:
        renderer, camera = self._renderer, self._camera
        self._make_current()
        renderer.ctx.disable_direct(_FRAMEBUFFER_SRGB)
        renderer.update(scene)
        for index, (target, swapchain) in enumerate(self._eyes):
            view, shown = self._views[index], self._shown[index]
            shown.pose = pose = view.pose
            shown.fov = fov = view.fov
            p, o = pose.position, pose.orientation
            camera.place((p.x, p.y, p.z), (o.x, o.y, o.z, o.w))
            camera.field_of_view(fov.angle_left, fov.angle_right, fov.angle_up, fov.angle_down)
            renderer.draw_eye(target, camera)
            swapchain.show(self._copy, target.image, self._make_current)

    def _settle(self) -> None:
        """Some runtimes leave GL errors and another context behind; neither is ours."""
        self._make_current()
        ctx = self._renderer.ctx
        for _ in range(8):
            if ctx.error == "GL_NO_ERROR":
                break


def _whole_image(swapchain: EyeSwapchain) -> Any:
    extent = xr.Extent2Di(*swapchain.size)
    return xr.CompositionLayerProjectionView(
        pose=xr.Posef(),
        fov=xr.Fovf(),
        sub_image=xr.SwapchainSubImage(
            swapchain=swapchain.handle, image_rect=xr.Rect2Di(xr.Offset2Di(0, 0), extent)
        ),
    )
