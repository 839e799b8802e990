"""A wall clock that is set while a session runs, or between two of them."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.recordings import LEVEL, describe, push, random_rows

from game.datadir import DataDirectory
from game.recording.info import now_utc
from game.recording.reading import open_recording
from game.recording.recorder import Recorder
from game.recording.recover import recover, unclosed

TEN_YEARS = timedelta(days=3653)
SET = pytest.mark.parametrize("by", [-TEN_YEARS, TEN_YEARS], ids=["back", "forward"])


def begun_at(data: Path, start_utc: datetime) -> Recorder:
    """A session that began when the wall clock said so."""
    folder = DataDirectory(data).new_session(start_utc)
    recorder = Recorder(folder, describe(folder, start_utc), LEVEL)
    push(recorder, random_rows(91))
    return recorder


@SET
def test_a_clock_set_while_a_session_runs_changes_none_of_its_times(tmp_path, by) -> None:
    start_utc = now_utc() - by
    recorder = begun_at(tmp_path, start_utc)
    recorder.close("completed")
    recording = open_recording(recorder.folder)
    assert recording.samples().tobytes() == random_rows(91).tobytes()
    end = recording.info.end
    assert end.duration_s == 1.0
    assert timedelta(0) <= end.end_utc - start_utc < timedelta(minutes=1)


def test_a_clock_set_back_before_a_crash_ends_no_session_before_it_began(tmp_path) -> None:
    recorder = begun_at(tmp_path, now_utc())
    recorder.close("completed")
    path = recorder.folder / "session.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"end":', '"was":'), encoding="utf-8")
    then = datetime(2001, 1, 1, tzinfo=UTC).timestamp()
    for file in recorder.folder.iterdir():
        os.utime(file, (then, then))
    info = recover(recorder.folder)
    assert info.end.end_utc == info.start_utc
    assert info.end.duration_s == 1.0


def test_sessions_on_either_side_of_a_clock_set_back_keep_their_own_folders(tmp_path) -> None:
    data = DataDirectory(tmp_path)
    later = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
    earlier = later - timedelta(hours=1)
    recorders = [begun_at(tmp_path, start) for start in (later, earlier, later, earlier)]
    for recorder in recorders:
        recorder.close("completed")
    folders = data.session_folders()
    assert sorted(recorder.folder for recorder in recorders) == folders
    starts = [open_recording(folder).info.start_utc for folder in folders]
    assert starts == [earlier, earlier, later, later]
    assert unclosed(data) == []
