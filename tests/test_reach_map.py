"""Reach by direction: interpolated smoothly, and never beyond what was measured near it."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import RegularGridInterpolator

from controllers.frame import InputFrame
from tasks.body import BodyFrame, ReachEnvelope
from tasks.reach import (
    AZIMUTHS_DEG,
    CELLS,
    ELEVATIONS_DEG,
    LONGEST_M,
    NEAR_DEG,
    SHORTEST_M,
    ReachMap,
    cell_of,
    direction_of,
)
from tasks.reaching import Reaching
from tasks.reaching.parameters import ReachingParameters
from tasks.scene import Role, Scene
from tasks.task import Body

reaches = st.floats(SHORTEST_M, LONGEST_M)
defaults = st.floats(0.2, 1.0)
azimuths = st.floats(-180, 180)
elevations = st.floats(-90, 90)


def rows_of(cells):
    width = len(AZIMUTHS_DEG)
    return tuple(tuple(cells[start : start + width]) for start in range(0, len(cells), width))


full_maps = st.integers(0, 2**32).map(
    lambda seed: ReachMap(
        rows_of(np.random.default_rng(seed).uniform(SHORTEST_M, LONGEST_M, len(CELLS)).tolist())
    )
)


@st.composite
def maps(draw):
    """Few cells known, as after a real sweep."""
    known = draw(st.dictionaries(st.sampled_from(CELLS), reaches, max_size=12))
    return ReachMap(rows_of([known.get(cell) for cell in CELLS]))


def measured(reach_map):
    return {
        cell: reach_map.rows[cell[0]][cell[1]]
        for cell in CELLS
        if reach_map.rows[cell[0]][cell[1]] is not None
    }


def unit(azimuth_deg, elevation_deg):
    azimuth, elevation = np.radians([azimuth_deg, elevation_deg])
    return np.array(
        [
            np.cos(elevation) * np.sin(azimuth),
            np.sin(elevation),
            np.cos(elevation) * np.cos(azimuth),
        ]
    )


def between_deg(one, other):
    cross = np.linalg.norm(np.cross(unit(*one), unit(*other)))
    return math.degrees(math.atan2(cross, unit(*one) @ unit(*other)))


@given(full_maps, azimuths, elevations, defaults)
def test_a_map_known_everywhere_is_interpolated_as_scipy_does(reach_map, az, el, default_m):
    reference = RegularGridInterpolator(
        (ELEVATIONS_DEG, AZIMUTHS_DEG), np.array(reach_map.rows), method="linear"
    )
    inside = (min(max(el, -80.0), 80.0), min(max(az, -40.0), 120.0))
    assert reach_map.reach_m(az, el, default_m) == pytest.approx(reference([inside])[0], abs=1e-9)


@settings(max_examples=40)
@given(maps(), defaults)
def test_a_cell_that_is_not_known_is_trusted_no_farther_than_what_is_near(reach_map, default_m):
    known = measured(reach_map)
    farthest_m = max(known.values(), default=math.inf)
    for cell in CELLS:
        here = direction_of(cell)
        near = [
            reach_m
            for other, reach_m in known.items()
            if between_deg(here, direction_of(other)) <= NEAR_DEG + 1e-6
        ]
        if cell in known:
            expected = known[cell]
        elif near:
            expected = min(near)
        else:
            expected = min(default_m, farthest_m)
        assert reach_map.reach_m(*here, default_m) == pytest.approx(expected, abs=1e-12)


@given(maps(), azimuths, elevations, defaults)
def test_nothing_is_farther_than_the_hand_ever_came(reach_map, az, el, default_m):
    known = measured(reach_map).values()
    reach_m = reach_map.reach_m(az, el, default_m)
    if known:
        assert min(*known, default_m) - 1e-12 <= reach_m <= max(known) + 1e-12
    else:
        assert reach_m == pytest.approx(default_m)


@given(maps(), st.floats(-60, 140), elevations, defaults, st.floats(-1, 1), st.floats(-1, 1))
def test_a_small_turn_changes_little(reach_map, az, el, default_m, turn, lift):
    here = reach_map.reach_m(az, el, default_m)
    there = reach_map.reach_m(az + turn, el + lift, default_m)
    steepest_m_deg = (LONGEST_M - SHORTEST_M) / 20.0
    assert abs(there - here) <= steepest_m_deg * (abs(turn) + abs(lift)) + 1e-9


@given(maps())
def test_plain_lists_and_json_bring_a_map_back(reach_map):
    again = ReachMap.from_lists(json.loads(json.dumps(reach_map.to_lists())))
    assert again == reach_map
    assert again.known == len(measured(reach_map))


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[0.5] * 9] * 8,
        [[0.5] * 8] * 9,
        [[0.5] * 10] * 9,
        [[0.5] * 9] * 8 + [[0.5] * 8 + [math.nan]],
        [[0.5] * 9] * 8 + [[0.5] * 8 + [math.inf]],
        [[0.5] * 9] * 8 + [[0.5] * 8 + [1.2]],
        [[0.5] * 9] * 8 + [[0.5] * 8 + [0.0]],
        [[0.5] * 9] * 8 + [[0.5] * 8 + [-0.4]],
    ],
)
def test_what_is_no_map_is_refused(rows):
    with pytest.raises(ValueError, match=r"reach|cells|rows"):
        ReachMap.from_lists(rows)


@given(st.floats(allow_nan=True, allow_infinity=True), st.floats(allow_nan=True))
def test_any_direction_is_in_the_nearest_cell_or_in_none(az, el):
    cell = cell_of(az, el)
    if cell is None:
        assert not (-49.999 < az < 129.999 and -89.999 < el < 89.999)
    else:
        middle = direction_of(cell)
        assert abs(middle[0] - az) <= 10.0 + 1e-9
        assert abs(middle[1] - el) <= 10.0 + 1e-9


bodies = st.builds(
    BodyFrame,
    st.tuples(st.floats(-2, 2), st.floats(0.5, 2), st.floats(-2, 2)),
    st.floats(-math.pi, math.pi),
)
sides = st.sampled_from(["left", "right"])


@given(bodies, sides, st.floats(-179, 179), st.floats(-89, 89), st.floats(0.05, 1.5))
def test_a_place_along_an_arm_is_told_by_its_direction_again(body, side, az, el, range_m):
    told = body.arm_direction(side, body.along(side, az, el, range_m))
    assert told == pytest.approx((az, el, range_m), abs=1e-6)


@given(bodies, st.tuples(*[st.floats(-2, 2)] * 3))
def test_body_axes_and_stage_are_ways_there_and_back(body, offset_m):
    assert body.from_stage(body.to_stage(offset_m)) == pytest.approx(offset_m, abs=1e-9)


@given(maps(), st.floats(-40, 120), st.floats(-80, 80), defaults)
def test_an_arms_map_means_the_mirrored_places_for_the_other_arm(reach_map, az, el, default_m):
    both = ReachEnvelope(default_m, default_m, reach_map, reach_map)
    body = BodyFrame((0.0, 1.2, 0.0), 0.0)
    x, y, z = body.along("right", az, el, both.reach_m("right", az, el))
    assert body.along("left", az, el, both.reach_m("left", az, el)) == pytest.approx((-x, y, z))


@settings(max_examples=40)
@given(maps(), st.integers(0, 2**32), st.floats(0, 1), sides)
def test_no_target_hangs_beyond_what_was_measured(reach_map, seed, difficulty, side):
    rng = np.random.default_rng(seed)
    scene = Scene("orchard")
    wide = ReachingParameters.model_validate(
        {
            "pattern": "free",
            "azimuth_deg": {"low": -60, "high": 110},
            "elevation_deg": {"low": -70, "high": 80},
            "distance_share": {"easy": 0.2, "hard": 1.0},
            "distractors": 4,
            "start": None,
            "foreperiod_s": {"low": 0, "high": 0},
        }
    )
    task = Reaching(wide, scene)
    body = Body(
        BodyFrame((0.0, 1.2, 0.0), 0.3), ReachEnvelope(0.6, 0.6, reach_map, reach_map), side
    )
    task.begin(task.plan(task.draw(rng, side), difficulty), body, rng, 0)
    frame = InputFrame()
    for index in range(3):
        frame.set_times(index, index * 11_111_111, index * 11_111_111)
        frame.hand(side).set((5.0, 5.0, 5.0))
        task.step(frame)
    shown = scene.of(Role.TARGET) + scene.of(Role.DISTRACTOR)
    assert scene.of(Role.TARGET)
    for thing in shown:
        az, el, range_m = body.frame.arm_direction(side, thing.position_m)
        assert range_m <= body.envelope.reach_m(side, az, el) + 1e-4
        assert range_m <= max(measured(reach_map).values(), default=0.6) + 1e-4


def test_without_a_map_an_arm_reaches_alike_everywhere():
    envelope = ReachEnvelope(0.45, 0.65)
    for az, el in ((0, 0), (-40, 80), (300, -90)):
        assert envelope.reach_m("left", az, el) == 0.45
        assert envelope.reach_m("right", az, el) == 0.65


def test_a_map_goes_before_the_assumed_reach_of_its_arm_alone():
    short = ReachMap(rows_of([0.3] * len(CELLS)))
    envelope = ReachEnvelope(0.6, 0.7, left=short)
    assert envelope.reach_m("left", 20, 0) == pytest.approx(0.3)
    assert envelope.reach_m("right", 20, 0) == 0.7
