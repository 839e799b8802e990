"""What every task keeps, in every exercise of every shipped level."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from support.feet import Stepper
from support.grasper import Grasper
from support.hands import EYES_M, between, minimum_jerk

from controllers.frame import FRAME_DTYPE, IDENTITY, InputFrame, Vec3
from levels.loader import load_level, shipped_ids, shipped_path
from levels.model import Exercise
from tasks.body import BodyFrame, ReachEnvelope
from tasks.registry import make_task
from tasks.scene import Role, Scene
from tasks.task import Body, Task
from tasks.trial import EndReason, TrialOutcome, TrialSpec

BODY = Body(BodyFrame(EYES_M, 0.0), ReachEnvelope(), "right")
EXERCISES = [
    pytest.param(exercise, id=f"{level_id}-{number}")
    for level_id in shipped_ids()
    for number, exercise in enumerate(load_level(shipped_path(level_id)).exercises, 1)
]


def made(exercise: Exercise) -> tuple[Task, Scene]:
    scene = Scene("orchard")
    return make_task(exercise.task, exercise.parameters, scene), scene


def played(
    exercise: Exercise, *, side="right", difficulty=0.5, seed=3, rate_hz=90.0, body=BODY
) -> tuple[TrialSpec, TrialOutcome, dict[str, float | None], list[dict[str, object]]]:
    """One repetition by a hand that follows the scene at fixed times, whatever the frame rate."""
    task, scene = made(exercise)
    rng = np.random.default_rng(seed)
    spec = task.plan(task.draw(rng, side), difficulty)
    task.enter(body)
    task.begin(spec, body, rng, 0)
    rows: list[np.void] = []
    for frame in following(scene, side, rate_hz, body):
        rows.append(np.frombuffer(bytes(frame.memory), FRAME_DTYPE)[0])
        outcome = task.step(frame)
        if outcome is not None:
            measures = task.measure(np.array(rows, FRAME_DTYPE), spec, outcome)
            notices = [dict(n.data) | {"kind": n.kind} for n in task.notices]
            return spec, outcome, {name: m.value for name, m in measures.items()}, notices
    raise AssertionError("the repetition did not end")


def following(scene: Scene, side: str, rate_hz: float, body: Body) -> Iterator[InputFrame]:
    frame = InputFrame()
    sign = 1 if side == "right" else -1
    here: Vec3 = (0.25 * sign, 0.75, -0.1)
    goal: Vec3 | None = None
    path = minimum_jerk(here, here, 0.0, 1.0)
    stepper, grasper = Stepper(), Grasper(scene)
    grasping = False
    for index in range(round(60 * rate_hz)):
        time_s = index / rate_hz
        frame.set_times(index, round(time_s * 1e9), round(time_s * 1e9))
        things = scene.of(Role.TARGET) or scene.of(Role.START)
        if things and things[-1].position_m != goal:
            goal = things[-1].position_m
            # The hand starts on a grid of time that all frame rates share.
            path = minimum_jerk(path(time_s), goal, math.ceil(time_s * 2 + 0.5) / 2, 0.7)
        frame.head.set(EYES_M)
        frame.left_hand.set((-0.2, 0.8, -0.2))
        frame.right_hand.set((0.2, 0.8, -0.2))
        frame.hand(side).set(path(time_s))
        if scene.of(Role.OBJECT) and not grasping:
            grasping = True
            grasper.hands[side].pose = (path(time_s), IDENTITY)
        if grasping:
            grasper.fill(frame, time_s)
        stepper.fill(frame, scene, time_s)
        frame.settle_samples()
        yield frame


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_same_seed_gives_the_same_bits(exercise: Exercise) -> None:
    assert played(exercise) == played(exercise)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_another_seed_asks_for_something_else(exercise: Exercise) -> None:
    task, _ = made(exercise)
    drawn = {
        tuple(task.draw(np.random.default_rng(seed), "left").covariates.values())
        for seed in range(12)
    }
    assert len(drawn) > 1


@pytest.mark.parametrize("exercise", EXERCISES)
def test_left_and_right_mirror_each_other(exercise: Exercise) -> None:
    _, right, right_measures, right_notices = played(exercise, side="right")
    _, left, left_measures, left_notices = played(exercise, side="left")
    assert left.end_reason is right.end_reason
    # Physics is the same to some millimetres; what has none is the same to rounding.
    physical = exercise.task == "grasping"
    assert left.margin == pytest.approx(right.margin, abs=0.02 if physical else 1e-5)
    of_things = {"placement_error_m": 5e-3, "tilt_error_deg": 1.0} if physical else {}
    for name, value in right_measures.items():
        if name.endswith("symmetry_percent") and value is not None:
            value = -value  # told as right against left
        expected = (
            None if value is None else pytest.approx(value, rel=1e-3, abs=of_things.get(name, 1e-4))
        )
        assert left_measures[name] == expected, name
    for one, other in zip(right_notices, left_notices, strict=True):
        x, y, z = one["position_m"]
        assert other["position_m"] == pytest.approx((-x, y, z), abs=5e-3 if physical else 1e-9)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_four_frame_rates_agree(exercise: Exercise) -> None:
    _, reference, _, _ = played(exercise, rate_hz=360.0)
    for rate_hz in (60.0, 72.0, 90.0, 120.0):
        _, outcome, _, _ = played(exercise, rate_hz=rate_hz)
        assert outcome.end_reason is reference.end_reason
        # The wait before the target ends on a frame, so only what follows is compared.
        for name in ("entered_ns", "dwelt_ns", "reached_ns", "crossed_ns", "trail_crossed_ns"):
            if name in reference.times_ns:
                assert outcome.times_ns[name] == pytest.approx(
                    reference.times_ns[name], abs=2_000_000
                ), (name, rate_hz)


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("difficulty", [0.0, 0.5, 1.0])
def test_every_number_is_finite_and_the_margin_bounded(exercise, difficulty) -> None:
    spec, outcome, measures, notices = played(exercise, difficulty=difficulty)
    assert all(math.isfinite(value) for value in spec.knobs.values())
    assert all(math.isfinite(value) for value in spec.situation.covariates.values())
    assert -1.0 <= outcome.margin <= 1.0
    assert all(value is None or math.isfinite(value) for value in measures.values())
    assert set(spec.knobs).isdisjoint(spec.situation.covariates)
    shown = [notice for notice in notices if notice["kind"] == "target_shown"]
    assert shown
    assert {"position_m", "radius_m", "side"} <= shown[0].keys()


@pytest.mark.parametrize("exercise", EXERCISES)
def test_nothing_happens_without_the_patient(exercise: Exercise) -> None:
    task, scene = made(exercise)
    rng = np.random.default_rng(1)
    task.enter(BODY)
    task.begin(task.plan(task.draw(rng, "right"), 0.0), BODY, rng, 0)
    frame = InputFrame()
    for index in range(90 * 70):
        frame.set_times(index, round(index * 1e9 / 90), round(index * 1e9 / 90))
        frame.head.set(EYES_M)
        frame.right_hand.set((0.4, 0.3, 0.2))
        outcome = task.step(frame)
        if outcome is not None:
            assert outcome.end_reason is EndReason.TIMEOUT
            break
    else:
        task.cancel(EndReason.ABORTED, frame.display_time_ns)
    task.leave()
    assert list(scene.rows()) == []


@pytest.mark.parametrize("exercise", [one for one in EXERCISES if one.values[0].task == "reaching"])
def test_the_route_ends_where_the_target_will_be(exercise: Exercise) -> None:
    task, _ = made(exercise)
    rng = np.random.default_rng(3)
    spec = task.plan(task.draw(rng, "right"), 0.5)
    task.enter(BODY)
    route = [key.position_m for key in task.demonstration(spec, BODY).ghosts[0].keys]
    task.leave()
    _, _, _, notices = played(exercise)
    shown = next(notice for notice in notices if notice["kind"] == "target_shown")
    assert shown["position_m"] == pytest.approx(route[-1])
    assert math.dist(between(route[0], route[-1], 0.5), route[0]) > 0.02
