"""Patients who grasp with a trigger, or step with controllers at the ankles, in a running game.

They know what the flushed `events.jsonl` tells, as `ScriptedPatient` does.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from support.monado import Controller, Patient, Quat, RemotePatient, Vec3
from support.scripted_patient import RATE_HZ, ScriptedPatient, towards

ABOVE_M = 0.12
CARRYING_M_S = 0.35
PATIENCE_S = 5.0
LOWERING_M_S = 0.12


@dataclass(frozen=True)
class Move:
    """Go to a place, then keep the trigger so for a while."""

    to_m: Vec3
    trigger: float
    speed_m_s: float = CARRYING_M_S
    stay_s: float = 0.0


class GraspingPatient(ScriptedPatient):
    """Takes the object from above, carries it over its goal, lets it down and lets go.

    What has not come about after some seconds is tried again.
    """

    def __init__(
        self, remote: RemotePatient, data: Path, over: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(remote, data, over)
        self._side = "right"
        self._goal_m: Vec3 = (0.0, 0.0, 0.0)
        self._object_m: Vec3 | None = None
        self._idle_s = 0.0
        self._moves: list[Move] = []
        self._stayed_s = 0.0

    def _hear(self, event: dict[str, Any]) -> None:
        kind = event["kind"]
        if kind == "start_shown":
            self._side = event["side"]
            self._object_m = None
            self._plan(Move(_vec(event["position_m"]), 0.0))
        elif kind == "target_shown":
            self._goal_m = _vec(event["position_m"])
            self._object_m = _vec(event["object_position_m"])
            self._take()
        elif kind in ("dropped", "returned"):
            self._object_m = _vec(event["position_m"])
        elif kind == "trial_end":
            self._object_m = None
        elif kind == "grasped":
            hand = self._remote.now.left if self._side == "left" else self._remote.now.right
            hand_m, object_m = hand.position_m, _vec(event["position_m"])
            x, y, z = (
                goal + hand - thing
                for goal, hand, thing in zip(self._goal_m, hand_m, object_m, strict=True)
            )
            goal_m = (x, y, z)
            self._plan(
                Move(hand_m, 1.0, stay_s=0.3),
                Move(_above(hand_m), 1.0),
                Move(_above(goal_m), 1.0, stay_s=0.3),
                Move(goal_m, 1.0, LOWERING_M_S, 0.5),
                Move(goal_m, 0.0, stay_s=0.3),
                Move(_above(goal_m), 0.0),
            )
            self._object_m = self._goal_m

    def _take(self) -> None:
        assert self._object_m is not None
        self._plan(
            Move(_above(self._object_m), 0.0),
            Move(self._object_m, 0.0, LOWERING_M_S, 0.3),
            Move(self._object_m, 1.0, LOWERING_M_S, 1.0),
        )

    def _plan(self, *moves: Move) -> None:
        self._moves = list(moves)
        self._stayed_s = self._idle_s = 0.0

    def _moved(self, now: Patient) -> Patient:
        if not self._moves:
            self._idle_s += 1.0 / RATE_HZ
            if self._object_m is not None and self._idle_s > PATIENCE_S:
                self._take()
            return now
        move = self._moves[0]
        hand = now.left if self._side == "left" else now.right
        hand = replace(
            hand,
            position_m=towards(hand.position_m, move.to_m, move.speed_m_s / RATE_HZ),
            trigger=move.trigger,
        )
        if hand.position_m == move.to_m:
            self._stayed_s += 1.0 / RATE_HZ
            if self._stayed_s >= move.stay_s:
                self._plan(*self._moves[1:])
        return replace(now, left=hand) if self._side == "left" else replace(now, right=hand)


TURNED_IN_ITS_STRAP: Quat = (0.0, 0.0, math.sin(math.pi / 4), math.cos(math.pi / 4))
ANKLES_M: dict[str, Vec3] = {"left": (-0.1, 0.13, -0.37), "right": (0.1, 0.13, -0.37)}
SOLE_MIDDLE_AHEAD_M = 0.065
LIFT_M = 0.2
EARLY_NS = 1_000_000_000
LIFTING_M_S = 0.6
TURNING_DEG_S = 30.0
GLANCE_S = 1.0
AT_THE_TILE_DEG = -14.0


class SteppingPatient(ScriptedPatient):
    """Sits with a controller strapped to each ankle from the start, and only the head free.

    Chooses what is to be chosen by looking at it; lifts the foot in time for what comes, and
    puts it down on its print.
    """

    def __init__(
        self, remote: RemotePatient, data: Path, over: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(remote, data, over)
        left, right = (
            Controller(ANKLES_M[side], TURNED_IN_ITS_STRAP) for side in ("left", "right")
        )
        remote.be(replace(remote.now, left=left, right=right))
        self._rests: dict[str, Vec3] = dict(ANKLES_M)
        self._up: tuple[str, int] | None = None
        self._pitch_deg = 0.0
        self._gazes: list[tuple[float, float]] = []

    def _hear(self, event: dict[str, Any]) -> None:
        kind = event["kind"]
        if kind == "phase_start":
            asked = event.get("part") in ("strap_on", "take_off")
            # Ahead first: a gaze that rests where a tile comes up chooses nothing.
            self._gazes = [(0.0, GLANCE_S), (AT_THE_TILE_DEG, 60.0)] if asked else [(0.0, 0.0)]
        elif kind == "start_shown":
            self._up = None
            self._rests = dict(ANKLES_M)
        elif kind == "target_shown" and event["what"] == "footprint":
            x, _, z = event["position_m"]
            self._rests[event["side"]] = (x, ANKLES_M["left"][1], z + SOLE_MIDDLE_AHEAD_M)
        elif kind == "target_shown":
            # Until it is heard to be over: where frames are lost, what comes is late.
            self._up = (event["side"], event["arrives_ns"] - EARLY_NS)
        elif kind in ("cleared", "crossed", "trial_end"):
            self._up = None

    def _moved(self, now: Patient) -> Patient:
        now_ns = time.perf_counter_ns()
        return replace(
            now,
            head_orientation=self._gaze(),
            left=self._foot("left", now.left, now_ns),
            right=self._foot("right", now.right, now_ns),
        )

    def _gaze(self) -> Quat:
        if self._gazes:
            goal_deg, for_s = self._gazes[0]
            most_deg = TURNING_DEG_S / RATE_HZ
            self._pitch_deg += max(-most_deg, min(most_deg, goal_deg - self._pitch_deg))
            if self._pitch_deg == goal_deg and len(self._gazes) > 1:
                for_s -= 1.0 / RATE_HZ
                self._gazes[0] = (goal_deg, for_s)
                if for_s <= 0.0:
                    self._gazes.pop(0)
        half = math.radians(self._pitch_deg) / 2.0
        return (math.sin(half), 0.0, 0.0, math.cos(half))

    def _foot(self, side: str, foot: Controller, now_ns: int) -> Controller:
        x, y, z = self._rests[side]
        at_x, at_y, at_z = foot.position_m
        up = self._up
        held_up = up is not None and up[0] == side and up[1] <= now_ns
        on_the_way = math.hypot(x - at_x, z - at_z) > 1e-6
        goal_m = (at_x, y + LIFT_M, at_z) if held_up else (x, y, z)
        if on_the_way and at_y < y + 0.08:
            goal_m = (at_x, y + 0.1, at_z)
        elif on_the_way:
            goal_m = (x, y + 0.1, z)
        return replace(foot, position_m=towards(foot.position_m, goal_m, LIFTING_M_S / RATE_HZ))


def _vec(values: Any) -> Vec3:
    x, y, z = values
    return (x, y, z)


def _above(place_m: Vec3) -> Vec3:
    return (place_m[0], place_m[1] + ABOVE_M, place_m[2])
