"""What is left of a session that ended early, to go on with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from clinic.store.index_tables import SessionRow
from game.datadir import DataDirectory
from game.patient import profile_path
from game.recording.errors import RecordingError, cannot
from game.recording.info import now_utc
from game.recording.lock import held
from game.recording.reading import open_recording
from game.resuming import resume_point
from levels.loader import parse_level
from levels.model import Level
from levels.problem import LevelError

_LATELY: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Left:
    """Where a session can be gone on with. `where` is told in words."""

    session_id: str
    patient_code: str
    level: Level
    input_device: str
    start_utc: datetime
    where: str


def left_of(connection: Connection, data: DataDirectory, session_id: str) -> Left | None:
    """What is left of a session; None where that is nothing, or it was gone on with already.

    Raises `RecordingError` where it can't be read, `LevelError`.
    """
    folder = data.session(session_id)
    recording = open_recording(folder)
    info = recording.info
    mine, gone_on = SessionRow.patient_code == info.patient_code, SessionRow.resumed_from
    if connection.execute(select(SessionRow.id).where(mine, gone_on == session_id)).first():
        return None
    try:
        if held(folder) or not profile_path(data.patients, info.patient_code).is_file():
            return None
    except OSError as error:
        raise cannot("read", folder, error) from error
    level = parse_level(recording.level(), str(folder / "level.yaml"))
    where = "It broke off; where to go on is found when it starts."
    if info.end is not None:
        point = resume_point(recording, level)
        if point is None:
            return None
        exercise = level.exercises[point.exercise - 1]
        part = f"set {point.set} of {exercise.sets}" if point.set else "warm-up"
        where = f"To go on with: {point.exercise}. {exercise.name}, {part}, {point.done} done."
    return Left(session_id, info.patient_code, level, info.input_device, info.start_utc, where)


def left_to_offer(connection: Connection, data: DataDirectory, session_id: str) -> Left | None:
    """The same, and None where it can't be read."""
    try:
        return left_of(connection, data, session_id)
    except (RecordingError, LevelError):
        return None


def left_lately(
    connection: Connection, data: DataDirectory, code: str, linked: Iterable[str]
) -> Left | None:
    """What is left of a patient's last session, where that was not long ago.

    `linked` are the patient's sessions that the index may not know yet.
    """
    mine = SessionRow.patient_code == code
    known = connection.execute(select(func.max(SessionRow.id)).where(mine)).scalar_one_or_none()
    last = max([*linked, known or ""])  # an id begins with the time
    left = left_to_offer(connection, data, last) if last else None
    return left if left is not None and left.start_utc > now_utc() - _LATELY else None
