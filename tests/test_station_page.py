"""The page of stations in a real browser: a lead makes a code, a station joins, and is removed."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from support.console import REACHWELL, add_account, browser, console, sign_in

WITHIN_MS = 60_000


def test_a_station_joins_by_the_code_of_the_page_and_is_removed_there(tmp_path: Path) -> None:
    data = tmp_path / "console"
    add_account(data, "lead", "lead")
    add_account(data, "therapist", "therapist")
    environment = {**os.environ, "REACHWELL_CONFIG": str(tmp_path / "room")}
    own = {"REACHWELL_CONFIG": str(tmp_path / "own")}
    with console(data, env=own) as served, browser() as chromium:
        page = chromium.new_page()
        sign_in(page, served.url)
        page.goto(f"{served.url}/stations")
        page.get_by_text("This machine", exact=True).wait_for()
        page.get_by_role("button", name="Make a join code").click()
        page.get_by_text("Type this code").wait_for()
        line = page.locator(".join-line").inner_text()
        found = re.fullmatch(r'reachwell station join (\S+) ([0-9A-Z]{8}) --name "Room 1"', line)
        assert found is not None
        join = [*REACHWELL, "station", "join", found[1], found[2], "--name", "Room 1"]
        subprocess.run(join, env=environment, check=True, capture_output=True)
        page.get_by_text("The code was used").wait_for(timeout=WITHIN_MS)
        page.get_by_text("not connected, not seen yet").wait_for()
        with subprocess.Popen(
            [*REACHWELL, "station", "run", "--data", str(tmp_path / "room" / "data")],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        ) as station:
            page.get_by_text("connected, nobody plays", exact=False).wait_for(timeout=WITHIN_MS)
            page.get_by_role("button", name="Remove Room 1").click()
            page.get_by_role("button", name="Remove station").click()
            page.get_by_text("Room 1", exact=True).wait_for(state="detached")
            assert station.wait(60) == 2
        page.close()
        other = chromium.new_context().new_page()
        sign_in(other, served.url, "therapist")
        other.goto(f"{served.url}/stations")
        other.get_by_role("alert").get_by_text("does not allow").wait_for()
        assert other.get_by_role("button", name="Make a join code").count() == 0
