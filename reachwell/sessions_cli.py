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
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        help="Database URL, as in postgresql://USER@HOST/NAME; else REACHWELL_DATABASE, "
        "else reachwell.db in the data directory.",
    ),
]


@app.command("list")
def list_sessions(
    patient: Annotated[
        str | None, typer.Option("--patient", help="Those of one patient, from the index.")
    ] = None,
    newest: Annotated[
        int | None, typer.Option("--newest", min=1, help="So many at most; else all.")
    ] = None,
    data: DataOption = None,
    database: DatabaseOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """List sessions, the latest last."""
    if patient is None:
        from reachwell.sessions import print_sessions

        print_sessions(data, newest, as_json=as_json)
    else:
        from reachwell.indexing import print_sessions_of

        print_sessions_of(patient, newest, data, database, as_json=as_json)


@app.command()
def reindex(
    data: DataOption = None,
    database: DatabaseOption = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Read every folder anew, changed or not.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring the index up to date with the sessions' folders."""
    from reachwell.indexing import reindex_sessions

    reindex_sessions(data, database, everything=everything, as_json=as_json)


@app.command("import")
def import_sessions(
    folders: Annotated[
        list[Path], typer.Argument(help="Sessions' folders, or a data directory's copy.")
    ],
    data: DataOption = None,
    database: DatabaseOption = None,
) -> None:
    """Copy sessions that were recorded elsewhere into the data directory."""
    from reachwell.indexing import import_folders

    import_folders(folders, data, database)


@app.command()
def show(
    session: Annotated[str, typer.Argument(help="A session's id, its folder, or last.")],
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
        str | None,
        typer.Argument(help="A session's id or folder, or last; left out: all that broke off."),
    ] = None,
    data: DataOption = None,
) -> None:
    """Mend what a crash or a power cut left of a session."""
    from reachwell.sessions import recover_sessions

    recover_sessions(session, data)
