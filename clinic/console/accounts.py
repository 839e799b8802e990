"""Accounts: who may use the console, and their passwords."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, func, insert, select

from clinic.console.roles import Role, Visitor
from clinic.errors import ClinicError
from clinic.store.own_tables import AccountRow
from game.recording.info import now_utc

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200
_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")


@dataclass(frozen=True, slots=True)
class Account:
    """One account, without its password."""

    id: int
    login: str
    role: str
    created_utc: datetime
    disabled_utc: datetime | None


def add_account(connection: Connection, login: str, role: Role, password: str) -> int:
    """Make an account and return its number. Raises `ClinicError`."""
    if _LOGIN.fullmatch(login) is None:
        raise ClinicError(
            "a login is 1 to 32 small letters, digits, dots, hyphens or underscores, "
            "starting with a letter or digit"
        )
    if role not in get_args(Role):
        raise ClinicError(f"role {role!r} is not allowed; allowed: {', '.join(get_args(Role))}")
    if connection.execute(select(AccountRow.id).where(AccountRow.login == login)).first():
        raise ClinicError(f"there is an account {login} already")
    row = insert(AccountRow).values(
        login=login, role=role, password_hash=hashed(password), created_utc=now_utc()
    )
    made: int = connection.execute(row.returning(AccountRow.id)).scalar_one()
    return made


def accounts(connection: Connection) -> list[Account]:
    """All accounts by login."""
    columns = AccountRow
    query = select(
        columns.id, columns.login, columns.role, columns.created_utc, columns.disabled_utc
    ).order_by(columns.login)
    return [Account(*row) for row in connection.execute(query)]


def any_account(connection: Connection) -> bool:
    """Whether there is one at all."""
    return bool(connection.execute(select(func.count(AccountRow.id))).scalar())


def hashed(password: str) -> str:
    """A password as it is kept (Argon2id, RFC 9106). Raises `ClinicError`."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise ClinicError(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; "
            "several words are easy to remember"
        )
    return PasswordHasher().hash(password)


def visitor_with(connection: Connection, login: str, password: str) -> Visitor | None:
    """Who signs in so, or None. Takes as long for a login that does not exist."""
    query = select(AccountRow.id, AccountRow.role, AccountRow.password_hash).where(
        AccountRow.login == login, AccountRow.disabled_utc.is_(None)
    )
    found = connection.execute(query).one_or_none()
    if not _fits(found.password_hash if found else _nobody(), password) or found is None:
        return None
    return Visitor(found.id, login, found.role)


def _fits(password_hash: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(password_hash, password[:LONGEST_PASSWORD])
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return PasswordHasher().hash("nobody has this password")
