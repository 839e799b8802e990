"""A command of `reachwell` in this process: what a shell would see of it, without a start."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from reachwell.__main__ import main

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")


def command(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a whole command on a machine without a display; an exception of its own comes through."""
    told, complained = io.StringIO(), io.StringIO()
    line = ["reachwell", *map(str, arguments)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", line)
        for name in DISPLAYS:
            patch.delenv(name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        before = dict(os.environ)
        with redirect_stdout(told), redirect_stderr(complained), pytest.raises(SystemExit) as ended:
            main()
        os.environ.clear()
        os.environ.update(before)
    assert isinstance(ended.value.code, int)
    return subprocess.CompletedProcess(
        line, ended.value.code, told.getvalue(), complained.getvalue()
    )
