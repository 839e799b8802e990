"""Drafting a note from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

import typer
from pydantic import ValidationError

from clinic.billing import Rule
from clinic.errors import ClinicError
from clinic.kept import Minutes, attest, keep_note, notes, require_open
from clinic.note.drafting import draft_note
from clinic.note.phrases import laid_out
from clinic.session import read_session
from clinic.signing import intact, problems
from game.datadir import data_directory
from game.recording.errors import RecordingError, one_line
from game.recording.files import write_atomically
from game.recording.reading import open_recording
from reachwell.errors import UsageError
from reachwell.outfile import checked_out
from reachwell.sessions import session_folder

NMR_CODE: Final = "97112"
"""Neuromuscular re-education: the code of minutes that are told without one."""


def print_note(
    session: str,
    style: Literal["narrative", "soap"],
    out: Path | None,
    attest_minutes: Sequence[str],
    rule: Rule | None,
    data: Path | None,
    *,
    keep: bool,
) -> None:
    """Print or write a note's draft; nothing is attested or kept unless it could be written.

    A signed note is told as it was signed. Raises `UsageError`, `ClinicError`, `RecordingError`.
    """
    minutes = attested_minutes(attest_minutes)
    recording = open_recording(session_folder(session, data))
    if recording.info.end is None:
        raise RecordingError(
            f"{recording.info.session_id} is not closed: it is being played, or it broke off "
            f"(reachwell sessions recover mends it)"
        )
    if minutes or keep:
        require_open(recording.folder)
    text = _signed(recording.folder)
    if text is None or minutes or keep:
        root = data_directory(data).root
        played = read_session(recording)
        text = draft_note(played, style, root, minutes=minutes or None, rule=rule)
    if out is not None:
        _write(out, text)
    if minutes:
        attest(recording.folder, minutes)
    if keep:
        keep_note(recording.folder, style, text)
    if out is None:
        typer.echo(text, nl=False)


def _signed(folder: Path) -> str | None:
    """The signed note with its amendments, told to be signed; None where nothing is signed."""
    for line in problems(folder):
        typer.echo(line, err=True)
    parts = []
    for number, note in enumerate(notes(folder).notes, start=1):
        if note.signed_by is None or note.signed_utc is None:
            continue
        amends = f"AMENDMENT of note {note.amends}: {note.why}\n\n" if note.amends else ""
        state = "" if intact(note) else "; DOES NOT FIT its signature: changed afterwards"
        parts.append(
            f"{amends}{note.text.rstrip()}\n\n{note.signed_with}\n"
            f"Note {number}, signed by {note.signed_by}, {note.signed_utc:%Y-%m-%d %H:%M} UTC"
            f"{state}.\n"
        )
    return laid_out("\n".join(parts)) if parts else None


def attested_minutes(told: Sequence[str]) -> list[Minutes]:
    """Minutes by code from options: 24, or 97110=23. Raises `UsageError`."""
    minutes: list[Minutes] = []
    for each in told:
        code, equals, number = each.partition("=")
        if not equals:
            code, number = NMR_CODE, each
        try:
            if not (number.isascii() and number.isdigit()):
                raise ValueError
            parsed = Minutes(code=code.strip().upper(), minutes=int(number))
        except (ValidationError, ValueError):
            raise UsageError(
                f"--attest-minutes is {each[:40]!r}; allowed: whole minutes from 0 to 480, "
                f"or CODE=MINUTES with a code of five digits or letters, as in 97110=23"
            ) from None
        if any(parsed.code == other.code for other in minutes):
            raise UsageError(f"--attest-minutes tells {parsed.code} twice; tell each code once")
        minutes.append(parsed)
    return minutes


def _write(out: Path, text: str) -> None:
    """Write a new file: one that is there may be what a therapist has completed and signed."""
    try:
        write_atomically(checked_out(out), text.encode())
    except OSError as error:
        raise ClinicError(one_line(f"{out}: can't be written: {error.strerror}")) from error
