"""`reachwell note` drafts a session's note; `reachwell note-templates` copies its templates out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Form(StrEnum):
    """How the note is laid out."""

    NARRATIVE = "narrative"
    SOAP = "soap"


class RuleName(StrEnum):
    """How attested minutes become units."""

    CMS = "cms"
    AMA = "ama"


DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Data directory; else REACHWELL_DATA, else the system's place."),
]


def note(
    session: Annotated[str, typer.Argument(help="A session's id or folder, or last.")],
    form: Annotated[
        Form, typer.Option("--format", help="Laid out as narrative or as S-O-A-P.")
    ] = Form.NARRATIVE,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write it to this file instead of printing it.")
    ] = None,
    attest_minutes: Annotated[
        list[str] | None,
        typer.Option(
            "--attest-minutes",
            help="Timed one-on-one minutes that you attest: 24 (of 97112) or CODE=MINUTES; "
            "may be given several times, and replaces what was attested before.",
        ),
    ] = None,
    rule: Annotated[
        RuleName | None,
        typer.Option("--rule", help="Units by cms or ama; else as clinic.yaml says, else cms."),
    ] = None,
    data: DataOption = None,
    *,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep this draft in the session's folder.")
    ] = False,
) -> None:
    """Draft a session's note, for a therapist to check, complete and sign."""
    from reachwell.note import print_note

    print_note(
        session,
        form.value,
        out,
        attest_minutes or [],
        rule.value if rule else None,
        data,
        keep=keep,
    )


def note_templates(
    out: Annotated[Path, typer.Option("--out", help="Folder to copy them to.")],
) -> None:
    """Copy the note's templates out, to be changed and put into the data directory's templates."""
    from clinic.note.writing import copy_templates

    for path in copy_templates(out):
        typer.echo(str(path))
