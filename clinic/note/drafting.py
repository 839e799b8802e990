"""From a recorded session to the draft of its note."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from clinic.billing import Rule
from clinic.kept import Minutes, attested
from clinic.note.earlier import earlier_sessions
from clinic.note.facts import Note
from clinic.note.gather import note_of
from clinic.note.writing import Style, write_note
from clinic.session import PlayedSession
from clinic.settings import load_settings


def draft_note(
    session: PlayedSession,
    style: Style,
    data: Path,
    *,
    minutes: Sequence[Minutes] | None = None,
    rule: Rule | None = None,
) -> str:
    """The note's draft as text, with the settings and templates of the data directory.

    `minutes` and `rule` are the attested ones and the clinic's unless given. Raises
    `RecordingError`, and `ClinicError` for settings and templates.
    """
    return write_note(facts_of(session, data, minutes=minutes, rule=rule), style, data)


def facts_of(
    session: PlayedSession,
    data: Path,
    *,
    minutes: Sequence[Minutes] | None = None,
    rule: Rule | None = None,
    among: Sequence[Path] | None = None,
) -> Note:
    """The same as facts. Earlier sessions are looked for `among` these folders, where given."""
    settings = load_settings(data)
    if minutes is None:
        kept = attested(session.recording.folder)
        minutes = kept.minutes if kept else ()
    earlier = earlier_sessions(session, among)
    return note_of(session, earlier, minutes, rule or settings.billing_rule, settings.heading)
