"""A station as a program of its own: it joins, plays what is asked, and hands it over."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from support.linked import LEVEL, Served, served
from support.stationed import Room, add_lead, code, folder_digest, place

from clinic.errors import ClinicError
from clinic.station.keys import remove
from clinic.station.spec import StartSpec
from clinic.station.started import Started
from clinic.store import sessions_of
from game.calibration import Calibration
from game.datadir import DataDirectory
from game.patient import Patient, add_patient, save_calibration
from game.recording.info import now_utc
from game.recording.reading import open_recording

WITHIN_S = 60.0
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Served]:
    data = DataDirectory(tmp_path / "console")
    add_patient(data.patients, Patient(code="P01", affected="left", sound_balance=0.5))
    measured = Calibration(made=now_utc(), device="test", eye_height_seated_m=1.17)
    save_calibration(data.patients, "P01", measured)
    with served(data.root) as found:
        yield found


@pytest.fixture
def room(tmp_path: Path, console: Served) -> Room:
    made = Room(tmp_path / "room")
    assert made.join(console.url, code(console, add_lead(console))).returncode == 0
    return made


def until(console: Served, holds: Callable[[], bool]) -> None:
    async def wait() -> None:
        while not holds():
            await asyncio.sleep(0.02)

    console.run(wait)


def start(console: Served, level: str = LEVEL) -> Started:
    until(console, lambda: 1 in console.stations.lines)
    spec = StartSpec(
        patient_code="P01", level_raw=level, station_id=1, input="simulated:healthy", seed=5
    )
    return console.run(lambda: console.stations.start(spec, "lead"))


def known(console: Served) -> list[str]:
    with console.store.reading() as connection:
        return [each.id for each in sessions_of(connection, "P01")]


def test_a_session_from_start_to_the_consoles_store(console: Served, room: Room) -> None:
    with room.running():
        started = start(console)
        session_id = console.run(started.session)
        live = console.hub.games[session_id]
        assert (live.station.id, live.station.name) == (1, "Room 1")
        with pytest.raises(ClinicError, match="P01 plays already, at Room 1"):
            start(console)
        assert console.run(started.over) is None
        until(console, lambda: session_id in known(console))
    own, theirs = DataDirectory(room.data), place(console, session_id)
    assert folder_digest(theirs) == folder_digest(own.session(session_id))
    for name in ("profile.json", "calibration.json"):
        fetched = json.loads((own.patients / "P01" / name).read_bytes())
        assert fetched == json.loads((console.data / "patients" / "P01" / name).read_bytes())
    recorded = open_recording(theirs).info
    assert recorded.patient_state["calibration"]["eye_height_seated_m"] == 1.17
    assert recorded.end is not None
    assert recorded.end.status == "completed"


@posix
def test_a_station_that_is_killed_hands_over_what_it_has_when_it_runs_again(
    console: Served, room: Room
) -> None:
    with room.running() as process:
        started = start(console)
        session_id = console.run(started.session)
        game = console.game(lambda game: len(game.trials) > 0)
        assert game.hello.session_id == session_id
        (playing,) = psutil.Process(process.pid).children()
        process.kill()
        playing.kill()
        playing.wait(WITHIN_S)
    until(console, lambda: 1 not in console.stations.lines)
    assert known(console) == []
    with room.running():
        until(console, lambda: session_id in known(console))
        until(console, lambda: started.ended)
    assert folder_digest(place(console, session_id)) == folder_digest(
        DataDirectory(room.data).session(session_id)
    )
    end = open_recording(place(console, session_id)).info.end
    assert end is not None
    assert end.status == "recovered"
    assert end.trials > 0


def test_a_game_that_can_not_start_is_told_and_the_station_is_free_again(
    console: Served, room: Room
) -> None:
    with room.running():
        bad = start(console, "id: nothing\n")
        with pytest.raises(ClinicError, match=r"level\.yaml"):
            console.run(bad.session)
        good = start(console)
        session_id = console.run(good.session)
        console.ask(console.hub.games[session_id], "end")
        assert console.run(good.over) is None


def test_a_station_that_was_removed_is_cut_off_and_says_so(console: Served, room: Room) -> None:
    with room.running() as process:
        until(console, lambda: 1 in console.stations.lines)
        with console.store.writing() as connection:
            remove(connection, 1)
        console.run(lambda: console.stations.cut_off(1))
        _, said = process.communicate(timeout=WITHIN_S)
        assert process.returncode == 2
        assert "join anew" in said.splitlines()[-1]
    assert console.stations.lines == {}
    left = room.do("leave", "--data", str(room.data))
    assert left.returncode == 0, left.stderr


def test_joining_tells_what_is_wrong_in_a_line_and_keeps_the_key_private(
    tmp_path: Path, console: Served
) -> None:
    room, lead = Room(tmp_path / "other"), add_lead(console)
    wrong = room.join(console.url, "00000000")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    assert "this code lets nobody join" in wrong.stderr
    assert room.do("run").returncode == 2
    plain = room.do("join", "http://192.0.2.1:8042", "00000000", "--name", "Room 1")
    assert (plain.returncode, "only https" in plain.stderr) == (2, True)
    away = room.do("join", "http://127.0.0.1:1", "00000000", "--name", "Room 1")
    assert (away.returncode, "can't be reached" in away.stderr) == (2, True)
    done = room.join(console.url, code(console, lead))
    assert done.returncode == 0
    kept = room.config / "station.json"
    key = json.loads(kept.read_bytes())["key"]
    assert key not in done.stdout + done.stderr
    if sys.platform != "win32":
        assert kept.stat().st_mode & 0o777 == 0o600
        assert room.config.stat().st_mode & 0o777 == 0o700
    twice = room.join(console.url, code(console, lead))
    assert (twice.returncode, "has joined" in twice.stderr) == (2, True)
    assert room.do("leave", "--data", str(room.data)).returncode == 0
    assert not kept.exists()
    assert room.join(console.url, code(console, lead)).returncode == 0


@posix
def test_ctrl_c_ends_a_station_and_not_its_game(console: Served, room: Room) -> None:
    with room.running() as process:
        started = start(console)
        session_id = console.run(started.session)
        process.send_signal(signal.SIGINT)
        assert process.wait(WITHIN_S) == 130
        game = console.hub.games[session_id]
        assert game.connected
        console.ask(game, "end")
        until(console, lambda: game.over)
