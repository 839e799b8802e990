"""A disk that fails while a session runs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest
from support.recordings import begin, frame_at, push, random_rows
from support.small_disk import small_disk

from controllers.frame import FRAME_DTYPE
from game.datadir import DataDirectory
from game.recording.errors import RecordingError
from game.recording.info import now_utc
from game.recording.reading import open_recording, rerunnable
from game.recording.recover import recover, unclosed
from game.recording.ring import DroppingRing, WaitingRing

ROWS = 200

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs file-size limits (POSIX)")


@contextmanager
def file_size_limit(size: int):
    """No file of this process grows over `size` bytes meanwhile."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def push_until_it_fails(recorder, rows) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        push(recorder, rows)
        try:
            recorder.check()
        except RecordingError as error:
            return str(error)
        time.sleep(0.05)
    pytest.fail("nothing failed")


def wait_until(condition) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def record_some(recorder) -> bytes:
    """Rows that have reached the disk."""
    rows = random_rows(ROWS, seed=9)
    push(recorder, rows)
    wait_until(lambda: len(open_recording(recorder.folder).samples()) == ROWS)
    return rows.tobytes()


def fill(disk: Path) -> Path:
    """Leave no room on a disk."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (100_000, 1000, 1):
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass
    return filler


def test_a_full_disk_is_told_and_play_goes_on(tmp_path) -> None:
    with small_disk(tmp_path / "disk", "3m") as disk:
        recorder = begin(disk, ring=DroppingRing)
        written = record_some(recorder)
        filler = fill(disk)
        rows = random_rows(50)
        message = push_until_it_fails(recorder, rows)
        assert message == f"cannot write {recorder.folder / 'samples.arrows'}: the disk is full"
        recorder.check()  # told once
        recorder.event("pause", frame_at(1), cause="key")
        assert open_recording(recorder.folder).samples().tobytes() == written
        filler.unlink()
        wait_until(lambda: len(open_recording(recorder.folder).samples()) > ROWS)
        recorder.close("completed")
        recording = open_recording(recorder.folder)
        assert recording.info.end.dropped_rows == 0
        samples = recording.samples()
        assert samples.tobytes() == written + rows.tobytes() * ((len(samples) - ROWS) // 50)
        assert [event["kind"] for event in recording.events()] == ["pause"]


def test_a_disk_that_stays_full_leaves_what_was_written_for_recovery(tmp_path) -> None:
    with small_disk(tmp_path / "disk", "3m") as disk:
        recorder = begin(disk, ring=DroppingRing)
        written = record_some(recorder)
        filler = fill(disk)
        push_until_it_fails(recorder, random_rows(50))
        with pytest.raises(RecordingError, match="the disk is full") as caught:
            recorder.close("completed")
        assert "\n" not in str(caught.value)
        assert open_recording(recorder.folder).samples().tobytes() == written
        assert unclosed(DataDirectory(disk)) == [recorder.folder]
        with pytest.raises(RecordingError, match="the disk is full"):
            recover(recorder.folder)
        filler.unlink()
        assert recover(recorder.folder).end.samples == ROWS
        assert open_recording(recorder.folder).samples().tobytes() == written


@POSIX
def test_a_file_that_can_not_grow_is_tried_again_and_the_others_go_on(tmp_path) -> None:
    recorder = begin(tmp_path, ring=DroppingRing)
    written = record_some(recorder)
    rows = random_rows(50)
    path = recorder.folder / "samples.arrows"
    with file_size_limit(path.stat().st_size + 9_000):
        assert push_until_it_fails(recorder, rows).startswith(f"cannot write {path}: ")
        recorder.trial({"trial_num": 1})
        wait_until(lambda: open_recording(recorder.folder).trials())
        assert open_recording(recorder.folder).samples().tobytes() == written
    wait_until(lambda: len(open_recording(recorder.folder).samples()) > ROWS)
    recorder.close("completed")
    recording = open_recording(recorder.folder)
    assert recording.info.end.dropped_rows == 0
    samples = recording.samples()
    assert samples.tobytes() == written + rows.tobytes() * ((len(samples) - ROWS) // 50)


@POSIX
def test_rows_that_never_reached_the_disk_are_told_and_counted_at_the_end(tmp_path) -> None:
    still = np.zeros(400, FRAME_DTYPE)  # the Parquet file is smaller than the stream
    recorder = begin(tmp_path, ring=DroppingRing)
    push(recorder, still)
    wait_until(lambda: len(open_recording(recorder.folder).samples()) == len(still))
    size = (recorder.folder / "samples.arrows").stat().st_size
    with file_size_limit(size + 5_000):
        push_until_it_fails(recorder, random_rows(50))
        with pytest.raises(RecordingError, match=r"cannot write .*samples\.arrows"):
            recorder.close("completed")
    recording = open_recording(recorder.folder)
    assert recording.samples().tobytes() == still.tobytes()
    assert recording.info.end.status == "completed"
    assert recording.info.end.dropped_rows % 50 == 0
    assert recording.info.end.dropped_rows > 0


@POSIX
def test_frames_beyond_the_memory_are_counted_while_the_disk_fails(tmp_path) -> None:
    class Small(DroppingRing):
        def __init__(self, dtype, wake):
            super().__init__(dtype, wake, capacity=200)

    recorder = begin(tmp_path, ring=Small)
    rows = random_rows(50)
    with file_size_limit(100_000):
        push_until_it_fails(recorder, rows)
        while not recorder.dropped_rows:
            push(recorder, rows)
    recorder.close("completed")
    recording = open_recording(recorder.folder)
    end = recording.info.end
    assert end.samples == len(recording.samples())
    assert end.dropped_rows == recorder.dropped_rows > 0
    assert [event["kind"] for event in recording.events()] == ["rows_dropped"]
    with pytest.raises(RecordingError, match="frames were dropped"):
        rerunnable(recording)


@POSIX
def test_the_loop_that_waits_for_a_failing_disk_is_told(tmp_path) -> None:
    class Small(WaitingRing):
        def __init__(self, dtype, wake):
            super().__init__(dtype, wake, capacity=200)

    recorder = begin(tmp_path, ring=Small)
    rows = random_rows(50)
    many = np.tile(rows, 200)
    with file_size_limit(100_000), pytest.raises(RecordingError, match=r"samples\.arrows"):
        push(recorder, many)
    recorder.close("failed")
    samples = open_recording(recorder.folder).samples()
    assert len(samples) >= 200
    assert samples.tobytes() == (rows.tobytes() * (len(samples) // 50 + 1))[: samples.nbytes]


def test_a_data_directory_that_can_not_be_made_is_told_in_one_line(tmp_path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RecordingError, match="cannot make") as caught:
        DataDirectory(tmp_path / "file").new_session(now_utc())
    assert "\n" not in str(caught.value)


@POSIX
def test_a_data_directory_without_permission_is_told(tmp_path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o555)
    with pytest.raises(RecordingError, match="not permitted"):
        DataDirectory(tmp_path).new_session(now_utc())
    tmp_path.chmod(0o755)


def test_a_read_only_disk_is_told(tmp_path) -> None:
    with small_disk(tmp_path / "disk", "1m") as disk:
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with pytest.raises(RecordingError, match="the disk is read-only"):
            DataDirectory(disk).new_session(now_utc())
        assert unclosed(DataDirectory(disk)) == []
