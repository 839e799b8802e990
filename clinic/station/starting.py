"""Starting games on the console's own machine."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clinic.station.process import Call, Command, GameProcess
from clinic.station.spec import StartSpec

Ended = Callable[[str | None], None]
"""Told on the event loop that a game has ended, and why it failed."""


@dataclass(frozen=True, slots=True)
class OwnMachine:
    """Where games started here call, where they keep what they record, and how they are begun.

    `certificate` is the console's own, which they trust, where it speaks TLS.
    """

    url: str
    data: Path
    command: Command
    certificate: Path | None = None

    async def start(self, spec: StartSpec, key: str, ended: Ended) -> None:
        """Start a game; `ended` will be told. Raises `ClinicError` when that is not possible."""
        loop = asyncio.get_running_loop()
        call = Call(self.url, key, self.data, self.certificate)
        process = await asyncio.to_thread(GameProcess, spec, call, self.command)

        def watch() -> None:
            problem = process.wait()
            if not loop.is_closed():
                loop.call_soon_threadsafe(ended, problem)

        threading.Thread(target=watch, name="watch-game", daemon=True).start()
