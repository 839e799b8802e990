"""Levels in the console, as a therapist works with them in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import expect

from game.patient import Patient, add_patient
from levels.loader import load_level, shipped_path
from tests.support.console import Served, add_account, browser, console, sign_in
from tests.support.level_text import type_instead, until

TEXT = "Text of the level, YAML"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data: Path = tmp_path_factory.mktemp("clinic")
    add_account(data, "lead", "lead")
    add_account(data, "anna", "therapist")
    add_account(data, "eve", "read-only")
    add_patient(data / "patients", Patient(code="P01", affected="left", reach_left_m=0.4))
    with console(data) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def page(served: Served, chromium: Any) -> Iterator[Any]:
    """One browser's page that stays signed in as the lead."""
    yield from _signed_in(served, chromium, "lead")


@pytest.fixture(scope="module")
def another(served: Served, chromium: Any) -> Iterator[Any]:
    """Another browser, of another therapist."""
    yield from _signed_in(served, chromium, "anna")


def _signed_in(served: Served, chromium: Any, login: str) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    found = context.new_page()
    found.on("dialog", lambda dialog: dialog.accept())
    sign_in(found, served.url, login)
    yield found
    context.close()


def make(page: Any, served: Served, title: str, level_id: str) -> None:
    """A level of the clinic's own from a shipped one, by its card."""
    page.goto(f"{served.url}/levels")
    page.get_by_label("Search").fill(title)
    page.get_by_text(re.compile(r"^1 of \d+ levels")).wait_for()
    page.get_by_role("button", name=f"Make our own from it: {title}").click()
    page.get_by_label("Id", exact=True).fill(level_id)
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url(f"**/levels/{level_id}")
    page.get_by_text("Version 1, saved.").wait_for()
    page.get_by_label(TEXT).wait_for(state="attached")


def text_of(page: Any) -> str:
    """What is in the text box."""
    found: str = page.locator(".yaml").evaluate(
        "async box => (await getElement(box.id.slice(1)).editorPromise).state.doc.toString()"
    )
    return found


def save(page: Any, comment: str, number: int) -> None:
    """Save as a person does."""
    page.get_by_role("button", name="Save a new version").click()
    page.get_by_label("What changed, in a few words").fill(comment)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text(f"Version {number}, saved.").wait_for()


def undo_all(page: Any) -> None:
    """Go back to what is saved, and mean it."""
    page.get_by_role("button", name="Undo all changes").click()
    page.get_by_role("heading", name="Discard what is not saved?").wait_for()
    page.get_by_role("button", name="Discard", exact=True).last.click()


def test_form_and_text_stay_in_step_and_comments_stay(page: Any, served: Served) -> None:
    make(page, served, "Reaching 2, gentle", "in-step")
    page.get_by_role("button", name="Edit", exact=True).first.click()
    page.get_by_label("Repetitions", exact=True).fill("5")
    page.get_by_label("Radius, hard").fill("0.045")
    until(page, "radius_m: {easy: 0.08, hard: 0.045}")
    page.get_by_text("Changed since version 1, not saved.").wait_for()
    page.get_by_label("Familiarisation", exact=True).fill("1")  # and at once, in the text
    type_instead(page, "rest_s: 40", "rest_s: 25   # less, as she asked")
    page.get_by_text("No problems").wait_for()
    expect(page.get_by_label("Rest", exact=True)).to_have_value("25")
    page.get_by_label("Sets", exact=True).fill("3")
    until(page, "sets: 3")
    text = text_of(page)
    assert "# less, as she asked" in text
    first = yaml.safe_load(text)["exercises"][0]
    assert (first["sets"], first["repetitions"], first["rest_s"]) == (3, 5, 25)
    assert first["familiarisation"] == 1
    save(page, "smaller, shorter rests", 2)


def test_a_problem_is_told_with_line_and_field_and_leads_there(page: Any, served: Served) -> None:
    make(page, served, "Two-minute taster", "problems")
    type_instead(page, "minutes: 2", "minutes: many")
    told = page.get_by_role("button", name=re.compile(r"^Line \d+: minutes: is "))
    told.wait_for()
    line = int(re.search(r"Line (\d+)", told.inner_text())[1])  # type: ignore[index]
    assert text_of(page).splitlines()[line - 1] == "minutes: many"
    expect(page.get_by_label("Minutes", exact=True)).to_have_attribute("aria-invalid", "true")
    type_instead(page, "# yaml", "# for Anna Miller; yaml")
    page.get_by_text("Anna Miller", exact=False).first.wait_for()
    page.get_by_role("button", name="Save a new version").click()
    page.get_by_text("Not saved: 1 to mend first").wait_for()
    page.get_by_label("Title", exact=True).fill(" ")
    expect(page.get_by_label("Title", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Title", exact=True).fill("Taster")
    expect(page.get_by_label("Title", exact=True)).not_to_have_attribute("aria-invalid", "true")
    page.get_by_role("tab", name="Preview").click()
    page.get_by_role("button", name="Show the field: minutes").click()
    expect(page.get_by_label("Minutes", exact=True)).to_be_focused()
    told.click()
    expect(page.get_by_label(TEXT)).to_be_focused()  # the text is shown again, at the line
    page.keyboard.insert_text("minutes: 3")
    page.get_by_text("No problems").wait_for()
    type_instead(page, "posture: seated", "posture: [")
    page.get_by_text("The text can't be read").wait_for()
    undo_all(page)
    page.get_by_text("Version 1, saved.").wait_for()


def test_exercises_move_by_buttons_and_by_hand(page: Any, served: Served) -> None:
    make(page, served, "Kitchen 4, from the day", "order")
    names = ["Pour", "Stack", "From hand to hand"]
    assert [each["name"] for each in yaml.safe_load(text_of(page))["exercises"]] == names
    page.get_by_role("button", name="Down: Pour").click()
    page.get_by_role("heading", name="2. Pour").wait_for()
    handles = page.locator(".exercise .handle")
    start, end = handles.nth(2).bounding_box(), handles.nth(1).bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"] - 20, steps=4)
    page.mouse.move(end["x"] + 8, end["y"] - 8, steps=8)
    page.mouse.up()
    page.get_by_role("heading", name="2. From hand to hand").wait_for()
    page.get_by_role("button", name="Remove: Pour").click()
    page.get_by_role("heading", name="3. Pour").wait_for(state="detached")
    page.get_by_role("button", name="Undo", exact=True).click()
    page.get_by_role("heading", name="3. Pour").wait_for()
    page.get_by_role("button", name="Duplicate: Stack").click()
    page.get_by_role("heading", name="2. Stack (copy)").wait_for()
    page.get_by_role("button", name="Remove: Stack", exact=True).click()
    page.get_by_role("heading", name="1. Stack (copy)").wait_for()
    page.get_by_role("button", name="Add reaching").click()
    page.get_by_role("heading", name="4. New reaching exercise").wait_for()
    found = [each["name"] for each in yaml.safe_load(text_of(page))["exercises"]]
    assert found == ["Stack (copy)", "From hand to hand", "Pour", "New reaching exercise"]
    page.get_by_text("No problems").wait_for()
    page.reload()  # a draft survives, and is said to be one
    page.get_by_text("by lead was found, made from version 1").wait_for()
    page.get_by_role("heading", name="4. New reaching exercise").wait_for()
    page.get_by_role("button", name="Discard", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Discard", exact=True).click()
    page.get_by_role("heading", name="1. Pour").wait_for()


def test_versions_are_compared_and_restored(page: Any, served: Served) -> None:
    make(page, served, "Reaching 1, easy", "versions")
    page.get_by_label("Minutes", exact=True).fill("7")
    until(page, "minutes: 7")
    save(page, "two minutes more", 2)
    page.get_by_role("tab", name="Versions").click()
    page.get_by_role("button", name="Changes: version 2").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("cell", name="minutes: 7").wait_for()
    assert dialog.get_by_role("cell", name="minutes: 5").is_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("button", name="Restore: version 1").click()
    page.get_by_text("Version 3, saved.").wait_for()
    until(page, "minutes: 5")
    page.get_by_role("cell", name="as version 1 again").wait_for()


def test_two_therapists_at_once_lose_nothing(page: Any, another: Any, served: Served) -> None:
    make(page, served, "Forest 1, seated", "together")
    page.get_by_label("Minutes", exact=True).fill("9")
    until(page, "minutes: 9")
    page.get_by_text("Draft kept").wait_for()
    another.goto(f"{served.url}/levels/together")
    another.get_by_text("lead has an unsaved draft of this level").wait_for()
    another.get_by_label("Minutes", exact=True).fill("6")
    until(another, "minutes: 6")
    save(page, "longer", 2)
    another.get_by_role("button", name="Save a new version").click()
    another.get_by_label("What changed, in a few words").fill("shorter")
    another.get_by_role("button", name="Save", exact=True).click()
    another.get_by_role("heading", name="Somebody else has saved meanwhile").wait_for()
    assert another.get_by_text("lead saved version 2").is_visible()
    another.get_by_role("button", name="Save mine as version 3").click()
    another.get_by_text("Version 3, saved.").wait_for()
    page.goto(f"{served.url}/levels/together")
    until(page, "minutes: 6")
    page.get_by_role("tab", name="Versions").click()
    page.get_by_role("cell", name="longer", exact=True).wait_for()


def test_files_go_out_and_come_in(page: Any, served: Served, tmp_path: Path) -> None:
    page.goto(f"{served.url}/levels/grasping-3-fine")
    page.get_by_text("Comes with Reachwell").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    out = tmp_path / "out.yaml"
    download.value.save_as(out)
    assert download.value.suggested_filename == "grasping-3-fine.yaml"
    assert out.read_bytes() == shipped_path("grasping-3-fine").read_bytes()
    load_level(out)
    out.write_text(
        out.read_text(encoding="utf-8").replace("id: grasping-3-fine", "id: came-in"), "utf-8"
    )
    bad = tmp_path / "bad.yaml"
    bad.write_text("format: 2\n", "utf-8")
    for file in (bad, out):
        page.goto(f"{served.url}/levels")
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Import a file").click()
        chooser.value.set_files(file)
        if file is bad:
            page.get_by_text(re.compile("^bad.yaml.*format: is 2; allowed: 1")).wait_for()
    page.wait_for_url("**/levels/came-in")
    page.get_by_role("tab", name="Versions").click()
    page.get_by_role("cell", name="imported from out.yaml").wait_for()
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_text("Withdrawn: it is in no list").wait_for()
    page.goto(f"{served.url}/levels")
    page.get_by_label("Search").fill("small things")
    page.get_by_text(re.compile(r"^1 of \d+ levels")).wait_for()


def test_the_preview_is_the_chosen_patients(page: Any, served: Served) -> None:
    page.goto(f"{served.url}/levels/reaching-4-firm")
    for title in ("From the front", "From the patient's right", "From above"):
        page.locator(".views figcaption", has_text=title).wait_for()
    page.get_by_text("For the body that the level assumes (reach as assumed").wait_for()
    page.get_by_label("For patient").click()
    page.get_by_role("option", name="P01").click()
    page.get_by_text("For patient P01").wait_for()
    page.goto(f"{served.url}/levels/reaching-4-firm?patient=P01")
    page.get_by_text("For patient P01").wait_for()
    shown = page.get_by_role("img", name=re.compile("From above. Targets appear"))
    assert shown.is_visible()


def test_who_may_only_look_changes_nothing(page: Any, served: Served, chromium: Any) -> None:
    make(page, served, "Reaching 3, medium", "looked-at")
    for eve in _signed_in(served, chromium, "eve"):
        eve.goto(f"{served.url}/levels")
        eve.get_by_role("heading", name="Arm: reaching").wait_for()
        assert eve.get_by_role("button", name=re.compile("Make our own|Import")).count() == 0
        eve.goto(f"{served.url}/levels/looked-at")
        eve.get_by_text("Version 1, saved.").wait_for()
        names = re.compile("Save|Duplicate|Withdraw|Remove|Restore")
        assert eve.get_by_role("button", name=names).count() == 0
        assert not eve.get_by_label("Minutes", exact=True).is_editable()
        eve.goto(f"{served.url}/levels/nothing")
        eve.get_by_role("alert").get_by_text("there is no level nothing").wait_for()


def test_the_preview_follows_the_knob_and_the_exercise(page: Any, served: Served) -> None:
    make(page, served, "Reaching 5, hard", "follows")
    above = page.get_by_role("img", name=re.compile("From above. Targets appear"))
    above.wait_for()
    page.get_by_role("button", name="Edit", exact=True).nth(1).click()
    expect(page.get_by_label("Exercise", exact=True)).to_have_value(re.compile("^2"))
    before = above.inner_html()
    page.get_by_label("Radius, easy").fill("0.12")
    page.wait_for_function(
        "before => document.querySelector('[aria-label^=\"From above\"]').innerHTML !== before",
        arg=before,
    )
    page.get_by_role("tab", name="Preview").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Text")).to_be_focused()
    expect(page.get_by_label(TEXT)).to_be_visible()
    page.set_viewport_size({"width": 1700, "height": 1000})
    expect(page.get_by_role("tab")).to_have_count(2)  # the preview stands beside the text
    expect(above).to_be_visible()
    page.set_viewport_size({"width": 640, "height": 450})  # letters twice as large
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.set_viewport_size({"width": 1400, "height": 1000})


def test_what_is_not_saved_outlives_the_console(page: Any, served: Served) -> None:
    """The last one here: the console is killed, and started again."""
    make(page, served, "Reaching 6, standing", "outlives")
    type_instead(page, "minutes: ", "minutes: [")
    page.get_by_text("Draft kept").wait_for()
    served.process.kill()
    served.process.wait()
    page.get_by_text("The console does not answer").wait_for()
    with console(served.data, "--port", served.url.rpartition(":")[2]):
        page.get_by_text("by lead was found, made from version 1").wait_for()  # it came by itself
        until(page, "minutes: [")
        page.get_by_role("button", name="Go on with it").click()
        page.get_by_text("Changed since version 1, not saved.").wait_for()
