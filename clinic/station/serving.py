"""Where stations call and wait to be asked for a game."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, WebSocket
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocketDisconnect

from clinic.console.console import Console
from clinic.link.keys import bearer
from clinic.link.opened import HUNG_UP, NO_KEY, REFUSED, close, first, receive
from clinic.link.protocol import LinkError
from clinic.station.calling import StationLine
from clinic.station.keys import Station, seen, station_of
from clinic.station.protocol import (
    LARGEST_MESSAGE,
    PROTOCOL,
    STATION_PATH,
    Ended,
    FromStation,
    StationHello,
    StationWelcome,
    Waiting,
    check_version,
    from_station,
)

router = APIRouter()


@router.websocket(STATION_PATH)
async def station(websocket: WebSocket) -> None:
    """One station, as long as it is connected."""
    console: Console = websocket.app.state.console
    key = bearer(websocket.headers.get("authorization", ""))
    found = await run_in_threadpool(_found, console, key) if key else None
    if found is None or key is None:
        await websocket.close(NO_KEY)
        return
    await websocket.accept()
    try:
        hello = await _hello(websocket)
        line = StationLine(found, hello, websocket.send_text, _hang_up(websocket), hello.waiting)
        await _serve(websocket, console, line, key)
    except LinkError as error:
        await close(websocket, REFUSED, str(error))
    except WebSocketDisconnect:
        pass


async def _serve(websocket: WebSocket, console: Console, line: StationLine, key: str) -> None:
    welcome = StationWelcome(protocol=PROTOCOL, name=line.station.name)
    await websocket.send_text(welcome.model_dump_json())
    await console.stations.connected(line)
    try:
        # Once more: a station that is removed from now on is found among the connected.
        if await run_in_threadpool(_found, console, key) is None:
            raise LinkError("the station was removed")
        while True:
            _take(console, line, from_station(await receive(websocket, LARGEST_MESSAGE)))
    finally:
        console.stations.disconnected(line)
        await run_in_threadpool(_seen, console, line.station.id)


def _take(console: Console, line: StationLine, message: FromStation) -> None:
    match message:
        case Ended():
            started = console.stations.starts.get(message.start_id)
            if started is not None and started.spec.station_id == line.station.id:
                console.stations.ended(started, message.problem)
        case Waiting():
            line.waiting, line.problem = message.waiting, message.problem
        case StationHello():
            raise LinkError("a second hello")


async def _hello(websocket: WebSocket) -> StationHello:
    hello = from_station(await first(websocket, LARGEST_MESSAGE))
    if not isinstance(hello, StationHello):
        raise LinkError("the first word is no hello")
    check_version(hello.protocol)
    return hello


def _hang_up(websocket: WebSocket) -> Callable[[str], Awaitable[None]]:
    async def hang_up(reason: str) -> None:
        await close(websocket, HUNG_UP, reason)

    return hang_up


def _found(console: Console, key: str) -> Station | None:
    with console.store.writing() as connection:
        found = station_of(connection, key)
        if found is not None:
            seen(connection, found.id)
        return found


def _seen(console: Console, station_id: int) -> None:
    with console.store.writing() as connection:
        seen(connection, station_id)
