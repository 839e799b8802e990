"""Sessions, repetitions and events as tables: what CSV and Parquet both hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clinic.export.columns import INTEGER, TEXT, Column
from clinic.export.event_rows import event_columns, event_rows
from clinic.export.numbering import Numbered, told_apart
from clinic.export.options import ExportOptions
from clinic.export.session_rows import session_columns, session_row
from clinic.export.telling import Told
from clinic.export.trial_rows import TrialNames, trial_columns, trial_rows
from clinic.export.words import Words
from clinic.session import PlayedSession

Row = Mapping[str, Any]

_PATIENT = Column("patient", TEXT, "", "The patient's pseudonymous code.")
_NUMBER = Column(
    "session",
    INTEGER,
    "1",
    "Number of the session among the patient's exported ones, from 1, by time.",
    "this export",
)
_ID = Column("session_id", TEXT, "", "The session's id; holds its start in UTC.")


@dataclass(frozen=True, slots=True)
class Tables:
    """Columns by table (sessions, trials, events), and the rows of one session in each."""

    columns: Mapping[str, Sequence[Column]]

    def rows(self, told: Told) -> Mapping[str, list[Row]]:
        """The rows of a session, by table. Raises `RecordingError`."""
        key = {
            "patient": told.patient,
            "session": told.numbered.number,
            "session_id": told.numbered.session_id,
        }
        rows = {
            "sessions": [session_row(told.session, told.numbered, told.words)],
            "trials": trial_rows(told.session, told.words),
            "events": event_rows(told.session, told.words),
        }
        return {name: [{**key, **row} for row in its] for name, its in rows.items()}


def tables(
    sessions: Sequence[PlayedSession], numbers: Sequence[Numbered], options: ExportOptions
) -> Tables:
    """Look through the sessions once for the columns that they need."""
    words = Words(options.absolute_dates, told_apart(numbers))
    names = TrialNames.of((sessions[each.index] for each in numbers), words)
    key = [_PATIENT, _NUMBER, *([_ID] if options.absolute_dates else [])]
    return Tables(
        {
            "sessions": [*key, *session_columns(options)],
            "trials": [*key, *trial_columns(names)],
            "events": [*key, *event_columns()],
        }
    )
