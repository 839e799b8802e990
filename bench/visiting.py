"""A therapist's browser as far as HTTP goes: signs in, keeps the cookie, asks for pages."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http.client import HTTPConnection
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

PASSWORD = "correct horse battery"
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One page's answer, and the time from asking until its last byte."""

    status: int
    size: int
    took_s: float
    location: str


class Visitor:
    """One signed-in visitor on one connection that is kept."""

    def __init__(self, url: str, login: str) -> None:
        parts = urlsplit(url)
        self._url = url
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE_S)
        self._headers: dict[str, str] = {}
        body = urlencode({"login": login, "password": PASSWORD})
        headers = {"Origin": url, "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", "/sign-in", body, headers)
        answer = self._connection.getresponse()
        answer.read()
        cookie = answer.headers.get("set-cookie", "").partition(";")[0]
        if answer.status != 303 or not cookie:
            raise RuntimeError(f"signing in as {login} answers {answer.status}")
        self._headers["Cookie"] = cookie

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._connection.close()

    @property
    def cookie(self) -> str:
        """The Cookie header of this visitor."""
        return self._headers["Cookie"]

    def get(self, path: str) -> Answer:
        """Ask for a page. Nothing that it links to is fetched."""
        return self._get(path)[0]

    def text(self, path: str) -> str:
        """What a page is made of. Raises RuntimeError where there is none."""
        answer, content = self._get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        return content.decode()

    def _get(self, path: str) -> tuple[Answer, bytes]:
        began_s = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        took_s = time.perf_counter() - began_s
        location = answer.headers.get("location", "")
        return Answer(answer.status, len(content), took_s, location), content
