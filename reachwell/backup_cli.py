"""`reachwell backup`, `reachwell restore` and `reachwell audit`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reachwell.clinic_cli import Data, Database

Json = Annotated[bool, typer.Option("--json", help="For scripts.")]

audit_app = typer.Typer(no_args_is_help=True, help="Who did what in the console.")


def backup(
    out: Annotated[Path, typer.Argument(help="The ZIP file to write; it must not be there yet.")],
    data: Data = None,
    database: Database = None,
    *,
    as_json: Json = False,
) -> None:
    """Write sessions, patients, settings and the database's own tables into one file."""
    from reachwell.backup import back_up

    back_up(out, data, database, as_json=as_json)


def restore(
    source: Annotated[Path, typer.Argument(help="A backup.")],
    data: Annotated[Path, typer.Option("--data", help="The new folder of all data.")],
    database: Database = None,
    *,
    as_json: Json = False,
) -> None:
    """Bring a backup back, into a new folder and an empty database."""
    from reachwell.backup import restore as bring_back

    bring_back(source, data, database, as_json=as_json)


@audit_app.command()
def verify(
    data: Data = None,
    database: Database = None,
    known: Annotated[
        str | None, typer.Option("--known", help="NUMBER:HASH of an earlier time, kept elsewhere.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Go through the whole audit, and tell whether each row is as it was written."""
    from reachwell.backup import verify as go_through

    go_through(data, database, known, as_json=as_json)
