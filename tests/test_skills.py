"""One skill a task and side: kept between exercises and sessions, damaged or not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.player import Notes
from support.player import Player as OnePlayer

from controllers.controller import Side
from game.difficulty import Lock, SkillTracker
from game.following import policies_for
from game.patient import PatientError, forget_skill, load_skill, save_skill
from game.relearning import recorded_skill, relearned
from game.skills import KeptSkill, Skills
from game.task_scale import OnTaskScale
from levels.loader import parse_level
from levels.model import Exercise
from levels.policy import SkillSettings
from tasks.demand import Scale, scale_of
from tasks.registry import make_task
from tasks.scene import Scene

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = """
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
  - name: first
    task: reaching
    objective: reach
    body_part: arm
    repetitions: 8
    familiarisation: 1
    rest_s: 0
    affected_share: 0.5
    demonstrate: {demonstrate}
    difficulty: {{policy: skill, start: 0.2}}
  - name: second
    task: reaching
    objective: reach
    body_part: arm
    repetitions: 4
    familiarisation: 0
    rest_s: 0
    affected_share: 1.0
    demonstrate: false
    difficulty: {{policy: skill, start: 0.9, upper: 0.95}}
    parameters: {{distance_share: {{easy: 0.5, hard: 0.8}}}}
"""


class Player(OnePlayer):
    """A session that begins with what is kept."""

    def __init__(self, kept: KeptSkill | None = None, text: str = TEXT, **more: Any) -> None:
        super().__init__(text, **more)
        self.context.skills = Skills(kept)

    def kept(self) -> KeptSkill:
        return self.context.skills.kept("20260302T090000-AB12CD", NOW)


def through_json(kept: KeptSkill) -> KeptSkill:
    return KeptSkill.model_validate_json(kept.model_dump_json(), strict=True)


def skill_of(kept: KeptSkill, side: Side, task: str = "reaching") -> float:
    return SkillTracker.from_state(kept.tasks[task][side].state).skill


def starts(notes: Notes, side: Side, exercise: int = 1) -> list[float]:
    return [
        event["difficulty"]
        for event in notes.of("trial_start")
        if event["side"] == side and event["exercise"] == exercise
    ]


def exercise_of(number: int = 1) -> Exercise:
    text = TEXT.format(minutes=20, repetitions=200, demonstrate="false")
    return parse_level(text.encode(), "small.yaml").exercises[number - 1]


def policy(skills: Skills, number: int = 1, side: Side = "right", lock: Lock | None = None) -> Any:
    exercise = exercise_of(number)
    task = make_task(exercise.task, exercise.parameters, Scene("orchard"))
    return policies_for(exercise, task, "right", skills, lock or Lock())[side]


def taught(skills: Skills, *, success: bool, times: int = 20, side: Side = "right") -> Any:
    learning = policy(skills, side=side)
    rng = np.random.default_rng(5)
    for _ in range(times):
        covariates = tuple(rng.normal(size=2))
        learning.update(
            difficulty=learning.propose(covariates), success=success, covariates=covariates
        )
    return learning


def estimate(asked: Any) -> float:
    """What is proposed on average, without the probing of an exercise's beginning."""
    return float(asked.step(0.0).new)


def test_the_next_session_begins_where_the_last_one_ended() -> None:
    first = Player()
    first.play()
    last = {side: starts(first.notes, side)[-1] for side in ("left", "right")}
    assert last["right"] > 0.35
    second = Player(through_json(first.kept()).rested(NOW + timedelta(days=1)))
    second.until(lambda: all(starts(second.notes, side) for side in ("left", "right")))
    for side in ("left", "right"):
        assert starts(second.notes, side)[0] > 0.22  # the level's start is 0.2
        assert starts(second.notes, side)[0] == pytest.approx(last[side], abs=0.2)


def test_each_side_has_a_skill_of_its_own() -> None:
    skills = Skills()
    able, weak = taught(skills, success=True), taught(skills, success=False, side="left")
    assert able.propose() > 0.5 > 0.15 > weak.propose()
    kept = through_json(skills.kept("x", NOW))
    assert skill_of(kept, "right") > skill_of(kept, "left")
    assert kept.tasks["reaching"]["right"].repetitions == 20


def test_a_later_exercise_of_the_same_task_goes_on_from_the_earlier_one() -> None:
    player = Player()
    player.play()
    first, second = starts(player.notes, "right")[-1], starts(player.notes, "right", 2)[0]
    scales = [Scale(*event["scale"]) for event in player.notes.of("exercise_start")]
    asked = scales[0].demand(first), scales[1].demand(second)
    assert asked[1] == pytest.approx(asked[0], abs=0.2)
    assert second <= 0.95
    assert scales[1].at_0 < scales[0].at_0  # nearer targets: the same demand is more difficult


def test_the_bounds_of_a_level_hold_the_proposals_and_not_the_skill() -> None:
    skills = Skills()
    taught(skills, success=True, times=60)
    bounded = policy(skills, number=2)
    assert bounded.propose() == pytest.approx(0.95)
    assert skill_of(skills.kept("x", NOW), "right") > scale_of_second().demand(0.95)


def scale_of_second() -> Scale:
    exercise = exercise_of(2)
    return scale_of(make_task("reaching", exercise.parameters, Scene("orchard")), "right")


def test_what_a_person_asks_for_stays_in_the_session_and_is_gone_in_the_next() -> None:
    skills = Skills()
    taught(skills, success=True, times=4)
    before = policy(skills).propose()
    change = policy(skills).step(-2.0)
    assert change.new == pytest.approx(change.old - 0.2, abs=1e-6)
    assert policy(skills).propose() < before
    tomorrow = Skills(through_json(skills.kept("x", NOW)).rested(NOW))
    assert estimate(policy(tomorrow)) > change.new + 0.1


def test_at_the_bound_a_step_acts_at_once() -> None:
    skills = Skills()
    learning = taught(skills, success=True, times=60)
    assert learning.propose() == pytest.approx(1.0)
    change = learning.step(-1.0)
    assert (change.old, change.new) == pytest.approx((1.0, 0.9))
    assert learning.propose() == pytest.approx(0.9)


def test_the_lock_teaches_nothing() -> None:
    lock, skills = Lock(on=True), Skills()
    held = policy(skills, lock=lock)
    before = held.propose((2.0, 1.0))
    for _ in range(9):
        held.update(difficulty=before, success=True, covariates=(0.0, 0.0))
    assert held.propose((-2.0, 0.0)) == before
    assert not skills.learned
    assert skills.kept("x", NOW).tasks == {}


def test_days_make_it_less_certain_and_leave_its_middle() -> None:
    skills = Skills()
    taught(skills, success=True, times=30)
    kept = skills.kept("x", NOW)

    def uncertainty(days: float) -> float:
        rested = kept.rested(NOW + timedelta(days=days)).tasks["reaching"]["right"]
        assert rested.rested_days == days
        return SkillTracker.from_state(rested.state).uncertainty

    assert uncertainty(0.5) < uncertainty(7.0) < uncertainty(60.0)
    assert kept.rested(NOW - timedelta(days=3)).tasks["reaching"]["right"].rested_days == 0.0


def test_a_bad_block_costs_the_kept_skill_less_than_the_demand_of_today() -> None:
    skills = Skills()
    good = taught(skills, success=True, times=8)
    for _ in range(40):  # settles near the target
        for success in (True, False, True):
            good.update(difficulty=good.propose(), success=success, covariates=(0.0, 0.0))
    before = good.propose()
    for _ in range(8):
        good.update(difficulty=good.propose(), success=False, covariates=(0.0, 0.0))
    today = good.propose()
    tomorrow = policy(Skills(skills.kept("x", NOW).rested(NOW))).propose()
    assert today < before - 0.03
    assert today < tomorrow


def test_what_is_uncertain_is_come_up_to_from_below_until_a_person_steps_in() -> None:
    settings, scale = SkillSettings(policy="skill", start=0.5), Scale(0.0, 1.0)
    followed = Skills().follow("reaching", "right", ("a",), settings, scale)
    probing = OnTaskScale(followed, scale, 0.0, 1.0)
    tracker = followed.tracker
    below, around = probing.propose((0.0,)), tracker.propose((0.0,))
    assert below < around
    probing.update(difficulty=below, success=True, covariates=(0.0,))
    assert below < probing.propose((0.0,)) < tracker.propose((0.0,))
    probing.step(1.0)
    assert probing.propose((0.0,)) == pytest.approx(tracker.propose((0.0,)))


def test_other_covariates_of_another_version_keep_what_the_patient_can_do() -> None:
    skills = Skills()
    taught(skills, success=True)
    kept = skills.kept("x", NOW)
    old = kept.tasks["reaching"]["right"]
    changed = old.model_copy(update={"covariates": ("azimuth_deg", "of_before")})
    other = KeptSkill(tasks={"reaching": {"right": changed}})
    began, known = estimate(policy(Skills(other))), estimate(policy(Skills(kept)))
    assert began == pytest.approx(known, abs=0.15)


def test_a_tired_side_is_asked_for_less_once_and_tomorrow_for_as_much() -> None:
    text = TEXT.replace("repetitions: 8\n", "repetitions: 40\n").replace("share: 0.5", "share: 1.0")
    player = Player(text=text.replace("start: 0.2}}", "start: 0.05, upper: 0.1}}"))
    player.until(lambda: len(player.notes.trials) > 11)
    player.speed_m_s = 0.3
    player.until_event("rest_suggested", within_s=120.0)
    eased = [e for e in player.notes.of("difficulty_change") if "tired" in e["reason"]]
    assert [change["side"] for change in eased] == ["right"]
    assert eased[0]["new"] < eased[0]["old"]
    assert "peak speed fell" in eased[0]["reason"]


def test_a_file_keeps_it_and_can_be_forgotten(tmp_path: Path) -> None:
    assert load_skill(tmp_path, "P-1") == KeptSkill()
    skills = Skills()
    taught(skills, success=True)
    kept = skills.kept("20260302T090000-AB12CD", NOW)
    path = save_skill(tmp_path, "P-1", kept)
    assert path == tmp_path / "P-1" / "skill.json"
    assert load_skill(tmp_path, "P-1") == kept
    assert forget_skill(tmp_path, "P-1")
    assert not forget_skill(tmp_path, "P-1")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: "[1", "not JSON"),
        (lambda data: {**data, "format": 9}, "made by a newer Reachwell"),
        (lambda data: {**data, "more": 1}, "more: Extra"),
        (lambda data: _with(data, "state", {}), r"tasks\.reaching\.right\.state"),
        (lambda data: _with(data, "repetitions", -1), r"tasks\.reaching\.right\.repetitions"),
        (lambda data: _with(data, "last_utc", "once"), r"tasks\.reaching\.right\.last_utc"),
    ],
)
def test_a_damaged_file_is_one_line_that_says_what_to_do(
    tmp_path: Path, change: Any, told: str
) -> None:
    skills = Skills()
    taught(skills, success=True)
    path = save_skill(tmp_path, "P-1", skills.kept("x", NOW))
    changed = change(json.loads(path.read_text(encoding="utf-8")))
    text = changed if isinstance(changed, str) else json.dumps(changed)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PatientError, match=told) as caught:
        load_skill(tmp_path, "P-1")
    assert "\n" not in str(caught.value)
    assert "newer" in told or "forget-skill P-1" in str(caught.value)


def _with(data: dict[str, Any], name: str, value: object) -> dict[str, Any]:
    data["tasks"]["reaching"]["right"][name] = value
    return data


class _Told:
    """A recording that holds events and repetitions."""

    def __init__(self, player: Player, state: dict[str, Any]) -> None:
        end = type("End", (), {"end_utc": NOW})
        self.folder = Path("x")
        self.info: Any = type(
            "Info",
            (),
            {"patient_state": state, "affected_side": "right", "resumed_from": None,
             "session_id": "20260302T090000-AB12CD", "end": end},
        )  # fmt: skip
        self._notes = json.loads(json.dumps([player.notes.events, player.notes.trials]))

    def events(self) -> Any:
        return self._notes[0]

    def trials(self) -> Any:
        return self._notes[1]


def test_a_killed_session_is_learned_again_to_the_bit() -> None:
    before = Player()
    before.play()
    known = before.kept().rested(NOW)
    player = Player(known, seed=4)
    player.until_event("trial_end", 3)
    player.command("harder")
    player.until_event("trial_end", 5)
    player.command("lock")
    player.until_event("trial_end", 7)
    player.command("easier")
    player.command("lock")
    player.play()
    told: Any = _Told(player, {"skill": json.loads(known.model_dump_json())})
    assert recorded_skill(told) == known
    assert relearned(told, player.level) == player.kept()


def test_a_session_of_before_skills_were_kept_knows_nothing() -> None:
    player = Player()
    player.play()
    assert recorded_skill(_Told(player, {"profile": {}})) == KeptSkill()  # type: ignore[arg-type]
