"""Checks a login and its password, and opens a sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from clinic.console.console import Console
from clinic.console.lockouts import failed, locked_until, unlock
from clinic.console.logins import sign_in, sign_out
from clinic.console.passwords import fits, hashed, outdated
from clinic.console.roles import Visitor
from clinic.store import audit
from clinic.store.own_tables import AccountRow
from game.recording.info import now_utc


@dataclass(frozen=True, slots=True)
class Locked:
    """After too many failures one has to wait."""

    until: datetime


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    role: str
    password_hash: str
    disabled: bool


def enter(
    console: Console, login: str, password: str, address: str, came_with: str | None
) -> str | Locked | None:
    """A new token for who this is; `Locked`; or None, whatever of it was wrong.

    For a thread: a tenth of a second, for unknown and disabled logins as well, and in no
    transaction. `came_with` is the token the browser had: it ends, so that nobody goes on with a
    token that they had been given before.
    """
    with console.store.reading() as connection:
        until = locked_until(connection, login, address, now_utc())
        known = _known(connection, login)
    if until is not None:
        console.refusals.note(_named(login, known), "sign in refused", f"locked out, {address}")
        return Locked(until)
    right = fits(known.password_hash if known else None, password)
    if known is None or not right or known.disabled:
        _refuse(console, _named(login, known), login, address)
        return None
    newer = hashed(password) if outdated(known.password_hash) else None
    with console.store.writing() as connection:
        if _known(connection, login) != known:  # changed while the password was checked
            return None
        audit(connection, login, "sign in", address)
        unlock(connection, login)
        if newer is not None:
            row = update(AccountRow).where(AccountRow.id == known.id)
            connection.execute(row.values(password_hash=newer))
        if came_with is not None:
            sign_out(connection, came_with)
        return sign_in(connection, Visitor(known.id, login, known.role), address)


def _refuse(console: Console, named: str, login: str, address: str) -> None:
    with console.store.writing() as connection:
        console.refusals.note(named, "sign in refused", address)
        console.refusals.write(connection)
        if failed(connection, login, address, now_utc()):
            console.refusals.note(named, "lock out", address)


def _named(login: str, known: _Known | None) -> str:
    # Some type their password where the login belongs: what is no login is never kept.
    return login if known else "unknown"


def _known(connection: Connection, login: str) -> _Known | None:
    columns = AccountRow
    query = select(
        columns.id, columns.role, columns.password_hash, columns.disabled_utc.is_not(None)
    ).where(columns.login == login)
    found = connection.execute(query).one_or_none()
    return None if found is None else _Known(*found)
