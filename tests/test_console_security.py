"""A hostile client before the console: refused, told in the audit, and the console goes on."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from support.command import command
from support.console import PASSWORD, Served, add_account, console
from support.hostile import COOKIE, audited, eventually, place, raw, signed_in, stranger

from clinic.console.bounds import LARGEST_OTHER
from clinic.console.connections import MOST
from clinic.console.logins import IDLE
from clinic.store import open_store
from clinic.store.own_tables import AccountRow, LoginSessionRow
from game.datadir import DataDirectory
from game.recording.info import now_utc

LONG = "a" * 3000
TRAVERSALS = (
    "../../../../etc/passwd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%5c..%5creachwell.db",
    "%00",
    "P01%00.json",
    "%ff%fe",
    "%F0%9F%92%89",
    "-rf",
    LONG,
)
PAGES = ("/patients/{}", "/sessions/{}", "/sessions/{}/note", "/levels/{}", "/assets/{}")
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("data")
    for login, role in (("lead", "lead"), ("m.lindt", "therapist"), ("gone", "therapist")):
        add_account(data, login, role)
    with console(data) as found:
        yield found
        with httpx.Client() as client:  # whatever the tests did
            assert client.get(f"{found.url}/health").text == "ok"
        assert "Traceback" not in "".join(found.told)


@pytest.fixture(scope="module")
def lead(served: Served) -> Iterator[httpx.Client]:
    with signed_in(served.url) as client:
        yield client


@pytest.mark.parametrize("name", ["evil.example", "127.0.0.1.evil.example", "[::1]x", "", "a b"])
def test_a_host_that_is_not_ours_is_refused(served, name):
    port = place(served.url)[1]
    heard = raw(
        served.url,
        f"GET /sign-in HTTP/1.1\r\nHost: {name}:{port}\r\nConnection: close\r\n\r\n".encode(),
    )
    assert heard.split()[1] in (b"400", b"403")


def test_two_hosts_are_refused(served):
    heard = raw(
        served.url, b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"
    )
    assert heard.split()[1] == b"400"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", ""])
def test_a_form_of_another_origin_is_refused_and_audited(served, origin):
    with stranger(served.url, Origin=origin) as client:
        if not origin:
            del client.headers["Origin"]
        answer = client.post("/sign-in", data={"login": "lead", "password": PASSWORD})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    eventually(lambda: any("another origin" in row[2] for row in audited(served.data)))


def test_what_a_proxy_would_say_is_not_believed(lead):
    odd = {
        "X-Forwarded-Prefix": "/evil",
        "X-Forwarded-For": "10.9.9.9",
        "X-Forwarded-Proto": "https",
    }
    answer = lead.get("/patients", headers=odd)
    assert answer.status_code == 200
    assert "/evil" not in answer.text


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 5000, "' OR 1=1 --", "\\udc80"])
def test_a_forged_cookie_is_nobodys(served, token):
    with stranger(served.url, Cookie=f"{COOKIE}={token}") as client:
        answer = client.get("/patients")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in"


def test_a_cookie_ends_when_nobody_was_there_for_half_an_hour(served):
    with signed_in(served.url, "m.lindt") as client:
        assert client.get("/patients").status_code == 200
        with open_store(DataDirectory(served.data)) as store, store.writing() as connection:
            long_ago = now_utc() - IDLE - timedelta(seconds=1)
            his = select(AccountRow.id).where(AccountRow.login == "m.lindt").scalar_subquery()
            connection.execute(
                update(LoginSessionRow)
                .where(LoginSessionRow.account_id == his)
                .values(seen_utc=long_ago)
            )
        assert client.get("/patients").status_code == 303


def test_a_disabled_account_is_out_at_once_and_stays_out(served):
    with signed_in(served.url, "gone") as client:
        assert client.get("/patients").status_code == 200
        done = command("accounts", "disable", "gone", "--data", served.data)
        assert done.returncode == 0, done.stderr
        assert client.get("/patients").status_code == 303
        answer = client.post("/sign-in", data={"login": "gone", "password": PASSWORD})
        assert answer.status_code == 403


def test_signing_in_takes_no_token_from_the_browser_and_ends_the_one_it_had(served):
    with signed_in(served.url) as client:
        first = client.cookies[COOKIE]
        client.post("/sign-in", data={"login": "lead", "password": PASSWORD})
        assert client.cookies[COOKIE] != first
        with stranger(served.url, Cookie=f"{COOKIE}={first}") as other:
            assert other.get("/patients").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(served):
    with stranger(served.url) as client:
        answer = client.post("/sign-in", data={"login": "lead", "password": PASSWORD})
    told = answer.headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=strict" in told


def test_pages_run_no_script_but_the_programs_own(lead):
    answer = lead.get("/patients")
    policy = answer.headers["content-security-policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert answer.text.count("<script") == answer.text.count(f'<script nonce="{nonce}"') > 3
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "frame-ancestors 'none'" in policy
    assert lead.get("/patients").headers["content-security-policy"] != policy


@pytest.mark.parametrize(
    "path", ["/sign-in", "/patients", "/nothing", "/health", "/api/v1/nothing"]
)
def test_every_answer_has_the_headers(served, lead, path):
    answer = lead.get(path)
    assert HEADERS.items() <= dict(answer.headers).items()
    assert "no-store" in answer.headers["cache-control"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "server" not in answer.headers


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", TRAVERSALS)
def test_no_name_leads_out_of_its_folder(lead, page, name):
    answer = lead.get(page.format(name), follow_redirects=False)
    assert answer.status_code < 500
    assert "root:" not in answer.text
    assert "SQLite format" not in answer.text


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(target=st.binary(min_size=1, max_size=60).filter(lambda b: not set(b) & set(b" \r\n\x00")))
def test_no_path_breaks_it(served, target):
    host = place(served.url)[0].encode()
    said = b"GET /" + target + b" HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n"
    heard = raw(served.url, said)
    assert heard.split()[1][:1] in (b"2", b"3", b"4")


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-out", "/nothing", "/_nicegui/client/x/upload/1"]
)
def test_a_body_of_10_mb_is_refused(served, path):
    with stranger(served.url) as client:
        answer = client.post(path, content=b"x" * 10_500_000)
        assert answer.status_code == 413

        def pieces() -> Iterator[bytes]:
            for _ in range(8):
                yield b"x" * LARGEST_OTHER

        try:
            status = client.post(path, content=pieces()).status_code
        except (httpx.WriteError, httpx.RemoteProtocolError, httpx.ReadError):
            status = 413  # it hung up before all was said
        assert status in (411, 413)


def test_a_head_of_1_mb_is_refused(served):
    with stranger(served.url, Cookie="x" * 1_000_000) as client:
        try:
            status = client.get("/patients").status_code
        except (httpx.WriteError, httpx.RemoteProtocolError, httpx.ReadError):
            status = 400
    assert status in (400, 431)


def test_who_never_ends_a_request_is_hung_up_on(served):
    slow = [socket.create_connection(place(served.url), timeout=40) for _ in range(20)]
    for number, each in enumerate(slow):
        each.sendall([b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n"][number % 3])
    for each in slow:
        with each, contextlib.suppress(ConnectionResetError):
            assert each.recv(100) == b""


def test_of_500_connections_some_are_refused_and_all_are_let_go(served):
    held = []
    for _ in range(500):
        try:
            held.append(socket.create_connection(place(served.url), timeout=20))
        except OSError:
            break
    closed = 0
    for each in held[MOST:]:
        try:
            closed += each.recv(1) == b""
        except ConnectionResetError:
            closed += 1
    assert closed >= len(held) - MOST > 0
    for each in held:
        each.close()

    def answers() -> bool:
        try:
            return httpx.get(f"{served.url}/health").text == "ok"
        except httpx.HTTPError:
            return False

    eventually(answers)
