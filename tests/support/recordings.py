"""Sessions to record in tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from controllers.controller import Features
from controllers.frame import FRAME_DTYPE, InputFrame
from game.datadir import DataDirectory
from game.recording.info import SessionInfo, level_digest, now_utc, software_versions
from game.recording.recorder import Recorder
from game.recording.ring import DroppingRing, WaitingRing

LEVEL = b"id: taster\ntitle: Two minutes\n"
RATE_HZ = 90


def begin(
    data: Path, *, ring: type[DroppingRing] = WaitingRing, hand_joints: bool = False
) -> Recorder:
    """A recorder with a new folder under `data`."""
    start_utc = now_utc()
    folder = DataDirectory(data).new_session(start_utc)
    return Recorder(folder, describe(folder, start_utc, hand_joints=hand_joints), LEVEL, ring)


def describe(folder: Path, start_utc, *, hand_joints: bool = False) -> SessionInfo:
    """What `session.json` of a test's session says."""
    return SessionInfo(
        session_id=folder.name,
        patient_code="P-001",
        seed=7,
        level_title="Two minutes",
        level_sha256=level_digest(LEVEL),
        affected_side="left",
        input_device="simulated",
        features=Features("simulated", orientation=True, hand_joints=hand_joints),
        view="none",
        rate_hz=RATE_HZ,
        software=software_versions(),
        start_utc=start_utc,
    )


def random_rows(count: int, seed: int = 0, dtype=FRAME_DTYPE) -> np.ndarray:
    """Rows of random bits (every NaN there is among them), numbered from 0 at 90 Hz."""
    rows = np.frombuffer(np.random.default_rng(seed).bytes(count * dtype.itemsize), dtype).copy()
    rows["frame_index"] = np.arange(count)
    rows["sample_time_ns"] = np.arange(count) * 1_000_000_000 // RATE_HZ
    return rows


def push(recorder: Recorder, rows: np.ndarray, joints: np.ndarray | None = None) -> None:
    """Play the rows through one frame, as the loop does."""
    frame = InputFrame()
    for number, row in enumerate(rows):
        frame.memory[:] = row.tobytes()
        if joints is not None:
            frame.joints[0] = joints[number]
        recorder.push(frame)


def frame_at(index: int) -> InputFrame:
    """A frame stamped for its place in a session at 90 Hz."""
    frame = InputFrame()
    time_ns = index * 1_000_000_000 // RATE_HZ
    frame.set_times(index, time_ns, time_ns + 20_000_000)
    return frame
