"""The patient's earlier sessions, as far as a note compares with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from clinic.progress.history import GUEST, is_rerun
from clinic.session import PlayedSession, read_session
from game.datadir import DataDirectory
from game.recording.errors import RecordingError
from game.recording.info import SessionInfo
from game.recording.reading import Recording, open_recording


def earlier_sessions(
    session: PlayedSession, among: Sequence[Path] | None = None
) -> list[PlayedSession]:
    """Sessions that a note compares with, the latest first.

    They lie beside the session, or are `among` these folders (oldest first), began before it, and
    are of the same patient and the same input device: a mouse is no arm. The latest is always
    among them; after it only those that have an exercise of this level which a later one has not.
    What this session goes on from is a part of the same visit, a recording that was fed through
    the program again is none. What can't be read is passed over.
    """
    info = session.info
    if info.patient_code == GUEST or is_rerun(info):
        return []
    visit = _went_on_from(info)
    wanted = {(each.plan.name, each.plan.task, side) for each in session.exercises
              for side in {done.side for done in each.scored}}  # fmt: skip
    found: list[PlayedSession] = []
    for folder in reversed(_folders(session.recording.folder) if among is None else among):
        if found and not wanted:
            break
        recording = _opened(folder)
        if recording is None or not _compares(recording, session, info.start_utc):
            continue
        if recording.info.session_id in visit:
            visit |= _went_on_from(recording.info)
            continue
        try:
            played = read_session(recording)
        except RecordingError:
            continue
        done = {(each.exercise_name, each.task, each.side)
                for each in played.repetitions if each.scored}  # fmt: skip
        alike = wanted & done if played.level.id == session.level.id else set()
        if alike or not found:
            found.append(played)
            wanted -= alike
    return found


def _compares(recording: Recording, session: PlayedSession, before: datetime) -> bool:
    info = recording.info
    return (
        info.patient_code == session.info.patient_code
        and info.input_device == session.info.input_device
        and info.start_utc < before
        and info.session_id != session.info.session_id
        and not is_rerun(info)
    )


def _went_on_from(info: SessionInfo) -> set[str]:
    return {info.resumed_from.session} if info.resumed_from else set()


def _folders(folder: Path) -> list[Path]:
    try:
        return DataDirectory(folder.absolute().parent.parent).session_folders()
    except RecordingError:
        return []


def _opened(folder: Path) -> Recording | None:
    try:
        return open_recording(folder)
    except RecordingError:
        return None
