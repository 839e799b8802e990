"""Sessions of each task, recorded while devices and people do what they like."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from support.player import SKIN
from support.recordings import begin

from controllers.frame import POINTS, InputFrame
from game.clock import SimulatedClock
from game.commands import Command, Inbox
from game.context import Context
from game.recording.recorder import Recorder
from game.session import Session
from levels.loader import parse_level
from simulation import SimulatedPatient, profile
from tasks.body import BodyFrame, ReachEnvelope
from tasks.scene import Scene

HEAD = """
format: 1
id: stormed
title: Stormed
for_whom: tests
objective: to be played
body_part: all
posture: seated
caution: none
reason: short
minutes: 1
limits: {session_minutes: 1}
guide: {check_in: false, check_out: false, calibration: never}
exercises:
  - name: one
    objective: to be done
    body_part: all
    repetitions: 4
    familiarisation: 1
    demonstrate: false
    rest_s: 2
"""
TASKS = {
    "reaching": "    task: reaching",
    "fruit in a row": "    task: reaching\n    parameters: {pattern: sequence, "
    "sequence_length: {easy: 2, hard: 3}, time_limit_s: {easy: 6, hard: 4}}",
    "no hurry": "    task: reaching\n    parameters: {time_limit_s: {easy: 60, hard: 50}}",
    "grasping": "    task: grasping\n    parameters: {clutter: 1}",
    "hand to hand": "    task: grasping\n    parameters: {activity: hand_to_hand}",
    "in place": "    task: stepping\n    posture: standing\n    parameters: {kinds: both}",
    "walking": "    task: stepping\n    posture: standing\n"
    "    parameters: {kinds: both, mode: walking}",
}
Fault = Callable[[InputFrame], None]
Step = tuple[str, Any, int]
"""A kind of weather, what, and for how many frames; "until" an event, so many at most."""


def nothing(frame: InputFrame) -> None:
    """All is well."""


def unseen(frame: InputFrame) -> None:
    for name in POINTS[1:]:
        getattr(frame, name).lose()
    frame.settle_samples()


def left_unseen(frame: InputFrame) -> None:
    frame.left_hand.lose()
    frame.left_foot.lose()
    frame.settle_samples()


def no_number(frame: InputFrame) -> None:
    for name in POINTS[1:]:
        getattr(frame, name).set((math.nan,) * 3, (math.nan,) * 4)
    frame.settle_samples()


def flat(frame: InputFrame) -> None:
    """Feet whose orientation is none."""
    for foot in (frame.left_foot, frame.right_foot):
        foot.set(foot.position_m, (0.0, 0.0, 0.0, 0.1))
    frame.settle_samples()


def still(frame: InputFrame) -> None:
    """Hands that stay where nothing is."""
    for hand in (frame.left_hand, frame.right_hand):
        hand.set((0.0, 0.9, -0.3))
    frame.settle_samples()


def unfocused(frame: InputFrame) -> None:
    frame.focused = False


class _Listening:
    """Passes on what is told, and remembers its kinds."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self.told: set[str] = set()

    def event(self, kind: str, frame: InputFrame, **data: object) -> None:
        self.told.add(kind)
        self._recorder.event(kind, frame, **data)

    def trial(self, row: Mapping[str, object]) -> None:
        self._recorder.trial(row)


FAULTS: tuple[Fault, ...] = (nothing, unseen, left_unseen, no_number, flat, still, unfocused)


def record(data: Path, task: str, weather: Sequence[Step], seed: int = 1) -> Path:
    """Play one exercise in such weather, and return the folder of its recording."""
    level = parse_level((HEAD + TASKS[task]).encode(), "stormed.yaml")
    recorder, inbox, scene, frame = begin(data), Inbox(), Scene("orchard"), InputFrame()
    journal = _Listening(recorder)
    context = Context(
        scene,
        journal,
        np.random.Generator(np.random.PCG64(seed)),
        "right",
        ReachEnvelope(),
        BodyFrame((0.0, level.eye_height_m, 0.0), 0.0),
        confirmed={"supervised": "simulated", "clear_space": "simulated"},
    )
    kind = profile("moderate")
    patient = SimulatedPatient(kind, seed, lambda: scene, "right", level.eye_height_m)
    context.features = patient.features
    session, clock = Session(level, context, inbox, SKIN), SimulatedClock(90.0)
    offset_ns = 0
    for kind_of, what, frames in weather:
        fault: Fault = nothing
        journal.told.clear()
        if kind_of == "command":
            inbox.put(Command(what))
        elif kind_of == "fault":
            fault = what
        elif kind_of == "shift_s":
            offset_ns += round(what * 1e9)
        for _ in itertools.repeat(None, frames):
            if session.done or (kind_of == "until" and what in journal.told):
                break
            clock.wait(frame)
            patient.read(frame)
            time_ns = frame.display_time_ns + offset_ns
            frame.set_times(frame.frame_index, time_ns - 5_000_000, time_ns)
            fault(frame)
            scene.sounds.clear()
            session.step(frame)
            recorder.push(frame)
    if not session.done:
        clock.wait(frame)
        session.lose("the test is over", frame)
    recorder.close(session.status)
    return recorder.folder
