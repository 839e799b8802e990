"""An export comes into its folder whole, or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from clinic.errors import ClinicError
from game.recording.errors import cannot, one_line
from game.recording.files import sync_folder
from game.recording.folder import SESSION
from game.recording.lock import locked

UNFINISHED: Final = ".reachwell-export.part"
"""Being written. Nothing in it counts; the next export removes it."""

FINISHED: Final = ".reachwell-export.ready"
"""Whole, and on its way into place; the next export brings the rest there."""


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A hidden folder in `out` to write in. What is in it comes into place at the end.

    Until the block has ended well, `out` holds what it held before, whatever kills the program.
    Nothing is ever overwritten. One export at a time writes into a folder.

    Raises `ClinicError` when a name is taken already or `out` is a recording, `RecordingError`
    when another export is at work in `out` or it can't be written.
    """
    if (out / SESSION).exists():
        raise ClinicError(one_line(f"{out} is a recording; choose another folder to export into"))
    try:
        made = not out.exists()
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot("make", out, error) from error
    try:
        with locked(out):
            _tidy(out)
            stage = out / UNFINISHED
            stage.mkdir()
            try:
                yield stage
                _refuse_taken(stage, out)
                _sync(stage)
                finished = stage.rename(out / FINISHED)
            except BaseException:
                shutil.rmtree(stage, ignore_errors=True)
                raise
            _bring_in_place(finished, out)
    except OSError as error:
        raise cannot("export into", out, error) from error
    finally:
        if made:
            with suppress(OSError):
                out.rmdir()  # goes only when nothing came into it


def _tidy(out: Path) -> None:
    """Remove or complete what a killed export left."""
    if (out / UNFINISHED).exists():
        shutil.rmtree(out / UNFINISHED)
    if (out / FINISHED).exists():
        _refuse_taken(out / FINISHED, out)
        _bring_in_place(out / FINISHED, out)


def _refuse_taken(stage: Path, out: Path) -> None:
    for entry in sorted(stage.iterdir()):
        if os.path.lexists(out / entry.name):
            raise ClinicError(
                one_line(
                    f"{out / entry.name} is there already, and an export overwrites nothing; "
                    "choose another folder, or remove it"
                )
            )


def _bring_in_place(finished: Path, out: Path) -> None:
    for entry in sorted(finished.iterdir()):
        entry.rename(out / entry.name)
    finished.rmdir()
    sync_folder(out)


def _sync(stage: Path) -> None:
    for folder, _, files in os.walk(stage):
        for name in files:
            with (Path(folder) / name).open("rb+") as file:
                os.fsync(file.fileno())
        sync_folder(Path(folder))
