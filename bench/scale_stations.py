"""Stations as the console sees them: the protocol of games and of uploads, without a game.

Each plays a recording once more over the link: a state ten times a second, every event and every
repetition in step; every second one loses its connection halfway and calls again. Then it hands
the recording over.
"""

from __future__ import annotations

import asyncio
import json
import resource
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from clinic.link.address import address_of
from clinic.link.protocol import (
    GAME_PATH,
    PROTOCOL,
    Ack,
    Ask,
    Bye,
    Difficulty,
    Exercise,
    Hello,
    Point,
    State,
    Tally,
    Thing,
    Welcome,
    from_console,
)
from clinic.station.handing import Station, hand_over
from clinic.station.web import Web
from game.datadir import DataDirectory
from game.recording.folder import EVENTS, TRIALS
from game.recording.reading import open_recording

STATE_HZ = 10.0
_PATIENCE_S = 30.0
_THINGS = 15


@dataclass(frozen=True, slots=True)
class Place:
    """One station: its key, and its own data directory with one recording in it."""

    number: int
    key: str
    data: Path

    @property
    def folder(self) -> Path:
        """Of the recording."""
        (found,) = DataDirectory(self.data).session_folders()
        return found


@dataclass(slots=True)
class Played:
    """What a station has sent, and what the console says it has."""

    session_id: str
    events: int = 0
    trials: int = 0
    states: int = 0
    known_events: int = -1
    known_trials: int = -1
    obeyed: int = 0
    calls: int = 0
    upload_s: float = 0.0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class All:
    """What all stations did, and the processor time that took."""

    played: list[Played]
    cpu_s: float


def play_all(url: str, places: list[Place], duration_s: float) -> All:
    """All at once; returns when every recording is handed over."""

    async def work() -> list[Played]:
        return await asyncio.gather(*(_Game(url, each, duration_s).run() for each in places))

    played = asyncio.run(work())
    used = resource.getrusage(resource.RUSAGE_SELF)
    return All(played, used.ru_utime + used.ru_stime)


@dataclass(slots=True)
class _Game:
    url: str
    place: Place
    duration_s: float
    rows: dict[str, list[bytes]] = field(init=False)
    done: Played = field(init=False)
    began_s: float = field(init=False)

    async def run(self) -> Played:
        folder = self.place.folder
        self.done = Played(folder.name)
        self.rows = {
            "event": (folder / EVENTS).read_bytes().splitlines(),
            "trial": (folder / TRIALS).read_bytes().splitlines(),
        }
        self.began_s = time.monotonic()
        try:
            halfway = self.duration_s / 2 if self.place.number % 2 else 0.0
            if halfway:
                await self._call(until_s=halfway, last=False)
            await self._call(until_s=self.duration_s, last=True)
            await self._ask_what_came()
            began_s = time.monotonic()
            await asyncio.to_thread(self._hand_over)
            self.done.upload_s = time.monotonic() - began_s
        except Exception as error:
            self.done.problem = repr(error)
        return self.done

    async def _call(self, until_s: float, *, last: bool) -> None:
        async with self._connected() as link:
            welcome = await self._hello(link)
            sent = {"event": welcome.have_seq, "trial": welcome.have_trial}
            listener = asyncio.create_task(self._obey(link))
            number = 0
            while (now_s := time.monotonic() - self.began_s) < until_s:
                await self._send_rows(link, sent, now_s / self.duration_s)
                await link.send(_state(number, now_s).model_dump_json())
                self.done.states += 1
                number += 1
                await asyncio.sleep(1 / STATE_HZ)
            if last:
                await self._send_rows(link, sent, 1.0)
                await link.send(Bye(status="completed").model_dump_json())
            else:
                link.transport.abort()  # as when a cable is drawn
            listener.cancel()
            self.done.events, self.done.trials = sent["event"], sent["trial"]

    async def _ask_what_came(self) -> None:
        """Call once more: a console's welcome tells what it has."""
        async with self._connected() as link:
            welcome = await self._hello(link)
            self.done.known_events = welcome.have_seq
            self.done.known_trials = welcome.have_trial

    def _connected(self) -> Any:
        return connect(
            self.url.replace("http", "ws", 1) + GAME_PATH,
            additional_headers={"Authorization": f"Bearer {self.place.key}"},
            open_timeout=_PATIENCE_S,
            compression=None,
            proxy=None,
        )

    async def _hello(self, link: ClientConnection) -> Welcome:
        info = open_recording(self.place.folder).info
        hello = Hello(
            protocol=PROTOCOL,
            session_id=info.session_id,
            patient_code=info.patient_code,
            level_id="scale",
            level_title=info.level_title,
            affected_side=info.affected_side,
            software="bench",
            input_device=info.input_device,
            view="none",
            rate_hz=90.0,
            planned=100,
            simulated=True,
            start_utc=info.start_utc.isoformat(),
            next_seq=len(self.rows["event"]) + 1,
            next_trial=len(self.rows["trial"]) + 1,
        )
        await link.send(hello.model_dump_json())
        self.done.calls += 1
        welcome = from_console(await link.recv())
        assert isinstance(welcome, Welcome)
        return welcome

    async def _send_rows(self, link: ClientConnection, sent: dict[str, int], share: float) -> None:
        """So much of the recording is due."""
        for kind, lines in self.rows.items():
            due = round(min(1.0, share) * len(lines))
            for seq in range(sent[kind] + 1, due + 1):
                await link.send(
                    b'{"type":"%s","seq":%d,"row":%s}' % (kind.encode(), seq, lines[seq - 1]),
                    text=True,
                )
                sent[kind] = seq

    async def _obey(self, link: ClientConnection) -> None:
        async for text in link:
            message = from_console(text)
            if isinstance(message, Ask):
                ack = Ack(id=message.id, frame_index=self.done.states, outcome="obeyed")
                await link.send(ack.model_dump_json())
                self.done.obeyed += 1

    def _hand_over(self) -> None:
        web = Web(address_of(self.url), self.place.key, None)
        station = Station(DataDirectory(self.place.data), web)
        hand_over(station, self.place.folder, lambda _done, _of: None)


def _state(number: int, now_s: float) -> State:
    at = (0.1 * (number % 10), 1.0, -0.4)
    turned = (0.0, 0.0, 0.0, 1.0)
    point = Point(position=at, orientation=turned, valid=True, tracked=True)
    things = [
        Thing(
            id=each,
            role="target",
            mesh="apple",
            position=(0.1 * each, 1.0, -0.5),
            orientation=turned,
            scale=(0.1, 0.1, 0.1),
            colour=(1.0, 0.5, 0.5, 1.0),
            glow=0.0,
            amount=0.0,
        )
        for each in range(_THINGS)
    ]
    return State(
        frame_index=number,
        time_ns=round(now_s * 1e9),
        elapsed_s=now_s,
        active_s=now_s,
        phase="exercise",
        paused=None,
        exercise=Exercise(
            number=1, name="Fruit", task="reaching", set=1, sets=1, repetition=1, repetitions=99
        ),
        difficulty=Difficulty(
            value=0.4, side="right", why="", locked=False, skill=0.4, uncertainty=0.1
        ),
        tally=Tally(won=1, scored=1, done=1, planned=99),
        wanted_side="right",
        wanted_limb="hand",
        place="orchard",
        points=dict.fromkeys(("head", "left_hand", "right_hand", "left_foot", "right_foot"), point),
        things=things,
        boards=[],
        tracking_share=1.0,
        last=None,
        dropped_rows=0,
    )


def copy_of(recording: Path, place: Path, session_id: str, code: str) -> None:
    """A recording as that of another session and patient."""
    folder = DataDirectory(place).session(session_id)
    folder.mkdir(parents=True)
    for path in recording.iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    info = json.loads((folder / "session.json").read_bytes())
    was = info["patient_code"]
    text = (folder / "session.json").read_text(encoding="utf-8")
    text = text.replace(info["session_id"], session_id).replace(f'"{was}"', f'"{code}"')
    (folder / "session.json").write_text(text, encoding="utf-8", newline="\n")
