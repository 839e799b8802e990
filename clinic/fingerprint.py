"""Whether a session's folder is as it was when it was last read, without reading it."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from typing import Final

from clinic.kept import EXCLUSIONS
from game.datadir import DataDirectory
from game.recording.errors import cannot
from game.recording.folder import EVENTS, TRIALS
from game.resume_point import SESSION_ID_PATTERN

_GROWING: Final = ("", EVENTS, TRIALS, EXCLUSIONS)
"""The folder itself, whose time tells of every file that is put in place whole, and files that grow
or that people edit where they lie."""

_IS_ID: Final = re.compile(SESSION_ID_PATTERN).fullmatch


def session_ids(data: DataDirectory) -> list[str]:
    """Names of all sessions' folders, oldest first: of ten thousands in milliseconds.

    Raises `RecordingError` when they can't be looked at.
    """
    try:
        return sorted(filter(_IS_ID, os.listdir(data.sessions)))  # noqa: PTH208 - see above
    except FileNotFoundError:
        return []
    except OSError as error:
        raise cannot("read", data.sessions, error) from error


def fingerprint(data: DataDirectory, session_id: str, reader: str) -> str:
    """Hexadecimal digest of sizes and times that tell of any change `read_session` would see.

    `reader` names what is made of them and its version: a newer one reads every folder anew.
    """
    within = f"{data.root}{os.sep}sessions{os.sep}{session_id}{os.sep}"
    seen = [reader]
    for name in _GROWING:
        try:
            found = os.stat(within + name)  # noqa: PTH116 - ten thousands of folders
        except OSError:  # not there, or to be told of by whoever reads it
            continue
        seen.append(f"{name} {found.st_size} {found.st_mtime_ns}")
    return sha256("\n".join(seen).encode()).hexdigest()
