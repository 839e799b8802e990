"""The levels that come with the program, the editors' schema and the manual's tables."""

from __future__ import annotations

import math
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from levels.loader import FOLDER, TEMPLATE, load_level, shipped_ids, shipped_path
from levels.model import Exercise
from levels.policy import FixedSettings
from levels.reference import put_in
from levels.schema import SCHEMA_PATH, branches, child, level_schema, text
from tasks.body import BodyFrame
from tasks.reaching import ReachingParameters
from tasks.reaching.task import ring_directions

MANUAL = Path(__file__).parent.parent / "docs" / "levels.md"
SHIPPED = pytest.mark.parametrize("level_id", shipped_ids())


def test_every_file_in_the_folder_is_offered_and_the_first_is_the_first_session() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.y*ml")) == sorted(shipped_ids())
    assert shipped_ids()[0] == "first-session-right"


@SHIPPED
def test_a_shipped_level_is_valid_named_as_its_file_and_tied_to_the_schema(level_id: str) -> None:
    level = load_level(shipped_path(level_id))
    assert level.id == level_id
    first_line = shipped_path(level_id).read_text(encoding="utf-8").splitlines()[0]
    assert first_line == "# yaml-language-server: $schema=level.schema.json"


def bounds(exercise: Exercise) -> tuple[float, float]:
    settings = exercise.difficulty
    if isinstance(settings, FixedSettings):
        return settings.difficulty, settings.difficulty
    return settings.lower, settings.upper


@SHIPPED
def test_no_target_touches_the_resting_hand_and_none_is_behind(level_id: str) -> None:
    level = load_level(shipped_path(level_id))
    body = BodyFrame((0.0, level.eye_height_m, 0.0), 0.0)
    reach_m = level.body.reach_right_m
    for exercise in level.exercises:
        parameters = exercise.parameters
        if not isinstance(parameters, ReachingParameters):
            continue
        start = parameters.start
        assert start is not None
        rest_m = body.along(
            "right", start.azimuth_deg, start.elevation_deg, start.distance_share * reach_m
        )
        azimuth, elevation = parameters.azimuth_deg, parameters.elevation_deg
        directions = (
            ring_directions(parameters)
            if parameters.pattern == "centre_out"
            else list(product((azimuth.low, 0.0, azimuth.high), (elevation.low, elevation.high)))
        )
        lower, upper = bounds(exercise)
        for step in range(11):
            difficulty = lower + (upper - lower) * step / 10
            radius_m = parameters.radius_m.at_ratio(difficulty)
            for azimuth_deg, elevation_deg in directions:
                range_m = parameters.distance_share.at(difficulty) * reach_m
                target_m = body.along("right", azimuth_deg, elevation_deg, range_m)
                assert math.dist(rest_m, target_m) > radius_m + start.radius_m
                assert target_m[2] < 0.0


def test_the_first_sessions_mirror_each_other() -> None:
    right, left = (
        shipped_path(f"first-session-{side}").read_text(encoding="utf-8")
        for side in ("right", "left")
    )
    assert right.replace("right", "left") == left


def middle(exercise: Exercise) -> float:
    """Index of difficulty (Fitts 1954) halfway through the exercise's range, bits."""
    parameters = exercise.parameters
    assert isinstance(parameters, ReachingParameters)
    lower, upper = bounds(exercise)
    difficulty = (lower + upper) / 2
    distance_m = parameters.distance_share.at(difficulty) * 0.6
    return math.log2(distance_m / parameters.radius_m.at_ratio(difficulty))


def test_the_ladder_gets_harder() -> None:
    ladder = [level_id for level_id in shipped_ids() if level_id.startswith("reaching-")]
    assert len(ladder) == 5
    rungs = [middle(load_level(shipped_path(level_id)).exercises[0]) for level_id in ladder]
    assert rungs == sorted(rungs)
    assert len(set(rungs)) == len(rungs)


def test_the_editors_schema_is_that_of_the_model() -> None:
    assert SCHEMA_PATH.read_text(encoding="utf-8") == text(), "run: python -m levels.schema"


def test_the_manual_tells_every_field_of_the_model() -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    assert manual == put_in(manual), "run: python -m levels.reference docs/levels.md"


def names_of(node: dict[str, Any], data: Any) -> set[str]:
    """Names of all fields inside a schema node, `data` choosing the task's parameters."""
    found: set[str] = set()
    for branch in branches(node):
        for name in branch.get("properties", {}):
            inside = child(branch, name, data)
            value = data.get(name) if isinstance(data, dict) else None
            found |= {name} | (names_of(inside, value) if inside else set())
        if "items" in branch:
            found |= names_of(branch["items"], data[0] if isinstance(data, list) else None)
    return found


def test_the_template_is_valid_and_explains_every_field() -> None:
    load_level(TEMPLATE)
    template = TEMPLATE.read_text(encoding="utf-8")
    names = names_of(level_schema(), yaml.safe_load(template))
    assert {"format", "sets", "policy", "distance_share", "hold_s"} <= names
    assert [name for name in sorted(names) if f"{name}:" not in template] == []
