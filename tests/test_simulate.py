"""Series of sessions of a simulated patient, as the command line plays them."""

from __future__ import annotations

import _thread
import json
import sys
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import pygame
import pytest
from support.short_level import short_level

from game.datadir import DataDirectory
from game.recording.reading import Recording, open_recording
from reachwell.__main__ import INTERRUPTED, main

LEVEL = short_level(
    {
        "sets": 2,
        "repetitions": 7,
        "rest_s": 0,
        "affected_share": 1.0,
        "difficulty": {"policy": "skill", "start": 0.1},
    },
    limits={"session_minutes": 20, "repetitions": 200},
)


@pytest.fixture(scope="module")
def level(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("level") / "short.yaml"
    file.write_text(LEVEL, "utf-8")
    return file


def simulate(*options: str) -> int:
    """Its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["reachwell", "simulate", *options])
        with pytest.raises(SystemExit) as ended:
            main()
    return ended.value.code


def recordings(data: Path) -> list[Recording]:
    return [open_recording(folder) for folder in DataDirectory(data).session_folders()]


@pytest.fixture(scope="module")
def data(level, tmp_path_factory) -> Path:
    """Three sessions of somebody healthy, two days apart."""
    folder = tmp_path_factory.mktemp("series")
    options = ("--patient-kind", "healthy", "--sessions", "3", "--days-apart", "2", "--seed", "5")
    plot = ("--bad-day", "2", "--plot", str(folder / "plot.png"))
    assert simulate("--level", str(level), *options, *plot, "--data", str(folder)) == 0
    return folder


def changes(recording: Recording) -> list[dict[str, Any]]:
    return [event for event in recording.events() if event["kind"] == "difficulty_change"]


def test_every_session_is_recorded_on_its_day(data: Path) -> None:
    played = recordings(data)
    assert [each.info.patient_code for each in played] == ["sim-healthy-5"] * 3
    assert all(each.info.end and each.info.end.status == "completed" for each in played)
    starts = [each.info.start_utc for each in played]
    assert {(late - early).days for early, late in pairwise(starts)} == {2}
    assert [len(each.trials()) for each in played] == [14] * 3


def test_a_session_begins_where_the_last_one_ended(data: Path) -> None:
    played = recordings(data)
    first = changes(played[0])
    assert first[-1]["new"] - first[0]["old"] > 0.3
    for before, after in pairwise(played):
        assert changes(after)[0]["old"] == pytest.approx(changes(before)[-1]["new"], abs=0.1)
        skill = after.info.patient_state["skill"]["tasks"]["reaching"]["right"]
        assert skill["rested_days"] == pytest.approx(2.0, abs=0.01)
        assert skill["repetitions"] % 14 == 0


def test_nothing_is_kept_of_the_patient_but_the_recordings(data: Path) -> None:
    assert not DataDirectory(data).patients.exists()


def test_the_picture_opens(data: Path) -> None:
    assert pygame.image.load(str(data / "plot.png")).get_width() > 1000


def test_the_same_seed_plays_the_same_and_another_another(
    level: Path, data: Path, tmp_path: Path
) -> None:
    common = ("--level", str(level), "--patient-kind", "healthy", "--sessions", "2")
    common = (*common, "--days-apart", "2", "--bad-day", "2")
    assert simulate(*common, "--seed", "5", "--data", str(tmp_path / "same")) == 0
    assert simulate(*common, "--seed", "6", "--data", str(tmp_path / "other")) == 0
    for before, again, other in zip(
        recordings(data),
        recordings(tmp_path / "same"),
        recordings(tmp_path / "other"),
        strict=False,
    ):
        assert again.trials() == before.trials()
        assert other.trials() != before.trials()


def test_a_table_for_people_and_json_for_scripts(level: Path, capsys) -> None:
    options = ("--level", str(level), "--patient-kind", "moderate", "--sessions", "2")
    assert simulate(*options, "--bad-day", "2") == 0
    told = capsys.readouterr().out
    assert "Simulated patient sim-moderate-1: skill and difficulty, 2 sessions" in told
    assert "Reaching, right side, affected: reach" in told
    assert "2 of 2 sessions, seed 1; recordings: thrown away" in told
    rows = [line.split("\t") for line in told.splitlines() if "\t" in line]
    assert [row[:2] for row in rows] == [["1", "14"], ["2", "14"]]
    assert simulate(*options, "--bad-day", "2", "--json") == 0
    as_json = json.loads(capsys.readouterr().out)
    assert as_json["finished"] == 2
    (series,) = as_json["series"]
    assert [row["attempts"] for row in series["sessions"]] == [14, 14]
    assert [
        f"{row['skill']:.2f} \u00b1 {row['uncertainty']:.2f}" for row in series["sessions"]
    ] == [row[4] for row in rows]
    assert "bad day" in "".join(mark["words"] for mark in series["marks"])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--patient-kind", "odd"), "--patient-kind odd: no such kind; allowed: healthy, mild"),
        (("--patient-kind", "two\nlines"), "--patient-kind two lines"),
        (("--level", "reaching-9"), "no such level"),
        (("--level", "nowhere.yaml"), "nowhere.yaml"),
        (("--sessions", "0"), "--sessions"),
        (("--learning", "1"), "--learning 1: allowed: 0 to below 1"),
        (("--learning", "nan"), "--learning nan"),
        (("--tiring", "-1"), "--tiring -1"),
        (("--tiring", "inf"), "--tiring inf"),
        (("--bad-day", "9"), "--bad-day 9: there are 2 sessions"),
        (("--days-apart", "nan"), "--days-apart"),
        (("--plot", "plot.gif"), "allowed: .png, .svg, .pdf"),
        (("--plot", "nowhere/plot.png"), "no such folder"),
    ],
)
def test_what_cant_be_is_one_line(level: Path, options, told: str, capsys) -> None:
    assert simulate("--level", str(level), "--sessions", "2", *options) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err
    assert len(err.strip().splitlines()) == 1


def test_a_folder_that_has_that_patient_already_is_refused(level, data, capsys) -> None:
    options = ("--level", str(level), "--patient-kind", "healthy", "--seed", "5")
    before = len(recordings(data))
    assert simulate(*options, "--data", str(data)) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "holds sessions of sim-healthy-5" in line
    assert len(recordings(data)) == before


class Interrupter(threading.Thread):
    """Presses Ctrl-C once, in the second session."""

    def __init__(self, data: DataDirectory) -> None:
        super().__init__(daemon=True)
        self._data = data
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.002):
            folders = self._data.session_folders()
            trials = folders[1] / "trials.jsonl" if len(folders) > 1 else None
            if trials is not None and trials.exists() and trials.stat().st_size:
                _thread.interrupt_main()
                return


def test_an_interrupted_series_keeps_its_finished_sessions(level, tmp_path, capsys) -> None:
    presses = Interrupter(DataDirectory(tmp_path))
    presses.start()
    try:
        code = simulate("--level", str(level), "--sessions", "50", "--data", str(tmp_path))
    finally:
        presses.over.set()
        presses.join()
    assert code == INTERRUPTED
    out, err = capsys.readouterr()
    assert err.strip() == "Stopped."
    assert "1 of 50 sessions" in out
    statuses = [each.info.end.status for each in recordings(tmp_path) if each.info.end]
    assert statuses == ["completed", "ended"]
