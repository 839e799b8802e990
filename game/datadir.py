"""Where sessions and patients are kept on this machine."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import platformdirs

from game.recording.errors import RecordingError, cannot
from game.resume_point import SESSION_ID_PATTERN

ENVIRONMENT_VARIABLE: Final = "REACHWELL_DATA"
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is taken for another


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """The folder that holds all data. It is made when the first thing is put in it."""

    root: Path

    @property
    def sessions(self) -> Path:
        """One folder a session in here."""
        return self.root / "sessions"

    @property
    def patients(self) -> Path:
        """One folder a patient code in here."""
        return self.root / "patients"

    def session(self, session_id: str) -> Path:
        """The folder of a session. Raises `RecordingError` when that is no session id."""
        if re.fullmatch(SESSION_ID_PATTERN, session_id) is None:
            raise RecordingError(
                f"{session_id[:60]!r} is no session id (they look like 20261123T101500-AB12CD)"
            )
        return self.sessions / session_id

    def session_folders(self) -> list[Path]:
        """Folders of all sessions, oldest first; none where nothing was recorded yet.

        Raises `RecordingError` when they can't be looked at.
        """
        try:
            entries = sorted(self.sessions.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise cannot("read", self.sessions, error) from error
        return [path for path in entries if re.fullmatch(SESSION_ID_PATTERN, path.name)]

    def new_session(self, start_utc: datetime) -> Path:
        """Make the folder of a new session, alone in having its id.

        Raises `RecordingError` when the folder can't be made.
        """
        while True:
            letters = "".join(secrets.choice(_LETTERS) for _ in range(6))
            folder = self.session(f"{start_utc:%Y%m%dT%H%M%S}-{letters}")
            try:
                self.sessions.mkdir(parents=True, exist_ok=True)
                folder.mkdir()
            except FileExistsError as error:
                if not folder.is_dir():
                    raise cannot("make", folder, error) from error
            except OSError as error:
                raise cannot("make", folder, error) from error
            else:
                return folder


def data_directory(explicit: Path | None = None) -> DataDirectory:
    """The given folder, else that of REACHWELL_DATA, else the system's place for user data.

    Raises `RecordingError` for the home of a user, or a place in a folder, that isn't there.
    """
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    chosen = explicit or (Path(named) if named else None)
    if chosen is not None:
        try:
            return DataDirectory(chosen.expanduser().absolute())
        except (RuntimeError, OSError) as error:
            raise cannot("find", chosen, error) from error
    return DataDirectory(platformdirs.user_data_path("reachwell", appauthor=False))
