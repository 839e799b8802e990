"""The console's side of handing a session over: kept apart until every byte of it is there.

A session grows in `uploads/STATION/SESSION` of the data directory. When it is whole and its hashes
agree it is imported as one from a stick would be: put in place at once, or refused.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from clinic.errors import ClinicError
from clinic.station.learned import keep_learned
from clinic.station.manifest import FileEntry, Learned, Manifest, sha256_of
from clinic.store import Store, audit, refresh_patient
from clinic.store.importing import import_session
from game.datadir import DataDirectory
from game.patient import PatientError, load_patient
from game.recording.files import write_atomically
from game.recording.reading import open_recording

MOST_AT_ONCE: Final = 100
"""Sessions of one station that have begun to come."""

_MANIFEST: Final = ".manifest.json"  # not copied with the session: it begins with a dot
_ABANDONED_S: Final = 30 * 24 * 3600
_SPARE: Final = 256 * 1024 * 1024
"""Bytes that have to stay free on the disk; the import needs as much as the session once more."""


class UploadError(ClinicError):
    """A session that is not taken so; `status` as in HTTP. `offset` says where to go on."""

    def __init__(self, message: str, status: int, offset: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes that are there of each file, by name; `there` where nothing more is to be sent."""

    files: dict[str, int]
    there: bool = False


class Uploads:
    """Takes sessions from stations. Its methods block: call them on a thread, one a session."""

    def __init__(self, data: DataDirectory, store: Store) -> None:
        self._data = data
        self._store = store

    def begin(self, station_id: int, manifest: Manifest) -> Received:
        """A station has a session to hand over. Raises `UploadError`, `RecordingError`, OSError."""
        place = self._data.session(manifest.session_id)
        if place.exists():
            _require_same(place, manifest)
            return Received({each.name: each.size for each in manifest.files}, there=True)
        try:
            load_patient(self._data.patients, manifest.patient_code)
        except PatientError as error:
            raise UploadError(f"there is no patient {manifest.patient_code} here", 404) from error
        self._clear()
        folder = self._folder(station_id, manifest.session_id)
        if not folder.exists() and len(_folders(folder.parent)) >= MOST_AT_ONCE:
            raise UploadError(f"{MOST_AT_ONCE} sessions have begun to come: finish those", 429)
        self._require_room(manifest)
        folder.mkdir(parents=True, exist_ok=True)
        if self._manifest(folder) != manifest:  # the station has mended it since, perhaps
            for path in folder.iterdir():
                path.unlink()
            write_atomically(folder / _MANIFEST, manifest.model_dump_json().encode())
        return _received(folder, manifest)

    def received(self, station_id: int, session_id: str) -> Received:
        """How far a session has come. Raises `UploadError`, `RecordingError`."""
        folder, manifest = self._begun(station_id, session_id)
        return _received(folder, manifest)

    def place(self, station_id: int, session_id: str, name: str, offset: int) -> Growing:
        """Where bytes go that begin at `offset` of a file. Raises `UploadError`, OSError."""
        folder, manifest = self._begun(station_id, session_id)
        entry = manifest.entry(name)
        if entry is None:
            raise UploadError("this session has no such file", 404)
        have = _size(folder / name)
        if offset != have:
            raise UploadError(f"{name} goes on at byte {have}", 409, have)
        return Growing(folder / name, entry, have)

    def finish(self, station_id: int, name: str, session_id: str, learned: Learned) -> bool:
        """Check every hash, and put the session in place; False where it was there already.

        `name` is the station's, for the audit. Raises `UploadError`, `RecordingError`, OSError.
        """
        folder, manifest = self._begun(station_id, session_id)
        for entry in manifest.files:
            _require_whole(folder / entry.name, entry)
        recording = open_recording(folder)
        if (recording.info.session_id, recording.info.patient_code) != (
            manifest.session_id,
            manifest.patient_code,
        ):
            raise UploadError("session.json tells of another session or patient", 422)
        if recording.info.end is None:
            raise UploadError("the session is not closed; mend it first", 422)
        kept: list[Callable[[], object]] = keep_learned(self._data, recording.info, learned)
        new = import_session(folder, self._data)
        for keep in kept:
            keep()
        self._write_down(name, manifest)
        refresh_patient(self._store, self._data, manifest.patient_code)
        shutil.rmtree(folder, ignore_errors=True)
        return new

    def _write_down(self, name: str, manifest: Manifest) -> None:
        with self._store.writing() as connection:
            subject = f"session {manifest.session_id} of patient {manifest.patient_code}"
            audit(connection, f"station {name}", "upload", subject)

    def _folder(self, station_id: int, session_id: str) -> Path:
        return self._root / str(station_id) / self._data.session(session_id).name

    @property
    def _root(self) -> Path:
        return self._data.root / "uploads"

    def _begun(self, station_id: int, session_id: str) -> tuple[Path, Manifest]:
        folder = self._folder(station_id, session_id)
        manifest = self._manifest(folder)
        if manifest is None:
            raise UploadError("this session has not begun to come", 404)
        return folder, manifest

    def _manifest(self, folder: Path) -> Manifest | None:
        try:
            return Manifest.model_validate_json((folder / _MANIFEST).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def _require_room(self, manifest: Manifest) -> None:
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        needed = 2 * sum(each.size for each in manifest.files) + _SPARE
        if shutil.disk_usage(self._root).free < needed:
            raise UploadError("the console's disk is too full for this session", 507)

    def _clear(self) -> None:
        """Remove what nobody has gone on with for a month."""
        for station in _folders(self._root):
            for folder in _folders(station):
                if time.time() - folder.stat().st_mtime > _ABANDONED_S:
                    shutil.rmtree(folder, ignore_errors=True)


class Growing:
    """A file that is received. `at` is how much of it is there."""

    def __init__(self, path: Path, entry: FileEntry, at: int) -> None:
        self._path = path
        self._entry = entry
        self.at = at

    def add(self, piece: bytes) -> None:
        """Write what came next. Raises `UploadError` beyond the announced size, OSError."""
        if self.at + len(piece) > self._entry.size:
            raise UploadError(f"{self._entry.name} is longer than was announced", 413, self.at)
        with self._path.open("ab") as file:
            file.write(piece)
        self.at += len(piece)


def _require_same(place: Path, manifest: Manifest) -> None:
    for entry in manifest.files:
        path = place / entry.name
        if not path.is_file() or sha256_of(path) != entry.sha256:
            raise UploadError(
                f"session {manifest.session_id} is here already, and its {entry.name} is another",
                409,
            )


def _require_whole(path: Path, entry: FileEntry) -> None:
    have = _size(path)
    if have != entry.size:
        raise UploadError(f"{entry.name} has {have} of {entry.size} bytes", 409, have)
    path.touch()  # an empty one is never sent
    if sha256_of(path) != entry.sha256:
        path.unlink()
        raise UploadError(f"{entry.name} is not what was announced; send it again", 422, 0)


def _received(folder: Path, manifest: Manifest) -> Received:
    return Received({each.name: _size(folder / each.name) for each in manifest.files})


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except FileNotFoundError:
        return 0


def _folders(path: Path) -> list[Path]:
    try:
        return [each for each in path.iterdir() if each.is_dir()]
    except FileNotFoundError:
        return []
