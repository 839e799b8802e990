"""A station without the game: links to a console and shows a made-up session, or a recorded one.

    REACHWELL_LINK_KEY=KEY python console_client.py http://127.0.0.1:8042 [FOLDER OF A RECORDING]

It answers "stop", "pause", "resume", "mark" and "end". What goes over the wire is told in
docs/link.md and docs/link.schema.json; it imports nothing of Reachwell.
"""

from __future__ import annotations

import datetime
import json
import math
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

RATE_HZ = 15
SESSION_S = 60.0
UP = {"orientation": [0.0, 0.0, 0.0, 1.0]}
APPLE = UP | {"id": 1, "role": "target", "mesh": "apple", "position": [0.2, 0.9, -0.45],
              "scale": [0.1, 0.1, 0.1], "colour": [1, 1, 1, 1], "glow": 0, "amount": 0}  # fmt: skip


def main(url: str, folder: str | None = None) -> None:
    """Link, and play until the session's end, or until the console ends it."""
    hello, events = recorded(Path(folder)) if folder else made_up()
    address = url.replace("http", "ws", 1).rstrip("/") + "/link/v1/game"
    headers = {"Authorization": f"Bearer {os.environ['REACHWELL_LINK_KEY']}"}
    with connect(address, additional_headers=headers) as link:
        say(link, "hello", **hello)
        welcome = json.loads(link.recv(10))  # what the console has had before a break
        status = play(link, events, welcome["have_seq"])
        say(link, "bye", status=status)
    print(f"{hello['session_id']}: {status}")


def play(link: ClientConnection, events: list[Any], sent: int) -> str:
    """One look at the session after the other; returns how it ended. `sent` need no sending."""
    frame, played_s, still = 0, 0.0, False
    while played_s <= events[-1][0]:
        for ask in asked(link):
            known = ask["kind"] in ("stop", "pause", "resume", "mark", "end")
            answer = ("obeyed", frame) if known else ("refused", None)
            say(link, "ack", id=ask["id"], outcome=answer[0], frame_index=answer[1])
            if ask["kind"] == "end":
                return "ended"
            still = {"stop": True, "pause": True, "resume": False}.get(ask["kind"], still)
        for seq, (at_s, row) in enumerate(events, 1):  # numbered as the lines of events.jsonl
            if sent < seq and at_s <= played_s:
                say(link, "event", seq=seq, row=row)
                sent = seq
        say(link, "state", **state(frame, played_s, still=still))
        time.sleep(1 / RATE_HZ)
        frame, played_s = frame + 1, played_s + (0.0 if still else 1 / RATE_HZ)
    return "completed"


def say(link: ClientConnection, kind: str, **fields: object) -> None:
    """Send one message."""
    link.send(json.dumps({"type": kind} | fields))


def asked(link: ClientConnection) -> Iterator[dict[str, Any]]:
    """What the console has asked for since the last time, without waiting."""
    while True:
        try:
            message = json.loads(link.recv(timeout=0))
        except TimeoutError:
            return
        if message["type"] == "ask":  # "watch" says how often to send; this one sends steadily
            yield message


def state(frame: int, played_s: float, *, still: bool) -> dict[str, Any]:
    """How the session stands: a head at rest, and a right hand that goes to and fro."""
    hand = [0.2, 0.9, -0.25 - 0.2 * math.sin(played_s)]
    places = {"head": [0.0, 1.2, 0.0], "right_hand": hand}
    points = {n: UP | {"position": p, "valid": True, "tracked": True} for n, p in places.items()}
    unknown = dict.fromkeys(("value", "side", "skill", "uncertainty"))
    return {"frame_index": frame, "time_ns": time.perf_counter_ns(), "elapsed_s": frame / RATE_HZ,
            "active_s": played_s, "phase": "set", "paused": "stopped" if still else None,
            "exercise": None, "difficulty": unknown | {"why": "", "locked": False},
            "tally": {"won": 0, "scored": 0, "done": 0, "planned": 0}, "wanted_side": "right",
            "wanted_limb": "hand", "place": "orchard", "points": points, "things": [APPLE],
            "boards": [], "tracking_share": 1.0, "last": None, "dropped_rows": 0}  # fmt: skip


def made_up() -> tuple[dict[str, Any], list[Any]]:
    """What hello says of a session that nobody has played, and its events by second."""
    now = datetime.datetime.now(datetime.UTC)
    hello = {"protocol": 1, "session_id": f"{now:%Y%m%dT%H%M%S}-{os.urandom(3).hex().upper()}",
             "patient_code": "EXAMPLE", "level_id": "example", "level_title": "Example",
             "affected_side": "right", "software": "console_client", "input_device": "none",
             "view": "none", "rate_hz": float(RATE_HZ), "planned": 0, "simulated": True,
             "start_utc": now.isoformat(), "next_seq": 1, "next_trial": 1}  # fmt: skip
    kinds = ((0.0, "session_start"), (SESSION_S, "session_end"))
    return hello, [(at, {"kind": kind, "frame_index": 0, "time_ns": 0}) for at, kind in kinds]


def recorded(folder: Path) -> tuple[dict[str, Any], list[Any]]:
    """The same of a recording, played again under an id of its own."""
    hello, _ = made_up()
    told = json.loads((folder / "session.json").read_text(encoding="utf-8"))
    hello |= {name: told[name] for name in ("patient_code", "level_title", "affected_side")}
    rows = [json.loads(line) for line in (folder / "events.jsonl").open(encoding="utf-8")]
    return hello, [((row["time_ns"] - rows[0]["time_ns"]) / 1e9, row) for row in rows]


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (OSError, WebSocketException, KeyError, TypeError) as problem:
        sys.exit(f"console_client: {type(problem).__name__}: {problem}")
