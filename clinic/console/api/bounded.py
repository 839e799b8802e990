"""How much a request may bring, and how long it may take to."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clinic.console.api.problems import answer
from clinic.station.manifest import LARGEST_CHUNK

LARGEST_JSON: Final = 256 * 1024
WITHIN_S: Final = 120.0
"""The whole of a body has to be there by then: who sends a byte now and then is hung up on."""


class Bounded:
    """ASGI middleware: bodies are counted as they come, whatever was announced."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through as long as it keeps to the bounds."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = LARGEST_CHUNK if scope["method"] == "PUT" else LARGEST_JSON
        if _announced(scope) > largest:
            await answer(413, f"at most {largest} bytes are taken")(scope, receive, send)
            return
        await self._app(scope, _Counted(receive, largest).receive, send)


class _Counted:
    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._left = largest
        self._largest = largest
        self._until_s: float | None = asyncio.get_running_loop().time() + WITHIN_S

    async def receive(self) -> Message:
        """The next part of the body. Raises HTTPException."""
        try:
            async with asyncio.timeout_at(self._until_s):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, f"it has to be there within {WITHIN_S:.0f} s") from None
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, f"at most {self._largest} bytes are taken")
        if not message.get("more_body", False):
            self._until_s = None
        return message


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0
