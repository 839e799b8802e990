"""A connected station, as the console speaks to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from clinic.errors import ClinicError
from clinic.station.keys import Station
from clinic.station.protocol import Start, StationHello
from clinic.station.started import Started


@dataclass(eq=False)
class StationLine:
    """An open connection to a station, and what the station has told last.

    `waiting` counts the sessions it has not handed over yet; `problem` says why one was refused.
    """

    station: Station
    hello: StationHello
    send: Callable[[str], Awaitable[None]]
    hang_up: Callable[[str], Awaitable[None]]
    waiting: int = 0
    problem: str | None = None

    async def start(self, started: Started) -> None:
        """Ask it to start a game; what comes of it, it will tell. Raises `ClinicError`."""
        try:
            asked = Start(start_id=started.id, spec=started.spec, by=started.by)
            await self.send(asked.model_dump_json())
        except (OSError, RuntimeError) as error:
            raise ClinicError(f"{self.station.name} can't be reached just now") from error
