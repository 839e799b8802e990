"""Reading the audit: a page of it at a time, never more than so many rows looked at."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from clinic.store.own_tables import AuditRow

PAGE: Final = 100
LOOKED_AT: Final = 100_000
"""Rows that one question goes through at the most; then one has to ask on."""
COLUMNS: Final = ("number", "at_utc", "actor", "action", "subject", "hash")


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted. Empty words and None want all; days are in UTC, both ends included."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the audit."""

    number: int
    at_utc: datetime
    actor: str
    action: str
    subject: str
    hash: str


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, the latest first. `before` goes on from here; None where nothing is left."""

    lines: tuple[Line, ...]
    before: int | None


def page(connection: Connection, wanted: Filter, before: int | None = None) -> Page:
    """Up to `PAGE` rows that come before the row of this number."""
    first, last = _ends(connection, wanted)
    if before is not None:
        last = min(last, before - 1)
    first_looked_at = max(first, last - LOOKED_AT + 1)
    rows = AuditRow
    query = select(rows.number, rows.at_utc, rows.actor, rows.action, rows.subject, rows.hash)
    query = query.where(rows.number >= first_looked_at, rows.number <= last)
    if wanted.actor:
        query = query.where(rows.actor == wanted.actor)
    if wanted.action:
        query = query.where(rows.action.contains(wanted.action, autoescape=True))
    if wanted.subject:
        query = query.where(rows.subject.contains(wanted.subject, autoescape=True))
    found = connection.execute(query.order_by(rows.number.desc()).limit(PAGE))
    lines = tuple(Line(*row) for row in found)
    reached = lines[-1].number if len(lines) == PAGE else first_looked_at
    return Page(lines, reached if reached > first else None)


def as_csv(lines: tuple[Line, ...]) -> str:
    """Rows as CSV. What a spreadsheet would compute is told as text (CWE-1236)."""
    text = io.StringIO()
    writer = csv.writer(text)
    for each in lines:
        writer.writerow(
            (
                each.number,
                each.at_utc.isoformat(),
                *map(_plain, (each.actor, each.action, each.subject)),
                each.hash,
            )
        )
    return text.getvalue()


def heads() -> str:
    """The first line of the CSV."""
    return ",".join(COLUMNS) + "\r\n"


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell


def _ends(connection: Connection, wanted: Filter) -> tuple[int, int]:
    last = connection.execute(select(func.max(AuditRow.number))).scalar() or 0
    first = 1
    if wanted.since is not None:
        first = _first_at(connection, _midnight(wanted.since), last)
    if wanted.until is not None and wanted.until < date.max:
        last = _first_at(connection, _midnight(wanted.until + timedelta(days=1)), last) - 1
    return first, last


def _first_at(connection: Connection, moment: datetime, last: int) -> int:
    # Rows are numbered in the order of their times: no index is needed to find a day.
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        at = connection.execute(select(AuditRow.at_utc).where(AuditRow.number == middle)).scalar()
        if at is not None and at < moment:
            low = middle + 1
        else:
            high = middle
    return low


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
