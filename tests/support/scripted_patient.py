"""A patient who plays a running game: sees the target in its recording, moves a controller there.

Reads the flushed `events.jsonl` of the session that a `reachwell play` process writes, and
moves the hand that is asked for along a straight line, 200 times a second, head still.
"""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from support.monado import Patient, RemotePatient, Vec3

RATE_HZ = 200.0
SPEED_M_S = 0.6
PATIENCE_S = 280.0
GOALS = ("start_shown", "target_shown")


class ScriptedPatient:
    """Plays while entered; `events` are those seen so far, in order. `over`: the game has ended."""

    def __init__(
        self, remote: RemotePatient, data: Path, over: Callable[[], bool] = lambda: False
    ) -> None:
        self.events: list[dict[str, Any]] = []
        self.curl_on_the_way = False
        self._remote = remote
        self._data = data
        self._over = over
        self._file: Path | None = None
        self._read = 0
        self._goals: dict[str, Vec3] = {}
        self._seen = threading.Condition()
        self._lock = threading.Lock()
        self._going_on = True
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._live, name="patient")

    def __enter__(self) -> ScriptedPatient:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._going_on = False
        self._thread.join()
        self._remote.close()

    @property
    def folder(self) -> Path:
        """The session's folder."""
        assert self._file is not None, "no session has begun"
        return self._file.parent

    def change_hands(self, **fields: object) -> None:
        """Change fields of both controllers from now on."""
        with self._lock:
            now = self._remote.now
            self._remote.now = replace(
                now,
                left=replace(now.left, **fields),  # type: ignore[arg-type]
                right=replace(now.right, **fields),  # type: ignore[arg-type]
            )

    def wait_for(
        self, kind: str, after: int = 0, where: Callable[[dict[str, Any]], bool] | None = None
    ) -> int:
        """Wait for an event of a kind behind the first `after` events; the count up to it."""

        end_s = time.monotonic() + PATIENCE_S
        index = after
        while True:
            with self._seen:
                while index < len(self.events):
                    event = self.events[index]
                    index += 1
                    if event["kind"] == kind and (where is None or where(event)):
                        return index
                self._seen.wait(0.2)
            if self._fault is not None:
                raise self._fault
            if index == len(self.events) and (self._over() or time.monotonic() > end_s):
                raise AssertionError(f"no {kind} came; the last were {self.events[-5:]}")

    def sent_paths(self) -> tuple[npt.NDArray[np.int64], dict[str, npt.NDArray[np.float64]]]:
        """When each packet was sent, and where it put head, left_hand and right_hand, (N, 3)."""
        sent = self._remote.sent
        times_ns = np.array([time_ns for time_ns, _ in sent], np.int64)
        return times_ns, {
            "head": np.array([patient.head_position_m for _, patient in sent]),
            "left_hand": np.array([patient.left.position_m for _, patient in sent]),
            "right_hand": np.array([patient.right.position_m for _, patient in sent]),
        }

    def _live(self) -> None:
        try:
            due_s = time.perf_counter()
            while self._going_on:
                self._look()
                with self._lock:
                    self._remote.be(self._moved(self._remote.now))
                due_s = max(due_s + 1.0 / RATE_HZ, time.perf_counter() - 0.1)
                time.sleep(max(0.0, due_s - time.perf_counter()))
        except BaseException as fault:
            with self._seen:
                self._fault = fault
                self._seen.notify_all()

    def _look(self) -> None:
        if self._file is None:
            self._file = next(self._data.glob("sessions/*/events.jsonl"), None)
            if self._file is None:
                return
        with self._file.open("rb") as file:
            file.seek(self._read)
            text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        if not whole:
            return
        self._read += len(whole)
        events = [json.loads(line) for line in whole.splitlines()]
        for event in events:
            self._hear(event)
        with self._seen:
            self.events.extend(events)
            self._seen.notify_all()

    def _hear(self, event: dict[str, Any]) -> None:
        """Take in an event, as a patient would see and hear it."""
        if event["kind"] in GOALS:
            x, y, z = event["position_m"]
            self._goals[event["side"]] = (x, y, z)

    def _moved(self, now: Patient) -> Patient:
        """The patient a packet later."""
        step_m = SPEED_M_S / RATE_HZ
        hands = {}
        for side, hand in (("left", now.left), ("right", now.right)):
            goal_m = self._goals.get(side, hand.position_m)
            place_m = towards(hand.position_m, goal_m, step_m)
            hands[side] = replace(hand, position_m=place_m)
            if self.curl_on_the_way:
                curl = 0.5 + 0.5 * math.sin(2 * math.pi * time.perf_counter())
                hands[side] = replace(hands[side], fingers=True, curl=(curl,) * 5)
        return replace(now, **hands)


def towards(from_m: Vec3, to_m: Vec3, most_m: float) -> Vec3:
    """A step on the straight way, no longer than asked."""
    left_m = math.dist(from_m, to_m)
    share = min(1.0, most_m / left_m) if left_m > 0.0 else 1.0
    x, y, z = (a + (b - a) * share for a, b in zip(from_m, to_m, strict=True))
    return (x, y, z)
