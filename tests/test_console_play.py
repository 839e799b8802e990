"""Starting a session in the console, watching it, and helping, as a therapist does in a browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from clinic.authoring.versions import make_level
from clinic.console.logins import IDLE
from clinic.console.pages.play.commands import BY_KEY
from clinic.station.keys import make_join_code
from clinic.store import audit, open_store
from clinic.store.own_tables import AccountRow, AuditRow, LoginSessionRow
from game.datadir import data_directory
from game.keys import KEYS
from game.patient import Patient, add_patient
from game.recording.info import now_utc
from tests.support.console import Served, add_account, browser, console, sign_in
from tests.support.linked import LEVEL
from tests.support.looking import Looks
from tests.support.stationed import Room

OBEYED = "obeyed after"
HURRIED = (
    "from clinic.console.pages.play import live; live.STAY_EVERY_S = 0.5; "
    "from reachwell.__main__ import main; main()"
)
"""The console, with what is done once a minute done twice a second."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data: Path = tmp_path_factory.mktemp("clinic")
    add_account(data, "lead", "lead")
    add_account(data, "eve", "read-only")
    for code in ("P01", "P02"):
        add_patient(data / "patients", Patient(code=code, affected="left", reach_left_m=0.4))
    long = LEVEL.replace("repetitions: 3", "repetitions: 60")
    with open_store(data_directory(data), None) as store, store.writing() as connection:
        make_level(connection, long, "", 1)
        left = long.replace("id: short", "id: other").replace("title: Short", "title: Right only")
        make_level(connection, left.replace("minutes: 1", "minutes: 1\naffected: right"), "", 1)
    with console(data, command=(sys.executable, "-c", HURRIED)) as found:
        try:
            yield found
        finally:
            for process in games(found):
                process.kill()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def page(served: Served, chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    found = context.new_page()
    sign_in(found, served.url)
    yield found
    context.close()


@pytest.fixture(scope="module")
def playing(served: Served, page: Any) -> str:
    """The id of a session that is being played, its page open."""
    return start(served, page, "P01")


def games(served: Served) -> list[psutil.Process]:
    """The games that the console has started."""
    children = psutil.Process(served.process.pid).children()
    return [each for each in children if "play" in each.cmdline()]


def choose(page: Any, patient: str, level: str, served: Served, station: str = "") -> None:
    page.goto(f"{served.url}/play?patient={patient}&level={level}")
    if station:
        page.get_by_label("Station").click()
        page.get_by_role("option", name=station, exact=True).click()
    page.get_by_label("Played with").click()
    page.get_by_role("option", name="simulated patient, mild").click()


def start(served: Served, page: Any, patient: str, station: str = "") -> str:
    choose(page, patient, "short", served, station)
    page.get_by_role("button", name="Start the session").click()
    page.wait_for_url("**/play/2*", timeout=60_000)
    expect(page.locator(".live-phase")).to_have_text("Playing", timeout=60_000)
    return str(page.url.rsplit("/", 1)[1])


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def told(page: Any, line: str, within_ms: float = 20_000) -> None:
    expect(page.locator(".live-told")).to_contain_text(line, timeout=within_ms)


def idle(served: Served, login: str, left: timedelta | None = None) -> timedelta:
    """How long ago somebody was there last; with `left` their sign-in lasts that long still."""
    rows, accounts = LoginSessionRow.__table__, AccountRow.__table__
    of = rows.c.account_id.in_(select(accounts.c.id).where(accounts.c.login == login))
    with open_store(data_directory(served.data), None) as store, store.writing() as connection:
        if left is not None:
            seen_utc = now_utc() - IDLE + left
            connection.execute(rows.update().where(of).values(seen_utc=seen_utc))
        found: datetime = connection.execute(select(rows.c.seen_utc).where(of)).scalar_one()
    return now_utc() - found


def commands(served: Served, session_id: str) -> list[dict[str, Any]]:
    path = served.data / "sessions" / session_id / "events.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [row for row in rows if row["kind"] == "command"]


def test_keys_are_those_of_the_games_window() -> None:
    in_window = {
        "Escape" if key == 27 else chr(key): (command.kind, dict(command.data))
        for key, command in KEYS.items()
        if key == 27 or 32 < key < 127
    }
    here = {key: (act.kind, dict(act.data)) for key, act in BY_KEY.items()}
    assert here == in_window


def test_patient_and_level_are_chosen_by_typing(served: Served, page: Any) -> None:
    page.goto(f"{served.url}/play")
    for label, typed, found in (
        ("Patient", "p02", "P02"),
        ("Level", "two-min", "Two-minute taster"),
        ("Level", "right on", "Right only (own)"),
    ):
        field = page.get_by_label(label, exact=True)
        field.focus()
        page.keyboard.type(typed)
        expect(page.get_by_role("option", name=found, exact=True)).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator(".q-field", has=field)).to_contain_text(found)


def test_a_level_for_the_other_side_is_not_started(served: Served, page: Any) -> None:
    choose(page, "P01", "other", served)
    press(page, "Start the session")
    line = page.get_by_text("Not started: This level is for the right side")
    expect(line).to_be_visible()
    assert games(served) == []


def test_commands_are_obeyed_and_recorded(served: Served, page: Any, playing: str) -> None:
    for name, line in (
        ("Easier", "Easier"),
        ("Cue: tactile moderate", "tactile moderate"),
        ("Hold difficulty", "Hold difficulty"),
        ("Mark", "Mark"),
    ):
        press(page, name)
        told(page, f"✓ {line}")
    expect(page.get_by_role("button", name="Held")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("A note for the record").fill("Leans to the left, Anna Miller says")
    expect(page.locator(".live-note .caution")).to_contain_text("looks like a name")
    page.get_by_label("A note for the record").fill("Leans to the left")
    expect(page.locator(".live-note .caution")).to_be_hidden()
    press(page, "Write the note")
    told(page, "✓ Note")
    page.locator("body").press("h")
    told(page, "✓ Harder")
    found = [
        (row["command"], {k: v for k, v in row["data"].items() if k not in ("ask",)})
        for row in commands(served, playing)
        if row["source"] == "console"
    ]
    assert found == [
        ("easier", {"by": "lead"}),
        ("cue", {"kind": "tactile", "amount": "moderate", "by": "lead"}),
        ("lock", {"by": "lead"}),
        ("mark", {"by": "lead"}),
        ("note", {"text": "Leans to the left", "by": "lead"}),
        ("harder", {"by": "lead"}),
    ]


def test_a_command_does_not_wait_for_the_audit(served: Served, page: Any, playing: str) -> None:
    with open_store(data_directory(served.data), None) as store, store.writing() as connection:
        audit(connection, "terminal", "hold", "the database")  # nobody else can write now
        press(page, "Recentre")
        told(page, "✓ Recentre")
        assert commands(served, playing)[-1]["command"] == "recentre"


def test_stop_freezes_at_once_and_go_on_goes_on(page: Any, playing: str) -> None:
    press(page, "Stop at once")
    told(page, "✓ Stop")
    phase = page.locator(".live-phase")
    expect(phase).to_have_text("Stopped: somebody has to say go on")
    active = page.locator(".live-facts dd").nth(4)
    frozen, begun = active.inner_text().split(", ")[1], active.inner_text()
    expect(active).not_to_have_text(begun)  # the session's clock runs, the played time does not
    assert active.inner_text().split(", ")[1] == frozen
    expect(page.get_by_role("button", name="Pause")).to_be_disabled()
    press(page, "Go on")
    expect(phase).to_have_text("Playing")
    expect(page.get_by_role("button", name="Go on")).to_be_disabled()


def test_what_is_measured_is_shown_live(page: Any, playing: str) -> None:
    expect(page.get_by_role("row", name="Movement time")).to_be_visible(timeout=60_000)
    facts = page.locator(".live-facts")
    expect(facts).to_contain_text(re.compile("good: .*left hand"))
    expect(facts).to_contain_text("of 60 repetitions")
    picture = page.get_by_role("img", name="3-D picture.")
    expect(picture).to_have_attribute("aria-label", re.compile(r"hand .* m from the"))


def test_nothing_bars_anybody_from_it(served: Served, page: Any, playing: str) -> None:
    looks = Looks()
    looks.at(page, "live")
    other = page.context.new_page()
    other.goto(f"{served.url}/play")
    expect(other.get_by_role("link", name="Watch P01")).to_be_visible()
    looks.at(other, "play")
    other.close()
    assert not looks.barriers, "\n".join(looks.barriers)


def test_who_may_only_look_has_no_buttons_and_stays_signed_in_while_watching(
    served: Served, chromium: Any, playing: str
) -> None:
    context = chromium.new_context()
    theirs = context.new_page()
    sign_in(theirs, served.url, "eve")
    theirs.goto(f"{served.url}/play/{playing}")
    expect(theirs.locator(".live-phase")).not_to_be_empty()
    assert theirs.locator(".live-act").count() == 0
    long_ago = idle(served, "eve", left=timedelta(minutes=1))
    for _ in range(100):  # a game that is watched counts as presence, without a click
        if idle(served, "eve") < long_ago / 2:
            break
        theirs.wait_for_timeout(100)
    else:
        pytest.fail("who watches a patient play is not counted as being there")
    theirs.goto(f"{served.url}/play")
    expect(theirs.get_by_role("link", name="Watch P01")).to_be_visible()
    assert theirs.get_by_role("button", name="Start the session").count() == 0
    for _ in range(2):  # once more where the page before has just been heard of still
        idle(served, "eve", left=timedelta(seconds=1))
        with suppress(AssertionError):  # nobody is watched here
            expect(theirs).to_have_url(f"{served.url}/sign-in", timeout=10_000)
            break
    else:
        pytest.fail("who watches nobody is counted as being there")
    context.close()


class Wire:
    """What is between a browser's page and the console."""

    def __init__(self) -> None:
        self.cut = self.dead = False
        self.ends: list[tuple[Any, Any]] = []

    def take(self, browser_end: Any) -> None:
        if self.cut:
            browser_end.close()
            return
        console_end = browser_end.connect_to_server()
        self.ends.append((browser_end, console_end))
        browser_end.on_message(lambda said: self.dead or console_end.send(said))
        console_end.on_message(lambda said: self.dead or browser_end.send(said))
        browser_end.on_close(lambda *_: None)  # the console learns of it when the test says so


def test_the_browsers_own_connection_breaks_and_comes_back(
    served: Served, page: Any, playing: str
) -> None:
    wire, watching = Wire(), page.context.new_page()
    watching.route_web_socket(re.compile("socket.io"), wire.take)
    watching.goto(f"{served.url}/play/{playing}")
    cut, lost = watching.locator(".live-cut"), watching.locator(".live-lost")
    press(watching, "Mark")
    told(watching, "✓ Mark")
    watching.evaluate("window.kept = true")
    expect(cut).to_be_hidden()

    wire.cut = True
    wire.ends[-1][0].close()
    wire.ends[-1][1].close()
    expect(cut).to_contain_text("buttons and keys on this page do nothing now")
    press(watching, "Stop at once")
    expect(lost).to_contain_text("Stop at once (Escape)")
    expect(lost).to_contain_text("not sent")
    watching.locator("body").press("p")
    expect(lost).to_contain_text("Key P")
    wire.cut = False
    expect(cut).to_be_hidden()
    press(watching, "Demonstrate")
    told(watching, "✓ Demonstrate")
    expect(lost).to_be_hidden()

    wire.dead = True  # as where a wireless network is lost: nobody hangs up
    press(watching, "Stop at once")
    expect(lost).to_contain_text("it may not have arrived")
    expect(cut).to_be_visible()
    wire.dead = False
    expect(cut).to_be_hidden()
    wire.ends[-2][1].close()  # only now the console learns that the older one is gone
    press(watching, "Skip")
    told(watching, "✓ Skip")
    time = watching.locator(".live-facts dd").nth(4)
    expect(time).not_to_have_text(time.inner_text())
    assert watching.evaluate("window.kept")
    given = [row["command"] for row in commands(served, playing)]
    assert given[-3:] == ["mark", "demonstrate", "skip"]
    watching.close()


def test_a_silent_game_is_told_and_caught_up_with(served: Served, page: Any, playing: str) -> None:
    (game,) = games(served)
    game.suspend()
    try:
        expect(page.get_by_text("No link to the game since")).to_be_visible(timeout=15_000)
    finally:
        game.resume()
    expect(page.get_by_text("No link to the game since")).to_be_hidden(timeout=15_000)
    press(page, "Helped")
    told(page, OBEYED)


def test_ending_waits_for_a_confirmation(served: Served, page: Any, playing: str) -> None:
    press(page, "End session")
    press(page, "Keep playing")
    assert "end" not in [row["command"] for row in commands(served, playing)]
    press(page, "End session")
    page.get_by_role("button", name="End the session").click()
    expect(page.get_by_text("The session is over: ended by the therapist.")).to_be_visible()
    expect(page.get_by_role("link", name="The session's page")).to_be_visible()
    expect(page.get_by_role("button", name="Stop at once")).to_be_disabled()


def test_every_command_is_in_the_audit(served: Served, playing: str) -> None:
    with open_store(data_directory(served.data), None) as store, store.reading() as connection:
        table = AuditRow.__table__
        rows = connection.execute(table.select().where(table.c.subject == f"session {playing}"))
        found = [(row.actor, row.action) for row in rows]
    for action in ("easier", "cue tactile moderate", "note", "recentre", "stop", "resume", "end"):
        assert ("lead", action) in found


def test_what_ended_early_is_gone_on_with(served: Served, page: Any, playing: str) -> None:
    assert not psutil.wait_procs(games(served), timeout=20)[1]
    page.goto(f"{served.url}/play?patient=P01")
    expect(page.locator(".next-up")).to_contain_text(
        "ended early. To go on with: 1. reach, set 1 of 1, "
    )
    page.goto(f"{served.url}/sessions/{playing}")
    page.get_by_role("link", name="Go on with this session").click()
    expect(page.get_by_label("Level")).to_be_hidden()
    press(page, "Go on with this session")
    page.wait_for_url("**/play/2*", timeout=60_000)
    expect(page.locator(".live-phase")).to_have_text("Playing", timeout=60_000)
    again = page.url.rsplit("/", 1)[1]
    before, after = (told_of(served, each) for each in (playing, again))
    assert after["resumed_from"]["session"] == playing
    assert after["level_sha256"] == before["level_sha256"]

    (game,) = games(served)
    game.kill()
    expect(page.get_by_text("The game has ended without saying so")).to_be_visible()
    expect(page.get_by_role("button", name="Easier")).to_be_disabled()
    page.goto(f"{served.url}/sessions/{again}")
    expect(page.get_by_text("It broke off; where to go on")).to_be_visible()


def test_a_station_in_another_room(served: Served, page: Any, tmp_path: Path) -> None:
    room = Room(tmp_path)
    with open_store(data_directory(served.data), None) as store, store.writing() as connection:
        typed = make_join_code(connection, 1)[0]
    assert room.join(served.url, typed).returncode == 0
    with room.running() as station:
        said(station, "waits to be asked")
        session_id = start(served, page, "P02", "Room 1")
        assert games(served) == []
        expect(page.get_by_text("at Room 1")).to_be_visible()
        press(page, "Easier")
        told(page, "✓ Easier")
        press(page, "Stop at once")
        expect(page.locator(".live-phase")).to_have_text("Stopped: somebody has to say go on")
        press(page, "End session")
        page.get_by_role("button", name="End the session").click()
        said(station, f"{session_id} is handed over")
    page.get_by_role("link", name="The session's page").locator("visible=true").click()
    expect(page.get_by_text("ended by the therapist")).to_be_visible()
    given = [(row["command"], row["data"]["by"]) for row in commands(served, session_id)]
    assert given == [("easier", "lead"), ("stop", "lead"), ("end", "lead")]


def said(station: subprocess.Popen[str], line: str) -> None:
    assert station.stderr is not None
    assert any(line in each for each in station.stderr)


def told_of(served: Served, session_id: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (served.data / "sessions" / session_id / "session.json").read_text()
    )
    return found
