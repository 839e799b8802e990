"""What recording costs the loop: `python -m bench.recorder [PUSHES]`, 100,000 unless told."""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.motion import Motion
from bench.report import Line, tell
from controllers.controller import Features
from controllers.frame import InputFrame
from game.datadir import DataDirectory
from game.recording.columns import SAMPLES_LAYOUT
from game.recording.info import SessionInfo, level_digest, now_utc, software_versions
from game.recording.reading import open_recording
from game.recording.recorder import Recorder
from game.recording.ring import DroppingRing, WaitingRing

PUSHES = 100_000
RATE_HZ = 1000
PEER_PUSHES = 2000
LEVEL = b"id: bench\n"
LIVE_CHANNELS = 68
"""Floats that change: head, hands, their sampled twins, aims, velocities, pulls, apertures."""


def begin(data: Path, ring: type[DroppingRing], *, hand_joints: bool = False) -> Recorder:
    """A recorder with a new folder under `data`."""
    start_utc = now_utc()
    folder = DataDirectory(data).new_session(start_utc)
    info = SessionInfo(
        session_id=folder.name,
        patient_code="BENCH",
        seed=1,
        level_title="bench",
        level_sha256=level_digest(LEVEL),
        affected_side="left",
        input_device="bench",
        features=Features("bench", hand_joints=hand_joints),
        view="none",
        software=software_versions(),
        start_utc=start_utc,
    )
    return Recorder(folder, info, LEVEL, ring)


def paced(
    push: Callable[[InputFrame], None], rows: npt.NDArray[np.void], rate_hz: float
) -> npt.NDArray[np.float64]:
    """Microseconds of each push, one every 1/rate seconds."""
    frame = InputFrame()
    spent_us = np.zeros(len(rows))
    began = time.perf_counter()
    for index, row in enumerate(rows):
        frame.memory[:] = row.tobytes()
        time.sleep(max(began + index / rate_hz - time.perf_counter(), 0.0))
        before_ns = time.perf_counter_ns()
        push(frame)
        spent_us[index] = (time.perf_counter_ns() - before_ns) / 1000
    return spent_us


def csv_with_fsync(path: Path, rows: npt.NDArray[np.void]) -> npt.NDArray[np.float64]:
    """The peer: a CSV row and an fsync in the loop for every frame."""
    with path.open("w", encoding="ascii", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column.name for column in SAMPLES_LAYOUT.columns)

        def push(frame: InputFrame) -> None:
            cells: list[object] = []
            for cell in frame.record.item():
                cells.extend(cell.tolist() if isinstance(cell, np.ndarray) else (cell,))
            writer.writerow(cells)
            file.flush()
            os.fsync(file.fileno())

        return paced(push, rows, RATE_HZ)


def unpaced_us(push: Callable[[InputFrame], None], count: int) -> tuple[float, float]:
    """CPU microseconds a frame at full speed: of the whole process, of the loop's thread."""
    frame = InputFrame()
    process, thread = time.process_time(), time.thread_time()
    for index in range(count):
        frame.set_times(index, index, index)
        push(frame)
    return (
        (time.process_time() - process) / count * 1e6,
        (time.thread_time() - thread) / count * 1e6,
    )


def nothing(frame: InputFrame) -> None:
    """The loop without a recorder."""


def main(pushes: int) -> int:
    """Print the table; 1 when a limit is broken."""
    rows = Motion(1, 90, ("head", "left_hand", "right_hand")).samples(0, pushes)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        recorder = begin(data, DroppingRing)
        empty = paced(nothing, rows[:PEER_PUSHES], RATE_HZ)
        ours = paced(recorder.push, rows, RATE_HZ)
        recorder.close("completed")
        end = open_recording(recorder.folder).info.end
        assert end is not None
        parquet_b = (recorder.folder / "samples.parquet").stat().st_size / pushes
        peer = csv_with_fsync(data / "peer.csv", rows[:PEER_PUSHES])

        recorder = begin(data, WaitingRing)
        whole_us, loop_us = unpaced_us(recorder.push, 200_000)
        closing = time.process_time()
        recorder.close("completed")
        closing_us = (time.process_time() - closing) / 200_000 * 1e6
        idle_us, _ = unpaced_us(nothing, 200_000)

    measuring = float(np.median(empty))
    median, rare = np.quantile(ours, (0.5, 0.999))
    peer_median, peer_rare = np.quantile(peer, (0.5, 0.999))
    lines = [
        Line("push, median", float(median), "us", 2.0, note=f"{pushes} pushes at 1 kHz"),
        Line("push, 99.9 %", float(rare), "us", 50.0),
        Line("push, worst", float(ours.max()), "us"),
        Line("an empty call, median", measuring, "us", note="contained in every figure above"),
        Line("frames dropped", end.dropped_rows, "", 0.0, note=f"{end.samples} on disk"),
        Line("CSV + fsync inline, median", float(peer_median), "us", note=f"{len(peer)} pushes"),
        Line("CSV + fsync inline, 99.9 %", float(peer_rare), "us"),
        Line("CSV + fsync inline, worst", float(peer.max()), "us"),
        Line("median, times cheaper than CSV", float(peer_median / median), "x"),
        Line(
            "CPU of recording at full speed",
            whole_us - idle_us,
            "us/frame",
            5.0,
            note=f"both threads; the loop's own {loop_us - idle_us:.2f}; 200,000 frames",
        ),
        Line("CPU of closing", closing_us, "us/frame", note="to Parquet, after play"),
        Line(
            "Parquet",
            parquet_b * 60 / LIVE_CHANNELS,
            "B/sample",
            220.0,
            note=f"for 60 floats; {parquet_b:.0f} for all that a headset gives",
        ),
    ]
    tell(lines, "recorder")
    return 0 if all(line.within is not False for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else PUSHES))
