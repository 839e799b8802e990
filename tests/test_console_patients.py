"""Patients in the console: list, cards and plans against a real store, and a browser's clicks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert
from support.played import row
from support.stored import put, quiet

from clinic.care.cards import CardChangedError, archive, card_of, unarchive, write_card
from clinic.care.plans import add_plan, cancel_plan, next_plan, plans_of
from clinic.care.roster import PAGE, Wanted, roster
from clinic.errors import ClinicError
from clinic.store import Store, open_store, reindex
from clinic.store.own_tables import AccountRow
from game.calibration import Calibration
from game.datadir import DataDirectory
from game.patient import (
    Patient,
    PatientError,
    load_calibration,
    load_patient,
    save_calibration,
    save_patient,
)
from tests.support.console import add_account, browser, console, sign_in

MONDAY = date(2026, 3, 2)
LEVEL = "first-session-right"


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "data")


@pytest.fixture
def store(data: DataDirectory, database: str) -> Iterator[Store]:
    with open_store(data, database) as opened:
        with opened.writing() as connection:
            for number in (1, 2):
                connection.execute(
                    insert(AccountRow).values(
                        id=number,
                        login=f"therapist{number}",
                        role="therapist",
                        password_hash="-",
                        created_utc=datetime(2026, 1, 1, tzinfo=UTC),
                    )
                )
        yield opened


def seen(store: Store, *, day: date = MONDAY, first: int = 0, **wanted: Any) -> list[str]:
    with store.reading() as connection:
        found, _ = roster(connection, Wanted(**wanted), day, first)
    return [each.code for each in found]


def test_the_list_tells_of_profiles_sessions_and_plans(data, store):
    save_patient(data.patients, Patient(code="P01", affected="left", condition="stroke"))
    put(data.root, 1, "P01", day="20260226")
    put(data.root, 2, "P01", [row(1), row(2, success=False)], day="20260303")
    put(data.root, 3, "P01", [row(1, scored=False)], day="20260304")
    put(data.root, 4, "P02", day="20260101")
    reindex(store, data, quiet)
    with store.writing() as connection:
        add_plan(connection, "P01", LEVEL, 3, MONDAY, None, 1)
    with store.reading() as connection:
        (first, second), count = roster(connection, Wanted(), MONDAY + timedelta(days=3))
    assert count == 2
    assert (first.code, first.affected_side, first.condition) == ("P01", "left", "stroke")
    # Of this week's two sessions one has nothing that was scored: it counts for nothing.
    assert (first.sessions, first.this_week, first.planned) == (3, 1, 3)
    assert first.last is not None
    assert first.last.start_utc.date() == date(2026, 3, 4)
    assert first.next_plan is not None
    assert first.next_plan.level_id == LEVEL
    assert (second.code, second.affected_side, second.this_week) == ("P02", None, 0)


def test_the_list_is_searched_ordered_and_paged(data, store):
    for number in range(PAGE + 7):
        side, condition = ("left", "stroke") if number % 2 else ("right", "parkinsons")
        save_patient(
            data.patients, Patient(code=f"P{number:03d}", affected=side, condition=condition)
        )
    put(data.root, 1, "P009", day="20260301")
    put(data.root, 2, "P004", day="20260302")
    reindex(store, data, quiet)
    assert len(seen(store)) == PAGE
    assert seen(store, first=PAGE) == [f"P{number:03d}" for number in range(PAGE, PAGE + 7)]
    assert seen(store, words="p01 STROKE") == ["P011", "P013", "P015", "P017", "P019"]
    assert seen(store, words="parkinson left") == []
    assert seen(store, words="100%") == seen(store, words="_") == []
    assert seen(store, order="seen last")[:3] == ["P004", "P009", "P000"]
    assert seen(store, order="seen first", first=PAGE)[-2:] == ["P009", "P004"]
    with store.writing() as connection:
        archive(connection, "P004", card_of(connection, "P004"), 1)
    assert seen(store, archived=True) == ["P004"]
    assert "P004" not in seen(store)
    with store.writing() as connection:
        unarchive(connection, "P004", card_of(connection, "P004"), 1)
    assert seen(store, archived=True) == []


def test_a_page_of_the_list_takes_as_many_queries_for_one_patient_as_for_fifty(data, store):
    def queries() -> int:
        counted: list[str] = []

        def count(*arguments: Any) -> None:
            counted.append(arguments[2])

        with store.reading() as connection:
            event.listen(connection.engine, "before_cursor_execute", count)
            roster(connection, Wanted(), MONDAY)
            event.remove(connection.engine, "before_cursor_execute", count)
        return len(counted)

    def add(number: int, connection: Connection) -> None:
        put(data.root, number, f"P{number:03d}")
        add_plan(connection, f"P{number:03d}", LEVEL, 2, MONDAY, None, 1)

    with store.writing() as connection:
        add(1, connection)
    reindex(store, data, quiet)
    few = queries()
    with store.writing() as connection:
        for number in range(2, PAGE + 1):
            add(number, connection)
    reindex(store, data, quiet)
    assert queries() == few <= 6


def test_of_two_who_write_on_a_card_the_second_is_told(store):
    with store.writing() as connection:
        empty = card_of(connection, "P01")
        write_card(connection, "P01", empty, "hold a cup\r\nstand", "", 1)
    with store.writing() as connection, pytest.raises(CardChangedError, match="therapist1") as met:
        write_card(connection, "P01", empty, "mine", "", 2)
    assert met.value.card.goals == "hold a cup\nstand"
    with store.writing() as connection:
        write_card(connection, "P01", met.value.card, "both", "falls", 2)
        card = card_of(connection, "P01")
        assert (card.goals, card.cautions, card.changed_by) == ("both", "falls", "therapist2")
        archive(connection, "P01", card, 1)
    with store.writing() as connection, pytest.raises(CardChangedError):
        archive(connection, "P01", card, 2)


def test_two_changes_within_one_tick_of_the_clock_are_told_apart(store, monkeypatch):
    monkeypatch.setattr("clinic.care.cards.now_utc", lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
    with store.writing() as connection:
        write_card(connection, "P01", card_of(connection, "P01"), "stand", "", 1)
        seen = card_of(connection, "P01")
        write_card(connection, "P01", seen, "walk", "", 1)
    with store.writing() as connection, pytest.raises(CardChangedError):
        write_card(connection, "P01", seen, "mine", "", 2)


def test_cards_hold_no_book_and_no_wrong_code(store):
    with store.writing() as connection:
        with pytest.raises(ClinicError, match="goals: 5001 characters; allowed: 5000"):
            write_card(connection, "P01", card_of(connection, "P01"), "x" * 5001, "", 1)
        with pytest.raises(PatientError):
            write_card(connection, "../x", card_of(connection, "../x"), "", "", 1)


def test_what_lacks_most_this_week_is_played_next(data, store):
    put(data.root, 1, "P01", day="20260302")
    reindex(store, data, quiet)
    later = MONDAY + timedelta(days=9)
    with store.writing() as connection:
        coming = add_plan(connection, "P01", LEVEL, 7, later, None, 1)
        begun = add_plan(connection, "P01", "first-session-left", 2, MONDAY, later, 1)
        add_plan(connection, "P01", LEVEL, 2, date(2026, 1, 1), date(2026, 3, 1), 1)
        (first, second) = plans_of(connection, ["P01"], MONDAY)["P01"]
        assert (first.id, second.id) == (begun, coming)
        assert next_plan([first, second]) is first
        assert first.runs(MONDAY)
        assert not second.runs(MONDAY)
        cancel_plan(connection, "P01", begun)
        assert [each.id for each in plans_of(connection, ["P01"], MONDAY)["P01"]] == [coming]
        with pytest.raises(ClinicError, match="cancelled already"):
            cancel_plan(connection, "P01", begun)
        with pytest.raises(ClinicError, match="cancelled already"):
            cancel_plan(connection, "P02", coming)


@pytest.mark.parametrize(
    ("level", "times", "ends", "problem"),
    [
        ("no-such-level", 2, None, "choose a level"),
        (LEVEL, 0, None, "allowed: 1 to 21"),
        (LEVEL, 22, None, "allowed: 1 to 21"),
        (LEVEL, 2, date(2026, 3, 1), "before it starts"),
    ],
)
def test_a_plan_that_can_not_be_is_refused(store, level, times, ends, problem):
    with store.writing() as connection, pytest.raises(ClinicError, match=problem):
        add_plan(connection, "P01", level, times, MONDAY, ends, 1)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    data = DataDirectory(tmp_path_factory.mktemp("clinic") / "data")
    for number in range(3):
        save_patient(data.patients, Patient(code=f"Q{number:02d}", affected="left"))
        for session in range(3):
            rows = [row(each, measures={"sparc": -2.0 - each / 10}) for each in range(1, 9)]
            day = f"2026010{session + 1}"
            put(data.root, 10 * number + session, f"Q{number:02d}", rows, day=day)
    add_account(data.root, "lead", "lead")
    add_account(data.root, "reader", "read-only")
    with console(data.root) as running, browser() as chromium:
        yield running, chromium


@pytest.fixture
def page(served: Any) -> Iterator[Any]:
    running, chromium = served
    context = chromium.new_context()
    opened = context.new_page()
    sign_in(opened, running.url)
    yield opened
    context.close()


def test_a_new_patient_is_added_planned_and_put_away(served, page):
    running, _ = served
    page.get_by_role("link", name="New patient").click()
    code = page.get_by_label("Code")
    for wrong, reason in (("P 1", "is not allowed"), ("q01", "patient Q01 is there already")):
        code.fill(wrong)
        page.get_by_text(reason).wait_for()
        assert page.get_by_role("button", name="Add patient").is_disabled()
    code.fill("19480312")
    page.get_by_text("looks like a birth date").wait_for()
    code.fill("N-7")
    page.get_by_text("looks like").wait_for(state="hidden")
    page.get_by_role("button", name="right", exact=True).click()
    page.get_by_label("Condition").click()
    page.get_by_role("option", name="multiple sclerosis").click()
    page.get_by_role("button", name="Add patient").click()
    page.get_by_role("heading", name="Patient N-7").wait_for()
    kept = load_patient(DataDirectory(running.data).patients, "N-7")
    assert (kept.affected, kept.condition) == ("right", "multiple_sclerosis")

    page.get_by_role("button", name="Plan a level").click()
    level = page.get_by_label("Level (type to search)")
    level.fill("First session, right")
    page.get_by_role("option", name="First session, right arm").click()
    page.get_by_role("button", name="Plan it").click()
    start = page.get_by_role("link", name="Start session")
    assert start.get_attribute("href") == f"/play?patient=N-7&level={LEVEL}"

    page.get_by_label("Cautions").fill("Falls. His wife Xenia helps.")
    page.get_by_text(re.compile('looks like a name: "Xenia"')).wait_for()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Cautions: Falls. His wife Xenia helps.").wait_for()

    page.get_by_role("button", name="Archive").click()
    page.get_by_role("button", name="Take out of the archive").wait_for()
    page.goto(f"{running.url}/patients")
    page.get_by_text("3 patients", exact=True).wait_for()
    page.get_by_text("Archived ones").click()
    page.get_by_role("link", name="N-7").wait_for()


def test_two_therapists_at_one_card_lose_nothing(served, page):
    running, _ = served
    other = page.context.new_page()
    for each in (page, other):
        each.goto(f"{running.url}/patients/Q01")
        each.get_by_label("Goals").wait_for()
    page.get_by_label("Goals").fill("drink from a cup")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("changed by lead").wait_for()
    other.get_by_label("Goals").fill("button a shirt")
    other.get_by_role("button", name="Save").click()
    other.get_by_text("Goals: drink from a cup").wait_for()
    assert other.get_by_label("Goals").input_value() == "button a shirt"
    other.get_by_role("button", name="Go on with mine").click()
    other.get_by_role("button", name="Save").click()
    other.get_by_text("changed by lead").wait_for()
    page.reload()
    page.get_by_label("Goals").wait_for()
    assert page.get_by_label("Goals").input_value() == "button a shirt"


def test_the_list_follows_what_is_typed(served, page):
    search = page.get_by_label("Search: code, condition, side")
    search.fill("q02")
    page.get_by_text("1 patient", exact=True).wait_for()
    assert page.get_by_role("row").count() == 2
    search.fill("nobody")
    page.get_by_text("Nobody is found by these words.").wait_for()


def test_sessions_and_progress_stand_on_their_pages(served, page):
    running, _ = served
    page.goto(f"{running.url}/patients/Q02")
    page.get_by_text("3 of 3 sessions").wait_for()
    assert page.locator("table.told tbody tr").count() == 3
    page.get_by_role("link", name="Progress").click()
    page.get_by_role("img", name=re.compile("right side over 3 sessions")).wait_for()
    page.get_by_role("img", name=re.compile("Reaching, right side")).wait_for()
    assert page.get_by_text("not known").count() > 0


def test_what_was_measured_is_forgotten_after_a_question(served, page):
    running, _ = served
    patients = DataDirectory(running.data).patients
    made = datetime(2026, 1, 5, tzinfo=UTC)
    measured = Calibration(made=made, device="a headset", eye_height_seated_m=1.19)
    save_calibration(patients, "Q00", measured)
    page.goto(f"{running.url}/patients/Q00")
    page.get_by_text("Measured on 2026-01-05 with a headset:").wait_for()
    page.get_by_text("eyes when seated: 1.19 m above the floor").wait_for()
    page.get_by_role("button", name="Forget calibration").click()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("dialog").wait_for(state="detached")
    assert load_calibration(patients, "Q00") == measured
    page.get_by_role("button", name="Forget calibration").click()
    page.get_by_role("dialog").get_by_role("button", name="Forget calibration").click()
    page.get_by_text("Nothing has been measured yet.").wait_for()
    assert load_calibration(patients, "Q00").empty


def test_who_may_only_look_changes_nothing(served):
    running, chromium = served
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, running.url, "reader")
    assert page.get_by_role("link", name="New patient").count() == 0
    page.goto(f"{running.url}/patients/Q00")
    page.get_by_role("heading", name="Sessions").wait_for()
    for words in ("Save", "Archive", "Plan a level", "Change the profile"):
        assert page.get_by_role("button", name=words).count() == 0
    page.goto(f"{running.url}/new-patient")
    page.get_by_role("alert").wait_for()
    page.goto(f"{running.url}/patients/nobody")
    page.get_by_text("there is no patient nobody").wait_for()
    context.close()
