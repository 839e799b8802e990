"""Simulated patients before questions, calibration and boards that ask for a posture."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from support.player import Notes

from controllers.controller import Side
from controllers.frame import InputFrame
from game.calibrating import calibration_phases
from game.clock import SimulatedClock
from game.context import Context
from game.phases.align import Align
from game.phases.ask import Ask
from game.phases.check_in import CheckIn
from game.phases.check_out import CheckOut
from game.phases.phase import Phase
from game.phases.posture import ChangePosture
from levels.loader import load_level, shipped_path
from levels.model import Limits
from simulation import PROFILES, SimulatedPatient, profile
from tasks.body import BodyFrame, ReachEnvelope
from tasks.scene import Scene

SIDES: tuple[Side, Side] = ("left", "right")


class Sitting:
    """A simulated patient before phases, one after the other."""

    def __init__(self, kind: str, affected: Side, eye_height_m: float = 1.2) -> None:
        self.notes, self.scene, self.frame = Notes(), Scene("orchard"), InputFrame()
        self.patient = SimulatedPatient(
            profile(kind), 3, lambda: self.scene, affected, eye_height_m
        )
        self.context = Context(
            self.scene,
            self.notes,
            np.random.default_rng(1),
            affected,
            ReachEnvelope(),
            BodyFrame((0.0, eye_height_m, 0.0), 0.0),
            self.patient.features,
        )
        self._clock = SimulatedClock(90.0)

    def live(self, phases: Iterable[Phase], within_s: float = 120.0) -> None:
        """Live through the phases; each has to be over in time."""
        for phase in phases:
            self._tick()
            phase.enter(self.frame)
            until_ns = self.frame.display_time_ns + within_s * 1e9
            while not phase.done:
                self._tick()
                phase.step(self.frame)
                assert self.frame.display_time_ns < until_ns, f"{phase.name} does not end"
            phase.leave(self.frame)

    def _tick(self) -> None:
        self._clock.wait(self.frame)
        self.patient.read(self.frame)
        self.scene.sounds.clear()


@pytest.mark.parametrize("affected", SIDES)
@pytest.mark.parametrize("kind", PROFILES)
def test_checks_in_with_the_pain_of_its_kind(kind: str, affected: Side) -> None:
    sitting = Sitting(kind, affected)
    check = CheckIn(sitting.context, Limits())
    sitting.live([check])
    assert check.answers == {"pain": profile(kind).pain, "exertion": 0, "ready": "yes"}


@pytest.mark.parametrize("affected", SIDES)
def test_checks_out(affected: Side) -> None:
    sitting = Sitting("mild", affected)
    check = CheckOut(sitting.context)
    sitting.live([check])
    assert check.answers == {"pain": 1, "exertion": 0, "comfort": "fine", "word": "good"}


def test_one_in_too_much_pain_goes_on_gently() -> None:
    sitting = Sitting("severe", "right")
    check = CheckIn(sitting.context, Limits(pain=3))
    sitting.live([check])
    assert check.answers["ready"] == "yes"
    assert not check.wants_end


@pytest.mark.parametrize(
    ("cause", "answer"), [("failures", "easier"), ("pause", "go_on"), ("tired", "rest")]
)
def test_answers_how_to_go_on(cause: str, answer: str) -> None:
    sitting = Sitting("moderate", "left")
    ask = Ask(sitting.context, cause)
    sitting.live([ask])
    assert ask.answer == answer


@pytest.mark.parametrize("affected", SIDES)
@pytest.mark.parametrize("kind", PROFILES)
def test_calibration_finds_the_arm_that_the_patient_has(kind: str, affected: Side) -> None:
    sitting = Sitting(kind, affected)
    level = load_level(shipped_path(f"first-session-{affected}"))
    sitting.live([Align(sitting.context)])
    sitting.live(calibration_phases(sitting.context, level, level.posture))
    found = sitting.context.calibration
    assert found.eye_height_seated_m == pytest.approx(1.2, abs=0.03)
    other: Side = "left" if affected == "right" else "right"
    for side, reach_m in ((affected, profile(kind).reach_m), (other, profile("healthy").reach_m)):
        straight_m = sitting.context.body.envelope.reach_m(side, 20.0, -10.0)
        assert 0.6 * reach_m < straight_m < reach_m + 0.02


def test_stands_up_and_sits_down_when_asked() -> None:
    sitting = Sitting("moderate", "right")
    sitting.live([ChangePosture(sitting.context, "standing")])
    assert sitting.frame.head.position_m[1] > 1.45
    sitting.live([Align(sitting.context)])
    sitting.live([ChangePosture(sitting.context, "seated")])
    assert sitting.frame.head.position_m[1] < 1.35
