"""The link between real games and the console: what is seen, asked, missed and caught up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert
from support.command import command
from support.console import add_account, console
from support.linked import LEVEL, Served, playing, served, status_of
from support.recordings import begin, frame_at
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from clinic.link.keys import key_hash
from clinic.link.protocol import GAME_PATH
from clinic.store import open_store
from clinic.store.own_tables import StationRow
from game.datadir import data_directory

EXAMPLE = Path(__file__).parents[1] / "examples" / "console_client.py"


@pytest.fixture
def level(tmp_path: Path) -> str:
    path = tmp_path / "short.yaml"
    path.write_text(LEVEL, encoding="utf-8")
    return str(path)


def rows_of(data: Path, name: str) -> list[dict[str, object]]:
    (file,) = (data / "sessions").glob(f"*/{name}.jsonl")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_buttons_are_obeyed_in_order_recorded_and_answered(tmp_path: Path, level: str) -> None:
    asked = [
        ("easier", {}),
        ("cue", {"kind": "verbal", "amount": "minimal"}),
        ("note", {"text": "sits well"}),
        ("lock", {}),
        ("stop", {}),
        ("resume", {}),
        ("pause", {}),
        ("pause", {}),
    ]
    data = tmp_path / "data"
    with served(tmp_path / "console") as here, playing(here.url, here.key, data, level) as process:
        game = here.game(lambda game: game.state is not None and game.state.phase == "set")
        answers = [here.ask(game, kind, **more) for kind, more in asked]
        refused = [here.ask(game, "cue"), here.ask(game, "fly"), here.ask(game, "stop", now=1)]
        frozen = here.game(lambda game: game.state is not None and game.state.paused is not None)
        assert frozen.state is not None
        assert frozen.state.paused == "stopped"
        assert frozen.state.difficulty.locked
        end = here.ask(game, "end")
        assert status_of(process) == 0
        here.game(lambda game: game.over and not game.connected)
    assert [answer.outcome for answer in [*answers, end]] == ["obeyed"] * 9
    assert [answer.outcome for answer in refused] == ["refused"] * 3
    assert refused[0].message == "cue needs kind"
    assert game.status == "ended"

    written = rows_of(data, "events")
    assert [event.row for event in game.events] == written
    commands = [row for row in written if row["kind"] == "command"]
    assert [row["command"] for row in commands] == [*(kind for kind, _ in asked), "end"]
    assert [row["frame_index"] for row in commands] == [
        answer.frame_index for answer in [*answers, end]
    ]
    assert {row["source"] for row in commands} == {"console"}
    assert [row["data"]["by"] for row in commands] == ["lead"] * 9
    assert commands[2]["data"]["text"] == "sits well"
    stopped = [row["frame_index"] for row in written if row["kind"] == "pause"]
    assert stopped == [answers[4].frame_index, answers[6].frame_index]

    (folder,) = (data / "sessions").iterdir()
    again = command("play", "--input", f"replay:{folder}", "--data", tmp_path / "again")
    assert again.returncode == 0, again.stderr
    assert rows_of(tmp_path / "again", "events") == written


@pytest.mark.parametrize("hub", ["remembers", "forgets"])
def test_a_console_that_comes_back_catches_up_and_nothing_comes_twice(
    tmp_path: Path, level: str, hub: str
) -> None:
    data = tmp_path / "data"
    first = Served(tmp_path / "console")
    try:
        with playing(first.url, first.key, data, level) as process:
            first.game(lambda game: game.have_trial == 1)
            before = {event.seq for event in next(iter(first.hub.games.values())).events}
            first.stop()
            kept = first.hub if hub == "remembers" else None
            with served(tmp_path / "console", first.port, kept, first.key) as second:
                game = second.game(lambda game: game.have_seq > max(before))
                assert second.ask(game, "end").outcome == "obeyed"
                assert status_of(process) == 0
                second.game(lambda game: game.over and not game.connected)
    finally:
        first.stop()
    assert game.status == "ended"
    assert [event.row for event in game.events] == rows_of(data, "events")
    assert [event.seq for event in game.events] == list(range(1, len(game.events) + 1))
    assert [trial.row for trial in game.trials] == rows_of(data, "trials")


def test_a_game_plays_on_where_the_console_is_down_and_says_so_once(
    tmp_path: Path, level: str
) -> None:
    here = Served(tmp_path / "console")
    here.stop()
    with playing(here.url, here.key, tmp_path / "data", level, "--speed", "max") as process:
        assert status_of(process) == 0
        said = process.stderr.read()
    assert said.count("no link to the console") == 1
    assert "play goes on" in said
    assert rows_of(tmp_path / "data", "events")[-1]["status"] == "completed"


def test_a_real_console_takes_stations_keys_and_no_other(tmp_path: Path, level: str) -> None:
    add_station(tmp_path / "console", "north room", "a-key-of-a-station")
    add_account(tmp_path / "console", "lead", "lead")
    with console(tmp_path / "console") as here:
        with playing(
            here.url, "a-key-of-a-station", tmp_path / "data", level, "--speed", "max"
        ) as process:
            assert status_of(process) == 0
            assert "no link" not in process.stderr.read(), here.told
        with playing(here.url, "another-key", tmp_path / "none", level) as process:
            assert status_of(process) == 2
            told = process.stderr.read()
        assert len(told.splitlines()) == 1
        assert "does not take this key" in told
        assert not (tmp_path / "none" / "sessions").exists()
        url = here.url.replace("http", "ws") + GAME_PATH
        for headers in (
            {},
            {"Authorization": "Bearer another-key"},
            {"Authorization": "Bearer a-key-of-a-station", "Origin": "http://elsewhere.example"},
        ):
            with pytest.raises(InvalidStatus) as refused, connect(url, additional_headers=headers):
                pass
            assert refused.value.response.status_code == 403


def add_station(data: Path, name: str, key: str) -> None:
    row = {"name": name, "key_hash": key_hash(key), "joined_utc": datetime.now(UTC)}
    with open_store(data_directory(data), None) as store, store.writing() as connection:
        connection.execute(insert(StationRow).values(row))


@pytest.mark.parametrize("what", ["made up", "recorded"])
def test_the_example_client_is_served_as_a_game_is(tmp_path: Path, what: str) -> None:
    folder = []
    if what == "recorded":
        recorder = begin(tmp_path)
        recorder.event("session_start", frame_at(0))
        recorder.event("far away", frame_at(100_000))
        recorder.close("completed")
        folder = [str(recorder.folder)]
    with (
        served(tmp_path / "console") as here,
        subprocess.Popen(
            [sys.executable, EXAMPLE, here.url, *folder],
            env={**os.environ, "REACHWELL_LINK_KEY": here.key},
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        game = here.game(lambda game: game.state is not None and game.have_seq == 1)
        assert here.ask(game, "skip").outcome == "refused"
        assert here.ask(game, "pause").outcome == "obeyed"
        here.game(lambda game: game.state is not None and game.state.paused is not None)
        here.ask(game, "end")
        assert status_of(process) == 0
        assert process.stdout is not None
        assert process.stdout.read() == f"{game.hello.session_id}: ended\n"
    assert game.status == "ended"
    assert game.events[0].row["kind"] == "session_start"
    assert game.hello.patient_code == ("P-001" if folder else "EXAMPLE")
