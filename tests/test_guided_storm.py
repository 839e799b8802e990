"""A guided session with hands, feet and both postures, stormed in each of its phases."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.player import SKIN, Notes
from test_session_storm import COMMANDS, FAULTS

from controllers.frame import GUESSED, InputFrame
from game.clock import SimulatedClock
from game.commands import Command, Inbox
from game.context import Context
from game.session import Session
from levels.loader import parse_level
from simulation import SimulatedPatient, profile
from tasks.body import BodyFrame, ReachEnvelope
from tasks.scene import Role, Scene

LEVEL = """
format: 1
id: guided
title: Guided
for_whom: tests
objective: to be played
body_part: all
posture: seated
caution: none
reason: short
minutes: 1
guide: {check_in: true, check_out: true, calibration: always}
exercises:
  - name: cups
    task: grasping
    objective: grasp
    body_part: arm
    repetitions: 2
    familiarisation: 0
    rest_s: 5
    affected_share: 1.0
    parameters: {clutter: 1}
  - name: steps
    task: stepping
    objective: step
    body_part: legs
    posture: standing
    repetitions: 2
    familiarisation: 0
    parameters: {kinds: both}
"""
PHASES = ("align", "check_in", "eyes", "rest_right", "reach_right", "instruct", "set", "strap_on",
          "ankles", "supervision", "posture", "take_off", "check_out", "summary")  # fmt: skip
POINTS = ("head", "left_hand", "right_hand", "left_foot", "right_foot")


def _swapped(frame: InputFrame) -> None:
    left_m, right_m = frame.left_foot.position_m, frame.right_foot.position_m
    frame.left_foot.set(right_m)
    frame.right_foot.set(left_m)
    frame.settle_samples()


def _without_feet(frame: InputFrame) -> None:
    frame.left_foot.lose()
    frame.right_foot.lose()
    frame.settle_samples()


def _guesses(frame: InputFrame) -> None:
    for name in POINTS:
        point = getattr(frame, name)
        point.set(point.position_m, point.orientation, GUESSED)
    frame.settle_samples()


def _wild(frame: InputFrame) -> None:
    for name in POINTS[1:]:
        getattr(frame, name).set((math.inf, math.nan, 1e30), (0.0, 0.0, 0.0, 0.0))
    frame.trigger, frame.squeeze, frame.aperture_m = (math.nan, 9.0), (-1.0, math.inf), (-1.0, 0.0)
    frame.settle_samples()


def _asleep(frame: InputFrame) -> None:
    frame.head.set((0.0, 0.9, -0.2), (-0.5, 0.0, 0.0, 0.866))
    frame.settle_samples()


ILLS = (*FAULTS, _swapped, _without_feet, _guesses, _wild, _asleep)


class Visit:
    """A simulated patient and a therapist who leads them on; `worn`: feet by their controllers."""

    def __init__(self, *, worn: bool, seed: int) -> None:
        self.level = parse_level(LEVEL.encode(), "guided.yaml")
        self.notes, self.inbox, self.scene = Notes(), Inbox(), Scene("orchard")
        self.context = Context(
            self.scene,
            self.notes,
            np.random.Generator(np.random.PCG64(seed)),
            "right",
            ReachEnvelope(),
            BodyFrame((0.0, 1.2, 0.0), 0.0),
        )
        self._patient = SimulatedPatient(profile("healthy"), seed, lambda: self.scene, "right", 1.2)
        self.context.features = replace(self._patient.features, feet=not worn)
        self.session = Session(self.level, self.context, self.inbox, SKIN)
        self.frame = InputFrame()
        self._clock = SimulatedClock(45.0)

    @property
    def where(self) -> str:
        """The phase, or the part of the calibration."""
        item = self.session.course.item
        part = item.told.get("part") if item is not None else None
        return str(part) if self.session.phase == "calibration" else self.session.phase

    def step(self, ill: Callable[[InputFrame], None] = lambda _: None) -> None:
        self._clock.wait(self.frame)
        self.frame.buttons = 0
        self.frame.focused = self.frame.connected = True
        self._patient.read(self.frame)
        ill(self.frame)
        seen = bytes(self.frame.memory)
        self.scene.sounds.clear()
        self.session.step(self.frame)
        assert bytes(self.frame.memory) == seen  # nobody moves the patient's viewpoint or hands
        for panel in self.scene.panels:
            assert math.isfinite(sum(panel.position_m) + panel.yaw_rad), panel.key

    def lead(self, until: Callable[[], bool], within_s: float) -> None:
        """The therapist confirms what is asked for, goes on after pauses, and skips."""
        for tick in range(round(within_s * 45)):
            if until() or self.session.done:
                return
            if tick % 20 == 19:
                kinds = ["resume"] if self.session.phase == "pause" else ["skip"]
                if self.session.phase == "supervision":
                    kinds = ["supervised", "clear_space"]
                for kind in kinds:
                    self.inbox.put(Command(kind))
            self.step()
        raise AssertionError(f"still in {self.where} after {within_s} s")


@pytest.mark.parametrize("phase", PHASES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    worn=st.booleans(),
    waited=st.integers(0, 90),
    storm=st.lists(
        st.tuples(
            st.lists(st.sampled_from([kind for kind in COMMANDS if kind != "end"]), max_size=3),
            st.sampled_from(ILLS),
            st.sampled_from([1, 9, 60]),
        ),
        min_size=1,
        max_size=4,
    ),
    seed=st.integers(0, 9),
)
def test_a_guided_session_stormed_in_any_phase_can_be_led_to_its_end(
    phase: str, *, worn: bool, waited: int, storm: list[tuple[list[str], Callable[..., None], int]],
    seed: int,
) -> None:  # fmt: skip
    visit = Visit(worn=worn or phase in ("strap_on", "take_off"), seed=seed)
    visit.lead(lambda: visit.where == phase, within_s=120.0)
    for _ in range(waited):
        if not visit.session.done:
            visit.step()
    for commands, ill, frames in storm:
        for kind in commands:
            visit.inbox.put(Command(kind))
        for _ in range(frames):
            if not visit.session.done:
                visit.step(ill)
    visit.lead(lambda: False, within_s=120.0)
    _check(visit)


def _check(visit: Visit) -> None:
    notes, kinds = visit.notes, visit.notes.kinds()
    assert visit.session.status in ("completed", "stopped")
    assert kinds[-1] == "session_end"
    assert kinds.count("trial_start") == kinds.count("trial_end") == len(notes.trials)
    for begun, ended in (("phase_start", "phase_end"), ("exercise_start", "exercise_end")):
        assert kinds.count(begun) == kinds.count(ended)
    for index, event in enumerate(notes.events):
        if event["kind"] == "trial_start" and event["exercise"] == 2:
            assert "supervised" in kinds[:index]
    for row in notes.trials:
        for name, value in row["measures"].items():
            assert value is None or math.isfinite(value), name
            assert value is not None or row["missing"][name], name
    assert visit.scene.panels == []
    assert visit.scene.wanted_side is None
    assert visit.session.worn is None or visit.context.features.feet
    for role in (Role.TARGET, Role.START, Role.GHOST, Role.OBJECT, Role.OBSTACLE, Role.FOOTPRINT):
        assert not visit.scene.of(role), role
