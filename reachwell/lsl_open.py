"""Opening live streams: whether they can be, who may reach them, and waiting for receivers."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from rich.console import Console

from game.recording.recorder import Recorder
from reachwell.choices import Choices, Device
from reachwell.errors import UsageError
from reachwell.lsl import LiveStreams, Shared, clock_offset_ns, replay_offset_ns

_THIS_MACHINE: Final = """
[multicast]
ResolveScope = machine
[ports]
IPv6 = disable
[log]
level = -2
"""
"""LSL's own configuration: streams are announced on the loopback interface and nowhere else."""

_LOOPBACK: Final = b"lo"
_LOOK_EVERY_S: Final = 0.1


def check_lsl(choices: Choices) -> None:
    """Raise `UsageError` where live streams are asked for and can't be."""
    if not choices.lsl:
        for option, given in (
            ("--lsl-network", choices.lsl_network),
            ("--lsl-wait", choices.lsl_wait_s),
        ):
            if given:
                raise UsageError(f"{option} goes with --lsl only")
        return
    try:
        import pylsl
    except (ImportError, RuntimeError, OSError) as error:  # the package, or its library, lacks
        raise UsageError(
            "--lsl needs the package pylsl with its library: pip install 'reachwell[lsl]'"
        ) from error
    if not choices.lsl_network:
        pylsl.util.set_config_content(_THIS_MACHINE)


@contextmanager
def streaming(
    choices: Choices,
    device: Device,
    rate_hz: float | None,
    recorder: Recorder,
    console: Console,
) -> Iterator[Recorder | Shared]:
    """What the session writes into: the recorder, with live streams where they are asked for.

    Raises `UsageError` where the streams can't be opened; the recording is closed then.
    """
    if not choices.lsl:
        yield recorder
        return
    try:
        streams = _open(choices, device, rate_hz, recorder.folder.name, console)
    except (RuntimeError, OSError) as error:
        recorder.close("broken_off")
        raise UsageError(f"--lsl: the streams can't be opened: {error}") from error
    try:
        yield Shared(recorder, streams)
    finally:
        streams.close()
        if streams.failure is not None:
            console.print(f"the live streams broke off: {streams.failure}", soft_wrap=True)
        if streams.dropped:
            console.print(f"{streams.dropped} frames were not streamed", soft_wrap=True)


def wait_for_receivers(journal: Recorder | Shared, wait_s: float, console: Console) -> None:
    """Wait until somebody receives the live streams, if there are any, at most so long."""
    if not (isinstance(journal, Shared) and wait_s):
        return
    console.print(f"Waiting up to {wait_s:g} s for a receiver of the live streams.")
    until = time.monotonic() + wait_s
    while not journal.streams.heard:
        if time.monotonic() >= until:
            console.print("Nobody receives the live streams; going on.")
            return
        time.sleep(_LOOK_EVERY_S)


def _open(
    choices: Choices, device: Device, rate_hz: float | None, session_id: str, console: Console
) -> LiveStreams:
    measured_ns = clock_offset_ns()
    offset_ns = replay_offset_ns if device.name == "replay" else lambda _: measured_ns
    before = _sockets()
    streams = LiveStreams(session_id, rate_hz, offset_ns)
    if not choices.lsl_network and not _confine(_sockets() - before):
        console.print(
            "live streams are announced on this machine only; "
            "keep others from their ports (16571 to 16604) with the system's firewall",
            soft_wrap=True,
        )
    return streams


def _sockets() -> set[int]:
    """Descriptors of this process's network sockets, where the system lists them."""
    found = set()
    with suppress(OSError):
        for entry in Path("/proc/self/fd").iterdir():
            with suppress(OSError, ValueError):
                number = int(entry.name)
                if str(entry.readlink()).startswith("socket:"):
                    found.add(number)
    return found


def _confine(descriptors: set[int]) -> bool:
    """Bind sockets to the loopback device: the library itself listens on every address.

    Returns False where the system has no such thing, or refuses it.
    """
    if sys.platform != "linux":
        return False
    done = 0
    for descriptor in descriptors:
        with suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as each:
            if each.family in (socket.AF_INET, socket.AF_INET6):
                try:
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, _LOOPBACK)
                except OSError:
                    return False
                done += 1
    return done > 0
