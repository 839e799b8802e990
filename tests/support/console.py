"""A real console: the command in a process of its own, and a real browser before it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.require import lack

REACHWELL = (sys.executable, "-m", "reachwell")
PASSWORD = "correct horse battery"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Served:
    """A console that answers at `url`; `told` is what it wrote."""

    url: str
    data: Path
    process: subprocess.Popen[str]
    told: list[str]


def add_account(data: Path, login: str, role: str, *options: str) -> None:
    """An account with `PASSWORD`."""
    subprocess.run(
        [*REACHWELL, "accounts", "add", login, "--role", role, "--data", str(data), *options],
        input=PASSWORD + "\n",
        text=True,
        check=True,
        capture_output=True,
    )


@contextmanager
def console(
    data: Path,
    *options: str,
    env: dict[str, str] | None = None,
    command: Sequence[str] = REACHWELL,
) -> Iterator[Served]:
    """Serve `data` on a free port; ended at the end."""
    process = subprocess.Popen(
        [*command, "clinic", "--no-browser", "--port", "0", "--data", str(data), *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(env or {})},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    told: list[str] = []
    reader = threading.Thread(target=told.extend, args=(process.stderr,), daemon=True)
    reader.start()
    try:
        url = process.stdout.readline().strip()
        assert url.startswith("http"), (url, process.wait(10), told)
        yield Served(url, data, process, told)
    finally:
        process.terminate()
        process.wait(20)
        reader.join(10)
        process.stdout.close()
        process.stderr.close()


@contextmanager
def browser(*arguments: str) -> Iterator[Any]:
    """Playwright's browser: the system's Chromium, with these arguments too."""
    if CHROMIUM is None:
        lack("browser", "no Chromium: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--use-gl=swiftshader", *arguments]
        )
        try:
            yield chromium
        finally:
            chromium.close()


def sign_in(page: Any, url: str, login: str = "lead") -> None:
    """As a person does."""
    page.goto(f"{url}/sign-in")
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/patients")
