"""Games started from the console on its own machine: real ones, linked to it."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from pathlib import Path

import psutil
import pytest
from pydantic import ValidationError
from support.linked import Served, served

from clinic.errors import ClinicError
from clinic.station.spec import StartSpec
from clinic.station.started import Started
from clinic.store import sessions_of
from game.datadir import DataDirectory
from game.patient import Patient, PatientError, add_patient
from levels.loader import shipped_path

LEVEL = shipped_path("taster").read_text(encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    add_patient(DataDirectory(tmp_path).patients, Patient(code="P01", affected="left"))
    return tmp_path


def spec(**more: object) -> StartSpec:
    return StartSpec.model_validate(
        {"patient_code": "P01", "level_raw": LEVEL, "input": "simulated:mild", "seed": 3, **more}
    )


def start(console: Served, asked: StartSpec) -> Started:
    return console.run(lambda: console.stations.start(asked, "lead"))


def test_a_game_starts_calls_ends_and_is_indexed(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with served(data) as console:
        started = start(console, spec())
        session_id = console.run(started.session)
        game = console.hub.games[session_id]
        assert (game.hello.patient_code, game.hello.view) == ("P01", "none")
        assert game.hello.simulated
        assert console.stations.playing(None) == [started]
        console.ask(game, "end")
        assert console.run(started.over) is None
        assert console.stations.playing(None) == []
        console.run(console.stations.settled)
        with console.store.reading() as connection:
            (known,) = sessions_of(connection, "P01")
        assert known.id == session_id
        assert known.status is not None
    assert not list(scratch.iterdir())


def test_what_keeps_a_game_from_starting_is_told_in_its_own_line(data: Path) -> None:
    with served(data) as console:
        bad = start(console, spec(level_raw="id: nothing\n"))
        with pytest.raises(ClinicError, match=r"level\.yaml"):
            console.run(bad.session)
        assert bad.ended
        assert "\n" not in (bad.problem or "")


def test_nobody_plays_twice_at_once_and_nobody_unknown_plays(data: Path) -> None:
    with served(data) as console:
        with pytest.raises(PatientError, match="no patient P77"):
            start(console, spec(patient_code="P77"))
        first = start(console, spec())
        with pytest.raises(ClinicError, match="P01 plays already"):
            start(console, spec())
        session_id = console.run(first.session)
        console.ask(console.hub.games[session_id], "end")
        console.run(first.over)


def test_a_console_that_is_opened_again_finds_the_game_that_it_had_started(data: Path) -> None:
    with served(data) as console:
        session_id = console.run(start(console, spec()).session)
        port, key = console.port, console.key
    with served(data, port, key=key) as again:
        game = again.game(lambda game: game.state is not None)
        assert game.hello.session_id == session_id
        with pytest.raises(ClinicError, match="P01 plays already, at This machine"):
            start(again, spec())
        again.ask(game, "end")
        again.game(lambda game: game.over)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_game_that_is_killed_is_told_as_such(data: Path) -> None:
    with served(data) as console:
        started = start(console, spec())
        console.run(started.session)
        children = psutil.Process().children()
        (game,) = [each for each in children if "play" in each.cmdline()]
        os.kill(game.pid, signal.SIGKILL)
        assert "ended by the system" in (console.run(started.over) or "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"patient_code": "../x"},
        {"input": "replay:/etc/passwd"},
        {"input": "simulated:--data"},
        {"input": "mouse", "view": "headset"},
        {"seed": -1},
        {"resume": "../20260101T000000-AAAAAA"},
        {"resume": "last"},
        {"level_raw": "x" * 300_000},
        {"more": 1},
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_starts(wrong: dict) -> None:
    with pytest.raises(ValidationError):
        spec(**wrong)
