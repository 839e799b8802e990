"""What was refused, for the audit, without letting a flood of it fill the disk.

Refusals are counted here and written together now and then. Of a flood the first rows say who and
what; when the allowance is used up, one row says how many more there were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from time import monotonic
from typing import Final

from sqlalchemy import Connection

from clinic.store import audit

AT_ONCE: Final = 40
"""Rows that may be written at once."""
EACH_S: Final = 10.0
"""Seconds until one row more may be written: at the most 8,640 a day."""
_KINDS: Final = 200
_LONGEST: Final = 120


class Refusals:
    """Counts on the event loop and on threads, each a step that nothing interrupts."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._waiting: Counter[tuple[str, str, str]] = Counter()
        self._more = 0
        self._allowed = float(AT_ONCE)
        self._since = clock()

    def note(self, actor: str, action: str, subject: str) -> None:
        """Something was refused."""
        kind = (actor[:_LONGEST], action[:_LONGEST], subject[:_LONGEST])
        if kind in self._waiting or len(self._waiting) < _KINDS:
            self._waiting[kind] += 1
        else:
            self._more += 1

    def any(self) -> bool:
        """Whether there is something to write."""
        return bool(self._waiting or self._more)

    def write(self, connection: Connection) -> None:
        """Write what may be written now; the rest is counted on."""
        now = self._clock()
        self._allowed = min(self._allowed + (now - self._since) / EACH_S, AT_ONCE)
        self._since = now
        waiting, self._waiting = self._waiting, Counter()
        for (actor, action, subject), times in waiting.items():
            if self._allowed >= 2:  # one is kept for the row about the others
                self._allowed -= 1
                often = f" ({times} times)" if times > 1 else ""
                audit(connection, actor, action, subject + often)
            else:
                self._more += times
        if self._more and self._allowed >= 1:
            self._allowed -= 1
            audit(connection, "console", "refuse", f"{self._more} more requests or sign-ins")
            self._more = 0
