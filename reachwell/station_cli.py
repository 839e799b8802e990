"""`reachwell station`: a machine that patients play at, asked by a console on another one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Play here what a console on another machine asks.")

Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of all data, instead of the usual one.")
]


@app.command()
def join(
    url: Annotated[str, typer.Argument(help="The console, as in https://clinic.local:8042.")],
    code: Annotated[str, typer.Argument(help="The code that its page of stations shows.")],
    name: Annotated[str, typer.Option("--name", help="What this station is called there.")],
    tls_ca: Annotated[
        Path | None,
        typer.Option("--tls-ca", help="The clinic's own certificate authority, PEM."),
    ] = None,
) -> None:
    """Join a console, once."""
    from reachwell.station import join_console

    join_console(url, code, name, tls_ca)


@app.command()
def run(data: Data = None) -> None:
    """Wait to be asked for games, and hand over what was played. Ctrl-C ends it."""
    from reachwell.station import run_station

    run_station(data)


@app.command()
def leave(
    *,
    data: Data = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Also with sessions that are not handed over.")
    ] = False,
) -> None:
    """Be no station any more."""
    from reachwell.station import leave_console

    leave_console(data, anyway=anyway)
