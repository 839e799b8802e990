"""Stepping inside a session: every mode is played, written down and measured."""

from __future__ import annotations

import pytest
from support.feet import Stepper
from support.player import Player

from controllers.frame import InputFrame
from tasks.scene import Role

LEVEL = """
format: 1
id: small
title: Small
for_whom: tests
objective: to be played
body_part: legs
posture: seated
caution: none
reason: short
minutes: 1
limits: {{session_minutes: {minutes}, repetitions: {repetitions}}}
guide: {{check_in: false, check_out: false, calibration: never}}
exercises:
  - name: steps
    task: stepping
    objective: step
    body_part: legs
    sets: 1
    repetitions: 4
    familiarisation: 0
    rest_s: 0
    demonstrate: {demonstrate}
    difficulty: {{policy: weighted_up_down, start: 0.2, step: 0.1}}
    parameters: {{mode: MODE, kinds: both, start: {{ahead_m: AHEAD}}}}
"""


@pytest.mark.parametrize(("mode", "ahead"), [("in_place", 0), ("seated", 0.35), ("walking", 0)])
def test_a_session_of_stepping_is_played_and_measured(mode: str, ahead: float) -> None:
    level = LEVEL.replace("MODE", mode).replace("AHEAD", str(ahead))
    player = Player(level, affected="left", demonstrate=mode == "walking")
    stepper = Stepper()

    def with_feet(frame: InputFrame) -> None:
        stepper.fill(frame, player.scene, player.now_s)
        x, _, z = stepper.head_m
        frame.head.set((x, 1.2, z))
        frame.settle_samples()
        if player.session.phase == "supervision":
            player.command("supervised")
            player.command("clear_space")

    player.until(lambda: player.session.done, with_feet, within_s=400.0)
    assert player.session.status == "completed"
    assert len(player.notes.trials) == 4
    for row in player.notes.trials:
        assert row["end_reason"] == "SUCCESS"
        assert row["measures"]["valid_fraction"] == 1.0
        what = row["labels"]["what"]
        measured = "lead_clearance_m" if what == "obstacle" else "placement_error_m"
        assert row["measures"][measured] is not None
    assert player.notes.of("target_shown")
    for role in (Role.START, Role.OBSTACLE, Role.FOOTPRINT):
        assert player.scene.of(role) == []


def test_a_foot_that_is_lost_pauses_and_the_repetition_is_done_again() -> None:
    player = Player(LEVEL.replace("MODE", "in_place").replace("AHEAD", "0"))
    stepper = Stepper()
    lost = [0]

    def with_feet(frame: InputFrame) -> None:
        stepper.fill(frame, player.scene, player.now_s)
        frame.settle_samples()
        if player.session.phase == "supervision":
            player.command("supervised")
        if player.notes.of("target_shown") and lost[0] < 45:
            lost[0] += 1
            frame.left_foot.lose()
            frame.right_foot.lose()

    player.until(lambda: len(player.notes.trials) >= 2, with_feet)
    first, second = player.notes.trials[:2]
    assert first["end_reason"] == "TRACKING_LOST"
    assert not first["scored"]
    assert second["knobs"] == first["knobs"]
    assert second["end_reason"] == "SUCCESS"
