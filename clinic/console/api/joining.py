"""A station joins with a code that somebody types in once."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from clinic.console.api.caller import Caller
from clinic.console.api.problems import Problem
from clinic.console.console import Console
from clinic.station.keys import JoinError, join, remove
from clinic.store import audit

TRIES: Final = 5
TRIES_OF_ALL: Final = 30
WITHIN_S: Final = 60.0
"""So many wrong codes are taken in this time, from one address and from all. Of the 2^40 codes some
thirty can be tried a minute: to guess one within its 15 minutes has a chance below one in 10^9."""

_MOST_ADDRESSES: Final = 1000
_EVERYBODY: Final = ""

router = APIRouter()


class Asked(BaseModel):
    """What a station says to join."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(min_length=8, max_length=20)]
    name: Annotated[str, Field(min_length=1, max_length=40)]


class Joined(BaseModel):
    """The key is told once and kept nowhere here."""

    station_id: int
    name: str
    key: str


class Joins:
    """Counts wrong codes by address."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    def allowed(self, address: str, now_s: float) -> bool:
        """Whether one more may be tried."""
        counts = {name: self._since(name, now_s) for name in (address, _EVERYBODY)}
        return len(counts[address]) < TRIES and len(counts[_EVERYBODY]) < TRIES_OF_ALL

    def wrong(self, address: str, now_s: float) -> None:
        """One more was wrong."""
        for name in (address, _EVERYBODY):
            self._wrong[name] = [*self._since(name, now_s), now_s]
            self._wrong.move_to_end(name)
        while len(self._wrong) > _MOST_ADDRESSES:
            self._wrong.popitem(last=False)

    def right(self, address: str) -> None:
        """The last one was right."""
        for name in (address, _EVERYBODY):
            del self._wrong[name][-1:]

    def _since(self, name: str, now_s: float) -> list[float]:
        return [at_s for at_s in self._wrong.get(name, ()) if now_s - at_s < WITHIN_S]


@router.post(
    "/join",
    status_code=201,
    responses={code: {"model": Problem} for code in (400, 403, 408, 409, 413, 422, 429)},
)
async def join_console(request: Request, asked: Asked) -> Joined:
    """Use up a code."""
    console: Console = request.app.state.console
    joins: Joins = request.app.state.joins
    address = request.client.host if request.client else "unknown"
    if not joins.allowed(address, time.monotonic()):
        raise HTTPException(
            429, "too many wrong codes; try again in a minute", headers={"Retry-After": "60"}
        )
    joins.wrong(address, time.monotonic())  # before it is looked at: many at once are counted too

    def work() -> Joined:
        with console.store.writing() as connection:
            station, key = join(connection, asked.code, asked.name)
            audit(connection, f"station {station.name}", "join", address)
        return Joined(station_id=station.id, name=station.name, key=key)

    try:
        joined = await run_in_threadpool(work)
    except JoinError:
        await run_in_threadpool(_write_down, console, address)
        raise
    joins.right(address)
    return joined


@router.post("/leave", status_code=204, responses={401: {"model": Problem}})
async def leave_console(request: Request, caller: Caller) -> Response:
    """The station wants to be known no more; its key is worth nothing from now on."""
    console: Console = request.app.state.console

    def work() -> None:
        with console.store.writing() as connection:
            remove(connection, caller.id)
            audit(connection, f"station {caller.name}", "leave", "")

    await run_in_threadpool(work)
    await console.stations.cut_off(caller.id)
    return Response(status_code=204)


def _write_down(console: Console, address: str) -> None:
    with console.store.writing() as connection:
        audit(connection, "unknown station", "join refused", address)
