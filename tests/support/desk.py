"""A window of SDL's dummy driver, real events in its queue, and frames read from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pygame
import pytest

from controllers.controller import Controller, Limb, Side
from controllers.frame import InputFrame
from controllers.sdl import SdlEvents
from controllers.viewport import Viewport

SIZE_PX = (1280, 720)
MIDDLE_PX = (640, 360)
START_NS = 3_000_000_000


@contextmanager
def open_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Open the window, give it and its events, close it."""
    pygame.display.quit()
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    pygame.display.init()
    pygame.display.set_mode(SIZE_PX, pygame.RESIZABLE)
    pygame.event.clear()
    try:
        yield Desk()
    finally:
        pygame.display.quit()


class Desk:
    """Posts events and steps a controller through frames of a given length."""

    def __init__(self) -> None:
        self.events = SdlEvents()
        self.frame = InputFrame()
        self.frame.set_times(0, START_NS, START_NS)
        self.side: Side = "right"
        self.limb: Limb = "hand"

    def wanted_side(self) -> Side:
        """The hand that is asked for."""
        return self.side

    def wanted_limb(self) -> Limb:
        """Whether a hand or a foot is asked for."""
        return self.limb

    def viewport(self) -> Viewport:
        """The window as it is now."""
        return Viewport(*self.events.size_px)

    def post(self, kind: int, **data: object) -> None:
        """Put an event into SDL's queue."""
        pygame.event.post(pygame.event.Event(kind, data))

    def press(self, key: int, mod: int = 0) -> None:
        """Push a key down."""
        self.post(pygame.KEYDOWN, key=key, mod=mod, unicode="", scancode=0)

    def release(self, key: int) -> None:
        """Let a key go."""
        self.post(pygame.KEYUP, key=key, mod=0, unicode="", scancode=0)

    def move(self, x: int, y: int) -> None:
        """Move the mouse to a pixel."""
        self.post(pygame.MOUSEMOTION, pos=(x, y), rel=(0, 0), buttons=(0, 0, 0), touch=False)

    def button(self, button: int, *, down: bool) -> None:
        """Push a mouse button or let it go."""
        kind = pygame.MOUSEBUTTONDOWN if down else pygame.MOUSEBUTTONUP
        self.post(kind, pos=self.events.mouse_px, button=button, touch=False)

    def wheel(self, notches: float) -> None:
        """Turn the wheel, away from the hand when positive."""
        whole = round(notches)
        self.post(pygame.MOUSEWHEEL, x=0, y=whole, precise_x=0.0, precise_y=notches, flipped=False)

    def tick(self, controller: Controller, seconds: float = 1 / 90) -> InputFrame:
        """Pump, stamp the next frame and let the controller fill it."""
        frame = self.frame
        self.events.pump()
        now_ns = frame.sample_time_ns + round(seconds * 1e9)
        frame.set_times(frame.frame_index + 1, now_ns, now_ns)
        controller.read(frame)
        return frame

    def run(self, controller: Controller, seconds: float, rate_hz: float = 90.0) -> InputFrame:
        """Tick for a while."""
        for _ in range(round(seconds * rate_hz)):
            self.tick(controller, 1 / rate_hz)
        return self.frame
