"""An hour of everything: `python -m bench.hour [MINUTES]`, 60 unless told.

Head, both hands, both feet and 26 joints a hand at 120 Hz with the noise of a device, recorded by
the real recorder with the ring that drops what finds no place, at 30 times the pace of real time,
then closed. Exits with 1 when a limit is broken.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil

from bench.motion import Motion
from bench.recorder import begin
from bench.report import Line, tell
from controllers.frame import InputFrame
from game.recording.folder import JOINTS, SAMPLES, RowFile
from game.recording.reading import open_recording
from game.recording.recorder import Recorder
from game.recording.ring import DroppingRing

RATE_HZ = 120
PACE = 30
CHUNK = 1200
SAMPLE_FLOATS = 96
JOINT_FLOATS = 364
"""Floats of a row that change: all but the radii of the joints."""


def play(recorder: Recorder, motion: Motion, rows: int) -> float:
    """Record so many frames. Returns seconds of waiting to keep to the pace."""
    frame = InputFrame()
    began_s, waited_s = time.perf_counter(), 0.0
    for first in range(0, rows, CHUNK):
        count = min(CHUNK, rows - first)
        samples, joints = motion.samples(first, count), motion.joints(first, count)
        for row, joint_row in zip(samples, joints, strict=True):
            frame.memory[:] = row.tobytes()
            frame.joints[0] = joint_row
            recorder.push(frame)
        left_s = began_s + (first + count) / (RATE_HZ * PACE) - time.perf_counter()
        waited_s += max(left_s, 0.0)
        time.sleep(max(left_s, 0.0))
    recorder.check()
    return waited_s


def read_back(folder: Path, rows: int) -> None:
    """Read every row again; raises AssertionError when one is missing or other than recorded."""
    motion = Motion(1, RATE_HZ)
    recording = open_recording(folder)
    read = {
        SAMPLES: np.concatenate(list(recording.sample_batches()))["frame_index"],
        JOINTS: np.concatenate([each["frame_index"] for each in recording.joint_batches()]),
    }
    for numbers in read.values():
        assert np.array_equal(numbers, np.arange(rows))
    first = next(iter(recording.sample_batches()))[:CHUNK]
    assert first.tobytes() == motion.samples(0, len(first)).tobytes()


def main(minutes: float) -> int:
    """Print the table; 1 when a limit is broken."""
    rows = round(minutes * 60 * RATE_HZ)
    with tempfile.TemporaryDirectory() as data:
        recorder = begin(Path(data), DroppingRing, hand_joints=True)
        waited_s = play(recorder, Motion(1, RATE_HZ), rows)
        stream_mb = sum(each.stat().st_size for each in recorder.folder.glob("*.arrows")) / 1e6
        before = psutil.Process().memory_info().rss
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        recorder.close("completed")
        closing_s, closing_cpu_s = time.perf_counter() - began_s, time.process_time() - began_cpu_s
        grown_mb = (psutil.Process().memory_info().rss - before) / 1e6
        end = open_recording(recorder.folder).info.end
        assert end is not None
        read_back(recorder.folder, rows)

        def row_b(file: RowFile) -> float:
            return file.parquet(recorder.folder).stat().st_size / rows

        samples_b, joints_b = row_b(SAMPLES), row_b(JOINTS)
    dropped = end.dropped_rows + end.dropped_joint_rows
    pace = f"{minutes:g} minutes at {RATE_HZ} Hz, {PACE} times real time, waited {waited_s:.0f} s"
    together_b = (samples_b + joints_b) * 60 / (SAMPLE_FLOATS + JOINT_FLOATS)
    lines = [
        Line("rows dropped", dropped, "", 0.0, note=pace),
        Line("rows on disk, of either kind", min(end.samples, end.joints), "", rows, higher=True),
        Line(
            "without joints: a sample of 60 floats",
            samples_b * 60 / SAMPLE_FLOATS,
            "B",
            220.0,
            note=f"{samples_b:.0f} B a row of {SAMPLE_FLOATS} floats and all flags and times",
        ),
        Line(
            "with joints: a sample of 60 floats",
            together_b,
            "B",
            220.0,
            note=f"{joints_b:.0f} B more a row for {JOINT_FLOATS} floats of joints",
        ),
        Line("streams before closing", stream_mb, "MB"),
        Line("finished files", (samples_b + joints_b) * rows / 1e6, "MB"),
        Line("closing", closing_s, "s", note=f"{closing_cpu_s:.1f} s of processor time"),
        Line("  memory it took", grown_mb, "MB"),
    ]
    tell(lines, "hour")
    return 0 if all(line.within is not False for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0))
