"""Serves the console until it is asked to stop."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Final

import uvicorn

from clinic.console.app import make_app
from clinic.console.console import Console
from clinic.errors import ClinicError

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_LARGEST_MESSAGE: Final = 1024 * 1024


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises `ClinicError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        found = socket.create_server((host, port), family=family)
    except OSError as error:
        raise ClinicError(f"can't listen on {host} port {port}: {error.strerror}") from error
    found.set_inheritable(True)
    return found


def serve(
    console: Console,
    listening: socket.socket,
    certificate: Path | None = None,
    key: Path | None = None,
) -> None:
    """Answer until Ctrl-C or the system's asking."""
    config = uvicorn.Config(
        make_app(console),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws_max_size=_LARGEST_MESSAGE,
        timeout_graceful_shutdown=5,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    uvicorn.Server(config).run([listening])
