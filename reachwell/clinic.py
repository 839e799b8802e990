"""What `reachwell clinic` and `reachwell accounts` do."""

from __future__ import annotations

import sys
import webbrowser
from getpass import getpass
from pathlib import Path
from threading import Timer
from typing import Final

from rich.console import Console as Terminal

from clinic.console.accounts import add_account, any_account
from clinic.console.console import Console
from clinic.console.roles import Role
from clinic.console.serving import LOOPBACK, listen, serve
from clinic.errors import ClinicError
from clinic.link.hub import Hub
from clinic.station.config import own_key
from clinic.station.starting import OwnMachine
from clinic.station.stations import Stations
from clinic.store import Store, audit, open_store, reindex
from game.datadir import DataDirectory, data_directory
from reachwell.bar import bar
from reachwell.errors import UsageError
from reachwell.starting import play_command

_BROWSER_AFTER_S: Final = 1.0


def serve_clinic(
    folder: Path | None,
    database: str | None,
    host: str,
    port: int,
    certificate: Path | None,
    key: Path | None,
    *,
    browser: bool,
) -> None:
    """Serve until stopped; the first start makes the first account. Raises `UsageError`."""
    if (certificate is None) != (key is None):
        raise UsageError("--tls-certificate and --tls-key go together")
    if host not in LOOPBACK and certificate is None:
        raise UsageError(f"--host {host} needs --tls-certificate and --tls-key")
    terminal = Terminal(stderr=True, markup=False, highlight=False)
    data = data_directory(folder)
    with open_store(data, database) as store:
        _first_account(store, terminal)
        with bar("Reading sessions") as progress:
            reindex(store, data, progress)
        listening = listen(host, port)
        scheme = "http" if certificate is None else "https"
        address = f"{scheme}://{host}:{listening.getsockname()[1]}"
        print(address, flush=True)  # noqa: T201
        terminal.print("The console is open. Ctrl-C closes it.")
        if browser:
            Timer(_BROWSER_AFTER_S, webbrowser.open, [address]).start()
        serve(_console(data, store, address), listening, certificate, key)


def _console(data: DataDirectory, store: Store, address: str) -> Console:
    hub = Hub(own_key())
    own = OwnMachine(address, data.root, play_command)
    return Console(data, store, hub, Stations(data, store, hub, own))


def add_an_account(folder: Path | None, database: str | None, login: str, role: Role) -> None:
    """Ask for a password and keep the account. Raises `ClinicError`."""
    terminal = Terminal(stderr=True, markup=False, highlight=False)
    with open_store(data_directory(folder), database) as store:
        _add(store, login, role, _password())
    terminal.print(f"account {login} ({role}) added")


def _first_account(store: Store, terminal: Terminal) -> None:
    with store.reading() as connection:
        if any_account(connection):
            return
    if not sys.stdin.isatty():
        raise ClinicError("nobody may sign in yet; first: reachwell accounts add LOGIN --role lead")
    terminal.print("Nobody may sign in yet. This makes the first account, of a lead.")
    login = input("Login: ").strip()
    _add(store, login, "lead", _password())


def _add(store: Store, login: str, role: Role, password: str) -> None:
    with store.writing() as connection:
        add_account(connection, login, role, password)
        audit(connection, "terminal", "add account", f"{login} ({role})")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass("Password: ")
    if getpass("Once more: ") != first:
        raise ClinicError("the two passwords differ")
    return first
