"""A station at work: it waits to be asked, plays, and hands over what was played."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import ClientConnection

from clinic.errors import ClinicError
from clinic.link.address import Address, address_of
from clinic.link.calling import Tries, answer, call
from clinic.link.protocol import GAME_PATH, LinkError
from clinic.station.fetching import fetch
from clinic.station.handing import Progress, Station, hand_over, pending
from clinic.station.joined import Joined
from clinic.station.process import Call, Command, GameProcess
from clinic.station.protocol import (
    LARGEST_MESSAGE,
    PROTOCOL,
    STATION_PATH,
    Ended,
    FromStation,
    Start,
    StationHello,
    StationWelcome,
    Waiting,
    check_version,
    from_console,
)
from clinic.station.web import AwayError, Web, trusted
from game.datadir import DataDirectory
from game.patient import PatientError
from game.recording.errors import RecordingError

_FIRST_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 30.0
_PATIENCE_S: Final = 10.0
_AGAIN_S: Final = 60.0
"""How long a session waits that could not be handed over."""


_REMOVED: Final = (
    "the console does not take this station's key any more; join anew: reachwell station join"
)


class RemovedError(ClinicError):
    """The console does not know this station any more."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the front door lends: how a game is begun, how broken sessions are mended, a voice."""

    command: Command
    mend: Callable[[], None]
    say: Callable[[str], None]
    progress: Progress
    software: str


@dataclass
class _Game:
    """The start whose game runs, if any, and what is still to be told of those before."""

    start_id: str | None = None
    untold: list[Ended] = field(default_factory=list)


class Running:
    """One station. `run` blocks until `stop`, or until the console has removed the station."""

    def __init__(self, joined: Joined, data: DataDirectory, tools: Tools) -> None:
        self._joined = joined
        self._address: Address = address_of(joined.url)
        self._tools = tools
        self._station = Station(data, Web(self._address, joined.key, joined.tls_ca))
        self._lock = threading.Lock()
        self._game = _Game()
        self._connection: ClientConnection | None = None
        self._stopped = threading.Event()
        self._due = threading.Event()
        self._waiting = Waiting(waiting=0)
        self._away = ""

    def run(self) -> None:
        """Work. Raises `RemovedError`."""
        handing = threading.Thread(target=self._hand_over_all, name="hand-over", daemon=True)
        handing.start()
        tries = Tries(_FIRST_PAUSE_S, _LONGEST_PAUSE_S)
        try:
            while not self._stopped.is_set():
                tries.begin()
                try:
                    self._talk()
                except InvalidStatus as error:
                    if error.response.status_code in (401, 403):
                        raise RemovedError(_REMOVED) from None
                    self._tell_away(f"it answers {error.response.status_code}")
                except ConnectionClosed as error:
                    self._tell_away((error.rcvd and error.rcvd.reason) or "it hung up")
                except (OSError, InvalidHandshake, LinkError) as error:
                    self._tell_away(" ".join(str(error).split())[:200] or type(error).__name__)
                self._stopped.wait(tries.pause_s())
        finally:
            self._stopped.set()
            self._due.set()
            handing.join(_PATIENCE_S)

    def stop(self) -> None:
        """Stop waiting; a game that runs goes on."""
        self._stopped.set()
        connection = self._connection
        if connection is not None:
            connection.close()

    def _talk(self) -> None:
        tls = trusted(self._joined.tls_ca) if self._address.secure else None
        url = self._address.game_url.removesuffix(GAME_PATH) + STATION_PATH
        with call(url, self._joined.key, tls, _PATIENCE_S, LARGEST_MESSAGE) as connection:
            self._greet(connection)
            try:
                for text in connection:
                    message = from_console(text)
                    if isinstance(message, Start):
                        self._start(message)
            finally:
                self._connection = None

    def _greet(self, connection: ClientConnection) -> None:
        with self._lock:
            playing = self._game.start_id
        hello = StationHello(
            protocol=PROTOCOL,
            software=self._tools.software,
            playing=playing,
            waiting=self._waiting.waiting,
        )
        connection.send(hello.model_dump_json())
        welcome = from_console(answer(connection, _PATIENCE_S))
        if not isinstance(welcome, StationWelcome):
            raise LinkError("the console's first word is no welcome")
        check_version(welcome.protocol)
        self._connection = connection
        self._away = ""
        self._tools.say(f"{welcome.name} waits to be asked by the console at {self._address}")
        with self._lock:
            untold, self._game.untold = self._game.untold, []
        for each in untold:
            self._send(each)
        self._send(self._waiting)
        self._due.set()

    def _start(self, asked: Start) -> None:
        with self._lock:
            busy = self._game.start_id is not None
            if not busy:
                self._game.start_id = asked.start_id
        if busy:
            self._send(Ended(start_id=asked.start_id, problem="this station plays already"))
            return
        threading.Thread(target=self._play, args=(asked,), name="play", daemon=True).start()

    def _play(self, asked: Start) -> None:
        spec = asked.spec
        try:
            self._tools.say(f"{spec.patient_code} plays, asked by {asked.by}")
            problem = self._played(asked)
        except (ClinicError, PatientError, RecordingError) as error:
            problem = str(error)
        self._tools.say(f"{spec.patient_code}: {problem or 'over'}")
        with self._lock:
            self._game.start_id = None
        self._send(Ended(start_id=asked.start_id, problem=problem and problem[:500]))
        self._due.set()

    def _played(self, asked: Start) -> str | None:
        fetch(self._station, asked.spec.patient_code)
        data, joined = self._station.data.root, self._joined
        call = Call(joined.url, joined.key, data, joined.tls_ca)
        problem = GameProcess(asked.spec, call, self._tools.command).wait()
        self._tools.mend()
        return problem

    def _hand_over_all(self) -> None:
        while not self._stopped.is_set():
            try:
                self._hand_over_pending()
            except (ClinicError, PatientError, RecordingError) as error:
                self._say_waiting(str(error))
            self._due.wait(_AGAIN_S)
            self._due.clear()

    def _hand_over_pending(self) -> None:
        """What can't be handed over stays, and does not keep the others from going."""
        problem = None
        for folder in pending(self._station.data):
            if self._stopped.is_set():
                return
            try:
                hand_over(self._station, folder, self._tools.progress)
                self._tools.say(f"{folder.name} is handed over")
            except AwayError as error:
                problem = str(error)
                break
            except (ClinicError, PatientError, RecordingError) as error:
                problem = f"{folder.name} stays here: {error}"
        self._say_waiting(problem)

    def _say_waiting(self, problem: str | None) -> None:
        told = Waiting(waiting=len(pending(self._station.data)), problem=problem and problem[:500])
        if told != self._waiting:
            self._waiting = told
            if problem:
                self._tools.say(problem)
            self._send(told)

    def _send(self, message: FromStation) -> None:
        """Tell the console; the end of a game waits for a connection, if there is none."""
        connection = self._connection
        try:
            if connection is None:
                raise ConnectionError
            connection.send(message.model_dump_json())
        except (OSError, ConnectionClosed):
            if isinstance(message, Ended):
                with self._lock:
                    self._game.untold.append(message)

    def _tell_away(self, why: str) -> None:
        if why != self._away:
            self._away = why
            self._tools.say(f"no connection to the console at {self._address} ({why}); trying on")
