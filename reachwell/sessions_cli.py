"""`reachwell sessions`: what has been recorded on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Recorded sessions.", no_args_is_help=True)

DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Data directory; else REACHWELL_DATA, else the system's place."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="For scripts.")]


@app.command("list")
def list_sessions(data: DataOption = None, *, as_json: JsonOption = False) -> None:
    """List sessions, the latest last."""
    from reachwell.sessions import print_sessions

    print_sessions(data, as_json=as_json)


@app.command()
def show(
    session: Annotated[str, typer.Argument(help="A session's id, or its folder.")],
    data: DataOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Show what came of a session."""
    from reachwell.sessions import print_session, print_session_json, session_folder

    folder = session_folder(session, data)
    (print_session_json if as_json else print_session)(folder)


@app.command()
def recover(
    session: Annotated[
        str | None, typer.Argument(help="A session's id or folder; left out: all that broke off.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Mend what a crash or a power cut left of a session."""
    from reachwell.sessions import recover_sessions

    recover_sessions(session, data)
