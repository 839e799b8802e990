"""How much a request may say, and how long it may take to say it."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KB: Final = 1024
LARGEST_BODY: Final = (
    ("/_nicegui/client/", 10 * KB * KB),
    ("/api/v1/uploads", 64 * KB * KB),
    ("/api/", 256 * KB),
)
"""Bytes by how the path begins. Uploads bound themselves more closely, each by what it is."""
LARGEST_OTHER: Final = 16 * KB
_READ_WHOLE: Final = 256 * KB
_NEXT_S: Final = 15.0
"""Seconds until the next piece of a body has to be there."""
_WHOLE_S: Final = 30.0
"""Seconds until a small body has to be there whole."""


class Bounds:
    """ASGI middleware. Small bodies are read before anything is asked of the program."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer 408, 411 or 413."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        most = _most(scope["path"])
        said = _length(scope)
        if said is not None and said > most:
            await _answer(413, scope, receive, send)
        elif most > _READ_WHOLE:
            if said is None:
                await _answer(411, scope, receive, send)
            else:
                await self._app(scope, _in_time(receive), send)
        else:
            await self._whole(most, scope, receive, send)

    async def _whole(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()
        try:
            async with asyncio.timeout(_WHOLE_S):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return
                    body += message.get("body", b"")
                    if len(body) > most:
                        await _answer(413, scope, receive, send)
                        return
                    more = message.get("more_body", False)
        except TimeoutError:
            await _answer(408, scope, receive, send)
            return
        await self._app(scope, _replayed(bytes(body), receive), send)


def _replayed(body: bytes, receive: Receive) -> Receive:
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _in_time(receive: Receive) -> Receive:
    done = False

    async def next_piece() -> Message:
        nonlocal done
        if done:
            return await receive()
        try:
            async with asyncio.timeout(_NEXT_S):
                message = await receive()
        except TimeoutError:
            done = True
            return {"type": "http.disconnect"}
        done = not message.get("more_body", False)
        return message

    return next_piece


def _most(path: str) -> int:
    return next((most for begin, most in LARGEST_BODY if path.startswith(begin)), LARGEST_OTHER)


def _length(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value)  # the server has checked that it is a number
    return None


async def _answer(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    words = {408: "too slow", 411: "length required", 413: "too large"}[status]
    answer = PlainTextResponse(words, status_code=status, headers={"connection": "close"})
    await answer(scope, receive, send)
