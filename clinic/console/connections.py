"""Connections: how many there may be, and how long they may say nothing."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST: Final = 400
MOST_FROM_ONE: Final = 200
"""From one address that is not this machine's own."""
HEADERS_S: Final = 10.0
"""Seconds until a request's line and headers have to be there whole."""


class BoundedProtocol(H11Protocol):
    """Uvicorn's HTTP protocol; on top of it, it hangs up on who is one too many or too slow."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count it."""
        super().connection_made(transport)
        self._begin_waiting()
        if len(self.connections) > MOST or self._from_here() > MOST_FROM_ONE:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a request, or no longer."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._end_waiting()
        elif self._late is None:
            self._begin_waiting()

    def on_response_complete(self) -> None:
        """The next request has its own time, if it has begun."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._begin_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing."""
        self._end_waiting()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From here on it is another protocol's."""
        self._end_waiting()
        super().handle_websocket_upgrade(event)

    def _begin_waiting(self) -> None:
        self._end_waiting()
        self._late = self.loop.call_later(HEADERS_S, self._hang_up)

    def _end_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _hang_up(self) -> None:
        self._late = None
        self.transport.abort()

    def _from_here(self) -> int:
        if self.client is None or self.client[0] in ("127.0.0.1", "::1"):
            return 0
        return sum(_address(each) == self.client[0] for each in self.connections)


def _address(protocol: Any) -> str | None:
    client: tuple[str, int] | None = getattr(protocol, "client", None)
    return client[0] if client else None
