"""Hands that hang down: what they mean, and when they mean nothing."""

from __future__ import annotations

import pytest
from support.player import EYES_M, SMALL_LEVEL, Player

from controllers.frame import NO_POSE, InputFrame
from controllers.mounting import UNMEASURED
from game.safety import hanging_m
from tasks.body import ReachEnvelope

OPTED_IN = SMALL_LEVEL.replace("calibration: never", "calibration: never, hands_down_stop: true")
LAP_M = EYES_M[1] - 0.6
HANGING_M = EYES_M[1] - 0.85


def both_at(height_m: float):
    def change(frame: InputFrame) -> None:
        for hand in (frame.left_hand, frame.right_hand):
            x, _, z = hand.position_m
            hand.set((x, height_m, z))
        frame.settle_samples()

    return change


def one_unseen(frame: InputFrame) -> None:
    both_at(HANGING_M)(frame)
    frame.left_hand.set(frame.left_hand.position_m, flags=NO_POSE)


def playing(level: str) -> Player:
    player = Player(level)
    player.until_event("target_shown", 1)
    return player


def live(player: Player, seconds: float, change) -> None:
    until_s = player.now_s + seconds
    player.until(lambda: player.now_s >= until_s, change=change)


def test_both_hands_down_for_two_seconds_stop_where_the_level_opts_in() -> None:
    player = playing(OPTED_IN)
    began_s = player.now_s
    player.until_event("pause", change=both_at(HANGING_M), within_s=3.0)
    assert player.now_s - began_s == pytest.approx(2.0, abs=0.1)
    pause = player.notes.of("pause")[0]
    assert (pause["cause"], pause["by"]) == ("stopped", "hands_down")


@pytest.mark.parametrize(
    ("level", "change"),
    [(SMALL_LEVEL, both_at(HANGING_M)), (OPTED_IN, both_at(LAP_M)), (OPTED_IN, one_unseen)],
)
def test_hands_mean_nothing_without_the_level_in_the_lap_or_unseen(level: str, change) -> None:
    player = playing(level)
    live(player, 4.0, change)
    assert not [e for e in player.notes.of("pause") if e["by"] == "hands_down"]


def test_hands_still_down_after_the_pause_do_not_stop_again() -> None:
    player = playing(OPTED_IN)
    player.until_event("pause", change=both_at(HANGING_M), within_s=3.0)
    player.command("resume")
    live(player, 5.0, both_at(HANGING_M))
    assert len(player.notes.of("pause")) == 1
    live(player, 1.0, both_at(LAP_M))
    player.until_event("pause", 2, change=both_at(HANGING_M), within_s=3.0)


def test_hands_may_hang_in_a_rest() -> None:
    player = Player(OPTED_IN.replace("rest_s: 2", "rest_s: 20"))
    player.until_event("rest_start")
    player.until_event("rest_end", change=both_at(HANGING_M), within_s=21.0)
    assert player.notes.of("pause") == []


def test_hands_worn_at_the_ankles_are_not_down() -> None:
    player = playing(OPTED_IN)
    assert player.context.worn is None
    player.context.worn = UNMEASURED
    live(player, 4.0, both_at(HANGING_M))
    assert player.notes.of("pause") == []


@pytest.mark.parametrize("reach_m", [0.2, 0.45, 0.6, 0.75, 1.0])
def test_a_hand_in_the_lap_of_an_ordinary_body_is_above_the_limit(reach_m: float) -> None:
    """Lap 0.6 m below the eyes, a hanging hand a whole arm below the shoulder."""
    arm_m = min(0.75, max(0.5, reach_m))
    assert 0.6 < hanging_m(ReachEnvelope(reach_m, 0.2)) <= 0.24 + 0.9 * arm_m


def test_what_stopped_the_session_is_written_down() -> None:
    player = playing(SMALL_LEVEL)
    player.command("stop")
    player.step()
    assert player.notes.of("pause")[0]["by"] == "key"
