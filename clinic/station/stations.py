"""All machines that patients play at, as the running console knows them.

    started = await visit.console.stations.start(spec, visit.visitor.login)
    session_id = await started.session()     # raises ClinicError with the line why it can't
    game = visit.console.hub.games[session_id]

Who calls `start` has asked for the right to and has it written down before, by `visit.change`.
What can be chosen is in `clinic.station.offered`.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine
from functools import partial
from typing import Any, Final

from starlette.concurrency import run_in_threadpool

from clinic.errors import ClinicError
from clinic.link.hub import Hub
from clinic.link.protocol import Hello
from clinic.station.calling import StationLine
from clinic.station.keys import OWN_MACHINE
from clinic.station.spec import StartSpec
from clinic.station.started import Started
from clinic.station.starting import OwnMachine
from clinic.store import Store, refresh_patient
from game.datadir import DataDirectory
from game.patient import load_patient

_KEPT: Final = 200
"""Starts that are over and are remembered."""


class Stations:
    """Starts games and follows them. Belongs to the event loop.

    `starts` holds what was started, by its id, the oldest first; `lines` the connected stations by
    their number.
    """

    def __init__(self, data: DataDirectory, store: Store, hub: Hub, own: OwnMachine) -> None:
        self.starts: dict[str, Started] = {}
        self.lines: dict[int, StationLine] = {}
        self._data = data
        self._store = store
        self._hub = hub
        self._own = own
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Where this console is."""
        return self._own.url

    async def start(self, spec: StartSpec, by: str) -> Started:
        """Start a game; who asked for it is `by`. Raises `ClinicError`, `PatientError`."""
        await run_in_threadpool(load_patient, self._data.patients, spec.patient_code)
        line = self._line(spec.station_id)
        name = line.station.name if line else OWN_MACHINE
        self._require_free(spec, name)
        started = Started(secrets.token_hex(8), spec, name, by)
        self._remember(started)
        known = frozenset(self._hub.games)
        try:
            if line is not None:
                await line.start(started)
            else:
                ended = partial(self.ended, started)
                await self._own.start(spec, self._hub.own_key, ended)
        except ClinicError as error:
            started.end(str(error))
            raise
        self._later(self._await_hello(started, known))
        return started

    def playing(self, station_id: int | None) -> list[Started]:
        """What is played at a station now; None is the console's own machine."""
        return [
            each
            for each in self.starts.values()
            if not each.ended and each.spec.station_id == station_id
        ]

    def asked_to_play(self, station_id: int, code: str) -> bool:
        """Whether a patient is to play at a station now."""
        return any(each.spec.patient_code == code for each in self.playing(station_id))

    async def connected(self, line: StationLine) -> None:
        """A station waits to be asked. An older connection of it is hung up."""
        before = self.lines.get(line.station.id)
        self.lines[line.station.id] = line
        if before is not None:
            await before.hang_up("another connection has taken its place")
        for started in self.playing(line.station.id):
            if started.id != line.hello.playing:  # it ended while there was no connection
                self.ended(started, None)

    def disconnected(self, line: StationLine) -> None:
        """A connection is gone; a game of the station may go on."""
        if self.lines.get(line.station.id) is line:
            del self.lines[line.station.id]

    async def cut_off(self, station_id: int) -> None:
        """A station was removed: hang up on it and on its games, which go on."""
        line = self.lines.pop(station_id, None)
        if line is not None:
            await line.hang_up("the station was removed")
        for started in self.playing(station_id):
            started.end("the station was removed; its session stays there")
        await self._hub.hang_up(station_id)

    def ended(self, started: Started, problem: str | None) -> None:
        """A game is over; the index of its patient's sessions follows."""
        started.end(problem)
        self._later(self._index(started.spec.patient_code))

    async def settled(self) -> None:
        """Wait until what follows the ends of games, such as indexing, is done."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def _line(self, station_id: int | None) -> StationLine | None:
        if station_id is None:
            return None
        line = self.lines.get(station_id)
        if line is None:
            raise ClinicError("this station is not connected; on it: reachwell station run")
        return line

    def _require_free(self, spec: StartSpec, name: str) -> None:
        for each in self.starts.values():
            if not each.ended and self._lost(each):
                each.end(f"the connection to {each.station} was lost")
            if not each.ended and each.spec.patient_code == spec.patient_code:
                raise ClinicError(f"{spec.patient_code} plays already, at {each.station}")
        for game in self._hub.games.values():
            if not game.connected or game.over:
                continue
            here = game.station.id == spec.station_id and not _beside(spec, game.hello)
            if here or game.hello.patient_code == spec.patient_code:
                raise ClinicError(
                    f"{game.hello.patient_code} plays already, at {game.station.name}"
                )
        for each in self.playing(spec.station_id):
            if spec.station_id is not None or not (spec.unseen or each.spec.unseen):
                raise ClinicError(f"{each.spec.patient_code} plays already, at {name}")

    def _lost(self, started: Started) -> bool:
        """Whether neither the station nor its game can be heard: nobody may have to wait for it."""
        game = self._hub.games.get(started.session_id or "")
        station_id = started.spec.station_id
        gone = station_id is not None and station_id not in self.lines
        return gone and not (game is not None and game.connected)

    async def _await_hello(self, started: Started, known: frozenset[str]) -> None:
        """Wait until a new game of this patient at this station calls, or the start has failed."""
        over = asyncio.ensure_future(started.over())
        async with self._hub.watch() as changes:
            coming = aiter(changes)
            while not self._found(started, known) and not over.done():
                change = asyncio.ensure_future(anext(coming))
                await asyncio.wait({change, over}, return_when=asyncio.FIRST_COMPLETED)
                if not change.done():
                    change.cancel()
        over.cancel()

    def _found(self, started: Started, known: frozenset[str]) -> bool:
        spec = started.spec
        for session_id, game in self._hub.games.items():
            if (
                session_id not in known
                and game.station.id == spec.station_id
                and game.hello.patient_code == spec.patient_code
            ):
                started.opened(session_id)
                return True
        return False

    def _remember(self, started: Started) -> None:
        self.starts[started.id] = started
        over = [start_id for start_id, each in self.starts.items() if each.ended]
        for start_id in over[: max(0, len(over) - _KEPT)]:
            del self.starts[start_id]

    async def _index(self, code: str) -> None:
        await run_in_threadpool(refresh_patient, self._store, self._data, code)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _beside(spec: StartSpec, hello: Hello) -> bool:
    """Whether the console's own machine can play both: one of them needs nothing of it."""
    unseen = hello.simulated and hello.view == "none"
    return spec.station_id is None and (spec.unseen or unseen)
