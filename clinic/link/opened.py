"""A WebSocket that a game or a station has opened: its first word, the next ones, and its end."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from clinic.link.protocol import LinkError

NO_KEY: Final = 1008
REFUSED: Final = 4400
"""Closed for what was not agreed."""
HUNG_UP: Final = 4409
"""Closed because another has taken its place, or the station was removed."""

_FIRST_WITHIN_S: Final = 10.0
_CLOSE_WITHIN_S: Final = 2.0
_LONGEST_REASON: Final = 120


async def first(websocket: WebSocket, largest: int) -> str | bytes:
    """The first message. Raises `LinkError` where none comes in time, and as `receive` does."""
    try:
        async with asyncio.timeout(_FIRST_WITHIN_S):
            return await receive(websocket, largest)
    except TimeoutError:
        raise LinkError("no hello came") from None


async def receive(websocket: WebSocket, largest: int) -> str | bytes:
    """The next message. Raises WebSocketDisconnect, and `LinkError` for one that is too large."""
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    heard: str | bytes | None = message.get("text")
    if heard is None:
        heard = message.get("bytes") or b""
    if len(heard) > largest:
        raise LinkError(f"a message of {len(heard)}; at most {largest} are taken")
    return heard


async def close(websocket: WebSocket, code: int, reason: str) -> None:
    """Hang up, and say why; nothing is raised where it is closed already."""
    try:
        async with asyncio.timeout(_CLOSE_WITHIN_S):
            await websocket.close(code, reason[:_LONGEST_REASON])
    except (RuntimeError, OSError, TimeoutError, WebSocketDisconnect):
        pass  # it is closed already
