"""The console with 500 patients and 20,000 sessions: how long pages take, whether memory stays.

A page's time is that of its HTTP answer for a visitor who is signed in; a browser then draws it.

    python -m bench console
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.console_made import LOGIN, REAL, SIZE, make
from bench.report import Line, tell
from bench.store_made import PATIENTS
from bench.visiting import Visitor
from game.datadir import DataDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.support.console import Served, browser, console, sign_in

LOOKS = 40
LIMIT_MS = 200.0
ROUNDS = 4
LOADS = 40
FORGOTTEN_S = 75.0
"""NiceGUI forgets a page that no browser has connected to after 60 s, looking every 10 s."""
GROWTH_MB = 10.0


def pages(session: str) -> dict[str, list[str]]:
    """Paths by the page's name; more than one where the next visit goes to the next."""
    return {
        "patients": ["/patients"],
        "new patient": ["/new-patient"],
        "patient": [f"/patients/P{number:03d}" for number in range(0, PATIENTS, 7)],
        "patient, played": [f"/patients/{REAL}"],
        "progress, 40 sessions": [f"/patients/{REAL}/progress"],
        "session": [f"/sessions/{session}"],
        "session: note": [f"/sessions/{session}/note"],
        "session: repetitions": [f"/sessions/{session}/repetitions"],
        "session: replay": [f"/sessions/{session}/replay"],
        "session: export": [f"/sessions/{session}/export"],
        "levels": ["/levels"],
        "level editor": ["/levels/mixed-20-minutes"],
        "play": ["/play"],
        "cohort": ["/cohort"],
        "accounts": ["/accounts"],
        "stations": ["/stations"],
        "audit": ["/audit"],
    }


def p95_ms(times_s: list[float]) -> float:
    """95th percentile: the smallest of the times that 95 of a hundred do not exceed."""
    return sorted(times_s)[-(-95 * len(times_s) // 100) - 1] * 1e3


def load(visitor: Visitor, path: str) -> float:
    """Time of one page, in seconds; what is no page is an error."""
    answer = visitor.get(path)
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status} {answer.location}")
    return answer.took_s


def page_times(url: str, pid: int, session: str) -> list[Line]:
    """p95 of each page, the first load left out."""
    lines = []
    with Visitor(url, LOGIN) as visitor:
        for name, paths in pages(session).items():
            try:
                first_s = load(visitor, paths[0])
            except RuntimeError as error:
                print(error)
                continue
            worked_s = cpu_s(pid)
            times = [load(visitor, paths[n % len(paths)]) for n in range(1, LOOKS + 1)]
            each_ms = (cpu_s(pid) - worked_s) / LOOKS * 1e3
            size = visitor.get(paths[0]).size
            note = f"processor {each_ms:.0f} ms each; first {first_s * 1e3:.0f} ms"
            note += f"; {size / 1000:.0f} kB; n = {LOOKS}"
            lines.append(Line(f"{name}, p95", p95_ms(times), "ms", LIMIT_MS, note=note))
    return lines


def cpu_s(pid: int) -> float:
    """Processor time that a process has taken so far, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_mb(pid: int) -> float:
    """Memory of a process that is in RAM."""
    with Path(f"/proc/{pid}/status").open() as file:
        (line,) = (line for line in file if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def memory(served: Served, session: str) -> list[Line]:
    """Memory after rounds of the same loads, once their pages are forgotten."""
    found = []
    with browser() as chromium:
        for _ in range(ROUNDS):
            _visit(served.url, session)
            _browse(chromium, served.url, session)
            time.sleep(FORGOTTEN_S)
            found.append(rss_mb(served.process.pid))
    told = " -> ".join(f"{each:.0f}" for each in found)
    loads = LOADS * len(pages(session))
    return [
        Line(
            "memory of the server", found[-1], "MB", note=f"after each of {ROUNDS} rounds: {told}"
        ),
        Line(
            "growth from the second round to the last",
            found[-1] - found[1],
            "MB",
            GROWTH_MB,
            note=f"a round: {loads} pages by HTTP, each page in a browser that is closed",
        ),
    ]


def _visit(url: str, session: str) -> None:
    with Visitor(url, LOGIN) as visitor:
        for paths in pages(session).values():
            for number in range(LOADS):
                visitor.get(paths[number % len(paths)])


def _browse(chromium: Any, url: str, session: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, url, LOGIN)
    for paths in pages(session).values():
        page.goto(url + paths[0])
        page.locator("main h1").wait_for()
    context.close()


def in_a_browser(url: str) -> list[Line]:
    """Time until the list of patients is there in a browser, with everything cached."""
    with browser() as chromium:
        page = chromium.new_page()
        sign_in(page, url, LOGIN)
        times = []
        for _ in range(10):
            began_s = time.perf_counter()
            page.goto(f"{url}/patients")
            page.get_by_role("link", name="P000").wait_for()
            times.append(time.perf_counter() - began_s)
    note = f"headless Chromium on the same machine; p95 {p95_ms(times):.0f} ms; n = 10"
    return [Line("patients until shown in a browser", sorted(times)[5] * 1e3, "ms", note=note)]


def main(data: Path | None = None) -> list[Line]:
    """Measure all of it."""
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        made = DataDirectory(data or Path(folder) / "made")
        if made.sessions.is_dir():
            session = max(path.name for path in made.sessions.iterdir() if "COPY" not in path.name)
        else:
            session = make(made)
        print(f"made: {PATIENTS} patients, {SIZE.sessions} sessions x {SIZE.repetitions}")
        with console(made.root) as served:
            lines += page_times(served.url, served.process.pid, session)
            lines += in_a_browser(served.url)
            lines += memory(served, session)
    tell(lines, "console")
    return lines


if __name__ == "__main__":
    main()
