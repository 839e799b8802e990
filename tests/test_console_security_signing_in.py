"""Guessing passwords: each failure costs more time, for logins that exist and for others alike."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.console import PASSWORD, REACHWELL, Served, add_account, console
from support.hostile import (
    COOKIE,
    audited,
    enter,
    eventually,
    load,
    page_socket,
    signed_in,
    stranger,
)

from clinic.console.lockouts import ADDRESS, LOGIN

SECRET = "a secret typed in the wrong field"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("data")
    add_account(data, "lead", "lead")
    with console(data) as found:
        yield found
        assert "Traceback" not in "".join(found.told)
        assert not [line for line in found.told if SECRET in line]


def attempt(served: Served, login: str, password: str) -> tuple[int, str]:
    with stranger(served.url) as client:
        answer = client.post("/sign-in", data={"login": login, "password": password})
    return answer.status_code, answer.text.split('role="alert">')[-1].split("<")[0]


def test_who_has_a_password_of_somebody_elses_may_change_it_and_nothing_else(served):
    add_account(served.data, "new", "lead", "--for-another")
    with signed_in(served.url, "new") as client:
        for path in ("/", "/patients", "/accounts", "/sessions/x/note", "/view3d/x.js", "/docs"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/account"), path
        assert client.post("/patients").status_code == 403
        page, cookie = load(client, "/account"), client.cookies[COOKIE]
        with page_socket(served.url, cookie, page.id) as talk:
            assert enter(talk).startswith("40")
        with signed_in(served.url) as lead:
            others = load(lead, "/patients")
        with page_socket(served.url, cookie, others.id) as talk:
            assert enter(talk).startswith("44")
        answer = client.post("/sign-out")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_known_and_unknown_logins_are_locked_out_alike(served):
    # Then somebody floods: all of it is answered, and none of it fills the disk.
    told = {
        login: [attempt(served, login, f"wrong {number}") for number in range(LOGIN.free + 1)]
        for login in ("lead", "nobody")
    }
    for answers in told.values():
        assert [status for status, _ in answers] == [403] * LOGIN.free + [429]
        assert len({words for _, words in answers[: LOGIN.free]}) == 1
    assert told["lead"][:-1] == told["nobody"][:-1]
    assert attempt(served, "lead", PASSWORD)[0] == 429
    eventually(lambda: ("lead", "lock out", "127.0.0.1") in audited(served.data))

    subprocess.run(
        [*REACHWELL, "accounts", "password", "lead", "--data", str(served.data)],
        input=PASSWORD + "\n",
        text=True,
        check=True,
        capture_output=True,
    )
    with signed_in(served.url) as client:
        assert client.get("/patients").status_code == 200

    for number in range(ADDRESS.free):  # from one address, under ever other logins
        status, _ = attempt(served, f"guess{number}", "wrong")
    assert status == 429
    assert attempt(served, "lead", PASSWORD)[0] == 429

    with ThreadPoolExecutor(16) as pool:
        flood = list(pool.map(lambda n: attempt(served, f"{SECRET} {n}", SECRET)[0], range(200)))
    assert set(flood) <= {403, 429, 503}
    with stranger(served.url) as client:
        assert client.get("/health").text == "ok"
        odd = client.post("/sign-in", content=b"\xff" * 100)
        assert odd.status_code == 400

    eventually(lambda: any("times" in row[2] or "more" in row[2] for row in audited(served.data)))
    rows = audited(served.data)
    assert len(rows) < 120
    assert SECRET not in str(rows)
    assert PASSWORD not in str(rows)
