"""A note from its draft to its signature, and its amendments.

A draft is changed by whoever may, each change on top of the last one they saw. Signing makes of
it a note that no function changes any more; an amendment is one more note that names it.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from clinic.errors import ClinicError
from clinic.kept import (
    ATTESTED,
    DRAFT,
    EXCLUSIONS,
    LONGEST_NOTE,
    NOTES,
    Attested,
    Draft,
    Exclusions,
    Note,
    Notes,
    Style,
    attested,
    changing,
    draft_of,
    exclusions,
    holding,
    line,
    notes,
    write_kept,
)
from game.recording.errors import cannot
from game.recording.info import now_utc


class ChangedError(ClinicError):
    """Somebody else changed the draft meanwhile; `draft` is theirs, None where it is gone."""

    def __init__(self, draft: Draft | None) -> None:
        """Say who it was."""
        who = f"{draft.changed_by} has changed it" if draft else "it is gone"
        super().__init__(f"the draft is not as you saw it: {who} meanwhile")
        self.draft = draft


def save_draft(folder: Path, seen: str | None, style: Style, text: str, by: str) -> Draft:
    """Keep a changed draft. `seen` is the revision it was changed from, None for a new one.

    Raises `ChangedError`, `SignedError`, `ClinicError` for a text that can't be kept,
    `RecordingError`.
    """
    with changing(folder):
        before = _seen(folder, seen)
        amends, why = (before.amends, before.why) if before else (None, None)
        return _keep(folder, style, text, by, amends, why)


def discard_draft(folder: Path, seen: str) -> None:
    """Throw a draft away. What was changed for an amendment goes back to what was signed.

    Raises `ChangedError`, `RecordingError`.
    """
    with holding(folder):
        _seen(folder, seen)
        signed = notes(folder).signed
        if signed is not None:
            _put_back(folder, signed[1])
        _remove_draft(folder)


def sign(folder: Path, seen: str, by: str) -> Note:
    """Sign the draft of a revision, as a login: from now on it is locked.

    Raises `ChangedError`, `ClinicError` for an empty text, `RecordingError`.
    """
    with changing(folder):
        draft = _seen(folder, seen)
        if draft is None or not draft.text.strip():
            raise ClinicError("there is no text to sign")
        kept = attested(folder)
        note = Note(
            written_utc=draft.changed_utc,
            style=draft.style,
            text=draft.text,
            signed_by=by,
            signed_utc=now_utc(),
            amends=draft.amends,
            why=draft.why,
            minutes=kept.minutes if kept else (),
            excluded=exclusions(folder).repetitions,
        )
        note = note.model_copy(update={"sha256": digest(note)})
        write_kept(folder / NOTES, Notes(notes=(*notes(folder).notes, note)))
        _remove_draft(folder)
        return note


def amend(folder: Path, why: str, by: str) -> Draft:
    """Begin an amendment of the note that was signed last, from its text.

    Raises `ClinicError` where nothing is signed, or one has begun; `RecordingError`.
    """
    why = line(why, "the reason of an amendment")
    with holding(folder):
        signed = notes(folder).signed
        if signed is None:
            raise ClinicError("nothing is signed yet: change the draft instead")
        begun = draft_of(folder)
        if begun is not None:
            raise ClinicError(f"{begun.changed_by} has begun an amendment already")
        number, note = signed
        return _keep(folder, note.style, note.text, by, number, why)


def digest(note: Note) -> str:
    """SHA-256 of all that a signature stands for, hexadecimal.

    It is taken of JSON with sorted keys, without spaces, in ASCII, times in UTC: other programs
    can check it. docs/notes.md tells it key by key.
    """
    told = {
        "text": note.text,
        "style": note.style,
        "written_utc": _moment(note.written_utc),
        "signed_by": note.signed_by,
        "signed_utc": _moment(note.signed_utc) if note.signed_utc else None,
        "amends": note.amends,
        "why": note.why,
        "minutes": [[each.code, each.minutes] for each in note.minutes],
        "excluded": [[each.trial_num, each.reason] for each in note.excluded],
    }
    plain = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(plain.encode("ascii")).hexdigest()


def intact(note: Note) -> bool:
    """Whether a signed note is as it was signed."""
    return note.sha256 == digest(note)


def problems(folder: Path) -> list[str]:
    """What is not as it was signed: a line each. Raises `RecordingError`."""
    kept = notes(folder)
    found = [
        f"Note {number}, signed by {note.signed_by}, was changed after it was signed: "
        "its text does not fit its signature."
        for number, note in enumerate(kept.notes, start=1)
        if note.signed_by is not None and not intact(note)
    ]
    if kept.signed is None or draft_of(folder) is not None:
        return found
    note, minutes = kept.signed[1], attested(folder)
    if (minutes.minutes if minutes else ()) != note.minutes:
        found.append("The attested minutes are not those that were signed.")
    if _reasons(exclusions(folder)) != _reasons(Exclusions(repetitions=note.excluded)):
        found.append("The repetitions taken out are not those that were signed.")
    return found


def _reasons(kept: Exclusions) -> dict[int, str]:
    return {each.trial_num: each.reason for each in kept.repetitions}


def _seen(folder: Path, revision: str | None) -> Draft | None:
    draft = draft_of(folder)
    if (draft.revision if draft else None) != revision:
        raise ChangedError(draft)
    return draft


def _keep(
    folder: Path,
    style: Style,
    text: str,
    by: str,
    amends: int | None = None,
    why: str | None = None,
) -> Draft:
    try:
        draft = Draft(
            revision=secrets.token_hex(8),
            style=style,
            text=text,
            changed_by=by,
            changed_utc=now_utc(),
            amends=amends,
            why=why,
        )
    except ValidationError as error:
        raise ClinicError(
            f"a note has at most {LONGEST_NOTE} characters, all of them Unicode"
        ) from error
    return write_kept(folder / DRAFT, draft)


def _put_back(folder: Path, note: Note) -> None:
    if attested(folder) is not None or note.minutes:
        when = note.signed_utc or now_utc()
        write_kept(folder / ATTESTED, Attested(attested_utc=when, minutes=note.minutes))
    write_kept(folder / EXCLUSIONS, Exclusions(repetitions=note.excluded))


def _remove_draft(folder: Path) -> None:
    try:
        (folder / DRAFT).unlink(missing_ok=True)
    except OSError as error:
        raise cannot("remove", folder / DRAFT, error) from error


def _moment(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{time.microsecond:06d}Z"
