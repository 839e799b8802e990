"""The pages' own socket: who may use it, and for how long.

NiceGUI knows a page by the id in each message. Here a socket is tied to the browser that signed in
and to the one page it was opened for: a message that names another page is refused, and when the
sign-in ends, its sockets and pages end too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

import socketio  # type: ignore[import-untyped]
from nicegui import Client, core
from starlette.types import Scope, Send

from clinic.console.refusals import Refusals
from clinic.console.roles import OWN_ACCOUNT, SignedIn
from game.recording.errors import one_line

LARGEST_MESSAGE: Final = 1_000_000
MOST_OF_ONE: Final = 50
"""Pages of one browser that may be open at once."""
_RELOAD: Final = "Implicit handshake failed"  # the page's script reloads at just these words
_LONGEST_LOG: Final = 500
_KNOWN: Final = ("event", "javascript_response", "ack", "log")

Handler = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Open:
    """One socket: whose it is, and of which page."""

    signed_in: SignedIn
    client_id: str
    send: Send


class Sockets:
    """All open ones. `again` is set when somebody's sign-in may have ended."""

    def __init__(self, refusals: Refusals) -> None:
        self._refusals = refusals
        self._open: dict[str, Open] = {}
        self._active: set[str] = set()
        self.again: Final = asyncio.Event()

    def tokens(self) -> set[str]:
        """Of all browsers with an open page."""
        return {each.signed_in.token for each in self._open.values()}

    def active(self) -> set[str]:
        """Of those where somebody did something since the last call."""
        active, self._active = self._active, set()
        return active

    async def end(self, tokens: set[str]) -> None:
        """Send these browsers' pages to the sign-in, and let nothing on them go on."""
        for sid, each in list(self._open.items()):
            if each.signed_in.token in tokens:
                await core.sio.emit("open", {"path": "/sign-in", "new_tab": False}, to=sid)
                await self._close(sid, each)
        for client in list(Client.instances.values()):
            owner = owner_of(client)
            if owner is not None and owner.token in tokens:
                client.delete()

    async def _close(self, sid: str, each: Open) -> None:
        # All three: the last one hangs up on who does not hang up when asked to.
        transport = core.sio.manager.eio_sid_from_sid(sid, "/")
        await core.sio.disconnect(sid)
        if transport is not None:
            await core.sio.eio.disconnect(transport)
        with suppress(RuntimeError, OSError):  # closed by now
            await each.send({"type": "websocket.close", "code": 1008})

    def guard(self) -> None:
        """Stand before NiceGUI's handlers of its socket. Once in a process."""
        sio = core.sio
        # One way in: long polling would let a second browser go on with the id of a first one's.
        sio.eio.transports = ["websocket"]
        sio.eio.max_http_buffer_size = LARGEST_MESSAGE
        handlers: dict[str, Handler] = sio.handlers["/"]
        handlers["connect"] = self._connects(handlers["connect"])
        handlers["disconnect"] = self._disconnects(handlers["disconnect"])
        handlers["handshake"] = self._shakes_hands(handlers["handshake"])
        for name in _KNOWN:
            handlers[name] = self._says(name, handlers[name])

    def _connects(self, then: Handler) -> Handler:
        async def connect(sid: str, environ: dict[str, Any], auth: object = None) -> None:
            scope: Scope = environ["asgi.scope"]
            signed_in: SignedIn | None = scope.get("reachwell")
            client_id = _asked_for(scope)
            client = Client.instances.get(client_id)
            if signed_in is None or client is None:
                raise socketio.exceptions.ConnectionRefusedError(_RELOAD)
            owner = owner_of(client)
            if owner is None or owner.token != signed_in.token:
                self._refusals.note(signed_in.visitor.login, "refuse", "socket of another's page")
                raise socketio.exceptions.ConnectionRefusedError(_RELOAD)
            if signed_in.visitor.must_change_password and client.page.path != OWN_ACCOUNT:
                raise socketio.exceptions.ConnectionRefusedError(_RELOAD)
            if (
                sum(each.signed_in.token == owner.token for each in self._open.values())
                >= MOST_OF_ONE
            ):
                self._refusals.note(signed_in.visitor.login, "refuse", "too many open pages")
                raise socketio.exceptions.ConnectionRefusedError("too many open pages")
            self._open[sid] = Open(signed_in, client_id, environ["asgi.send"])
            try:
                await then(sid, environ, auth)
            except BaseException:
                self._open.pop(sid, None)
                raise

        return connect

    def _disconnects(self, then: Handler) -> Handler:
        def disconnect(sid: str, *_reason: object) -> None:
            self._open.pop(sid, None)
            then(sid)

        return disconnect

    def _shakes_hands(self, then: Handler) -> Handler:
        async def handshake(sid: str, message: object = None, *_more: object) -> bool:
            if not self._own(sid, message):
                return False
            try:
                done: Awaitable[bool] = then(sid, message)
                return await done
            except (KeyError, TypeError, ValueError):
                return self._odd(sid)

        return handshake

    def _says(self, name: str, then: Handler) -> Handler:
        def say(sid: str, message: object = None, *_more: object) -> None:
            if not self._own(sid, message):
                return
            assert isinstance(message, dict)
            if name == "event":
                self._active.add(self._open[sid].signed_in.token)
            if name == "log" and not _loggable(message):
                self._odd(sid)
                return
            try:
                then(sid, message)
            except (KeyError, TypeError, ValueError, AttributeError):
                self._odd(sid)

        return say

    def _own(self, sid: str, message: object) -> bool:
        found = self._open.get(sid)
        if found is None:
            return False
        if isinstance(message, Mapping) and message.get("client_id") == found.client_id:
            return True
        self._refusals.note(found.signed_in.visitor.login, "refuse", "message for another's page")
        return False

    def _odd(self, sid: str) -> bool:
        found = self._open.get(sid)
        login = found.signed_in.visitor.login if found else "unknown"
        self._refusals.note(login, "refuse", "odd message on the page's socket")
        return False


def owner_of(client: Client) -> SignedIn | None:
    """Who opened a page."""
    try:
        found: SignedIn | None = client.request.scope.get("reachwell")
    except RuntimeError:
        return None
    return found


def _asked_for(scope: Scope) -> str:
    query = parse_qs(bytes(scope["query_string"]).decode("latin-1"), max_num_fields=20)
    return query.get("client_id", [""])[0]


def _loggable(message: dict[str, Any]) -> bool:
    """What a browser wants told in our log: cut, and on one line."""
    if message.get("level") not in ("debug", "info", "warning", "error"):
        return False
    message["message"] = one_line(str(message.get("message")))[:_LONGEST_LOG]
    return True
