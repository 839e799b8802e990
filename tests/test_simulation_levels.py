"""Simulated patients in whole sessions of the shipped levels."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from support.player import Notes
from support.simulated import play

from controllers.frame import InputFrame
from levels.loader import load_level, shipped_path
from levels.model import Guide
from levels.policy import FixedSettings
from simulation import profile
from tasks.scene import Role, Scene
from tasks.trial import EndReason


@cache
def played(level_id: str, kind: str, seed: int = 1, affected: Any = "right") -> Notes:
    return play(load_level(shipped_path(level_id)), profile(kind), seed, affected=affected)


def scored(notes: Notes, side: str = "right") -> list[dict[str, Any]]:
    return [row for row in notes.trials if row["scored"] and row["side"] == side]


def success(notes: Notes, side: str = "right") -> float:
    return float(np.mean([row["success"] for row in scored(notes, side)]))


def median(notes: Notes, measure: str) -> float:
    values = [row["measures"][measure] for row in scored(notes)]
    known = [value for value in values if value is not None]
    assert len(known) > 0.6 * len(values), f"{measure} is mostly missing"
    return float(np.median(known))


def test_severe_fails_the_hard_level_and_healthy_does_not() -> None:
    level = load_level(shipped_path("reaching-5-hard"))
    held = FixedSettings(policy="fixed", difficulty=0.6)  # else it follows what they can do
    exercises = [one.model_copy(update={"difficulty": held}) for one in level.exercises]
    level = level.model_copy(update={"exercises": tuple(exercises)})
    assert success(play(level, profile("severe"), 1)) < 0.5
    assert success(play(level, profile("healthy"), 1)) > 0.9


def test_severe_manages_the_easy_level() -> None:
    assert success(played("reaching-1-easy", "severe")) > 0.6


@pytest.mark.parametrize("affected", ["left", "right"])
def test_the_unaffected_arm_is_the_better_one(affected: str) -> None:
    notes = played("reaching-3-medium", "severe", affected=affected)
    other = "left" if affected == "right" else "right"
    assert success(notes, other) > success(notes, affected)


@pytest.mark.parametrize(
    ("measure", "better"),
    [
        ("movement_time_s", min),
        ("reaction_time_s", min),
        ("path_ratio", min),
        ("peak_speed_m_s", max),
        ("sparc", max),
    ],
)
def test_measures_tell_the_kinds_apart(measure: str, better: Callable[..., float]) -> None:
    kinds = ("healthy", "moderate", "severe")
    values = [median(played("reaching-3-medium", kind), measure) for kind in kinds]
    assert values == sorted(values, reverse=better is max)
    assert values[0] != values[-1]


def test_weak_arms_are_helped_by_the_trunk() -> None:
    # Not in order of weakness: the difficulty spares the weakest the farthest targets.
    leaned = {
        kind: median(played("reaching-3-medium", kind), "head_displacement_m")
        for kind in ("healthy", "moderate", "severe")
    }
    assert leaned["moderate"] > 3 * leaned["healthy"]
    assert leaned["severe"] > 3 * leaned["healthy"]


def test_a_session_is_repeated_exactly() -> None:
    level = load_level(shipped_path("taster"))
    first, second = (play(level, profile("moderate"), 4) for _ in range(2))
    assert first.trials == second.trials
    assert first.events == second.events


class WithoutTargets:
    """The scene as it is, but for its targets."""

    def __init__(self) -> None:
        self._scene = Scene("orchard")
        self._pad = self._scene.add(Role.START, "pad")

    def __call__(self, scene: Scene) -> Scene:
        pads = scene.of(Role.START)
        self._pad.visible = bool(pads)
        for pad in pads:
            self._pad.position_m, self._pad.scale = pad.position_m, pad.scale
        self._scene.wanted_side, self._scene.panels = scene.wanted_side, scene.panels
        return self._scene


def test_without_targets_to_see_nothing_succeeds() -> None:
    level = load_level(shipped_path("reaching-3-medium"))
    level = level.model_copy(
        update={"guide": Guide(check_in=False, check_out=False, calibration="never")}
    )
    notes = play(level, profile("healthy"), 1, sees=WithoutTargets(), within_s=500.0)
    assert len(notes.of("target_shown")) > 20
    assert {row["end_reason"] for row in notes.trials} == {EndReason.TIMEOUT.value}


def test_losing_the_hand_repeats_the_repetition() -> None:
    lost: list[int] = []

    def lose_once(frame: InputFrame) -> None:
        if 1200 <= frame.frame_index < 1320:
            frame.left_hand.lose()
            frame.right_hand.lose()
            frame.settle_samples()
            lost.append(frame.frame_index)

    level = load_level(shipped_path("taster"))
    notes = play(level, profile("healthy"), 1, change=lose_once)
    assert lost
    ends = {row["end_reason"] for row in notes.trials}
    assert ends & {EndReason.TRACKING_LOST.value, EndReason.PAUSED.value}
    assert sum(row["scored"] for row in notes.trials) == sum(
        exercise.sets * exercise.repetitions for exercise in level.exercises
    )
