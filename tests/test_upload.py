"""Handing a session over: cut anywhere it goes on; whatever is wrong with it is refused whole."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from support.linked import Served, served
from support.stationed import ask, folder_digest, joined, manifest, place, send, web
from support.stored import put

from clinic.kept import keep_note
from clinic.station.handing import Station, hand_over, pending
from clinic.station.manifest import LARGEST, LARGEST_CHUNK
from clinic.station.receiving import MOST_AT_ONCE
from clinic.station.web import RefusedError
from clinic.store import sessions_of
from clinic.store.own_tables import AuditRow
from game.datadir import DataDirectory
from game.patient import Patient, add_patient

ID = "20260105T101500-000001"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory):
    data = tmp_path_factory.mktemp("console")
    add_patient(DataDirectory(data).patients, Patient(code="P01", affected="left"))
    with served(data) as found:
        yield found


@pytest.fixture(scope="module")
def key(console: Served) -> str:
    return joined(console)[1]


class Sessions:
    """New sessions at a station, each with a number of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.number = 0

    def new(self, code: str = "P01", size: int = 200_000, **info: Any) -> Path:
        self.number += 1
        folder = put(self.data, self.number, code, **info)
        (folder / "samples.parquet").write_bytes(os.urandom(size))
        return folder


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Sessions:
    return Sessions(tmp_path_factory.mktemp("station"))


def refused(answer, status: int, words: str = "") -> None:
    assert (answer.status_code, "problem" in answer.json()) == (status, True), answer.text
    assert words in answer.json()["problem"]


def test_a_session_arrives_whole_is_indexed_and_audited(
    console: Served, key: str, sessions: Sessions
) -> None:
    folder = sessions.new(size=3_000_000)
    told: list[tuple[int, int]] = []
    station = Station(DataDirectory(sessions.data), web(console, key))
    assert folder in pending(station.data)
    hand_over(station, folder, lambda done, of: told.append((done, of)))
    assert folder_digest(place(console, folder.name)) == folder_digest(folder)
    assert told[-1][0] == told[-1][1] > 3_000_000
    assert folder not in pending(station.data)
    with console.store.reading() as connection:
        assert folder.name in [each.id for each in sessions_of(connection, "P01")]
        actions = connection.execute(select(AuditRow.actor, AuditRow.action, AuditRow.subject))
        subject = f"session {folder.name} of patient P01"
        assert ("station Room 1", "upload", subject) in [tuple(row) for row in actions]
    assert not (console.data / "uploads" / "1" / folder.name).exists()


def test_the_same_session_again_is_fine_also_with_a_note_added_since(
    console: Served, key: str, sessions: Sessions
) -> None:
    folder = sessions.new()
    assert send(console, key, folder).json() == {"session_id": folder.name, "new": True}
    keep_note(place(console, folder.name), "soap", "Went well.")
    before = folder_digest(place(console, folder.name))
    again = ask(console, "POST", "/uploads", key, json=manifest(folder))
    assert again.json()["there"] is True
    assert folder_digest(place(console, folder.name)) == before


def test_another_session_of_the_same_id_is_refused_and_nothing_is_lost(
    console: Served, key: str, sessions: Sessions
) -> None:
    folder = sessions.new()
    assert send(console, key, folder).status_code == 200
    before = folder_digest(place(console, folder.name))
    (folder / "samples.parquet").write_bytes(b"other")
    other = folder_digest(folder)
    refused(ask(console, "POST", "/uploads", key, json=manifest(folder)), 409, "here already")
    station = Station(DataDirectory(sessions.data), web(console, key))
    with pytest.raises(RefusedError):
        hand_over(station, folder, lambda done, of: None)
    assert folder_digest(place(console, folder.name)) == before
    assert folder_digest(folder) == other
    assert folder in pending(station.data)


@settings(max_examples=12)
@given(cuts=st.lists(st.integers(0, 199_999), max_size=4), at=st.integers(1, 65536))
def test_cut_at_any_byte_it_goes_on_where_the_console_says(
    console: Served, key: str, sessions: Sessions, cuts: list[int], at: int
) -> None:
    folder = sessions.new()
    whole = manifest(folder)
    content = (folder / "samples.parquet").read_bytes()
    ask(console, "POST", "/uploads", key, json=whole)
    for cut in sorted(cuts):
        offset = ask(console, "GET", f"/uploads/{folder.name}", key).json()["files"]
        offset = offset["samples.parquet"]
        if offset < cut:
            _cut_off(
                console,
                key,
                f"/uploads/{folder.name}/samples.parquet?offset={offset}",
                content[offset:],
                cut - offset,
            )
    found = ask(console, "GET", f"/uploads/{folder.name}", key).json()["files"]
    assert found["samples.parquet"] <= max([0, *cuts])
    station = Station(DataDirectory(sessions.data), web(console, key))
    hand_over(station, folder, lambda done, of: None)
    assert folder_digest(place(console, folder.name)) == folder_digest(folder)


def _cut_off(console: Served, key: str, path: str, body: bytes, after: int) -> None:
    """Announce a whole body, send a part of it, and hang up; wait until that is noticed."""
    with socket.create_connection(("127.0.0.1", console.port)) as line:
        head = f"PUT /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1:{console.port}\r\n"
        head += f"Authorization: Bearer {key}\r\nContent-Length: {len(body)}\r\n\r\n"
        line.sendall(head.encode() + body[:after])
        line.shutdown(socket.SHUT_WR)
        while line.recv(1024):
            pass


def test_bytes_for_another_place_are_refused_with_the_right_one(
    console: Served, key: str, sessions: Sessions
) -> None:
    folder = sessions.new()
    ask(console, "POST", "/uploads", key, json=manifest(folder))
    path = f"/uploads/{folder.name}/samples.parquet"
    assert ask(console, "PUT", f"{path}?offset=0", key, content=b"x" * 10).json() == {"offset": 10}
    for offset in (0, 9, 11, 10**6):
        answer = ask(console, "PUT", f"{path}?offset={offset}", key, content=b"y")
        refused(answer, 409)
        assert answer.json()["offset"] == 10
    for offset in ("-1", "1e3", "", "99999999999999999999"):
        refused(ask(console, "PUT", f"{path}?offset={offset}", key, content=b"y"), 422)


def test_a_wrong_hash_is_refused_and_the_file_may_be_sent_again(
    console: Served, key: str, sessions: Sessions
) -> None:
    folder = sessions.new()
    right = manifest(folder)
    ask(console, "POST", "/uploads", key, json=right)
    for file in folder.iterdir():
        content = bytearray(file.read_bytes())
        if file.name == "samples.parquet":
            content[1000] ^= 1
        path = f"/uploads/{folder.name}/{file.name}?offset=0"
        assert ask(console, "PUT", path, key, content=bytes(content)).status_code == 200
    answer = ask(console, "POST", f"/uploads/{folder.name}/finish", key, json={})
    refused(answer, 422, "samples.parquet is not what was announced")
    assert answer.json()["offset"] == 0
    assert not place(console, folder.name).exists()
    hand_over(Station(DataDirectory(sessions.data), web(console, key)), folder, lambda *_: None)
    assert folder_digest(place(console, folder.name)) == folder_digest(folder)


def test_a_session_that_is_not_all_there_is_not_put_in_place(
    console: Served, key: str, sessions: Sessions
) -> None:
    folder = sessions.new()
    ask(console, "POST", "/uploads", key, json=manifest(folder))
    answer = ask(console, "POST", f"/uploads/{folder.name}/finish", key, json={})
    refused(answer, 409, "0 of")
    assert not place(console, folder.name).exists()


NAMES = [
    "../samples.parquet",
    "..%2fsession.json",
    "%2e%2e/session.json",
    "/etc/passwd",
    "notes.json",
    "attested.json",
    "exclusions.json",
    ".manifest.json",
    "session.json%00",
    "SESSION.JSON",
    "samples.parquet/x",
    "C:\\x",
    "a" * 3000,
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_another_name_is_refused_wherever_it_is_named(
    console: Served, key: str, sessions: Sessions, name: str
) -> None:
    folder = sessions.new(size=10)
    before = _tree(console.data)
    entry = {"name": name, "size": 1, "sha256": "0" * 64}
    whole = manifest(folder)
    bad = {**whole, "files": [*whole["files"], entry]}
    refused(ask(console, "POST", "/uploads", key, json=bad), 422)
    assert _tree(console.data) == before
    ask(console, "POST", "/uploads", key, json=whole)
    begun = _tree(console.data)
    answer = ask(console, "PUT", f"/uploads/{folder.name}/{name}?offset=0", key, content=b"x")
    assert answer.status_code in (404, 405, 409, 413, 422)
    assert list(answer.json()) == ["problem"]
    assert _tree(console.data) == begun


@pytest.mark.parametrize(
    "session_id",
    ["..", "../" + ID, "%2e%2e%2f" + ID, ID + "/..", ID.lower(), ID + "x", "x", "\u0661" + ID[1:]],
)
def test_a_session_of_another_name_is_refused(
    console: Served, key: str, sessions: Sessions, session_id: str
) -> None:
    folder = sessions.new(size=10)
    before = _tree(console.data)
    bad = manifest(folder, session_id=session_id)
    refused(ask(console, "POST", "/uploads", key, json=bad), 422)
    if session_id == "..":  # a client makes another path of it
        return
    for method, path in (("GET", ""), ("PUT", "/events.jsonl?offset=0"), ("POST", "/finish")):
        answer = ask(console, method, f"/uploads/{session_id}{path}", key)
        assert 400 <= answer.status_code < 500
        assert "problem" in answer.json()
    assert _tree(console.data) == before


def _tree(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if "reachwell.db" not in path.name
    )


def test_what_is_too_large_is_refused_before_it_is_sent_and_while_it_is(
    console: Served, key: str, sessions: Sessions
) -> None:
    folder = sessions.new()
    whole = manifest(folder)
    for name, largest in LARGEST.items():
        others = [each for each in whole["files"] if each["name"] != name]
        entry = {"name": name, "size": largest + 1, "sha256": "0" * 64}
        answer = ask(console, "POST", "/uploads", key, json={**whole, "files": [*others, entry]})
        refused(answer, 422, "at most")
    both = [
        {"name": f"{name}.parquet", "size": 2**31 - 1, "sha256": "0" * 64}
        for name in ("samples", "joints")
    ]
    others = [each for each in whole["files"] if each["name"] != "samples.parquet"]
    answer = ask(console, "POST", "/uploads", key, json={**whole, "files": [*others, *both]})
    assert answer.status_code in (200, 422, 507)
    ask(console, "POST", "/uploads", key, json=whole)
    path = f"/uploads/{folder.name}/samples.parquet?offset=0"
    refused(ask(console, "PUT", path, key, content=b"x" * 200_001), 413, "longer")
    refused(ask(console, "PUT", path, key, content=b"x" * (LARGEST_CHUNK + 1)), 413)
    chunked = iter([b"x" * 1_000_000] * 6)
    refused(ask(console, "PUT", path, key, content=chunked), 413)


def test_what_is_inside_has_to_be_what_was_announced(
    console: Served, key: str, sessions: Sessions
) -> None:
    add_patient(DataDirectory(console.data).patients, Patient(code="P02", affected="left"))
    other = sessions.new()
    refused(send(console, key, other, "P02"), 422, "another session or patient")
    open_still = sessions.new(end=None)
    refused(send(console, key, open_still), 422, "not closed")
    damaged = sessions.new()
    (damaged / "session.json").write_bytes(b"{")
    refused(send(console, key, damaged), 409, "session.json")
    for each in (other, open_still, damaged):
        assert not place(console, each.name).exists()


def test_a_patient_nobody_knows_here_is_refused_until_there_is_one(
    console: Served, key: str, sessions: Sessions
) -> None:
    folder = sessions.new("P09")
    announced = manifest(folder, "P09")
    refused(ask(console, "POST", "/uploads", key, json=announced), 404, "no patient P09")
    add_patient(DataDirectory(console.data).patients, Patient(code="P09", affected="left"))
    assert send(console, key, folder, "P09").status_code == 200


def test_stations_do_not_see_each_others_uploads(
    console: Served, key: str, sessions: Sessions
) -> None:
    _, other = joined(console, "Room 2")
    folder = sessions.new()
    ask(console, "POST", "/uploads", key, json=manifest(folder))
    refused(ask(console, "GET", f"/uploads/{folder.name}", other), 404)
    path = f"/uploads/{folder.name}/samples.parquet?offset=0"
    refused(ask(console, "PUT", path, other, content=b"x"), 404)
    refused(ask(console, "POST", f"/uploads/{folder.name}/finish", other, json={}), 404)


def test_a_station_that_only_begins_is_stopped(console: Served, sessions: Sessions) -> None:
    number, key = joined(console, "Room 3")
    for begun in range(MOST_AT_ONCE):
        (console.data / "uploads" / str(number) / str(begun)).mkdir(parents=True)
    refused(ask(console, "POST", "/uploads", key, json=manifest(sessions.new())), 429)
