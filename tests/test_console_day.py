"""A whole working day at the console, clicked as a person would, in a real browser.

Every page is looked at, light and dark, and checked by axe. With REACHWELL_SCREENSHOTS pictures of
them are kept in that folder.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from clinic.kept import attested, exclusions, notes
from clinic.signing import problems
from game.recording.folder import EVENTS
from tests.support.console import Served, add_account, browser, console, sign_in
from tests.support.level_text import type_instead, until
from tests.support.looking import Looks

CODE, LEVEL = "P-017", "taster-own"
PATIENCE_MS = 120_000


@dataclass
class Day:
    """What the day left behind."""

    served: Served
    looks: Looks = field(default_factory=Looks)
    session: str = ""
    report: bytes = b""
    export: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.served.data / "sessions" / self.session

    def go(self, page: Any, path: str) -> None:
        page.goto(self.served.url + path)
        page.locator("main h1").wait_for()

    def audited(self) -> list[tuple[str, str, str]]:
        with sqlite3.connect(self.served.data / "reachwell.db") as database:
            query = "SELECT actor, action, subject FROM audit ORDER BY number"
            return database.execute(query).fetchall()


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """The day, from signing in to signing out."""
    data = tmp_path_factory.mktemp("day") / "data"
    add_account(data, "lead", "lead")
    with console(data) as served, browser() as chromium:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        page, found = context.new_page(), Day(served)
        found.looks.listen(page)
        come_in(found, page)
        add_patient(found, page)
        edit_level(found, page)
        plan(found, page)
        play(found, page, context)
        look_back(found, page)
        write_note(found, page)
        take_away(found, page)
        look_around(found, page)
        page.get_by_role("button", name="Sign out").click()
        page.get_by_label("Password").wait_for()
        yield found


def come_in(day: Day, page: Any) -> None:
    page.goto(day.served.url)
    page.get_by_label("Password").wait_for()
    day.looks.at(page, "sign-in")
    sign_in(page, day.served.url)


def add_patient(day: Day, page: Any) -> None:
    page.get_by_role("link", name="New patient").click()
    page.get_by_label("Code").fill(CODE)
    page.get_by_role("button", name="right", exact=True).click()
    page.get_by_label("Condition").click()
    page.get_by_role("option", name="stroke").click()
    day.looks.at(page, "new-patient")
    page.get_by_role("button", name="Add patient").click()
    page.get_by_role("heading", name=f"Patient {CODE}").wait_for()
    page.get_by_label("Goals").fill("Drink from a cup with the right hand.")
    page.get_by_label("Cautions").fill("Shoulder pain above the shoulder's height.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("changed by lead").wait_for()


def edit_level(day: Day, page: Any) -> None:
    """A level of the clinic's own: two knobs of a shipped one are changed."""
    page.get_by_role("link", name="Levels").click()
    page.get_by_label("Search").fill("Two-minute taster")
    page.get_by_text(re.compile(r"^1 of \d+ levels")).wait_for()
    page.get_by_role("button", name="Make our own from it: Two-minute taster").click()
    page.get_by_label("Title", exact=True).last.fill("Fruit in a wide basket")
    page.get_by_label("Id", exact=True).fill(LEVEL)
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url(f"**/levels/{LEVEL}")
    page.get_by_text("Version 1, saved.").wait_for()
    page.get_by_role("button", name="Edit", exact=True).first.click()
    page.get_by_label("Radius, hard").fill("0.07")
    until(page, "hard: 0.07}")
    page.get_by_label("Repetitions", exact=True).fill("40")
    until(page, "    repetitions: 40")
    day.looks.at(page, "level")
    type_instead(page, "  repetitions: 20", "  repetitions: 60  # for who likes it")
    page.get_by_text("Changed since version 1, not saved.").wait_for()
    day.looks.at(page, "level-text")
    page.get_by_role("button", name="Save a new version").click()
    page.get_by_label("What changed, in a few words").fill("larger fruit, more of it")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Version 2, saved.").wait_for()


def plan(day: Day, page: Any) -> None:
    """One that comes with the program, and the one that was just made."""
    page.get_by_role("link", name="Patients", exact=True).click()
    page.get_by_role("link", name=CODE).click()
    for title in ("Reaching 2, gentle", "Fruit in a wide basket (our own)"):
        page.get_by_role("button", name="Plan a level").click()
        page.get_by_label("Level (type to search)").fill(title)
        page.get_by_role("option", name=title).click()
        page.get_by_role("button", name="Plan it").click()
        page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_text("Fruit in a wide basket").first.wait_for()
    day.looks.at(page, "patient")


def play(day: Day, page: Any, context: Any) -> None:
    """A simulated patient plays for about a minute at real speed, watched and helped."""
    page.get_by_role("link", name="Play", exact=True).click()
    choose(page, "Patient", CODE)
    choose(page, "Level", "Fruit in a wide basket")
    choose(page, "Played with", "Trying out: simulated patient, mild")
    day.looks.at(page, "play")
    page.get_by_role("button", name="Start the session").click()
    page.wait_for_url("**/play/2*")
    day.session = page.url.rpartition("/")[2]
    page.locator(".view3d canvas").wait_for()
    page.get_by_text(re.compile(r"^Repetition \d+, right: ")).wait_for()
    press(page, "Easier")
    press(page, "1. Cue: verbal minimal", "verbal minimal")
    page.get_by_label("A note for the record").fill("Keeps the trunk quiet.")
    page.get_by_role("button", name="Write the note").click()
    obeyed(page, "Note")
    before = picture_told(page)
    page.wait_for_function(
        "was => document.querySelector('.view3d figcaption').innerText !== was", arg=before
    )
    day.looks.at(page, "live")
    press(page, "Stop at once", "Stop")
    page.get_by_role("button", name="Go on").wait_for()
    day.looks.at(page, "live-stopped", ["light"])
    press(page, "Go on")
    while_it_plays(day, context.new_page())
    page.get_by_text(re.compile(r"^[1-9]\d*:\d\d since the start")).wait_for()
    page.get_by_role("button", name="End session").click()
    page.get_by_role("heading", name="End this session?").wait_for()
    page.get_by_role("button", name="Keep playing").click()
    page.get_by_role("button", name="End session").click()
    page.get_by_role("button", name="End the session").click()
    page.get_by_text("The session is over").wait_for()


def while_it_plays(day: Day, page: Any) -> None:
    """The patient plays; meanwhile other pages are read in another tab."""
    day.looks.listen(page)
    for path, name in (
        ("/patients", "patients"),
        ("/levels", "levels"),
        ("/accounts", "accounts"),
        ("/stations", "stations"),
        ("/account", "own-account"),
    ):
        day.go(page, path)
        day.looks.at(page, name)
    page.close()


def look_back(day: Day, page: Any) -> None:
    """The session's page, its repetitions, its replay."""
    page.get_by_role("link", name="The session's page").click()
    page.get_by_text("a simulated patient", exact=True).wait_for()
    page.get_by_text("Movements are being drawn.").wait_for(state="detached")
    day.looks.at(page, "session")
    page.get_by_role("link", name="Repetitions").click()
    page.get_by_role("button", name="Take out repetition 3", exact=True).click()
    page.get_by_label("Reason").fill("was asked something")
    page.get_by_role("dialog").get_by_role("button", name="Take out").click()
    page.get_by_text("Taken out: was asked something").wait_for()
    day.looks.at(page, "repetitions")
    page.get_by_role("link", name="Replay").click()
    page.get_by_role("button", name="Next repetition").click()
    page.locator(".view3d canvas").wait_for()
    day.looks.at(page, "replay")


def write_note(day: Day, page: Any) -> None:
    """Edited, attested, signed."""
    page.get_by_role("link", name="Note", exact=True).click()
    text = page.get_by_label("Text of the note")
    text.wait_for()
    text.fill(text.input_value().replace("[therapist to complete]", "Go on as planned."))
    page.get_by_text("Kept as a draft").wait_for()
    page.get_by_label("Minutes 1").fill("24")
    page.get_by_text("24 min come to 2 units").wait_for()
    page.get_by_role("button", name="Attest these minutes").click()
    page.wait_for_function("document.querySelector('textarea').value.includes('97112')")
    day.looks.at(page, "note")
    page.get_by_role("button", name="Sign as lead").click()
    page.get_by_role("button", name="Sign and lock").click()
    page.get_by_text("Signed by lead").wait_for()
    day.looks.at(page, "note-signed")


def take_away(day: Day, page: Any) -> None:
    """The report and an export."""
    page.get_by_role("link", name="Report and export").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Report of this session").click()
    day.report = Path(coming.value.path()).read_bytes()
    page.get_by_role("checkbox", name="CSV").click()
    page.get_by_role("button", name="Make the export").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the export").click()
    with zipfile.ZipFile(coming.value.path()) as archive:
        assert archive.testzip() is None
        day.export = archive.namelist()
    day.looks.at(page, "export")


def look_around(day: Day, page: Any) -> None:
    """Progress, the clinic, the audit."""
    day.go(page, f"/patients/{CODE}/progress")
    page.get_by_role("img", name=re.compile("right side")).first.wait_for()
    day.looks.at(page, "progress")
    page.get_by_role("link", name="Clinic").click()
    page.get_by_role("checkbox", name="Simulated patients too").click()
    page.get_by_text("Reading what is new").wait_for(state="hidden")
    day.looks.at(page, "clinic")
    page.get_by_role("link", name="Audit").click()
    page.get_by_text("sign note").wait_for()
    day.looks.at(page, "audit")


def choose(page: Any, label: str, words: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=words).first.click()


def press(page: Any, name: str, told: str = "") -> None:
    """Click a button of the session, and wait until the game has obeyed."""
    page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).click()
    obeyed(page, told or name)


def obeyed(page: Any, name: str) -> None:
    page.locator(".live-told").get_by_text(re.compile(rf"^✓ {name}, .*: obeyed")).wait_for()


def picture_told(page: Any) -> str:
    told: str = page.locator(".view3d figcaption").inner_text()
    return told


def test_what_was_clicked_is_in_the_recording(day: Day) -> None:
    lines = (day.folder / EVENTS).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    asked = {
        row["data"]["kind"] if row["command"] == "cue" else row["command"]: row["data"]["by"]
        for row in rows
        if row["kind"] == "command" and row["source"] == "console"
    }
    assert {"easier", "verbal", "note", "stop", "resume", "end"} <= asked.keys()
    assert set(asked.values()) == {"lead"}


def test_the_session_was_played_at_real_speed(day: Day) -> None:
    told = json.loads((day.folder / "session.json").read_bytes())
    assert told["patient_code"] == CODE
    assert told["end"]["duration_s"] >= 60
    assert (day.folder / "trials.jsonl").read_bytes().count(b"\n") >= 5


def test_the_note_is_signed_and_holds(day: Day) -> None:
    (note,) = notes(day.folder).notes
    minutes = attested(day.folder)
    assert note.signed_by == "lead"
    assert "Go on as planned." in note.text or "[therapist to complete]" not in note.text
    assert minutes is not None
    assert [(each.code, each.minutes) for each in minutes.minutes] == [("97112", 24)]
    assert [each.reason for each in exclusions(day.folder).repetitions] == ["was asked something"]
    assert problems(day.folder) == []


def test_report_and_export_came_as_files(day: Day) -> None:
    assert day.report.startswith(b"%PDF-")
    assert any(name.endswith("trials.csv") for name in day.export)


def test_the_audit_tells_the_day(day: Day) -> None:
    told = day.audited()
    assert {actor for actor, _, _ in told} <= {"terminal", "lead", "unknown"}
    done = {(action, subject) for _, action, subject in told}
    session = f"session {day.session}"
    for line in (
        ("add patient", f"patient {CODE}"),
        ("plan", f"patient {CODE}"),
        (f"start {LEVEL}", f"patient {CODE}"),
        ("easier", session),
        ("stop", session),
        ("end", session),
        ("take repetition out", f"{session} repetition 3"),
        ("attest minutes", session),
        ("sign note", session),
        ("report", session),
        ("export csv", session),
    ):
        assert line in done
    assert told[-1][:2] == ("lead", "sign out")


def test_no_page_bars_anybody(day: Day) -> None:
    assert "\n".join(day.looks.barriers) == ""


def test_no_page_broke(day: Day) -> None:
    assert day.looks.errors == []
    assert [line for line in day.served.told if "Traceback" in line or "Error" in line] == []
