"""Sessions, repetitions and events as tables: what CSV and Parquet both hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clinic.export.columns import INTEGER, TEXT, Column
from clinic.export.event_rows import event_columns, event_rows
from clinic.export.numbering import Numbered, numbered, told_apart
from clinic.export.options import ExportOptions
from clinic.export.session_rows import session_columns, session_row
from clinic.export.times import start_ns
from clinic.export.trial_rows import TrialNames, trial_columns, trial_rows
from clinic.export.words import Words
from clinic.session import PlayedSession

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One session with its number, and how its texts and times are told."""

    session: PlayedSession
    numbered: Numbered
    words: Words

    @property
    def key(self) -> Row:
        """What every row of the session begins with."""
        keys: dict[str, Any] = {
            "patient": self.words.text(self.numbered.patient),
            "session": self.numbered.number,
        }
        if self.words.absolute_dates:
            keys["session_id"] = self.numbered.session_id
        return keys


@dataclass(frozen=True, slots=True)
class Tables:
    """All sessions of an export. Rows are made session by session, when they are asked for."""

    sessions: Sequence[PlayedSession]
    numbers: Sequence[Numbered]
    options: ExportOptions
    columns: Mapping[str, Sequence[Column]]
    """By table: sessions, trials, events."""

    def told(self) -> Iterator[Told]:
        """Sessions in the order of their numbers. Raises `RecordingError`."""
        names = told_apart(self.numbers)
        for each in self.numbers:
            session = self.sessions[each.index]
            start = start_ns(session)
            yield Told(session, each, Words(self.options.absolute_dates, names, start))

    def rows(self, told: Told) -> Mapping[str, list[Row]]:
        """The rows of one session, by table."""
        key = told.key
        return {
            "sessions": [{**key, **session_row(told.session, told.numbered, told.words)}],
            "trials": [{**key, **row} for row in trial_rows(told.session, told.words)],
            "events": [{**key, **row} for row in event_rows(told.session, told.words)],
        }


def tables(sessions: Sequence[PlayedSession], options: ExportOptions) -> Tables:
    """Look through the sessions once for the columns that they need."""
    numbers = numbered(sessions)
    words = Words(options.absolute_dates, told_apart(numbers))
    names = TrialNames.of((sessions[each.index] for each in numbers), words)
    keys = _key_columns(options)
    return Tables(
        sessions,
        numbers,
        options,
        {
            "sessions": [*keys, *session_columns(options)],
            "trials": [*keys, *trial_columns(names)],
            "events": [*keys, *event_columns()],
        },
    )


def _key_columns(options: ExportOptions) -> list[Column]:
    keys = [
        Column("patient", TEXT, "", "The patient's pseudonymous code."),
        Column(
            "session",
            INTEGER,
            "1",
            "Number of the session among the patient's exported ones, from 1, by time.",
            "this export",
        ),
    ]
    if options.absolute_dates:
        keys.append(Column("session_id", TEXT, "", "The session's id; holds its start in UTC."))
    return keys
