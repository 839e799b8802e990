"""A display for the tests that open a window: the one there is, or an Xvfb of our own."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
from functools import cache

from support.require import lack

from reachwell.doctor import probe

INSTALL = (
    "apt install xvfb libgl1 libgl1-mesa-dri"
    if sys.platform.startswith("linux")
    else "install a graphics driver"
)


def need_display() -> None:
    """Make sure that a window can be opened.

    Skips with the reason where it can't; fails where `REACHWELL_REQUIRE` names "display".
    """
    reason = _missing()
    if reason is None:
        return
    lack("display", reason)


def need_xdotool() -> None:
    """Make sure that real keys can be pressed; skips and fails as `need_display` does."""
    need_display()
    if shutil.which("xdotool") is not None:
        return
    reason = "there is no xdotool to press keys with: apt install xdotool"
    lack("display", reason)


@cache
def _missing() -> str | None:
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not shown:
        if shutil.which("Xvfb") is None:
            return f"there is no display and no Xvfb: {INSTALL}"
        os.environ["DISPLAY"] = _start_xvfb()
    works, found = probe("gl", patience_s=60.0)
    return None if works else f"no window with OpenGL 3.3 opens here ({found}): {INSTALL}"


def _start_xvfb() -> str:
    """Start Xvfb on a display that it finds free, until this process ends. Returns its name."""
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            *("-displayfd", str(write_end)),
            *("-screen", "0", "1920x1200x24"),
            *("-nolisten", "tcp"),
            "-noreset",
        ],
        pass_fds=(write_end,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)

    def stop() -> None:
        server.terminate()
        server.wait()

    atexit.register(stop)
    with os.fdopen(read_end, encoding="ascii") as pipe:
        number = pipe.readline().strip()
    assert number, f"Xvfb ended at once with {server.wait()}"
    return f":{number}"
