"""`reachwell`, which writes down when a console's command passes through it.

    python -m bench.clicked FILE clinic ...

The games that this console starts do the same. A line of FILE is what happened and when by
`time.perf_counter_ns`, one clock for all processes of a machine: `asked` as the page's answer to a
click begins to ask the game, `taken` as the game has it, `obeyed` as the game writes it down,
`answered` as the page knows.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import clinic.link.client
import reachwell.clinic
from clinic.link.hub import LiveGame
from clinic.link.protocol import Ack
from clinic.station.process import Call
from clinic.station.spec import StartSpec
from game.commands import Command, Inbox
from reachwell.__main__ import main
from reachwell.starting import play_command

NOTES = sys.argv[1]
FILE = os.open(NOTES, os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def note(what: str) -> None:
    os.write(FILE, f"{what} {time.perf_counter_ns()}\n".encode())


def witnessed(spec: StartSpec, level: Path, call: Call) -> list[str]:
    """The game's command, with notes."""
    python, _, _, *line = play_command(spec, level, call)
    return [python, "-m", "bench.clicked", NOTES, *line]


ask, put, heard = LiveGame.ask, Inbox.put, clinic.link.client.Client.heard


async def noted_ask(game: LiveGame, kind: str, data: Mapping[str, Any], by: str) -> Ack:
    note("asked")
    ack = await ask(game, kind, data, by)
    note("answered")
    return ack


def noted_put(inbox: Inbox, command: Command) -> None:
    if command.source == "console":
        note("taken")
    put(inbox, command)


def noted_heard(client: clinic.link.client.Client, row: Mapping[str, Any]) -> None:
    if row["kind"] == "command" and row["source"] == "console":
        note("obeyed")
    heard(client, row)


if __name__ == "__main__":
    reachwell.clinic.play_command = witnessed  # type: ignore[attr-defined]
    LiveGame.ask = noted_ask  # type: ignore[method-assign,assignment]
    Inbox.put = noted_put  # type: ignore[method-assign,assignment]
    clinic.link.client.Client.heard = noted_heard  # type: ignore[method-assign,assignment]
    sys.argv = ["reachwell", *sys.argv[2:]]
    main()
