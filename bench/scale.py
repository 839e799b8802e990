"""One console on PostgreSQL, twenty stations and ten therapists at once, for a bounded minute.

Stations and therapists are protocol clients in two processes on the same machine: what they take of
its processors is told. Nothing may be lost: every event and repetition that was sent is known to
the console, every recording that was handed over has the same bytes, every command obeyed is in the
audit; no answer is a fault of the console's, and the database has met no deadlock.

    python -m bench scale
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from sqlalchemy import func, select

from bench.console import cpu_s, p95_ms, pages
from bench.console_made import LOGIN, make
from bench.report import Line, tell
from bench.scale_stations import All, Place, copy_of, play_all
from bench.scale_therapists import BUTTON, Day, Worked, work_all
from bench.store_made import Size
from bench.visiting import PASSWORD, Visitor
from clinic.console.accounts import accounts, add_account
from clinic.station.keys import make_join_code
from clinic.station.manifest import sha256_of
from clinic.store import open_store, verify_audit
from clinic.store.index_tables import SessionRow
from clinic.store.own_tables import AuditRow
from game.datadir import DataDirectory
from game.patient import Patient, save_patient

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests")]
from tests.support.console import Served, console  # noqa: E402

LIMIT_MS = 300.0
_REPETITIONS = 20
_NO_LIVE = ("new patient", "accounts", "stations", "session: export")
"""Pages that a therapist seldom needs while patients play."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many, and for how long they play."""

    stations: int = 20
    therapists: int = 10
    play_s: float = 60.0
    page_every_s: float = 3.0
    sessions: int = 5_000
    audited: int = 2_000
    level: str = "mixed-20-minutes"


@dataclass(slots=True)
class Outcome:
    """What came of it. `lost` holds a line for whatever is not where it should be."""

    stations: All
    therapists: list[Worked]
    server_cpu_s: float
    therapists_cpu_s: float
    took_s: float
    lost: list[str] = field(default_factory=list)

    @property
    def times_s(self) -> list[float]:
        """Of all pages."""
        return [
            took for each in self.therapists for times in each.times_s.values() for took in times
        ]

    @property
    def clicks(self) -> int:
        """Of all therapists, at buttons of games."""
        return sum(each.clicks for each in self.therapists)

    @property
    def obeyed(self) -> int:
        """Commands that the stations have got and acknowledged."""
        return sum(each.obeyed for each in self.stations.played)


def run(folder: Path, database: str, load: Load) -> Outcome:
    """Make a clinic in an empty folder and database, and let everybody loose on it."""
    data = DataDirectory(folder / "clinic")
    size = Size(load.sessions, _REPETITIONS)
    session = make(data, database, size, load.audited, load.level)
    logins = [f"therapist{number}" for number in range(load.therapists)]
    with open_store(data, database) as store, store.writing() as connection:
        for login in logins:
            add_account(connection, login, "therapist", PASSWORD)
        (lead,) = (each.id for each in accounts(connection) if each.login == LOGIN)
        codes = [make_join_code(connection, lead)[0] for _ in range(load.stations)]
    places_of = _recordings(folder, data, data.session(session), load.stations)
    with console(data.root, "--database", database) as served:
        places = [
            Place(number, join(served.url, code, f"Room {number}"), place)
            for number, (code, place) in enumerate(zip(codes, places_of, strict=True))
        ]
        outcome = _let_loose(served, places, logins, session, load)
        outcome.lost += [line for line in served.told if "Traceback" in line or "Error" in line]
    outcome.lost += _lost(data, database, places, outcome)
    return outcome


def _let_loose(
    served: Served, places: list[Place], logins: list[str], session: str, load: Load
) -> Outcome:
    shown = {name: paths for name, paths in pages(session).items() if name not in _NO_LIVE}
    shown.pop("audit")  # a lead's
    games = [each.folder.name for each in places if each.number % 2 == 0]  # not cut off
    _look_once(served.url, shown)
    used, began_s = cpu_s(served.process.pid), time.monotonic()
    mine = _own_cpu_s()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        playing = other.submit(play_all, served.url, places, load.play_s)
        _await_games(served.url, games)
        until_s = began_s + 0.95 * load.play_s
        day = Day(served.url, shown, games, load.page_every_s, until_s)
        therapists = work_all(day, logins)
        stations = playing.result(load.play_s + 300)
    return Outcome(
        stations,
        therapists,
        cpu_s(served.process.pid) - used,
        _own_cpu_s() - mine,
        time.monotonic() - began_s,
    )


def _look_once(url: str, shown: dict[str, list[str]]) -> None:
    """The first page of each kind takes longer: what it needs is read and made."""
    with Visitor(url, LOGIN) as visitor:
        for paths in shown.values():
            visitor.get(paths[0])


def _await_games(url: str, games: list[str]) -> None:
    """Until every game has called: then its live page has buttons."""
    with Visitor(url, LOGIN) as visitor:
        for game in games:
            while BUTTON not in visitor.text(f"/play/{game}"):
                time.sleep(0.2)


def _recordings(folder: Path, data: DataDirectory, played: Path, count: int) -> list[Path]:
    """A data directory for each station, with a recording of a patient of its own."""
    made = []
    for number in range(count):
        code = f"S{number:02d}"
        save_patient(data.patients, Patient(code=code, affected="right", condition="stroke"))
        place = folder / f"station{number:02d}"
        copy_of(played, place, f"20261001T1000{number:02d}-SCALE0", code)
        made.append(place)
    return made


def join(url: str, code: str, name: str) -> str:
    """A station joins; returns its key."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    body = f'{{"code": "{code}", "name": "{name}"}}'
    connection.request("POST", "/api/v1/join", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    told = answer.read()
    connection.close()
    if answer.status != 201:
        raise RuntimeError(f"joining answers {answer.status}: {told!r}")
    return str(json.loads(told)["key"])


def _lost(data: DataDirectory, database: str, places: list[Place], outcome: Outcome) -> list[str]:
    played = outcome.stations.played
    lost = [f"station {each.session_id}: {each.problem}" for each in played if each.problem]
    lost += [f"therapist: {each.problem}" for each in outcome.therapists if each.problem]
    for place, each in zip(places, played, strict=True):
        sent, known = (each.events, each.trials), (each.known_events, each.known_trials)
        if sent != known:
            lost.append(f"{each.session_id}: sent {sent} events and repetitions, known {known}")
        for path in place.folder.iterdir():
            there = data.session(each.session_id) / path.name
            if not there.is_file() or sha256_of(there) != sha256_of(path):
                lost.append(f"{each.session_id}: {path.name} is not as it was handed over")
    with open_store(data, database) as store, store.reading() as connection:
        verify_audit(connection)
        told = Counter(connection.scalars(select(AuditRow.action)).all())
        ids = [each.session_id for each in played]
        query = select(func.count()).select_from(SessionRow).where(SessionRow.id.in_(ids))
        indexed = connection.execute(query).scalar_one()
    for name, count, wanted in (
        ("commands in the audit", told["mark"], outcome.obeyed),
        ("uploads in the audit", told["upload"], len(places)),
        ("sessions in the index", indexed, len(places)),
    ):
        if count != wanted:
            lost.append(f"{name}: {count} of {wanted}")
    statuses = sum((Counter(each.statuses) for each in outcome.therapists), Counter[int]())
    lost += [
        f"{count} pages answered {status}" for status, count in statuses.items() if status != 200
    ]
    return lost


def _own_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def deadlocks(database: str) -> int:
    """How many the server has met in this database."""
    with psycopg.connect(database) as connection:
        row = connection.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def main() -> list[Line]:
    """Measure it."""
    from support.postgres import postgres_server

    load = Load()
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        database = server.new_database()
        outcome = run(Path(folder), database, load)
        met = deadlocks(database)
    played = outcome.stations.played
    share = 100 / outcome.took_s
    lines = [
        Line("lost", len(outcome.lost), "", 0, note="; ".join(outcome.lost)[:300]),
        Line("deadlocks of the database", met, "", 0),
        Line(
            "pages, p95",
            p95_ms(outcome.times_s),
            "ms",
            LIMIT_MS,
            note=f"{len(outcome.times_s)} pages; each therapist one in {load.page_every_s:g} s",
        ),
        *_by_page(outcome),
        Line("events sent and known", sum(each.events for each in played), ""),
        Line("repetitions sent and known", sum(each.trials for each in played), ""),
        Line("states sent", sum(each.states for each in played), ""),
        Line("commands obeyed and audited", outcome.obeyed, ""),
        Line("clicks that came to nothing", outcome.clicks - outcome.obeyed, "", 0),
        Line("messages to live pages", sum(each.updates for each in outcome.therapists), ""),
        Line("an upload, longest", max(each.upload_s for each in played), "s"),
        Line("processor: the console", outcome.server_cpu_s * share, "% of one"),
        Line("processor: stations", outcome.stations.cpu_s * share, "% of one"),
        Line("processor: therapists", outcome.therapists_cpu_s * share, "% of one"),
        Line(
            "load of the machine at the end", os.getloadavg()[0], f"on {os.cpu_count()} processors"
        ),
    ]
    tell(lines, "scale")
    return lines


def _by_page(outcome: Outcome) -> list[Line]:
    times: dict[str, list[float]] = {}
    for each in outcome.therapists:
        for name, some in each.times_s.items():
            times.setdefault(name, []).extend(some)
    return [
        Line(f"  {name}", p95_ms(some), "ms", note=f"n = {len(some)}")
        for name, some in times.items()
    ]


if __name__ == "__main__":
    main()
