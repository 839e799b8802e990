"""Serves the console until it is asked to stop."""

from __future__ import annotations

import socket
import ssl
import sys
from pathlib import Path
from typing import Final

import uvicorn

from clinic.console.app import make_app
from clinic.console.connections import BoundedProtocol
from clinic.console.console import Console
from clinic.console.hosts import LOOPBACK, Hosts
from clinic.errors import ClinicError

__all__ = ["LOOPBACK", "key_is_open", "listen", "serve", "tls"]

_LARGEST_MESSAGE: Final = 1024 * 1024
_MESSAGES_WAITING: Final = 8
_LARGEST_HEAD: Final = 32 * 1024


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises `ClinicError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        found = socket.create_server((host, port), family=family)
    except OSError as error:
        raise ClinicError(f"can't listen on {host} port {port}: {error.strerror}") from error
    found.set_inheritable(True)
    return found


def tls(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.2 or newer with this certificate. Raises `ClinicError`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    for path in (certificate, key):
        try:
            path.open("rb").close()
        except OSError as error:
            raise ClinicError(f"{path}: can't be read: {error.strerror}") from error
    try:
        context.load_cert_chain(certificate, key, password="")
    except (ssl.SSLError, OSError, ValueError) as error:
        raise ClinicError(
            f"{certificate} and {key} are no certificate and its key, both PEM, the key without "
            f"a passphrase: {getattr(error, 'reason', None) or error}"
        ) from error
    return context


def key_is_open(key: Path) -> bool:
    """Whether others than its owner may read the key; on Windows that can't be seen so."""
    return sys.platform != "win32" and bool(key.stat().st_mode & 0o077)


def serve(
    console: Console,
    listening: socket.socket,
    hosts: Hosts,
    secured: ssl.SSLContext | None = None,
) -> None:
    """Answer until Ctrl-C or the system's asking."""
    config = uvicorn.Config(
        make_app(console, hosts),
        http=BoundedProtocol,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws_max_size=_LARGEST_MESSAGE,
        ws_max_queue=_MESSAGES_WAITING,
        h11_max_incomplete_event_size=_LARGEST_HEAD,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=5,
        ssl_context_factory=(lambda *_: secured) if secured is not None else None,
    )
    uvicorn.Server(config).run([listening])
