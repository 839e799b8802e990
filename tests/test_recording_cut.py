"""Every file of a recording cut anywhere in its last two seconds, as a crash may leave it."""

from __future__ import annotations

import os
import random
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from support.recordings import LEVEL, begin, describe, push, random_rows

from controllers.frame import JOINTS_DTYPE
from game.datadir import DataDirectory
from game.recording import folder as names
from game.recording.columns import JOINTS_LAYOUT, SAMPLES_LAYOUT, Layout
from game.recording.errors import RecordingError
from game.recording.info import now_utc, write_info
from game.recording.reading import open_recording
from game.recording.recover import recover, unclosed
from game.recording.ring import DroppingRing
from game.recording.stream import RowStream, StreamReader

RATE_HZ = 90


def grow(path: Path, layout: Layout, rows: np.ndarray, batch: int) -> None:
    """A stream as it lies there when its program died just after it cut a record batch."""
    ring = DroppingRing(layout.dtype, threading.Event())
    stream = RowStream(path, layout, ring)
    for start in range(0, len(rows), batch):
        for row in rows[start : start + batch]:
            ring.push(memoryview(row.tobytes()))
        stream.write()
    stream.close()


def ends_of(path: Path, layout: Layout) -> list[int]:
    """Where each batch of a stream ends."""
    reader = StreamReader(path, layout)
    return [reader.end for _ in reader]


@pytest.mark.parametrize(
    ("layout", "batch", "some"),
    [
        (SAMPLES_LAYOUT, RATE_HZ // 2, 1500),  # test_recording_crash.py tries every byte
        (JOINTS_LAYOUT, RATE_HZ // 2, 250),
        (JOINTS_LAYOUT, 1, 1000),
    ],
)
def test_a_stream_cut_in_its_last_two_seconds_gives_every_whole_batch(
    tmp_path, layout, batch, some
) -> None:
    rows = random_rows(5 * batch, dtype=layout.dtype)
    path = tmp_path / "rows.arrows"
    grow(path, layout, rows, batch)
    ends = ends_of(path, layout)
    assert len(ends) == 5
    assert ends[-1] == path.stat().st_size
    near = {end + step for end in ends for step in range(-16, 17)}
    sizes = near | set(random.Random(1).sample(range(ends[0], ends[-1]), some))
    for size in sorted(sizes, reverse=True):
        if ends[0] <= size <= ends[-1]:
            os.truncate(path, size)
            whole = sum(end <= size for end in ends)
            batches = [layout.rows(each) for each in StreamReader(path, layout)]
            assert b"".join(each.tobytes() for each in batches) == rows[: whole * batch].tobytes()


def crashed(data: Path) -> Path:
    """A session with joints that died: two seconds of rows, in streams."""
    folder = DataDirectory(data).new_session(now_utc())
    (folder / names.LEVEL).write_bytes(LEVEL)
    grow(folder / "samples.arrows", SAMPLES_LAYOUT, random_rows(8), 2)
    grow(folder / "joints.arrows", JOINTS_LAYOUT, random_rows(8, dtype=JOINTS_DTYPE), 2)
    for name in (names.EVENTS, names.TRIALS):
        (folder / name).write_bytes(b'{"frame_index":1}\n' * 3)
    write_info(folder, describe(folder, now_utc(), hand_joints=True))
    return folder


def sizes_of(content: bytes, step: int) -> list[int]:
    return sorted({*range(0, len(content), step), len(content)})


def test_a_parquet_file_that_was_being_made_is_never_read(tmp_path) -> None:
    folder = crashed(tmp_path / "a")
    done = tmp_path / "done"
    shutil.copytree(folder, done)
    recover(done)
    whole = {name: (done / f"{name}.parquet").read_bytes() for name in ("samples", "joints")}
    for name, content in whole.items():
        for size in sizes_of(content, len(content) // 6):
            there = tmp_path / f"{name}-{size}"
            shutil.copytree(folder, there)
            (there / f"{name}.parquet.new").write_bytes(content[:size])
            recording = open_recording(there)
            assert (len(recording.samples()), len(recording.joints())) == (8, 8)
            assert (recover(there).end.samples, recover(there).end.joints) == (8, 8)
            assert not list(there.glob("*.new"))
            assert (there / f"{name}.parquet").read_bytes() == content


def test_a_session_file_that_is_cut_at_any_byte_is_refused_and_nothing_is_touched(tmp_path) -> None:
    folder = crashed(tmp_path)
    path = folder / names.SESSION
    content = path.read_bytes()
    others = {each: each.read_bytes() for each in folder.iterdir() if each != path}
    for size in range(len(content.rstrip()) - 1, -1, -1):
        os.truncate(path, size)
        for read in (open_recording, recover):
            with pytest.raises(RecordingError, match=r"session\.json does not describe") as caught:
                read(folder)
            assert "\n" not in str(caught.value)
        assert unclosed(DataDirectory(tmp_path)) == []
    assert others == {each: each.read_bytes() for each in folder.iterdir() if each != path}
    path.write_bytes(content)
    assert recover(folder).end.samples == 8


def test_a_session_file_whose_replacing_was_cut_off_is_the_old_one(tmp_path) -> None:
    recorder = begin(tmp_path)
    push(recorder, random_rows(5))
    path = recorder.folder / names.SESSION
    before = path.read_bytes()
    recorder.close("completed")
    after = path.read_bytes()
    new = recorder.folder / "session.json.0a1b2c3d.new"
    for size in sizes_of(after, 97):
        path.write_bytes(before)
        new.write_bytes(after[:size])
        assert open_recording(recorder.folder).info.end is None
        assert recover(recorder.folder).end.samples == 5
        assert not new.exists()


def test_a_finished_file_that_was_cut_is_refused_and_never_read_wrongly(tmp_path) -> None:
    recorder = begin(tmp_path)
    push(recorder, random_rows(20))
    recorder.close("completed")
    path = recorder.folder / "samples.parquet"
    content = path.read_bytes()
    step = max(len(content) // 1000, 1)
    for size in [*range(len(content) - 1, len(content) - 300, -1), *range(0, len(content), step)]:
        path.write_bytes(content[:size])
        with pytest.raises(RecordingError, match=r"cannot read .*samples\.parquet") as caught:
            open_recording(recorder.folder).samples()
        assert "\n" not in str(caught.value)
