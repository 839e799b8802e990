"""Reading the sessions' folders for the clinic's page: one reading at a time, for all visitors."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from nicegui import background_tasks
from starlette.concurrency import run_in_threadpool

from clinic.cohort.table import parts, refresh
from clinic.errors import ClinicError
from clinic.store import reindex
from clinic.store.store import Store
from game.datadir import DataDirectory
from game.recording.errors import RecordingError

_LOOKED_EVERY: Final = 100


class _StoppedError(Exception):
    """Raised within a reading that is to end."""


@dataclass(slots=True)
class Reading:
    """How far it has come; `months` are there to be asked, `problems` when it has ended."""

    data: DataDirectory
    months: int = 0
    done: int = 0
    of: int = 0
    problems: list[str] = field(default_factory=list)
    task: asyncio.Task[None] | None = None
    stopped: bool = False

    def __call__(self, done: int, of: int) -> None:
        """As `clinic.store.reindex` and `clinic.cohort.table.refresh` tell it.

        Raises `_StoppedError`, which ends it: what has been read is kept.
        """
        if self.stopped:
            raise _StoppedError
        self.done, self.of = done, of
        if done % _LOOKED_EVERY == 0:
            self.months = len(parts(self.data))

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.task is not None and self.task.done()


class Readings:
    """The one reading that is under way. Used on the event loop alone."""

    def __init__(self, store: Store, data: DataDirectory) -> None:
        self._store = store
        self._data = data
        self._now: Reading | None = None

    def begin(self) -> Reading:
        """The one under way, or a new one. It goes on when the page that began it is left."""
        now = self._now
        if now is None or now.ended:
            now = self._now = Reading(self._data)
            now.task = background_tasks.create(self._read(now), name="reading sessions")
        return now

    def stop(self) -> None:
        """End it, for the program is to end."""
        if self._now is not None:
            self._now.stopped = True

    async def _read(self, reading: Reading) -> None:
        try:
            reading.problems = await run_in_threadpool(self._bring_up_to_date, reading)
        except (ClinicError, RecordingError) as error:
            reading.problems = [str(error)]
        except _StoppedError:
            reading.problems = ["Reading was stopped before its end."]

    def _bring_up_to_date(self, reading: Reading) -> list[str]:
        reindex(self._store, self._data, reading)
        reading(0, reading.of)
        return refresh(self._data, reading)
