"""The preview shows what the game places, and all of it: against the real tasks, played."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from clinic.authoring.preview.picture import VIEWS, band, pictures
from clinic.authoring.preview.placing import PLACING
from clinic.authoring.preview.sampling import DIFFICULTIES, preview
from clinic.authoring.preview.spots import Spot
from game.calibration import Calibration
from game.patient import Patient
from levels.loader import load_level, shipped_ids, shipped_path
from simulation.laboratory import Laboratory
from simulation.profiles import PROFILES
from tasks.reach import AZIMUTHS_DEG, ELEVATIONS_DEG, ReachMap
from tasks.registry import TASKS, make_task
from tasks.scene import Scene

EXERCISES = [
    (level_id, number)
    for level_id in shipped_ids()
    for number in range(len(load_level(shipped_path(level_id)).exercises))
]
PLAYED = [
    ("reaching-4-firm", 0),
    ("grasping-2-shelf", 0),
    ("stepping-1-seated", 0),
    ("stepping-3-footprints", 0),
    ("stepping-4-walk", 0),
]


def short_reach(reach_m: float) -> Calibration:
    """A patient whose hands get just so far, in every direction."""
    rows = tuple((reach_m,) * len(AZIMUTHS_DEG) for _ in ELEVATIONS_DEG)
    return Calibration(reach_left=ReachMap(rows), reach_right=ReachMap(rows))


def test_every_task_has_a_preview() -> None:
    assert set(PLACING) == set(TASKS)


@pytest.mark.parametrize(("level_id", "number"), EXERCISES)
def test_every_shipped_exercise_is_shown_from_its_lowest_to_its_highest(
    level_id: str, number: int
) -> None:
    level = load_level(shipped_path(level_id))
    found = preview(level, number)
    assert preview(level, number) == found
    asked = {spot.difficulty for spot in found.spots if spot.kind != "start"}
    assert min(asked) == found.lowest
    assert max(asked) == found.highest
    assert len(asked) in (1, DIFFICULTIES)
    for figure in pictures(found):
        root = ElementTree.fromstring(figure.svg)
        width, height = (float(n) for n in root.attrib["viewBox"].split()[2:])
        for pair in re.findall(r"(-?[0-9.]+),(-?[0-9.]+)", figure.svg):
            assert -1 <= float(pair[0]) <= width + 1
            assert -1 <= float(pair[1]) <= height + 1
        assert "nan" not in figure.svg
        assert found.sentence() in figure.alt


@pytest.mark.parametrize(("level_id", "number"), PLAYED)
def test_what_is_played_is_where_the_preview_says(level_id: str, number: int) -> None:
    """The same draw, planned and laid out by the running task, tells the same places."""
    exercise = load_level(shipped_path(level_id)).exercises[number]
    laboratory = _Watched(PROFILES["healthy"], exercise.parameters, exercise.task, seed=3)
    for difficulty in (0.0, 0.6):
        laboratory.shown.clear()
        laboratory.repeat(difficulty)
        assert laboratory.shown, "nothing was shown"
        for position_m, radius_m in laboratory.shown:
            x, y, z = position_m
            assert any(
                math.hypot(x - spot.position_m[0], z - spot.position_m[2]) < 1e-6
                and abs(y - spot.position_m[1]) <= spot.size_m[1] / 2 + 1e-6
                and radius_m <= max(spot.size_m) / 2 + 1e-6
                for spot in laboratory.expected
            ), (position_m, laboratory.expected)


class _Watched(Laboratory):
    """A real patient of the simulation at a real task; what it was shown, and what was foretold."""

    def __init__(self, *args: object, seed: int) -> None:
        super().__init__(*args, seed=seed)  # type: ignore[arg-type]
        self.shown: list[tuple[tuple[float, float, float], float]] = []
        self.expected: list[Spot] = []
        task, begin, step = self.task, self.task.begin, self.task.step

        def begun(spec, body, rng, time_ns):  # type: ignore[no-untyped-def]
            place = PLACING[task.name](task.parameters, spec, body, np.random.default_rng(0))
            self.expected = [spot for spot in place if isinstance(spot, Spot)]
            begin(spec, body, rng, time_ns)

        def stepped(frame):  # type: ignore[no-untyped-def]
            outcome = step(frame)
            for notice in task.notices:
                if notice.kind in ("start_shown", "target_shown"):
                    data = notice.data
                    self.shown.append((tuple(data["position_m"]), float(data["radius_m"])))
            return outcome

        task.begin, task.step = begun, stepped  # type: ignore[method-assign]


def test_a_short_reach_draws_the_targets_in() -> None:
    level = load_level(shipped_path("reaching-4-firm"))
    patient = Patient(code="P01", affected="left")
    for reach_m in (0.3, 0.7):
        found = preview(level, 0, patient, short_reach(reach_m))
        assert found.measured
        for spot in found.spots:
            if spot.kind == "target":
                shoulder_m = found.body.frame.shoulder_m(spot.side)
                assert math.dist(spot.position_m, shoulder_m) <= reach_m + 1e-9


def test_only_sides_that_play_are_shown() -> None:
    level = load_level(shipped_path("reaching-4-firm"))
    for share, sides in ((1.0, {"left"}), (0.0, {"right"}), (0.5, {"left", "right"})):
        one = level.exercises[0].model_copy(update={"affected_share": share})
        only = level.model_copy(update={"exercises": (one,)})
        found = preview(only, 0, Patient(code="P01", affected="left"))
        assert {spot.side for spot in found.spots} == sides


def test_thirds_of_the_difficulty_and_three_sides_to_look_from() -> None:
    found = preview(load_level(shipped_path("reaching-4-firm")), 0)
    middle = (found.lowest + found.highest) / 2
    assert [band(found, d) for d in (found.lowest, middle, found.highest)] == [0, 1, 2]
    front, side, above = (view.flat((0.3, 1.1, -0.5)) for view in VIEWS)
    assert (front, side, above) == ((-0.3, 1.1), (0.5, 1.1), (0.3, 0.5))


def test_what_is_drawn_is_what_the_task_draws() -> None:
    """Every target of the preview is one that the task's own drawing can give."""
    level = load_level(shipped_path("reaching-2-gentle"))
    exercise = level.exercises[1]
    found = preview(level, 1)
    task = make_task(exercise.task, exercise.parameters, Scene("preview"))
    rng = np.random.default_rng(5)
    ring = {
        tuple(round(v, 6) for v in task.draw(rng, "right").covariates.values()) for _ in range(60)
    }
    for spot in found.spots:
        if spot.kind == "target":
            azimuth, elevation, _ = found.body.frame.arm_direction(spot.side, spot.position_m)
            assert min(math.dist((azimuth, elevation), each) for each in ring) < 1e-4
