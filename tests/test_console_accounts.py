"""Accounts, one's own password and the audit, as people use them in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.console import PASSWORD, Served, add_account, browser, console, sign_in
from support.hostile import audited, eventually
from support.looking import Looks

ANOTHER = "seven green bottles"
OWN = "ten brown bottles"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("data")
    for login, role in (("lead", "lead"), ("m.lindt", "therapist")):
        add_account(data, login, role)
    with console(data) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as found:
        yield found


def visitor(chromium: Any, problems: list[str]) -> Any:
    """A person at a browser of their own; what the browser complains of is kept."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    return page


def enter(page: Any, url: str, login: str, password: str) -> None:
    """Sign in, wherever that leads."""
    page.goto(f"{url}/sign-in")
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def change_password(page: Any, old: str, new: str) -> None:
    """On one's own page."""
    page.get_by_label("Password you have now").fill(old)
    page.get_by_label("New password, 12").fill(new)
    page.get_by_label("New password once more").fill(new)
    page.get_by_role("button", name="Change password").click()


def test_a_lead_looks_after_accounts_and_its_owner_after_the_password(served, chromium):
    problems: list[str] = []
    looks = Looks()
    lead, other = visitor(chromium, problems), visitor(chromium, problems)
    sign_in(lead, served.url)
    sign_in(other, served.url, "m.lindt")
    other.goto(f"{served.url}/account")

    lead.get_by_role("link", name="Accounts").click()
    looks.at(lead, "accounts")
    lead.get_by_label("Login, as in m.lindt").fill("j.weiss")
    lead.get_by_label("First password").fill("short")
    lead.get_by_role("button", name="Add account").click()
    lead.get_by_text("a password has 12 to 200 characters").wait_for()
    lead.get_by_label("First password").fill(ANOTHER)
    lead.get_by_role("button", name="Add account").click()
    lead.get_by_role("button", name="Disable j.weiss").wait_for()

    # A password that somebody else set is good for choosing another, and for nothing else.
    new = visitor(chromium, problems)
    enter(new, served.url, "j.weiss", ANOTHER)
    new.get_by_text("Choose one of your own to go on").wait_for()
    assert new.get_by_role("navigation").get_by_role("link").count() == 0
    looks.at(new, "first sign-in")
    new.goto(f"{served.url}/patients")
    new.wait_for_url("**/account")
    change_password(new, ANOTHER, OWN)
    new.wait_for_url("**/patients")
    new.get_by_role("link", name="Levels").click()
    new.wait_for_url("**/levels")
    lead.get_by_role("button", name="Reset password of j.weiss").click()
    lead.get_by_label("New password").fill(ANOTHER)
    lead.get_by_role("button", name="Set password", exact=True).click()
    lead.get_by_text("has not chosen a password yet").wait_for()
    new.wait_for_url("**/sign-in")
    enter(new, served.url, "j.weiss", ANOTHER)
    new.get_by_text("Choose one of your own to go on").wait_for()

    lead.get_by_role("button", name="Disable lead").click()
    lead.get_by_role("dialog").get_by_role("button", name="Disable").click()
    lead.get_by_text("lead is the only lead").wait_for()

    # One's own password: the old one is asked for, and others of the account are signed out.
    change_password(other, "wrong wrong wrong", ANOTHER)
    other.get_by_text("the password you have now is another one").wait_for()
    looks.at(other, "account")
    other.get_by_label("Password you have now").fill(PASSWORD)
    other.get_by_role("button", name="Change password").click()
    other.get_by_text("Password changed").wait_for()

    # Disabled: the page they have open goes to the sign-in by itself.
    lead.get_by_role("button", name="Disable m.lindt").click()
    lead.get_by_role("dialog").get_by_role("button", name="Disable").click()
    lead.get_by_role("button", name="Enable m.lindt").wait_for()
    other.wait_for_url("**/sign-in")
    enter(other, served.url, "m.lindt", ANOTHER)
    other.get_by_text("Login or password is wrong.").wait_for()
    looks.at(other, "sign-in")

    eventually(lambda: ("m.lindt", "sign in refused", "127.0.0.1") in audited(served.data))
    lead.get_by_role("link", name="Audit").click()
    lead.get_by_label("Who (login)").fill("m.lindt")
    lead.get_by_label("What, as in sign in").fill("refused")
    lead.get_by_role("button", name="Find").click()
    lead.get_by_text("2 rows shown").wait_for()
    lead.get_by_role("button", name="Verify").click()
    lead.get_by_text("rows are as they were written").wait_for()
    looks.at(lead, "audit")
    with lead.expect_download() as download:
        lead.get_by_role("button", name="Export as CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert lines[0].startswith("number,at_utc,actor")
    assert len(lines) == 3

    assert looks.barriers == []
    # The one answer that the browser calls an error is the refused sign-in.
    assert [each for each in problems if "403" not in each] == []
    rows = audited(served.data)
    for secret in (PASSWORD, ANOTHER, OWN):
        assert secret not in str(rows)
        assert secret not in "".join(served.told)
