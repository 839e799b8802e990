"""A session: its phases, what pauses it, what it obeys, how it ends."""

from __future__ import annotations

import math

import pytest
from support.player import EYES_M, Player

from controllers.frame import GUESSED, NO_POSE, Button, InputFrame
from tasks.scene import Role


def facing(place_m: tuple[float, float, float]) -> tuple[float, float, float, float]:
    """Orientation of a head at the eyes that points its -Z at a place."""
    x, y, z = (p - e for p, e in zip(place_m, EYES_M, strict=True))
    yaw, pitch = math.atan2(-x, -z), math.atan2(y, math.hypot(x, z))
    sy, cy, sp, cp = math.sin(yaw / 2), math.cos(yaw / 2), math.sin(pitch / 2), math.cos(pitch / 2)
    return (cy * sp, sy * cp, -sy * sp, cy * cp)


def test_a_level_is_played_from_start_to_end() -> None:
    player = Player(demonstrate=True)
    player.play()
    notes = player.notes
    assert player.session.status == "completed"
    phases = [event["phase"] for event in notes.of("phase_start")]
    assert phases == ["align", "instruct", "familiarisation", "set", "rest", "set", "summary"]
    assert [event["phase"] for event in notes.of("phase_end")] == phases
    assert [trial["set"] for trial in notes.trials] == [0, 1, 1, 1, 2, 2, 2]
    assert all(trial["end_reason"] == "SUCCESS" for trial in notes.trials)
    assert player.session.tally.scored == player.session.tally.won == 6
    assert player.session.progress == player.session.planned == 7
    assert notes.kinds()[0] == "session_start"
    assert notes.kinds()[-1] == "session_end"
    assert [e["exercise"] for e in notes.of("exercise_start")] == [1]
    assert len(notes.of("exercise_end")) == 1
    shown = notes.of("target_shown")
    assert [event["trial_num"] for event in shown] == [1, 2, 3, 4, 5, 6, 7]
    assert {"position_m", "radius_m", "side", "time_ns"} <= shown[0].keys()


def test_familiarisation_is_not_scored_and_moves_no_difficulty() -> None:
    player = Player()
    player.until(lambda: len(player.notes.trials) == 2)
    practice, first = player.notes.trials
    assert practice["familiarisation"]
    assert not practice["scored"]
    assert first["scored"]
    assert practice["difficulty"] == first["difficulty"] == 0.2
    assert len(player.notes.of("difficulty_change")) == 1


def test_the_scene_holds_no_panel_or_target_after_the_end() -> None:
    player = Player(demonstrate=True)
    player.play()
    assert player.scene.panels == []
    for role in (Role.TARGET, Role.START, Role.GHOST, Role.DISTRACTOR):
        assert player.scene.of(role) == []


def test_the_same_seed_and_frames_give_the_same_session() -> None:
    one, other, third = Player(seed=5), Player(seed=5), Player(seed=6)
    for player in (one, other, third):
        player.play()
    assert one.notes.events == other.notes.events
    assert one.notes.trials == other.notes.trials
    assert one.notes.trials != third.notes.trials


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        (lambda frame: setattr(frame, "focused", False), "focus_lost"),
        (lambda frame: setattr(frame, "connected", False), "disconnected"),
        (lambda frame: frame.head.set(EYES_M, flags=GUESSED), "tracking_lost"),
        (lambda frame: frame.head.set(EYES_M, flags=NO_POSE), "tracking_lost"),
    ],
)
def test_a_lost_device_pauses_and_coming_back_goes_on_and_repeats(spoil, cause) -> None:
    player = Player()
    player.until_event("target_shown", 2)
    player.speed_m_s = 0.05
    player.until_event("pause", change=spoil, within_s=2.0)
    player.speed_m_s = 0.8
    assert player.notes.of("pause")[0]["cause"] == cause
    assert player.notes.trials[-1]["end_reason"] in ("PAUSED", "TRACKING_LOST")
    for _ in range(200):
        player.step(spoil)
    assert player.notes.of("resume") == []
    assert len(player.scene.panels) == 1
    player.until_event("resume", within_s=2.0)
    player.play()
    assert player.session.tally.scored == 6
    broken = [trial for trial in player.notes.trials if not trial["scored"]]
    assert len(broken) == 2  # the practice and the one that was broken off


@pytest.mark.parametrize("kind", ["pause", "stop"])
def test_a_pause_asked_for_while_one_has_begun_by_itself_holds_it(kind: str) -> None:
    player = Player()
    player.until_event("target_shown", 2)
    player.speed_m_s = 0.05
    player.until_event("pause", change=lambda frame: setattr(frame, "focused", False))
    player.command(kind)
    player.step()
    player.command(kind)
    player.step()
    assert player.session.phase == "pause"
    told = [event for event in player.notes.events if event["kind"] in ("pause", "resume")]
    assert [(event["kind"], event["cause"]) for event in told] == [
        ("pause", "focus_lost"),
        ("resume", "focus_lost"),
        ("pause", "stopped"),
    ]
    assert told[1]["frame_index"] == told[2]["frame_index"]
    for _ in range(900):
        player.step()
    assert player.session.phase == "pause"  # the headset has been on again for ten seconds
    assert len(player.scene.panels) == 3  # why, and two ways to go on
    player.command("resume")
    player.speed_m_s = 0.8
    player.play()
    assert player.session.status == "completed"
    assert player.session.tally.scored == 6
    broken = [trial for trial in player.notes.trials if trial["end_reason"] == "PAUSED"]
    assert len(broken) == 1


def test_a_short_loss_of_tracking_does_not_pause() -> None:
    player = Player()
    player.until_event("target_shown", 2)
    began_s = player.now_s
    player.until(
        lambda: player.now_s - began_s > 0.8,
        change=lambda frame: frame.head.set(EYES_M, flags=NO_POSE),
    )
    player.play()
    assert player.notes.of("pause") == []


def test_a_hand_lost_during_the_reach_is_repeated_with_the_same_target() -> None:
    player = Player()
    player.until_event("target_shown", 2)
    lost = player.notes.of("target_shown")[1]

    def blind(frame: InputFrame) -> None:
        frame.hand(lost["side"]).set((0, 0, 0), flags=NO_POSE)

    player.until(lambda: len(player.notes.trials) == 2, change=blind)
    assert player.notes.trials[1]["end_reason"] == "TRACKING_LOST"
    assert not player.notes.trials[1]["scored"]
    player.until_event("target_shown", 3)
    again = player.notes.of("target_shown")[2]
    assert (again["position_m"], again["side"]) == (lost["position_m"], lost["side"])


def test_two_seconds_of_looking_at_the_stop_sign_stop_everything() -> None:
    player = Player()
    player.until_event("target_shown", 1)
    sign = player.scene.of(Role.STOP)[0]
    look = facing(sign.position_m)
    began_s = player.now_s
    player.until_event("pause", change=lambda frame: frame.head.set(EYES_M, look), within_s=2.5)
    assert player.now_s - began_s == pytest.approx(2.0, abs=0.05)
    assert player.notes.of("pause")[0]["cause"] == "stopped"


def test_a_glance_at_the_stop_sign_stops_nothing() -> None:
    player = Player()
    player.until_event("target_shown", 1)
    look = facing(player.scene.of(Role.STOP)[0].position_m)
    began_s = player.now_s
    player.until(
        lambda: player.now_s - began_s > 1.5, change=lambda frame: frame.head.set(EYES_M, look)
    )
    player.play()
    assert player.notes.of("pause") == []


def hold(button: Button):
    def change(frame: InputFrame) -> None:
        frame.buttons = int(button)

    return change


def test_a_held_stop_button_stops_and_a_tap_does_not() -> None:
    player = Player()
    player.until_event("target_shown", 1)
    began_s = player.now_s
    player.until(lambda: player.now_s - began_s > 0.3, change=hold(Button.STOP))
    player.step()
    assert player.notes.of("pause") == []
    player.until_event("pause", change=hold(Button.STOP), within_s=1.0)


def test_what_was_stopped_goes_on_only_when_asked() -> None:
    player = Player()
    player.until_event("target_shown", 1)
    player.command("stop")
    player.step()
    assert player.session.phase == "pause"
    began_s = player.now_s
    player.until(lambda: player.now_s - began_s > 10)
    assert player.notes.of("resume") == []
    tile = next(panel for panel in player.scene.panels if panel.role is Role.CHOICE)
    look = facing(tile.position_m)
    player.until_event("resume", change=lambda f: f.head.set(EYES_M, look), within_s=4.0)
    player.play()
    assert player.session.status == "completed"


def test_stop_freezes_on_the_very_frame() -> None:
    player = Player()
    player.until_event("target_shown", 1)
    player.command("stop")
    player.step()
    assert player.notes.of("pause")[0]["frame_index"] == player.frame.frame_index
    assert player.scene.of(Role.TARGET) == []


def test_looking_away_during_alignment_begins_it_again() -> None:
    player = Player()
    aside = (0.0, math.sin(0.3), 0.0, math.cos(0.3))
    for _ in range(120):
        player.step()
    player.step(lambda frame: frame.head.set(EYES_M, aside))
    for _ in range(120):
        player.step()
    assert player.notes.of("body_frame") == []
    player.until_event("body_frame", within_s=1.0)


def test_targets_follow_where_the_patient_faces() -> None:
    straight, turned = Player(), Player()
    quarter = (0.0, math.sin(math.pi / 4), 0.0, math.cos(math.pi / 4))
    straight.until_event("target_shown")
    turned.until_event("target_shown", change=lambda frame: frame.head.set(EYES_M, quarter))
    assert turned.notes.of("body_frame")[0]["yaw_rad"] == pytest.approx(math.pi / 2)
    x, y, z = straight.notes.of("target_shown")[0]["position_m"]
    assert turned.notes.of("target_shown")[0]["position_m"] == pytest.approx((z, y, -x))


def test_a_changed_reference_space_ends_the_repetition_and_asks_to_look_ahead() -> None:
    player = Player()
    player.until_event("target_shown", 1)
    player.step(hold(Button.RECENTRE))
    assert player.notes.of("recentre")[0]["cause"] == "reference_space"
    assert player.notes.trials[-1]["end_reason"] == "PAUSED"
    assert player.session.phase == "align"
    player.until_event("body_frame", 2, within_s=3.0)
    player.play()
    assert player.session.status == "completed"


def test_easier_and_harder_move_the_next_repetition() -> None:
    player = Player()
    player.until_event("target_shown", 2)
    for kind in ("harder", "harder", "easier"):
        player.command(kind)
        player.step()
    for side in ("left", "right"):
        changes = [
            (round(c["old"], 3), round(c["new"], 3))
            for c in player.notes.of("difficulty_change")
            if c["side"] == side
        ]
        assert changes == [(0.2, 0.3), (0.3, 0.4), (0.4, 0.3)]
    assert all(c["reason"] == "therapist" for c in player.notes.of("difficulty_change"))


def test_skip_counts_a_repetition_as_done_without_scoring() -> None:
    player = Player()
    player.until_event("target_shown", 2)
    player.command("skip")
    player.step()
    assert player.notes.trials[-1]["end_reason"] == "SKIPPED"
    player.play()
    assert player.session.tally.scored == 5


def test_the_demonstration_can_be_asked_for_at_any_time() -> None:
    player = Player()
    player.until_event("target_shown", 2)
    player.command("demonstrate")
    player.step()
    assert len(player.scene.of(Role.GHOST)) == 3
    player.play()
    assert player.session.tally.scored == 6


def test_end_closes_at_once_and_leaves_nothing_running() -> None:
    player = Player()
    player.until_event("target_shown", 2)
    player.command("end")
    player.step()
    assert player.session.done
    assert player.session.status == "ended"
    assert player.notes.trials[-1]["end_reason"] == "ABORTED"
    assert player.notes.kinds()[-1] == "session_end"


def test_every_command_is_written_down_with_its_source() -> None:
    player = Player()
    player.until_event("body_frame")
    player.command("cue", manner="verbal", amount="minimal")
    player.step()
    event = player.notes.of("command")[0]
    assert event["command"] == "cue"
    assert event["source"] == "key"
    assert event["data"] == {"manner": "verbal", "amount": "minimal"}
    assert event["frame_index"] == player.frame.frame_index


def test_the_cap_on_minutes_ends_the_session_between_repetitions() -> None:
    player = Player(cap_minutes=1)
    player.speed_m_s = 0.03
    player.play()
    assert player.notes.of("cap")[0]["cause"] == "session_minutes"
    assert player.session.status == "completed"
    assert player.session.tally.scored < 6
    assert player.now_s < 90


def test_a_patient_who_never_begins_the_repetition_is_capped_too() -> None:
    player = Player(cap_minutes=1)
    player.speed_m_s = 0.0
    player.play()
    assert player.notes.of("cap")[0]["cause"] == "session_minutes"
    assert [row["end_reason"] for row in player.notes.trials] == ["ABORTED"]
    assert player.session.status == "completed"
    assert player.scene.panels == []


def test_the_cap_on_repetitions_counts_those_that_were_done_again() -> None:
    player = Player(cap_repetitions=7)
    player.until_event("target_shown", 2)
    player.command("pause")
    player.step()
    player.command("resume")
    player.play()
    assert [event["cause"] for event in player.notes.of("cap")] == ["repetitions"]
    assert len(player.notes.trials) == 7
    assert player.session.tally.scored == 5
    assert player.session.status == "completed"


def test_a_level_that_asks_for_just_the_cap_is_not_capped() -> None:
    player = Player(cap_repetitions=7)
    player.play()
    assert player.notes.of("cap") == []
    assert player.session.tally.scored == 6


def test_losing_the_device_for_good_ends_calmly() -> None:
    player = Player()
    player.until_event("target_shown", 2)
    player.session.lose("the headset's runtime is gone", player.frame)
    assert player.session.status == "device_lost"
    assert player.notes.of("fault")[0]["cause"] == "device_lost"
    assert player.notes.trials[-1]["end_reason"] == "ABORTED"


def test_a_level_mirrored_to_the_other_side_shows_mirrored_targets() -> None:
    right, left = Player(affected="right"), Player(affected="left")
    for player in (right, left):
        player.play()
    for one, other in zip(
        right.notes.of("target_shown"), left.notes.of("target_shown"), strict=True
    ):
        assert one["side"] != other["side"]
        x, y, z = one["position_m"]
        assert other["position_m"] == pytest.approx((-x, y, z))


def test_help_shows_the_keys_and_takes_them_away_again() -> None:
    player = Player()
    player.until_event("target_shown", 1)
    for expected in (["help.keys"], ["help.more_keys"], ["help.cue_keys"], []):
        player.command("help")
        player.step()
        assert [panel.key for panel in player.scene.panels] == expected


def test_the_hand_that_reached_feels_the_success() -> None:
    player = Player()
    felt: list[str] = []
    sides: list[str] = []

    def reached() -> bool:
        felt.extend(haptic.side for haptic in player.session.haptics)
        return player.session.done

    player.until(reached)
    sides = [trial["side"] for trial in player.notes.trials if trial["success"]]
    assert felt == sides
