"""Grasping: how a repetition runs in the world of physics, ends and is graded."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.grasped import ACTIVITIES, LAST_NS, NO_START, SIDES, Change, Played, held
from support.grasper import (
    HOMES_M,
    by_nothing,
    by_pinch,
    by_squeeze,
)

from controllers.controller import Side
from controllers.frame import GUESSED, NO_POSE, TRACKED, InputFrame
from tasks.grasping.catalogue import KINDS
from tasks.scene import Role
from tasks.trial import EndReason


@pytest.mark.parametrize("activity", ACTIVITIES)
@pytest.mark.parametrize("side", SIDES)
def test_every_activity_is_won_by_who_does_what_is_shown(activity: str, side: Side) -> None:
    played = Played(side, activity=activity, difficulty=0.6, time_limit_s=40)
    assert played.ended.end_reason is EndReason.SUCCESS, played.kinds
    assert 0.0 < played.ended.margin <= 1.0
    times = played.ended.times_ns
    order = ["shown", "entered", "closed", "grasped", "lifted", "carried", "placed", "released"]
    moments = [times[f"{name}_ns"] for name in order]
    assert moments == sorted(moments)
    assert moments[-1] <= played.ended.end_time_ns
    measures = played.measures
    assert measures["drops"] == measures["slips"] == 0.0
    assert measures["placement_error_m"] < played.spec.knobs["place_tolerance_m"]
    assert measures["tilt_error_deg"] < played.spec.knobs["angle_tolerance_deg"]
    missing = {name for name, value in measures.items() if value is None}
    only_two_hands = set() if activity == "hand_to_hand" else {"handover_time_s"}
    assert missing == {"peak_aperture_m", "peak_aperture_time_s"} | only_two_hands


@pytest.mark.parametrize("name", KINDS)
def test_everything_in_the_kitchen_can_be_placed(name: str) -> None:
    played = Played(object=name, difficulty=0.5, time_limit_s=40)
    assert played.ended.end_reason is EndReason.SUCCESS, played.kinds


@pytest.mark.parametrize("activity", ["pour", "hand_to_hand"])
def test_the_frame_rate_does_not_change_what_happens(activity: str) -> None:
    reference = Played(activity=activity, rate_hz=240.0, time_limit_s=40)
    for rate_hz in (60.0, 72.0, 90.0, 120.0):
        played = Played(activity=activity, rate_hz=rate_hz, time_limit_s=40)
        assert played.ended.end_reason is reference.ended.end_reason
        error_m = played.measures["placement_error_m"]
        assert error_m == pytest.approx(reference.measures["placement_error_m"], abs=0.005)
        shown_ns = played.ended.times_ns["shown_ns"] - reference.ended.times_ns["shown_ns"]
        assert abs(shown_ns) < 20_000_000
        for name in ("entered_ns", "grasped_ns", "lifted_ns", "placed_ns", "released_ns"):
            assert played.ended.times_ns[name] == pytest.approx(
                reference.ended.times_ns[name], abs=LAST_NS
            ), (name, rate_hz)


def test_the_same_seed_gives_the_same_bits() -> None:
    one, other = (Played(difficulty=1.0, seed=5, time_limit_s=40) for _ in range(2))
    assert one.ended == other.ended
    assert one.measures == other.measures
    assert one.notices == other.notices


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_left_and_right_mirror_each_other(activity: str) -> None:
    right, left = (Played(side, activity=activity, time_limit_s=40) for side in ("right", "left"))
    assert left.ended.margin == pytest.approx(right.ended.margin, abs=0.01)
    assert left.kinds == right.kinds
    for one, other in zip(right.notices, left.notices, strict=True):
        if one.kind in ("start_shown", "target_shown"):
            x, y, z = one.data["position_m"]
            assert other.data["position_m"] == pytest.approx((-x, y, z), abs=1e-4)


def test_who_does_not_come_times_out_with_nothing_done() -> None:
    def away(frame: InputFrame, now_s: float, played: Played) -> None:
        frame.right_hand.set((0.5, 0.4, 0.2))

    played = Played(change=away, time_limit_s=3, **NO_START)
    assert played.ended.end_reason is EndReason.TIMEOUT
    assert played.ended.margin == pytest.approx(-1.0, abs=1e-3)
    assert played.ended.end_time_ns == 3_000_000_000
    assert played.measures["placement_error_m"] is None


def test_what_is_held_over_its_place_but_not_let_go_is_not_won() -> None:
    played = Played(hand={"opens": False}, change=stays, until_s=30, time_limit_s=12, **NO_START)
    assert played.ended.end_reason is EndReason.TIMEOUT
    assert -0.3 < played.ended.margin <= 0.0
    assert "placed_ns" in played.ended.times_ns
    assert "released_ns" not in played.ended.times_ns


def stays(frame: InputFrame, now_s: float, played: Played) -> None:
    """The hand never gives up: it keeps what it holds where it goes."""
    played.hand._waits_s = math.inf


def test_half_of_the_way_is_graded_as_half() -> None:
    def halfway(frame: InputFrame, now_s: float, played: Played) -> None:
        part = next((p for p in played.hand.hands["right"].parts if p.amount > 0.5), None)
        if held(played) and part is not None and not hasattr(played, "cut"):
            played.cut = True  # type: ignore[attr-defined]
            here = played.hand.hands["right"].pose
            parts = played.hand.hands["right"].parts
            if len(parts) >= 3:
                a, b = here[0], parts[-1].to[0]
                middle = tuple(p + (q - p) * 0.5 for p, q in zip(a, b, strict=True))
                parts[-2].to = ((middle[0], parts[-2].to[0][1], middle[2]), parts[-2].to[1])
                del parts[-1]
            else:
                del played.cut  # type: ignore[attr-defined]
        stays(frame, now_s, played)

    played = Played(change=halfway, time_limit_s=15, **NO_START)
    assert played.ended.end_reason is EndReason.TIMEOUT
    assert -0.95 < played.ended.margin < -0.15


def opens_when(ready: Callable[[Played], bool], for_s: float = 1.0) -> Change:
    """The grip is lost for a while, once, on the way."""
    lost: list[float] = []

    def change(frame: InputFrame, now_s: float, played: Played) -> None:
        if not lost and ready(played):
            lost.append(now_s)
            hand = played.hand.hands[played.spec.situation.side]
            hand.pose, _ = hand.at(now_s)
            hand.amount = 0.0
            hand.parts.clear()
            hand.then(now_s, for_s)
        if lost and now_s < lost[0] + for_s:
            frame.trigger = (0.0, 0.0)
            played.hand._holds = None

    return change


def high(played: Played) -> bool:
    hand = played.hand.hands[played.spec.situation.side]
    return held(played) and hand.pose[0][1] > 0.8 and len(hand.parts) == 2


def test_what_is_dropped_is_counted_and_the_try_goes_on() -> None:
    played = Played(object="ball", change=opens_when(high), time_limit_s=60)
    assert played.kinds.count("dropped") == 1
    assert played.measures["drops"] == 1.0
    assert played.ended.end_reason is EndReason.SUCCESS, played.kinds
    assert played.kinds.count("grasped") == 2
    times = played.ended.times_ns
    assert times["closed_ns"] < times["grasped_ns"] < times["lifted_ns"]


def thrown_off(frame: InputFrame, now_s: float, played: Played) -> None:
    """Once held, the object is carried over the near edge of the table and let go there."""
    hand = played.hand.hands["right"]
    if held(played) and "dropped" not in played.kinds:
        hand.parts.clear()
        began = getattr(played, "began", None)
        if began is None:
            began = played.began = now_s  # type: ignore[attr-defined]
            played.origin = hand.pose[0]  # type: ignore[attr-defined]
        share = min(1.0, (now_s - began) / 2.0)
        a, b = played.origin, (0.3, 0.95, 0.05)  # type: ignore[attr-defined]
        place = tuple(p + (q - p) * share for p, q in zip(a, b, strict=True))
        hand.pose = (place, hand.pose[1])
        frame.right_hand.set(place)
        frame.trigger = (0.0, 0.0 if share == 1.0 else 1.0)
        if share == 1.0:
            hand.amount = 0.0
            hand.then(now_s, 4.0, (HOMES_M["right"], hand.pose[1]), 0.0)
            played.hand._holds = None


def test_what_falls_off_the_table_comes_back() -> None:
    played = Played(object="cup", change=thrown_off, time_limit_s=60)
    for kind in ("fallen", "dropped", "returned"):
        assert played.kinds.count(kind) == 1, played.kinds
    assert played.measures["drops"] == 1.0
    assert played.ended.end_reason is EndReason.SUCCESS, played.kinds


def test_what_falls_off_the_table_is_a_miss_where_the_level_says_so() -> None:
    played = Played(object="cup", change=thrown_off, time_limit_s=60, fallen="miss")
    assert played.ended.end_reason is EndReason.MISS
    assert -1.0 <= played.ended.margin <= 0.0


def test_a_failing_grip_lets_a_heavy_thing_slip() -> None:
    def fails(frame: InputFrame, now_s: float, played: Played) -> None:
        if high(played) or "slipped" in played.kinds:
            frame.trigger = (0.0, 0.2)

    played = Played(change=fails, weight=3, time_limit_s=15, **NO_START)
    assert played.measures["slips"] == 1.0
    assert "slipped" in played.kinds
    assert played.ended.end_reason is EndReason.TIMEOUT


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_without_any_grip_staying_takes_and_lets_go(activity: str) -> None:
    played = Played(
        activity=activity,
        grip={"source": "dwell", "hold_s": 0.8},
        hand={"signal": by_nothing},
        time_limit_s=40,
    )
    assert played.ended.end_reason is EndReason.SUCCESS, played.kinds
    assert played.measures["drops"] == 0.0


def test_a_latch_holds_for_a_hand_that_cannot() -> None:
    def short(frame: InputFrame, now_s: float, played: Played) -> None:
        if "grasped" in played.kinds:
            frame.trigger = (0.0, 0.0)

    without = Played(change=short, time_limit_s=10, **NO_START)
    assert without.ended.end_reason is EndReason.TIMEOUT
    latched = Played(change=short, grip={"latch": True}, time_limit_s=30)
    assert latched.ended.end_reason is EndReason.SUCCESS, latched.kinds
    assert latched.measures["drops"] == 0.0


def test_a_weak_hand_needs_a_low_threshold() -> None:
    weak = {"amount": 0.15}
    played = Played(grip={"threshold": 0.1}, hand=weak, weight=3, time_limit_s=40)
    assert played.ended.end_reason is EndReason.SUCCESS
    strict = Played(grip={"threshold": 0.4}, hand=weak, time_limit_s=10, **NO_START)
    assert strict.ended.end_reason is EndReason.TIMEOUT
    assert "grasped" not in strict.kinds


@pytest.mark.parametrize(
    ("source", "signal"),
    [("squeeze", by_squeeze), ("pinch", by_pinch), ("auto", by_pinch), ("auto", by_squeeze)],
)
def test_every_source_of_grip(source: str, signal: Any) -> None:
    played = Played(grip={"source": source}, hand={"signal": signal}, time_limit_s=40)
    assert played.ended.end_reason is EndReason.SUCCESS
    if signal is by_pinch:
        assert played.measures["peak_aperture_m"] == pytest.approx(0.08)
        assert played.measures["peak_aperture_time_s"] is not None


def test_what_is_given_is_kept_until_the_other_hand_has_it() -> None:
    def one_hand_at_a_time(frame: InputFrame, now_s: float, played: Played) -> None:
        if played.scene.wanted_side == "left":
            frame.right_hand.set((0.15, 0.58, -0.22))
            frame.trigger = (frame.trigger[0], 0.0)

    played = Played(activity="hand_to_hand", change=one_hand_at_a_time, time_limit_s=40)
    assert played.ended.end_reason is EndReason.SUCCESS, played.kinds
    assert played.wanted == ["right", "left"]
    assert "offered" in played.kinds
    assert played.measures["drops"] == 0.0
    assert played.measures["handover_time_s"] > 0.0
    sides = [notice.data["side"] for notice in played.notices if notice.kind == "target_shown"]
    assert sides == ["right", "left"]


def through(frame: InputFrame, now_s: float, played: Played) -> None:
    """A fist sweeps the table from side to side."""
    things = played.scene.of(Role.OBJECT)[1:]
    if things:
        x, y, z = played.layout.things[0].position_m
        del x
        place = (0.6 * math.cos(3.0 * now_s), y, z - 0.2 * abs(math.sin(0.37 * now_s)) + 0.05)
        frame.right_hand.set(place)
        frame.trigger = (0.0, 1.0)


def test_what_is_knocked_over_is_counted_or_ends_the_try() -> None:
    swept = Played(change=through, clutter=4, time_limit_s=8, **NO_START)
    assert swept.measures["knocked"] >= 1.0
    assert swept.ended.end_reason is EndReason.TIMEOUT
    failed = Played(change=through, clutter=4, knocked="fail", time_limit_s=8, **NO_START)
    assert failed.ended.end_reason is EndReason.COLLISION
    assert failed.measures["knocked"] == 1.0


def test_a_hand_unseen_for_long_makes_it_invalid() -> None:
    def hides(frame: InputFrame, now_s: float, played: Played) -> None:
        if held(played):
            frame.right_hand.set(frame.right_hand.position_m, flags=NO_POSE)

    played = Played(change=hides, time_limit_s=40)
    assert played.ended.end_reason is EndReason.TRACKING_LOST
    assert not played.ended.end_reason.scored


def test_a_guess_is_flagged_and_a_short_one_bridged() -> None:
    def blinks(frame: InputFrame, now_s: float, played: Played) -> None:
        if held(played) and now_s % 1.0 < 0.15:
            frame.right_hand.set(frame.right_hand.position_m, flags=GUESSED)

    played = Played(change=blinks, time_limit_s=40)
    assert played.ended.end_reason is EndReason.SUCCESS
    assert "guessed_pose" in played.ended.flags


def test_leaning_is_flagged_or_a_miss() -> None:
    def leans(frame: InputFrame, now_s: float, played: Played) -> None:
        if held(played):
            frame.head.set((0.0, 1.15, -0.2))

    counted = Played(change=leans, time_limit_s=40)
    assert counted.ended.success
    assert "leaned" in counted.ended.flags
    missed = Played(change=leans, time_limit_s=40, leaned="miss")
    assert missed.ended.end_reason is EndReason.MISS


def test_where_the_table_holds_the_hand_up_both_hands_are_shown() -> None:
    faded: list[float] = []

    def presses(frame: InputFrame, now_s: float, played: Played) -> None:
        if played.scene.of(Role.OBJECT):
            depth_m = 0.1 * math.sin(now_s)
            frame.right_hand.set((0.5, 0.74 - depth_m, -0.3))
        faded.append(played.scene.hands["right"].opacity)

    played = Played(change=presses, time_limit_s=8, **NO_START)
    assert (Role.GHOST, "hand_right") in played.seen
    assert (Role.GHOST, "hand_left") not in played.seen
    assert min(faded) < 0.6
    assert played.scene.hands["right"].opacity == 1.0


def test_a_thing_that_was_tipped_over_is_put_back_for_another_try() -> None:
    def tips(frame: InputFrame, now_s: float, played: Played) -> None:
        (x, y, z), top_m = played.layout.things[0].position_m, 0.08
        if 0.5 < now_s < 2.0:
            frame.right_hand.set((x + 0.3 - 0.45 * (now_s - 0.5), y + top_m, z))
            frame.trigger = (0.0, 1.0)
        elif now_s < 6.0:
            frame.right_hand.set((0.4, 0.9, 0.0))

    played = Played(object="bottle", change=tips, until_s=6.0, time_limit_s=20, **NO_START)
    assert "knocked" in played.kinds
    assert "returned" in played.kinds


def test_what_was_put_back_for_the_patient_is_no_success() -> None:
    """The last goal of lifting is where the thing stood: being put back there wins nothing."""
    began: list[float] = []

    def tips(frame: InputFrame, now_s: float, played: Played) -> None:
        if played.kinds.count("target_shown") < 2:
            return
        began.append(now_s)
        since_s = now_s - began[0]
        x, y, z = played.layout.goals[0].position_m
        turn = math.radians(min(80.0, 200.0 * since_s))
        frame.right_hand.set((x, y, z), (0.0, 0.0, math.sin(turn / 2), math.cos(turn / 2)))
        if since_s > 0.8:
            frame.right_hand.set((0.4, 0.9, 0.0))
        frame.trigger = (0.0, 1.0 if since_s < 0.6 else 0.0)

    played = Played(
        object="bottle", activity="lift", change=tips, until_s=12.0, time_limit_s=20, **NO_START
    )
    assert "returned" in played.kinds
    assert played.ended.end_reason is EndReason.ABORTED


wild_number = st.floats(-3.0, 3.0) | st.sampled_from([math.nan, math.inf, -math.inf, 1e30, -1e9])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    activity=st.sampled_from(ACTIVITIES),
    moves=st.lists(
        st.tuples(
            st.sampled_from(["go", "jump", "hide", "guess", "freeze", "number"]),
            st.tuples(st.floats(-0.8, 0.8), st.floats(0.0, 1.6), st.floats(-1.0, 0.3)),
            st.floats(0.0, 1.0),
            st.floats(0.02, 0.6),
            wild_number,
        ),
        min_size=3,
        max_size=25,
    ),
    seed=st.integers(0, 50),
)
def test_no_hand_breaks_it_and_nothing_is_lost(activity: str, moves: Any, seed: int) -> None:
    plan = [0.0]
    for move in moves:
        plan.append(plan[-1] + move[3])
    here = [(0.3, 0.9, -0.1)]

    def wild(frame: InputFrame, now_s: float, played: Played) -> None:
        index = min(len(moves) - 1, int(np.searchsorted(plan, now_s, side="right")) - 1)
        what, place, grip, _, number = moves[index]
        flags = TRACKED
        if what == "go":  # up to 20 m/s
            away = tuple(p - h for p, h in zip(place, here[0], strict=True))
            step = min(1.0, 20.0 / 90.0 / max(math.hypot(*away), 1e-9))
            place = tuple(h + step * a for h, a in zip(here[0], away, strict=True))
        elif what == "freeze":
            place = here[0]
        elif what == "number":
            place = (place[0], number, place[2])
        else:
            flags = {"hide": NO_POSE, "guess": GUESSED}.get(what, TRACKED)
        if all(math.isfinite(value) and abs(value) < 10.0 for value in place):
            here[0] = place
        turn = np.array([grip, 0.3, number if math.isfinite(number) else 0.0, 1.0])
        turn = turn / np.linalg.norm(turn)
        for side in SIDES:
            frame.hand(side).set(place, tuple(turn.tolist()), flags)
        frame.trigger = (grip, number if index % 3 else 1.0)
        for thing in played.scene.of(Role.OBJECT):
            assert all(math.isfinite(value) for value in (*thing.position_m, *thing.orientation))
            assert math.dist(thing.position_m, (0.0, 0.7, -0.3)) < 5.0

    played = Played(
        activity=activity,
        seed=seed,
        change=wild,
        until_s=8.0,
        time_limit_s=6,
        clutter=3,
        **NO_START,
    )
    assert -1.0 <= played.ended.margin <= 1.0
    for name, value in played.measures.items():
        assert value is None or math.isfinite(value), name
