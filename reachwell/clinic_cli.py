"""`reachwell clinic` and `reachwell accounts`: the therapist's console and who may use it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of all data, instead of the usual one.")
]
Database = Annotated[
    str | None,
    typer.Option("--database", help="Database URL, instead of SQLite in the folder of all data."),
]


ForAnother = Annotated[
    bool,
    typer.Option(
        "--for-another", help="The owner has to choose another password at the next sign-in."
    ),
]


class RoleName(StrEnum):
    """What an account may do."""

    THERAPIST = "therapist"
    LEAD = "lead"
    READ_ONLY = "read-only"


accounts_app = typer.Typer(
    no_args_is_help=True, help="Who may use the console. Passwords are asked for, never options."
)


def clinic(
    *,
    data: Data = None,
    database: Database = None,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; others than this machine need TLS.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")
    ] = 8042,
    tls_certificate: Annotated[
        Path | None, typer.Option("--tls-certificate", help="Certificate chain, PEM.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option("--tls-key", help="Its private key, PEM.")] = None,
    allowed_host: Annotated[
        list[str] | None,
        typer.Option("--allowed-host", help="A name the console is reached by; may be repeated."),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open the page in the browser.")
    ] = False,
) -> None:
    """Serve the therapist's console, and open it in the browser."""
    from reachwell.clinic import serve_clinic

    names = allowed_host or []
    serve_clinic(
        data, database, host, port, tls_certificate, tls_key, names, browser=not no_browser
    )


@accounts_app.command()
def add(
    login: Annotated[str, typer.Argument(help="How they sign in, as in m.lindt.")],
    role: Annotated[RoleName, typer.Option("--role", help="What they may do.")],
    data: Data = None,
    database: Database = None,
    *,
    for_another: ForAnother = False,
) -> None:
    """Add an account; the password is asked for on the terminal, or read from a pipe."""
    from reachwell.accounts import add_an_account

    add_an_account(data, database, login, role.value, for_another=for_another)


@accounts_app.command("list")
def list_accounts(
    data: Data = None,
    database: Database = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """List all accounts."""
    from reachwell.accounts import print_accounts

    print_accounts(data, database, as_json=as_json)


Login = Annotated[str, typer.Argument(help="Whose account.")]


@accounts_app.command()
def disable(login: Login, data: Data = None, database: Database = None) -> None:
    """Sign an account out everywhere and let it in no more. The last lead stays."""
    from reachwell.accounts import disable_account

    disable_account(data, database, login)


@accounts_app.command()
def enable(login: Login, data: Data = None, database: Database = None) -> None:
    """Let a disabled account in again."""
    from reachwell.accounts import enable_account

    enable_account(data, database, login)


@accounts_app.command()
def password(
    login: Login, data: Data = None, database: Database = None, *, for_another: ForAnother = False
) -> None:
    """Give an account another password, asked for on the terminal; lifts a lock-out."""
    from reachwell.accounts import change_password

    change_password(data, database, login, for_another=for_another)
