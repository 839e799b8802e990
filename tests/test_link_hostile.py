"""Either side of the link against one that is slow, broken or means harm: hung up on, told why."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from support.linked import WAIT_S, Served, served
from websockets.exceptions import ConnectionClosed
from websockets.frames import Close
from websockets.sync.client import ClientConnection, connect
from websockets.sync.server import ServerConnection, serve

from clinic.link.address import Address
from clinic.link.client import Client, NoMirror
from clinic.link.hub import MOST_OF_ONE, Hub, Line, LinkDownError, Station
from clinic.link.outbox import Outbox
from clinic.link.pace import AT_ONCE, BYTES_A_SECOND, EACH, KEPT, Kept, Pace
from clinic.link.protocol import (
    GAME_PATH,
    LARGEST_MESSAGE,
    PROTOCOL,
    Ask,
    Hello,
    LinkError,
    Watch,
    Welcome,
)
from clinic.store.own_tables import AuditRow
from game.commands import Command, Inbox

SESSION = "20260102T030405-ABC123"
KEY_OF_TEST = "a-key-of-the-test"


def hello(next_seq: int = 1, next_trial: int = 1, **more: object) -> Hello:
    fields: dict[str, object] = {
        "protocol": PROTOCOL,
        "session_id": SESSION,
        "patient_code": "P-001",
        "level_id": "taster",
        "level_title": "Taster",
        "affected_side": "left",
        "software": "reachwell test",
        "input_device": "simulated",
        "view": "none",
        "rate_hz": 90.0,
        "planned": 3,
        "simulated": True,
        "start_utc": "2026-01-02T03:04:05+00:00",
        "next_seq": next_seq,
        "next_trial": next_trial,
    }
    return Hello.model_validate(fields | more)


# Hostile games at a console


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("console"), 0, Hub(KEY_OF_TEST)) as here:
        yield here


def game_at(console: Served) -> connect:
    return connect(
        f"ws://127.0.0.1:{console.port}{GAME_PATH}",
        additional_headers={"Authorization": f"Bearer {console.key}"},
        max_size=None,
    )


@contextmanager
def linked(console: Served, session_id: str) -> Iterator[ClientConnection]:
    with game_at(console) as connection:
        connection.send(hello(1000, session_id=session_id).model_dump_json())
        assert json.loads(connection.recv(WAIT_S))["type"] == "welcome"
        yield connection


HELLO = hello().model_dump_json()
STATE_OF_STRINGS = '{"type":"state","frame_index":"1"}'


@pytest.mark.parametrize(
    ("messages", "code", "why"),
    [
        (["{"], 4400, "Invalid JSON"),
        ([b"\xff\xd8 a picture before hello"], 4400, "no hello"),
        (['{"type":"bye","status":"completed"}'], 4400, "no hello"),
        ([hello(protocol=7).model_dump_json()], 4400, "speaks protocol 7"),
        (['{"type":"hello","protocol":9,"else":[]}'], 4400, "speaks protocol 9"),
        ([HELLO, HELLO], 4400, "second hello"),
        ([HELLO, "[" * 50_000], 4400, "recursion"),
        ([HELLO, STATE_OF_STRINGS], 4400, "state.frame_index"),
        ([HELLO, '{"type":"event","seq":0,"row":{}}'], 4400, "event.seq"),
        ([HELLO, '{"type":"welcome","protocol":1,"have_seq":0,"have_trial":0}'], 4400, "welcome"),
        ([HELLO, b"GIF89a"], 4400, "JPEG"),
        ([HELLO, b"\xff\xd8" + b"0" * LARGEST_MESSAGE], 4400, "are taken"),
        ([HELLO, "x" * (LARGEST_MESSAGE + 1)], 4400, "are taken"),
        ([HELLO, "x" * 10_000_000], 1009, ""),
        ([HELLO, b"\xff\xd8" + b"0" * 10_000_000], 1009, ""),
    ],
)
def test_a_game_that_says_what_was_not_agreed_is_hung_up_on_and_others_are_served(
    console: Served, messages: list[str | bytes], code: int, why: str
) -> None:
    with linked(console, "20260102T030405-OTHER1") as other:
        with game_at(console) as hostile:
            how = closing_of(hostile, *messages)
        assert how.code == code
        assert why in how.reason
        live = console.hub.games["20260102T030405-OTHER1"]
        seq = live.have_seq
        other.send(json.dumps({"type": "event", "seq": seq + 1, "row": {"kind": "fine"}}))
        console.run(lambda: until(lambda: live.have_seq > seq))
    gone = console.hub.games.get(SESSION)
    console.run(lambda: until(lambda: gone is None or not gone.connected))


def closing_of(connection: ServerConnection | ClientConnection, *messages: str | bytes) -> Close:
    """How the other side hangs up on who says this."""
    try:
        for message in messages:
            connection.send(message)
        while True:
            connection.recv(WAIT_S)
    except ConnectionClosed as closed:
        if closed.rcvd is None:
            raise
        return closed.rcvd


async def until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0.001)


def test_another_stations_session_is_not_taken_over(console: Served) -> None:
    hub = Hub()
    hub.enter(hello(), Station(1, "north"))
    with pytest.raises(LinkError, match="another station"):
        hub.enter(hello(), Station(2, "south"))


def test_a_session_that_reconnects_takes_the_place_of_its_older_connection(
    console: Served,
) -> None:
    session = "20260102T030405-TWICE0"
    with linked(console, session) as old, linked(console, session):
        assert "taken its place" in closing_of(old).reason
        assert console.hub.games[session].connected


def test_a_command_to_a_game_that_goes_away_raises(console: Served) -> None:
    session = "20260102T030405-GONE00"

    def go_when_asked(connection: ClientConnection) -> None:
        heard(connection, "ask")
        connection.close()

    with linked(console, session) as connection:
        live = console.hub.games[session]
        console.run(lambda: until(lambda: live.connected))
        going = threading.Thread(target=go_when_asked, args=(connection,))
        going.start()
        with pytest.raises(LinkDownError, match="broke"):
            console.ask(live, "stop")
        with pytest.raises(LinkDownError, match="no link"):
            console.ask(live, "stop")
        going.join(WAIT_S)


def test_who_says_more_than_a_game_does_is_slowed_down_and_others_are_served(
    console: Served,
) -> None:
    """Events and pictures as fast as they go: what is taken, and what is kept of it, is bounded."""
    over = threading.Event()
    began_s = time.monotonic()

    def flood(number: int, message: Callable[[int], str | bytes]) -> None:
        with linked(console, f"20260102T030405-FLOOD{number}") as connection:
            for seq in count(1000):
                if over.is_set():
                    return
                connection.send(message(seq))

    words = "x" * 200_000
    floods = [
        threading.Thread(target=flood, args=(number, message))
        for number, message in enumerate(
            (
                lambda seq: json.dumps({"type": "event", "seq": seq, "row": {"words": words}}),
                lambda _: b"\xff\xd8" + b"0" * 200_000,
            )
        )
    ]
    for each in floods:
        each.start()
    try:
        until_s = time.monotonic() + WAIT_S
        while len(slowed_down(console)) < 2:
            assert time.monotonic() < until_s
            time.sleep(0.01)
        with linked(console, "20260102T030405-CALM00") as calm:
            live = console.hub.games["20260102T030405-CALM00"]
            calm.send(json.dumps({"type": "event", "seq": 1000, "row": {"kind": "fine"}}))
            console.run(lambda: until(lambda: live.have_seq == 1000))
        flooding = console.hub.games["20260102T030405-FLOOD0"]
        taken = flooding.have_seq - 1000
        seconds = time.monotonic() - began_s
    finally:
        over.set()
        for each in floods:
            each.join(WAIT_S)
    most = 2 + (AT_ONCE + seconds * BYTES_A_SECOND) / 200_000
    assert taken <= most
    assert 1 < len(flooding.events) <= KEPT / 200_000
    assert slowed_down(console) == {"20260102T030405-FLOOD0", "20260102T030405-FLOOD1"}


def slowed_down(console: Served) -> set[str]:
    """The sessions of which the audit says so."""
    with console.store.writing() as connection:
        console.console.refusals.write(connection)
        query = select(AuditRow.subject).where(AuditRow.action == "slow down")
        return {row.subject.removeprefix("session ") for row in connection.execute(query)}


def test_of_one_station_so_many_games_are_known_and_the_others_have_room() -> None:
    hub, station, other = Hub(), Station(1, "north"), Station(2, "south")
    names = [f"20260102T030405-MANY{number:02d}" for number in range(MOST_OF_ONE + 2)]
    hub.enter(hello(session_id=SESSION), other)
    for name in names:
        hub.enter(hello(session_id=name), station)
    assert list(hub.games) == [SESSION, *names[-MOST_OF_ONE:]]  # the oldest that are not linked go

    async def linked() -> None:
        for game in hub.games.values():
            await game.linked(Line(deaf, deaf), game.hello)

    async def deaf(_: str) -> None:
        pass

    asyncio.run(linked())
    with pytest.raises(LinkError, match="too many"):
        hub.enter(hello(session_id=names[0]), station)
    hub.enter(hello(session_id=names[0]), other)


@given(st.lists(st.tuples(st.floats(0, 10), st.integers(0, LARGEST_MESSAGE)), max_size=50))
def test_who_waits_as_told_never_says_more_than_is_allowed(
    messages: list[tuple[float, int]],
) -> None:
    now_s = 0.0
    pace = Pace(lambda: now_s)
    said = 0
    for idle_s, size in messages:
        now_s += idle_s
        now_s += pace.wait_s(size)
        said += size + EACH
        assert said <= AT_ONCE + now_s * BYTES_A_SECOND + 1


@given(st.lists(st.integers(0, KEPT), max_size=50), st.integers(1, 10))
def test_what_is_kept_is_the_last_and_bounded(sizes: list[int], most: int) -> None:
    kept = Kept[int](most)
    for number, size in enumerate(sizes):
        kept.append(number, size)
    found = list(kept)
    assert found == list(range(len(sizes)))[len(sizes) - len(found) :]
    assert len(found) == len(kept) <= most
    assert sum(sizes[number] for number in found) <= KEPT
    more = sizes[len(sizes) - len(found) - 1 :]
    assert len(found) in (most, len(sizes)) or sum(more) > KEPT


# Hostile consoles before a game


class Playing:
    """A game's side of the link with a session that writes itself."""

    def __init__(self, folder: Path, port: int) -> None:
        self.inbox = Inbox()
        self.events = Outbox(folder / "events.jsonl", kept=50)
        self.trials = Outbox(folder / "trials.jsonl")
        self.file = (folder / "events.jsonl").open("ab", buffering=0)
        self.client = Client(
            Address("127.0.0.1", port, secure=False),
            KEY_OF_TEST,
            lambda seq, trial: hello(seq, trial),
            self.events,
            self.trials,
            self.inbox,
            NoMirror(),
        )
        self.client.start()
        self.told: list[str] = []

    def event(self, kind: str = "fine", **more: object) -> None:
        number = self.events.last + 1
        row = {"kind": kind, "frame_index": number, **more}
        line = json.dumps(row).encode() + b"\n"
        self.file.write(line)
        self.events.add(number, line)
        self.client.heard(row)

    def obeyed(self) -> list[Command]:
        """Obey what waits, as the session does."""
        commands = self.inbox.drain()
        for command in commands:
            self.event(
                "command", command=command.kind, source=command.source, data=dict(command.data)
            )
        return commands

    def news(self, containing: str) -> None:
        until_s = time.monotonic() + WAIT_S
        while not any(containing in line for line in self.told):
            assert time.monotonic() < until_s, self.told
            self.told += self.client.news()
            time.sleep(0.005)

    def close(self) -> None:
        self.client.close("completed")
        self.file.close()


@contextmanager
def consoles(
    tmp_path: Path, *each: Callable[[ServerConnection], None], queue: int | None = 16
) -> Iterator[Playing]:
    """A game whose first connection meets the first of these, and so on; it has to meet all."""
    met = threading.Semaphore(0)
    faults: list[BaseException] = []
    waiting = list(each)
    lock = threading.Lock()

    def handle(connection: ServerConnection) -> None:
        with lock:
            behave = waiting.pop(0) if waiting else None
        if behave is None:
            return
        try:
            assert connection.request is not None
            assert connection.request.headers["Authorization"] == f"Bearer {KEY_OF_TEST}"
            behave(connection)
        except BaseException as fault:
            faults.append(fault)
        met.release()

    with serve(handle, "127.0.0.1", 0, max_size=None, max_queue=queue, close_timeout=1) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.socket.getsockname()[1]
        playing = Playing(tmp_path, port)
        try:
            yield playing
            for _ in each:
                assert met.acquire(timeout=WAIT_S)
            assert not faults
        finally:
            playing.close()
            server.shutdown()
            thread.join(WAIT_S)


def welcome(connection: ServerConnection, have_seq: int = 0) -> Hello:
    said = Hello.model_validate_json(connection.recv(WAIT_S))
    greeting = Welcome(protocol=PROTOCOL, have_seq=have_seq, have_trial=0)
    connection.send(greeting.model_dump_json())
    return said


def heard(connection: ServerConnection | ClientConnection, kind: str) -> dict[str, object]:
    """The next message of this type."""
    while True:
        message: dict[str, object] = json.loads(connection.recv(WAIT_S))
        if message["type"] == kind:
            return message


def fine(connection: ServerConnection) -> None:
    """A console as it should be, until it has heard an event."""
    welcome(connection)
    connection.send(Watch(state_hz=15.0, picture_hz=0.0).model_dump_json())
    assert heard(connection, "event")["seq"] == 1


def saying(
    *messages: str | bytes, welcomed: bool = True, code: int = 4400, why: str = ""
) -> Callable[[ServerConnection], None]:
    def behave(connection: ServerConnection) -> None:
        if welcomed:
            welcome(connection)
        how = closing_of(connection, *messages)
        assert how.code == code
        assert why in how.reason

    return behave


WELCOME = Welcome(protocol=PROTOCOL, have_seq=0, have_trial=0).model_dump_json()


@pytest.mark.parametrize(
    "hostile",
    [
        saying("{", why="Invalid JSON"),
        saying("{", welcomed=False, why="Invalid JSON"),
        saying(b"\xff\xd8", why="Invalid JSON"),
        saying(WELCOME, why="second welcome"),
        saying('{"type":"watch","state_hz":1e9,"picture_hz":0}', why="watch.state_hz"),
        saying('{"type":"ask","id":"x"}', why="ask.id"),
        saying('{"type":"watch","state_hz":5,"picture_hz":1}', welcomed=False, why="no welcome"),
        saying(WELCOME.replace(":1,", ":2,"), welcomed=False, why="speaks protocol 2"),
        saying(WELCOME.replace('seq":0', 'seq":9'), welcomed=False, why="more events"),
        saying("x" * 10_000_000, code=1009),
    ],
)
def test_a_console_that_says_what_was_not_agreed_is_hung_up_on_and_tried_again(
    tmp_path: Path, hostile: Callable[[ServerConnection], None]
) -> None:
    with consoles(tmp_path, hostile, fine) as playing:
        playing.event()
        playing.news("no link to the console")
    assert playing.obeyed() == []


def test_a_command_is_obeyed_once_whatever_a_console_repeats(tmp_path: Path) -> None:
    ask = Ask(id="once-and-never-again", kind="easier", by="lead").model_dump_json()
    taken = threading.Event()

    def repeat(connection: ServerConnection) -> None:
        welcome(connection)
        connection.send(ask)
        connection.send(ask)
        refused = heard(connection, "ack")
        assert (refused["outcome"], refused["frame_index"]) == ("refused", None)
        assert "given before" in str(refused["message"])
        taken.set()
        assert heard(connection, "ack")["outcome"] == "obeyed"

    def again(connection: ServerConnection) -> None:
        welcome(connection, have_seq=1)
        connection.send(ask)
        assert heard(connection, "ack")["outcome"] == "refused"

    with consoles(tmp_path, repeat, again) as playing:
        assert taken.wait(WAIT_S)
        (command,) = playing.obeyed()
        assert command.source == "console"
        assert command.data == {"by": "lead", "ask": "once-and-never-again"}
    assert playing.obeyed() == []


def test_what_memory_has_let_go_is_sent_again_from_the_file(tmp_path: Path) -> None:
    def all_of_it(connection: ServerConnection) -> None:
        assert welcome(connection, have_seq=3).next_seq == 501
        seqs = [heard(connection, "event") for _ in range(497)]
        assert [message["seq"] for message in seqs] == list(range(4, 501))
        assert [message["row"]["frame_index"] for message in seqs] == list(range(4, 501))

    def away(connection: ServerConnection) -> None:
        assert written.wait(WAIT_S)

    written = threading.Event()
    with consoles(tmp_path, away, all_of_it) as playing:
        for _ in range(500):
            playing.event()
        written.set()


def test_a_console_that_takes_nothing_keeps_nobody_waiting(tmp_path: Path) -> None:
    over = threading.Event()

    def deaf(connection: ServerConnection) -> None:
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        welcome(connection)
        assert over.wait(WAIT_S)

    with consoles(tmp_path, deaf, queue=1) as playing:
        for _ in range(20_000):
            playing.event("much", words="." * 1000)
        playing.client.close("completed")  # it hangs up on who does not listen
        assert not playing.client.talking
        over.set()
    assert playing.events.last == 20_000
