"""A station, in this process or a program of its own, beside a console that is served."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from support.linked import Served

from clinic.console.accounts import accounts, add_account
from clinic.link.address import address_of
from clinic.station.keys import make_join_code
from clinic.station.web import Web
from game.datadir import DataDirectory

REACHWELL = (sys.executable, "-m", "reachwell")


class Room:
    """A machine with its own configuration and data, that a station runs on as a program."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.config = folder / "config"
        self.environment = {**os.environ, "REACHWELL_CONFIG": str(self.config)}

    def do(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*REACHWELL, "station", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def join(self, url: str, typed: str) -> subprocess.CompletedProcess[str]:
        return self.do("join", url, typed, "--name", "Room 1")

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(
            [*REACHWELL, "station", "run", "--data", str(self.data)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()


def add_lead(console: Served) -> int:
    """An account that codes are made by."""
    with console.store.writing() as connection:
        return add_account(connection, "lead", "lead", "correct horse battery")


def code(console: Served, lead: int) -> str:
    with console.store.writing() as connection:
        return make_join_code(connection, lead)[0]


def ask(
    console: Served, method: str, path: str, key: str | None = None, **more: Any
) -> httpx.Response:
    """A request to the API as any client would make it."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.request(
        method, f"{console.url}/api/v1{path}", headers=headers, timeout=30, trust_env=False, **more
    )


def joined(console: Served, name: str = "Room 1") -> tuple[int, str]:
    """A station that has joined: its number and key."""
    with console.store.reading() as connection:
        found = [each.id for each in accounts(connection)]
    lead = found[0] if found else add_lead(console)
    answer = ask(console, "POST", "/join", json={"code": code(console, lead), "name": name})
    assert answer.status_code == 201, answer.text
    return answer.json()["station_id"], answer.json()["key"]


def web(console: Served, key: str) -> Web:
    return Web(address_of(console.url), key, None)


def folder_digest(folder: Path) -> dict[str, str]:
    """Every file of a folder by name."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def manifest(folder: Path, code: str = "P01", **changes: Any) -> dict[str, Any]:
    """What is announced of a folder, made without the program's own help."""
    files = [
        {
            "name": path.name,
            "size": path.stat().st_size,
            "sha256": sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.iterdir())
    ]
    return {"session_id": folder.name, "patient_code": code, "files": files, **changes}


def send(console: Served, key: str, folder: Path, code: str = "P01", **finish: Any) -> Any:
    """Hand a folder over as another program would; returns the answer to `finish`."""
    begun = ask(console, "POST", "/uploads", key, json=manifest(folder, code))
    assert begun.status_code == 200, begun.text
    for name, at in begun.json()["files"].items():
        path = f"/uploads/{folder.name}/{name}?offset={at}"
        piece = (folder / name).read_bytes()[at:]
        assert ask(console, "PUT", path, key, content=piece).status_code == 200
    return ask(console, "POST", f"/uploads/{folder.name}/finish", key, json=finish)


def place(console: Served, session_id: str) -> Path:
    return DataDirectory(console.data).session(session_id)
