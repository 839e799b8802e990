"""A session's link to a therapist's console: opened from the options, closed with the session."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter_ns
from typing import TYPE_CHECKING, Final, Protocol

from rich.console import Console

from clinic.link.address import Address, address_of, ask
from clinic.link.outbox import Outbox
from clinic.link.protocol import PROTOCOL, Hello
from clinic.link.snapshot import Snapshots
from controllers.frame import InputFrame
from game.commands import Inbox
from game.recording.folder import EVENTS, TRIALS
from game.recording.recorder import Recorder
from game.session import Session
from reachwell.choices import Choices, Device
from reachwell.display import Display
from reachwell.errors import UsageError

if TYPE_CHECKING:
    from clinic.link.client import Client

KEY: Final = "REACHWELL_LINK_KEY"
"""The environment variable with the station's key: options are seen by everybody on a machine."""


@dataclass(frozen=True, slots=True)
class Linkage:
    """A console that may be talked to; `up` tells whether it answered before play."""

    address: Address
    key: str
    up: bool


def linkage_of(choices: Choices, device: Device, console: Console) -> Linkage | None:
    """The console that was asked for. One that is down is told once, and play goes on.

    Raises `UsageError` without a key, and `ConsoleRefusedError` where it never will answer.
    """
    if choices.console is None:
        return None
    if device.name == "replay":
        raise UsageError("--console does not go with --input replay: it is played as it was")
    address = address_of(choices.console)
    key = os.environ.pop(KEY, "").strip()
    if not key or not key.isascii() or not key.isprintable():
        raise UsageError(f"--console needs the station's key in the variable {KEY}")
    trouble = ask(address, key)
    if trouble:
        console.print(
            f"no link to the console at {address} ({trouble}); play goes on and tries again",
            soft_wrap=True,
        )
    return Linkage(address, key, not trouble)


class Sink(Protocol):
    """Takes every frame."""

    def push(self, frame: InputFrame) -> None:
        """Store one frame."""
        ...


class Linked:
    """Stores every frame, and now and then looks at the session for the console."""

    def __init__(
        self, sink: Sink, recorder: Recorder, client: Client, snapshots: Snapshots
    ) -> None:
        self._sink = sink
        self._recorder = recorder
        self._client = client
        self._snapshots = snapshots
        self._due_ns = 0

    def push(self, frame: InputFrame) -> None:
        """Store one frame. Raises as the sink does."""
        self._sink.push(frame)
        now_ns = perf_counter_ns()
        if now_ns >= self._due_ns:
            self._due_ns = now_ns + self._client.look_every_ns
            self._client.show(self._snapshots.look(frame, self._recorder.dropped_rows))

    def news(self) -> list[str]:
        """What there is to tell about the link since the last call, a line each."""
        return self._client.news()


@contextmanager
def linking(
    linkage: Linkage | None,
    recorder: Recorder,
    sink: Sink,
    session: Session,
    level_id: str,
    inbox: Inbox,
    display: Display,
) -> Iterator[Linked | None]:
    """A link while the session lasts, told of its end; None where none is asked for."""
    if linkage is None:
        yield None
        return
    from clinic.link.client import Client, NoMirror

    events = Outbox(recorder.folder / EVENTS)
    trials = Outbox(recorder.folder / TRIALS)
    snapshots = Snapshots(session)
    info = recorder.info

    def hello(next_seq: int, next_trial: int) -> Hello:
        return Hello(
            protocol=PROTOCOL,
            session_id=info.session_id,
            patient_code=info.patient_code,
            level_id=level_id,
            level_title=info.level_title,
            affected_side=info.affected_side,
            software=f"reachwell {info.software['reachwell']}",
            input_device=info.input_device,
            view=info.view,
            rate_hz=info.rate_hz,
            planned=session.planned,
            simulated=info.input_device == "simulated",
            start_utc=info.start_utc.isoformat(),
            next_seq=next_seq,
            next_trial=next_trial,
        )

    mirror = display.open_mirror() or NoMirror()
    client = Client(
        *(linkage.address, linkage.key, hello, events, trials, inbox, mirror),
        silent=not linkage.up,  # it has been told before play
    )

    def event(number: int, row: Mapping[str, object], line: bytes) -> None:
        events.add(number, line)
        snapshots.heard(row)
        client.heard(row)

    def trial(number: int, row: Mapping[str, object], line: bytes) -> None:
        trials.add(number, line)
        snapshots.finished(row)
        client.woken()

    recorder.listen(event, trial)
    client.start()
    try:
        yield Linked(sink, recorder, client, snapshots)
    finally:
        client.close(session.status if session.done else "broken_off")
