"""A recording as it lies on disk: finished, still growing, or cut at any byte."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pydantic import BaseModel, ValidationError

from game.recording.columns import FORMAT_VERSION
from game.recording.errors import RecordingError, cannot, one_line
from game.recording.folder import EVENTS, JOINTS, LEVEL, SAMPLES, SESSION, TRIALS, RowFile
from game.recording.info import SessionInfo, level_digest
from game.recording.lines import json_object
from game.recording.migrations import check_version, upgraded
from game.recording.parquet import parquet_batches
from game.recording.stream import StreamReader


@dataclass(frozen=True, slots=True)
class Recording:
    """One session's folder. Everything is read when it is asked for; all raise `RecordingError`."""

    folder: Path
    info: SessionInfo
    version: int = FORMAT_VERSION
    """Format version that the files were written with; what is read has today's shape."""

    def level(self) -> bytes:
        """The level file as played."""
        return read_file(self.folder / LEVEL)

    def events(self) -> list[dict[str, Any]]:
        """What happened, in order; a last line that was cut is left out."""
        path = self.folder / EVENTS
        return [upgraded("event", row, self.version, path) for row in read_lines(path)]

    def trials(self) -> list[dict[str, Any]]:
        """Finished repetitions, in order; a last line that was cut is left out."""
        path = self.folder / TRIALS
        return [upgraded("trial", row, self.version, path) for row in read_lines(path)]

    def samples(self) -> npt.NDArray[np.void]:
        """Every frame that is there. Shape (frames,), `FRAME_DTYPE`, the bits as recorded."""
        return np.concatenate([np.empty(0, SAMPLES.layout.dtype), *self.sample_batches()])

    def sample_batches(self) -> Iterator[npt.NDArray[np.void]]:
        """The same in pieces, for sessions that should not be in memory at once."""
        return map(SAMPLES.layout.rows, self._batches(SAMPLES))

    def joints(self) -> npt.NDArray[np.void]:
        """Every row of hand joints, `JOINTS_DTYPE`; none where the device tracks no fingers."""
        return np.concatenate([np.empty(0, JOINTS.layout.dtype), *self.joint_batches()])

    def joint_batches(self) -> Iterator[npt.NDArray[np.void]]:
        """The same in pieces."""
        if not self.info.features.hand_joints:
            return iter(())
        return map(JOINTS.layout.rows, self._batches(JOINTS))

    def _batches(self, file: RowFile) -> Iterator[pa.RecordBatch]:
        parquet, stream = file.parquet(self.folder), file.stream(self.folder)
        if not parquet.exists():
            try:
                _require_plain(stream, stream.stat().st_mode)
                return iter(StreamReader(stream, file.layout))
            except FileNotFoundError:
                pass  # there is none, or the session was closed just now
            except OSError as error:
                raise cannot("read", stream, error) from error
        require_file(parquet)
        return parquet_batches(parquet, file.layout)


class _Header(BaseModel):
    format_version: int


def open_recording(path: Path) -> Recording:
    """Open a session's folder. Raises `RecordingError` when it is none, or of a newer format."""
    described = path / SESSION
    content = read_file(described)
    try:
        version = _Header.model_validate_json(content).format_version
        check_version(version, path)
        if version < FORMAT_VERSION:
            row = upgraded("session", json.loads(content), version, described)
            content = json.dumps(row | {"format_version": FORMAT_VERSION}).encode()
        return Recording(path, SessionInfo.model_validate_json(content), version)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise RecordingError(
            one_line(f"{described} does not describe a session: {where}: {first['msg']}")
        ) from error


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Every whole line of a file as an object. Raises `RecordingError`."""
    rows = []
    for number, line in enumerate(read_file(path).split(b"\n")[:-1], start=1):
        row = json_object(line)
        if row is None:
            raise RecordingError(f"{path}, line {number}: not a JSON object")
        rows.append(row)
    return rows


def read_file(path: Path) -> bytes:
    """The content of a plain file. Raises `RecordingError`."""
    require_file(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise cannot("read", path, error) from error


def require_file(path: Path) -> None:
    """Raise `RecordingError` unless there is a plain file (a pipe would be read for ever)."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise cannot("read", path, error) from error
    _require_plain(path, mode)


def _require_plain(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise RecordingError(one_line(f"cannot read {path}: it is not a plain file"))


def rerunnable(recording: Recording) -> None:
    """Raise `RecordingError` saying why a recording can't be fed through the program again."""
    end = recording.info.end
    if end is not None and end.dropped_rows + end.dropped_joint_rows:
        raise RecordingError(f"{recording.folder} can't be rerun: frames were dropped")
    if level_digest(recording.level()) != recording.info.level_sha256:
        raise RecordingError(f"{recording.folder} can't be rerun: its level file was changed")
    following = None
    for rows in recording.sample_batches():
        index = rows["frame_index"]
        if (following is not None and index[0] != following) or (np.diff(index) != 1).any():
            raise RecordingError(f"{recording.folder} can't be rerun: frames are missing")
        following = index[-1] + 1
    if following is None:
        raise RecordingError(f"{recording.folder} can't be rerun: it holds no frames")
