"""Keys of stations, and the codes by which they join. Only hashes are kept."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from clinic.errors import ClinicError
from clinic.store.own_tables import JoinCodeRow, StationRow
from game.recording.info import now_utc

CODE_LASTS: Final = timedelta(minutes=15)
CODE_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is taken for another
CODE_LENGTH: Final = 8
OWN_MACHINE: Final = "this machine"
NAME_RULE: Final = (
    "1 to 40 letters, digits, spaces, dots, hyphens or underscores, starting with a letter or digit"
)
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}")
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


@dataclass(frozen=True, slots=True)
class Station:
    """A machine that has joined."""

    id: int
    name: str
    joined_utc: datetime
    seen_utc: datetime | None


class JoinError(ClinicError):
    """A code that lets nobody join."""


def make_join_code(connection: Connection, account_id: int) -> tuple[str, datetime]:
    """A new code and when it ends. Codes that have ended are forgotten."""
    now = now_utc()
    connection.execute(delete(JoinCodeRow).where(JoinCodeRow.expires_utc < now))
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    row = {
        "code_hash": hash_of(code),
        "made_by": account_id,
        "made_utc": now,
        "expires_utc": now + CODE_LASTS,
    }
    connection.execute(insert(JoinCodeRow).values(row))
    return code, now + CODE_LASTS


def used(connection: Connection, code: str) -> bool:
    """Whether somebody has joined with this code."""
    found = connection.execute(
        select(JoinCodeRow.used_utc).where(JoinCodeRow.code_hash == hash_of(code))
    ).scalar()
    return found is not None


def join(connection: Connection, code: str, name: str) -> tuple[Station, str]:
    """Use up a code: the station, and its key, which is never to be had again.

    Raises `JoinError` for a code that is none, used or ended, `ClinicError` for the name.
    """
    now = now_utc()
    used = connection.execute(
        update(JoinCodeRow)
        .where(
            JoinCodeRow.code_hash == hash_of(read_code(code)),
            JoinCodeRow.used_utc.is_(None),
            JoinCodeRow.expires_utc > now,
        )
        .values(used_utc=now)
    )
    if used.rowcount != 1:
        raise JoinError("this code lets nobody join: it is mistyped, used or older than 15 minutes")
    key = secrets.token_urlsafe(32)
    return Station(_keep(connection, checked_name(name), key, now), name, now, None), key


def checked_name(name: str) -> str:
    """`name` itself. Raises `ClinicError` when it is no name of a station."""
    if _NAME.fullmatch(name) is None or name.lower() == OWN_MACHINE:
        raise ClinicError(f"this name of a station is not allowed; allowed: {NAME_RULE}")
    return name


def read_code(typed: str) -> str:
    """A code as it was made, from what somebody typed: 0 for O, 1 for I and L, no hyphens."""
    return typed.upper().translate(_MISREAD)


def stations(connection: Connection) -> list[Station]:
    """All that may call, by name."""
    query = _COLUMNS.where(StationRow.removed_utc.is_(None)).order_by(StationRow.name)
    return [Station(*row) for row in connection.execute(query)]


def station_of(connection: Connection, key: str) -> Station | None:
    """Whose key this is; None where it is nobody's, or the station was removed."""
    found = connection.execute(
        _COLUMNS.where(StationRow.key_hash == hash_of(key), StationRow.removed_utc.is_(None))
    ).one_or_none()
    return Station(*found) if found else None


def seen(connection: Connection, station_id: int) -> None:
    """The station has called."""
    connection.execute(
        update(StationRow).where(StationRow.id == station_id).values(seen_utc=now_utc())
    )


def remove(connection: Connection, station_id: int) -> None:
    """Its key is worth nothing from now on. Raises `ClinicError` when there is none."""
    removed = connection.execute(
        update(StationRow)
        .where(StationRow.id == station_id, StationRow.removed_utc.is_(None))
        .values(removed_utc=now_utc(), key_hash=hash_of(secrets.token_urlsafe(32)))
    )
    if removed.rowcount != 1:
        raise ClinicError("there is no such station; it may have been removed meanwhile")


def hash_of(secret: str) -> str:
    """SHA-256, hexadecimal. Keys and codes are random: a slow hash would gain nothing."""
    return sha256(secret.encode(errors="replace")).hexdigest()


def _keep(connection: Connection, name: str, key: str, now: datetime) -> int:
    """A new row, or that of a removed station of the name. Returns its number."""
    values = {"key_hash": hash_of(key), "joined_utc": now, "seen_utc": None, "removed_utc": None}
    found = connection.execute(
        select(StationRow.id, StationRow.removed_utc).where(StationRow.name == name)
    ).one_or_none()
    if found is None:
        row = insert(StationRow).values(name=name, **values).returning(StationRow.id)
        made: int = connection.execute(row).scalar_one()
        return made
    if found.removed_utc is None:
        raise ClinicError(f"there is a station {name} already; choose another name, or remove it")
    connection.execute(update(StationRow).where(StationRow.id == found.id).values(values))
    return int(found.id)


_COLUMNS: Final = select(StationRow.id, StationRow.name, StationRow.joined_utc, StationRow.seen_utc)
