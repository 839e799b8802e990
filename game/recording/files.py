"""Files that stay whole: appended piece by piece, or replaced at once."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

NEW: Final = ".new"
"""Ending of a file that is not whole yet."""

_TRIES: Final = 10
_BETWEEN_TRIES_S: Final = 0.03


class AppendFile:
    """A new file that grows by whole pieces: a piece that failed half-way is cut off again.

    Raises FileExistsError when the file is there already, OSError when it can't be made or
    its first piece can't be written.
    """

    def __init__(self, path: Path, first: memoryview | bytes = b"") -> None:
        self._file = path.open("xb", buffering=0)
        self._size = 0
        self._synced = 0
        try:
            self.append(first)
        except OSError:
            self._file.close()
            raise

    def append(self, piece: memoryview | bytes) -> None:
        """Write one piece. Raises OSError; the file then ends where it ended before."""
        file = self._file
        if file.tell() != self._size:
            file.seek(self._size)
            file.truncate()
        left = memoryview(piece)
        try:
            while left:
                left = left[file.write(left) :]
        except OSError:
            with contextlib.suppress(OSError):
                file.truncate(self._size)
            raise
        self._size += len(piece)

    def sync(self) -> None:
        """Make what was appended survive a power cut. May take tens of milliseconds.

        Raises OSError, also when the file was removed by somebody else meanwhile.
        """
        if not os.fstat(self._file.fileno()).st_nlink:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), self._file.name)
        if self._synced != self._size:
            os.fsync(self._file.fileno())
            self._synced = self._size

    def close(self) -> None:
        """Close the file. May be called twice."""
        self._file.close()


def write_atomically(path: Path, content: bytes) -> None:
    """Put a file in place whole, or leave what was there. Raises OSError.

    Of programs that replace a file at the same time, the last one wins.
    """
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}{NEW}")
    try:
        with new.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def put_in_place(new: Path, path: Path) -> None:
    """Rename a finished and synced file over another for good. Raises OSError."""
    _once_free(lambda: new.replace(path))
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file. Raises OSError."""
    _once_free(path.unlink)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut, where the system can. Raises OSError."""
    if sys.platform != "win32":  # opens no folders
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _once_free(action: Callable[[], object]) -> None:
    # Windows replaces and removes no file that another program is reading just now.
    if sys.platform == "win32":
        for _ in range(_TRIES):
            with contextlib.suppress(PermissionError):
                action()
                return
            time.sleep(_BETWEEN_TRIES_S)
    action()
