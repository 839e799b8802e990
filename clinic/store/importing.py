"""Sessions recorded elsewhere, copied into the data directory: from a stick, from a headset."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import file_digest
from pathlib import Path
from typing import Final

from clinic.remeasuring.kept import MEASURES
from game.datadir import DataDirectory
from game.recording.errors import RecordingError, cannot, one_line
from game.recording.files import sync_folder
from game.recording.folder import SESSION
from game.recording.lock import held
from game.recording.reading import open_recording

_UNFINISHED: Final = ".importing-"
_ABANDONED_S: Final = 24 * 3600


def sessions_in(path: Path) -> list[Path]:
    """The folder itself where it is a session's, else all sessions of a data directory's copy.

    Raises `RecordingError` when there are none.
    """
    if (path / SESSION).exists():
        return [path]
    found = [*DataDirectory(path).session_folders()]
    if not found:
        raise RecordingError(one_line(f"{path} is no session's folder and holds no sessions"))
    return found


def import_session(source: Path, data: DataDirectory) -> bool:
    """Copy a session's folder into the data directory; False when it is there already.

    A copy takes its place whole, its files compared with their sources by SHA-256. Files that
    were added to it here, such as notes, stay. Raises `RecordingError` when the source is no
    recording or still grows, when the id is taken by another content, or for the disk.
    """
    recording = open_recording(source)
    place = data.session(recording.info.session_id)
    try:
        if held(source):
            raise RecordingError(one_line(f"{source} is being recorded; import it afterwards"))
        names = _files(source)
        if place.exists():
            _require_same(source, place, names)
            return False
        data.sessions.mkdir(parents=True, exist_ok=True)
        _clear(data.sessions)
        _copy(source, place, names)
    except OSError as error:
        raise cannot("import", source, error) from error
    return True


def _files(source: Path) -> list[str]:
    names = []
    for entry in sorted(os.scandir(source), key=lambda entry: entry.name):
        if entry.name.startswith("."):  # locks, and what systems leave on sticks
            continue
        if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
            raise RecordingError(
                one_line(f"cannot import {source}: {entry.name} in it is not a plain file")
            )
        names.append(entry.name)
    return names


def _require_same(source: Path, place: Path, names: list[str]) -> None:
    for name in names:
        there = place / name
        if name == MEASURES:  # made anew at any time
            continue
        if not there.is_file() or _hash(source / name) != _hash(there):
            raise RecordingError(
                one_line(
                    f"cannot import {source}: session {place.name} is here already, "
                    f"and its {name} is not the same"
                )
            )


def _copy(source: Path, place: Path, names: list[str]) -> None:
    with _folder_beside(place) as beside:
        for name in names:
            with (source / name).open("rb") as old, (beside / name).open("xb") as new:
                shutil.copyfileobj(old, new, 1 << 20)
                new.flush()
                os.fsync(new.fileno())
            if _hash(source / name) != _hash(beside / name):
                raise RecordingError(
                    one_line(f"cannot import {source}: the copy of {name} is not what was read")
                )
        sync_folder(beside)
        beside.rename(place)  # refused where another import was faster
        sync_folder(place.parent)


@contextmanager
def _folder_beside(place: Path) -> Iterator[Path]:
    beside = Path(tempfile.mkdtemp(prefix=f"{_UNFINISHED}{place.name}-", dir=place.parent))
    try:
        beside.chmod(0o755)  # as any other session's
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _clear(sessions: Path) -> None:
    for left in sessions.glob(f"{_UNFINISHED}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_S:
                shutil.rmtree(left)


def _hash(path: Path) -> bytes:
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()
