"""Accounts: who may use the console.

An account is disabled, never removed: the audit and plans name it. One lead at least stays able to
sign in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, get_args

from sqlalchemy import Connection, func, insert, select, update

from clinic.console.lockouts import unlock
from clinic.console.logins import sign_out_everywhere
from clinic.console.passwords import check_password, fits, hashed
from clinic.console.roles import Role
from clinic.errors import ClinicError
from clinic.store.own_tables import AccountRow
from game.recording.info import now_utc

_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")


class WrongPasswordError(ClinicError):
    """It is not the password of this account."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account, without its password."""

    id: int
    login: str
    role: str
    created_utc: datetime
    disabled_utc: datetime | None
    must_change_password: bool


def add_account(connection: Connection, login: str, role: Role, password: str) -> int:
    """Make an account and return its number. Raises `ClinicError`."""
    if _LOGIN.fullmatch(login) is None:
        raise ClinicError(
            "a login is 1 to 32 small letters, digits, dots, hyphens or underscores, "
            "starting with a letter or digit"
        )
    _check_role(role)
    check_password(login, password)
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
        columns.id,
        columns.login,
        columns.role,
        columns.created_utc,
        columns.disabled_utc,
        columns.must_change_password,
    ).order_by(columns.login)
    return [Account(*row) for row in connection.execute(query)]


def any_account(connection: Connection) -> bool:
    """Whether there is one at all."""
    return bool(connection.execute(select(func.count(AccountRow.id))).scalar())


def disable(connection: Connection, login: str) -> None:
    """Nobody signs in with it any more, and who is signed in is signed out.

    Raises `ClinicError`, also for the last lead.
    """
    found = account_of(connection, login)
    _keep_a_lead(connection, found)
    _set(connection, found, disabled_utc=found.disabled_utc or now_utc())
    sign_out_everywhere(connection, found.id)


def enable(connection: Connection, login: str) -> None:
    """It may sign in again, with the password it had. Raises `ClinicError`."""
    _set(connection, account_of(connection, login), disabled_utc=None)


def change_role(connection: Connection, login: str, role: Role) -> None:
    """Its visitors may do other things at once. Raises `ClinicError`, also for the last lead."""
    _check_role(role)
    found = account_of(connection, login)
    if role != "lead":
        _keep_a_lead(connection, found)
    _set(connection, found, role=role)


def set_password(connection: Connection, login: str, password: str) -> None:
    """Give it another password: all its browsers are signed out, a lock-out is lifted.

    Raises `ClinicError`.
    """
    found = account_of(connection, login)
    check_password(login, password)
    _set(connection, found, password_hash=hashed(password), must_change_password=False)
    sign_out_everywhere(connection, found.id)
    unlock(connection, login)


def ask_for_own_password(connection: Connection, login: str) -> None:
    """Let its owner do nothing but choose another password, for this one was set by somebody else.

    Raises `ClinicError`.
    """
    _set(connection, account_of(connection, login), must_change_password=True)


def change_own_password(connection: Connection, login: str, old: str, new: str, token: str) -> None:
    """As its owner does: who has `token` stays signed in, all others not. Raises `ClinicError`."""
    found = account_of(connection, login)
    query = select(AccountRow.password_hash).where(AccountRow.id == found.id)
    if not fits(connection.execute(query).scalar_one(), old):
        raise WrongPasswordError("the password you have now is another one")
    check_password(login, new)
    if old == new:
        raise ClinicError("the new password is the old one")
    _set(connection, found, password_hash=hashed(new), must_change_password=False)
    sign_out_everywhere(connection, found.id, but=token)


def account_of(connection: Connection, login: str) -> Account:
    """One account. Raises `ClinicError`."""
    for each in accounts(connection):
        if each.login == login:
            return each
    raise ClinicError(f"there is no account {login[:32]!r}")


def _check_role(role: str) -> None:
    if role not in get_args(Role):
        raise ClinicError(f"role {role!r} is not allowed; allowed: {', '.join(get_args(Role))}")


def _keep_a_lead(connection: Connection, account: Account) -> None:
    # Locked, so that of two leads who disable each other at once the second is refused.
    query = (
        select(AccountRow.id)
        .where(AccountRow.role == "lead", AccountRow.disabled_utc.is_(None))
        .order_by(AccountRow.id)
        .with_for_update()
    )
    if list(connection.execute(query).scalars()) == [account.id]:
        raise ClinicError(f"{account.login} is the only lead; make another one lead first")


def _set(connection: Connection, account: Account, **values: object) -> None:
    connection.execute(update(AccountRow).where(AccountRow.id == account.id).values(**values))
