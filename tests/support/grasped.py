"""Repetitions of grasping that a scripted patient plays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from support.grasper import (
    EYES_M,
    Grasper,
)

from controllers.controller import Side
from controllers.frame import FRAME_DTYPE, InputFrame
from tasks.body import BodyFrame, ReachEnvelope
from tasks.grasping import Grasping, GraspingParameters
from tasks.grasping.layout import lay_out
from tasks.scene import Role, Scene
from tasks.task import Body, Notice
from tasks.trial import EndReason, TrialOutcome

BODY = Body(BodyFrame(EYES_M, 0.0), ReachEnvelope(), "right")
NO_START = {"start": None, "foreperiod_s": {"low": 0, "high": 0}}
ACTIVITIES = ("place", "upright", "pour", "stack", "hand_to_hand", "lift")
SIDES: tuple[Side, Side] = ("left", "right")
LAST_NS = 5_000_000
Change = Callable[[InputFrame, float, "Played"], None]


class Played:
    """A repetition that a scripted patient plays, with all that it left behind."""

    def __init__(
        self,
        side: Side = "right",
        *,
        difficulty: float = 0.0,
        rate_hz: float = 90.0,
        seed: int = 1,
        until_s: float = 60.0,
        body: Body = BODY,
        change: Change = lambda *_: None,
        hand: dict[str, Any] | None = None,
        object: str | None = None,  # noqa: A002
        **parameters: object,
    ) -> None:
        if object is not None:
            parameters["objects"] = [object]
        self.scene = Scene("kitchen")
        self.own = {s: self.scene.add(Role.HAND, f"hand_{s}") for s in SIDES}
        self.task = Grasping(GraspingParameters.model_validate(parameters), self.scene)
        self.task.enter(body)
        self.furnished = len(list(self.scene.rows()))
        rng = np.random.default_rng(seed)
        self.spec = self.task.plan(self.task.draw(rng, side), difficulty)
        self.layout = lay_out(self.task.parameters, self.spec, body)
        self.task.begin(self.spec, body, rng, 0)
        self.hand = Grasper(self.scene, **(hand or {}))
        self.notices: list[Notice] = []
        self.outcome: TrialOutcome | None = None
        self.wanted: list[Side] = []
        self.seen: set[tuple[Role, str]] = set()
        rows = []
        frame = InputFrame()
        for index in range(round(until_s * rate_hz)):
            now_s = index / rate_hz
            frame.set_times(index, round(now_s * 1e9), round(now_s * 1e9))
            self.hand.fill(frame, now_s)
            change(frame, now_s, self)
            frame.settle_samples()
            rows.append(np.frombuffer(bytes(frame.memory), FRAME_DTYPE)[0])
            self.outcome = self.task.step(frame)
            self.notices += self.task.notices
            self.task.notices.clear()
            if self.outcome is not None:
                break
            if self.scene.wanted_side and self.scene.wanted_side not in self.wanted[-1:]:
                self.wanted.append(self.scene.wanted_side)
            self.seen |= {(thing.role, thing.mesh) for _, thing in self.scene.rows()}
        if self.outcome is None:
            self.outcome = self.task.cancel(EndReason.ABORTED, frame.display_time_ns)
        assert len(list(self.scene.rows())) == self.furnished
        self.samples = np.array(rows, FRAME_DTYPE)

    @property
    def ended(self) -> TrialOutcome:
        assert self.outcome is not None
        return self.outcome

    @property
    def kinds(self) -> list[str]:
        return [notice.kind for notice in self.notices]

    @property
    def measures(self) -> dict[str, float | None]:
        found = self.task.measure(self.samples, self.spec, self.ended)
        return {name: measure.value for name, measure in found.items()}


def held(played: Played) -> bool:
    """By the notices so far: whether the object is in a hand now."""
    told = [kind for kind in played.kinds if kind in ("grasped", "released", "slipped")]
    return bool(told) and told[-1] == "grasped"
