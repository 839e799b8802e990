"""How who calls a console begins: the connection, the first answer, and how soon to try again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLContext
from time import monotonic

from websockets.sync.client import ClientConnection, connect

from clinic.link.protocol import LinkError


@contextmanager
def call(
    url: str, key: str, tls: SSLContext | None, patience_s: float, largest: int
) -> Iterator[ClientConnection]:
    """A connection, with messages of `largest` bytes. Raises OSError and WebSocketException."""
    with connect(
        url,
        ssl=tls,
        additional_headers={"Authorization": f"Bearer {key}"},
        open_timeout=patience_s,
        close_timeout=1.0,
        max_size=largest,
        compression=None,
        proxy=None,
    ) as connection:
        yield connection


def answer(connection: ClientConnection, patience_s: float) -> str | bytes:
    """The console's first word. Raises `LinkError` where none comes."""
    try:
        return connection.recv(patience_s)
    except TimeoutError:
        raise LinkError("the console gives no answer") from None


class Tries:
    """Waits between tries: each about twice as long as the last, up to the longest.

    A try that has gone well for longer than that begins again with the first.
    """

    def __init__(self, first_s: float, longest_s: float) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._pause_s = first_s
        self._began_s = 0.0

    def begin(self) -> None:
        """A try begins."""
        self._began_s = monotonic()

    def pause_s(self) -> float:
        """It has failed: so long until the next, by chance, so that not all come at once."""
        if monotonic() - self._began_s > self._longest_s:
            self._pause_s = self._first_s
        pause_s = self._pause_s * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
        self._pause_s = min(self._longest_s, 2.0 * self._pause_s)
        return pause_s
