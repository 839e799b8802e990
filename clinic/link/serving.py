"""The link's endpoints: what is asked of every connection before it reaches the hub."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import APIRouter, Request, WebSocket
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocketDisconnect

from clinic.console.console import Console
from clinic.link.hub import Hub, Line, LiveGame, Station
from clinic.link.keys import bearer, station_of
from clinic.link.opened import HUNG_UP, NO_KEY, REFUSED, close, first, receive
from clinic.link.pace import Pace
from clinic.link.protocol import (
    GAME_PATH,
    LARGEST_MESSAGE,
    LOOK_PATH,
    PROTOCOL,
    Bye,
    Hello,
    LinkError,
    Welcome,
    check_hello_version,
    from_game,
)

router = APIRouter()


@router.get(LOOK_PATH)
async def look(request: Request) -> Response:
    """Which versions are spoken, for who has a key."""
    console: Console = request.app.state.console
    if await _station(console, request.headers.get("authorization", "")) is None:
        return Response(status_code=401)
    return JSONResponse({"protocols": [PROTOCOL]})


@router.websocket(GAME_PATH)
async def game(websocket: WebSocket) -> None:
    """One game, as long as it is linked."""
    console: Console = websocket.app.state.console
    station = await _station(console, websocket.headers.get("authorization", ""))
    if station is None:
        await websocket.close(NO_KEY)
        return
    await websocket.accept()
    try:
        await _serve(websocket, console, station)
    except LinkError as error:
        await close(websocket, REFUSED, str(error))
    except WebSocketDisconnect:
        pass


async def _serve(websocket: WebSocket, console: Console, station: Station) -> None:
    hub = console.hub
    hello = await _hello(websocket)
    live = hub.enter(hello, station)

    async def send(text: str) -> None:
        try:
            await websocket.send_text(text)
        except (RuntimeError, WebSocketDisconnect) as error:
            raise OSError("the connection is closed") from error

    async def hang_up(reason: str) -> None:
        await close(websocket, HUNG_UP, reason)

    line = Line(send, hang_up)
    welcome = Welcome(protocol=PROTOCOL, have_seq=live.have_seq, have_trial=live.have_trial)
    await websocket.send_text(welcome.model_dump_json())
    await live.linked(line, hello)
    hub.tell()

    def flooded() -> None:
        console.refusals.note(f"station {station.name}", "slow down", f"session {hello.session_id}")

    try:
        await _listen(websocket, live, hub, flooded)
    finally:
        if live.unlinked(line):
            hub.tell()


async def _hello(websocket: WebSocket) -> Hello:
    said = await first(websocket, LARGEST_MESSAGE)
    if isinstance(said, bytes):
        raise LinkError("the first word is no hello")
    check_hello_version(said)
    hello = from_game(said)
    if not isinstance(hello, Hello):
        raise LinkError("the first word is no hello")
    return hello


async def _listen(
    websocket: WebSocket, live: LiveGame, hub: Hub, flooded: Callable[[], None]
) -> None:
    pace = Pace()
    told = False
    while True:
        heard = await receive(websocket, LARGEST_MESSAGE)
        wait_s = pace.wait_s(len(heard))
        if wait_s > 0.0 and not told:
            told = True
            flooded()
        await asyncio.sleep(wait_s)  # also without a wait: others are served between messages
        if isinstance(heard, bytes):
            if not heard.startswith(b"\xff\xd8"):
                raise LinkError("a picture has to be a JPEG")
            live.show(heard)
            continue
        message = from_game(heard)
        if isinstance(message, Hello):
            raise LinkError("a second hello")
        live.take(message, len(heard))
        if isinstance(message, Bye):
            hub.tell()


async def _station(console: Console, header: str) -> Station | None:
    key = bearer(header)
    if key is None:
        return None

    def found() -> Station | None:
        with console.store.reading() as connection:
            return station_of(connection, key, console.hub.own_key)

    return await run_in_threadpool(found)
