"""Stepping inside a session: every mode is played, written down and measured."""

from __future__ import annotations

import math

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
    if mode != "seated":
        level = level.replace("posture: seated", "posture: standing")
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
    level = LEVEL.replace("MODE", "in_place").replace("AHEAD", "0")
    player = Player(level.replace("posture: seated", "posture: standing"))
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


WALKS = (
    LEVEL.replace("MODE", "walking")
    .replace("AHEAD", "0")
    .replace("posture: seated", "posture: standing")
    .replace("repetitions: 4", "repetitions: 1")
    + """\
  - name: walk on
    task: stepping
    objective: step
    body_part: legs
    repetitions: 2
    familiarisation: 0
    rest_s: 0
    demonstrate: false
    parameters: {{mode: walking, kinds: footprints}}
  - name: reach
    task: reaching
    objective: reach
    body_part: arm
    repetitions: 1
    familiarisation: 0
    demonstrate: false
"""
)


def walk(player: Player, *, wild: bool = False) -> None:
    """Walk both walks; `wild` has a head that is nowhere as the second one ends."""
    stepper = Stepper()

    def with_feet(frame: InputFrame) -> None:
        if not player.scene.of(Role.TARGET):
            stepper.fill(frame, player.scene, player.now_s)
        x, _, z = stepper.head_m
        frame.head.set((x, 1.2, z))
        if wild and len(player.notes.of("trial_end")) == 3:
            frame.head.set((math.inf, -math.inf, 1e38))
        frame.settle_samples()
        for board in player.scene.panels:
            assert math.isfinite(sum(board.position_m) + board.yaw_rad), board.key
        if player.session.phase == "supervision":
            player.command("supervised")
            player.command("clear_space")

    player.until(lambda: player.session.phase == "align" and player.now_s > 20.0, with_feet, 200.0)
    assert math.isfinite(sum(player.context.frame_of_body.eyes_m))
    player.until(lambda: player.session.done, with_feet if not wild else lambda _: None, 200.0)


def test_every_walk_lies_on_the_floor_that_was_cleared() -> None:
    player = Player(WALKS)
    walk(player)
    starts = [event for event in player.notes.of("start_shown") if "yaw_rad" in event]
    assert {event["trial_num"] for event in starts} == {1, 2, 3}
    ends_m = {round(event["position_m"][2], 1) for event in starts}
    assert ends_m == {-0.1, -2.3}  # the middles of soles at both ends of a walk of 2.4 m


def test_who_has_walked_looks_ahead_anew_before_what_is_done_in_place() -> None:
    player = Player(WALKS)
    walk(player)
    phases = [event["phase"] for event in player.notes.of("phase_start")]
    assert phases == ["align", "supervision", "supervision", "instruct", "set", "instruct", "set",
                      "align", "instruct", "set", "summary"]  # fmt: skip
    x, _, z = player.notes.of("body_frame")[-1]["eyes_m"]
    assert math.hypot(x, z) > 1.0


def test_a_head_that_is_nowhere_takes_no_board_along() -> None:
    player = Player(WALKS)
    walk(player, wild=True)
    assert player.session.status == "completed"


def test_after_a_recentre_within_a_walk_the_floor_is_to_be_cleared_again() -> None:
    player = Player(WALKS)
    stepper = Stepper()

    def with_feet(frame: InputFrame) -> None:
        stepper.fill(frame, player.scene, player.now_s)
        x, _, z = stepper.head_m
        frame.head.set((x, 1.2, z))
        frame.settle_samples()
        if player.session.phase == "supervision" and not player.notes.of("recentre"):
            player.command("supervised")
            player.command("clear_space")

    def asked() -> bool:
        return any(panel.key == "supervision.clear_space" for panel in player.scene.panels)

    player.until(lambda: bool(player.notes.of("start_shown")), with_feet, 60.0)
    player.command("recentre")
    player.until(lambda: bool(player.notes.of("recentre")) and asked(), with_feet, 60.0)
    begun = len(player.notes.of("trial_start"))
    player.command("skip")
    for _ in range(300):
        player.step(with_feet)
    assert asked()
    assert len(player.notes.of("trial_start")) == begun
    player.command("clear_space")
    player.until(lambda: len(player.notes.of("trial_start")) > begun, with_feet, 60.0)
    assert not asked()
    assert len(player.notes.of("clear_space")) == 2
