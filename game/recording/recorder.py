"""What the loop records with: it hands over and goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from controllers.frame import InputFrame
from game.recording.errors import RecordingError, cannot
from game.recording.files import AppendFile, sync_folder
from game.recording.folder import EVENTS, JOINTS, LEVEL, SAMPLES, TRIALS, RowFile
from game.recording.info import SessionEnd, SessionInfo, level_digest, write_info
from game.recording.lines import LineFile, Listener
from game.recording.lock import hold
from game.recording.parquet import finish_rows
from game.recording.ring import DroppingRing
from game.recording.stream import RowStream
from game.recording.writer import Writer


class Recorder:
    """Records one session into its new folder.

    `info` describes it, `level` is the level file as played. By default a frame that finds no
    place is dropped and counted; with `ring=WaitingRing` the loop waits for the disk instead.
    Raises `RecordingError` when the recording can't be begun.
    """

    def __init__(
        self, folder: Path, info: SessionInfo, level: bytes, ring: type[DroppingRing] = DroppingRing
    ) -> None:
        if level_digest(level) != info.level_sha256:
            raise RecordingError("the session's description carries another level's SHA-256")
        self.folder = folder
        self.info = info
        self._closed = False
        self._began_s = time.monotonic()
        wake = threading.Event()
        self._streams: dict[RowFile, RowStream] = {}
        try:
            with ExitStack() as undo:
                self._lock = hold(folder)
                undo.callback(self._lock.release)
                with closing(AppendFile(folder / LEVEL, level)) as file:
                    file.sync()
                self._events = undo.enter_context(closing(LineFile(folder / EVENTS, wake)))
                self._trials = undo.enter_context(closing(LineFile(folder / TRIALS, wake)))
                for rows in (SAMPLES, JOINTS) if info.features.hand_joints else (SAMPLES,):
                    own = ring(rows.layout.dtype, wake)
                    stream = RowStream(rows.stream(folder), rows.layout, own)
                    self._streams[rows] = undo.enter_context(closing(stream))
                write_info(folder, info)  # last: a folder without it was never a recording
                sync_folder(folder.parent)
                undo.pop_all()
        except OSError as error:
            raise cannot("record into", folder, error) from error
        self._samples = self._streams[SAMPLES].ring
        self._joints = self._streams[JOINTS].ring if JOINTS in self._streams else None
        self._writer = Writer((self._events, self._trials), tuple(self._streams.values()), wake)

    @property
    def dropped_rows(self) -> int:
        """Frames that found no place so far."""
        return self._samples.dropped

    def push(self, frame: InputFrame) -> None:
        """Store one frame: a copy into memory that the writer takes from.

        Raises `RecordingError` where the loop waits for a disk that fails.
        """
        if not self._samples.push(frame.memory) and self._samples.dropped == 1:
            self.event("rows_dropped", frame)
        if self._joints is not None:
            self._joints.push(frame.joints.view(np.uint8).data)

    def event(self, kind: str, frame: InputFrame, **data: object) -> None:
        """Store that something happened, on disk within 50 ms.

        `time_ns` is the frame's display time unless `data` tells its own. Raises TypeError for
        what has no place in JSON, ValueError when `data` holds a `frame_index`.
        """
        if "frame_index" in data:
            raise ValueError("an event's frame_index is its frame's")
        head = {"kind": kind, "frame_index": frame.frame_index, "time_ns": frame.display_time_ns}
        self._events.add(head | data)

    def trial(self, row: Mapping[str, object]) -> None:
        """Store one finished repetition, on disk within 50 ms. Raises TypeError as `event`."""
        self._trials.add(row)

    def listen(self, events: Listener, trials: Listener) -> None:
        """Tell of every event and repetition from now on, as it is handed over."""
        self._events.listener, self._trials.listener = events, trials

    def check(self) -> None:
        """Raise the writer's `RecordingError`, once for each file that began to fail.

        Play may go on: the writer tries again by itself, and what is lost is counted.
        """
        self._writer.check()

    def close(self, status: str, **more: object) -> None:
        """End the recording: write what waits, make the Parquet files, complete `session.json`.

        A second call does nothing. Raises `RecordingError` when something could not be
        written; what was written is there, for `recover` to complete.
        """
        if self._closed:
            return
        self._closed = True
        ended_utc = self._now_utc()
        self._writer.finish()
        for lines in (self._events, self._trials):
            lines.close()
        for stream in self._streams.values():
            stream.close()
        try:
            for rows in self._streams:
                finish_rows(self.folder, rows)
            end = self._end(status, ended_utc, more)
            write_info(self.folder, self.info.model_copy(update={"end": end}))
        except OSError as error:
            raise cannot("complete", self.folder, error) from error
        finally:
            self._lock.release()
        self._writer.check()

    def _now_utc(self) -> datetime:
        # The wall clock was read once, when the session began: it may have been set since.
        elapsed_ms = round((time.monotonic() - self._began_s) * 1000)
        return self.info.start_utc + timedelta(milliseconds=elapsed_ms)

    def _end(self, status: str, ended_utc: datetime, more: Mapping[str, object]) -> SessionEnd:
        samples, joints = self._streams[SAMPLES], self._streams.get(JOINTS)
        return SessionEnd(
            status=status,
            end_utc=ended_utc,
            duration_s=(samples.last_ns - samples.first_ns) / 1e9,
            samples=samples.rows,
            joints=joints.rows if joints else 0,
            events=self._events.lines,
            trials=self._trials.lines,
            dropped_rows=samples.ring.dropped + samples.ring.waiting,
            dropped_joint_rows=joints.ring.dropped + joints.ring.waiting if joints else 0,
            lost_lines=self._events.lost + self._trials.lost,
            more=dict(more),
        )
