"""What is asked of the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, union

from clinic.store.index_tables import ExerciseRow, PatientRow, SessionRow


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """A code that has a profile or a session; without a profile the side is not known."""

    code: str
    affected_side: str | None
    sessions: int
    last_utc: datetime | None


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A session in a list. `status` and `duration_s` are None while it is not closed."""

    id: str
    patient_code: str
    start_utc: datetime
    level_id: str
    level_title: str
    input_device: str
    resumed_from: str | None
    status: str | None
    duration_s: float | None
    practice: int
    scored: int
    won: int


@dataclass(frozen=True, slots=True)
class KnownExercise:
    """What of an exercise was done. `number` counts from 1; difficulty is None without a score."""

    number: int
    name: str
    task: str
    planned_sets: int
    planned_repetitions: int
    sets_begun: int
    practice: int
    scored: int
    won: int
    difficulty_first: float | None
    difficulty_last: float | None


def patients(connection: Connection) -> Sequence[KnownPatient]:
    """All patients, by code."""
    codes = union(select(PatientRow.code), select(SessionRow.patient_code)).subquery()
    rows = connection.execute(
        select(
            codes.c.code,
            func.max(PatientRow.affected_side),
            func.count(SessionRow.id),
            func.max(SessionRow.start_utc),
        )
        .outerjoin(PatientRow, PatientRow.code == codes.c.code)
        .outerjoin(SessionRow, SessionRow.patient_code == codes.c.code)
        .group_by(codes.c.code)
        .order_by(codes.c.code)
    )
    return [KnownPatient(*row) for row in rows]


def sessions_of(connection: Connection, code: str) -> Sequence[KnownSession]:
    """A patient's sessions, oldest first."""
    rows = connection.execute(
        select(*(getattr(SessionRow, name) for name in KnownSession.__slots__))
        .where(SessionRow.patient_code == code)
        .order_by(SessionRow.start_utc, SessionRow.id)
    )
    return [KnownSession(*row) for row in rows]


def exercises_of(connection: Connection, session_id: str) -> Sequence[KnownExercise]:
    """A session's exercises, in order."""
    rows = connection.execute(
        select(*(getattr(ExerciseRow, name) for name in KnownExercise.__slots__))
        .where(ExerciseRow.session_id == session_id)
        .order_by(ExerciseRow.number)
    )
    return [KnownExercise(*row) for row in rows]
