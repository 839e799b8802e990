"""Recordings that were cut at any byte, killed, and mended."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.recordings import LEVEL, RATE_HZ, begin, describe, push, random_rows

from controllers.frame import FRAME_DTYPE
from game.datadir import DataDirectory
from game.recording import folder as names
from game.recording.columns import SAMPLES_LAYOUT
from game.recording.errors import RecordingError
from game.recording.info import now_utc, write_info
from game.recording.lines import json_line
from game.recording.lock import locked
from game.recording.reading import open_recording, rerunnable
from game.recording.recover import recover, unclosed
from game.recording.ring import DroppingRing
from game.recording.stream import RowStream, StreamReader

BATCH = 5
"""Rows a batch: every byte is tried, so there are few."""


def crashed(data: Path, rows: np.ndarray) -> Path:
    """A session as it lies there when its program died just after it cut a record batch."""
    folder = DataDirectory(data).new_session(now_utc())
    (folder / names.LEVEL).write_bytes(LEVEL)
    ring = DroppingRing(FRAME_DTYPE, threading.Event())
    stream = RowStream(folder / "samples.arrows", SAMPLES_LAYOUT, ring)
    for start in range(0, len(rows), BATCH):
        for row in rows[start : start + BATCH]:
            ring.push(memoryview(row.tobytes()))
        stream.write()
    stream.close()
    for name in (names.EVENTS, names.TRIALS):
        lines = ({"kind": "x", "frame_index": index, "time_ns": index} for index in range(30))
        (folder / name).write_bytes(b"".join(map(json_line, lines)))
    write_info(folder, describe(folder, now_utc()))
    return folder


def test_a_stream_cut_at_every_byte_of_its_last_four_batches_gives_every_whole_one(
    tmp_path,
) -> None:
    rows = random_rows(5 * BATCH)
    folder = crashed(tmp_path, rows)
    path = folder / "samples.arrows"
    reader = StreamReader(path, SAMPLES_LAYOUT)
    ends = [reader.end for _ in reader]
    assert len(ends) == 5
    assert ends[-1] == path.stat().st_size
    for size in range(ends[-1], ends[0] - 1, -1):
        os.truncate(path, size)
        whole = sum(end <= size for end in ends)
        assert sum(batch.num_rows for batch in StreamReader(path, SAMPLES_LAYOUT)) == whole * BATCH
        if size % 101 == 0 or size in ends:
            samples = open_recording(folder).samples()
            assert samples.tobytes() == rows[: whole * BATCH].tobytes()


def test_a_session_ended_when_it_was_last_written_however_late_it_is_mended(tmp_path) -> None:
    folder = crashed(tmp_path, random_rows(BATCH))
    then = datetime(2121, 3, 4, 10, 30, tzinfo=UTC)
    for file in folder.iterdir():
        os.utime(file, (then.timestamp(), then.timestamp()))
    assert recover(folder).end.end_utc == then


def test_a_stream_cut_inside_its_schema_holds_no_rows(tmp_path) -> None:
    folder = crashed(tmp_path, random_rows(BATCH))
    path = folder / "samples.arrows"
    for size in range(len(SAMPLES_LAYOUT.schema.serialize()), -1, -1):
        os.truncate(path, size)
        assert list(StreamReader(path, SAMPLES_LAYOUT)) == []
    assert len(open_recording(folder).samples()) == 0
    assert recover(folder).end.samples == 0


@pytest.mark.parametrize("name", [names.EVENTS, names.TRIALS])
def test_lines_cut_at_every_byte_give_every_whole_one(tmp_path, name) -> None:
    folder = crashed(tmp_path, random_rows(BATCH))
    content = (folder / name).read_bytes()
    for size in range(len(content), -1, -1):
        os.truncate(folder / name, size)
        recording = open_recording(folder)
        found = recording.events() if name == names.EVENTS else recording.trials()
        assert [row["frame_index"] for row in found] == list(range(content[:size].count(b"\n")))


def test_a_file_of_zeros_after_a_power_cut_gives_what_is_before_them(tmp_path) -> None:
    rows = random_rows(8 * BATCH)
    folder = crashed(tmp_path, rows)
    for name in ("samples.arrows", names.EVENTS):
        with (folder / name).open("ab") as file:
            file.write(bytes(5000))
    recording = open_recording(folder)
    assert recording.samples().tobytes() == rows.tobytes()
    assert len(recording.events()) == 30
    assert recover(folder).end.samples == len(rows)
    assert (folder / "samples.arrows.cut").read_bytes() == bytes(5000)


def test_recovery_completes_a_crashed_session_and_keeps_its_half_written_ends(tmp_path) -> None:
    rows = random_rows(8 * BATCH)
    rows["frame_index"][20:] += 3  # three frames were dropped there
    folder = crashed(tmp_path, rows)
    for name in ("samples.arrows", names.EVENTS, names.TRIALS):
        path = folder / name
        os.truncate(path, path.stat().st_size - 10)
    with (folder / names.EVENTS).open("ab") as file:
        file.write(b'"\n')
        file.write(json_line({"kind": "x", "frame_index": 50, "time_ns": 50}))
    with pytest.raises(RecordingError, match=r"events\.jsonl, line 30: not a JSON object"):
        open_recording(folder).events()
    assert unclosed(DataDirectory(tmp_path)) == [folder]

    info = recover(folder)
    assert info == open_recording(folder).info
    end = info.end
    assert (end.status, end.samples, end.events, end.trials) == ("recovered", 35, 30, 29)
    assert end.dropped_rows == 3
    assert end.lost_rows == 50 - 37
    assert end.duration_s == pytest.approx(34 / RATE_HZ)
    recording = open_recording(folder)
    assert recording.samples().tobytes() == rows[:35].tobytes()
    assert recording.events()[-1]["frame_index"] == 50
    assert (folder / "trials.jsonl.cut").read_bytes().startswith(b'{"kind"')
    assert sorted(path.name for path in folder.iterdir()) == [
        "events.jsonl",
        "events.jsonl.cut",
        "level.yaml",
        "samples.arrows.cut",
        "samples.parquet",
        "session.json",
        "trials.jsonl",
        "trials.jsonl.cut",
    ]
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert recover(folder) == info
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert unclosed(DataDirectory(tmp_path)) == []
    with pytest.raises(RecordingError, match="frames were dropped"):
        rerunnable(recording)


def test_frames_out_of_order_and_events_without_a_frame_are_recovered_as_they_are(tmp_path) -> None:
    rows = random_rows(4 * BATCH)
    rows["frame_index"] = rows["frame_index"][::-1]
    folder = crashed(tmp_path, rows)
    (folder / names.EVENTS).write_bytes(b'{"frame_index":"last"}\n{}\n{"frame_index":null}\n')
    end = recover(folder).end
    assert (end.samples, end.events, end.dropped_rows, end.lost_rows) == (len(rows), 3, 0, 0)
    with pytest.raises(RecordingError, match="frames are missing"):
        rerunnable(open_recording(folder))


def test_recovery_that_was_itself_killed_goes_on(tmp_path) -> None:
    rows = random_rows(4 * BATCH)
    folder = crashed(tmp_path, rows)
    done = crashed(tmp_path, rows)
    recover(done)
    # Killed after the Parquet file took its name, before the stream went.
    (folder / "samples.parquet").write_bytes((done / "samples.parquet").read_bytes())
    (folder / "samples.parquet.new").write_bytes(b"PAR1")
    assert recover(folder).end.samples == len(rows)
    assert not (folder / "samples.arrows").exists()
    assert not (folder / "samples.parquet.new").exists()
    assert open_recording(folder).samples().tobytes() == rows.tobytes()


def test_a_session_that_is_being_recorded_is_left_alone(tmp_path) -> None:
    data = DataDirectory(tmp_path)
    recorder = begin(tmp_path)
    push(recorder, random_rows(10))
    dead = crashed(tmp_path, random_rows(BATCH))
    assert unclosed(data) == [dead]
    with pytest.raises(RecordingError, match="in use by another program"):
        recover(recorder.folder)
    recorder.close("completed")
    assert open_recording(recorder.folder).info.end.status == "completed"
    with locked(dead):
        assert unclosed(data) == []
    assert unclosed(data) == [dead]


def test_two_programs_recover_a_session_once(tmp_path) -> None:
    rows = random_rows(40 * BATCH)
    folder = crashed(tmp_path, rows)
    told: list[object] = []

    def mend() -> None:
        try:
            told.append(recover(folder).end.status)
        except RecordingError as error:
            told.append(str(error))

    threads = [threading.Thread(target=mend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "recovered" in told
    assert {word for word in told if "in use" not in str(word)} == {"recovered"}
    assert open_recording(folder).samples().tobytes() == rows.tobytes()


@pytest.mark.parametrize("seed", range(5))
def test_killed_at_a_random_moment_at_most_a_second_is_lost(tmp_path, seed) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "support.recording_child", str(tmp_path)],
        cwd=Path(__file__).parent,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        folder = Path(child.stdout.readline().strip())
        time.sleep(random.Random(seed).uniform(0.6, 2.4))
        trials = (folder / names.TRIALS).read_bytes()
        events = (folder / names.EVENTS).read_bytes()
        killed_ns = time.monotonic_ns()
    finally:
        child.kill()
        child.communicate()
    assert unclosed(DataDirectory(tmp_path)) == [folder]
    info = recover(folder)
    recording = open_recording(folder)
    samples = recording.samples()
    assert killed_ns - int(samples["sample_time_ns"][-1]) < 1_000_000_000
    rerunnable(recording)
    assert samples["frame_index"][0] == 0
    joints = recording.joints()
    assert joints["frame_index"].tolist() == list(range(len(joints)))
    assert abs(len(joints) - len(samples)) <= RATE_HZ
    whole = trials[: trials.rfind(b"\n") + 1]
    assert (folder / names.TRIALS).read_bytes().startswith(whole)
    assert (folder / names.EVENTS).read_bytes().startswith(events[: events.rfind(b"\n") + 1])
    assert [row["trial_num"] for row in recording.trials()] == list(range(info.end.trials))
    assert info.end.trials >= len(whole.splitlines())
    assert info.end.status == "recovered"


def written(data: Path) -> Path:
    recorder = begin(data)
    push(recorder, random_rows(20))
    recorder.close("completed")
    return recorder.folder


def test_what_is_no_recording_is_refused_in_one_line(tmp_path) -> None:
    folder = written(tmp_path)
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "session.json").mkdir()
    for path in (tmp_path, tmp_path / "file", tmp_path / "no\nsuch", tmp_path / "odd", Path("\0")):
        with pytest.raises(RecordingError, match=r"session\.json") as caught:
            open_recording(path)
        assert "\n" not in str(caught.value)
    assert open_recording(folder).info.session_id == folder.name


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format_version": 2}, "format version 2; this program reads up to 1"),
        ({"format_version": "x"}, "format_version: "),
        ({"session_id": "../../etc"}, "session_id: "),
        ({"previous_session": "../x"}, "previous_session: "),
        ({"seed": None}, "seed: "),
    ],
)
def test_a_session_file_that_was_changed_is_refused_by_field(tmp_path, change, message) -> None:
    folder = written(tmp_path)
    path = folder / names.SESSION
    changed = json.loads(path.read_text(encoding="utf-8")) | change
    path.write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(RecordingError, match=message):
        open_recording(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_a_session_file_of_nonsense_is_refused(tmp_path, content) -> None:
    folder = written(tmp_path)
    (folder / names.SESSION).write_bytes(content)
    with pytest.raises(RecordingError, match="does not describe a session"):
        open_recording(folder)


def test_a_missing_value_is_refused(tmp_path) -> None:
    folder = written(tmp_path)
    path = folder / "samples.parquet"
    table = pq.read_table(path)
    gap = pa.array([None] * table.num_rows, pa.float32())
    table = table.set_column(3, table.schema.field(3), gap)
    with pa.ipc.new_stream(folder / "samples.arrows", table.schema) as writer:
        writer.write_table(table)
    path.unlink()
    with pytest.raises(RecordingError, match="lacks a value in the column head_position_x_m"):
        open_recording(folder).samples()


@pytest.mark.parametrize("content", [b"", b"PAR1", b"x" * 5000, b"PAR1" + bytes(500) + b"PAR1"])
def test_samples_of_nonsense_are_refused(tmp_path, content) -> None:
    folder = written(tmp_path)
    (folder / "samples.parquet").write_bytes(content)
    with pytest.raises(RecordingError, match=r"cannot read .*samples\.parquet"):
        open_recording(folder).samples()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes (POSIX)")
def test_a_pipe_in_a_files_place_is_refused_and_not_waited_for(tmp_path) -> None:
    folder = written(tmp_path)
    for name in (names.EVENTS, "samples.parquet", names.SESSION):
        (folder / name).unlink()
        os.mkfifo(folder / name)
    with pytest.raises(RecordingError, match="not a plain file"):
        open_recording(folder)


def test_a_rerun_needs_the_level_as_played_and_every_frame(tmp_path) -> None:
    folder = written(tmp_path)
    rerunnable(open_recording(folder))
    (folder / names.LEVEL).write_bytes(LEVEL + b"#")
    with pytest.raises(RecordingError, match="level file was changed"):
        rerunnable(open_recording(folder))
    with pytest.raises(RecordingError, match="holds no frames"):
        rerunnable(open_recording(recover_empty(tmp_path)))


def recover_empty(data: Path) -> Path:
    recorder = begin(data)
    recorder.close("completed")
    return recorder.folder
