"""Rows on their way from the loop to the writer: one producer, one consumer, no lock."""

from __future__ import annotations

import threading
from typing import Final

import numpy as np
import numpy.typing as npt

from game.recording.errors import RecordingError

CAPACITY: Final = 16_384
"""Rows: three minutes at 90 Hz, nine tenths of a second at 200 times that."""

_LOOK_AGAIN_S: Final = 0.05


class DroppingRing:
    """In real time the loop never waits: with no place left a row is dropped and counted.

    `push` is the loop's side, everything else the writer's. `wake` is set whenever another
    quarter has filled.
    """

    def __init__(
        self, dtype: np.dtype[np.void], wake: threading.Event, capacity: int = CAPACITY
    ) -> None:
        self.dropped = 0
        self.failure: RecordingError | None = None
        self._rows: npt.NDArray[np.void] = np.zeros(capacity, dtype)
        cells = self._rows.view(np.uint8)
        cells.fill(0)  # the system gives the pages now, and not to the loop
        self._memory = cells.data
        self._row_bytes = dtype.itemsize
        self._capacity = capacity
        self._quarter = max(capacity // 4, 1)
        self._wake = wake
        self._head = 0
        self._tail = 0
        self._mark = self._quarter

    def push(self, row: memoryview) -> bool:
        """Copy one row in. Returns False when it was dropped."""
        head = self._head
        if head == self._mark and not self._pass_mark():
            self.dropped += 1
            return False
        start = head % self._capacity * self._row_bytes
        self._memory[start : start + self._row_bytes] = row
        self._head = head + 1  # last: the writer takes every row below the head
        return True

    @property
    def waiting(self) -> int:
        """Rows that were pushed and not yet released."""
        return self._head - self._tail

    @property
    def quarter_full(self) -> bool:
        """Whether the writer should not wait any longer."""
        return self.waiting >= self._quarter

    def pending(self) -> npt.NDArray[np.void]:
        """The oldest rows that lie in one piece, a view."""
        start = self._tail % self._capacity
        count = min(self.waiting, self._capacity - start)
        return self._rows[start : start + count]

    def release(self, count: int) -> None:
        """Give the places of the `count` oldest rows back."""
        self._tail += count

    def _pass_mark(self) -> bool:
        # One comparison in `push` stands for both the writer's wake-up and the full ring.
        if self.quarter_full:
            self._wake.set()
        if self._full and not self._make_room():
            return False
        ahead = self._head if self.quarter_full else self._tail
        self._mark = min(ahead + self._quarter, self._tail + self._capacity)
        return True

    @property
    def _full(self) -> bool:
        return self.waiting == self._capacity

    def _make_room(self) -> bool:
        return False


class WaitingRing(DroppingRing):
    """Faster than real time the loop waits for the writer: no row is ever dropped.

    Once full, `push` raises the writer's `RecordingError` when the writer is failing.
    """

    def __init__(
        self, dtype: np.dtype[np.void], wake: threading.Event, capacity: int = CAPACITY
    ) -> None:
        super().__init__(dtype, wake, capacity)
        self._released = threading.Event()

    def release(self, count: int) -> None:
        """Give the places of the `count` oldest rows back and let the loop go on."""
        super().release(count)
        self._released.set()

    def _make_room(self) -> bool:
        while self._full:
            if self.failure is not None:
                raise self.failure
            self._released.clear()
            if self._full:
                self._released.wait(_LOOK_AGAIN_S)
        return True
