"""The session around the exercises: questions, supervision, posture, what a therapist asks for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from support.player import EYES_M, SMALL_LEVEL, Player

from controllers.controller import Features
from controllers.frame import InputFrame, Vec3
from game.commands import KINDS
from game.keys import KEYS
from game.obeying import DEEDS, SHORTEST_REST_S
from tasks.scene import Panel, Role

ONE_ARM = SMALL_LEVEL.replace("rest_s: 2\n", "rest_s: 2\n    affected_share: 1.0\n")
GUIDED = SMALL_LEVEL.replace("check_in: false, check_out: false", "check_in: true, check_out: true")
TWO_POSTURES = (
    SMALL_LEVEL
    + """\
  - name: stand
    task: reaching
    objective: reach
    body_part: arm
    posture: standing
    repetitions: 1
    familiarisation: 0
    demonstrate: false
  - name: sit
    task: reaching
    objective: reach
    body_part: arm
    posture: seated
    repetitions: 1
    familiarisation: 0
    demonstrate: false
"""
)


def facing(place_m: Vec3, eyes_m: Vec3 = EYES_M) -> Callable[[InputFrame], None]:
    x, y, z = (there - here for there, here in zip(place_m, eyes_m, strict=True))
    yaw, pitch = math.atan2(-x, -z), math.atan2(y, math.hypot(x, z))
    cy, sy, cp, sp = (f(a / 2) for a in (yaw, pitch) for f in (math.cos, math.sin))
    look = (cy * sp, sy * cp, -sy * sp, cy * cp)
    return lambda frame: frame.head.set(eyes_m, look)


def tile(player: Player, key: str, **values: Any) -> Panel | None:
    for panel in player.scene.panels:
        fits = panel.key == key and all(panel.values.get(k) == v for k, v in values.items())
        if panel.role is Role.CHOICE and fits:
            return panel
    return None


def choose(player: Player, key: str, **values: Any) -> None:
    """Look at a tile until it is chosen: no hand, no button."""
    player.until(lambda: tile(player, key, **values) is not None)
    for _ in range(3):  # a gaze that rests where a tile comes up chooses nothing
        player.step()
    chosen = tile(player, key, **values)
    assert chosen is not None
    player.until(
        lambda: chosen not in player.scene.panels, change=facing(chosen.position_m), within_s=8.0
    )


def skip_scale(player: Player) -> None:
    """Give no answer on a scale, and mean it."""
    choose(player, "skip")
    choose(player, "go_on")


def fail(player: Player, count: int) -> None:
    """Let so many repetitions go by: the hand leaves the start place and gets nowhere."""
    wanted = sum(row["scored"] for row in player.notes.trials) + count
    speed_m_s = player.speed_m_s

    def slow_once_shown() -> bool:
        player.speed_m_s = 0.004 if player.scene.of(Role.TARGET) else speed_m_s
        return sum(row["scored"] for row in player.notes.trials) >= wanted

    player.until(slow_once_shown)
    player.speed_m_s = speed_m_s


def asked(player: Player) -> bool:
    return player.session.phase == "ask"


# Questions


def hard_going(level: str = SMALL_LEVEL) -> Player:
    """A session whose patient has failed three times and is asked."""
    player = Player(level.replace("repetitions: 3\n", "repetitions: 8\n"))
    player.until_event("target_shown", 2)
    fail(player, 3)
    player.until(lambda: asked(player), within_s=1.0)
    return player


def test_three_failures_in_a_row_are_asked_about_once() -> None:
    player = hard_going()
    assert not any(row["success"] for row in player.notes.trials if row["scored"])
    choose(player, "go_on")
    answer = player.notes.of("ask")
    assert [(e["cause"], e["answer"]) for e in answer] == [("failures", "go_on")]
    assert player.session.phase == "set"
    player.play()
    assert len(player.notes.of("ask")) == 1
    assert player.session.status == "completed"
    assert player.session.tally.scored == 16


def test_a_success_between_begins_the_count_anew() -> None:
    player = Player(SMALL_LEVEL.replace("repetitions: 3\n", "repetitions: 8\n"))
    player.until_event("target_shown", 2)
    fail(player, 2)
    player.until(lambda: player.notes.trials[-1]["success"])
    fail(player, 2)
    player.play()
    assert player.notes.of("ask") == []


def test_easier_is_easier_by_the_patients_wish() -> None:
    player = hard_going(ONE_ARM.replace("start: 0.2", "start: 0.8"))
    before = player.notes.trials[-1]["difficulty"]
    choose(player, "ask.easier")
    change = player.notes.of("difficulty_change")[-1]
    assert change["reason"] == "patient"
    assert change["new"] < before
    player.until_event("trial_start", len(player.notes.trials) + 1)
    assert player.notes.of("trial_start")[-1]["difficulty"] == change["new"]


def test_rest_is_a_rest_at_once_and_then_the_set_goes_on() -> None:
    player = hard_going()
    choose(player, "ask.rest")
    player.until(lambda: player.session.phase == "rest", within_s=0.5)
    assert player.notes.of("rest_start")[-1]["duration_s"] == SHORTEST_REST_S
    player.play()
    assert player.session.tally.scored == 16


def test_stop_goes_to_check_out_and_summary() -> None:
    player = hard_going(SMALL_LEVEL.replace("check_out: false", "check_out: true"))
    choose(player, "ask.stop")
    player.until(lambda: player.session.phase == "check_out", within_s=1.0)
    assert player.notes.of("early_end")[0]["cause"] == "ask"
    for _ in range(2):
        skip_scale(player)
    choose(player, "comfort.a_little")
    choose(player, "word.tired")
    assert [event["when"] for event in player.notes.of("check")] == ["out", "out"]
    player.until(lambda: player.session.phase == "summary", within_s=20.0)
    player.play()
    assert player.session.status == "stopped"


@pytest.mark.parametrize(("pause_s", "causes"), [(50.0, []), (65.0, ["pause"])])
def test_a_pause_of_more_than_a_minute_is_asked_about(pause_s: float, causes: list[str]) -> None:
    player = Player()
    player.until_event("target_shown", 2)
    player.command("pause")
    until_s = player.now_s + pause_s
    player.until(lambda: player.now_s >= until_s)
    player.command("resume")
    if causes:
        player.until(lambda: asked(player), within_s=1.0)
        choose(player, "go_on")
    player.play()
    assert [event["cause"] for event in player.notes.of("ask")] == causes


def test_the_tired_are_offered_a_rest_with_the_reason_and_not_again_at_once() -> None:
    text = SMALL_LEVEL.replace("repetitions: 3\n", "repetitions: 30\n")
    text = text.replace(
        "{{policy: weighted_up_down, start: 0.2, step: 0.1}}", "{{policy: fixed, difficulty: 0.2}}"
    ).replace("objective: reach", "objective: reach\n    affected_share: 1.0")
    player = Player(text)
    player.until(lambda: len(player.notes.trials) > 11)
    player.speed_m_s = 0.3
    player.until(lambda: asked(player), within_s=120.0)
    (told,) = player.notes.of("rest_suggested")
    assert told["exercise"] == 1
    assert told["side"] == "right"
    assert "peak speed fell by 62% (0.80 to 0.30 m/s)" in told["cause"]
    assert told["numbers"]["peak_speed_m_s"] == pytest.approx((0.8, 0.3), abs=0.01)
    choose(player, "go_on")
    assert player.notes.of("ask")[0]["cause"] == "tired"
    asked_s = player.now_s
    player.until(lambda: asked(player) or player.session.done)
    assert player.now_s - asked_s > 170.0


def answer_how_much_it_hurts(player: Player, number: int) -> None:
    choose(player, "scale.number", number=number)
    choose(player, "go_on")


def test_the_therapist_says_that_it_hurts_and_the_patient_is_asked_how_much() -> None:
    player = Player()
    player.until_event("target_shown", 2)
    player.command("pain")
    answer_how_much_it_hurts(player, 6)
    choose(player, "ask.rest")
    player.until_event("rest_start")
    (check,) = player.notes.of("check")
    assert (check["when"], check["pain"]) == ("during", 6)
    assert player.notes.of("ask")[-1]["cause"] == "pain"
    assert player.notes.trials[-1]["end_reason"] == "PAUSED"


def test_who_stops_because_it_hurts_can_say_so_without_a_word() -> None:
    player = Player()
    player.until_event("target_shown", 2)
    player.command("stop")
    choose(player, "pause.hurts")
    answer_how_much_it_hurts(player, 8)
    choose(player, "ask.stop")
    player.until(lambda: player.session.done, within_s=60.0)
    assert player.notes.of("check")[0]["pain"] == 8
    assert player.notes.of("early_end")[-1]["cause"] == "ask"
    assert player.session.status == "stopped"


def test_a_question_at_the_cap_gives_way_to_the_end() -> None:
    player = Player(SMALL_LEVEL.replace("repetitions: 3\n", "repetitions: 8\n"), cap_minutes=1)
    player.until_event("target_shown", 2)
    fail(player, 3)
    player.until(lambda: player.session.done, within_s=300.0)
    assert player.notes.of("cap")[0]["cause"] == "session_minutes"
    assert player.scene.panels == []


@pytest.mark.parametrize("recentred", [False, True])
def test_an_end_that_nobody_answers_ends_by_itself(*, recentred: bool) -> None:
    """The patient has gone; the headset lies there, or swings at somebody's arm."""
    player = Player(GUIDED.replace("rest_s: 2", "rest_s: 0"), rate_hz=20.0)
    while player.session.phase != "check_out":
        player.command("skip")
        player.step()

    def gone(frame: InputFrame) -> None:
        turn = math.sin(player.now_s) if recentred else 0.0
        frame.head.set(EYES_M, (0.0, turn, 0.0, math.cos(math.asin(turn))))

    if recentred:
        player.command("recentre")
    player.until(lambda: player.session.done, change=gone, within_s=400.0)
    assert [event["cause"] for event in player.notes.of("cap")] == ["unanswered"]
    assert player.session.status == "completed"
    assert player.scene.panels == []


# Check-in


def test_who_does_not_want_to_begin_is_let_go_kindly() -> None:
    player = Player(GUIDED)
    skip_scale(player)
    skip_scale(player)
    choose(player, "check.not_yet")
    choose(player, "check.end")
    player.until(lambda: player.session.phase == "check_out", within_s=2.0)
    assert player.notes.of("early_end")[0]["cause"] == "check_in"
    assert player.notes.of("trial_start") == []
    player.command("skip")
    player.play()
    assert player.session.status == "stopped"


def test_pain_at_the_limit_offers_the_end() -> None:
    player = Player(GUIDED.replace("limits: {{", "limits: {{pain: 1, "))
    choose(player, "scale.number", number=8)
    choose(player, "go_on")
    choose(player, "check.end")
    player.until(lambda: player.session.phase == "check_out", within_s=2.0)
    assert player.notes.of("check")[0]["pain"] == 8


# Supervision and posture


def standing(level: str) -> str:
    return level.replace("posture: seated", "posture: standing")


def test_standing_waits_for_supervision_and_nothing_else_gets_past_it() -> None:
    player = Player(standing(SMALL_LEVEL))
    player.until(lambda: player.session.phase == "supervision")
    for kind in ("skip", "clear_space", "resume", "harder", "rest", "longer", "demonstrate"):
        player.command(kind)
        for _ in range(90):
            player.step()
        assert player.session.phase == "supervision", kind
    assert player.notes.of("trial_start") == []
    player.command("supervised")
    player.step()
    assert player.notes.of("supervised")[0]["source"] == "key"
    player.play()
    assert player.session.status == "completed"


def test_supervision_given_beforehand_is_written_down_and_not_asked_for() -> None:
    player = Player(standing(SMALL_LEVEL))
    player.context.confirmed["supervised"] = "option"
    shown: set[str] = set()

    def done() -> bool:
        shown.update(panel.key for panel in player.scene.panels)
        return player.session.done

    player.until(done)
    assert player.notes.of("supervised")[0]["source"] == "option"
    assert "supervision.supervised" not in shown


def test_a_seated_level_asks_for_no_supervision() -> None:
    player = Player()
    player.play()
    assert player.notes.of("supervised") == []
    assert "supervision" not in {event["phase"] for event in player.notes.of("phase_start")}


def test_who_sits_is_asked_to_stand_before_a_first_exercise_that_stands() -> None:
    level = SMALL_LEVEL.replace("task: reaching", "task: reaching\n    posture: standing", 1)
    player = Player(level)
    player.until_event("phase_start", 2)
    phases = [event["phase"] for event in player.notes.of("phase_start")]
    assert phases == ["align", "supervision"]
    player.command("supervised")
    player.until_event("phase_start", 3)
    assert player.notes.of("phase_start")[-1]["phase"] == "posture"


def test_posture_changes_between_exercises_and_the_body_is_found_anew() -> None:
    player = Player(TWO_POSTURES)
    player.until(lambda: player.session.phase == "supervision")
    player.command("supervised")
    player.until(lambda: player.session.phase == "posture")
    up: Vec3 = (EYES_M[0], EYES_M[1] + 0.4, EYES_M[2])
    rising_s = player.now_s
    player.until(lambda: player.session.phase != "posture", change=lambda frame: frame.head.set(up))
    assert player.now_s - rising_s == pytest.approx(1.5, abs=0.1)
    player.until_event("body_frame", 2, change=lambda frame: frame.head.set(up))
    assert player.notes.of("body_frame")[-1]["eyes_m"][1] == pytest.approx(1.6, abs=1e-3)
    player.until(lambda: player.session.phase == "posture", change=lambda frame: frame.head.set(up))
    choose(player, "go_on")
    player.play()
    assert [event["posture"] for event in player.notes.of("posture")] == ["standing", "seated"]
    assert len(player.notes.of("supervised")) == 1
    assert len(player.notes.of("body_frame")) == 3
    assert player.session.tally.scored == 8


def test_leaning_back_and_forth_is_no_standing_up() -> None:
    player = Player(TWO_POSTURES)
    player.context.confirmed["supervised"] = "option"
    player.until(lambda: player.session.phase == "posture")

    def bob(frame: InputFrame) -> None:
        lift = 0.3 if int(player.now_s * 1.0) % 2 else 0.0
        frame.head.set((EYES_M[0], EYES_M[1] + lift, EYES_M[2]))

    until_s = player.now_s + 10.0
    player.until(lambda: player.now_s >= until_s, change=bob)
    assert player.session.phase == "posture"


def test_bounds_of_a_measured_room_make_the_question_for_space_needless() -> None:
    features = Features("headset", bounds_m=(3.0, 2.0))
    player = Player(standing(SMALL_LEVEL))
    player.context.features = features
    player.until(lambda: player.session.phase == "supervision")
    assert [panel.key for panel in player.scene.panels] == ["supervision.supervised"]


# What a therapist asks for


def test_every_kind_of_command_is_obeyed_and_described() -> None:
    assert set(DEEDS) == set(KINDS)
    by_key = {command.kind for command in KEYS.values()} - {"screenshot"}
    assert by_key == set(KINDS) - {"note"}  # words come from a console


def test_the_lock_holds_the_difficulty_until_it_is_off() -> None:
    player = Player(ONE_ARM.replace("repetitions: 3\n", "repetitions: 8\n"))
    player.until_event("target_shown", 3)
    player.command("lock")
    player.until(lambda: len(player.notes.trials) == 7)
    held = [row["difficulty"] for row in player.notes.trials[2:]]
    assert len(set(held)) == 1
    assert [event["on"] for event in player.notes.of("lock")] == [True]
    player.command("lock")
    player.until(lambda: len(player.notes.trials) == 11)
    assert player.notes.trials[-1]["difficulty"] > held[0]
    assert [event["on"] for event in player.notes.of("lock")] == [True, False]


@pytest.mark.parametrize("disturbance", ["pause", "recentre", "skip", "demonstrate", "rest"])
def test_the_lock_outlasts_whatever_comes_between(disturbance: str) -> None:
    player = Player(ONE_ARM.replace("repetitions: 3\n", "repetitions: 6\n"))
    player.until_event("target_shown", 3)
    player.command("lock")
    player.step()
    held = player.notes.of("trial_start")[-1]["difficulty"]
    player.command(disturbance)
    player.step()
    if disturbance == "pause":
        player.command("resume")
    player.play()
    after = [row["difficulty"] for row in player.notes.trials[2:]]
    assert after == [held] * len(after)


def test_who_holds_the_lock_may_still_ask_for_easier() -> None:
    player = Player(ONE_ARM.replace("repetitions: 3\n", "repetitions: 8\n"))
    player.until_event("target_shown", 3)
    held = player.notes.of("trial_start")[-1]["difficulty"]
    player.command("lock")
    player.command("easier")
    player.play()
    assert {round(row["difficulty"], 6) for row in player.notes.trials[3:]} == {
        round(held - 0.1, 6)
    }


def test_a_rest_now_stands_between_repetitions_and_counts_nothing() -> None:
    player = Player()
    player.until_event("target_shown", 2)
    player.command("rest")
    player.step()
    assert player.session.phase == "rest"
    assert player.notes.trials[-1]["end_reason"] == "PAUSED"
    player.play()
    assert player.session.tally.scored == 6


@pytest.mark.parametrize("kind", ["cue", "assist", "mark"])
def test_what_is_for_the_record_alone_changes_nothing_else(kind: str) -> None:
    plain, marked = Player(), Player()
    for player in (plain, marked):
        player.until_event("target_shown", 2)
    marked.command(kind, amount="minimal")
    for player in (plain, marked):
        player.play()
    (event,) = marked.notes.of("command")
    assert event["command"] == kind
    assert [e for e in marked.notes.events if e["kind"] != "command"] == plain.notes.events
    assert marked.notes.trials == plain.notes.trials


def test_looking_ahead_anew_in_a_question_brings_the_question_back() -> None:
    player = hard_going()
    player.command("recentre")
    player.step()
    assert player.session.phase == "align"
    assert tile(player, "ask.easier") is None
    player.until(lambda: asked(player), within_s=3.0)
    choose(player, "go_on")
    player.play()
    assert player.session.status == "completed"


def test_help_covers_a_question_and_is_gone_at_the_end() -> None:
    player = hard_going()
    player.command("help")
    player.step()
    assert "help.keys" in [panel.key for panel in player.scene.panels]
    player.command("end")
    player.step()
    assert player.scene.panels == []
