"""A game that was started, as the console follows it until it calls, plays and ends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from clinic.errors import ClinicError
from clinic.station.spec import StartSpec
from game.recording.info import now_utc


@dataclass(eq=False)
class Started:
    """One start. `session_id` is known once the game has called the console over the link.

    `ended` tells that it is over, `problem` why it failed, in a line. Belongs to the event loop.
    """

    id: str
    spec: StartSpec
    station: str
    by: str
    started_utc: datetime = field(default_factory=now_utc)
    session_id: str | None = None
    ended: bool = False
    problem: str | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def session(self) -> str:
        """Wait until the game has called; returns its session's id.

        Raises `ClinicError` with the reason where it ended before.
        """
        while self.session_id is None:
            if self.ended:
                raise ClinicError(self.problem or "the game ended before it called the console")
            await self._wait()
        return self.session_id

    async def over(self) -> str | None:
        """Wait until the game has ended; returns why it failed, or None when it did not."""
        while not self.ended:
            await self._wait()
        return self.problem

    def opened(self, session_id: str) -> None:
        """The game has called."""
        self.session_id = session_id
        self._tell()

    def end(self, problem: str | None) -> None:
        """The game has ended, or never began."""
        self.ended, self.problem = True, problem
        self._tell()

    async def _wait(self) -> None:
        changed = self._changed
        await changed.wait()

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
