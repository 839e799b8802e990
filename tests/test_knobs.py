"""Knobs: pinned, bounded, moved in a part of the difficulty; and what they demand together."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from levels.loader import load_level, parse_level, shipped_ids, shipped_path
from levels.problem import LevelError
from tasks.demand import NARROWEST, Scale, demand, scale_of
from tasks.parameters import Knob, TaskParameters
from tasks.registry import TASKS, make_task
from tasks.scene import Scene

LEVEL = """\
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
exercises:
  - name: one
    task: TASK
    objective: move
    body_part: arm
    repetitions: 3
    PARAMETERS
"""


def exercise(parameters: str, task: str = "reaching") -> Any:
    text = LEVEL.replace("TASK", task).replace("PARAMETERS", f"parameters: {parameters}")
    return parse_level(text.encode(), "my.yaml").exercises[0]


def plan(parameters: str, difficulty: float, task: str = "reaching") -> dict[str, float]:
    one = exercise(parameters, task)
    made = make_task(task, one.parameters, Scene("orchard"))
    return dict(made.plan(made.typical("right")[0], difficulty).knobs)


@pytest.mark.parametrize(
    ("parameters", "values"),
    [
        ("{radius_m: 0.05}", (0.05, 0.05, 0.05)),
        ("{radius_m: {easy: 0.08, hard: 0.02, least: 0.04}}", (0.08, 0.04, 0.04)),
        ("{radius_m: {easy: 0.08, hard: 0.02, most: 0.05}}", (0.05, 0.04, 0.02)),
        ("{radius_m: {least: 0.05}}", (0.08, 0.05, 0.05)),
        ("{radius_m: {hard: 0.08}}", (0.08, 0.08, 0.08)),
        ("{radius_m: {easy: 0.08, hard: 0.02, since: 0.5}}", (0.08, 0.08, 0.02)),
        ("{radius_m: {easy: 0.08, hard: 0.02, until: 0.5}}", (0.08, 0.02, 0.02)),
    ],
)
def test_a_level_pins_bounds_and_orders_a_knob(
    parameters: str, values: tuple[float, float, float]
) -> None:
    found = [plan(parameters, difficulty)["radius_m"] for difficulty in (0.0, 0.5, 1.0)]
    assert found == pytest.approx(values)


def knobs_of(model: type[TaskParameters], before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, field in model.model_fields.items():
        default = field.default
        if isinstance(default, Knob):
            found.append((*before, name))
        elif isinstance(default, TaskParameters):
            found += knobs_of(type(default), (*before, name))
    return found


@pytest.mark.parametrize(
    ("task", "path"),
    [(name, path) for name, kind in TASKS.items() for path in knobs_of(kind.Parameters)],
)
def test_every_knob_of_every_task_can_be_pinned_and_bounded(
    task: str, path: tuple[str, ...]
) -> None:
    model: Any = TASKS[task].Parameters
    default: Any = model()
    for name in path:
        default = getattr(default, name)
    for given_ in (f"{default.easy}", f"{{least: {default.easy}, most: {default.easy}}}"):
        text = given_
        for name in reversed(path):
            text = f"{{{name}: {text}}}"
        knob: Any = exercise(text, task).parameters
        for name in path:
            knob = getattr(knob, name)
        assert knob.at(0.0) == knob.at(0.7) == knob.at(1.0) == default.easy


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ("{radius_m: {least: 0.05, most: 0.04}}", "radius_m: least (0.05) must not be above most"),
        ("{radius_m: {since: 0.5, until: 0.5}}", "radius_m: since (0.5) must be below until"),
        ("{radius_m: {least: 5}}", "radius_m.least: is 5; allowed: a number from 0.02 to 0.2"),
        ("{radius_m: {min: 0.05}}", "radius_m.min: is not a known field; "),
        ("{radius_m: {easy: x}}", 'radius_m.easy: is "x"; allowed: a number'),
        ("{time_limit_s: {least: 2}, dwell_s: {hard: 4}}", "time_limit_s (3 at its hard end)"),
    ],
)
def test_what_is_wrong_with_a_knob_is_told_in_its_place(parameters: str, told: str) -> None:
    with pytest.raises(LevelError) as caught:
        exercise(parameters)
    assert "my.yaml:17: exercises[1].parameters" in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize("name", TASKS)
def test_the_demand_of_a_task_as_it_comes_runs_from_0_to_about_1(name: str) -> None:
    kind = TASKS[name]
    task = make_task(name, kind.Parameters(), Scene("orchard"))
    scale = scale_of(task, "right")
    assert scale.at_0 == pytest.approx(0.0, abs=0.05)
    assert scale.at_1 == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("level_id", shipped_ids())
def test_more_difficulty_is_more_demand_all_the_way(level_id: str) -> None:
    for one in load_level(shipped_path(level_id)).exercises:
        task = make_task(one.task, one.parameters, Scene("orchard"))
        for situation in task.typical("left"):
            asked = [
                demand(task.effects, task.plan(situation, step / 20).knobs) for step in range(21)
            ]
            assert asked == sorted(asked)
            assert asked[-1] > asked[0]
        assert scale_of(task, "left") == scale_of(task, "right")


def test_what_is_pinned_all_over_still_has_a_scale() -> None:
    one = exercise("{distance_share: 0.7, radius_m: 0.05, dwell_s: 0.3, time_limit_s: 9}")
    scale = scale_of(make_task("reaching", one.parameters, Scene("orchard")), "right")
    assert scale.width == pytest.approx(NARROWEST)


@given(st.floats(-2, 2), st.floats(0.1, 3), st.floats(0, 1))
def test_a_scale_goes_there_and_back(at_0: float, width: float, difficulty: float) -> None:
    scale = Scale(at_0, at_0 + width)
    assert scale.difficulty(scale.demand(difficulty)) == pytest.approx(difficulty, abs=1e-9)


def test_no_direction_of_a_ring_comes_twice_in_a_row() -> None:
    task = make_task("reaching", exercise("{directions: 3}").parameters, Scene("orchard"))
    rng = np.random.default_rng(1)
    drawn = [tuple(task.draw(rng, "right").covariates.values()) for _ in range(120)]
    assert all(one != other for one, other in pairwise(drawn))
    assert {drawn.count(each) for each in set(drawn)} == {40}
