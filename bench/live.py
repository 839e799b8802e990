"""A console with a game that a simulated patient plays at real speed, started from the page."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.console_made import LOGIN
from bench.sessions import EXERCISE, session
from clinic.authoring.versions import make_level
from clinic.store import open_store
from game.datadir import data_directory
from game.patient import Patient, add_patient

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests")]
from tests.support.console import REACHWELL, Served, add_account, console, sign_in  # noqa: E402

CODE = "P01"
_LEVEL = "reaching-long"
_LONGEST_START_MS = 120_000


@contextmanager
def clinic(folder: Path, command: Sequence[str] = REACHWELL) -> Iterator[Served]:
    """A console with one patient and one level of an hour. Its games are killed with it."""
    add_account(folder, LOGIN, "lead")
    add_patient(folder / "patients", Patient(code=CODE, affected="left", reach_left_m=0.4))
    exercises = [EXERCISE | {"name": f"part {number}", "rest_s": 10} for number in range(1, 7)]
    level = session(_LEVEL, "seated", 60, exercises) | {
        "guide": {"check_in": False, "check_out": False, "calibration": "never"}
    }
    with open_store(data_directory(folder), None) as store, store.writing() as connection:
        make_level(connection, json.dumps(level, indent=1), "", 1)
    with console(folder, command=command) as served:
        try:
            yield served
        finally:
            for game in games(served):
                game.kill()


def games(served: Served) -> list[psutil.Process]:
    """The games that this console has started."""
    children = psutil.Process(served.process.pid).children()
    return [each for each in children if "play" in each.cmdline()]


def start(page: Any, served: Served, picture: str) -> str:
    """Sign in and start a game as a therapist does; its live page is left open.

    `picture`: the words of the form, "no picture" or "a window". Returns the session's id.
    """
    sign_in(page, served.url, LOGIN)
    page.goto(f"{served.url}/play?patient={CODE}&level={_LEVEL}")
    page.get_by_label("Played with").click()
    page.get_by_role("option", name="simulated patient, mild").click()
    page.get_by_label("Picture", exact=True).click()
    page.get_by_role("option", name=re.compile(picture, re.IGNORECASE)).click()
    page.get_by_role("button", name="Start the session").click()
    refused = page.get_by_text(re.compile("^Not started"))
    refused.or_(page.locator(".live-phase")).wait_for(timeout=_LONGEST_START_MS)
    if refused.count():
        raise RuntimeError(refused.inner_text())
    page.get_by_text("Playing", exact=True).first.wait_for(timeout=_LONGEST_START_MS)
    return str(page.url.rsplit("/", 1)[1])
