"""What a station keeps of having joined: one file of its own, that nobody else may read."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from clinic.errors import ClinicError
from clinic.station.config import config_folder, keep_private
from game.recording.errors import cannot
from game.recording.files import remove

_FILE: Final = "station.json"


class Joined(BaseModel):
    """Where the console is, and how it knows this station. `tls_ca` is a file of authorities."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal[1] = 1
    url: str
    name: str
    station_id: int
    key: str
    tls_ca: Path | None = None

    def __repr__(self) -> str:
        """Without the key, which so can't get into a message."""
        return f"Joined({self.name!r} at {self.url!r})"


def joined() -> Joined | None:
    """What this machine has joined, if anything. Raises `ClinicError`, `RecordingError`."""
    path = config_folder() / _FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise cannot("read", path, error) from error
    try:
        return Joined.model_validate_json(content)
    except ValidationError as error:
        raise ClinicError(f"{path} is damaged; remove it, and join again") from error


def keep(kept: Joined) -> Path:
    """Keep it; returns where. Raises `RecordingError`."""
    path = config_folder() / _FILE
    keep_private(path, kept.model_dump_json(indent=2).encode() + b"\n")
    return path


def forget() -> None:
    """Remove it. Raises `RecordingError`."""
    path = config_folder() / _FILE
    try:
        remove(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise cannot("remove", path, error) from error
