"""Failed sign-ins: after some in a row one has to wait, longer each time.

Counted under the login that was tried, whether there is such an account or not, and under the
address it came from; of an IPv6 address its network of 64 bits, which one machine may have whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from clinic.store.own_tables import AuditHeadRow, LockoutRow

_LONGEST_LOGIN: Final = 32


@dataclass(frozen=True, slots=True)
class Rule:
    """So many failures are free; from then on each doubles the time to wait."""

    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta


LOGIN: Final = Rule(5, timedelta(seconds=30), timedelta(minutes=15), timedelta(hours=24))
ADDRESS: Final = Rule(20, timedelta(seconds=30), timedelta(minutes=15), timedelta(hours=1))


def locked_until(
    connection: Connection, login: str, address: str, now: datetime
) -> datetime | None:
    """Until when this login, or everybody at this address, has to wait; None where nobody has."""
    query = select(LockoutRow.until_utc).where(
        LockoutRow.login.in_([_of_login(login), _of_address(address)]), LockoutRow.until_utc > now
    )
    return max((each for each in connection.execute(query).scalars() if each), default=None)


def failed(connection: Connection, login: str, address: str, now: datetime) -> bool:
    """Count a failure under both; returns whether one has to wait from now on."""
    # The audit's head is what every writer locks: one counts at a time, on PostgreSQL too.
    connection.execute(select(AuditHeadRow.id).with_for_update())
    at_login = _count(connection, _of_login(login), LOGIN, now)
    at_address = _count(connection, _of_address(address), ADDRESS, now)
    return at_login or at_address


def unlock(connection: Connection, login: str) -> None:
    """Forget the failures of a login."""
    connection.execute(delete(LockoutRow).where(LockoutRow.login == _of_login(login)))


def forget_old(connection: Connection, now: datetime) -> None:
    """Remove what is long ago: strangers choose what stands here."""
    connection.execute(delete(LockoutRow).where(LockoutRow.last_utc < now - LOGIN.forgotten))


def _count(connection: Connection, key: str, rule: Rule, now: datetime) -> bool:
    found = connection.execute(
        select(LockoutRow.failures, LockoutRow.last_utc).where(LockoutRow.login == key)
    ).one_or_none()
    fresh = found is None or found.last_utc < now - rule.forgotten
    failures = 1 if found is None or fresh else found.failures + 1
    over = min(failures - rule.free, 30)
    wait = min(rule.first * 2**over, rule.longest) if over >= 0 else None
    values = {"failures": failures, "last_utc": now, "until_utc": now + wait if wait else None}
    if found is None:
        connection.execute(insert(LockoutRow).values(login=key, **values))
    else:
        connection.execute(update(LockoutRow).where(LockoutRow.login == key).values(**values))
    return wait is not None


def _of_login(login: str) -> str:
    return f"login {login[:_LONGEST_LOGIN]}"


def _of_address(address: str) -> str:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "address unknown"
    if isinstance(found, IPv4Address):
        return f"address {found}"
    if found.ipv4_mapped:
        return f"address {found.ipv4_mapped}"
    return f"address {ip_network((int(found), 64), strict=False)}"
