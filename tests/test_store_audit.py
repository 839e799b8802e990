"""The audit: rows follow each other, and a change of what stands there is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from support.stored import rows

from clinic.errors import ClinicError
from clinic.store import Head, Store, audit, open_store, verify_audit
from clinic.store.own_tables import AuditRow
from game.datadir import DataDirectory


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[Store]:
    with open_store(DataDirectory(tmp_path), database) as opened:
        yield opened


def write(store: Store, count: int) -> Head:
    for number in range(count):
        with store.writing() as connection:
            head = audit(connection, "ana", "open note", f"P{number:02d}")
    return head


def verify(store: Store, kept: Head | None = None) -> Head:
    with store.reading() as connection:
        return verify_audit(connection, kept)


def tamper(store: Store, statement: str) -> None:
    """As somebody would who may write to the database and takes the guard away."""
    with store.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER audit_only_grows_update"))
            connection.execute(text("DROP TRIGGER audit_only_grows_delete"))
        connection.execute(text(statement))


def test_an_empty_audit_is_whole(store):
    assert verify(store).number == 0


def test_rows_are_numbered_and_hang_together(store):
    head = write(store, 3)
    found = rows(store, AuditRow)
    assert [each[0] for each in found] == [1, 2, 3]
    assert [each[5] for each in found[1:]] == [each[6] for each in found[:-1]]
    assert verify(store) == head == Head(3, found[-1][6])


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("UPDATE audit SET actor = 'ben' WHERE number = 2", 2),
        ("UPDATE audit SET subject = 'P77' WHERE number = 1", 1),
        ("UPDATE audit SET at_utc = '2020-01-01 00:00:00' WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 4", 3),
        ("UPDATE audit SET number = number + 10", 1),
        ("DELETE FROM audit", 0),
        ("UPDATE audit_head SET number = 3", 4),
        ("DELETE FROM audit_head", None),
    ],
)
def test_what_was_changed_is_found(store, statement, row):
    write(store, 4)
    tamper(store, statement)
    with pytest.raises(ClinicError, match="its head" if row is None else f"row {row} |row {row}$"):
        verify(store)


def test_a_chain_made_anew_does_not_fit_what_was_kept_elsewhere(store):
    kept = write(store, 3)
    tamper(store, "DELETE FROM audit")
    with store.writing() as connection:
        connection.execute(
            text("UPDATE audit_head SET number = 0, hash = :hash"), {"hash": "0" * 64}
        )
    with pytest.raises(ClinicError, match="are gone"):
        verify(store, kept)
    write(store, 4)
    verify(store)
    with pytest.raises(ClinicError, match="not the one known"):
        verify(store, kept)


def test_what_did_not_happen_is_not_in_the_audit(store):
    def fail(connection: Connection) -> None:
        audit(connection, "ana", "delete", "P01")
        raise ZeroDivisionError

    head = write(store, 1)
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        fail(connection)
    assert verify(store) == head


@pytest.mark.parametrize("wild", ["a\nb\0c", "'; DROP TABLE audit; --", "\ud800", "ä" * 5000, ""])
def test_any_text_is_verified_as_it_is_kept(store, wild):
    with store.writing() as connection:
        audit(connection, wild, wild, wild)
    assert verify(store).number == 1
