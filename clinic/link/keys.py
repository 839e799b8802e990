"""Whose key it is: a station's that has joined, or that of the console's own machine."""

from __future__ import annotations

import secrets
from hashlib import sha256

from sqlalchemy import Connection, select

from clinic.link.hub import Station
from clinic.store.own_tables import StationRow

OWN_MACHINE = "This machine"


def key_hash(key: str) -> str:
    """What is kept of a station's key."""
    return sha256(key.encode()).hexdigest()


def bearer(header: str) -> str | None:
    """The key in an Authorization header, or None."""
    scheme, _, key = header.partition(" ")
    return key.strip() if scheme.lower() == "bearer" and key.strip() else None


def station_of(connection: Connection, key: str, own_key: str) -> Station | None:
    """The station that has this key, None where there is none."""
    if secrets.compare_digest(key.encode(), own_key.encode()):
        return Station(None, OWN_MACHINE)
    found = connection.execute(
        select(StationRow.id, StationRow.name).where(
            StationRow.key_hash == key_hash(key), StationRow.removed_utc.is_(None)
        )
    ).first()
    return Station(found.id, found.name) if found else None
