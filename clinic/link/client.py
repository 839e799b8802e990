"""The game's side of the link: the loop drops things here and goes on; a thread talks.

The loop never waits: what it calls takes a lock for microseconds at most. A look at the session
replaces the one before it; events and repetitions are numbered as they stand in their files, so
what a console has missed is sent again, from memory or from the file. Where the link breaks the
thread tries again, ever more slowly, until the session is over.
"""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final, Protocol

from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection

from clinic.link.address import Address, trusted
from clinic.link.calling import Tries, answer, call
from clinic.link.outbox import Outbox
from clinic.link.protocol import (
    LARGEST_MESSAGE,
    STATE_HZ,
    UNWATCHED_HZ,
    Ack,
    Ask,
    Bye,
    Hello,
    LinkError,
    Watch,
    Welcome,
    check_version,
    from_console,
)
from clinic.link.snapshot import Snapshot, told
from game.asked import CommandError, checked
from game.commands import Command, Inbox

_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 10.0
_PATIENCE_S: Final = 5.0
_PARTING_S: Final = 2.0
_LOOK_EVERY_S: Final = 1.0
_LINES_AT_ONCE: Final = 64
_MOST_ASKS: Final = 10_000
"""Of one session; each id is kept, so that none is obeyed twice."""

_RUDE: Final = 4400
"""Code of closing where the other side said what was not agreed."""


class Mirror(Protocol):
    """Gives the picture that the patient sees."""

    def want(self, rate_hz: float) -> None:
        """How often somebody looks at it; 0 is not at all."""
        ...

    def take(self) -> bytes | None:
        """The newest one as JPEG, once; None where there is no newer."""
        ...


class NoMirror:
    """Where nothing is drawn."""

    def want(self, rate_hz: float) -> None:
        """Nothing comes of it."""

    def take(self) -> bytes | None:
        """None."""
        return None


class Client:
    """One session's link. `inbox` takes the commands; `mirror` gives the picture.

    `silent`: that there is no link needs no telling until there was one.
    """

    def __init__(
        self,
        address: Address,
        key: str,
        hello: Callable[[int, int], Hello],
        events: Outbox,
        trials: Outbox,
        inbox: Inbox,
        mirror: Mirror,
        *,
        silent: bool = False,
    ) -> None:
        self._address = address
        self._key = key
        self._hello = hello
        self._outboxes = (events, trials)
        self._inbox = inbox
        self._mirror = mirror
        self._wake = threading.Event()
        self._look: Snapshot | None = None
        self._acks: deque[Ack] = deque()
        self._asked: set[str] = set()
        self._news: deque[str] = deque(maxlen=8)
        self._had = [0, 0]
        self._status: str | None = None
        self._ending = threading.Event()
        self._over = threading.Event()
        self._connection: ClientConnection | None = None
        self._was_linked = not silent
        self.look_every_ns = _every_ns(UNWATCHED_HZ)
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)

    def start(self) -> None:
        """Begin to talk."""
        self._thread.start()

    def show(self, look: Snapshot) -> None:
        """A newer look at the session. The loop's."""
        self._look = look
        self._wake.set()

    def heard(self, row: Mapping[str, Any]) -> None:
        """An event that is in its outbox now. The loop's."""
        if row["kind"] == "command" and row["source"] == "console":
            ask_id = row.get("data", {}).get("ask")
            if isinstance(ask_id, str):
                index = row["frame_index"]
                self._acks.append(Ack(id=ask_id, frame_index=index, outcome="obeyed"))
        self._wake.set()

    def woken(self) -> None:
        """A repetition is in its outbox now. The loop's."""
        self._wake.set()

    def news(self) -> list[str]:
        """What there is to tell about the link since the last call, a line each."""
        lines = []
        while self._news:
            lines.append(self._news.popleft())
        return lines

    @property
    def talking(self) -> bool:
        """Whether the thread still runs."""
        return self._thread.is_alive()

    def close(self, status: str) -> None:
        """Send what waits, for two seconds at most, and hang up."""
        self._status = status
        self._ending.set()
        self._wake.set()
        self._thread.join(_PARTING_S)
        self._over.set()
        self._wake.set()
        connection = self._connection
        if connection is not None and self._thread.is_alive():
            with suppress(OSError):  # whatever it waits for, it waits no longer
                connection.socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(_PARTING_S)

    def _run(self) -> None:
        tries = Tries(_FIRST_PAUSE_S, _LONGEST_PAUSE_S)
        while not self._over.is_set():
            tries.begin()
            last = self._ending.is_set()
            try:
                self._talk()
                return
            except (OSError, WebSocketException, LinkError) as error:
                self._tell(error)
            except Exception as error:  # a fault of ours: play goes on without the link
                self._news.append(f"the link broke for good: {error!r}")
                return
            if last:
                return
            self._ending.wait(tries.pause_s())

    def _talk(self) -> None:
        """Connect, and talk until the session is over or the link breaks."""
        events, trials = self._outboxes
        tls = trusted() if self._address.secure else None
        url = self._address.game_url
        with call(url, self._key, tls, _PATIENCE_S, LARGEST_MESSAGE) as connection:
            self._connection = connection
            try:
                connection.send(self._hello(events.last + 1, trials.last + 1).model_dump_json())
                self._welcomed(connection)
                listener = threading.Thread(
                    target=self._listen, args=(connection,), name="link-in", daemon=True
                )
                listener.start()
                self._send_all(connection, listener)
            except LinkError as error:
                connection.close(_RUDE, str(error)[:120])
                raise
            finally:
                self._connection = None
                self.look_every_ns = _every_ns(UNWATCHED_HZ)
                self._mirror.want(0.0)

    def _welcomed(self, connection: ClientConnection) -> None:
        welcome = from_console(answer(connection, _PATIENCE_S))
        if not isinstance(welcome, Welcome):
            raise LinkError("the console's first word is no welcome")
        check_version(welcome.protocol)
        self._had = [welcome.have_seq, welcome.have_trial]
        if any(had > box.last for had, box in zip(self._had, self._outboxes, strict=True)):
            raise LinkError("the console claims more events than there are")
        if not self._was_linked:
            self._news.append("the console is linked")
        self._was_linked = True

    def _send_all(self, connection: ClientConnection, listener: threading.Thread) -> None:
        while listener.is_alive():
            ending = self._status
            while self._acks:
                connection.send(self._acks[0].model_dump_json())
                self._acks.popleft()
            behind = self._send_lines(connection)
            look, self._look = self._look, None
            if look is not None:
                connection.send(told(look))
            picture = self._mirror.take()
            if picture is not None:
                connection.send(picture)
            if behind:
                continue
            if ending is not None:
                connection.send(Bye(status=ending).model_dump_json())
                return
            self._wake.wait(_LOOK_EVERY_S)
            self._wake.clear()
        connection.send("")  # raises, and says why nobody listens any more

    def _send_lines(self, connection: ClientConnection) -> bool:
        """Send events and repetitions; whether there are more."""
        behind = False
        for index, (kind, box) in enumerate(zip(("event", "trial"), self._outboxes, strict=True)):
            lines = box.after(self._had[index], _LINES_AT_ONCE)
            for number, line in lines:
                connection.send(
                    b'{"type":"%s","seq":%d,"row":%s}' % (kind.encode(), number, line), text=True
                )
                self._had[index] = number
            behind = behind or len(lines) == _LINES_AT_ONCE
        return behind

    def _listen(self, connection: ClientConnection) -> None:
        try:
            for text in connection:
                self._take(from_console(text))
        except LinkError as error:
            self._news.append(f"the console said what was not agreed: {error}")
            connection.close(_RUDE, str(error)[:120])
        except (OSError, WebSocketException):
            pass  # the sending side tells
        finally:
            self._wake.set()

    def _take(self, message: Welcome | Ask | Watch) -> None:
        if isinstance(message, Watch):
            self.look_every_ns = _every_ns(min(STATE_HZ, message.state_hz))
            self._mirror.want(message.picture_hz)
        elif isinstance(message, Ask):
            self._ask(message)
        else:
            raise LinkError("a second welcome")

    def _ask(self, ask: Ask) -> None:
        reason = ""
        if ask.id in self._asked:
            reason = "this command was given before"
        elif len(self._asked) >= _MOST_ASKS:
            reason = "too many commands in one session"
        else:
            self._asked.add(ask.id)
            try:
                data = checked(ask.kind, ask.data)
                self._inbox.put(Command(ask.kind, {**data, "by": ask.by, "ask": ask.id}, "console"))
            except CommandError as error:
                reason = str(error)
        if reason:
            refused = Ack(id=ask.id, frame_index=None, outcome="refused", message=reason[:1000])
            self._acks.append(refused)
            self._wake.set()

    def _tell(self, error: Exception) -> None:
        """Say once that there is no link, and why."""
        if not self._was_linked:
            return
        self._was_linked = False
        if isinstance(error, InvalidStatus):
            status = error.response.status_code
            why = "it refuses the key" if status in (401, 403) else f"it answers {status}"
        else:
            why = " ".join(str(error).split())[:200] or type(error).__name__
        self._news.append(f"no link to the console ({why}); play goes on")


def _every_ns(rate_hz: float) -> int:
    """How long between two looks; who wants none is shown one a minute."""
    return round(1e9 / max(rate_hz, 1 / 60))
