"""A station's requests to the console's HTTP API.

No proxy is asked and no redirection followed: the key goes to the console alone.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from clinic.errors import ClinicError
from clinic.link.address import Address

_PATIENCE_S: Final = 150.0
"""For an answer: the console checks a session's hashes before it gives one."""
_CONNECT_S: Final = 10.0
_LARGEST_ANSWER: Final = 1024 * 1024
_PREFIX: Final = "/api/v1"


class AwayError(ClinicError):
    """The console can't be reached just now; later it may be."""


class RefusedError(ClinicError):
    """The console has said no; `status` as in HTTP, `offset` where a file goes on."""

    def __init__(self, message: str, status: int, offset: int | None) -> None:
        super().__init__(message)
        self.status = status
        self.offset = offset


class Web:
    """Asks the console, each time over a new connection; used by one thread at a time."""

    def __init__(self, address: Address, key: str | None, tls_ca: Path | None) -> None:
        self._address = address
        self._key = key
        self._context = trusted(tls_ca) if address.secure else None

    def get(self, path: str) -> Mapping[str, Any]:
        """Raises `AwayError`, `RefusedError`, as all do."""
        return self._ask("GET", path, None, "")

    def post(self, path: str, body: str) -> Mapping[str, Any]:
        """Send JSON."""
        return self._ask("POST", path, body.encode(), "application/json")

    def put(self, path: str, body: bytes) -> Mapping[str, Any]:
        """Send bytes."""
        return self._ask("PUT", path, body, "application/octet-stream")

    def _ask(self, method: str, path: str, body: bytes | None, kind: str) -> Mapping[str, Any]:
        headers = {"Accept": "application/json"}
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key}"
        if body is not None:
            headers["Content-Type"] = kind
        connection = self._connection()
        try:
            connection.connect()
            if connection.sock is not None:
                connection.sock.settimeout(_PATIENCE_S)
            connection.request(method, _PREFIX + path, body, headers)
            answer = connection.getresponse()
            status, content = answer.status, answer.read(_LARGEST_ANSWER)
        except ssl.SSLCertVerificationError as error:
            raise AwayError(
                f"the certificate of {self._address} is not trusted here: {error.verify_message}"
            ) from None
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise AwayError(f"{self._address} can't be reached: {reason}") from None
        finally:
            connection.close()
        return _told(status, content)

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._address.host, self._address.port
        if self._context is None:
            return http.client.HTTPConnection(host, port, timeout=_CONNECT_S)
        return http.client.HTTPSConnection(host, port, timeout=_CONNECT_S, context=self._context)


def trusted(tls_ca: Path | None) -> ssl.SSLContext:
    """The system's authorities, or those of a file. Raises `ClinicError`."""
    try:
        context = ssl.create_default_context(cafile=tls_ca)
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        return context
    except OSError as error:
        reason = error.strerror or "no certificates in PEM"
        raise ClinicError(f"--tls-ca {tls_ca}: {reason}") from error


def _told(status: int, content: bytes) -> Mapping[str, Any]:
    if status == 204:
        return {}
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise AwayError(f"no Reachwell console answers there (HTTP {status})")
    if status < 300:
        return found
    problem, offset = str(found.get("problem") or f"HTTP {status}"), found.get("offset")
    if status >= 500 and status != 507:
        raise AwayError(f"the console has a fault: {problem}")
    raise RefusedError(problem, status, offset if isinstance(offset, int) else None)
