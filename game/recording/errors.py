"""What goes wrong with a recording, in one line a person can act on."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Final

_WORDS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file has reached the size the system allows",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "access is not permitted",
    errno.EPERM: "access is not permitted",
    errno.ENOENT: "there is no such file or folder",
    errno.EIO: "the disk reports an error",
    errno.ENODEV: "the disk is gone",
    errno.ENXIO: "the disk is gone",
    errno.ESTALE: "the disk is gone",
}


class RecordingError(Exception):
    """A recording can't be written or read; the message is one line."""


def cannot(action: str, path: Path, error: BaseException) -> RecordingError:
    """A `RecordingError` that says what could not be done, where, and why."""
    if isinstance(error, OSError) and error.errno is not None:
        reason = _WORDS.get(error.errno) or error.strerror or str(error)
    else:
        reason = str(error) or type(error).__name__
    return RecordingError(one_line(f"cannot {action} {path}: {reason}"))


def one_line(text: str) -> str:
    """The text without line breaks and other control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
