"""Makes the pictures of the console in docs/pictures, from sessions of simulated patients.

    python docs/make_console_pictures.py

A real console is served and photographed in the system's Chromium. One session is played at real
speed meanwhile, so no two pictures of it are quite the same.
"""

from __future__ import annotations

import re
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any, Final

from make_report_pictures import CODE, COURSE, LEVEL, play_dated
from sqlalchemy import Connection

from clinic.authoring.versions import duplicate
from clinic.care.cards import card_of, write_card
from clinic.care.plans import add_plan
from clinic.console.accounts import accounts
from clinic.store import open_store, reindex
from controllers.controller import Side
from game.datadir import DataDirectory
from game.patient import Condition, Patient, save_patient

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests")]
from tests.support.console import add_account, browser, console, sign_in  # noqa: E402

FOLDER: Final = Path(__file__).parent / "pictures"
OTHERS: Final[tuple[tuple[str, Side, Condition, str], ...]] = (
    ("P004", "left", "stroke", "reaching-2-gentle"),
    ("P009", "right", "parkinsons", "stepping-2-in-place"),
    ("P012", "left", "multiple_sclerosis", "grasping-1-table"),
    ("P021", "right", "traumatic_brain_injury", "grasping-3-fine"),
)
FIRST_DAY: Final = date(2026, 3, 2)


def main() -> int:
    """Play, serve, photograph."""
    with tempfile.TemporaryDirectory() as folder:
        data = DataDirectory(Path(folder) / "data")
        _make(data)
        with console(data.root) as served, browser() as chromium:
            context = chromium.new_context(viewport={"width": 1280, "height": 800})
            page = context.new_page()
            sign_in(page, served.url)
            _photograph(page, served.url, data)
    return 0


def _make(data: DataDirectory) -> None:
    save_patient(data.patients, Patient(code=CODE, affected="right", condition="stroke"))
    for code, side, condition, _ in OTHERS:
        save_patient(data.patients, Patient(code=code, affected=side, condition=condition))
    for number, kind in enumerate(COURSE):
        play_dated(data, kind, number)
    add_account(data.root, "lead", "lead")
    with open_store(data) as store:
        reindex(store, data, lambda _done, _of: None)
        with store.writing() as connection:
            _plan(connection)


def _plan(connection: Connection) -> None:
    (lead,) = (each.id for each in accounts(connection))
    duplicate(connection, LEVEL, "reaching-ours", "Reaching, our steps", lead)
    add_plan(connection, CODE, "reaching-ours", 3, FIRST_DAY, None, lead)
    for code, _, _, level in OTHERS:
        add_plan(connection, code, level, 2, FIRST_DAY, None, lead)
    card = card_of(connection, CODE)
    write_card(connection, CODE, card, "Drink from a cup.", "No pain above the shoulder.", lead)


def _photograph(page: Any, url: str, data: DataDirectory) -> None:
    page.get_by_role("link", name=CODE, exact=True).wait_for()
    _take(page, "patients")
    page.goto(f"{url}/levels/reaching-ours")
    page.get_by_role("button", name="Edit", exact=True).first.click()
    page.get_by_label("Radius, hard").wait_for()
    _take(page, "levels")
    session = data.session_folders()[len(COURSE) // 2].name
    page.goto(f"{url}/sessions/{session}")
    page.get_by_text("Movements are being drawn.").wait_for(state="detached")
    _take(page, "session")
    page.goto(f"{url}/patients/{CODE}/progress")
    page.get_by_role("img", name=re.compile("right side over")).first.wait_for()
    _take(page, "progress")
    _play(page, url)
    _take(page, "play")


def _play(page: Any, url: str) -> None:
    """Begin a session and wait until the patient is well under way."""
    page.goto(f"{url}/play?patient={CODE}")
    for label, words in (
        ("Level", "Two-minute taster"),
        ("Played with", "Trying out: simulated patient, moderate"),
    ):
        page.get_by_label(label, exact=True).click()
        page.get_by_role("option", name=words).click()
        page.locator(".q-menu").wait_for(state="detached")
    page.get_by_role("button", name="Start the session").click()
    page.get_by_text(re.compile(r"^Repetition [3-9], ")).wait_for(timeout=120_000)
    page.locator(".view3d figcaption", has_text="from the target").wait_for()


def _take(page: Any, name: str) -> None:
    page.screenshot(path=FOLDER / f"console-{name}.png", animations="disabled")


if __name__ == "__main__":
    sys.exit(main())
