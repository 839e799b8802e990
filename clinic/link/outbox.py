"""Events and repetitions on their way to the console: the last in memory, all in their file."""

from __future__ import annotations

from collections import deque
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Final

_KEPT: Final = 2000


class Outbox:
    """Numbered lines of one file of the recording. `add` is the loop's side."""

    def __init__(self, path: Path, kept: int = _KEPT) -> None:
        self._path = path
        self._lines: deque[tuple[int, bytes]] = deque(maxlen=kept)
        self._lock = Lock()

    @property
    def last(self) -> int:
        """Number of the newest line, from 1; 0 before there is one."""
        with self._lock:
            return self._lines[-1][0] if self._lines else 0

    def add(self, number: int, line: bytes) -> None:
        """Take the next line."""
        with self._lock:
            self._lines.append((number, line))

    def after(self, number: int, most: int) -> list[tuple[int, bytes]]:
        """At most so many lines that come after `number`, in order, as JSON without line feed.

        Those that neither memory nor a disk that fails can give are left out.
        """
        with self._lock:
            first = self._lines[0][0] if self._lines else number + 1
            skipped = max(0, number + 1 - first)
            kept = list(islice(self._lines, skipped, skipped + most))
        if first > number + 1 and (lines := self._from_file(number, min(most, first - 1 - number))):
            return lines
        return [(each, line.rstrip(b"\n")) for each, line in kept]

    def _from_file(self, number: int, most: int) -> list[tuple[int, bytes]]:
        # What memory has let go was written long ago; a line that is not whole yet is not told.
        try:
            with self._path.open("rb") as file:
                lines = list(islice(file, number, number + most))
        except OSError:
            return []
        return [
            (each, line.rstrip(b"\n"))
            for each, line in enumerate(lines, number + 1)
            if line.endswith(b"\n")
        ]
