"""Tables as JSON lines, the same for every database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Column, Connection, Date, Table, delete, func, insert, select, text

from clinic.errors import ClinicError
from clinic.store import own_tables
from clinic.store.base import Base, UtcTime

_PASSING: Final = frozenset({"login_session", "lockout", "join_code"})
"""Good for minutes or hours, and better gone when they come back after months."""
_HEAD: Final = "audit_head"
_AT_ONCE: Final = 500


def kept_tables() -> list[Table]:
    """What lives in the database alone, in an order that its references allow."""
    own = {
        each.__tablename__
        for each in vars(own_tables).values()
        if isinstance(each, type) and issubclass(each, Base) and each is not Base
    }
    return [
        each
        for each in Base.metadata.sorted_tables
        if each.name in own and each.name not in _PASSING
    ]


def dumped(connection: Connection, table: Table) -> Iterator[bytes]:
    """One line a row, in the order of the primary key."""
    query = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(query.execution_options(yield_per=_AT_ONCE)).mappings():
        plain = {name: _told(value) for name, value in row.items()}
        yield json.dumps(plain, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def load(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Put rows in an empty table; returns how many. Raises `ClinicError` for what is no row."""
    if table.name == _HEAD:
        connection.execute(delete(table))
    count, rows = 0, []
    for number, line in enumerate(lines, start=1):
        rows.append(_row(table, line, number))
        if len(rows) == _AT_ONCE:
            connection.execute(insert(table), rows)
            count, rows = count + len(rows), []
    if rows:
        connection.execute(insert(table), rows)
    return count + len(rows)


def go_on_counting(connection: Connection, table: Table) -> None:
    """PostgreSQL counts ids beside the table: it has to go on after the last one."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return
    last = connection.execute(select(func.max(column))).scalar()
    query = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
    if last is not None:
        named = {"table": table.name, "column": column.name, "last": last}
        connection.execute(query, named)


def _row(table: Table, line: bytes, number: int) -> dict[str, Any]:
    try:
        found: Mapping[str, Any] = json.loads(line)
        if set(found) - set(table.columns.keys()):
            raise ValueError("columns that this program does not know")
        return {name: _value(table.columns[name], value) for name, value in found.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise ClinicError(f"the backup's table {table.name}, line {number}: {error}") from error


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value
