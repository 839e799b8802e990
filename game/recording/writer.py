"""The thread that brings a session to disk, so that the loop never waits for one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from game.recording.errors import RecordingError, cannot
from game.recording.lines import LineFile
from game.recording.stream import RowStream

CUT_EVERY_S: Final = 0.5
SYNC_EVERY_S: Final = 1.0
_FIRST_RETRY_S: Final = 0.5
_LAST_RETRY_S: Final = 8.0


class Writer:
    """Writes lines as they come and a record batch every half second, in its own thread.

    A file that can't be written is tried again later, ever more rarely, while the others go
    on; what was already written is never touched.
    """

    def __init__(
        self, lines: Sequence[LineFile], streams: Sequence[RowStream], wake: threading.Event
    ) -> None:
        self._lines = lines
        self._streams = streams
        files: tuple[LineFile | RowStream, ...] = (*lines, *streams)
        self._attempts = {file: _Attempts(file.path) for file in files}
        self._syncs = {file: _Attempts(file.path) for file in files}
        self._wake = wake
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raise the `RecordingError` of a file that began to fail since the last call."""
        for attempts in (*self._attempts.values(), *self._syncs.values()):
            attempts.check()

    def finish(self) -> None:
        """Write what waits, end the streams, stop the thread. Errors are left to `check`."""
        self._stopping = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        now = time.monotonic()
        cut_at, sync_at = now + CUT_EVERY_S, now + SYNC_EVERY_S
        while not self._stopping:
            self._wake.wait(max(cut_at - now, 0.0))
            self._wake.clear()
            now = time.monotonic()
            for lines in self._lines:
                self._attempts[lines].make(lines.write, now)
            for stream in self._streams:
                if now >= cut_at or stream.ring.quarter_full:
                    self._attempts[stream].make(stream.write, now)
            if now >= cut_at:
                cut_at = now + CUT_EVERY_S
                if now >= sync_at:
                    sync_at = now + SYNC_EVERY_S
                    for file, attempts in self._syncs.items():
                        attempts.make(file.sync, now)
        for file, attempts in self._attempts.items():
            attempts.begin_anew()  # at the end what counts is what stays unwritten
            attempts.make(file.finish, now)


class _Attempts:
    """Remembers whether a file fails, since when nobody was told, and when to try again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget that the file ever failed."""
        self._untold: RecordingError | None = None
        self._delay_s = self._retry_at = 0.0

    def make(self, action: Callable[[], None], now: float) -> None:
        """Do it, unless the file failed just now."""
        if now < self._retry_at:
            return
        try:
            action()
        except Exception as error:  # the thread outlives whatever happens
            if not self._delay_s:
                self._untold = cannot("write", self._path, error)
            self._delay_s = min(max(2.0 * self._delay_s, _FIRST_RETRY_S), _LAST_RETRY_S)
            self._retry_at = now + self._delay_s
        else:
            self._delay_s = self._retry_at = 0.0

    def check(self) -> None:
        """Raise the failure that nobody was told of."""
        failure, self._untold = self._untold, None
        if failure is not None:
            raise failure
