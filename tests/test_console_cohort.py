"""Doses and adherence of a clinic against sums made by hand, and what is never told of a few."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from support.played import ended, row
from support.stored import put, quiet

from clinic.cohort.comparing import Question, ask
from clinic.cohort.doses import DoseGroup, doses
from clinic.cohort.table import parts, refresh
from clinic.report.groups_figure import GroupLine, groups_picture
from clinic.store import Store, open_store, reindex
from clinic.store.own_tables import AccountRow, PlanRow
from game.datadir import DataDirectory
from game.patient import Patient, save_patient
from tests.support.console import add_account, browser, console, sign_in

SINCE, UNTIL = date(2026, 1, 5), date(2026, 2, 1)


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "data")


@pytest.fixture
def store(data: DataDirectory, database: str) -> Iterator[Store]:
    with open_store(data, database) as opened:
        with opened.writing() as connection:
            connection.execute(
                insert(AccountRow).values(
                    id=1,
                    login="lead",
                    role="lead",
                    password_hash="-",
                    created_utc=datetime(2026, 1, 1, tzinfo=UTC),
                )
            )
        yield opened


def played(data: DataDirectory, number: int, code: str, day: str, scored: int, **info: object):
    rows = [row(each) for each in range(1, scored + 1)]
    more = {"input_device": "mouse"} | info
    put(data.root, number, code, rows, day=day, **more)


def planned(store: Store, code: str, a_week: int, starts: date, ends: date | None = None) -> None:
    with store.writing() as connection:
        connection.execute(
            insert(PlanRow).values(
                patient_code=code,
                level_id=_level_id(),
                sessions_per_week=a_week,
                starts_on=starts,
                ends_on=ends,
                planned_utc=datetime(2026, 1, 1, tzinfo=UTC),
                planned_by=1,
            )
        )


def _level_id() -> str:
    from support.played import LEVEL as TEXT

    found = re.search(r"^id: *(\S+)", TEXT, re.MULTILINE)
    assert found is not None
    return found[1]


def told(
    store: Store, by: str = "everybody", smallest: int = 1, **conditions: str
) -> dict[str, DoseGroup]:
    with store.reading() as connection:
        groups = doses(connection, by, conditions, SINCE, UNTIL, smallest)
    return {each.name: each for each in groups}


def test_doses_are_those_summed_by_hand(data, store):
    # Two sessions in one week; three over three weeks; one outside, one simulated, one a guest.
    played(data, 1, "P01", "20260105", 10, end=ended(600.0))
    played(data, 2, "P01", "20260111", 20, end=ended(1200.0))
    for number, day in enumerate(("20260106", "20260113", "20260120"), start=3):
        played(data, number, "P02", day, 30, end=ended(900.0))
    played(data, 6, "P02", "20260202", 99)
    played(data, 7, "P03", "20260106", 99, input_device="simulated")
    played(data, 8, "guest", "20260106", 99)
    reindex(store, data, quiet)
    group = told(store)["everybody"]
    assert (group.patients, group.sessions) == (2, 5)
    assert group.minutes_a_week is not None
    assert group.repetitions_a_week is not None
    assert group.minutes_a_week.median == pytest.approx(median([30.0, 15.0]))
    assert group.repetitions_a_week.median == pytest.approx(median([30, 30]))
    assert group.adherence is None


def test_adherence_counts_each_plan_on_its_own_days(data, store):
    # Four weeks: 8 planned and 3 done; two weeks of two: 4 planned, 5 done count as all of it.
    for number, day in enumerate(("20260105", "20260112", "20260119"), start=1):
        played(data, number, "P01", day, 5)
    for number, day in enumerate(("05", "06", "07", "08", "09", "25"), start=10):
        played(data, number, "P02", f"202601{day}", 5)
    reindex(store, data, quiet)
    planned(store, "P01", 2, date(2025, 1, 1))
    planned(store, "P02", 2, date(2026, 1, 5), date(2026, 1, 18))
    planned(store, "P03", 7, date(2026, 1, 26))
    kept = told(store)["everybody"].adherence
    assert kept is not None
    assert (kept.patients, kept.done) == (3, 8)
    assert kept.planned == pytest.approx(8 + 4 + 7)
    assert kept.share.median == pytest.approx(median([3 / 8, 1.0, 0.0]))


def test_small_groups_are_hidden_as_the_command_hides_them(data, store):
    conditions = {}
    for number in range(13):
        code = f"P{number:02d}"
        condition = "stroke" if number < 6 else "parkinsons" if number < 12 else None
        save_patient(data.patients, Patient(code=code, affected="left", condition=condition))
        conditions |= {code: condition} if condition else {}
        played(data, number + 1, code, "20260106", 4)
        planned(store, code, 1, SINCE)
    reindex(store, data, quiet)
    assert refresh(data, quiet) == []
    question = Question(by=("condition",), since=SINCE, until=UNTIL)
    by_command = {each.name[0]: each.hidden for each in ask(parts(data), question, conditions)}
    groups = told(store, "condition", 5, **conditions)
    # One patient alone is hidden, and the smaller of the others too: the whole would tell of it.
    assert {name: each.patients is None for name, each in groups.items()} == by_command
    assert by_command == {"not said": True, "parkinsons": True, "stroke": False}
    assert {name for name, each in groups.items() if each.adherence} == {"stroke"}


def test_the_newest_month_is_read_first_and_kept_when_reading_is_stopped(data):
    for number, day in enumerate(("20260105", "20260306", "20260207"), start=1):
        played(data, number, "P01", day, 3)

    def stop_after_one(done: int, of: int) -> None:
        assert of == 3
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refresh(data, stop_after_one)
    assert [each.stem for each in parts(data)] == ["repetitions-202603"]
    assert refresh(data, quiet) == []
    assert [each.stem[-6:] for each in parts(data)] == ["202601", "202602", "202603"]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.none() | st.tuples(*[st.floats(-1e6, 1e6, allow_nan=False)] * 3).map(sorted), max_size=12
    )
)
def test_a_picture_of_groups_tells_each_of_them(quartiles):
    lines = [
        GroupLine(f"g{number} <b>&", tuple(each) if each else None)
        for number, each in enumerate(quartiles)
    ]
    drawn = groups_picture("Dose", "minutes", lines, zero=True)
    assert drawn.svg.count("<circle") == sum(each is not None for each in quartiles)
    assert drawn.svg.count("hidden or too few") == quartiles.count(None)
    assert "<b>" not in drawn.svg
    assert "nan" not in drawn.svg


def test_the_clinics_page_compares_what_is_chosen(tmp_path):
    data = DataDirectory(tmp_path / "data")
    days = [datetime.now(UTC).date() - timedelta(days=ago) for ago in (30, 10)]
    for number in range(6):
        condition = "stroke" if number < 5 else "other"
        code = f"P{number:02d}"
        save_patient(data.patients, Patient(code=code, affected="left", condition=condition))
        for visit, day in enumerate(days):
            rows = [row(each, measures={"sparc": -2.0 + visit}) for each in (1, 2, 3)]
            put(
                data.root, 10 * number + visit, code, rows,
                day=f"{day:%Y%m%d}", input_device="mouse",
            )  # fmt: skip
    add_account(data.root, "reader", "read-only")
    with console(data.root) as running, browser() as chromium:
        page = chromium.new_page()
        sign_in(page, running.url, "reader")
        page.goto(f"{running.url}/cohort")
        cells = page.get_by_role("table", name="Dose and adherence").get_by_role("cell")
        cells.first.wait_for()
        assert cells.all_text_contents()[:2] == ["6", "12"]
        page.get_by_label("Change of a measure").click()
        page.get_by_role("option", name="Smoothness (SPARC) (reaching)").click()
        changed = page.get_by_role("table", name="How it went").get_by_text(
            "+1.00 (+1.00 to +1.00)"
        )
        changed.wait_for()
        page.get_by_label("Compare by").click()
        page.get_by_role("option", name="condition").click()
        page.get_by_role("rowheader", name="other").first.wait_for()
        # The one patient with another condition could be told from the five: both are hidden.
        assert page.get_by_role("img", name=re.compile("hidden or too few")).count() == 2
        assert "hidden" in page.get_by_role("table", name="How it went").text_content()
        page.get_by_label("First day").fill("2099-01-01")
        page.get_by_text("No scored repetition in this period.").wait_for()
