"""Sessions and patients put into the index, and taken out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, IntegrityError

from clinic.session import PlayedSession
from clinic.store.base import Base
from clinic.store.index_tables import OF_A_SESSION, PatientRow, SessionRow
from clinic.store.rows import Row, rows_of, session_row
from clinic.store.store import Store
from game.patient import Patient
from game.recording.errors import RecordingError

_AT_ONCE: Final = 500
"""Values in one list of a query; every database takes that many."""


def save_session(store: Store, session: PlayedSession, fingerprint: str) -> None:
    """Put a session into the index instead of what was there of it, whole or not at all.

    Raises `RecordingError` where what it holds fits no table, `ClinicError` for the database.
    """
    row, others = session_row(session, fingerprint), rows_of(session)
    try:
        with store.writing() as connection:
            _put(connection, SessionRow, row)  # first: whoever else saves it waits here
            for table in OF_A_SESSION:
                connection.execute(delete(table).where(table.session_id == row["id"]))
                if others[table]:
                    connection.execute(
                        insert(table), [{"session_id": row["id"], **each} for each in others[table]]
                    )
    except (DataError, IntegrityError, OverflowError) as error:
        raise RecordingError(
            f"{session.recording.folder} can't be indexed: a number is counted twice or too large"
        ) from error


def remove_sessions(connection: Connection, ids: Sequence[str]) -> None:
    """Take sessions out of the index, with all that goes with them."""
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        connection.execute(delete(SessionRow).where(SessionRow.id.in_(some)))


def save_patients(connection: Connection, patients: Sequence[Patient]) -> None:
    """Put these profiles into the index, and take all others out."""
    codes = {patient.code for patient in patients}
    gone = [code for code in connection.scalars(select(PatientRow.code)) if code not in codes]
    for first in range(0, len(gone), _AT_ONCE):
        some = gone[first : first + _AT_ONCE]
        connection.execute(delete(PatientRow).where(PatientRow.code.in_(some)))
    for patient in sorted(patients, key=lambda each: each.code):
        save_profile(connection, patient)


def save_profile(connection: Connection, patient: Patient) -> None:
    """Put one profile into the index, instead of what was there of it."""
    row = {
        "code": patient.code,
        "affected_side": patient.affected,
        "condition": patient.condition,
        "posture": patient.posture,
    }
    _put(connection, PatientRow, row)


def _put(connection: Connection, table: type[Base], row: Row) -> None:
    """Insert, or replace what has this key; two programs that do so wait for each other."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**row)
    keys = [column.name for column in table.__table__.primary_key]
    others = {name: statement.excluded[name] for name in row if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others))
