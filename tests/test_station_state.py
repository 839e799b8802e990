"""The patient's state: fetched by who was asked to play alone, and kept where it is newer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from support.linked import LEVEL, Served, served
from support.stationed import ask, joined, send
from support.stored import put
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from clinic.console.api import schema
from clinic.errors import ClinicError
from clinic.station.protocol import STATION_PATH
from clinic.station.spec import StartSpec
from clinic.station.started import Started
from clinic.store.own_tables import AuditRow
from controllers.controller import Features
from game.calibration import Calibration
from game.datadir import DataDirectory
from game.difficulty import SkillTracker
from game.patient import Patient, add_patient, load_calibration, load_skill

PERSON = Features("mouse", orientation=False)


@pytest.fixture
def console(tmp_path: Path):
    data = DataDirectory(tmp_path / "console")
    for code in ("P01", "P02"):
        add_patient(data.patients, Patient(code=code, affected="left"))
    with served(data.root) as found:
        yield found


def session(tmp_path: Path, number: int, day: str = "20260105", **info: Any) -> Path:
    folder = put(tmp_path / "station", number, day=day, **{"features": PERSON, **info})
    (folder / "samples.parquet").write_bytes(b"rows")
    return folder


def skill(session_id: str, repetitions: int = 3) -> dict[str, Any]:
    state = SkillTracker(0.7, 0.0, 1.0, 0, slope=6.0, start=0.5).state()
    side = {"covariates": [], "repetitions": repetitions, "state": state}
    return {"format": 1, "session": session_id, "tasks": {"reaching": {"left": side}}}


def measured(made: datetime, height_m: float) -> dict[str, Any]:
    known = Calibration(made=made, device="mouse", eye_height_seated_m=height_m)
    return known.model_dump(mode="json")


def test_what_sessions_taught_is_kept_where_it_is_newer_in_whatever_order_they_come(
    tmp_path: Path, console: Served
) -> None:
    _, key = joined(console)
    patients = DataDirectory(console.data).patients
    later = session(tmp_path, 2, "20260107")
    at = datetime(2026, 1, 7, 10, 20, tzinfo=UTC)
    taught = {"skill": skill(later.name, 9), "calibration": measured(at, 1.2)}
    assert send(console, key, later, **taught).status_code == 200
    assert load_skill(patients, "P01").session == later.name
    earlier = session(tmp_path, 1, "20260106")
    old = {"skill": skill(earlier.name), "calibration": measured(at - timedelta(days=1), 1.5)}
    assert send(console, key, earlier, **old).status_code == 200
    assert load_skill(patients, "P01").session == later.name
    assert load_skill(patients, "P01").tasks["reaching"]["left"].repetitions == 9
    assert load_calibration(patients, "P01").eye_height_seated_m == 1.2


def test_a_session_teaches_nothing_of_other_times_sessions_or_of_nobody(
    tmp_path: Path, console: Served
) -> None:
    _, key = joined(console)
    patients = DataDirectory(console.data).patients
    first, second = session(tmp_path, 1), session(tmp_path, 2)
    before = measured(datetime(2026, 1, 4, tzinfo=UTC), 1.9)
    anothers = {"skill": skill(second.name), "calibration": before}
    assert send(console, key, first, **anothers).status_code == 200
    played = session(tmp_path, 3, features=Features("simulated", orientation=True))
    during = measured(datetime(2026, 1, 5, 10, 20, tzinfo=UTC), 1.9)
    nobodys = {"skill": skill(played.name), "calibration": during}
    assert send(console, key, played, **nobodys).status_code == 200
    assert load_skill(patients, "P01").session is None
    assert load_calibration(patients, "P01").empty


def test_what_is_no_skill_is_refused_whatever_it_is_and_nothing_is_put_in_place(
    tmp_path: Path, console: Served
) -> None:
    _, key = joined(console)
    folder = session(tmp_path, 1)
    whole = skill(folder.name)
    wrong: list[Any] = [{}, {"tasks": []}, {**whole, "more": 1}, {**whole, "format": 2}]
    for name, bad in (
        ("covariates", 10**9),
        ("covariates", -1),
        ("covariates", "x"),
        ("mean", [[[]]]),
        ("covariance", {"a": 1}),
        ("recent", 5),
        ("aim", "high"),
        ("offset", 10**400),
    ):
        broken = json.loads(json.dumps(whole))
        broken["tasks"]["reaching"]["left"]["state"][name] = bad
        wrong.append(broken)
    for each in wrong[1:]:
        answer = send(console, key, folder, skill=each)
        assert (answer.status_code, list(answer.json())) == (409, ["problem"]), each
    assert not DataDirectory(console.data).session(folder.name).exists()
    assert send(console, key, folder, skill=whole).status_code == 200


def line(console: Served, key: str) -> ClientConnection:
    url = console.url.replace("http", "ws") + STATION_PATH
    return connect(url, additional_headers={"Authorization": f"Bearer {key}"}, proxy=None)


HELLO = json.dumps({"type": "hello", "protocol": 1, "software": "test"})


@contextmanager
def connected(console: Served, key: str, number: int) -> Iterator[ClientConnection]:
    with line(console, key) as found:
        found.send(HELLO)
        assert json.loads(found.recv(10))["type"] == "welcome"
        wait_for(console, lambda: number in console.stations.lines)
        yield found


def wait_for(console: Served, holds: Any) -> None:
    async def wait() -> None:
        while not holds():
            await asyncio.sleep(0.01)

    console.run(wait)


def start(console: Served, station_id: int, code: str) -> Started:
    spec = StartSpec(
        patient_code=code, level_raw=LEVEL, station_id=station_id, input="simulated:mild"
    )
    return console.run(lambda: console.stations.start(spec, "lead"))


def test_only_who_was_asked_to_play_fetches_a_patients_state_and_only_then(
    console: Served,
) -> None:
    (one, one_key), (_, two_key) = joined(console, "Room 1"), joined(console, "Room 2")

    def states() -> list[int]:
        return [
            ask(console, "GET", f"/patients/{code}/state", key).status_code
            for key in (one_key, two_key)
            for code in ("P01", "P02", "P03", "..%2fP01")
        ]

    nobody = [403, 403, 403, 404] * 2
    assert states() == nobody
    with connected(console, one_key, one) as station:
        started = start(console, one, "P01")
        asked = json.loads(station.recv(10))
        assert (asked["type"], asked["spec"]["patient_code"]) == ("start", "P01")
        assert states() == [200, *nobody[1:]]
        state = ask(console, "GET", "/patients/P01/state", one_key).json()
        assert state["profile"]["code"] == "P01"
        assert sorted(state) == ["calibration", "profile", "skill"]
        ended = {"type": "ended", "start_id": started.id, "problem": "no headset"}
        station.send(json.dumps(ended))
        assert console.run(started.over) == "no headset"
        assert states() == nobody
    with console.store.reading() as connection:
        rows = connection.execute(select(AuditRow.actor, AuditRow.action, AuditRow.subject))
        fetched = [tuple(row) for row in rows if row.action == "fetch"]
    assert fetched == [("station Room 1", "fetch", "patient P01")] * 2


def test_a_station_can_not_end_what_another_plays(console: Served) -> None:
    (one, one_key), (two, two_key) = joined(console, "Room 1"), joined(console, "Room 2")
    with connected(console, one_key, one), connected(console, two_key, two) as other:
        started = start(console, one, "P01")
        other.send(json.dumps({"type": "ended", "start_id": started.id}))
        other.send(json.dumps({"type": "waiting", "waiting": 3}))
        wait_for(console, lambda: console.stations.lines[two].waiting == 3)
        assert not started.ended


def test_who_can_not_be_heard_any_more_keeps_nobody_from_playing(console: Served) -> None:
    (one, one_key), (two, two_key) = joined(console, "Room 1"), joined(console, "Room 2")
    with connected(console, two_key, two):
        with connected(console, one_key, one):
            first = start(console, one, "P01")
            with pytest.raises(ClinicError, match="plays already, at Room 1"):
                start(console, two, "P01")
        wait_for(console, lambda: one not in console.stations.lines)
        assert not start(console, two, "P01").ended
        assert first.problem == "the connection to Room 1 was lost"


def test_a_newer_connection_takes_the_place_of_an_older_one(console: Served) -> None:
    number, key = joined(console)
    with connected(console, key, number) as old:
        before = console.stations.lines[number]
        with connected(console, key, number):
            wait_for(console, lambda: console.stations.lines.get(number) is not before)
            with pytest.raises(ConnectionClosed):
                old.recv(10)
            wait_for(console, lambda: number in console.stations.lines)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "null",
        "[" * 50_000,
        '{"type":"hello","protocol":2,"software":"x"}',
        '{"type":"ended","start_id":"../../../../etc"}',
        '{"type":"start"}',
        b"\xff\x00",
        "x" * 2_000_000,
    ],
)
def test_who_says_what_was_not_agreed_is_hung_up_on(console: Served, said: str | bytes) -> None:
    number, key = joined(console)
    with line(console, key) as station:
        station.send(said)
        with pytest.raises(ConnectionClosed):
            station.recv(10)
    with connected(console, key, number) as station:
        station.send(said)
        with pytest.raises(ConnectionClosed):
            station.recv(10)
    wait_for(console, lambda: console.stations.lines == {})


def test_without_a_key_nobody_is_let_in(console: Served) -> None:
    for key in ("", "x", "0" * 43):
        with pytest.raises(InvalidStatus) as refused, line(console, key):
            pass
        assert refused.value.response.status_code == 403


def test_the_api_tells_of_itself() -> None:
    paths = schema()["paths"]
    assert sorted(paths) == [
        "/join",
        "/leave",
        "/patients/{code}/state",
        "/uploads",
        "/uploads/{session_id}",
        "/uploads/{session_id}/finish",
        "/uploads/{session_id}/{file}",
    ]
