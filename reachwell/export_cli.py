"""`reachwell export`: sessions in the formats of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def export(
    out: Annotated[
        Path, typer.Option("--out", help="Folder to write into; nothing in it is overwritten.")
    ],
    form: Annotated[
        list[str],
        typer.Option(
            "--format",
            help="csv, parquet, json, bids, c3d, fhir or xdf. May be given again; "
            "several come into a folder each.",
        ),
    ],
    sessions: Annotated[
        list[str] | None,
        typer.Argument(metavar="SESSION...", help="Ids, folders, or last.", show_default=False),
    ] = None,
    patient: Annotated[
        str | None, typer.Option("--patient", help="All sessions of this patient code.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Data directory; else REACHWELL_DATA, else the system's place."
        ),
    ] = None,
    *,
    dates: Annotated[
        bool,
        typer.Option(
            "--dates", help="Tell dates and session ids; left out, days and times are relative."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the files written.")] = False,
) -> None:
    """Export sessions, all or nothing, under the patient's code and with relative times."""
    from reachwell.exporting import export_sessions

    export_sessions(sessions or [], patient, form, out, data, absolute_dates=dates, as_json=as_json)
