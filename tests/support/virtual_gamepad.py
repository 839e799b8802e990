"""A gamepad without hardware: SDL's own virtual joystick, in the SDL that pygame brings.

Its events, mapping and rumble go the way that those of a real one go.
"""

from __future__ import annotations

import ctypes
import re
import sys
from functools import cache
from pathlib import Path

import pygame
from support.require import lack

_GAMECONTROLLER = 1
_RUMBLE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint16, ctypes.c_uint16)


class _Description(ctypes.Structure):
    """SDL_VirtualJoystickDesc, version 1."""

    _fields_ = (
        ("version", ctypes.c_uint16),
        ("type", ctypes.c_uint16),
        ("naxes", ctypes.c_uint16),
        ("nbuttons", ctypes.c_uint16),
        ("nhats", ctypes.c_uint16),
        ("vendor_id", ctypes.c_uint16),
        ("product_id", ctypes.c_uint16),
        ("padding", ctypes.c_uint16),
        ("button_mask", ctypes.c_uint32),
        ("axis_mask", ctypes.c_uint32),
        ("name", ctypes.c_char_p),
        ("userdata", ctypes.c_void_p),
        ("update", ctypes.c_void_p),
        ("set_player_index", ctypes.c_void_p),
        ("rumble", _RUMBLE),
        ("rumble_triggers", ctypes.c_void_p),
        ("set_led", ctypes.c_void_p),
        ("send_effect", ctypes.c_void_p),
    )


@cache
def _sdl() -> ctypes.CDLL | None:
    """The SDL library that pygame has loaded into this process."""
    package = Path(pygame.__file__).parent
    places = (package.parent / "pygame_ce.libs", package, package / ".dylibs")
    name = re.compile(r"(lib)?SDL2(-2[.-].*)?\.(so|dll|dylib).*")
    for place in places:
        for path in sorted(place.glob("*SDL2*")):
            if name.fullmatch(path.name):
                return ctypes.CDLL(str(path))
    if sys.platform.startswith("linux"):
        loaded = Path("/proc/self/maps").read_text(encoding="utf-8").split()
        for word in loaded:
            if re.search(r"/libSDL2-2[.-][^/]*so", word):
                return ctypes.CDLL(word)
    return None


class VirtualGamepad:
    """Plugged in when made, until `unplug`. Axes go from -1 to 1, triggers too (-1 is free)."""

    def __init__(self, name: str = "Virtual gamepad") -> None:
        sdl = _sdl()
        if sdl is None:
            lack("gamepad", "pygame's SDL library was not found, so no virtual gamepad")
        self._sdl = sdl
        self._sdl.SDL_JoystickOpen.restype = ctypes.c_void_p
        self.rumbles: list[tuple[int, int]] = []

        def rumble(_: object, low: int, high: int) -> int:
            self.rumbles.append((low, high))
            return 0

        self._description = _Description(
            version=1,
            type=_GAMECONTROLLER,
            naxes=6,
            nbuttons=15,
            name=name.encode(),
            rumble=_RUMBLE(rumble),
        )
        pygame.joystick.init()
        index = sdl.SDL_JoystickAttachVirtualEx(ctypes.byref(self._description))
        assert index >= 0, "SDL refused the virtual gamepad"
        self._id = sdl.SDL_JoystickGetDeviceInstanceID(index)
        self._joystick = ctypes.c_void_p(sdl.SDL_JoystickOpen(index))
        for trigger in (pygame.CONTROLLER_AXIS_TRIGGERLEFT, pygame.CONTROLLER_AXIS_TRIGGERRIGHT):
            self.axis(trigger, -1.0)

    def axis(self, axis: int, value: float) -> None:
        """Push a stick or a trigger."""
        assert -1.0 <= value <= 1.0
        raw = ctypes.c_int16(round(value * 32767))
        assert self._sdl.SDL_JoystickSetVirtualAxis(self._joystick, axis, raw) == 0

    def button(self, button: int, *, down: bool) -> None:
        """Push a button or let it go."""
        assert self._sdl.SDL_JoystickSetVirtualButton(self._joystick, button, int(down)) == 0

    def unplug(self) -> None:
        """Pull the cable. May be called twice."""
        sdl = self._sdl
        for index in range(sdl.SDL_NumJoysticks()):
            if sdl.SDL_JoystickGetDeviceInstanceID(index) == self._id:
                sdl.SDL_JoystickDetachVirtual(index)
                sdl.SDL_JoystickClose(self._joystick)
                return
