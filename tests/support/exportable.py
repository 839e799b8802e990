"""Sessions to export: any rows and events in a recording of a small level."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from support.player import SMALL_LEVEL
from support.recordings import describe, push

from clinic.session import PlayedSession, read_session
from controllers.frame import FRAME_DTYPE, TRACKED, InputFrame
from game.datadir import DataDirectory
from game.recording.info import level_digest, now_utc
from game.recording.reading import open_recording
from game.recording.recorder import Recorder
from game.recording.ring import WaitingRing

LEVEL = SMALL_LEVEL.format(demonstrate="false", minutes=20, repetitions=200).encode()
POINTS = ("head", "left_hand", "right_hand", "left_foot", "right_foot")


def recorded(
    data: Path,
    rows: np.ndarray,
    events: Iterable[dict[str, Any]] = (),
    trials: Iterable[dict[str, Any]] = (),
    joints: np.ndarray | None = None,
    **told: Any,
) -> PlayedSession:
    """Record rows, events (each with `frame_index` and `time_ns`) and repetitions; read them."""
    start_utc = now_utc()
    folder = DataDirectory(data).new_session(start_utc)
    info = describe(folder, start_utc, hand_joints=joints is not None)
    info = info.model_copy(update={"level_sha256": level_digest(LEVEL), **told})
    recorder = Recorder(folder, info, LEVEL, WaitingRing)
    push(recorder, rows, joints)
    frame = InputFrame()
    for event in events:
        more = {key: value for key, value in event.items() if key not in ("kind", "frame_index")}
        frame.set_times(event["frame_index"], event["time_ns"], event["time_ns"])
        recorder.event(event["kind"], frame, **more)
    for trial in trials:
        recorder.trial(trial)
    recorder.close("completed")
    return read_session(open_recording(folder))


def moving_rows(time_ns: np.ndarray, lead_ns: int = 0) -> np.ndarray:
    """Everything tracked, every point on a smooth path of its own, sampled at `time_ns` (n,)."""
    rows = np.zeros(len(time_ns), FRAME_DTYPE)
    rows["frame_index"] = np.arange(len(time_ns))
    rows["sample_time_ns"] = time_ns
    rows["display_time_ns"] = time_ns + lead_ns
    for number, point in enumerate(POINTS):
        rows[f"sampled_{point}_position_m"] = path_m(time_ns * 1e-9, number)
        rows[f"sampled_{point}_flags"] = TRACKED
    return rows


def path_m(time_s: np.ndarray, number: int) -> np.ndarray:
    """Where point `number` is: no two points and no two axes alike."""
    turns = np.outer(time_s, (0.31, 0.47, 0.23)) + number
    return np.sin(turns) * (0.3, 0.2, 0.4) + (0.1 * number, 1.0, -0.3)
