"""Joining: a code works once and not for long, keys are checked, wrong codes are slowed down."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from support.linked import Served, served
from support.stationed import add_lead, ask, code, joined

from clinic.console.api.joining import TRIES, TRIES_OF_ALL, WITHIN_S, Joins
from clinic.station.keys import CODE_LETTERS, hash_of, read_code, remove
from clinic.store import verify_audit
from clinic.store.own_tables import AuditRow, JoinCodeRow, StationRow
from game.recording.info import now_utc


@pytest.fixture
def console(tmp_path: Path):
    with served(tmp_path) as found:
        yield found


def join(console: Served, typed: str, name: str = "Room 1"):
    return ask(console, "POST", "/join", json={"code": typed, "name": name})


def audited(console: Served) -> list[tuple[str, str]]:
    with console.store.reading() as connection:
        verify_audit(connection)
        rows = connection.execute(select(AuditRow.actor, AuditRow.action).order_by(AuditRow.number))
        return [tuple(row) for row in rows]


def test_a_code_lets_one_station_join_and_only_hashes_are_kept(console: Served) -> None:
    made = code(console, add_lead(console))
    assert len(made) == 8
    assert set(made) <= set(CODE_LETTERS)
    answer = join(console, f"{made[:4]}-{made[4:]}".lower())
    assert answer.status_code == 201
    key = answer.json()["key"]
    again = join(console, made, "Room 2")
    assert (again.status_code, list(again.json())) == (403, ["problem"])
    with console.store.reading() as connection:
        kept = [*connection.execute(select(StationRow)), *connection.execute(select(JoinCodeRow))]
    assert key not in repr(kept)
    assert made not in repr(kept)
    assert audited(console) == [("station Room 1", "join"), ("unknown station", "join refused")]


def test_a_code_that_many_use_at_once_lets_one_of_them_join(console: Served) -> None:
    made = code(console, add_lead(console))
    statuses: list[int] = []
    threads = [
        threading.Thread(
            target=lambda n: statuses.append(join(console, made, f"Room {n}").status_code),
            args=(n,),
        )
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 403, 403, 403]


def test_an_old_code_lets_nobody_join(console: Served) -> None:
    made = code(console, add_lead(console))
    with console.store.writing() as connection:
        connection.execute(
            update(JoinCodeRow).values(expires_utc=now_utc() - timedelta(milliseconds=1))
        )
    assert join(console, made).status_code == 403


def test_guessing_is_slowed_down_even_for_who_then_guesses_right(console: Served) -> None:
    made = code(console, add_lead(console))
    wrong = [join(console, "0000000" + letter).status_code for letter in CODE_LETTERS[:TRIES]]
    assert wrong == [403] * TRIES
    last = join(console, made)
    assert (last.status_code, last.headers["retry-after"]) == (429, "60")
    with console.store.reading() as connection:
        assert connection.execute(select(StationRow.id)).all() == []


def test_the_bound_holds_by_address_and_for_all_and_ends() -> None:
    joins = Joins()
    for address in range(TRIES_OF_ALL // TRIES):
        for _ in range(TRIES):
            assert joins.allowed(str(address), 0.0)
            joins.wrong(str(address), 0.0)
        assert not joins.allowed(str(address), WITHIN_S - 0.01)
    assert not joins.allowed("nobody yet", WITHIN_S - 0.01)
    assert joins.allowed("nobody yet", WITHIN_S)
    assert joins.allowed("0", WITHIN_S)


def test_a_name_is_taken_once_until_its_station_is_removed(console: Served) -> None:
    number, key = joined(console, "Room 1")
    lead = 1
    assert join(console, code(console, lead), "Room 1").status_code == 409
    made = code(console, lead)
    for name in ("", "x" * 41, "this machine", "a/b", "\u202eroom", " room", "room\n"):
        refused = join(console, made, name)
        assert refused.status_code in (409, 422, 429)
        assert list(refused.json()) == ["problem"]
    with console.store.writing() as connection:
        remove(connection, number)
    assert ask(console, "GET", "/uploads/20260105T101500-000001", key).status_code == 401
    answer = ask(console, "POST", "/leave", key)
    assert answer.status_code == 401


@pytest.mark.parametrize("key", [None, "x", "0" * 43, "\u00e9", "a b"])
def test_a_wrong_key_is_told_nothing(console: Served, key: str | None) -> None:
    headers = {} if key is None else {b"Authorization": b"Bearer " + key.encode()}
    for method, path in (
        ("GET", "/patients/P01/state"),
        ("GET", "/uploads/20260105T101500-000001"),
        ("POST", "/uploads/20260105T101500-000001/finish"),
        ("PUT", "/uploads/20260105T101500-000001/events.jsonl?offset=0"),
        ("POST", "/leave"),
    ):
        answer = httpx.request(
            method, f"{console.url}/api/v1{path}", headers=headers, trust_env=False
        )
        assert answer.status_code in (401, 422)
        assert list(answer.json()) == ["problem"]


def test_leaving_ends_a_key(console: Served) -> None:
    _, key = joined(console)
    assert ask(console, "POST", "/leave", key).status_code == 204
    assert ask(console, "POST", "/leave", key).status_code == 401


@given(st.text(alphabet=CODE_LETTERS, min_size=8, max_size=8))
def test_a_code_is_read_as_it_was_made_however_it_is_typed(made: str) -> None:
    typed = made.replace("0", "o").replace("1", "l").lower()
    assert read_code(f" {typed[:4]}-{typed[4:]} ") == made
    assert hash_of(made) != made


def test_bodies_that_are_too_large_or_no_json_are_refused(console: Served) -> None:
    huge = ask(console, "POST", "/join", content=b"x" * 300_000)
    assert huge.status_code == 413
    deep = ask(console, "POST", "/join", content=b"[" * 100_000)
    assert deep.status_code in (400, 422)
    for answer in (huge, deep):
        assert list(json.loads(answer.text)) == ["problem"]
