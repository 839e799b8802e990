"""Why a difficulty moved, in words: how it went lately, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from support.player import Player

from game.reasons import Lately
from levels.loader import load_level, shipped_ids, shipped_path
from tasks.demand import greatest_move
from tasks.registry import TASKS, make_task
from tasks.scene import Scene
from tasks.trial import EndReason, Situation, TrialOutcome

SITUATIONS = {
    "reaching": Situation("left", {"azimuth_deg": 0.0, "elevation_deg": 0.0}),
    "grasping": Situation(
        "left",
        {"object_azimuth_deg": 0.0, "goal_azimuth_deg": 0.0},
        {"object": "cup", "activity": "place"},
    ),
    "stepping": Situation(
        "left",
        {"footprint": 0.0, "height_share": 1.0, "direction_deg": 0.0},
        {"what": "obstacle", "shape": "log"},
    ),
}


def made(name: str, **given: Any) -> Any:
    kind = TASKS[name]
    return make_task(name, kind.Parameters.model_validate(given), Scene("orchard"))


def outcome(reason: EndReason, *flags: str) -> TrialOutcome:
    return TrialOutcome(reason, 0.5 if reason is EndReason.SUCCESS else -0.5, 0, {}, flags)


WON = outcome(EndReason.SUCCESS)
LATE = outcome(EndReason.TIMEOUT)


def lately(task: str, *outcomes: TrialOutcome) -> Lately:
    kept = Lately(made(task).failures)
    for each in outcomes:
        kept.take(each)
    return kept


@pytest.mark.parametrize(
    ("task", "failure", "parameters", "told"),
    [
        ("reaching", LATE, {}, "3 of the last 5 not reached in time; more time"),
        ("reaching", LATE, {"time_limit_s": 5, "radius_m": 0.05},
         "3 of the last 5 not reached in time; shorter distance"),
        ("reaching", outcome(EndReason.MISS, "leaned"), {"time_limit_s": 5},
         "3 of the last 5 reached by leaning; shorter distance"),
        ("reaching", outcome(EndReason.MISS), {}, "3 of the last 5 took another fruit; more time"),
        ("grasping", LATE, {}, "3 of the last 5 not done in time; larger goal"),
        ("grasping", outcome(EndReason.COLLISION, "gap"), {},
         "3 of the last 5 knocked something over; larger goal"),
        ("stepping", outcome(EndReason.COLLISION, "touched_left_toe"), {},
         "3 of the last 5 touched it; lower obstacle"),
        ("stepping", outcome(EndReason.TIMEOUT, "late"), {},
         "3 of the last 5 lifted late; lower obstacle"),
    ],
)  # fmt: skip
def test_failures_and_what_becomes_easier(
    task: str, failure: TrialOutcome, parameters: dict[str, Any], told: str
) -> None:
    kept = lately(task, failure, failure, WON, WON, failure)
    moved = greatest_move(made(task, **parameters), SITUATIONS[task], 0.4, 0.3)
    assert kept.reason(0.4, 0.3, moved, "") == told


@pytest.mark.parametrize("task", SITUATIONS)
def test_successes_and_what_becomes_harder(task: str) -> None:
    moved = greatest_move(made(task), SITUATIONS[task], 0.3, 0.4)
    assert moved == {"reaching": "less time", "grasping": "smaller goal",
                     "stepping": "higher obstacle"}[task]  # fmt: skip
    kept = lately(task, LATE, WON, WON, WON, WON, WON)
    assert kept.reason(0.3, 0.4, moved, "") == f"5 of the last 5 succeeded; {moved}"


@pytest.mark.parametrize(
    ("outcomes", "old", "new", "limit", "told"),
    [
        ((WON,), 0.5, 0.501, "", "1 of the last 1 succeeded; about as hard"),
        ((WON, WON), 0.9, 0.9, "at the bound that is set",
         "2 of the last 2 succeeded; at the bound that is set"),
        ((WON, WON), 0.5, 0.4, "", "2 of the last 2 succeeded, but barely; less"),
        ((WON, LATE), 0.5, 0.6, "", "1 of the last 2 succeeded, the last one nearly; less"),
        ((outcome(EndReason.COLLISION),), 0.5, 0.4, "", "1 of the last 1 not done; less"),
    ],
)  # fmt: skip
def test_other_cases(
    outcomes: tuple[TrialOutcome, ...], old: float, new: float, limit: str, told: str
) -> None:
    assert lately("reaching", *outcomes).reason(old, new, "less", limit) == told


def test_knobs_that_are_pinned_move_nothing() -> None:
    pinned = {
        "distance_share": 0.7, "radius_m": 0.05, "dwell_s": 0.3, "time_limit_s": 9, "distractors": 0
    }  # fmt: skip
    assert greatest_move(made("reaching", **pinned), SITUATIONS["reaching"], 0.0, 1.0) == ""


@pytest.mark.parametrize("name", TASKS)
def test_every_knob_and_every_failure_has_words(name: str) -> None:
    for level_id in shipped_ids():
        for exercise in load_level(shipped_path(level_id)).exercises:
            if exercise.task == name:
                task: Any = make_task(name, exercise.parameters, Scene("orchard"))
                for situation in task.typical("right"):
                    assert set(task.plan(situation, 0.5).knobs) <= set(task.effects)
                    assert len(task.reported(situation)) == len(task.covariates)
    words = [word for each in made(name).effects.values() for word in (each.harder, each.easier)]
    assert all(words)


def test_a_session_tells_the_reason_the_side_and_the_estimate() -> None:
    player = Player(SMALL_SKILL)
    player.play()
    changes = player.notes.of("difficulty_change")
    scored = [row for row in player.notes.trials if row["scored"]]
    assert [change["side"] for change in changes] == [row["side"] for row in scored]
    assert {"old", "new", "skill", "uncertainty", "mood", "exercise"} <= changes[0].keys()
    assert changes[-1]["reason"] == "5 of the last 5 succeeded; less time"
    assert changes[-1]["uncertainty"] < changes[0]["uncertainty"]


SMALL_SKILL = """
format: 1
id: small
title: Small
for_whom: tests
objective: to be played
body_part: arm
posture: seated
caution: none
reason: short
minutes: 1
limits: {{session_minutes: {minutes}, repetitions: {repetitions}}}
guide: {{check_in: false, check_out: false, calibration: never}}
exercises:
  - name: reach
    task: reaching
    objective: reach
    body_part: arm
    repetitions: 8
    familiarisation: 1
    rest_s: 0
    affected_share: 1.0
    demonstrate: {demonstrate}
    difficulty: {{policy: skill, start: 0.2}}
"""
