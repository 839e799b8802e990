"""Secrets of this machine: small files in the system's configuration folder, the owner's alone."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final

import platformdirs

from game.recording.errors import cannot
from game.recording.files import NEW, put_in_place

ENVIRONMENT_VARIABLE: Final = "REACHWELL_CONFIG"
_OWN_KEY: Final = "console.key"
_BYTES: Final = 32
_SHORTEST: Final = 32


def config_folder() -> Path:
    """That of REACHWELL_CONFIG, else the system's place for a user's configuration."""
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    return Path(named) if named else platformdirs.user_config_path("reachwell", appauthor=False)


def keep_private(path: Path, content: bytes) -> None:
    """Put a file in place whole that nobody else may read. Raises `RecordingError`."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}{NEW}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(new, "xb", opener=_private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(new, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        raise cannot("write", path, error) from error


def own_key() -> str:
    """The key of games on the console's own machine, made when it is first asked for.

    It is kept, so that a running game finds the console again that was restarted. Raises
    `RecordingError`.
    """
    path = config_folder() / _OWN_KEY
    try:
        found = path.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        found = ""
    except OSError as error:
        raise cannot("read", path, error) from error
    if len(found) < _SHORTEST:
        found = secrets.token_urlsafe(_BYTES)
        keep_private(path, found.encode())
    return found


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
