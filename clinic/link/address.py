"""Where a console is, and whether it takes a station's key; asked once before a game begins."""

from __future__ import annotations

import http.client
import json
import ssl
from contextlib import closing
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from clinic.errors import ClinicError
from clinic.link.protocol import GAME_PATH, LOOK_PATH, PROTOCOL

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_PATIENCE_S: Final = 3.0
_MOST_BYTES: Final = 10_000


class ConsoleRefusedError(ClinicError):
    """There is no console at this address, or it does not take the key."""


@dataclass(frozen=True, slots=True)
class Address:
    """A console's. `secure` where TLS is spoken."""

    host: str
    port: int
    secure: bool

    @property
    def game_url(self) -> str:
        """Where a game's WebSocket goes."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'wss' if self.secure else 'ws'}://{host}:{self.port}{GAME_PATH}"

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}"


def address_of(url: str) -> Address:
    """Read a console's address. Raises `ConsoleRefusedError`; keys never go out unencrypted."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not host or parts.path not in ("", "/"):
        raise ConsoleRefusedError(
            f"--console {url!r}: allowed: https://HOST:PORT, or http://127.0.0.1:PORT"
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ConsoleRefusedError(f"--console: an address alone, as https://{host}:PORT")
    secure = parts.scheme == "https"
    if not secure and host not in LOOPBACK:
        raise ConsoleRefusedError(f"--console {url}: only https:// leaves this machine")
    return Address(host, port or (443 if secure else 80), secure)


def trusted() -> ssl.SSLContext:
    """The system's authorities; SSL_CERT_FILE names another file, of them or of one console."""
    context = ssl.create_default_context()
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # as newer Pythons do by themselves
    return context


def ask(address: Address, key: str) -> str:
    """Whether the console takes us. Returns why it can't be reached now, or nothing.

    Raises `ConsoleRefusedError` where it never will: no console, another key or version.
    """
    try:
        with closing(_connection(address)) as connection:
            connection.request("GET", LOOK_PATH, headers={"Authorization": f"Bearer {key}"})
            answer = connection.getresponse()
            status, body = answer.status, answer.read(_MOST_BYTES)
    except ssl.SSLCertVerificationError as error:
        raise ConsoleRefusedError(
            f"--console {address}: its certificate is not trusted here: {error.verify_message}"
        ) from None
    except ssl.SSLError:
        raise ConsoleRefusedError(f"--console {address}: it does not speak TLS") from None
    except (OSError, http.client.HTTPException) as error:
        return getattr(error, "strerror", None) or str(error) or type(error).__name__
    if status in (401, 403):
        raise ConsoleRefusedError(f"--console {address}: the console does not take this key")
    if status >= 500:
        return f"it answers {status}"
    spoken = _spoken(body) if status == 200 else None
    if spoken is None:
        raise ConsoleRefusedError(f"--console {address}: no Reachwell console answers there")
    if PROTOCOL not in spoken:
        raise ConsoleRefusedError(
            f"--console {address}: it speaks link protocol {', '.join(map(str, spoken))}, "
            f"this program {PROTOCOL}; both have to be of one version"
        )
    return ""


def _connection(address: Address) -> http.client.HTTPConnection:
    host, port = address.host, address.port
    if address.secure:
        return http.client.HTTPSConnection(host, port, timeout=_PATIENCE_S, context=trusted())
    return http.client.HTTPConnection(host, port, timeout=_PATIENCE_S)


def _spoken(body: bytes) -> list[object] | None:
    try:
        found = json.loads(body)["protocols"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if isinstance(found, list) else None
