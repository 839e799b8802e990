"""What every request has to pass: to know our name, to come from our own pages, a known visitor."""

from __future__ import annotations

from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Final

from nicegui import Client, __version__
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from clinic.console.console import Console
from clinic.console.hosts import Hosts
from clinic.console.logins import seen, visitor_of
from clinic.console.lost import unusable
from clinic.console.roles import OWN_ACCOUNT, SignedIn
from clinic.console.sockets import owner_of
from clinic.errors import ClinicError

COOKIE: Final = "reachwell_console"
OPEN: Final = ("/sign-in", "/health", "/favicon.ico")
"""Paths that need no visitor."""
OPEN_UNDER: Final = ("/assets/", f"/_nicegui/{__version__}/", "/link/", "/api/")
"""What is under these needs none either: the program's own files, or doors with a station's key."""
_STATIONS: Final = ("/link/", "/api/")
_OF_A_PAGE: Final = "/_nicegui/client/"
_WHILE_CHANGING: Final = (OWN_ACCOUNT, "/sign-out")
_WHILE_CHANGING_UNDER: Final = ("/_nicegui/", "/_nicegui_ws/")
"""All that is open to who has to change their password: that page, with its socket."""
_LONGEST_PATH: Final = 2000


class Gate:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, console: Console, hosts: Hosts) -> None:
        self._app = app
        self._console = console
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        problem = self._problem(scope)
        if problem is not None:
            self._console.refusals.note("unknown", "refuse", f"{problem}, from {_address(scope)}")
            await _refuse(scope, receive, send, 403)
            return
        # There is no proxy before us; NiceGUI would put what is said here into its pages.
        scope["headers"] = [each for each in scope["headers"] if not each[0].startswith(b"x-forw")]
        path: str = scope["path"]
        if path in OPEN or path.startswith(OPEN_UNDER):
            await self._app(scope, receive, send)
            return
        token = token_of(scope)
        try:
            signed_in = await run_in_threadpool(self._signed_in, token) if token else None
        except ClinicError as error:
            await _unusable(scope, receive, send, error)
            return
        if signed_in is None:
            if scope["type"] == "websocket" or scope["method"] != "GET":
                self._console.refusals.note(
                    "unknown", "refuse", f"not signed in, from {_address(scope)}"
                )
            await _refuse(scope, receive, send, 401)
        elif path.startswith(_OF_A_PAGE) and not _owns(signed_in, path):
            self._console.refusals.note(signed_in.visitor.login, "refuse", "another's page")
            await _refuse(scope, receive, send, 403)
        elif signed_in.visitor.must_change_password and not _of_changing(path):
            await _to_the_change(scope, receive, send)
        else:
            scope["reachwell"] = signed_in
            await self._app(scope, receive, send)

    def _problem(self, scope: Scope) -> str | None:
        hosts = _headers(scope, b"host")
        server = (scope.get("server") or ("",))[0]
        if len(hosts) != 1 or not self._hosts.allow(hosts[0], server):
            return "unknown Host"
        if (scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")) and not (
            _same_origin(scope, hosts[0])
        ):
            return "another origin"
        path: str = scope["path"]
        if path.startswith(_STATIONS):  # they say themselves what is wrong with a name
            return None
        return None if path.isprintable() and len(path) <= _LONGEST_PATH else "odd path"

    def _signed_in(self, token: str) -> SignedIn | None:
        with self._console.store.reading() as connection:
            found = visitor_of(connection, token)
        if found is None:
            return None
        visitor, due = found
        if due:
            # What can't be written now is written next time: a full disk still can be read.
            with suppress(ClinicError), self._console.store.writing() as connection:
                seen(connection, token)
        return SignedIn(visitor, token)


def cookie_name(scope: Scope) -> str:
    """Under TLS browsers see to it that such a name was set by us alone (RFC 6265bis, 4.1.3)."""
    return f"__Host-{COOKIE}" if scope["scheme"] in ("https", "wss") else COOKIE


def token_of(scope: Scope) -> str | None:
    """What the cookie says."""
    try:
        found = SimpleCookie("; ".join(_headers(scope, b"cookie"))).get(cookie_name(scope))
    except CookieError:
        return None
    return found.value if found and len(found.value) <= 100 else None


def _headers(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for each, value in scope["headers"] if each == name]


def _same_origin(scope: Scope, host: str) -> bool:
    """A browser says where a request comes from; programs with a station's key say nothing."""
    origins = _headers(scope, b"origin")
    if not origins:
        path: str = scope["path"]
        return path.startswith(_STATIONS)
    secure = scope["scheme"] in ("https", "wss")
    return origins == [f"{'https' if secure else 'http'}://{host}"]


def _owns(signed_in: SignedIn, path: str) -> bool:
    client = Client.instances.get(path.removeprefix(_OF_A_PAGE).partition("/")[0])
    owner = owner_of(client) if client else None
    return owner is not None and owner.token == signed_in.token


def _of_changing(path: str) -> bool:
    return path in _WHILE_CHANGING or path.startswith(_WHILE_CHANGING_UNDER)


async def _to_the_change(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
        await RedirectResponse(OWN_ACCOUNT, status_code=303)(scope, receive, send)
    else:
        await _refuse(scope, receive, send, 403)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


async def _unusable(scope: Scope, receive: Receive, send: Send, error: ClinicError) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1011})
    else:
        await unusable(error)(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    elif status == 401 and scope["method"] == "GET":
        await RedirectResponse("/sign-in", status_code=303)(scope, receive, send)
    else:
        await PlainTextResponse("refused", status_code=status)(scope, receive, send)
