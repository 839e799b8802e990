"""`reachwell remeasure`: measures of recorded sessions, made anew by today's formulas."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def remeasure(
    sessions: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SESSION]...", help="Ids or folders; all sessions without any."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=61, help="Processes; as many as cores if left out."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="A Dask cluster: tcp://127.0.0.1:8786"),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Data directory; else REACHWELL_DATA, else the system's."),
    ] = None,
    *,
    again: Annotated[
        bool, typer.Option("--all", help="Those that have today's measures too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Make measures anew from what was recorded, which stays as it is."""
    from reachwell.remeasuring import remeasure_sessions

    remeasure_sessions(
        sessions or [],
        data,
        workers=workers,
        scheduler=scheduler,
        again=again,
        as_json=as_json,
    )
