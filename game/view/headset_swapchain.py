"""The chain of images that a headset's runtime shows to one eye."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import byref, c_uint32
from typing import Any, Final

import moderngl
import xr

from controllers.openxr import calls
from controllers.openxr.calls import check
from game.view.target import Copy, Size

SRGB8_ALPHA8: Final = 0x8C43
"""The shaders write sRGB values: this format tells the runtime so, and is offered by all."""


class NoSwapchainError(Exception):
    """The runtime has no image format that this program draws."""


class EyeSwapchain:
    """One eye's swapchain of sRGB images, each with a framebuffer of its own."""

    def __init__(self, ctx: moderngl.Context, session: Any, size: Size) -> None:
        offered = xr.enumerate_swapchain_formats(session)
        if SRGB8_ALPHA8 not in offered:
            raise NoSwapchainError(
                f"the runtime offers no sRGB images, only formats {list(offered)}"
            )
        self.size = size
        self.handle = xr.create_swapchain(
            session,
            xr.SwapchainCreateInfo(
                usage_flags=xr.SwapchainUsageFlags.SAMPLED_BIT
                | xr.SwapchainUsageFlags.COLOR_ATTACHMENT_BIT,
                format=SRGB8_ALPHA8,
                sample_count=1,
                width=size[0],
                height=size[1],
                face_count=1,
                array_size=1,
                mip_count=1,
            ),
        )
        images = xr.enumerate_swapchain_images(self.handle, xr.SwapchainImageOpenGLKHR)
        self._framebuffers = [
            ctx.framebuffer([ctx.external_texture(image.image, size, 4, 0, "f1")])
            for image in images
        ]
        self._index = c_uint32()
        self._index_ref = byref(self._index)
        self._acquire_ref = byref(xr.SwapchainImageAcquireInfo())
        self._wait_ref = byref(xr.SwapchainImageWaitInfo(timeout=xr.INFINITE_DURATION))
        self._release_ref = byref(xr.SwapchainImageReleaseInfo())

    def show(self, copy: Copy, image: moderngl.Texture, make_current: Callable[[], None]) -> None:
        """Put `image` into the chain's next place. Raises `DeviceLostError`.

        `make_current` is called once the runtime has handed its image over.
        """
        handle = self.handle
        check(
            calls.acquire_image(handle, self._acquire_ref, self._index_ref),
            "xrAcquireSwapchainImage",
        )
        check(calls.wait_image(handle, self._wait_ref), "xrWaitSwapchainImage")
        make_current()
        try:
            copy.draw(image, self._framebuffers[self._index.value])
        finally:
            check(calls.release_image(handle, self._release_ref), "xrReleaseSwapchainImage")

    def close(self) -> None:
        """Give the images back; a runtime that is gone already is no error."""
        for framebuffer in self._framebuffers:
            framebuffer.release()
        self._framebuffers = []
        if self.handle is not None:
            handle, self.handle = self.handle, None
            xr.raw_functions.xrDestroySwapchain(handle)
