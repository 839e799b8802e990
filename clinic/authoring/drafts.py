"""Texts that are being written and not saved yet: a closed page or a reload does not lose them.

Kept in memory, for each account its own: when the console is stopped they are gone.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final

from game.recording.info import now_utc

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """A text, the version it was made from, and when it was last changed."""

    text: str
    based_on: int
    changed_utc: datetime


class Drafts:
    """The newest drafts of all accounts; may be used from every thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._drafts: OrderedDict[tuple[int, str], Draft] = OrderedDict()

    def keep(self, account_id: int, level_id: str, text: str, based_on: int) -> None:
        """Keep a text instead of what was kept of this level for this account."""
        with self._lock:
            self._drafts[account_id, level_id] = Draft(text, based_on, now_utc())
            self._drafts.move_to_end((account_id, level_id))
            while len(self._drafts) > MOST:
                self._drafts.popitem(last=False)

    def of(self, account_id: int, level_id: str) -> Draft | None:
        """What is kept, or None."""
        with self._lock:
            return self._drafts.get((account_id, level_id))

    def drop(self, account_id: int, level_id: str) -> None:
        """Forget it: it is saved, or not wanted."""
        with self._lock:
            self._drafts.pop((account_id, level_id), None)
