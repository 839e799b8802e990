"""How much a request may say, and how long it may take to say it."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KB: Final = 1024
BOUNDED_ELSEWHERE: Final = "/api/"
"""Stations upload sessions; that part bounds each request by what it is (`console/api`)."""
OF_PAGES: Final = "/_nicegui/client/"
LARGEST_FILE: Final = 10 * KB * KB
"""A file that somebody hands to a page, such as a level."""
LARGEST_OTHER: Final = 16 * KB
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
        path: str = scope["path"] if scope["type"] == "http" else BOUNDED_ELSEWHERE
        if path.startswith(BOUNDED_ELSEWHERE) or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        file, said = path.startswith(OF_PAGES), _length(scope)
        most = LARGEST_FILE if file else LARGEST_OTHER
        if said is not None and said > most:
            await _answer(413, scope, receive, send)
        elif not file:
            await self._whole(most, scope, receive, send)
        elif said is None:
            await _answer(411, scope, receive, send)
        else:
            await self._app(scope, _in_time(receive), send)

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


def _length(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value)  # the server has checked that it is a number
    return None


async def _answer(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    words = {408: "too slow", 411: "length required", 413: "too large"}[status]
    answer = PlainTextResponse(words, status_code=status, headers={"connection": "close"})
    await answer(scope, receive, send)
