"""Texts that are being written and not saved yet, each account's own: no restart loses them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from clinic.errors import ClinicError
from clinic.store.own_tables import AccountRow, LevelDraftRow
from game.recording.info import now_utc
from levels.document import MAX_BYTES

LONGEST: Final = MAX_BYTES


@dataclass(frozen=True, slots=True)
class Draft:
    """A text, whose it is, the version it was made from, and when it was last changed."""

    account_id: int
    login: str
    text: str
    based_on: int
    changed_utc: datetime


def keep_draft(
    connection: Connection, level_id: str, account_id: int, text: str, based_on: int
) -> None:
    """Keep a text instead of what was kept of this level for this account.

    Raises `ClinicError` for one that is longer than a level may be; what was kept stays.
    """
    if len(text) > LONGEST:
        raise ClinicError(
            f"this text is not kept: it is longer than a level may be, {LONGEST // 1024} KiB"
        )
    values = {"raw": _storable(text), "based_on": based_on, "changed_utc": now_utc()}
    mine = (LevelDraftRow.level_id == level_id, LevelDraftRow.account_id == account_id)
    if connection.execute(update(LevelDraftRow).where(*mine).values(values)).rowcount == 0:
        new = insert(LevelDraftRow).values(level_id=level_id, account_id=account_id, **values)
        with suppress(IntegrityError), connection.begin_nested():  # the same, from another page
            connection.execute(new)


def drafts_of(connection: Connection, level_id: str) -> Sequence[Draft]:
    """All that is kept of a level, the latest first."""
    query = (
        select(
            LevelDraftRow.account_id,
            AccountRow.login,
            LevelDraftRow.raw,
            LevelDraftRow.based_on,
            LevelDraftRow.changed_utc,
        )
        .join(AccountRow, AccountRow.id == LevelDraftRow.account_id)
        .where(LevelDraftRow.level_id == level_id)
        .order_by(LevelDraftRow.changed_utc.desc())
    )
    return [Draft(*row) for row in connection.execute(query)]


def drop_draft(connection: Connection, level_id: str, account_id: int) -> None:
    """Forget it: it is saved, or not wanted."""
    connection.execute(
        delete(LevelDraftRow).where(
            LevelDraftRow.level_id == level_id, LevelDraftRow.account_id == account_id
        )
    )


def _storable(text: str) -> str:
    """Without what no database takes, and nobody types: zero bytes and halves of letters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
