"""How much one connection may say, and how much of it is kept.

A station with a valid key may have a fault, or mean harm. Who says more than a game ever does is
not read any faster: by TCP that slows them down, and nobody else. An hour's events and repetitions
that are caught up with after a long break go through in seconds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Final, Generic, TypeVar

Kind = TypeVar("Kind")

BYTES_A_SECOND: Final = 2 * 1024 * 1024
"""Several times what a game says that is watched, pictures included."""
AT_ONCE: Final = 4 * 1024 * 1024
EACH: Final = 2048
"""Bytes that a message counts for on top of its own, for the work that each one makes."""
KEPT: Final = 4 * 1024 * 1024
"""Bytes of JSON that are kept of one kind of message."""


class Pace:
    """One connection's allowance."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._allowed = float(AT_ONCE)
        self._since_s = clock()

    def wait_s(self, size: int) -> float:
        """How long to wait, after a message of so many bytes, before the next is read."""
        now_s = self._clock()
        earned = (now_s - self._since_s) * BYTES_A_SECOND
        self._since_s = now_s
        self._allowed = min(self._allowed + earned, AT_ONCE) - size - EACH
        return max(0.0, -self._allowed / BYTES_A_SECOND)


class Kept(Generic[Kind]):
    """The last messages of a kind: at most `most`, and of at most `KEPT` bytes together."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._messages: deque[tuple[Kind, int]] = deque()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._messages)

    def __iter__(self) -> Iterator[Kind]:
        return (message for message, _ in self._messages)

    def __getitem__(self, index: int) -> Kind:
        return self._messages[index][0]

    def append(self, message: Kind, size: int) -> None:
        """Keep one more, and let go of the oldest that are too much; one is always kept."""
        self._messages.append((message, size))
        self._bytes += size
        while len(self._messages) > max(1, self._most) or (
            self._bytes > KEPT and len(self._messages) > 1
        ):
            self._bytes -= self._messages.popleft()[1]
