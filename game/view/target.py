"""Where an eye's image is drawn, and how it gets to a window or a headset."""

from __future__ import annotations

import moderngl

from game.view import shaders

Size = tuple[int, int]

FRAMEBUFFER_SRGB = 0x8DB9
"""GL's switch for encoding on write; the shaders encode, so it stays off."""


class EyeTarget:
    """Multisampled colour and depth of one eye, resolved into `image` (RGBA8, sRGB values).

    `image` stays readable until the next `resolve`, so a mirror or a screenshot can use it.
    """

    def __init__(self, ctx: moderngl.Context, size: Size, samples: int = 4) -> None:
        self.size = size
        self.image = ctx.texture(size, 4)
        samples = min(samples, ctx.max_samples)
        if samples < 2:
            depth = ctx.depth_renderbuffer(size)
            self._resolved = self.framebuffer = ctx.framebuffer([self.image], depth)
            self._parts: tuple[moderngl.Renderbuffer, ...] = (depth,)
        else:
            colour = ctx.renderbuffer(size, 4, samples=samples)
            depth = ctx.depth_renderbuffer(size, samples=samples)
            self.framebuffer = ctx.framebuffer([colour], depth)
            self._resolved = ctx.framebuffer([self.image])
            self._parts = (colour, depth)
        self._ctx = ctx

    def resolve(self) -> None:
        """Average the samples into `image`."""
        if self._resolved is not self.framebuffer:
            self._ctx.copy_framebuffer(self._resolved, self.framebuffer)

    def read(self) -> bytes:
        """The image as RGB bytes, bottom row first."""
        return self._resolved.read(components=3, alignment=1)

    def release(self) -> None:
        """Free the GPU memory."""
        # moderngl binds the last framebuffer again after making a new one, alive or not.
        self._ctx.screen.use()
        self.framebuffer.release()
        if self._resolved is not self.framebuffer:
            self._resolved.release()
        for part in self._parts:
            part.release()
        self.image.release()


class Copy:
    """Draws an image into any framebuffer, value for value.

    A draw and not a blit: drivers disagree on blits between sRGB and plain formats, and refuse
    multisampled blits into a window.
    """

    def __init__(self, ctx: moderngl.Context) -> None:
        self._ctx = ctx
        program = shaders.program(ctx, "copy", "copy")
        self._triangle = ctx.vertex_array(program, [])

    def draw(
        self,
        image: moderngl.Texture,
        framebuffer: moderngl.Framebuffer,
        viewport: tuple[int, int, int, int] | None = None,
    ) -> None:
        """Fill `viewport` (x, y, width, height; the whole framebuffer by default)."""
        framebuffer.use()
        self._ctx.viewport = viewport or (0, 0, *framebuffer.size)
        self._ctx.enable_only(moderngl.NOTHING)
        self._ctx.disable_direct(FRAMEBUFFER_SRGB)
        image.use(shaders.IMAGE)
        self._triangle.render(vertices=3)


def fit(image: Size, window: Size) -> tuple[int, int, int, int]:
    """The largest centred viewport in a window that keeps the image's shape."""
    scale = min(window[0] / image[0], window[1] / image[1])
    width, height = max(1, round(image[0] * scale)), max(1, round(image[1] * scale))
    return ((window[0] - width) // 2, (window[1] - height) // 2, width, height)
