"""A station that says as much as loopback carries, for ten seconds: `python -m bench flood`.

Its key is valid. From a process of its own it sends events of 200 kB, states as fast as they go,
and pictures of 256 KiB, each as another session. Meanwhile another station plays, and somebody asks
for a page and for `/health`: they have to be answered as before, and memory has to stay.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from bench.console import cpu_s, p95_ms, rss_mb
from bench.console_made import LOGIN
from bench.live import clinic
from bench.report import Line, tell
from bench.scale import join
from bench.visiting import Visitor
from clinic.link.protocol import GAME_PATH, LARGEST_MESSAGE, PROTOCOL, Hello
from clinic.station.keys import make_join_code
from clinic.store import open_store
from clinic.store.own_tables import AuditRow
from game.datadir import data_directory

FLOOD_S = 10.0
HEALTH_MS = 100.0
MORE_MB = 64.0
_WAIT_S = 30.0


def session(number: int) -> str:
    return f"20260102T03040{number}-FLOOD{number}"


@contextmanager
def linked(url: str, key: str, number: int) -> Iterator[ClientConnection]:
    """A game's connection, welcomed."""
    hello = Hello(
        protocol=PROTOCOL,
        session_id=session(number),
        patient_code="P01",
        level_id="taster",
        level_title="Taster",
        affected_side="left",
        software="bench",
        input_device="simulated",
        view="none",
        rate_hz=90.0,
        planned=1,
        simulated=True,
        start_utc=datetime.now(UTC).isoformat(),
        next_seq=1,
        next_trial=1,
    )
    with connect(
        url.replace("http", "ws", 1) + GAME_PATH,
        additional_headers={"Authorization": f"Bearer {key}"},
        max_size=None,
        compression=None,
        proxy=None,
        close_timeout=1.0,
    ) as connection:
        connection.send(hello.model_dump_json())
        assert json.loads(connection.recv(_WAIT_S))["type"] == "welcome"
        yield connection


STATE = json.dumps(
    {
        **dict.fromkeys(("paused", "exercise", "wanted_side", "last"), None),
        **dict.fromkeys(("frame_index", "time_ns", "dropped_rows"), 1),
        **dict.fromkeys(("elapsed_s", "active_s", "tracking_share"), 1.0),
        "type": "state",
        "phase": "playing",
        "wanted_limb": "hand",
        "place": "orchard",
        "points": {},
        "things": [],
        "boards": [],
        "difficulty": dict.fromkeys(("value", "side", "skill", "uncertainty"))
        | {"why": "", "locked": False},
        "tally": {"won": 0, "scored": 0, "done": 0, "planned": 1},
    }
)


def flood(url: str, key: str) -> tuple[int, int]:
    """Three connections at once; bytes and messages that were taken from us."""
    said = [(0, 0)] * 3
    row = json.dumps({"kind": "mark", "words": ["x" * 100] * 1900})
    kinds = (
        lambda seq: f'{{"type":"event","seq":{seq},"row":{row}}}',
        lambda _: STATE,
        lambda _: b"\xff\xd8" + b"0" * (LARGEST_MESSAGE - 2),
    )

    def say(number: int) -> None:
        count = size = 0
        until_s = time.monotonic() + FLOOD_S
        try:
            with linked(url, key, number) as connection:
                while time.monotonic() < until_s:
                    message = kinds[number](count + 1)
                    connection.send(message)
                    count, size = count + 1, size + len(message)
                    said[number] = (size, count)
        except (WebSocketException, OSError) as error:
            print("connection", number, "ends:", str(error)[:100])

    threads = [threading.Thread(target=say, args=(number,)) for number in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    for kind, (size, count) in zip(("events", "states", "pictures"), said, strict=True):
        print(f"{kind}: {count} messages, {size / 1e6:.1f} MB")
    return sum(size for size, _ in said), sum(count for _, count in said)


def served(url: str, key: str, number: int, over: threading.Event) -> dict[str, list[float]]:
    """What others wait for until it is over, in seconds."""
    times: dict[str, list[float]] = {"health": [], "play": [], "game": []}
    with Visitor(url, LOGIN) as visitor, linked(url, key, number) as game:
        seq = 0
        while not over.is_set():
            times["health"].append(visitor.get("/health").took_s)
            if seq % 5 == 0:
                times["play"].append(visitor.get("/play").took_s)
            began_s = time.perf_counter()
            seq += 1
            game.send(f'{{"type":"event","seq":{seq},"row":{{"kind":"mark"}}}}')
            game.ping().wait(_WAIT_S)  # answered by who has read what came before
            times["game"].append(time.perf_counter() - began_s)
            time.sleep(0.05)
    return times


def _idle(url: str, key: str) -> dict[str, list[float]]:
    over = threading.Event()
    threading.Timer(3.0, over.set).start()
    return served(url, key, 8, over)


def main() -> int:
    """Print the table; 1 when a limit is broken."""
    with tempfile.TemporaryDirectory() as folder, clinic(Path(folder)) as console:
        with open_store(data_directory(console.data), None) as store, store.writing() as database:
            codes = [make_join_code(database, 1)[0] for _ in range(2)]
        good, bad = (join(console.url, code, f"Room {code[:2]}") for code in codes)
        before = _idle(console.url, good)
        rss = [rss_mb(console.process.pid)]
        worked_s, over = cpu_s(console.process.pid), threading.Event()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            flooding = other.submit(flood, console.url, bad)
            flooding.add_done_callback(lambda _: over.set())
            during = served(console.url, good, 9, over)
            size, count = flooding.result()
        worked_s = cpu_s(console.process.pid) - worked_s
        rss.append(rss_mb(console.process.pid))
        time.sleep(8.0)  # the audit is told every five seconds
        with open_store(data_directory(console.data), None) as store, store.reading() as database:
            rows = database.execute(AuditRow.__table__.select()).all()
        audited = sum(row.action == "slow down" for row in rows)
    lines = [
        Line("taken from the flood", size / 1e6 / FLOOD_S, "MB/s", note=f"{count} messages"),
        Line("the console's processor time", worked_s / FLOOD_S * 100, "%"),
        Line("its memory, more than before", rss[1] - rss[0], "MB", MORE_MB),
        Line("lines in the audit", audited, "", 1, higher=True),
        *(
            Line(
                f"{what} meanwhile, 95 %",
                p95_ms(during[key]),
                "ms",
                limit,
                note=f"{p95_ms(before[key]):.1f} before; n = {len(during[key])}",
            )
            for key, what, limit in (
                ("health", "/health", HEALTH_MS),
                ("play", "the page of play", 2 * HEALTH_MS),
                ("game", "another game's event", HEALTH_MS),
            )
        ),
    ]
    tell(lines, "flood")
    return int(any(line.within is False for line in lines))


if __name__ == "__main__":
    sys.exit(main())
