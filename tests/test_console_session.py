"""A session's pages in a real browser, as a therapist uses them after the session."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.console import Served, add_account, browser, console, sign_in

from clinic.kept import attested, draft_of, exclusions, notes
from clinic.signing import amend, problems, save_draft, sign
from game.recording.folder import EVENTS, SESSION
from reachwell.choices import Choices
from reachwell.play import play_session

LEVEL = """
format: 1
id: after
title: After
for_whom: tests
objective: Reach steadily.
body_part: shoulder
posture: seated
caution: none
reason: short
minutes: 5
exercises:
  - {name: Fruit, task: reaching, objective: reach, body_part: shoulder, repetitions: 4}
  - {name: Cups, task: grasping, objective: grasp, body_part: hand, repetitions: 2}
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Three sessions of one level, the last of them broken off; two accounts."""
    data = tmp_path_factory.mktemp("after")
    level = data / "after.yaml"
    level.write_text(LEVEL, encoding="utf-8")
    play_session(
        Choices(level=str(level), device="simulated:moderate", view="none", seed=4, data=data)
    )
    (played,) = folders(data)
    remark_at_the_console(played)
    for number, changed in ((1, {}), (2, {"end": None})):
        name = f"{played.name[:-6]}ZZZZZ{number}"
        copy = shutil.copytree(played, played.with_name(name))
        told = json.loads((copy / SESSION).read_bytes()) | {"session_id": name} | changed
        (copy / SESSION).write_text(json.dumps(told), encoding="utf-8")
    for login, role in (("lead", "lead"), ("reader", "read-only")):
        add_account(data, login, role)
    with console(data) as served:
        yield served


def remark_at_the_console(folder: Path) -> None:
    """As if a therapist had typed it at the first repetition."""
    lines = (folder / EVENTS).read_text(encoding="utf-8").splitlines()
    place = next(at for at, line in enumerate(lines) if '"trial_start"' in line)
    begun = json.loads(lines[place])
    remark = {key: begun[key] for key in ("frame_index", "time_ns")} | {
        "kind": "command",
        "command": "note",
        "source": "console",
        "data": {"text": "Trunk wanders", "by": "lead", "ask": "0f"},
    }
    lines.insert(place + 1, json.dumps(remark))
    (folder / EVENTS).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as chromium:
        yield chromium


@pytest.fixture(scope="module")
def lead(served: Served, chromium: Any) -> Iterator[Any]:
    """A browser in which the lead has signed in."""
    with chromium.new_context() as context:
        sign_in(context.new_page(), served.url)
        yield context


@pytest.fixture
def page(lead: Any) -> Iterator[Any]:
    page = lead.new_page()
    yield page
    page.close()


def folders(data: Path) -> list[Path]:
    return sorted((data / "sessions").iterdir())


def audited(data: Path) -> list[tuple[str, str, str]]:
    with sqlite3.connect(data / "reachwell.db") as database:
        return database.execute(
            "SELECT actor, action, subject FROM audit ORDER BY number"
        ).fetchall()


def test_the_overview_tells_what_was_done_and_how_it_felt(served: Served, page: Any) -> None:
    folder = folders(served.data)[0]
    page.goto(f"{served.url}/sessions/{folder.name}")
    page.get_by_text("a simulated patient", exact=True).wait_for()
    page.get_by_text("6 repetitions, ").wait_for()
    page.get_by_role("img", name="Difficulty of 6 scored repetitions").wait_for()
    page.get_by_text("Hand paths, right hand: exercise 1").wait_for()
    row = page.get_by_role("row", name="Pain (0 to 10)")
    assert len(row.locator("td").all_inner_texts()) == 3
    assert ("lead", "look", f"session {folder.name}") in audited(served.data)


def test_a_repetition_is_taken_out_with_a_reason_and_back(served: Served, page: Any) -> None:
    folder = folders(served.data)[0]
    page.goto(f"{served.url}/sessions/{folder.name}/repetitions")
    page.get_by_role("button", name="Take out repetition 3", exact=True).click()
    page.get_by_label("Reason").fill("John Smith sneezed")
    page.get_by_text("This looks like").wait_for()
    page.get_by_label("Reason").fill("sneezed")
    page.get_by_role("dialog").get_by_role("button", name="Take out").click()
    row = page.locator("tr.out")
    row.get_by_text("Taken out: sneezed").wait_for()
    assert [each.trial_num for each in exclusions(folder).repetitions] == [3]
    with sqlite3.connect(served.data / "reachwell.db") as database:
        assert database.execute("SELECT trial_num, reason FROM exclusion").fetchall() == [
            (3, "sneezed")
        ]
    page.get_by_role("button", name="Let it count again repetition 3", exact=True).click()
    row.wait_for(state="detached")
    assert exclusions(folder).repetitions == ()
    told = audited(served.data)
    for action in ("take repetition out", "take repetition back"):
        assert ("lead", action, f"session {folder.name} repetition 3") in told


def test_repetitions_are_sorted_and_filtered(served: Served, page: Any) -> None:
    page.goto(f"{served.url}/sessions/{folders(served.data)[0].name}/repetitions")
    table = page.get_by_role("table")
    page.get_by_role("button", name="Movement time").click()
    table.locator("th[aria-sort=ascending]", has_text="Movement time").wait_for()
    heads = table.locator("thead th").all_inner_texts()
    place = next(n for n, head in enumerate(heads) if "Movement time" in head)
    cells = table.locator(f"tbody tr > :nth-child({place + 1})").all_inner_texts()
    values = [float(cell) for cell in cells if not cell.startswith("none")]
    assert values == sorted(values)
    assert len(values) > 2
    page.get_by_label("Exercise").select_option(label="2. Cups")
    page.get_by_role("button", name="Transport time").wait_for()
    assert "won" in table.inner_text() or "time was up" in table.inner_text()


def test_the_replay_goes_where_the_slider_goes_and_names_the_repetition(
    served: Served, page: Any
) -> None:
    page.goto(f"{served.url}/sessions/{folders(served.data)[0].name}/replay?repetition=3")
    told = page.locator("figcaption")
    told.get_by_text("Repetition 3: Fruit").wait_for()
    page.get_by_role("button", name="Next repetition").click()
    told.get_by_text("Repetition 4: Fruit").wait_for()
    slider = page.get_by_role("slider", name="Moment of the session")
    slider.focus()
    page.keyboard.press("Home")
    page.get_by_text("0:00 of").wait_for()
    page.keyboard.press("PageUp")
    page.get_by_text("0:00 of").wait_for(state="detached")
    before = page.locator(".clock").inner_text()
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").wait_for()
    page.wait_for_function("was => document.querySelector('.clock').innerText !== was", arg=before)


def test_a_note_is_written_attested_signed_and_amended(served: Served, page: Any) -> None:
    folder = folders(served.data)[0]
    address = f"{served.url}/sessions/{folder.name}/note"
    page.goto(address)
    text = page.get_by_label("Text of the note")
    assert "Fruit" in text.input_value()
    assert "DRAFT" not in text.input_value()
    assert 'in Fruit (lead): "Trunk wanders"' in text.input_value()
    text.fill(text.input_value().replace("[therapist to complete]", "go on"))
    page.get_by_text("Kept as a draft").wait_for()
    page.reload()
    assert "go on" in text.input_value()
    page.get_by_label("Minutes 1").fill("24")
    page.get_by_text("24 min come to 2 units").wait_for()
    page.get_by_role("button", name="Attest these minutes").click()
    page.wait_for_function("document.querySelector('textarea').value.includes('97112')")
    page.get_by_text("Kept as a draft").wait_for()
    page.get_by_label("Minutes 1").fill("30")
    page.get_by_text("Not attested as it stands. Attested: 97112 24 min.").wait_for()
    page.get_by_role("button", name="Sign as lead").click()
    page.get_by_role("dialog").get_by_text("these are not attested").wait_for()
    assert "Minutes attested: 97112 24 min." in page.get_by_role("dialog").inner_text()
    page.get_by_role("button", name="Sign and lock").click()
    page.get_by_text("Signed by lead").wait_for()
    assert text.count() == 0
    (note,) = notes(folder).notes
    kept = attested(folder)
    assert kept is not None
    assert (note.signed_by, note.minutes) == ("lead", kept.minutes)
    assert "go on" in note.text
    assert problems(folder) == []
    page.goto(f"{served.url}/sessions/{folder.name}/repetitions")
    page.get_by_text("what counts is locked").wait_for()
    assert page.get_by_role("button", name="Take out").count() == 0
    page.goto(address)
    page.get_by_role("button", name="Begin an amendment").click()
    page.get_by_label("Why is it amended?").fill("the wrong arm")
    page.get_by_role("dialog").get_by_role("button", name="Begin").click()
    page.get_by_text("Why: the wrong arm").wait_for()
    text.fill("It was the left arm.")
    page.get_by_text("Kept as a draft").wait_for()
    page.get_by_role("button", name="Sign as lead").click()
    page.get_by_role("button", name="Sign and lock").click()
    page.get_by_text("Note 2: amendment of note 1").wait_for()
    assert [each.text for each in notes(folder).notes] == [note.text, "It was the left arm."]
    told = [action for _, action, subject in audited(served.data) if folder.name in subject]
    for action in ("attest minutes", "sign note", "begin amendment", "sign amendment"):
        assert action in told


def test_two_who_edit_one_note_lose_nothing(served: Served, page: Any) -> None:
    folder = folders(served.data)[1]
    page.goto(f"{served.url}/sessions/{folder.name}/note")
    text = page.get_by_label("Text of the note")
    text.wait_for()
    save_draft(folder, None, "soap", "Theirs, from another page.", "other")
    text.fill("Mine.")
    page.get_by_text("other changed this draft at").wait_for()
    theirs = draft_of(folder)
    assert theirs is not None
    assert theirs.text == "Theirs, from another page."
    page.get_by_role("button", name="Join both, mine below").click()
    page.get_by_text("Kept as a draft").wait_for()
    joined = draft_of(folder)
    assert joined is not None
    assert joined.text == "Theirs, from another page.\n\nMine."


def test_a_note_changed_after_its_signature_is_told(served: Served, page: Any) -> None:
    folder = folders(served.data)[1]
    draft = draft_of(folder)
    draft = save_draft(folder, draft.revision if draft else None, "soap", "All well.", "lead")
    sign(folder, draft.revision, "lead")
    file = folder / "notes.json"
    file.write_text(file.read_text(encoding="utf-8").replace("All well", "All bad"), "utf-8")
    page.goto(f"{served.url}/sessions/{folder.name}")
    page.get_by_text("Note 1, signed by lead, was changed after it was signed").wait_for()
    file.write_text(file.read_text(encoding="utf-8").replace("All bad", "All well"), "utf-8")


def test_a_reader_reads_and_changes_nothing(served: Served, chromium: Any) -> None:
    signed, other = folders(served.data)[1], folders(served.data)[0]
    with chromium.new_context() as context:
        page = context.new_page()
        sign_in(page, served.url, "reader")
        draft = amend(signed, "a word", "lead")
        page.goto(f"{served.url}/sessions/{signed.name}/note")
        page.get_by_text("Draft, not signed").wait_for()
        assert page.get_by_role("button", name="Sign").filter(has_not_text="out").count() == 0
        page.goto(f"{served.url}/sessions/{other.name}/repetitions")
        page.get_by_role("table").wait_for()
        assert page.get_by_role("button", name="Take out").count() == 0
        page.goto(f"{served.url}/sessions/{other.name}/export")
        page.get_by_text("Your role reads").wait_for()
        assert page.get_by_role("button", name="Make the export").count() == 0
        answer = context.request.get(f"{served.url}/sessions/{other.name}/report.pdf")
        assert answer.body().startswith(b"%PDF-")
        assert draft_of(signed) == draft


def test_report_and_export_come_as_files(served: Served, page: Any, tmp_path: Path) -> None:
    folder = folders(served.data)[0]
    page.goto(f"{served.url}/sessions/{folder.name}/export")
    for name in ("Report of this session", "Progress of patient"):
        with page.expect_download() as coming:
            page.get_by_role("link", name=name).click()
        assert coming.value.suggested_filename.endswith(".pdf")
        assert Path(coming.value.path()).read_bytes().startswith(b"%PDF-")
    page.get_by_role("checkbox", name="CSV").click()
    page.get_by_role("checkbox", name="FHIR").click()
    page.get_by_role("button", name="Make the export").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the export").click()
    coming.value.save_as(tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        bundle = json.loads(archive.read(next(n for n in names if n.endswith("_r4.json"))))
    assert {"csv/trials.csv", "csv/dictionary.csv"} <= set(names)
    assert {"final", "amended"} >= {
        each["resource"]["docStatus"]
        for each in bundle["entry"]
        if each["resource"]["resourceType"] == "DocumentReference"
    }
    told = audited(served.data)
    assert ("lead", "export csv, fhir", f"session {folder.name}") in told
    assert ("lead", "report", f"session {folder.name}") in told
    assert ("lead", "download export", "csv, fhir") in told


def test_another_visitor_gets_no_export_that_is_not_theirs(served: Served, page: Any) -> None:
    for path in ("/exports/none.zip", "/sessions/none/report.pdf", "/patients/..%2F/report.pdf"):
        assert page.request.get(f"{served.url}{path}").status == 404


def test_a_session_that_broke_off_says_so_and_shows_what_there_is(
    served: Served, page: Any
) -> None:
    name = folders(served.data)[-1].name
    page.goto(f"{served.url}/sessions/{name}")
    page.get_by_text("This session broke off").wait_for()
    page.get_by_text("Exercises begun").wait_for()
    page.goto(f"{served.url}/sessions/{name}/note")
    page.get_by_text("once the session has ended").wait_for()


@pytest.mark.parametrize("name", ["none", "20260105T101500-AB12CD", "..%2f..%2fetc"])
def test_what_is_no_session_is_told_in_a_line(served: Served, page: Any, name: str) -> None:
    page.goto(f"{served.url}/sessions/{name}")
    if "/sessions/" in page.url and "etc" not in name:
        page.get_by_role("alert").wait_for()
    assert "Traceback" not in page.content()
    assert served.process.poll() is None
