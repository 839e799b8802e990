"""A console in trouble: a full disk, what was typed when a sign-in ended, two clicks for one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from game.patient import Patient, save_patient
from tests.support.console import PASSWORD, Served, add_account, browser, console, sign_in
from tests.support.small_disk import small_disk

CODE = "P-31"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with small_disk(tmp_path_factory.mktemp("small") / "disk", "8m") as disk:
        data = disk / "data"
        add_account(data, "lead", "lead")
        save_patient(data / "patients", Patient(code=CODE, affected="left"))
        with console(data) as served:
            yield served


@pytest.fixture(scope="module")
def page(served: Served) -> Iterator[Any]:
    """A page of somebody who is signed in."""
    with browser() as chromium:
        page = chromium.new_page()
        page.set_default_timeout(30_000)
        sign_in(page, served.url)
        yield page


def asked(served: Served, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(served.data / "reachwell.db")) as database:
        found = database.execute(query).fetchall()
        database.commit()
        return found


def fill(path: Path) -> None:
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


def test_what_was_typed_outlives_a_sign_in_and_a_full_disk(served: Served, page: Any) -> None:
    page.goto(f"{served.url}/patients/{CODE}")
    goals, save = page.get_by_label("Goals"), page.get_by_role("button", name="Save")
    goals.fill("Cup to the mouth.")
    page.get_by_text("not saved").wait_for()
    asked(served, "UPDATE login_session SET seen_utc = '2020-01-01 00:00:00.000000'")
    save.click()
    page.wait_for_url("**/sign-in")
    sign_in(page, served.url)
    page.goto(f"{served.url}/patients/{CODE}")
    page.get_by_text("This is what you wrote here and did not save yet.").wait_for()
    assert goals.input_value() == "Cup to the mouth."
    filler = served.data.parent / "filler"
    fill(filler)
    goals.fill("Cup to the mouth. " * 250)
    page.get_by_text("not saved").last.wait_for()
    save.click()
    page.get_by_text("database or disk is full").wait_for()
    refused = page.request.post(
        f"{served.url}/sign-in",
        form={"login": "lead", "password": PASSWORD},
        headers={"Origin": served.url},
    )
    assert refused.status == 503
    assert str(served.data) not in refused.text()
    filler.unlink()
    save.click()
    page.get_by_text("changed by lead").wait_for()
    assert asked(served, "SELECT length(goals) FROM card") == [(18 * 250 - 1,)]
    assert "Traceback" not in "".join(served.told)


def test_two_clicks_make_one_plan(served: Served, page: Any) -> None:
    page.goto(f"{served.url}/patients/{CODE}")
    page.get_by_role("button", name="Plan a level").dblclick()
    page.get_by_label("Level (type to search)").fill("Reaching 2, gentle")
    page.get_by_role("option", name="Reaching 2, gentle").click()
    page.get_by_role("button", name="Plan it").dblclick()
    page.get_by_text("3 a week, since").wait_for()
    page.get_by_role("dialog").wait_for(state="detached")
    assert asked(served, "SELECT count(*) FROM plan") == [(1,)]


def test_an_address_where_nothing_is_leads_back(served: Served, page: Any) -> None:
    assert page.goto(f"{served.url}/nothing").status == 404
    page.get_by_role("link", name="To the patients").click()
    page.get_by_role("link", name=CODE).wait_for()
    page.goto(f"{served.url}/patients/P-99")
    page.get_by_text("there is no patient P-99").wait_for()
    page.get_by_role("link", name="Back to Patients").click()
    page.get_by_role("link", name=CODE).wait_for()
