"""What every request has to pass: a known visitor; our own origin, where it changes something."""

from __future__ import annotations

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from clinic.console.console import Console
from clinic.console.logins import seen, visitor_of
from clinic.console.roles import Visitor

COOKIE: Final = "reachwell_console"
OPEN: Final = ("/sign-in", "/assets/", "/_nicegui/", "/link/", "/api/", "/health")
"""Paths that need no visitor: nothing about anybody is there, or they ask for a station's key."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the gate leaves in a request's scope, as "reachwell"."""

    visitor: Visitor
    token: str


class Gate:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, console: Console) -> None:
        self._app = app
        self._console = console

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        changes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")
        if changes and not _same_origin(scope, headers):
            await _refuse(scope, receive, send, 403)
            return
        token = _token(headers.get("cookie", ""))
        signed_in = await run_in_threadpool(self._signed_in, token) if token else None
        if signed_in is not None:
            scope["reachwell"] = signed_in
        elif not scope["path"].startswith(OPEN):
            await _refuse(scope, receive, send, 401)
            return
        await self._app(scope, receive, send)

    def _signed_in(self, token: str) -> SignedIn | None:
        with self._console.store.reading() as connection:
            found = visitor_of(connection, token)
        if found is None:
            return None
        visitor, due = found
        if due:
            with self._console.store.writing() as connection:
                seen(connection, token)
        return SignedIn(visitor, token)


def _token(cookies: str) -> str | None:
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None


def _same_origin(scope: Scope, headers: dict[str, str]) -> bool:
    """A browser says where a request comes from; programs with a station's key say nothing."""
    origin = headers.get("origin")
    if origin is None:
        path: str = scope["path"]
        return path.startswith(("/link/", "/api/"))
    secure = scope["scheme"] in ("https", "wss")
    return origin == f"{'https' if secure else 'http'}://{headers.get('host', '')}"


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    elif status == 401 and scope["method"] == "GET":
        await RedirectResponse("/sign-in", status_code=303)(scope, receive, send)
    else:
        await PlainTextResponse("refused", status_code=status)(scope, receive, send)
