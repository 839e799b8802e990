"""Brings a database's tables up to date, once, however many programs open it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

from clinic.errors import ClinicError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS: Final = Path(__file__).with_name("migrations")
HEAD: Final = "0005"
"""The newest migration. Said here too, so that a database that has it opens without alembic."""
_LOCK: Final = 0x5245414348  # any number, the same in every program that upgrades

Transaction = Callable[[], AbstractContextManager[Connection]]


def upgrade(reading: Transaction, writing: Transaction) -> None:
    """Run the migrations that a database lacks. Raises `ClinicError` for a newer one's."""
    with reading() as connection:
        if _revision(connection) == HEAD:
            return
    with writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        revision = _revision(connection)  # anew: now nobody else upgrades
        if revision == HEAD:
            return
        _run(connection, revision)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _run(connection: Connection, revision: str | None) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    config = migrations(connection)
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise ClinicError(
            f"the database was made by a newer Reachwell (its tables are {revision}, "
            f"this program knows {HEAD}); update this program"
        )
    command.upgrade(config, "head")


def migrations(connection: Connection) -> Config:
    """Alembic's configuration for one connection and its transaction."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
