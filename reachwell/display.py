"""Opening what the patient sees and hears."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from controllers.controller import DeviceUnavailableError
from controllers.frame import InputFrame, PoseField
from game.view.nothing import NullView
from game.view.view import View
from game.view.voice import NoVoice, Reader, Voice, open_voice
from reachwell.errors import UsageError
from tasks.scene import Scene, SoundCue

if TYPE_CHECKING:
    from controllers.openxr.controller import OpenXr
    from controllers.sdl import SdlEvents
    from controllers.viewport import Viewport
    from game.view.detail import Detail
    from game.view.mirror import Mirror
    from game.view.window import Window


class Ears(Protocol):
    """Plays the sounds of a frame."""

    def play(self, cues: Sequence[SoundCue], listener: PoseField) -> None:
        """Start the sounds, as heard from the listener's head."""
        ...

    def close(self) -> None:
        """Fall silent."""
        ...


class WithSound:
    """A view that is heard too, and read out."""

    def __init__(self, view: View, ears: Ears, reader: Reader) -> None:
        self._view = view
        self._ears = ears
        self._reader = reader

    def draw(self, scene: Scene, frame: InputFrame) -> None:
        """Start this frame's sounds and words, then draw it."""
        if scene.sounds:
            self._ears.play(scene.sounds, frame.head)
        self._reader.read(scene.panels)
        self._view.draw(scene, frame)

    def screenshot(self, path: Path) -> None:
        """Write the image drawn last."""
        self._view.screenshot(path)

    def close(self) -> None:
        """Fall silent and give the display back."""
        self._reader.close()
        self._ears.close()
        self._view.close()


@dataclass(frozen=True, slots=True)
class Display:
    """A view, and what came with it."""

    view: View
    rate_hz: float = 90.0
    events: SdlEvents | None = None
    headset: OpenXr | None = None
    mirror: View | None = None
    """What is left to draw in when the headset is gone."""
    window: Window | None = None

    def open_mirror(self) -> Mirror | None:
        """Small pictures of what the window shows; None without one."""
        if self.window is None:
            return None
        from game.view.mirror import Mirror

        self.window.mirror = mirror = Mirror(self.window.ctx)
        return mirror

    def viewport(self) -> Viewport:
        """Size of the window's picture now."""
        from controllers.viewport import Viewport
        from game.view.window import FOV_Y_DEG

        assert self.events is not None
        return Viewport(*self.events.size_px, FOV_Y_DEG)


def has_display() -> bool:
    """Whether a window can be expected to open here."""
    if platform.system() in ("Windows", "Darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"))


def window_opens() -> bool:
    """Whether a window with OpenGL does open here; tried in a process of its own."""
    from reachwell.doctor import probe

    return has_display() and probe("gl")[0]


def _detail() -> Detail:
    from game.view.detail import Detail

    wanted = os.environ.get("REACHWELL_DETAIL", "full")
    try:
        return Detail(wanted)
    except ValueError:
        allowed = ", ".join(detail.value for detail in Detail)
        raise UsageError(f"REACHWELL_DETAIL is {wanted!r}; allowed: {allowed}") from None


def wanted_voice() -> Voice:
    """The system's voice, unless REACHWELL_VOICE is off. Raises `UsageError`."""
    wanted = os.environ.get("REACHWELL_VOICE", "on")
    if wanted not in ("on", "off"):
        raise UsageError(f"REACHWELL_VOICE is {wanted!r}; allowed: on, off")
    return open_voice() if wanted == "on" else NoVoice()


def open_display(view: str, balance: float) -> Display:
    """Open "window", "headset" or "none"; `balance` shifts the sound, -1 left to 1 right.

    Raises `DeviceUnavailableError`.
    """
    if view == "none":
        return Display(NullView())
    if not has_display():
        # SDL would draw into memory and nobody would ever see or close it.
        raise DeviceUnavailableError(
            "no window: there is no display here; set DISPLAY, or play with --input simulated"
        )
    import pygame

    from controllers.sdl import SdlEvents
    from game.view.meshes import load_meshes
    from game.view.places import PLACES
    from game.view.renderer import Renderer
    from game.view.sound import SoundPlayer
    from game.view.window import Window, WindowView
    from game.words import Words

    detail, voice = _detail(), wanted_voice()
    window = Window(vsync=view == "window")
    events = SdlEvents()
    places = {name: detail.of(place) for name, place in PLACES.items()}
    words = Words.load()
    renderer = Renderer(window.ctx, words, load_meshes(), places)
    ears, reader = SoundPlayer.open(balance), Reader(words, voice)
    if view == "window":
        rates = [rate for rate in pygame.display.get_desktop_refresh_rates() if rate > 0]
        shown = WithSound(WindowView(window, renderer), ears, reader)
        return Display(shown, rates[0] if rates else 60.0, events, window=window)

    from controllers.openxr import current_context, open_headset
    from game.view.headset import HeadsetView

    headset = open_headset(current_context())
    shown = WithSound(HeadsetView(headset, renderer, window), ears, reader)
    alone = WindowView(window, renderer)
    return Display(shown, headset.display_rate_hz or 90.0, events, headset, alone, window)
