"""What browsers are told of every answer: what it may load, who may frame it, whether to keep it.

Content-Security-Policy of the pages, and why it is no stricter:
- scripts come from the program's own files alone, or carry the page's nonce: none can be injected;
- 'unsafe-eval': Vue compiles its templates in the browser, and NiceGUI sends handlers as text;
- styles 'unsafe-inline': Quasar and Vue place elements by style attributes.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

from nicegui import __version__
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=(), "
    "payment=(), display-capture=(), xr-spatial-tracking=()",
}
_HSTS: Final = "max-age=31536000"
_NO_SCRIPTS: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PDF: Final = "base-uri 'none'; frame-ancestors 'none'"  # viewers break at more
_SCRIPT: Final = re.compile(rb"<script(?=[\s>])")


class Headers:
    """ASGI middleware, around all others."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers; a page waits until it is whole, for its nonces."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Answer(scope, send))


class _Answer:
    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._page: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif message["type"] == "http.response.body" and self._page is not None:
            await self._go_on(message)
        else:
            await self._send(message)

    async def _begin(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in _FIXED.items():
            headers[name] = value
        if self._scope["scheme"] == "https":
            headers["Strict-Transport-Security"] = _HSTS
        path: str = self._scope["path"]
        headers.setdefault(
            "Cache-Control", "no-cache" if path.startswith("/assets/") else "no-store"
        )
        if headers.get("x-nicegui-content") == "page":
            self._page = message  # NiceGUI's own pages alone have scripts
            return
        kind = headers.get("content-type", "")
        headers.setdefault(
            "Content-Security-Policy", _PDF if kind == "application/pdf" else _NO_SCRIPTS
        )
        await self._send(message)

    async def _go_on(self, message: Message) -> None:
        assert self._page is not None
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        nonce = secrets.token_urlsafe(18)
        # What people wrote reaches the page with its "<" escaped: each tag here is the program's.
        body = _SCRIPT.sub(f'<script nonce="{nonce}"'.encode(), bytes(self._body))
        headers = MutableHeaders(scope=self._page)
        headers["Content-Length"] = str(len(body))
        headers["Content-Security-Policy"] = _policy(self._scope, nonce)
        await self._send(self._page)
        await self._send({"type": "http.response.body", "body": body})


def _policy(scope: Scope, nonce: str) -> str:
    host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode()
    secure = scope["scheme"] == "https"
    files = f"{'https' if secure else 'http'}://{host}/_nicegui/{__version__}/"
    socket = f"{'wss' if secure else 'ws'}://{host}"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {files} 'nonce-{nonce}' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "media-src 'self'",
            f"connect-src 'self' {socket}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
