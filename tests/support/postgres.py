"""A PostgreSQL server of the tests' own: in a temporary folder, on loopback, with a password."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from support.require import lack

WITHIN_S = 60
_NUMBERS = count(1)


@dataclass(frozen=True)
class Postgres:
    """A running server; `url` is that of its first database."""

    port: int
    password: str

    def url(self, name: str = "postgres", driver: str = "postgresql") -> str:
        return f"{driver}://tester:{self.password}@127.0.0.1:{self.port}/{name}"

    def new_database(self) -> str:
        """Make an empty database and return its URL."""
        name = f"test_{next(_NUMBERS)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.url(name)


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """Start a server and stop it; skips where none is installed."""
    programs = _programs()
    if programs is None:
        lack("postgresql", "PostgreSQL's server is not installed (package postgresql)")
    password = secrets.token_urlsafe(12)
    with tempfile.TemporaryDirectory(prefix="reachwell-postgres-") as folder:
        place = Path(folder)
        secret = place / "password"
        secret.write_text(password)
        user = _unprivileged(place, secret)
        options = ["--pgdata", str(place / "data"), "--username=tester", "--encoding=UTF8"]
        options += ["--auth=scram-sha-256", f"--pwfile={secret}", "--locale=C", "--no-sync"]
        subprocess.run(
            [programs / "initdb", *options], check=True, capture_output=True, cwd=place, **user
        )
        port = _free_port()
        command = [programs / "postgres", "-D", str(place / "data"), "-p", str(port)]
        command += ["-h", "127.0.0.1", "-k", "", "-F", "-c", "max_connections=50"]
        with (place / "log").open("wb") as log:
            server = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=log, cwd=place, **user
            )
        try:
            found = Postgres(port, password)
            _wait(server, found, place / "log")
            yield found
        finally:
            # without a last checkpoint: nobody will want its files
            server.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGQUIT)
            server.wait(WITHIN_S)


def _programs() -> Path | None:
    """Where `initdb` and `postgres` are; Debian keeps them off the path."""
    on_path = shutil.which("initdb")
    places = [Path(on_path).parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in places if list(each.glob("postgres*"))), None)


def _unprivileged(place: Path, secret: Path) -> dict[str, object]:
    """The server refuses to run as root: then it runs as nobody, who is given the folder."""
    if sys.platform == "win32" or os.getuid() != 0:
        return {}
    for path in (place, secret):
        shutil.chown(path, "nobody", "nogroup")
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], found: Postgres, log: Path) -> None:
    until = time.monotonic() + WITHIN_S
    while True:
        try:
            psycopg.connect(found.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            assert server.poll() is None, log.read_text(errors="replace")
            assert time.monotonic() < until, log.read_text(errors="replace")
            time.sleep(0.05)
        else:
            return
