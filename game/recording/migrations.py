"""Recordings of earlier format versions, brought to today's shape as they are read.

A version that changes what its JSON objects mean adds an entry to `MIGRATIONS`; columns that a
version added are filled by `game.recording.schema`. docs/recording.md tells when the version
grows. The files themselves stay as they were written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from game.recording.columns import FORMAT_VERSION
from game.recording.errors import RecordingError

JsonRow = dict[str, Any]
Kind = Literal["session", "event", "trial"]


def unchanged(row: JsonRow) -> JsonRow:
    """The row as it is."""
    return row


@dataclass(frozen=True, slots=True)
class Migration:
    """From one version to the next: what becomes of each kind of object."""

    session: Callable[[JsonRow], JsonRow] = unchanged
    event: Callable[[JsonRow], JsonRow] = unchanged
    trial: Callable[[JsonRow], JsonRow] = unchanged


MIGRATIONS: Final[dict[int, Migration]] = {}
"""By the version that they start from. There has been one version so far."""


def check_version(version: int, path: Path) -> None:
    """Raise `RecordingError` unless recordings of that version can be read."""
    if version > FORMAT_VERSION:
        raise RecordingError(
            f"{path} has format version {version}; this program reads up to {FORMAT_VERSION}"
        )
    if not all(number in MIGRATIONS for number in range(version, FORMAT_VERSION)):
        raise RecordingError(f"{path} has format version {version}, which there never was")


def upgraded(kind: Kind, row: JsonRow, version: int, path: Path) -> JsonRow:
    """An object of the file at `path` in today's shape.

    Raises `RecordingError` when it has not even the shape of its own version.
    """
    try:
        for number in range(version, FORMAT_VERSION):
            change = getattr(MIGRATIONS[number], kind)
            row = change(row)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise RecordingError(
            f"{path}: a {kind} is not of format version {version}: {type(error).__name__} {error}"
        ) from error
    return row
