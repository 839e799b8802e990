"""Events and trials: one JSON object a line, the same bytes for the same data."""

from __future__ import annotations

import json
import math
import threading
from collections import deque
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path, PurePath
from typing import Any, Final

import numpy as np

from game.recording.files import AppendFile

_WAITING_LINES: Final = 100_000

Listener = Callable[[int, Mapping[str, object], bytes], None]
"""Called in the loop with a row's line in the file, counted from 1, the row, and that line."""


def _nobody(number: int, row: Mapping[str, object], line: bytes) -> None:
    """Nobody listens."""


class LineFile:
    """Lines on their way to their file. `add` is the loop's side, the rest the writer's."""

    def __init__(self, path: Path, wake: threading.Event) -> None:
        self.path = path
        self.lines = 0
        self.lost = 0
        self.listener: Listener = _nobody
        self._added = 0
        self._waiting: deque[bytes] = deque()
        self._wake = wake
        self._file = AppendFile(path)

    def add(self, row: Mapping[str, object]) -> None:
        """Hand a row over. While the disk fails only so many wait; more are counted as lost.

        Raises TypeError for what has no place in JSON.
        """
        line = json_line(row)
        if len(self._waiting) < _WAITING_LINES:
            self._waiting.append(line)
            self._wake.set()
            self._added += 1
            self.listener(self._added, row, line)
        else:
            self.lost += 1

    def write(self) -> None:
        """Write every waiting line. Raises OSError; what was not written goes on waiting."""
        while count := len(self._waiting):
            self._file.append(b"".join(self._waiting[index] for index in range(count)))
            for _ in range(count):
                self._waiting.popleft()
            self.lines += count

    def sync(self) -> None:
        """Make what was written survive a power cut. Raises OSError."""
        self._file.sync()

    def finish(self) -> None:
        """Write and sync what waits. Raises OSError."""
        self.write()
        self.sync()

    def close(self) -> None:
        """Close the file; what still waits is lost. May be called twice."""
        self.lost += len(self._waiting)
        self._waiting.clear()
        self._file.close()


def json_line(row: Mapping[str, object]) -> bytes:
    """The row as one line of ASCII JSON with its line feed, keys in the row's own order.

    NaN and infinities become null, as JSON knows neither; NumPy's scalars and arrays become
    numbers and lists. Raises TypeError for what has no place in JSON.
    """
    return json.dumps(plain(row), allow_nan=False, separators=(",", ":")).encode() + b"\n"


def json_object(line: bytes) -> dict[str, Any] | None:
    """The object that a line holds, or None when it holds something else."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def plain(value: object) -> object:
    """The value in JSON's own types. Raises TypeError for what has none."""
    match value:
        case Enum():
            return plain(value.value)
        case None | bool() | str():
            return value
        case np.generic() | np.ndarray():
            return plain(value.tolist())
        case int():
            return int(value)
        case float():
            return float(value) if math.isfinite(value) else None
        case Mapping():
            return {_key(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case PurePath():
            return value.as_posix()
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a recording: {value!r:.80}")


def _key(key: object) -> str:
    if isinstance(key, Enum):
        return _key(key.value)
    if isinstance(key, str):
        return key
    raise TypeError(f"a key must be text, not {type(key).__name__}: {key!r:.80}")
