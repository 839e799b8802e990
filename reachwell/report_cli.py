"""`reachwell report`: a session or a patient's progress as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    session: Annotated[
        str | None, typer.Argument(help="A session's id, its folder, or last.")
    ] = None,
    patient: Annotated[
        str | None,
        typer.Option("--patient", help="Progress of a patient; with last: whose last session."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The PDF to write; left out: named after it, here.")
    ] = None,
    device: Annotated[
        str | None, typer.Option("--input", help="Progress only over sessions played with it.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Data directory; else REACHWELL_DATA, else the system's place."
        ),
    ] = None,
) -> None:
    """Write a report with pictures, one to three pages: of a session, or of a patient."""
    from reachwell.errors import UsageError
    from reachwell.reports import write_patient_report, write_session_report

    if session is not None and device is not None:
        raise UsageError("--input goes with --patient alone")
    if session is not None:
        written = write_session_report(session, patient, out, data)
    else:
        written = write_patient_report(patient, device, out, data)
    typer.echo(str(written))
