"""Reaching: how a repetition runs, ends and is graded."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.hands import EYES_M, between, frames, minimum_jerk

from controllers.frame import FRAME_DTYPE, InputFrame, Vec3
from tasks.body import BodyFrame, ReachEnvelope
from tasks.reaching import Reaching, ReachingParameters
from tasks.scene import Role, Scene
from tasks.task import Body, Notice
from tasks.trial import EndReason, Situation, TrialOutcome

BODY = Body(BodyFrame(EYES_M, 0.0), ReachEnvelope(), "right")
AHEAD = Situation("right", {"azimuth_deg": 0.0, "elevation_deg": 0.0})
NO_START = {"start": None, "foreperiod_s": {"low": 0, "high": 0}}
FAR: Vec3 = (0.3, 0.6, -0.1)


class Played:
    """A repetition run on scripted frames, with all that it left behind."""

    def __init__(
        self,
        stream: Iterator[InputFrame],
        difficulty: float = 0.0,
        situation: Situation = AHEAD,
        body: Body = BODY,
        **parameters: object,
    ) -> None:
        self.scene = Scene("orchard")
        self.task = Reaching(ReachingParameters.model_validate(parameters), self.scene)
        self.spec = self.task.plan(situation, difficulty)
        self.outcome: TrialOutcome | None = None
        self.notices: list[Notice] = []
        self.last_frame: InputFrame | None = None
        rows = []
        begun = False
        for frame in stream:
            if not begun:
                self.task.begin(self.spec, body, np.random.default_rng(1), frame.display_time_ns)
                begun = True
            rows.append(np.frombuffer(bytes(frame.memory), FRAME_DTYPE)[0])
            self.outcome = self.task.step(frame)
            self.last_frame = frame
            if self.outcome is not None:
                break
        self.notices = list(self.task.notices)
        self.samples = np.array(rows, FRAME_DTYPE)

    @property
    def ended(self) -> TrialOutcome:
        assert self.outcome is not None, "the repetition did not end"
        return self.outcome

    def measure(self, name: str) -> float | None:
        return self.task.measure(self.samples, self.spec, self.ended)[name].value


def target_of(difficulty: float = 0.0, **parameters: object) -> Vec3:
    task = Reaching(ReachingParameters.model_validate(parameters), Scene("orchard"))
    return task.route(task.plan(AHEAD, difficulty), BODY)[-1]


def shown(played: Played) -> list[Notice]:
    return [notice for notice in played.notices if notice.kind == "target_shown"]


def test_staying_in_the_target_wins_at_the_moment_the_dwell_is_over() -> None:
    goal = target_of(**NO_START)
    played = Played(frames(minimum_jerk(FAR, goal, 1.0, 1.0)), **NO_START)
    assert played.ended.end_reason is EndReason.SUCCESS
    times = played.ended.times_ns
    assert times["dwelt_ns"] - times["entered_ns"] == round(played.spec.knobs["dwell_s"] * 1e9)
    assert played.ended.end_time_ns == times["dwelt_ns"]
    limit_s = played.spec.knobs["time_limit_s"]
    taken_s = (times["dwelt_ns"] - times["shown_ns"]) * 1e-9
    assert played.ended.margin == pytest.approx(1 - taken_s / limit_s)


@pytest.mark.parametrize("rate_hz", [60, 72, 90, 120])
def test_the_same_movement_has_the_same_outcome_at_every_frame_rate(rate_hz: int) -> None:
    goal = target_of(**NO_START)
    reference = Played(frames(minimum_jerk(FAR, goal, 1.0, 1.0), rate_hz=1000), **NO_START)
    played = Played(frames(minimum_jerk(FAR, goal, 1.0, 1.0), rate_hz=rate_hz), **NO_START)
    assert played.ended.end_reason is reference.ended.end_reason
    for name, time_ns in reference.ended.times_ns.items():
        assert played.ended.times_ns[name] == pytest.approx(time_ns, abs=2_000_000)
    assert played.measure("movement_time_s") == pytest.approx(
        reference.measure("movement_time_s"), abs=0.02
    )


def test_a_hand_that_stays_away_times_out_and_the_margin_says_how_far_it_got() -> None:
    goal = target_of(**NO_START)
    still = Played(frames(lambda _: FAR), **NO_START)
    assert still.ended.end_reason is EndReason.TIMEOUT
    assert still.ended.margin == pytest.approx(-1.0)
    half = Played(frames(minimum_jerk(FAR, between(FAR, goal, 0.6), 1.0, 1.0)), **NO_START)
    assert half.ended.end_reason is EndReason.TIMEOUT
    assert -1.0 < half.ended.margin < -0.2
    assert still.ended.end_time_ns - still.ended.times_ns["shown_ns"] == round(
        still.spec.knobs["time_limit_s"] * 1e9
    )


def test_passing_through_without_staying_does_not_win() -> None:
    goal = target_of(**NO_START)
    beyond = between(FAR, goal, 2.0)
    played = Played(frames(minimum_jerk(FAR, beyond, 1.0, 0.8)), **NO_START)
    assert played.ended.end_reason is EndReason.TIMEOUT
    assert "entered_ns" in played.ended.times_ns


def test_the_start_place_comes_first_and_the_target_after_the_rest_there() -> None:
    task = Reaching(ReachingParameters(), Scene("orchard"))
    start, goal = task.route(task.plan(AHEAD, 0.0), BODY)
    to_start = minimum_jerk(FAR, start, 0.5, 1.0)
    to_goal = minimum_jerk(start, goal, 4.0, 1.0)
    played = Played(frames(lambda t: to_start(t) if t < 3.0 else to_goal(t)))
    assert played.ended.success
    assert [notice.kind for notice in played.notices] == ["start_shown", "target_shown"]
    rest_s = (shown(played)[0].time_ns - 5_000_000_000) * 1e-9
    assert 1.5 + 0.3 < rest_s < 1.5 + 0.5 + 0.9 + 0.1


def test_leaving_the_start_place_early_starts_the_wait_again() -> None:
    task = Reaching(ReachingParameters(), Scene("orchard"))
    start, goal = task.route(task.plan(AHEAD, 0.0), BODY)

    def path(time_s: float) -> Vec3:
        return goal if time_s % 1.0 > 0.55 else start

    played = Played(frames(path, until_s=10.0))
    assert played.outcome is None
    assert shown(played) == []


def test_an_untracked_hand_ends_the_repetition_and_scores_nothing() -> None:
    goal = target_of(**NO_START)
    path = minimum_jerk(FAR, goal, 1.0, 1.0)
    played = Played(frames(lambda t: None if t > 1.4 else path(t)), **NO_START)
    assert played.ended.end_reason is EndReason.TRACKING_LOST
    assert not played.ended.end_reason.scored


def test_a_valid_but_untracked_hand_in_the_target_never_wins() -> None:
    goal = target_of(**NO_START)
    path = minimum_jerk(FAR, goal, 1.0, 1.0)
    played = Played(frames(path, guessed=lambda t: t > 1.4), **NO_START)
    assert played.ended.end_reason is EndReason.TRACKING_LOST
    assert "guessed_pose" in played.ended.flags


def test_a_short_loss_inside_the_target_begins_the_dwell_again() -> None:
    goal = target_of(**NO_START)
    path = minimum_jerk(FAR, goal, 0.5, 0.5)
    calm = Played(frames(path), dwell_s=1.0, **NO_START)
    lost = Played(frames(path, guessed=lambda t: 1.3 < t < 1.4), dwell_s=1.0, **NO_START)
    assert lost.ended.success
    assert lost.ended.end_time_ns - calm.ended.end_time_ns > 300_000_000
    assert lost.ended.times_ns["entered_ns"] == calm.ended.times_ns["entered_ns"]


def test_a_gap_between_frames_is_not_dwelt_through_nor_charged() -> None:
    goal = target_of(**NO_START)
    path = minimum_jerk(FAR, goal, 0.5, 0.5)

    def with_gap() -> Iterator[InputFrame]:
        for frame in frames(path):
            if not 1_200_000_000 < frame.display_time_ns - 5_000_000_000 < 9_000_000_000:
                yield frame

    played = Played(with_gap(), dwell_s=1.0, time_limit_s=5, **NO_START)
    assert played.ended.success
    assert "gap" in played.ended.flags
    assert played.ended.end_time_ns - 5_000_000_000 > 9_900_000_000


def test_holding_a_distractor_is_a_miss() -> None:
    parameters = {**NO_START, "distractors": 3}
    task = Reaching(ReachingParameters.model_validate(parameters), Scene("orchard"))
    spec = task.plan(AHEAD, 0.0)
    task.begin(spec, BODY, np.random.default_rng(1), 0)
    for frame in frames(lambda _: FAR, until_s=0.1):
        task.step(frame)
    wrong = task._scene.of(Role.DISTRACTOR)[0].position_m
    played = Played(frames(minimum_jerk(FAR, wrong, 0.5, 0.7)), **parameters)
    assert played.ended.end_reason is EndReason.MISS
    assert played.ended.margin < 0


def test_distractors_never_touch_the_target_or_each_other() -> None:
    parameters = {**NO_START, "distractors": 6}
    for seed in range(20):
        scene = Scene("orchard")
        task = Reaching(ReachingParameters.model_validate(parameters), scene)
        spec = task.plan(AHEAD, 0.0)
        task.begin(spec, BODY, np.random.default_rng(seed), 0)
        for frame in frames(lambda _: FAR, until_s=0.1):
            task.step(frame)
        places = [
            thing.position_m for role in (Role.TARGET, Role.DISTRACTOR) for thing in scene.of(role)
        ]
        for index, one in enumerate(places):
            for other in places[index + 1 :]:
                assert math.dist(one, other) > 2 * spec.knobs["radius_m"]


def test_a_sequence_asks_for_each_target_in_turn() -> None:
    parameters = {**NO_START, "pattern": "sequence", "sequence_length": 3, "dwell_s": 0.2}
    scene = Scene("orchard")
    task = Reaching(ReachingParameters.model_validate(parameters), scene)
    spec = task.plan(AHEAD, 0.0)
    task.begin(spec, BODY, np.random.default_rng(3), 0)
    outcome = None
    hand = FAR

    def follow(_: float) -> Vec3:
        nonlocal hand
        seen = scene.of(Role.TARGET)
        if seen:
            hand = between(hand, seen[0].position_m, 0.08)
        return hand

    for frame in frames(follow):
        outcome = task.step(frame)
        if outcome:
            break
    assert outcome is not None
    assert outcome.success
    places = [n.data["place_in_sequence"] for n in task.notices if n.kind == "target_shown"]
    assert places == [0, 1, 2]


def test_the_times_of_a_sequence_are_those_of_its_last_target() -> None:
    parameters = {**NO_START, "pattern": "sequence", "sequence_length": 2, "dwell_s": 0.2}
    scene = Scene("orchard")
    task = Reaching(ReachingParameters.model_validate(parameters), scene)
    task.begin(task.plan(AHEAD, 0.0), BODY, np.random.default_rng(3), 0)
    first_m: Vec3 | None = None

    def stays_at_the_first(_: float) -> Vec3:
        nonlocal first_m
        seen = scene.of(Role.TARGET)
        if first_m is None and seen:
            first_m = seen[0].position_m
        return first_m or FAR

    outcome = next(o for o in map(task.step, frames(stays_at_the_first)) if o is not None)
    assert outcome.end_reason is EndReason.TIMEOUT
    shown = [n.time_ns for n in task.notices if n.kind == "target_shown"]
    assert outcome.times_ns == {"shown_ns": shown[1]}


def test_leaning_is_flagged_and_counts_as_the_level_says() -> None:
    goal = target_of(**NO_START)
    path = minimum_jerk(FAR, goal, 1.0, 1.0)

    def lean(time_s: float) -> Vec3:
        return (0.0, 1.2, -0.25 * min(1.0, time_s / 2))

    counted = Played(frames(path, head=lean), **NO_START)
    assert counted.ended.success
    assert "leaned" in counted.ended.flags
    refused = Played(frames(path, head=lean), leaned="miss", **NO_START)
    assert refused.ended.end_reason is EndReason.MISS
    upright = Played(frames(path), leaned="miss", **NO_START)
    assert upright.ended.success
    assert upright.ended.flags == ()


def test_the_scene_is_as_before_when_a_repetition_ends_or_is_cancelled() -> None:
    goal = target_of(**NO_START)
    played = Played(frames(minimum_jerk(FAR, goal, 1.0, 1.0)), **NO_START)
    assert list(played.scene.rows()) == []
    scene = Scene("orchard")
    task = Reaching(ReachingParameters(), scene)
    task.begin(task.plan(AHEAD, 0.5), BODY, np.random.default_rng(1), 0)
    assert len(scene.of(Role.START)) == 1
    outcome = task.cancel(EndReason.PAUSED, 7)
    assert (outcome.end_reason, outcome.end_time_ns) == (EndReason.PAUSED, 7)
    assert list(scene.rows()) == []


def test_a_short_reach_shrinks_the_target_rather_than_give_it_away() -> None:
    short = Body(BodyFrame(EYES_M, 0.0), ReachEnvelope(0.25, 0.25), "right")
    task = Reaching(ReachingParameters(), Scene("orchard"))
    start, goal = task.route(task.plan(AHEAD, 0.0), short)
    played = Played(frames(lambda _: start), body=short)
    assert played.ended.end_reason is EndReason.TIMEOUT
    radius_m = shown(played)[0].data["radius_m"]
    assert radius_m == pytest.approx(math.dist(start, goal) / 2)
    assert "radius_reduced" in played.ended.flags


def test_stepping_without_a_repetition_is_told_by_name() -> None:
    task = Reaching(ReachingParameters(), Scene("orchard"))
    with pytest.raises(RuntimeError, match="begin"):
        task.step(InputFrame())


@given(
    azimuth=st.floats(-60, 110),
    elevation=st.floats(-70, 80),
    difficulty=st.floats(0, 1),
    yaw=st.floats(-math.pi, math.pi),
    side=st.sampled_from(["left", "right"]),
)
def test_no_target_lies_beyond_the_reach(azimuth, elevation, difficulty, yaw, side) -> None:
    body = Body(BodyFrame((0.4, 1.1, -0.3), yaw), ReachEnvelope(0.5, 0.65), "right")
    task = Reaching(ReachingParameters(), Scene("orchard"))
    situation = Situation(side, {"azimuth_deg": azimuth, "elevation_deg": elevation})
    target = task.route(task.plan(situation, difficulty), body)[-1]
    reach_m = 0.5 if side == "left" else 0.65
    assert math.dist(target, body.frame.shoulder_m(side)) <= reach_m * 0.95 + 1e-9


@given(azimuth=st.floats(-60, 110), elevation=st.floats(-70, 80), difficulty=st.floats(0, 1))
def test_left_and_right_mirror_each_other(azimuth, elevation, difficulty) -> None:
    task = Reaching(ReachingParameters(), Scene("orchard"))
    covariates = {"azimuth_deg": azimuth, "elevation_deg": elevation}
    left = task.route(task.plan(Situation("left", covariates), difficulty), BODY)
    right = task.route(task.plan(Situation("right", covariates), difficulty), BODY)
    for one, other in zip(left, right, strict=True):
        assert (-one[0], one[1], one[2]) == pytest.approx(other, abs=1e-12)


def test_centre_out_asks_each_direction_as_often() -> None:
    task = Reaching(ReachingParameters(directions=5), Scene("orchard"))
    rng = np.random.default_rng(4)
    drawn = [tuple(task.draw(rng, "left").covariates.values()) for _ in range(20)]
    assert sorted(drawn.count(one) for one in set(drawn)) == [4] * 5


@given(easier=st.floats(0, 1), harder=st.floats(0, 1))
def test_more_difficulty_never_makes_a_knob_easier(easier, harder) -> None:
    easier, harder = sorted((easier, harder))
    task = Reaching(ReachingParameters(), Scene("orchard"))
    easy, hard = (task.plan(AHEAD, d).knobs for d in (easier, harder))
    assert hard["distance_share"] >= easy["distance_share"] - 1e-12
    assert hard["radius_m"] <= easy["radius_m"] + 1e-12
    assert hard["dwell_s"] >= easy["dwell_s"] - 1e-12
    assert hard["time_limit_s"] <= easy["time_limit_s"] + 1e-12


hand_place = st.one_of(
    st.none(),
    st.tuples(*[st.floats(-20, 20, allow_nan=False)] * 3),
    st.just((float("nan"),) * 3),
)


@settings(max_examples=60)
@given(places=st.lists(hand_place, min_size=1, max_size=400))
def test_no_hand_however_wild_raises(places) -> None:
    played = Played(frames(lambda t: places[round(t * 90)], until_s=len(places) / 90), **NO_START)
    if played.outcome is not None:
        assert -1.0 <= played.ended.margin <= 1.0
        values = played.task.measure(played.samples, played.spec, played.ended)
        assert all(m.value is None or math.isfinite(m.value) for m in values.values())


def test_a_minimum_jerk_reach_is_measured_as_such() -> None:
    goal = target_of(**NO_START)
    played = Played(frames(minimum_jerk(FAR, goal, 1.0, 1.0)), **NO_START)
    peak = 1.875 * math.dist(FAR, goal)
    assert played.measure("peak_speed_m_s") == pytest.approx(peak, rel=0.02)
    assert played.measure("path_ratio") == pytest.approx(1.0, abs=1e-3)
    assert played.measure("reaction_time_s") == pytest.approx(1.0, abs=0.15)
    assert played.measure("endpoint_error_m") == pytest.approx(0.0, abs=0.1)
    assert played.measure("sparc") == pytest.approx(-1.4, abs=0.1)


def test_what_is_seen_decides_and_what_was_sampled_is_measured() -> None:
    """A runtime extrapolates the display pose; the hand itself never overshoots."""
    goal = target_of(**NO_START)
    path = minimum_jerk(FAR, goal, 1.0, 1.0)
    ahead_s = 0.05

    def extrapolated() -> Iterator[InputFrame]:
        for frame in frames(path):
            time_s = (frame.sample_time_ns - 5_000_000_000) * 1e-9
            display_ns = frame.sample_time_ns + round(ahead_s * 1e9)
            frame.set_times(frame.frame_index, frame.sample_time_ns, display_ns)
            here, before = path(time_s), path(time_s - 0.01)
            overshot = between(before, here, 1 + ahead_s / 0.01)
            frame.right_hand.set(overshot)
            yield frame

    played = Played(extrapolated(), **NO_START)
    true = Played(frames(path), **NO_START)
    assert played.ended.success
    assert played.measure("peak_speed_m_s") == pytest.approx(true.measure("peak_speed_m_s"))
    entry_s = (played.ended.times_ns["entered_ns"] - true.ended.times_ns["entered_ns"]) * 1e-9
    assert abs(entry_s) > 0.002


@pytest.mark.parametrize(
    "impossible",
    [
        {"dwell_s": 5, "time_limit_s": 1},
        {"dwell_s": {"easy": 0.2, "hard": 4}},
        {"pattern": "sequence", "sequence_length": 6, "dwell_s": 1, "time_limit_s": 6},
    ],
)
def test_what_nobody_could_win_is_refused(impossible: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="time_limit_s"):
        ReachingParameters.model_validate(impossible)
