"""Who means the console no good: plain HTTP, sockets with chosen headers, the pages' own socket."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from sqlalchemy import select
from support.console import PASSWORD
from websockets.sync.client import ClientConnection, connect

from clinic.store import open_store
from clinic.store.own_tables import AuditRow
from game.datadir import DataDirectory

COOKIE = "reachwell_console"
WITHIN_S = 30.0


def stranger(url: str, **headers: str) -> httpx.Client:
    """A client without a cookie; its origin is right unless told otherwise."""
    given = {"Origin": url, **headers}
    # No TLS here: to load the system's certificates for each client takes longer than the test.
    return httpx.Client(base_url=url, headers=given, timeout=WITHIN_S, verify=False)


@contextmanager
def signed_in(url: str, login: str = "lead") -> Iterator[httpx.Client]:
    """A client that has signed in."""
    with stranger(url) as client:
        answer = client.post("/sign-in", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        yield client


def audited(data: Path) -> list[tuple[str, str, str]]:
    """Actor, action and subject of every row."""
    with open_store(DataDirectory(data)) as store, store.reading() as connection:
        query = select(AuditRow.actor, AuditRow.action, AuditRow.subject).order_by(AuditRow.number)
        return [(row.actor, row.action, row.subject) for row in connection.execute(query)]


def eventually(true: Callable[[], object]) -> None:
    """Wait until it holds; fails after `WITHIN_S`."""
    until = time.monotonic() + WITHIN_S
    while not true():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def place(url: str) -> tuple[str, int]:
    """Host and port."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


def raw(url: str, said: bytes) -> bytes:
    """What comes back for these bytes."""
    with socket.create_connection(place(url), timeout=WITHIN_S) as talk:
        talk.sendall(said)
        heard = b""
        while piece := talk.recv(65536):
            heard += piece
    return heard


@dataclass
class Page:
    """A page that was loaded: its client's id, and whose cookie it came with."""

    client: httpx.Client
    id: str
    text: str

    def elements(self) -> dict[str, Any]:
        """Its elements by number."""
        found = re.search(r"parseElements\(String\.raw`(.*?)`\)", self.text, re.DOTALL)
        assert found is not None
        plain = found[1]
        for code, letter in (("&lt;", "<"), ("&gt;", ">"), ("&#96;", "`"), ("&#36;", "$")):
            plain = plain.replace(code, letter)
        made: dict[str, Any] = json.loads(plain.replace("&amp;", "&"))
        return made


def load(client: httpx.Client, path: str) -> Page:
    """Load a page as a browser does."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found = re.search(r"'client_id': '([0-9a-f-]+)'", answer.text)
    assert found is not None, answer.text[-3000:]
    return Page(client, found[1], answer.text)


@contextmanager
def page_socket(
    url: str, cookie: str | None, client_id: str, **headers: str
) -> Iterator[ClientConnection]:
    """The socket of a page, before its first word; `headers` replace those a browser sends."""
    query = {
        "EIO": "4",
        "transport": "websocket",
        "client_id": client_id,
        "implicit_handshake": "true",
        "tab_id": f"tab-{client_id}",
        "document_id": "document",
        "next_message_id": "0",
    }
    host, port = place(url)
    address = f"ws://{host}:{port}/_nicegui_ws/socket.io/?{urlencode(query)}"
    given = {"Origin": url, **({"Cookie": f"{COOKIE}={cookie}"} if cookie else {}), **headers}
    with connect(
        address,
        origin=given.pop("Origin") or None,  # type: ignore[arg-type]
        additional_headers=given,
        open_timeout=WITHIN_S,
        max_size=None,
    ) as talk:
        yield talk


def enter(talk: ClientConnection) -> str:
    """Open socket.io's own session; returns what it answers, as in "40{...}" or "44{...}"."""
    assert str(talk.recv(WITHIN_S)).startswith("0")
    talk.send("40")
    return str(talk.recv(WITHIN_S))


def say(talk: ClientConnection, name: str, message: object) -> None:
    """Send an event."""
    talk.send("42" + json.dumps([name, message]))
