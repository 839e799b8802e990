"""Where everything stands in the kitchen, what is shown beforehand, and what can't be asked for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from support.grasped import ACTIVITIES, BODY, SIDES, Played

from controllers.frame import InputFrame
from tasks.body import BodyFrame, ReachEnvelope
from tasks.grasping import Grasping, GraspingParameters
from tasks.grasping.layout import clutter, lay_out
from tasks.scene import Role, Scene
from tasks.task import Body
from tasks.trial import EndReason


@settings(max_examples=200, deadline=None)
@given(
    activity=st.sampled_from(ACTIVITIES),
    side=st.sampled_from(SIDES),
    reach_m=st.tuples(st.floats(0.25, 0.9), st.floats(0.25, 0.9)),
    eyes_m=st.floats(0.9, 1.8),
    yaw=st.floats(-3.0, 3.0),
    azimuth=st.tuples(st.floats(-40, 80), st.floats(-40, 80)),
    share=st.floats(0.3, 1.0),
    height=st.floats(0.0, 1.0),
    table=st.none() | st.floats(0.4, 1.2),
    name=st.sampled_from(["cup", "can"]),
)
def test_everything_is_in_reach_and_on_the_table(
    activity, side, reach_m, eyes_m, yaw, azimuth, share, height, table, name
) -> None:
    body = Body(BodyFrame((0.3, eyes_m, -0.2), yaw), ReachEnvelope(*reach_m), side)
    task = Grasping(
        GraspingParameters.model_validate(
            {"activity": activity, "objects": [name], "table_height_m": table}
            | {"distance_share": share, "height_share": height, "clutter": 4}
        ),
        Scene("kitchen"),
    )
    spec = task.plan(task.draw(np.random.default_rng(1), side), 0.5)
    angles = dict(zip(("object_azimuth_deg", "goal_azimuth_deg"), azimuth, strict=True))
    spec.situation.covariates.update(angles)  # type: ignore[attr-defined]
    layout = lay_out(task.parameters, spec, body)
    things = layout.things + clutter(task.parameters, spec, body, layout, np.random.default_rng(2))
    furniture = layout.furniture
    for thing in things:
        assert furniture.under(thing.position_m) is not None
    first = layout.things[0]
    reached = [(side, layout.start_m), (side, first.position_m)]
    reached += [(goal.side, goal.position_m) for goal in layout.goals]
    for hand_side, place_m in reached:
        shoulder_m = body.frame.shoulder_m(hand_side)
        reach = reach_m[0] if hand_side == "left" else reach_m[1]
        assert math.dist(place_m, shoulder_m) < reach + 0.025, (hand_side, place_m)
    for goal in layout.goals:
        if not goal.aloft and goal.base is None:
            board = furniture.under(goal.position_m)
            assert board is not None
            rest_m = first.item.scaled.rest_height_m
            assert goal.position_m[1] - board.top_m == pytest.approx(rest_m, abs=1e-6)
    places = [thing.position_m for thing in things]
    for index, one in enumerate(places):
        for other in places[:index]:
            assert math.dist(one, other) > 0.06


def test_a_shelf_stands_under_a_high_goal() -> None:
    played = Played(height_share=0.8, time_limit_s=40)
    assert played.ended.end_reason is EndReason.SUCCESS, played.kinds
    goal = played.layout.goals[-1]
    assert goal.position_m[1] > played.layout.things[0].position_m[1] + 0.12
    assert len(played.layout.furniture.surfaces) == 2
    assert (Role.DECOR, "board") in played.seen


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_the_demonstration_ends_with_the_object_at_its_goal(activity: str) -> None:
    task = Grasping(GraspingParameters.model_validate({"activity": activity}), Scene("kitchen"))
    spec = task.plan(task.draw(np.random.default_rng(1), "left"), 0.5)
    layout = lay_out(task.parameters, spec, BODY)
    shown = task.demonstration(spec, BODY)
    moved = shown.ghosts[0]
    assert moved.at(0.0).position_m == layout.things[0].position_m
    assert moved.at(shown.duration_s).position_m == layout.goals[-1].position_m
    passed = [key.position_m for key in moved.keys]
    assert all(goal.position_m in passed for goal in layout.goals)
    hands = {ghost.mesh for ghost in shown.ghosts if ghost.mesh.startswith("hand_")}
    assert hands == ({"hand_left", "hand_right"} if activity == "hand_to_hand" else {"hand_left"})
    for ghost in shown.ghosts:
        times = [key.time_s for key in ghost.keys]
        assert times == sorted(times)


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"activity": "pour", "objects": ["ball"]}, "pour"),
        ({"activity": "upright", "objects": ["coin"]}, "upright"),
        ({"objects": []}, "objects"),
        ({"objects": ["vase"]}, "objects"),
        ({"grip": {"source": "teeth"}}, "source"),
        ({"grip": {"threshold": 0}}, "threshold"),
        ({"weight": 9}, "weight"),
        ({"grip": {"source": "dwell", "hold_s": 3}, "time_limit_s": 6}, "time_limit_s"),
        ({"size": 1}, "size"),
    ],
)
def test_what_can_not_be_is_refused(parameters: dict[str, object], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        GraspingParameters.model_validate(parameters)


def test_objects_come_as_often_as_each_other() -> None:
    objects = ["ball", "cup", "mug"]
    task = Grasping(GraspingParameters.model_validate({"objects": objects}), Scene("kitchen"))
    rng = np.random.default_rng(4)
    drawn = [task.draw(rng, "left").labels["object"] for _ in range(12)]
    assert sorted(drawn) == sorted(objects * 4)


def test_a_step_without_a_repetition_is_refused() -> None:
    task = Grasping(GraspingParameters(), Scene("kitchen"))
    with pytest.raises(RuntimeError, match="begin"):
        task.step(InputFrame())
