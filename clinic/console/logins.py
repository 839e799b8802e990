"""Who is signed in: random tokens in a cookie, of which only a hash is kept here."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from clinic.console.roles import Visitor
from clinic.store.own_tables import AccountRow, LoginSessionRow
from game.recording.info import now_utc

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
_SEEN_EVERY: Final = timedelta(minutes=1)


def sign_in(connection: Connection, visitor: Visitor, address: str) -> str:
    """Remember a visitor; returns the token for their cookie."""
    token, now = secrets.token_urlsafe(32), now_utc()
    connection.execute(
        insert(LoginSessionRow).values(
            token_hash=_hash(token),
            account_id=visitor.account_id,
            address=address,
            opened_utc=now,
            seen_utc=now,
            ends_utc=now + LONGEST,
        )
    )
    return token


def visitor_of(connection: Connection, token: str) -> tuple[Visitor, bool] | None:
    """Who has this token and is signed in still, and whether `seen` is due; else None."""
    query = (
        select(
            AccountRow.id,
            AccountRow.login,
            AccountRow.role,
            AccountRow.must_change_password,
            LoginSessionRow.seen_utc,
        )
        .join(LoginSessionRow, LoginSessionRow.account_id == AccountRow.id)
        .where(
            LoginSessionRow.token_hash == _hash(token),
            LoginSessionRow.ends_utc > now_utc(),
            LoginSessionRow.seen_utc > now_utc() - IDLE,
            AccountRow.disabled_utc.is_(None),
        )
    )
    found = connection.execute(query).one_or_none()
    if found is None:
        return None
    due = now_utc() - found.seen_utc > _SEEN_EVERY
    return Visitor(found.id, found.login, found.role, found.must_change_password), due


def seen(connection: Connection, *tokens: str) -> None:
    """These visitors are there: their idle time begins anew."""
    connection.execute(
        update(LoginSessionRow)
        .where(LoginSessionRow.token_hash.in_([_hash(each) for each in tokens]))
        .values(seen_utc=now_utc())
    )


def still_in(connection: Connection, tokens: Collection[str]) -> set[str]:
    """Which of these tokens are signed in still."""
    by_hash = {_hash(each): each for each in tokens}
    query = (
        select(LoginSessionRow.token_hash)
        .join(AccountRow, LoginSessionRow.account_id == AccountRow.id)
        .where(
            LoginSessionRow.token_hash.in_(by_hash),
            LoginSessionRow.ends_utc > now_utc(),
            LoginSessionRow.seen_utc > now_utc() - IDLE,
            AccountRow.disabled_utc.is_(None),
        )
    )
    return {by_hash[each] for each in connection.execute(query).scalars()}


def sign_out(connection: Connection, token: str) -> None:
    """Forget one browser."""
    connection.execute(delete(LoginSessionRow).where(LoginSessionRow.token_hash == _hash(token)))


def sign_out_everywhere(connection: Connection, account_id: int, but: str = "") -> None:
    """Forget all browsers of an account, `but` the one with this token."""
    connection.execute(
        delete(LoginSessionRow).where(
            LoginSessionRow.account_id == account_id, LoginSessionRow.token_hash != _hash(but)
        )
    )


def remove_ended(connection: Connection) -> None:
    """Remove what nobody can come back to."""
    ended = LoginSessionRow.ends_utc <= now_utc()
    idle = LoginSessionRow.seen_utc <= now_utc() - IDLE
    connection.execute(delete(LoginSessionRow).where(ended | idle))


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
