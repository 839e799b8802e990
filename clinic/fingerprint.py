"""Whether a session's folder is as it was when it was last read, without reading it."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import Final

from clinic.kept import ATTESTED, EXCLUSIONS, NOTES
from game.recording.folder import EVENTS, LEVEL, SESSION, TRIALS

_READ: Final = (SESSION, LEVEL, EVENTS, TRIALS, ATTESTED, EXCLUSIONS, NOTES)


def fingerprint(folder: Path, reader: str) -> str:
    """Hexadecimal digest of sizes and times of the files that `read_session` reads.

    `reader` names what is made of them and its version: a newer one reads every folder anew.
    """
    within = f"{folder}{os.sep}"
    seen = [reader]
    for name in _READ:
        try:
            found = os.stat(within + name)  # noqa: PTH116 - ten thousands of folders
        except OSError:  # not there, or to be told of by whoever reads it
            continue
        seen.append(f"{name} {found.st_size} {found.st_mtime_ns}")
    return sha256("\n".join(seen).encode()).hexdigest()
