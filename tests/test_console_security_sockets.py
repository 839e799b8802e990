"""The pages' own socket: for who has signed in, for their own page, as long as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from support.console import Served, add_account, console
from support.hostile import (
    COOKIE,
    Page,
    audited,
    enter,
    eventually,
    load,
    page_socket,
    say,
    signed_in,
)
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

REFUSED = "44"
OPENED = "40"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("data")
    for login, role in (("lead", "lead"), ("m.lindt", "therapist"), ("guest", "read-only")):
        add_account(data, login, role)
    with console(data) as found:
        yield found
        assert httpx.get(f"{found.url}/health").text == "ok"
        assert "Traceback" not in "".join(found.told)


@pytest.fixture(scope="module")
def lead(served: Served) -> Iterator[httpx.Client]:
    with signed_in(served.url) as client:
        yield client


@pytest.fixture(scope="module")
def guest(served: Served) -> Iterator[httpx.Client]:
    with signed_in(served.url, "guest") as client:
        yield client


def click(talk: ClientConnection, page: Page, client_id: str, words: str) -> None:
    """As the page's script does when a button is clicked."""
    for number, element in page.elements().items():
        if element["tag"].endswith("q-btn") and element["props"].get("label") == words:
            listener = next(each for each in element["events"] if each["type"] == "click")
            message = {
                "id": int(number),
                "client_id": client_id,
                "listener_id": listener["listener_id"],
                "args": ["{}"],
            }
            say(talk, "event", message)
            return
    raise AssertionError(f"no button {words!r}")


def is_closed(talk: ClientConnection) -> bool:
    try:
        while True:
            talk.recv(20)
    except ConnectionClosed:
        return True
    except TimeoutError:
        return False


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_a_socket_of_another_origin_is_refused(served, lead, origin):
    page = load(lead, "/patients")
    with (
        pytest.raises(InvalidStatus) as refused,
        page_socket(served.url, lead.cookies[COOKIE], page.id, Origin=origin),
    ):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("token", [None, "x", "A" * 43])
def test_a_socket_without_a_sign_in_is_refused(served, lead, token):
    page = load(lead, "/patients")
    with pytest.raises(InvalidStatus), page_socket(served.url, token, page.id):
        pass


def test_long_polling_is_no_way_in(lead):
    answer = lead.get("/_nicegui_ws/socket.io/?EIO=4&transport=polling")
    assert answer.status_code == 400


def test_another_visitors_page_is_refused_and_audited(served, lead, guest):
    page = load(lead, "/accounts")
    with page_socket(served.url, guest.cookies[COOKIE], page.id) as talk:
        assert enter(talk).startswith(REFUSED)
    eventually(lambda: ("guest", "refuse", "socket of another's page") in audited(served.data))
    with page_socket(served.url, lead.cookies[COOKIE], page.id) as talk:
        assert enter(talk).startswith(OPENED)


def test_messages_of_another_visitors_page_are_refused(served, lead, guest):
    # All a thief lacks is the cookie: they know the page's id and every number on it.
    page, own = load(lead, "/account"), load(guest, "/patients")
    with (
        page_socket(served.url, lead.cookies[COOKIE], page.id) as leads,
        page_socket(served.url, guest.cookies[COOKIE], own.id) as guests,
    ):
        assert enter(leads).startswith(OPENED)
        assert enter(guests).startswith(OPENED)
        click(guests, page, page.id, "Sign out everywhere")
        say(guests, "handshake", {"client_id": page.id, "tab_id": "x", "document_id": "x"})
        eventually(lambda: any("another's page" in row[2] for row in audited(served.data)))
        assert lead.get("/account").status_code == 200


def test_a_read_only_visitor_changes_nothing_by_messages(served, guest):
    page = load(guest, "/new-patient")
    with page_socket(served.url, guest.cookies[COOKIE], page.id) as talk:
        assert enter(talk).startswith(OPENED)
        for element in range(80):
            for listener in ("click", "update:model-value"):
                say(
                    talk,
                    "event",
                    {
                        "id": element,
                        "client_id": page.id,
                        "listener_id": listener,
                        "args": ['"P99"'],
                    },
                )
    assert not (served.data / "patients" / "P99").exists()
    for path in ("/accounts", "/audit"):
        text = load(guest, path).text
        assert "does not allow this" in text
        assert "m.lindt" not in text
    assert guest.get("/audit.csv").status_code == 403


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        {},
        {"client_id": None},
        {"client_id": ["x"]},
        {"id": {}, "client_id": "OWN", "args": 7},
        {"id": 1, "client_id": "OWN", "listener_id": 5, "args": ["{"]},
        {"client_id": "OWN", "level": "shutdown", "message": "x"},
        {"client_id": "OWN", "next_message_id": "x"},
    ],
)
@pytest.mark.parametrize("name", ["event", "handshake", "javascript_response", "ack", "log", "odd"])
def test_odd_messages_break_nothing(served, guest, name, message):
    page = load(guest, "/patients")
    if isinstance(message, dict) and message.get("client_id") == "OWN":
        message = {**message, "client_id": page.id}
    with page_socket(served.url, guest.cookies[COOKIE], page.id) as talk:
        assert enter(talk).startswith(OPENED)
        say(talk, name, message)
    assert guest.get("/patients").status_code == 200


def test_a_frame_of_10_mb_ends_the_socket(served, guest):
    page = load(guest, "/patients")
    with page_socket(served.url, guest.cookies[COOKIE], page.id) as talk:
        assert enter(talk).startswith(OPENED)
        try:
            talk.send("42" + "x" * 10_000_000)
        except ConnectionClosed:
            return
        assert is_closed(talk)


def test_an_open_page_ends_with_its_sign_in_and_does_nothing_more(served):
    with signed_in(served.url, "m.lindt") as client:
        page = load(client, "/account")
        with page_socket(served.url, client.cookies[COOKIE], page.id) as talk:
            assert enter(talk).startswith(OPENED)
            cookie = client.cookies[COOKIE]
            assert client.post("/sign-out").status_code == 303
            with suppress(ConnectionClosed):  # it may be closed before one can click
                click(talk, page, page.id, "Sign out everywhere")
            assert is_closed(talk)
        assert ("m.lindt", "sign out everywhere", "m.lindt") not in audited(served.data)
        with pytest.raises(InvalidStatus), page_socket(served.url, cookie, page.id):
            pass
