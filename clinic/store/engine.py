"""How each kind of database is opened. The rest of the store is the same on both."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from clinic.errors import ClinicError
from game.recording.errors import cannot

FILE: Final = "reachwell.db"
READS: Final = "reachwell_reads"
"""Execution option of connections that only read: on SQLite they don't wait for a writer."""
_BUSY_S: Final = 60
_LOOKS_LIKE: Final = "postgresql://USER@HOST/NAME or sqlite:////FOLDER/FILE.db"


def database_url(explicit: str | None, root: Path) -> URL:
    """The database named, else the file in the data directory. Raises `ClinicError`."""
    if not explicit:
        return URL.create("sqlite", database=str(root / FILE))
    try:
        url = make_url(explicit)
    except (ArgumentError, ValueError) as error:  # never shown: there may be a password in it
        raise ClinicError(f"the database can't be understood; allowed: {_LOOKS_LIKE}") from error
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database not in (None, "", ":memory:"):
        return url.set(drivername="sqlite")
    if kind == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise ClinicError(f"this kind of database is not known; allowed: {_LOOKS_LIKE}")


def make_engine(url: URL) -> Engine:
    """An engine for a URL of `database_url`. Raises `ClinicError`."""
    if url.get_backend_name() == "sqlite":
        assert url.database is not None
        return _sqlite(url, Path(url.database))
    try:
        return create_engine(
            url,
            hide_parameters=True,
            json_serializer=_json,
            connect_args={"connect_timeout": 10},
        )
    except ImportError as error:
        raise ClinicError(
            "PostgreSQL needs one package more: pip install 'reachwell[postgresql]'"
        ) from error


def _sqlite(url: URL, path: Path) -> Engine:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise ClinicError(str(cannot("make", path, error))) from error
    engine = create_engine(
        url,
        hide_parameters=True,
        json_serializer=_json,
        connect_args={"timeout": _BUSY_S, "isolation_level": None},
    )
    event.listen(engine, "connect", _settle_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _settle_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A writer asks for the lock before it reads: two that had both read would have to fail.
    reads = connection.get_execution_options().get(READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), allow_nan=False)
