"""A whole guided session, seated, with one hand, no grip and no button: by reaching and looking."""

from __future__ import annotations

import math
from functools import cache

import pytest
from support.player import Notes
from support.simulated import play

from controllers.controller import Side
from controllers.frame import InputFrame
from levels.loader import parse_level
from simulation import profile

LEVEL = """
format: 1
id: one-hand
title: One hand
for_whom: one hand that can't grip
objective: all of a session
body_part: arm
posture: seated
caution: none
reason: every phase has to be possible so
minutes: 10
guide: {check_in: true, check_out: true, calibration: always}
exercises:
  - name: reach
    task: reaching
    objective: reach
    body_part: arm
    sets: 2
    repetitions: 3
    familiarisation: 1
    rest_s: 5
    affected_share: 1.0
  - name: grasp
    task: grasping
    objective: grasp
    body_part: hand
    repetitions: 3
    familiarisation: 1
    rest_s: 5
    affected_share: 1.0
    parameters: {grip: {source: dwell, hold_s: 0.8}, objects: [cup, can], time_limit_s: 60}
  - name: step
    task: stepping
    objective: lift the foot
    body_part: leg
    repetitions: 3
    familiarisation: 1
    rest_s: 0
    affected_share: 1.0
    parameters: {mode: seated}
"""


@cache
def played(affected: Side) -> Notes:
    def one_hand(frame: InputFrame) -> None:
        other = frame.right_hand if affected == "left" else frame.left_hand
        aim = frame.right_aim if affected == "left" else frame.left_aim
        other.lose()
        aim.lose()
        frame.settle_samples()
        frame.trigger = frame.squeeze = (0.0, 0.0)
        frame.aperture_m = (math.nan, math.nan)
        frame.buttons = 0

    level = parse_level(LEVEL.encode(), "one-hand.yaml")
    return play(level, profile("moderate"), 5, affected=affected, change=one_hand, within_s=1500.0)


@pytest.mark.parametrize("affected", ["left", "right"])
def test_every_phase_is_gone_through(affected: Side) -> None:
    notes = played(affected)
    phases = [event["phase"] for event in notes.of("phase_start")]
    assert list(dict.fromkeys(phases)) == [
        "align",
        "check_in",
        "calibration",
        "instruct",
        "familiarisation",
        "set",
        "rest",
        "check_out",
        "summary",
    ]
    assert notes.of("session_end")[-1]["status"] == "completed"
    assert notes.of("pause") == []


@pytest.mark.parametrize("affected", ["left", "right"])
def test_every_task_is_won(affected: Side) -> None:
    scored = [row for row in played(affected).trials if row["scored"]]
    assert {row["side"] for row in scored} == {affected}
    for task, count in (("reaching", 6), ("grasping", 3), ("stepping", 3)):
        rows = [row for row in scored if row["task"] == task]
        assert len(rows) == count
        assert sum(row["success"] for row in rows) > count / 2, task


@pytest.mark.parametrize("affected", ["left", "right"])
def test_every_question_is_answered(affected: Side) -> None:
    answers: dict[str, dict[str, object]] = {"in": {}, "out": {}}
    for event in played(affected).of("check"):
        told = {
            k: event[k] for k in event.keys() & {"pain", "exertion", "ready", "comfort", "word"}
        }
        answers[event["when"]] |= told
    assert answers["in"].keys() == {"pain", "exertion", "ready"}
    assert answers["out"].keys() == {"pain", "exertion", "comfort", "word"}


@pytest.mark.parametrize("affected", ["left", "right"])
def test_the_hand_that_plays_is_measured_and_no_other(affected: Side) -> None:
    parts = {event["part"] for event in played(affected).of("calibration")}
    assert {f"rest_{affected}", f"reach_{affected}"} <= parts
    other = "left" if affected == "right" else "right"
    assert parts.isdisjoint({f"rest_{other}", f"reach_{other}"})
