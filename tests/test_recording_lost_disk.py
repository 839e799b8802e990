"""A disk that breaks, turns read-only or goes away while a session runs."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import yaml
from support.recordings import begin, frame_at, push, random_rows
from support.small_disk import breaking_disk, small_disk

from game.recording.errors import RecordingError
from game.recording.reading import open_recording
from game.recording.recorder import Recorder
from game.recording.recover import recover
from game.recording.ring import DroppingRing
from levels.loader import shipped_path

ROWS = random_rows(200, seed=9)

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no open file")


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def begun(data: Path) -> Recorder:
    """A recorder of which `ROWS` have reached the disk."""
    recorder = begin(data, ring=DroppingRing)
    push(recorder, ROWS)
    wait_until(lambda: len(open_recording(recorder.folder).samples()) == len(ROWS))
    return recorder


def told(recorder: Recorder, count: int) -> list[str]:
    """So many complaints; play goes on meanwhile."""
    complaints: list[str] = []

    def one_more() -> bool:
        push(recorder, ROWS[:10])
        recorder.event("pause", frame_at(1), cause="key")
        try:
            recorder.check()
        except RecordingError as error:
            complaints.append(str(error))
        return len(complaints) == count

    wait_until(one_more)
    return complaints


def test_a_disk_that_turns_read_only_is_told_and_what_was_written_is_mended(tmp_path) -> None:
    with breaking_disk(tmp_path / "disk") as (disk, shatter, repair):
        recorder = begun(disk)
        time.sleep(1.5)  # what is to outlive a broken disk has to be synced, once a second
        shatter()
        complaints = told(recorder, 2)
        assert {message.rpartition("/")[2] for message in complaints} == {
            "events.jsonl: the disk is read-only",
            "samples.arrows: the disk is read-only",
        }
        with pytest.raises(RecordingError, match=r"cannot complete .*: the disk is read-only"):
            recorder.close("completed")
        assert open_recording(recorder.folder).samples().tobytes() == ROWS.tobytes()
        with pytest.raises(RecordingError, match="the disk is read-only"):
            recover(recorder.folder)
        repair()
        assert recover(recorder.folder).end.samples == len(ROWS)
        assert open_recording(recorder.folder).samples().tobytes() == ROWS.tobytes()


@contextmanager
def folder_of_a_user() -> Iterator[Path]:
    """A folder that this process may write because it is its owner, and not because it is root."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        before = os.geteuid()
        if before == 0:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(before)


@POSIX
def test_a_folder_that_turns_read_only_is_told_at_the_end_and_mended_later() -> None:
    with folder_of_a_user() as data:
        recorder = begun(data)
        recorder.folder.chmod(0o555)
        push(recorder, ROWS[:10])
        recorder.check()  # files that are open can still be written
        with pytest.raises(RecordingError, match=r"cannot complete .*: access is not permitted"):
            recorder.close("completed")
        assert len(open_recording(recorder.folder).samples()) == len(ROWS) + 10
        with pytest.raises(RecordingError, match="access is not permitted"):
            recover(recorder.folder)
        recorder.folder.chmod(0o755)
        assert recover(recorder.folder).end.samples == len(ROWS) + 10


@POSIX
def test_a_folder_that_is_removed_is_told_and_play_goes_on(tmp_path) -> None:
    recorder = begun(tmp_path)
    shutil.rmtree(tmp_path / "sessions")
    for message in told(recorder, 2):
        assert message.startswith(f"cannot write {recorder.folder}")
        assert message.endswith(": there is no such file or folder")
    for _ in range(20):
        push(recorder, ROWS[:10])
    with pytest.raises(RecordingError, match="there is no such file or folder") as caught:
        recorder.close("completed")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "sessions").exists()


@POSIX
def test_a_folder_that_is_moved_away_is_told_at_the_end_and_can_be_mended_there(tmp_path) -> None:
    recorder = begun(tmp_path)
    there = tmp_path / "elsewhere"
    recorder.folder.rename(there)
    push(recorder, ROWS[:10])
    with pytest.raises(RecordingError, match="there is no such file or folder"):
        recorder.close("completed")
    assert recover(there).end.samples == len(ROWS) + 10


def test_a_disk_that_can_not_sync_is_told_once_and_nothing_is_lost(tmp_path, monkeypatch) -> None:
    recorder = begun(tmp_path)
    refusals = []

    def refuse(descriptor: int) -> None:
        refusals.append(descriptor)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", refuse)
    complaints = told(recorder, 2)
    assert {message.rpartition(": ")[2] for message in complaints} == {"the disk reports an error"}
    refused = len(refusals)
    nothing_is_told(recorder, lambda: len(refusals) >= refused + 2)
    monkeypatch.undo()
    recorder.close("completed")
    samples = open_recording(recorder.folder).samples()
    assert samples[: len(ROWS)].tobytes() == ROWS.tobytes()
    assert open_recording(recorder.folder).info.end.dropped_rows == 0


def nothing_is_told(recorder: Recorder, enough: Callable[[], bool]) -> None:
    """Go on until it is enough. Raises what is told."""

    def quiet() -> bool:
        push(recorder, ROWS[:10])
        recorder.check()
        return enough()

    wait_until(quiet)


def quick_level(folder: Path) -> Path:
    """The taster without practice."""
    level = yaml.safe_load(shipped_path("taster").read_bytes())
    for exercise in level["exercises"]:
        exercise |= {"familiarisation": 0, "demonstrate": False}
    path = folder / "level.yaml"
    path.write_text(yaml.safe_dump(level), encoding="utf-8")
    return path


def test_a_therapist_is_told_of_a_full_disk_and_the_rest_is_written_once_there_is_room(
    tmp_path,
) -> None:
    with small_disk(tmp_path / "disk", "8m") as disk:
        said = tmp_path / "said.txt"
        with said.open("wb") as err:
            playing = subprocess.Popen(
                [
                    *(sys.executable, "-m", "reachwell", "play", str(quick_level(tmp_path))),
                    *("--input", "simulated:healthy", "--view", "none", "--speed", "real"),
                    *("--data", str(disk)),
                ],
                stdout=err,
                stderr=err,
            )
        try:
            wait_until(lambda: list(disk.glob("sessions/*/session.json")))
            (folder,) = (disk / "sessions").iterdir()
            wait_until(lambda: len(open_recording(folder).samples()) > 100)
            filler = disk / "filler"
            with filler.open("wb", buffering=0) as file, suppress(OSError):
                while file.write(bytes(4096)):
                    pass
            wait_until(lambda: "Play goes on." in said.read_text(encoding="utf-8"))
            full = len(open_recording(folder).samples())
            filler.unlink()
            wait_until(lambda: len(open_recording(folder).samples()) > full + 100)
            playing.send_signal(signal.SIGINT)
            assert playing.wait(60) == 0
        finally:
            playing.kill()
            playing.wait()
        line = "samples.arrows: the disk is full. Play goes on."
        assert line in " ".join(said.read_text(encoding="utf-8").split())
        recording = open_recording(folder)
        assert recording.info.end.status == "ended"
        assert recording.info.end.dropped_rows == recording.info.end.lost_lines == 0
        assert recording.samples()["frame_index"].tolist() == list(
            range(recording.info.end.samples)
        )
