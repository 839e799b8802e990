"""The console's guards one by one: hosts, lock-out, what of a flood is kept, passwords."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from support.stored import rows

from clinic.console import passwords
from clinic.console.accounts import (
    accounts,
    add_account,
    change_own_password,
    change_role,
    disable,
    enable,
    set_password,
)
from clinic.console.auditing import LOOKED_AT, PAGE, Filter, Line, as_csv, page
from clinic.console.hosts import make_hosts
from clinic.console.lockouts import ADDRESS, LOGIN, failed, forget_old, locked_until, unlock
from clinic.console.logins import LONGEST, remove_ended, sign_in, still_in, visitor_of
from clinic.console.passwords import fits, hashed, outdated
from clinic.console.refusals import AT_ONCE, EACH_S, Refusals
from clinic.console.roles import Visitor
from clinic.errors import ClinicError
from clinic.store import Store, audit, open_store, verify_audit
from clinic.store.own_tables import AccountRow, AuditRow, LockoutRow, LoginSessionRow
from game.datadir import DataDirectory
from game.recording.info import now_utc

PASSWORD = "correct horse battery"


@pytest.fixture
def store(tmp_path, database):
    with open_store(DataDirectory(tmp_path), database) as opened:
        yield opened


@pytest.mark.parametrize(
    ("header", "server", "allowed"),
    [
        ("127.0.0.1:8042", "127.0.0.1", True),
        ("localhost:8042", "127.0.0.1", True),
        ("[::1]:8042", "::1", True),
        ("localhost", "10.0.0.5", False),
        ("10.0.0.5", "10.0.0.5", True),
        ("10.0.0.6", "10.0.0.5", False),
        ("console.example:443", "10.0.0.5", True),
        ("CONSOLE.example", "10.0.0.5", True),
        ("console.example.evil.example", "10.0.0.5", False),
        ("evil.example", "127.0.0.1", False),
        ("", "127.0.0.1", False),
        ("127.0.0.1:8042@evil.example", "127.0.0.1", False),
        ("127.0.0.1:999999", "127.0.0.1", False),
    ],
)
def test_hosts(header, server, allowed):
    assert make_hosts("127.0.0.1", ["Console.example"]).allow(header, server) == allowed


@given(st.text(max_size=60), st.text(max_size=20))
def test_no_host_breaks_it(header, server):
    assert isinstance(make_hosts("127.0.0.1", []).allow(header, server), bool)


@pytest.mark.parametrize("name", ["https://a.example", "a b", "", "-a", "a:1"])
def test_what_is_no_host_name_is_told(name):
    with pytest.raises(ClinicError, match="no host name"):
        make_hosts("127.0.0.1", [name])


def test_each_failure_more_doubles_the_wait(store):
    now = now_utc()
    waits = []
    for _ in range(LOGIN.free + 8):
        with store.writing() as connection:
            failed(connection, "ana", "10.0.0.1", now)
            until = locked_until(connection, "ana", "10.9.9.9", now)
        waits.append((until - now).total_seconds() if until else 0.0)
    assert waits[: LOGIN.free - 1] == [0.0] * (LOGIN.free - 1)
    first = LOGIN.first.total_seconds()
    assert waits[LOGIN.free - 1 : LOGIN.free + 3] == [first, 2 * first, 4 * first, 8 * first]
    assert waits[-1] == LOGIN.longest.total_seconds()
    with store.writing() as connection:
        unlock(connection, "ana")
        assert locked_until(connection, "ana", "10.9.9.9", now) is None


def test_an_address_is_locked_for_all_logins_and_a_network_of_64_bits_is_one(store):
    now = now_utc()
    with store.writing() as connection:
        for number in range(ADDRESS.free):
            failed(connection, f"login{number}", f"2001:db8::{number:x}", now)
        assert locked_until(connection, "other", "2001:db8::ffff:1", now) is not None
        assert locked_until(connection, "other", "2001:db8:0:1::1", now) is None
        assert locked_until(connection, "other", "no address", now) is None


def test_failures_of_long_ago_are_forgotten(store):
    now = now_utc()
    with store.writing() as connection:
        for _ in range(LOGIN.free - 1):
            failed(connection, "ana", "10.0.0.1", now)
        later = now + LOGIN.forgotten + timedelta(seconds=1)
        assert not failed(connection, "ana", "10.0.0.1", later)
        forget_old(connection, later + LOGIN.forgotten + timedelta(seconds=1))
    assert rows(store, LockoutRow) == []


def test_a_flood_of_refusals_is_a_few_rows(store):
    time_s = [0.0]
    refusals = Refusals(lambda: time_s[0])

    def flood(kinds: int) -> int:
        before = len(rows(store, AuditRow))
        for number in range(kinds):
            refusals.note("unknown", "refuse", f"from 10.0.{number // 250}.{number % 250}")
        with store.writing() as connection:
            refusals.write(connection)
        return len(rows(store, AuditRow)) - before

    assert flood(1) == 1
    assert flood(5000) == AT_ONCE - 1
    assert flood(5000) == 0
    time_s[0] += EACH_S
    assert flood(5000) == 1
    counted = [int(row[4].split()[0]) for row in rows(store, AuditRow) if "more" in row[4]]
    assert counted == [5000 - (AT_ONCE - 2), 10_000]  # each is told of once
    with store.reading() as connection:
        verify_audit(connection)


def test_a_password_fits_itself_alone_and_is_hashed_anew_when_parameters_grow(monkeypatch):
    kept = hashed("Größe über alles")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert fits(kept, "Gro\u0308\u00dfe u\u0308ber alles")  # typed as letters and dots
    assert not fits(kept, "größe über alles")
    assert not fits(None, "nobody has this password")
    long = "ab" * 100
    assert fits(hashed(long), long)
    assert not fits(hashed(long), long + "c")
    assert not fits("no hash", "x")
    assert not outdated(kept)
    stronger = passwords.PasswordHasher(time_cost=4, memory_cost=64 * 1024, parallelism=4)
    monkeypatch.setattr(passwords, "_HASHER", stronger)
    assert outdated(kept)


def test_no_more_than_two_are_hashed_at_once(monkeypatch):
    running, most, lock = [0], [0], threading.Lock()

    class Counting(passwords.PasswordHasher):
        def hash(self, password, *, salt=None):
            with lock:
                running[0] += 1
                most[0] = max(most[0], running[0])
            try:
                return super().hash(password, salt=salt)
            finally:
                with lock:
                    running[0] -= 1

    monkeypatch.setattr(passwords, "_HASHER", Counting(1, 8, 1))
    threads = [threading.Thread(target=hashed, args=("x" * 12,)) for _ in range(40)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert 1 <= most[0] <= 2


@pytest.mark.parametrize("password", ["short", "a" * 40, "x" * 201, "m.lindtm.lindt"])
def test_a_poor_password_is_refused(store, password):
    with store.writing() as connection, pytest.raises(ClinicError, match="a password"):
        add_account(connection, "m.lindt", "therapist", password)


def test_the_last_lead_stays(store):
    with store.writing() as connection:
        add_account(connection, "ana", "lead", PASSWORD)
        add_account(connection, "ben", "therapist", PASSWORD)
        for forbidden in (
            lambda: disable(connection, "ana"),
            lambda: change_role(connection, "ana", "read-only"),
        ):
            with pytest.raises(ClinicError, match="only lead"):
                forbidden()
        change_role(connection, "ben", "lead")
        disable(connection, "ana")
        with pytest.raises(ClinicError, match="only lead"):
            disable(connection, "ben")
        enable(connection, "ana")
        change_role(connection, "ben", "therapist")
        assert [(each.login, each.role) for each in accounts(connection)] == [
            ("ana", "lead"),
            ("ben", "therapist"),
        ]


def test_another_password_ends_all_other_sign_ins(store):
    with store.writing() as connection:
        visitor = Visitor(add_account(connection, "ana", "lead", PASSWORD), "ana", "lead")
        here, there = (sign_in(connection, visitor, "10.0.0.1") for _ in range(2))
        change_own_password(connection, "ana", PASSWORD, "seven green bottles", here)
        assert still_in(connection, {here, there, "other"}) == {here}
        set_password(connection, "ana", PASSWORD)
        assert visitor_of(connection, here) is None
        assert fits(connection.execute(select(AccountRow.password_hash)).scalar_one(), PASSWORD)


def test_sign_ins_that_have_ended_are_removed(store):
    with store.writing() as connection:
        visitor = Visitor(add_account(connection, "ana", "lead", PASSWORD), "ana", "lead")
        old, new = (sign_in(connection, visitor, "10.0.0.1") for _ in range(2))
        late = select(LoginSessionRow.token_hash).limit(1).scalar_subquery()
        connection.execute(
            update(LoginSessionRow)
            .where(LoginSessionRow.token_hash == late)
            .values(ends_utc=now_utc() - LONGEST)
        )
        assert len(still_in(connection, {old, new})) == 1
        remove_ended(connection)
    assert len(rows(store, LoginSessionRow)) == 1


def written(store: Store, count: int) -> None:
    with store.writing() as connection:
        for number in range(1, count + 1):
            audit(connection, "ana" if number % 2 else "ben", "look", f"patient P{number}")


def test_the_audit_is_read_a_page_at_a_time_without_a_gap(store):
    written(store, 250)
    seen: list[Line] = []
    before = None
    with store.reading() as connection:
        while True:
            found = page(connection, Filter(), before)
            assert len(found.lines) <= PAGE
            seen += found.lines
            before = found.before
            if before is None:
                break
        assert [each.number for each in seen] == list(range(250, 0, -1))
        bens = page(connection, Filter(actor="ben", subject="P10"))
        assert [each.subject for each in bens.lines] == [
            f"patient P{number}" for number in (108, 106, 104, 102, 100, 10)
        ]
        assert page(connection, Filter(subject="%")).lines == ()
        today = now_utc().date()
        day = timedelta(days=1)
        assert len(page(connection, Filter(since=today - day, until=today + day)).lines) == PAGE
        assert page(connection, Filter(since=today + 2 * day)).lines == ()
        assert page(connection, Filter(until=today - 2 * day)).lines == ()
    assert LOOKED_AT > PAGE


def test_the_csv_computes_nothing():
    line = Line(1, now_utc(), "=1+1", "@SUM(A1)", '-2,"x"', "0" * 64)
    told = as_csv((line,))
    assert "'=1+1" in told
    assert "'@SUM(A1)" in told
    assert '"\'-2,""x"""' in told
