"""Whether a living process holds a session. The system lets go when the process dies."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from game.recording.errors import RecordingError

_NAME: Final = ".lock"
_TRIES: Final = 10
_BETWEEN_TRIES_S: Final = 0.03


class SessionLock:
    """Holds a session's folder. Raises `RecordingError` when another does, or OSError."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        if not (_lock(self._descriptor) and self._in_place()):
            os.close(self._descriptor)
            raise RecordingError(f"{folder} is in use by another program")

    def release(self) -> None:
        """Let go, and leave no trace of the lock."""
        if sys.platform == "win32":  # removes no open file
            os.close(self._descriptor)
            with contextlib.suppress(OSError):
                self._path.unlink()
        else:
            with contextlib.suppress(OSError):
                self._path.unlink()
            os.close(self._descriptor)

    def _in_place(self) -> bool:
        if sys.platform == "win32":  # removes no open file
            there = True
        else:  # the last holder may have removed it between our opening and our locking
            try:
                there = os.path.samestat(os.fstat(self._descriptor), self._path.stat())
            except OSError:
                there = False
        return there


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a session's folder for a while. Raises as `SessionLock` does."""
    lock = hold(folder)
    try:
        yield
    finally:
        lock.release()


def marked(folder: Path) -> bool:
    """Whether somebody holds the folder, or died holding it."""
    return (folder / _NAME).exists()


def held(folder: Path) -> bool:
    """Whether anybody alive holds the folder. Raises OSError."""
    try:
        descriptor = os.open(folder / _NAME, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        return not _lock(descriptor)
    finally:
        os.close(descriptor)


def hold(folder: Path) -> SessionLock:
    """Hold a session's folder until `release`. Raises as `SessionLock` does.

    Tries for a third of a second: a program that only looks (`held`) has the lock for an instant.
    """
    for _ in range(_TRIES):
        try:
            return SessionLock(folder)
        except RecordingError:
            time.sleep(_BETWEEN_TRIES_S)
    return SessionLock(folder)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
