"""What `reachwell clinic` does."""

from __future__ import annotations

import socket
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from threading import Timer
from typing import Final

from rich.console import Console as Terminal

from clinic.console.accounts import any_account
from clinic.console.console import Console
from clinic.console.hosts import LOOPBACK, make_hosts
from clinic.console.serving import key_is_open, listen, serve, tls
from clinic.errors import ClinicError
from clinic.link.hub import Hub
from clinic.station.config import own_key
from clinic.station.starting import OwnMachine
from clinic.station.stations import Stations
from clinic.store import Store, open_store, reindex
from game.datadir import DataDirectory, data_directory
from reachwell.accounts import add, ask_password
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
    allowed_hosts: Sequence[str],
    *,
    browser: bool,
) -> None:
    """Serve until stopped; the first start makes the first account. Raises `UsageError`."""
    if (certificate is None) != (key is None):
        raise UsageError("--tls-certificate and --tls-key go together")
    if host not in LOOPBACK and certificate is None:
        raise UsageError(f"--host {host} needs --tls-certificate and --tls-key")
    terminal = Terminal(stderr=True, markup=False, highlight=False)
    hosts = make_hosts(host, allowed_hosts)
    secured = None
    if certificate is not None and key is not None:
        secured = tls(certificate, key)
        if key_is_open(key):
            terminal.print(f"warning: others may read {key}; chmod 600 keeps it to its owner")
    data = data_directory(folder)
    with open_store(data, database) as store:
        _first_account(store, terminal)
        with bar("Reading sessions") as progress:
            reindex(store, data, progress)
        listening = listen(host, port)
        name = next(iter(allowed_hosts), _reached_as(host))
        scheme = "http" if secured is None else "https"
        address = f"{scheme}://{name}:{listening.getsockname()[1]}"
        print(address, flush=True)  # noqa: T201
        terminal.print("The console is open. Ctrl-C closes it.")
        if browser:
            Timer(_BROWSER_AFTER_S, webbrowser.open, [address]).start()
        serve(_console(data, store, address, certificate), listening, hosts, secured)


def _reached_as(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - listens everywhere: a browser needs a name
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _console(data: DataDirectory, store: Store, address: str, certificate: Path | None) -> Console:
    hub = Hub(own_key())
    own = OwnMachine(address, data.root, play_command, certificate and certificate.absolute())
    return Console(data, store, hub, Stations(data, store, hub, own))


def _first_account(store: Store, terminal: Terminal) -> None:
    with store.reading() as connection:
        if any_account(connection):
            return
    if not sys.stdin.isatty():
        raise ClinicError("nobody may sign in yet; first: reachwell accounts add LOGIN --role lead")
    terminal.print("Nobody may sign in yet. This makes the first account, of a lead.")
    login = input("Login: ").strip()
    add(store, login, "lead", ask_password())
