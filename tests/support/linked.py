"""The console's side of the link, served in this process; and games that link to it."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from fastapi import FastAPI
from support.short_level import short_level

from clinic.console import api
from clinic.console.console import Console
from clinic.link import serving as link
from clinic.link.hub import Hub, LiveGame
from clinic.link.protocol import Ack
from clinic.station import serving as station
from clinic.station.starting import OwnMachine
from clinic.station.stations import Stations
from clinic.store import open_store
from game.datadir import data_directory
from reachwell.starting import play_command

Found = TypeVar("Found")
WAIT_S = 60.0

LEVEL = short_level()


class Served:
    """A hub behind real sockets on a free port, or on `port`; `run` calls into its event loop."""

    def __init__(
        self, data: Path, port: int = 0, hub: Hub | None = None, key: str | None = None
    ) -> None:
        self.store = open_store(data_directory(data), None)
        self.hub = hub or Hub(key)
        self.key = self.hub.own_key
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        app = FastAPI()
        directory = data_directory(data)
        own = OwnMachine(self.url, directory.root, play_command)
        self.data = directory.root
        self.stations = Stations(directory, self.store, self.hub, own)
        self.console = Console(directory, self.store, self.hub, self.stations)
        app.state.console = self.console
        app.include_router(link.router)
        app.include_router(station.router)
        app.mount(api.PREFIX, api.make_api(self.console))
        self._server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, ws_max_size=2**20)
        )
        self.loop: asyncio.AbstractEventLoop
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self._ready.wait(WAIT_S)

    def _run(self) -> None:
        async def main() -> None:
            self.loop = asyncio.get_running_loop()
            self.loop.call_soon(self._ready.set)
            await self._server.serve([self._socket])

        asyncio.run(main())

    def run(self, work: Callable[[], Awaitable[Found]]) -> Found:
        """What `work` comes to, on the hub's own loop."""

        async def within() -> Found:
            async with asyncio.timeout(WAIT_S):
                return await work()

        return asyncio.run_coroutine_threadsafe(within(), self.loop).result()

    def game(self, ready: Callable[[LiveGame], bool] = lambda _: True) -> LiveGame:
        """The first game of which `ready` holds, as soon as there is one."""

        async def work() -> LiveGame:
            async with self.hub.watch() as changes:
                while not self.hub.games:
                    await anext(changes)
            game = next(iter(self.hub.games.values()))
            async with game.watch() as changes:
                while not ready(game):
                    await anext(changes)
            return game

        return self.run(work)

    def ask(self, game: LiveGame, command: str, /, **data: Any) -> Ack:
        return self.run(lambda: game.ask(command, data, "lead"))

    def stop(self) -> None:
        """Close; a second call does nothing."""
        self._server.should_exit = True
        self._thread.join(WAIT_S)
        self._socket.close()
        self.store.close()


@contextmanager
def served(
    data: Path, port: int = 0, hub: Hub | None = None, key: str | None = None
) -> Iterator[Served]:
    """A hub that answers."""
    console = Served(data, port, hub, key)
    try:
        yield console
    finally:
        console.stop()


@contextmanager
def playing(
    url: str, key: str, data: Path, level: str, *arguments: str
) -> Iterator[subprocess.Popen[str]]:
    """`reachwell play` with a simulated patient at real speed, linked; killed at the end."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "reachwell", "play", level, "--seed", "1", "--console", url),
            *("--input", "simulated:mild", "--data", str(data), *arguments),
        ],
        env={**os.environ, "REACHWELL_LINK_KEY": key},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(WAIT_S)
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()


def status_of(process: subprocess.Popen[str]) -> int:
    """The exit code of a game, once it has ended."""
    return process.wait(WAIT_S)
