"""Therapists as the console sees them: each asks for pages, and helps at one game that is live.

The live page is held open by its own socket, as a browser does, and takes what it is sent; its
button "Mark" is clicked now and then. Nothing is drawn.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from bench.visiting import Visitor

_CLICK_EVERY = 2
_READY_WITHIN_S = 60.0
BUTTON = "Mark (M)"


@dataclass(slots=True)
class Worked:
    """What one therapist saw."""

    times_s: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    clicks: int = 0
    updates: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """What therapists do: a page in `page_every_s`, half as much more or less by chance, in turn,
    until a moment of `monotonic`.
    """

    url: str
    pages: dict[str, list[str]]
    games: list[str]
    page_every_s: float
    until_s: float


def work_all(day: Day, logins: list[str]) -> list[Worked]:
    """All at once, a thread each; they begin when the last has signed in."""
    worked = [Worked() for _ in logins]
    ready = threading.Barrier(len(logins), timeout=_READY_WITHIN_S)
    threads = [
        threading.Thread(target=_work, args=(day, number, login, ready, each))
        for number, (login, each) in enumerate(zip(logins, worked, strict=True))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return worked


def _work(day: Day, number: int, login: str, ready: threading.Barrier, worked: Worked) -> None:
    game = day.games[number % len(day.games)]
    chance = random.Random(number)
    try:
        with Visitor(day.url, login) as visitor, _Live(day.url, visitor, game, worked) as live:
            ready.wait()
            time.sleep(chance.uniform(0.0, day.page_every_s))
            names = itertools.islice(itertools.cycle(day.pages), number, None)
            for turn, name in enumerate(names):
                next_s = time.monotonic() + chance.uniform(0.5, 1.5) * day.page_every_s
                if next_s > day.until_s:
                    break
                paths = day.pages[name]
                answer = visitor.get(paths[(turn + number) % len(paths)])
                worked.times_s.setdefault(name, []).append(answer.took_s)
                worked.statuses[answer.status] = worked.statuses.get(answer.status, 0) + 1
                if turn % _CLICK_EVERY == 0:
                    live.click()
                time.sleep(max(0.0, next_s - time.monotonic()))
    except Exception as error:
        worked.problem = repr(error)


class _Live:
    """A live page that is open."""

    def __init__(self, url: str, visitor: Visitor, game: str, worked: Worked) -> None:
        text = visitor.text(f"/play/{game}")
        self._worked = worked
        self._client = _found(r"'client_id': '([0-9a-f-]+)'", text)
        self._element, self._listener = _button(text)
        self._open = _socket(url, visitor.cookie, self._client)

    def __enter__(self) -> _Live:
        self._link = self._open.__enter__()
        self._link.recv(30)
        self._link.send("40")
        self._link.recv(30)
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        return self

    def __exit__(self, *about: Any) -> None:
        self._open.__exit__(*about)
        self._reader.join(10)

    def click(self) -> None:
        """Click the button."""
        message = {
            "id": self._element,
            "client_id": self._client,
            "listener_id": self._listener,
            "args": ["{}"],
        }
        self._link.send("42" + json.dumps(["event", message]))
        self._worked.clicks += 1

    def _read(self) -> None:
        try:
            for heard in self._link:
                if heard == "2":
                    self._link.send("3")  # alive
                else:
                    self._worked.updates += 1
        except WebSocketException:
            pass


@contextmanager
def _socket(url: str, cookie: str, client: str) -> Iterator[ClientConnection]:
    query = {
        "EIO": "4",
        "transport": "websocket",
        "client_id": client,
        "implicit_handshake": "true",
        "tab_id": f"tab-{client}",
        "document_id": "document",
        "next_message_id": "0",
    }
    address = f"ws://{urlsplit(url).netloc}/_nicegui_ws/socket.io/?{urlencode(query)}"
    with connect(
        address,
        origin=url,  # type: ignore[arg-type]
        additional_headers={"Cookie": cookie},
        open_timeout=30,
        max_size=None,
        proxy=None,
    ) as link:
        yield link


def _button(text: str) -> tuple[int, str]:
    """The number of the button's element, and of its listener for clicks."""
    plain = _found(r"parseElements\(String\.raw`(.*?)`\)", text)
    for code, letter in (("&lt;", "<"), ("&gt;", ">"), ("&#96;", "`"), ("&#36;", "$")):
        plain = plain.replace(code, letter)
    elements = json.loads(plain.replace("&amp;", "&"))
    for number, element in elements.items():
        if element.get("props", {}).get("label") == BUTTON:
            listener = next(each for each in element["events"] if each["type"] == "click")
            return int(number), listener["listener_id"]
    raise RuntimeError(f"there is no button {BUTTON}")


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    if found is None:
        raise RuntimeError(f"the page has no {pattern}")
    return found[1]
