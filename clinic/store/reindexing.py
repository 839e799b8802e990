"""The index, brought up to date with the folders."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from clinic.errors import ClinicError
from clinic.fingerprint import fingerprint, session_ids
from clinic.session import read_session
from clinic.store.index_tables import SessionRow
from clinic.store.saving import remove_sessions, save_patients, save_session
from clinic.store.store import Store
from game.datadir import DataDirectory
from game.patient import Patient, PatientError, load_patient, patient_codes
from game.recording.errors import RecordingError
from game.recording.reading import open_recording

READER: Final = "store 1"
"""Raised when other things of a session are kept in the index: all folders are read anew."""

Progress = Callable[[int, int], None]
"""Told how many folders are done, of how many."""


@dataclass
class Reindexed:
    """What came of it. `problems` holds a line for each folder or profile left out, and why."""

    read: int = 0
    unchanged: int = 0
    gone: int = 0
    problems: list[str] = field(default_factory=list)


def reindex(store: Store, data: DataDirectory, progress: Progress) -> Reindexed:
    """Read what changed since the last time. Raises `ClinicError`, `RecordingError`.

    Every session is a transaction of its own: one that is interrupted loses nothing, and the
    next one goes on where it ended.
    """
    return _all(store, data, _known(store), progress)


def rebuild(store: Store, data: DataDirectory, progress: Progress) -> Reindexed:
    """Read every folder anew, changed or not. Raises as `reindex` does."""
    return _all(store, data, dict.fromkeys(_known(store), ""), progress)


def refresh_patient(store: Store, data: DataDirectory, code: str) -> Reindexed:
    """Read sessions that are new, and those of one patient that changed: a part of `reindex`."""
    with store.reading() as connection:
        ids = set(connection.scalars(select(SessionRow.id)).all())
        own = select(SessionRow.id, SessionRow.fingerprint).where(SessionRow.patient_code == code)
        known = {row.id: row.fingerprint for row in connection.execute(own)}
    names = _folders(data, ids)
    done = Reindexed(gone=_remove_gone(store, ids, names))
    for name in sorted((names - ids) | (names & known.keys())):
        _one(store, data, name, known, done)
    return done


def refresh_session(store: Store, data: DataDirectory, session_id: str) -> Reindexed:
    """Read one session, if it changed: a part of `reindex`."""
    query = select(SessionRow.id, SessionRow.fingerprint).where(SessionRow.id == session_id)
    with store.reading() as connection:
        known = {row.id: row.fingerprint for row in connection.execute(query)}
    done = Reindexed()
    _one(store, data, session_id, known, done)
    return done


def _all(
    store: Store, data: DataDirectory, known: Mapping[str, str], progress: Progress
) -> Reindexed:
    names = _folders(data, known)
    done = Reindexed(gone=_remove_gone(store, known, names))
    _patients(store, data, done)
    for number, name in enumerate(sorted(names), start=1):
        _one(store, data, name, known, done)
        progress(number, len(names))
    return done


def _known(store: Store) -> dict[str, str]:
    with store.reading() as connection:
        rows = connection.execute(select(SessionRow.id, SessionRow.fingerprint)).all()
        return {row.id: row.fingerprint for row in rows}


def _folders(data: DataDirectory, known: Collection[str]) -> set[str]:
    names = set(session_ids(data))
    if known and not names and not data.sessions.is_dir():
        raise ClinicError(
            f"there is no folder {data.sessions}, and the index knows {len(known)} sessions: "
            "is its disk connected? Make the folder to say that they are gone"
        )
    return names


def _remove_gone(store: Store, known: Collection[str], names: set[str]) -> int:
    gone = sorted(set(known) - names)
    if gone:
        with store.writing() as connection:
            remove_sessions(connection, gone)
    return len(gone)


def _one(
    store: Store, data: DataDirectory, name: str, known: Mapping[str, str], done: Reindexed
) -> None:
    seen = fingerprint(data, name, READER)  # before it is read: later changes are read again
    if known.get(name) == seen:
        done.unchanged += 1
        return
    folder = data.sessions / name
    try:
        recording = open_recording(folder)
        if recording.info.session_id != name:
            raise RecordingError(f"{folder} holds session {recording.info.session_id}")
        save_session(store, read_session(recording), seen)
        done.read += 1
    except RecordingError as error:
        done.problems.append(str(error))
        if name in known:
            with store.writing() as connection:
                remove_sessions(connection, [name])


def _patients(store: Store, data: DataDirectory, done: Reindexed) -> None:
    try:
        codes = patient_codes(data.patients)
    except PatientError as error:
        done.problems.append(str(error))
        return
    found: list[Patient] = []
    for code in codes:
        try:
            found.append(load_patient(data.patients, code))
        except PatientError as error:
            done.problems.append(str(error))
    with store.writing() as connection:
        save_patients(connection, found)
