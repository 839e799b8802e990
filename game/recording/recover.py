"""Mends what a crash left: afterwards the folder is like any that was closed."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from game.datadir import DataDirectory
from game.recording.errors import RecordingError, cannot
from game.recording.files import NEW, write_atomically
from game.recording.folder import CUT, EVENTS, JOINTS, SAMPLES, SESSION, TRIALS, RowFile
from game.recording.info import SessionEnd, SessionInfo, add_end
from game.recording.lines import json_object
from game.recording.lock import held, locked, marked
from game.recording.parquet import finish_rows, write_parquet
from game.recording.reading import Recording, open_recording, read_file

RECOVERED: Final = "recovered"
_OWN: Final = (SESSION, EVENTS, TRIALS, f"{SAMPLES.name}.", f"{JOINTS.name}.")


def unclosed(data: DataDirectory) -> list[Path]:
    """Folders of sessions that a crash ended, oldest first; none that is being recorded now."""
    try:
        folders = sorted(data.sessions.iterdir())
    except OSError:
        return []
    return [folder for folder in folders if _crashed(folder)]


def recover(path: Path) -> SessionInfo:
    """Complete a session that a crash ended; a complete one stays as it is.

    Rows are those of every whole batch; half-written ends are kept in side files. Raises
    `RecordingError` when the folder is no recording, is in use, or can't be written.
    """
    open_recording(path)
    try:
        ended_utc = _last_written(path)  # before the lock, which may be a new file
        with locked(path):
            recording = open_recording(path)  # anew: now nobody else changes it
            if recording.info.end is not None:
                return recording.info
            for name in (EVENTS, TRIALS):
                _mend_lines(path / name)
            _mend_rows(path, SAMPLES)
            if recording.info.features.hand_joints:
                _mend_rows(path, JOINTS)
            ended_utc = max(ended_utc, recording.info.start_utc)  # the clock may have been set back
            add_end(path, _end(recording, ended_utc))
            for unfinished in path.glob(f"*{NEW}"):
                if unfinished.name.startswith(_OWN):
                    unfinished.unlink()
            return open_recording(path).info
    except (pa.ArrowException, OSError) as error:
        raise cannot("recover", path, error) from error


def _crashed(folder: Path) -> bool:
    left = marked(folder) or any(file.stream(folder).exists() for file in (SAMPLES, JOINTS))
    try:
        return left and not held(folder) and open_recording(folder).info.end is None
    except (RecordingError, OSError):
        return False


def _last_written(folder: Path) -> datetime:
    written_s = [0.0]
    for file in list(folder.iterdir()):
        with contextlib.suppress(FileNotFoundError):  # another program mends it just now
            if file.is_file():
                written_s.append(file.stat().st_mtime)
    return datetime.fromtimestamp(max(written_s), UTC)


def _mend_lines(path: Path) -> None:
    path.touch()
    *lines, rest = read_file(path).split(b"\n")
    whole = [line for line in lines if json_object(line) is not None]
    broken = [line for line in lines if json_object(line) is None]
    if rest or broken:
        write_atomically(path.with_name(path.name + CUT), b"\n".join([*broken, rest]))
        write_atomically(path, b"".join(line + b"\n" for line in whole))


def _mend_rows(folder: Path, file: RowFile) -> None:
    if file.parquet(folder).exists():
        file.stream(folder).unlink(missing_ok=True)
    elif file.stream(folder).exists():
        finish_rows(folder, file)
    else:
        write_parquet(file.parquet(folder), (), file.layout)


def _end(recording: Recording, ended_utc: datetime) -> SessionEnd:
    events = recording.events()
    frames, times_ns = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for rows in recording.sample_batches():
        frames.append(rows["frame_index"].copy())
        times_ns.append(rows["sample_time_ns"].copy())
    frame, time_ns = np.concatenate(frames), np.concatenate(times_ns)
    told = [row.get("frame_index") for row in events]
    last_told = max((index for index in told if isinstance(index, int)), default=-1)
    last_held = int(frame[-1]) if len(frame) else -1
    return SessionEnd(
        status=RECOVERED,
        end_utc=ended_utc,
        duration_s=float(time_ns[-1] - time_ns[0]) / 1e9 if len(frame) else 0.0,
        samples=len(frame),
        joints=sum(map(len, recording.joint_batches())),
        events=len(events),
        trials=len(recording.trials()),
        dropped_rows=int(np.maximum(np.diff(frame) - 1, 0).sum()),
        lost_rows=max(last_told - last_held, 0),
    )
