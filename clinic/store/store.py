"""The store: one database, read and written in transactions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Self

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

from clinic.errors import ClinicError
from clinic.store.engine import READS, database_url, make_engine
from clinic.store.upgrading import upgrade
from game.datadir import DataDirectory
from game.recording.errors import one_line

ENVIRONMENT_VARIABLE: Final = "REACHWELL_DATABASE"


class Store:
    """An open database. Both transactions raise `ClinicError` when it fails, and undo all."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reads = engine.execution_options(**{READS: True})

    @property
    def place(self) -> str:
        """Where it is, without the password."""
        return self._engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees the database as it was at its start."""
        with _told(self._engine.url), self._reads.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that is there whole at its end, or not at all."""
        with _told(self._engine.url), self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the database. May be called twice."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()


def open_store(data: DataDirectory, database: str | None = None) -> Store:
    """Open the store of a data directory, made or brought up to date where that is needed.

    `database` is a URL; left out, that of REACHWELL_DATABASE, else SQLite in the data directory.
    Raises `ClinicError` when it can't be opened or was made by a newer program.
    """
    url = database_url(database or os.environ.get(ENVIRONMENT_VARIABLE), data.root)
    store = Store(make_engine(url))
    try:
        upgrade(store.reading, store.writing)
    except DBAPIError as error:  # such as a server's refusal to let us make tables
        store.close()
        raise _problem(url, error) from error
    except BaseException:
        store.close()
        raise
    return store


@contextmanager
def _told(url: URL) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise _problem(url, error) from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # its other kinds are faults of ours
            raise
        raise _problem(url, error) from error


def _problem(url: URL, error: DBAPIError) -> ClinicError:
    reason = one_line(str(error.orig).strip().partition("\n")[0])
    if url.password:
        reason = reason.replace(str(url.password), "***")
    where = url.render_as_string(hide_password=True)
    return ClinicError(f"the database {where} can't be used: {reason}")
