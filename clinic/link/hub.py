"""The console's side of the link: every game that is or was linked, and how to command it.

All of it belongs to the console's event loop and is called from there. For pages:

    hub = visit.console.hub
    hub.games[session_id]                    # LiveGame, also for a while after its end
    async with hub.watch() as changes:       # games that came, went, ended, lost their link
        async for _ in changes: ...
    game.hello, game.state, game.events, game.trials, game.picture, game.connected, game.status
    async with game.watch(pictures=True) as changes:
        async for parts in changes:          # {"state", "events", "trials", "picture", "link"}
            ...                              # what came since the last time round, in one go
    ack = await game.ask("cue", {"kind": "verbal", "amount": "minimal"}, by=visitor.login)
    ack.outcome, ack.frame_index, ack.message   # raises LinkDownError where the link is broken

For stations: `hub.own_key` is the key of the console's own machine, kept so that games find a
console that was restarted;
`hub.hang_up(station_id)` when a station is removed.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from clinic.link.pace import Kept
from clinic.link.protocol import (
    PICTURE_HZ,
    STATE_HZ,
    UNWATCHED_HZ,
    Ack,
    Ask,
    Bye,
    Event,
    Hello,
    LinkError,
    State,
    Trial,
    Watch,
)

EVENTS_KEPT: Final = 5000
TRIALS_KEPT: Final = 1000
MOST_GAMES: Final = 256
MOST_OF_ONE: Final = 4
"""Of one station that has joined; there one is played at a time."""
ENDED_KEPT: Final = 32
_ANSWER_WITHIN_S: Final = 5.0


class LinkDownError(Exception):
    """The game does not answer; nobody knows whether the command has reached it."""


@dataclass(frozen=True, slots=True)
class Station:
    """The machine that a game runs on; `id` None is the console's own."""

    id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """An open connection to a game. `send` raises OSError where it has broken."""

    send: Callable[[str], Awaitable[None]]
    hang_up: Callable[[str], Awaitable[None]]


class Changes:
    """What has changed, for those who watch; who is slow gets more at a time, never a queue."""

    def __init__(self) -> None:
        self._watchers: set[_Watcher] = set()

    def tell(self, part: str) -> None:
        """Something of this name has changed."""
        for watcher in self._watchers:
            watcher.parts.add(part)
            watcher.woken.set()

    @property
    def watched(self) -> bool:
        """Whether anybody watches."""
        return bool(self._watchers)

    @property
    def pictured(self) -> bool:
        """Whether anybody wants pictures."""
        return any(watcher.pictures for watcher in self._watchers)

    def add(self, *, pictures: bool) -> _Watcher:
        """Somebody begins to watch."""
        watcher = _Watcher(pictures)
        self._watchers.add(watcher)
        return watcher

    def remove(self, watcher: _Watcher) -> None:
        """Somebody has seen enough."""
        self._watchers.discard(watcher)


class _Watcher:
    def __init__(self, pictures: bool) -> None:  # noqa: FBT001 - the one thing there is to say
        self.pictures = pictures
        self.parts: set[str] = set()
        self.woken = asyncio.Event()

    async def changes(self) -> AsyncIterator[set[str]]:
        """Sets of names, each of what has changed since the one before; without end."""
        while True:
            await self.woken.wait()
            self.woken.clear()
            parts, self.parts = self.parts, set()
            yield parts


class LiveGame:
    """One session as far as it has come over the link."""

    def __init__(self, hello: Hello, station: Station) -> None:
        self.hello = hello
        self.station = station
        self.state: State | None = None
        self.events: Kept[Event] = Kept(EVENTS_KEPT)
        self.trials: Kept[Trial] = Kept(TRIALS_KEPT)
        self.picture: bytes | None = None
        self.status = "running"
        self.heard_utc = datetime.now(UTC)
        self.have_seq = 0
        self.have_trial = 0
        self._line: Line | None = None
        self._changes = Changes()
        self._asked: dict[str, asyncio.Future[Ack]] = {}

    @property
    def connected(self) -> bool:
        """Whether the link stands."""
        return self._line is not None

    @property
    def over(self) -> bool:
        """Whether the session has said its last word."""
        return self.status != "running"

    async def ask(self, kind: str, data: Mapping[str, Any], by: str) -> Ack:
        """Give a command and wait for what becomes of it; `by` says who gives it.

        Raises `LinkDownError`.
        """
        line = self._line
        if line is None:
            raise LinkDownError("There is no link to the game now.")
        ask = Ask(id=secrets.token_hex(16), kind=kind, data=dict(data), by=by)
        answer: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._asked[ask.id] = answer
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                await line.send(ask.model_dump_json())
                return await answer
        except (TimeoutError, OSError):
            raise LinkDownError("The game does not answer.") from None
        finally:
            del self._asked[ask.id]
            if answer.done() and not answer.cancelled():
                answer.exception()  # looked at, also where sending failed first

    @asynccontextmanager
    async def watch(self, *, pictures: bool = False) -> AsyncIterator[AsyncIterator[set[str]]]:
        """See states as they come, and pictures if they are wanted, until the block is left."""
        watcher = self._changes.add(pictures=pictures)
        await self._tell_game()
        try:
            yield watcher.changes()
        finally:
            self._changes.remove(watcher)
            await self._tell_game()

    async def linked(self, line: Line, hello: Hello) -> None:
        """A connection of this session stands. An older one of it is hung up."""
        before, self._line = self._line, line
        self.hello = hello
        self.heard_utc = datetime.now(UTC)
        if before is not None:
            await before.hang_up("another connection has taken its place")
        self._changes.tell("link")
        await self._tell_game()

    def unlinked(self, line: Line) -> bool:
        """A connection is gone; whether it was the one that stood."""
        if self._line is not line:
            return False
        self._line = None
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(LinkDownError("The link to the game broke."))
        self._changes.tell("link")
        return True

    def take(self, message: State | Event | Trial | Ack | Bye, size: int) -> None:
        """A message of the game that came as so many bytes."""
        self.heard_utc = datetime.now(UTC)
        match message:
            case State():
                self.state = message
                self._changes.tell("state")
            case Event():
                if message.seq > self.have_seq:  # what was sent again is known already
                    self.have_seq = message.seq
                    self.events.append(message, size)
                    self._changes.tell("events")
            case Trial():
                if message.seq > self.have_trial:
                    self.have_trial = message.seq
                    self.trials.append(message, size)
                    self._changes.tell("trials")
            case Ack():
                answer = self._asked.get(message.id)
                if answer is not None and not answer.done():
                    answer.set_result(message)
            case Bye():
                self.status = message.status
                self._changes.tell("link")

    def show(self, picture: bytes) -> None:
        """A newer picture."""
        self.heard_utc = datetime.now(UTC)
        self.picture = picture
        self._changes.tell("picture")

    async def hang_up(self, reason: str) -> None:
        """Close the connection, if there is one; the game goes on."""
        if self._line is not None:
            await self._line.hang_up(reason)

    async def _tell_game(self) -> None:
        line, changes = self._line, self._changes
        if line is None:
            return
        watch = Watch(
            state_hz=STATE_HZ if changes.watched else UNWATCHED_HZ,
            picture_hz=PICTURE_HZ if changes.pictured else 0.0,
        )
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                await line.send(watch.model_dump_json())
        except (TimeoutError, OSError):
            await line.hang_up("it does not listen")


class Hub:
    """Every game that is linked, and the last that were."""

    def __init__(self, own_key: str | None = None) -> None:
        self.games: dict[str, LiveGame] = {}
        self.own_key: Final = own_key or secrets.token_urlsafe(32)
        self._changes = Changes()

    def enter(self, hello: Hello, station: Station) -> LiveGame:
        """The game that says hello. Raises `LinkError` where it is another station's, or one
        too many.
        """
        game = self.games.get(hello.session_id)
        if game is not None:
            if game.station != station:
                raise LinkError("this session is played at another station")
            if hello.next_seq <= game.have_seq or hello.next_trial <= game.have_trial:
                raise LinkError("this session has fewer events than it had")
            return game
        self._forget(station)
        mine = [each for each in self.games.values() if each.station == station]
        if len(self.games) >= MOST_GAMES or (station.id is not None and len(mine) >= MOST_OF_ONE):
            raise LinkError("too many games are linked")
        game = self.games[hello.session_id] = LiveGame(hello, station)
        return game

    def tell(self) -> None:
        """Some game came, went or ended."""
        self._changes.tell("games")

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[AsyncIterator[set[str]]]:
        """See games come and go until the block is left."""
        watcher = self._changes.add(pictures=False)
        try:
            yield watcher.changes()
        finally:
            self._changes.remove(watcher)

    async def hang_up(self, station_id: int, reason: str = "the station was removed") -> None:
        """Close the connections of a station's games; they go on."""
        for game in list(self.games.values()):
            if game.station.id == station_id:
                await game.hang_up(reason)

    def _forget(self, station: Station) -> None:
        """Let go of the oldest that are over or silent, so that one more may come."""
        if station.id is not None:
            mine = [name for name, game in self.games.items() if game.station == station]
            self._let_go(mine, max(0, len(mine) - MOST_OF_ONE + 1))
        keep = ENDED_KEPT if len(self.games) < MOST_GAMES else 0
        gone = [name for name, game in self.games.items() if not game.connected]
        self._let_go(gone, max(0, len(gone) - keep))

    def _let_go(self, names: Sequence[str], most: int) -> None:
        gone = [name for name in names if not self.games[name].connected]
        for name in gone[:most]:
            del self.games[name]
