"""What `reachwell accounts` does. Passwords are asked for on the terminal, never options."""

from __future__ import annotations

import sys
from collections.abc import Callable
from getpass import getpass
from pathlib import Path

from rich.console import Console as Terminal
from sqlalchemy import Connection

from clinic.console import accounts
from clinic.console.roles import Role
from clinic.errors import ClinicError
from clinic.store import Store, audit, open_store
from game.datadir import data_directory
from reachwell.output import print_json, print_table

_HEADINGS = ("login", "role", "since", "disabled")


def print_accounts(folder: Path | None, database: str | None, *, as_json: bool) -> None:
    """Print all accounts. Raises `ClinicError`."""
    with open_store(data_directory(folder), database) as store, store.reading() as connection:
        found = accounts.accounts(connection)
    rows = [
        (
            each.login,
            each.role,
            each.created_utc.date().isoformat(),
            each.disabled_utc.date().isoformat() if each.disabled_utc else "",
        )
        for each in found
    ]
    if as_json:
        print_json([dict(zip(_HEADINGS, row, strict=True)) for row in rows])
    else:
        print_table(_HEADINGS, rows)


def add_an_account(
    folder: Path | None, database: str | None, login: str, role: Role, *, for_another: bool
) -> None:
    """Ask for a password and keep the account. Raises `ClinicError`."""
    with open_store(data_directory(folder), database) as store:
        add(store, login, role, ask_password(), for_another=for_another)
    _tell(f"account {login} ({role}) added")


def add(store: Store, login: str, role: Role, password: str, *, for_another: bool = False) -> None:
    """Keep an account; `for_another` has to choose another password. Raises `ClinicError`."""
    with store.writing() as connection:
        accounts.add_account(connection, login, role, password)
        if for_another:
            accounts.ask_for_own_password(connection, login)
        audit(connection, "terminal", "add account", f"{login} ({role})")


def disable_account(folder: Path | None, database: str | None, login: str) -> None:
    """Nobody signs in with it any more. Raises `ClinicError`."""
    _change(folder, database, login, "disable account", accounts.disable)
    _tell(f"account {login} disabled")


def enable_account(folder: Path | None, database: str | None, login: str) -> None:
    """It may sign in again. Raises `ClinicError`."""
    _change(folder, database, login, "enable account", accounts.enable)
    _tell(f"account {login} enabled")


def change_password(
    folder: Path | None, database: str | None, login: str, *, for_another: bool
) -> None:
    """Ask for another password; lifts a lock-out, signs out everywhere. Raises `ClinicError`."""
    password = ask_password()

    def work(connection: Connection, login: str) -> None:
        accounts.set_password(connection, login, password)
        if for_another:
            accounts.ask_for_own_password(connection, login)

    _change(folder, database, login, "reset password", work)
    _tell(f"account {login} has another password and is signed out everywhere")


def ask_password() -> str:
    """Ask twice on a terminal; read a line from a pipe. Raises `ClinicError`."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass("Password: ")
    if getpass("Once more: ") != first:
        raise ClinicError("the two passwords differ")
    return first


def _change(
    folder: Path | None,
    database: str | None,
    login: str,
    action: str,
    work: Callable[[Connection, str], None],
) -> None:
    with open_store(data_directory(folder), database) as store, store.writing() as connection:
        work(connection, login)
        audit(connection, "terminal", action, login)


def _tell(line: str) -> None:
    Terminal(stderr=True, markup=False, highlight=False).print(line)
