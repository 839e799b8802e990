"""A session recorded, closed and read again."""

from __future__ import annotations

import json
import os
import threading
import time
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.recordings import LEVEL, begin, describe, frame_at, push, random_rows

from controllers.frame import JOINTS_DTYPE
from game.datadir import DataDirectory, data_directory
from game.recording.errors import RecordingError
from game.recording.lines import json_line, json_object
from game.recording.lock import held
from game.recording.reading import open_recording, rerunnable
from game.recording.recorder import Recorder
from game.recording.ring import DroppingRing, WaitingRing


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(0, 600))
def test_random_frames_come_back_bit_for_bit(tmp_path_factory, seed, count) -> None:
    rows = random_rows(count, seed)
    recorder = begin(tmp_path_factory.mktemp("data"))
    push(recorder, rows)
    recorder.close("completed")
    recording = open_recording(recorder.folder)
    assert recording.samples().tobytes() == rows.tobytes()
    assert b"".join(rows.tobytes() for rows in recording.sample_batches()) == rows.tobytes()


def test_the_folder_of_a_closed_session(tmp_path) -> None:
    recorder = begin(tmp_path)
    folder = recorder.folder
    push(recorder, random_rows(91))
    frame = frame_at(90)
    recorder.event("target_shown", frame, trial_num=1, position_m=(0.1, 1.0, np.float32(-0.5)))
    recorder.trial({"trial_num": np.int64(1), "sparc": float("nan")})
    assert open_recording(folder).info.end is None
    recorder.close("completed", repetitions=np.int32(1))
    assert sorted(path.name for path in folder.iterdir()) == [
        "events.jsonl",
        "level.yaml",
        "samples.parquet",
        "session.json",
        "trials.jsonl",
    ]
    recording = open_recording(folder)
    assert recording.level() == LEVEL
    assert recording.events() == [
        {
            "kind": "target_shown",
            "frame_index": 90,
            "time_ns": 1_020_000_000,
            "trial_num": 1,
            "position_m": [0.1, 1.0, -0.5],
        }
    ]
    assert recording.trials() == [{"trial_num": 1, "sparc": None}]
    assert len(recording.joints()) == 0
    assert recording.info.session_id == folder.name
    end = recording.info.end
    assert (end.status, end.samples, end.events, end.trials) == ("completed", 91, 1, 1)
    assert (end.dropped_rows, end.lost_rows, end.lost_lines, end.joints) == (0, 0, 0, 0)
    assert end.duration_s == 1.0
    assert end.more == {"repetitions": 1}
    assert end.end_utc >= recording.info.start_utc
    rerunnable(recording)


def test_hand_joints_have_rows_of_their_own(tmp_path) -> None:
    rows, joints = random_rows(300, 1), random_rows(300, 2, JOINTS_DTYPE)
    recorder = begin(tmp_path, hand_joints=True)
    push(recorder, rows, joints)
    recorder.close("completed")
    recording = open_recording(recorder.folder)
    assert recording.samples().tobytes() == rows.tobytes()
    assert recording.joints().tobytes() == joints.tobytes()
    assert recording.info.end.joints == 300


def test_closing_twice_keeps_the_first_end(tmp_path) -> None:
    recorder = begin(tmp_path)
    recorder.close("completed")
    recorder.close("failed")
    assert open_recording(recorder.folder).info.end.status == "completed"


def test_a_running_session_can_be_read(tmp_path) -> None:
    recorder = begin(tmp_path)
    rows = random_rows(5_000)
    push(recorder, rows)
    recorder.event("pause", frame_at(1), cause="key")
    wait_until(lambda: len(open_recording(recorder.folder).samples()) == 5_000)
    wait_until(lambda: open_recording(recorder.folder).events())
    assert open_recording(recorder.folder).samples().tobytes() == rows.tobytes()
    recorder.close("completed")


def test_the_loop_never_syncs(tmp_path, monkeypatch) -> None:
    recorder = begin(tmp_path)
    syncing: list[tuple[int, float]] = []
    fsync = os.fsync

    def noting(descriptor: int) -> None:
        syncing.append((threading.get_ident(), descriptor))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noting)
    rows = random_rows(10)
    while not syncing:
        push(recorder, rows)
        recorder.trial({"trial_num": 1})
        time.sleep(0.02)
    monkeypatch.undo()
    recorder.close("completed")
    assert threading.get_ident() not in {thread for thread, _ in syncing}


def test_waiting_never_drops(tmp_path) -> None:
    class Small(WaitingRing):
        def __init__(self, dtype, wake):
            super().__init__(dtype, wake, capacity=50)

    rows = random_rows(5_000)
    recorder = begin(tmp_path, ring=Small, hand_joints=True)
    push(recorder, rows)
    recorder.close("completed")
    recording = open_recording(recorder.folder)
    assert recording.samples().tobytes() == rows.tobytes()
    assert recording.info.end.dropped_rows == recording.info.end.dropped_joint_rows == 0


def test_in_real_time_a_full_ring_drops_counts_and_tells_once(tmp_path) -> None:
    class Small(DroppingRing):
        def __init__(self, dtype, wake):
            super().__init__(dtype, wake, capacity=50)

    rows = random_rows(100_000)
    recorder = begin(tmp_path, ring=Small)
    push(recorder, rows)
    dropped = recorder.dropped_rows
    recorder.close("completed")
    recording = open_recording(recorder.folder)
    held = recording.samples()
    assert dropped > 0
    assert recording.info.end.dropped_rows == dropped == len(rows) - len(held)
    assert held.tobytes() == rows[held["frame_index"]].tobytes()
    (event,) = recording.events()
    missing = sorted(set(range(len(rows))) - set(held["frame_index"].tolist()))
    assert (event["kind"], event["frame_index"]) == ("rows_dropped", missing[0])
    with pytest.raises(RecordingError, match="frames were dropped"):
        rerunnable(recording)


def test_a_ring_gives_its_rows_in_order_around_its_end() -> None:
    ring = DroppingRing(np.dtype("<i8"), threading.Event(), capacity=5)
    taken: list[int] = []
    pushed = 0
    for burst in (3, 5, 1, 4, 5, 2):
        for _ in range(burst):
            assert ring.push(np.array([pushed]).view(np.uint8).data)
            pushed += 1
        while len(rows := ring.pending()):
            taken += rows.tolist()
            ring.release(len(rows))
    assert taken == list(range(pushed))
    assert ring.dropped == 0


def test_a_ring_that_is_full_drops_until_there_is_room() -> None:
    wake = threading.Event()
    ring = DroppingRing(np.dtype("<i8"), wake, capacity=4)
    row = np.zeros(1, np.int64).view(np.uint8).data
    assert [ring.push(row) for _ in range(6)] == [True] * 4 + [False] * 2
    assert wake.is_set()
    ring.release(1)
    assert [ring.push(row) for _ in range(2)] == [True, False]
    assert (ring.dropped, ring.waiting) == (3, 4)


def test_the_same_rows_give_the_same_bytes() -> None:
    class Word(Enum):
        LEFT = "left"

    row = {
        "kind": "x",
        "b": np.bool_(True),
        "a": np.float64(0.1),
        "f": np.float32(0.1),
        "side": Word.LEFT,
        "list": np.array([1.0, np.inf]),
        "nested": {"z": (1, None), "y": float("-inf")},
        "text": "é\ud800\n",
        "path": Path("a/b"),
    }
    line = json_line(row)
    assert line == (
        b'{"kind":"x","b":true,"a":0.1,"f":0.10000000149011612,"side":"left","list":[1.0,null],'
        b'"nested":{"z":[1,null],"y":null},"text":"\\u00e9\\ud800\\n","path":"a/b"}\n'
    )
    assert line == json_line(dict(row))


@pytest.mark.parametrize("value", [object(), {1, 2}, b"x", {1: 2}])
def test_what_has_no_place_in_json_is_refused_at_the_call(tmp_path, value) -> None:
    recorder = begin(tmp_path)
    with pytest.raises(TypeError):
        recorder.event("x", frame_at(0), value=value)
    with pytest.raises(TypeError):
        recorder.trial({"value": value})
    with pytest.raises(ValueError, match="frame_index"):
        recorder.event("x", frame_at(0), frame_index=3)
    recorder.close("completed")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(row=st.dictionaries(st.text(), json_values))
def test_every_line_is_strict_json_on_one_line(row) -> None:
    line = json_line(row)
    assert line.count(b"\n") == 1
    read = json.loads(line, parse_constant=lambda name: pytest.fail(name))
    assert list(read) == list(row)
    assert json_line(read) == line


@given(line=st.binary(max_size=60))
def test_any_bytes_are_an_object_or_none(line) -> None:
    found = json_object(line)
    assert found is None or isinstance(found, dict)


def test_deep_nesting_is_no_object() -> None:
    assert json_object(b'{"a":' + b"[" * 100_000) is None


def test_sessions_of_the_same_second_have_folders_of_their_own(tmp_path) -> None:
    data = DataDirectory(tmp_path / "not" / "yet")
    start_utc = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
    folders = {data.new_session(start_utc) for _ in range(50)}
    assert len(folders) == 50
    assert all(folder.name.startswith("20261123T101500-") for folder in folders)
    assert all(data.session(folder.name) == folder for folder in folders)


@pytest.mark.parametrize("name", ["../../etc", "", "20261123T101500-AB12C/", "a\0b", "x" * 999])
def test_what_is_no_session_id_names_no_folder(tmp_path, name) -> None:
    with pytest.raises(RecordingError, match="is no session id") as caught:
        DataDirectory(tmp_path).session(name)
    assert "\n" not in str(caught.value)


def test_the_data_directory_is_the_given_one_else_the_named_one_else_the_systems(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("REACHWELL_DATA", str(tmp_path / "named"))
    assert data_directory(tmp_path / "given").root == tmp_path / "given"
    assert data_directory().root == tmp_path / "named"
    monkeypatch.delenv("REACHWELL_DATA")
    assert data_directory().root.name == "reachwell"


def test_another_levels_digest_is_refused(tmp_path) -> None:
    folder = DataDirectory(tmp_path).new_session(datetime.now(UTC))
    info = describe(folder, datetime.now(UTC))
    with pytest.raises(RecordingError, match="SHA-256"):
        Recorder(folder, info, LEVEL + b"#")


def test_a_used_folder_is_refused_and_kept(tmp_path) -> None:
    recorder = begin(tmp_path)
    recorder.close("completed")
    before = {path.name: path.read_bytes() for path in recorder.folder.iterdir()}
    with pytest.raises(RecordingError, match="cannot record into"):
        Recorder(recorder.folder, describe(recorder.folder, datetime.now(UTC)), LEVEL)
    after = {path.name: path.read_bytes() for path in recorder.folder.iterdir()}
    assert before == after
    assert not held(recorder.folder)


def wait_until(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
