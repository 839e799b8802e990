"""Small pictures of what is shown, for somebody who looks on from afar.

The loop never waits for one: the graphics card copies the picture into memory of its own, and a
frame or more later it is fetched from there; making it a JPEG is for another thread.
"""

from __future__ import annotations

import io
from time import perf_counter_ns
from typing import Final

import moderngl
import pygame
import pygame.image

from game.view.target import Copy, Size, fit

SIZE: Final[Size] = (480, 270)
_FRAMES_BETWEEN: Final = 3
"""Between asking for the pixels and fetching them: by then the card has drawn them."""


class Mirror:
    """`drawn` is the loop's side; `want` and `take` may be called from one other thread."""

    def __init__(self, ctx: moderngl.Context) -> None:
        self._copy = Copy(ctx)
        self._image = ctx.texture(SIZE, 3)
        self._small = ctx.framebuffer([self._image])
        self._pixels = ctx.buffer(reserve=SIZE[0] * SIZE[1] * 3, dynamic=True)
        self._every_ns = 0
        self._due_ns = 0
        self._fetch_in = 0
        self._newest: bytes | None = None

    def want(self, rate_hz: float) -> None:
        """How often somebody looks; 0 is not at all."""
        self._every_ns = round(1e9 / rate_hz) if rate_hz > 0.0 else 0

    def drawn(self, image: moderngl.Texture) -> None:
        """A frame is about to be shown."""
        if self._fetch_in:
            self._fetch_in -= 1
            if self._fetch_in == 0:
                self._newest = self._pixels.read()
        elif self._every_ns and (now_ns := perf_counter_ns()) >= self._due_ns:
            self._due_ns = now_ns + self._every_ns
            self._small.use()
            self._small.clear()
            self._copy.draw(image, self._small, fit(image.size, SIZE))
            self._small.read_into(self._pixels, components=3, alignment=1)
            self._fetch_in = _FRAMES_BETWEEN

    def take(self) -> bytes | None:
        """The newest picture as JPEG, once; None where there is no newer."""
        pixels, self._newest = self._newest, None
        if pixels is None:
            return None
        surface = pygame.image.frombytes(pixels, SIZE, "RGB", True)
        file = io.BytesIO()
        pygame.image.save(surface, file, "mirror.jpg")
        return file.getvalue()
