"""Tries one part of the machine: `python -m reachwell.probes NAME` prints one line of JSON.

The doctor runs each in a process of its own, so a driver or runtime that hangs or crashes is
a finding and not the end of the examination.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Final

Answer = tuple[bool, str]
"""Whether it works, and what was found or what went wrong."""


def gl() -> Answer:
    """Open a tiny hidden window with the OpenGL that the game draws with."""
    import moderngl
    import pygame
    import pygame.display

    from game.view.window import start_video

    start_video()
    for attribute, value in (
        (pygame.GL_CONTEXT_MAJOR_VERSION, 3),
        (pygame.GL_CONTEXT_MINOR_VERSION, 3),
        (pygame.GL_CONTEXT_PROFILE_MASK, pygame.GL_CONTEXT_PROFILE_CORE),
        (pygame.GL_CONTEXT_FLAGS, pygame.GL_CONTEXT_FORWARD_COMPATIBLE_FLAG),
    ):
        pygame.display.gl_set_attribute(attribute, value)
    pygame.display.set_mode((64, 64), pygame.OPENGL | pygame.HIDDEN)
    info = moderngl.create_context(require=330).info
    return True, f"{info['GL_RENDERER']}, OpenGL {info['GL_VERSION']}"


def audio() -> Answer:
    """Open the default sound output as the game does."""
    import pygame.mixer

    pygame.mixer.init()
    opened = pygame.mixer.get_init()
    assert opened is not None
    rate_hz, _, channels = opened
    return True, f"{rate_hz} Hz, {channels} channels"


def gamepads() -> Answer:
    """Name the gamepads that are plugged in."""
    import pygame.joystick

    pygame.joystick.init()
    count = pygame.joystick.get_count()
    names = [pygame.joystick.Joystick(index).get_name() for index in range(count)]
    return count > 0, ", ".join(names) or "none plugged in"


def openxr() -> Answer:
    """Ask the OpenXR runtime for a headset."""
    from controllers.openxr import find_runtime

    info = find_runtime()
    fingers = "with" if info.hand_tracking else "without"
    return True, f"{info.runtime}, {info.system}, {fingers} hand tracking"


PROBES: Final[Mapping[str, Callable[[], Answer]]] = {
    "gl": gl,
    "audio": audio,
    "gamepads": gamepads,
    "openxr": openxr,
}


def main(name: str) -> None:
    """Run one probe; whatever goes wrong is its answer."""
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    try:
        works, found = PROBES[name]()
    except Exception as error:
        works, found = False, " ".join(str(error).split()) or type(error).__name__
    sys.stdout.write("\n" + json.dumps({"works": works, "found": found}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
