"""A whole headset session without a headset: service, window, clock, controller and view."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from support.monado import MonadoService, Patient, RemotePatient, monado

from controllers.frame import InputFrame
from controllers.openxr import current_context, open_headset
from game.view.meshes import load_meshes
from game.view.place import Place
from game.view.renderer import Renderer
from game.view.window import Window
from game.words import Words
from tasks.scene import Role, Scene

PATIENCE_S = 20.0
PLACE = "nowhere"


class Rig:
    """What the front door builds for a headset, around a scene with one ball ahead."""

    def __init__(self, service: MonadoService, closing: ExitStack) -> None:
        from game.view.headset import HeadsetView

        self.service = service
        self.patient = RemotePatient(service.port)
        closing.callback(self.patient.close)
        self.patient.be(Patient())
        self.window = Window((640, 360), vsync=False)
        closing.callback(self.window.close)
        self.headset = open_headset(current_context())
        closing.callback(self.headset.close)
        places = {PLACE: Place(dict)}
        self.renderer = Renderer(self.window.ctx, Words("en", {}), load_meshes(), places)
        self.view = HeadsetView(self.headset, self.renderer, self.window)
        closing.callback(self.view.close)
        self.scene = Scene(PLACE)
        self.ball = self.scene.add(
            Role.TARGET,
            "ball",
            (0.0, 1.2, -0.6),
            scale=(0.2, 0.2, 0.2),
            colour=(1.0, 0.2, 0.1, 1.0),
        )
        self.frame = InputFrame()

    def step(self, frames: int = 1) -> InputFrame:
        """Run whole frames."""
        for _ in range(frames):
            self.headset.wait(self.frame)
            self.headset.read(self.frame)
            self.view.draw(self.scene, self.frame)
        return self.frame

    def until(self, condition: Callable[[InputFrame], bool]) -> InputFrame:
        """Run frames until one fulfils the condition."""
        end = time.monotonic() + PATIENCE_S
        while not condition(self.step()):
            assert time.monotonic() < end, f"not within {PATIENCE_S} s: {self.frame.record}"
        return self.frame

    def until_focused(self) -> InputFrame:
        """Run frames until the session has the focus and sees both hands."""
        return self.until(lambda frame: frame.focused and frame.left_hand.position_tracked)


@contextmanager
def rig(service: MonadoService) -> Iterator[Rig]:
    """A rig in this process, whose environment points to the service meanwhile."""
    before = dict(os.environ)
    os.environ.update(service.environment, SDL_VIDEODRIVER="x11")
    try:
        with ExitStack() as closing:
            yield Rig(service, closing)
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def fresh_rig() -> Iterator[Rig]:
    """A rig with a service of its own."""
    with monado() as service, rig(service) as running:
        yield running
