"""What `--out FILE` may name: nothing that somebody else has made is replaced."""

from __future__ import annotations

import os
from pathlib import Path

from game.recording.errors import one_line
from reachwell.errors import UsageError


def checked_out(out: Path, *, ours: bytes | None = None) -> Path:
    """The file to write: new, empty, or one that begins as `ours` do.

    Raises `UsageError` for what is there otherwise: a folder, a device, a file with something
    else in it.
    """
    # os.path's questions never raise, whatever the name.
    if os.path.isdir(out):  # noqa: PTH112
        raise UsageError(one_line(f"--out {out} is a folder; it must name a file"))
    if os.path.lexists(out) and not os.path.isfile(out):  # noqa: PTH113
        raise UsageError(one_line(f"--out {out} is no ordinary file; it must name one"))
    if os.path.isfile(out) and not _replaceable(out, ours):  # noqa: PTH113
        raise UsageError(
            one_line(f"--out {out} is there already and is not overwritten; choose another name")
        )
    return out


def _replaceable(out: Path, ours: bytes | None) -> bool:
    try:
        with out.open("rb") as file:
            start = file.read(len(ours or b"") or 1)
    except OSError:
        return False
    return not start or start == ours
