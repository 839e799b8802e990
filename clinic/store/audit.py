"""Who did what: a list that only grows, in which a change of what stands there can be seen.

Each row holds a SHA-256 of its content and of the row before. Whoever can write to the database
and knows this program can make a new chain: to be safe from them, keep `Head` somewhere else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, Select, insert, select, update

from clinic.errors import ClinicError
from clinic.store.base import line
from clinic.store.own_tables import AuditHeadRow, AuditRow
from game.recording.info import now_utc

_HEAD: Final = 1
_BEFORE_THE_FIRST: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """How many rows there are, and the hash of the last."""

    number: int
    hash: str


def audit(connection: Connection, actor: str, action: str, subject: str) -> Head:
    """Add a row, in the transaction of what it tells of: both are there, or neither."""
    head = _head(connection, select(AuditHeadRow.number, AuditHeadRow.hash).with_for_update())
    number, at_utc = head.number + 1, now_utc()
    actor, action, subject = line(actor), line(action), line(subject)  # as they will be kept
    digest = _digest(number, at_utc, actor, action, subject, head.hash)
    connection.execute(
        insert(AuditRow).values(
            number=number,
            at_utc=at_utc,
            actor=actor,
            action=action,
            subject=subject,
            previous_hash=head.hash,
            hash=digest,
        )
    )
    connection.execute(
        update(AuditHeadRow).where(AuditHeadRow.id == _HEAD).values(number=number, hash=digest)
    )
    return Head(number, digest)


def verify_audit(connection: Connection, kept: Head | None = None) -> Head:
    """Go through the whole audit. `kept` is what an earlier call returned, kept elsewhere.

    Raises `ClinicError` naming the first row that is not as it was written.
    """
    previous, number = _BEFORE_THE_FIRST, 0
    query = select(AuditRow).order_by(AuditRow.number).execution_options(yield_per=1000)
    with connection.execute(query) as rows:
        for row in rows:
            number += 1
            digest = _digest(number, row.at_utc, row.actor, row.action, row.subject, previous)
            if (row.number, row.previous_hash, row.hash) != (number, previous, digest):
                raise ClinicError(f"the audit was changed: row {number} is not as it was written")
            if kept is not None and number == kept.number and digest != kept.hash:
                raise ClinicError(f"the audit was changed: row {number} is not the one known")
            previous = digest
    head = _head(connection, select(AuditHeadRow.number, AuditHeadRow.hash))
    if (head.number, head.hash) != (number, previous) or (kept and kept.number > number):
        raise ClinicError(f"the audit was changed: rows after row {number} are gone")
    return head


def _head(connection: Connection, query: Select[int, str]) -> Head:
    found = connection.execute(query.where(AuditHeadRow.id == _HEAD)).one_or_none()
    if found is None:
        raise ClinicError("the audit was changed: its head is gone")
    return Head(found.number, found.hash)


def _digest(
    number: int, at_utc: datetime, actor: str, action: str, subject: str, previous: str
) -> str:
    content = [number, at_utc.isoformat(), actor, action, subject, previous]
    return sha256(json.dumps(content).encode()).hexdigest()
