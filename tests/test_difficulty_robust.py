"""The tracker where its model is wrong, people step in, and input is wild."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.difficulty import Lock, Lockable, SkillTracker

SLOPE = 8.0
"""Of the patients, in logits from difficulty 0 to 1, as in the game; the tracker assumes 12."""


def faithful(latent: float) -> float | None:
    return max(-1.0, min(1.0, latent / 4.0))


def distorted(latent: float) -> float | None:
    graded = max(-1.0, min(1.0, latent / 4.0))
    return graded * graded if graded > 0.0 else -math.sqrt(-graded)


@dataclass
class Played:
    """What was proposed, and how likely a success then was."""

    difficulties: list[float] = field(default_factory=list)
    chances: list[float] = field(default_factory=list)
    outcomes: list[bool] = field(default_factory=list)


def play(
    policy: SkillTracker | Lockable,
    skill: Callable[[int], float],
    trials: int,
    seed: int,
    *,
    slope: float = SLOPE,
    lapses: float = 0.03,
    margin: Callable[[float], float | None] = faithful,
    weights: tuple[float, ...] = (),
    asked: Callable[[int, float], float] = lambda _, proposed: proposed,
) -> Played:
    rng = np.random.default_rng(seed)
    played = Played()
    for trial in range(trials):
        where = rng.normal(size=len(weights)).tolist()
        difficulty = asked(trial, policy.propose(where))
        logit = slope * (skill(trial) - difficulty)
        logit -= sum(w * value for w, value in zip(weights, where, strict=True))
        latent = logit + float(rng.logistic())
        if rng.random() < lapses:
            latent = -abs(latent)
        policy.update(
            difficulty=difficulty, success=latent > 0.0, margin=margin(latent), covariates=where
        )
        played.difficulties.append(difficulty)
        played.chances.append((1.0 - lapses) / (1.0 + math.exp(-logit)))
        played.outcomes.append(latent > 0.0)
    return played


def undone(values: list[float]) -> float:
    """How much of a move the next one takes back: 1 where they alternate, 0 where they do not."""
    moves = np.diff(values)
    return -float((moves[1:] * moves[:-1]).sum() / (moves * moves).sum())


WORLDS: dict[str, dict[str, object]] = {
    "as assumed": {},
    "distorted margins": {"margin": distorted},
    "one lapse in ten": {"lapses": 0.10},
    "flat": {"slope": 4.0},
    "steep": {"slope": 20.0},
    "flat, distorted, with lapses": {"slope": 4.0, "margin": distorted, "lapses": 0.10},
    "steep, without margins, with lapses": {
        "slope": 20.0,
        "margin": lambda _: None,
        "lapses": 0.10,
    },
}


@pytest.mark.parametrize("world", WORLDS)
def test_it_holds_the_target_without_oscillating(world: str) -> None:
    late, back, spread = [], [], []
    for seed in range(8):
        tracker = SkillTracker(start=0.3)
        played = play(tracker, lambda _: 0.6, 240, seed, **WORLDS[world])  # type: ignore[arg-type]
        late.append(fmean(played.chances[80:]))
        back.append(undone(played.difficulties[40:]))
        spread.append(float(np.std(played.difficulties[80:])))
    assert fmean(late) == pytest.approx(0.7, abs=0.04)
    assert fmean(back) < 0.25
    assert max(spread) < 0.2


@pytest.mark.parametrize("world", WORLDS)
def test_situations_are_told_apart_all_the_same(world: str) -> None:
    errors = []
    for seed in range(6):
        tracker = SkillTracker(covariates=2, start=0.3)
        world_of = {"weights": (1.0, -0.6)} | WORLDS[world]
        played = play(tracker, lambda _: 0.6, 240, seed, **world_of)  # type: ignore[arg-type]
        errors += [abs(chance - 0.7) for chance in played.chances[120:]]
    assert fmean(errors) < 0.1


@pytest.mark.parametrize("drop", [-0.05, 0.05])
def test_a_small_change_is_acted_on(drop: float) -> None:
    """No dead band: less than half a logit is followed, given time."""
    moved = []
    for seed in range(12):
        tracker = SkillTracker(start=0.5)
        played = play(tracker, lambda t: 0.6 + (drop if t >= 120 else 0.0), 240, seed)
        moved.append(fmean(played.difficulties[180:]) - fmean(played.difficulties[60:120]))
    assert fmean(moved) == pytest.approx(drop, abs=0.025)


def test_a_weak_patient_is_not_left_failing_at_first() -> None:
    """Starting far too hard: within ten repetitions most succeed, and rows of failures are rare."""
    first, rows = [], []
    for seed in range(60):
        played = play(SkillTracker(start=0.5), lambda _: 0.2, 10, seed)
        first.append(fmean(played.chances[5:]))
        failed = "".join("." if won else "x" for won in played.outcomes)
        rows.append(max(map(len, failed.split("."))))
    assert fmean(first) > 0.55
    assert float(np.mean([row >= 5 for row in rows])) < 0.35


def test_a_strong_patient_is_soon_challenged() -> None:
    late = [
        fmean(play(SkillTracker(start=0.2), lambda _: 0.8, 25, seed).chances[10:])
        for seed in range(40)
    ]
    assert fmean(late) < 0.87


def test_a_therapist_who_keeps_stepping_meets_no_runaway() -> None:
    """Down and up again many times ends where it began, and the skill is none the worse."""
    ends, skills = [], []
    for seed in range(8):
        tracker = SkillTracker(start=0.4)
        play(tracker, lambda _: 0.6, 60, seed)
        for pair in range(10):
            for step in (-1.0, 1.0):
                tracker.step(step)
                play(tracker, lambda _: 0.6, 3, 1000 * seed + pair)
        ends.append(fmean(play(tracker, lambda _: 0.6, 60, 77 + seed).chances[20:]))
        skills.append(tracker.skill)
    assert fmean(ends) == pytest.approx(0.7, abs=0.06)
    assert fmean(skills) == pytest.approx(0.6, abs=0.06)


@pytest.mark.parametrize("pinned", [0.3, 0.9])
def test_a_pinned_difficulty_neither_winds_up_nor_blinds(pinned: float) -> None:
    """Long held far off, where a wrong slope tells most: what follows fits, nearly, at once."""
    before, after = [], []
    for seed in range(10):
        tracker = SkillTracker(start=0.4)
        play(tracker, lambda _: 0.6, 60, seed)
        play(tracker, lambda _: 0.6, 60, 50 + seed, asked=lambda *_: pinned)
        before.append(tracker.skill)
        after.append(fmean(play(tracker, lambda _: 0.6, 20, 90 + seed).chances))
    assert fmean(before) == pytest.approx(0.6, abs=0.15)
    assert fmean(after) == pytest.approx(0.7, abs=0.12)


def test_while_locked_it_neither_moves_nor_learns() -> None:
    tracker, lock = SkillTracker(start=0.4), Lock()
    policy = Lockable(tracker, lock)
    play(policy, lambda _: 0.6, 40, 1)
    held = policy.propose()
    state = tracker.state()
    lock.on = True
    played = play(policy, lambda _: 0.2, 40, 2)
    assert set(played.difficulties) == {held}
    assert tracker.state() == state
    lock.on = False
    assert policy.propose() == pytest.approx(held, abs=0.02)


def test_margins_that_change_their_unit_do_not_run_away() -> None:
    for factor in (0.02, 50.0):
        tracker = SkillTracker(start=0.4)
        play(tracker, lambda _: 0.6, 80, 1)
        played = play(tracker, lambda _: 0.6, 200, 2, margin=lambda x, by=factor: by * x)  # type: ignore[misc]
        assert fmean(played.chances[100:]) == pytest.approx(0.7, abs=0.08)


@pytest.mark.parametrize("nothing", [math.nan, math.inf, -math.inf])
def test_a_covariate_that_is_no_number_counts_as_unknown(nothing: float) -> None:
    tracker = SkillTracker(covariates=2, start=0.4)
    play(tracker, lambda _: 0.6, 40, 3, weights=(1.0, 0.5))
    assert tracker.propose((nothing, 1.0)) == tracker.propose((0.0, 1.0))
    other = SkillTracker.from_state(tracker.state())
    for each, value in ((tracker, nothing), (other, 0.0)):
        each.update(difficulty=0.4, success=True, margin=0.1, covariates=(value, 1.0))
    assert tracker.state() == other.state()


ANY = st.floats()
TURNS = st.tuples(
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.one_of(st.none(), ANY),
    st.tuples(ANY, ANY),
    st.integers(-20, 20),
)


@given(turns=st.lists(TURNS, max_size=50), days=ANY)
def test_no_input_breaks_it(
    turns: list[tuple[float, bool, float | None, tuple[float, float], int]], days: float
) -> None:
    tracker = SkillTracker(covariates=2)
    for difficulty, success, margin, where, steps in turns:
        change = tracker.update(
            difficulty=difficulty, success=success, margin=margin, covariates=where
        )
        if steps:
            change = tracker.step(float(steps))
        assert 0.0 <= tracker.propose(where) <= 1.0
        assert 0.0 <= change.new <= 1.0
        assert math.isfinite(tracker.skill)
        assert 0.0 < tracker.uncertainty < math.inf
    tracker.rest(days)
    state = json.loads(json.dumps(tracker.state(), allow_nan=False))
    assert SkillTracker.from_state(state).propose() == tracker.propose()


@settings(max_examples=40)
@given(turns=st.lists(TURNS, min_size=1, max_size=20))
def test_after_wild_input_it_finds_the_patient_again(
    turns: list[tuple[float, bool, float | None, tuple[float, float], int]],
) -> None:
    tracker = SkillTracker(covariates=2)
    for difficulty, success, margin, where, _ in turns:
        tracker.update(difficulty=difficulty, success=success, margin=margin, covariates=where)
    played = play(tracker, lambda _: 0.5, 100, 5, weights=(0.5, 0.0))
    assert 0.4 < fmean(played.chances[50:]) < 0.95


def test_a_state_that_holds_no_numbers_is_refused() -> None:
    state = SkillTracker().state()
    for broken in (
        state | {"mean": [math.nan] * len(state["mean"])},
        state | {"format": 1},
        state | {"covariance": [[0.0]]},
    ):
        with pytest.raises(ValueError, match=r"belief|skill tracker"):
            SkillTracker.from_state(broken)


@pytest.mark.parametrize(("skill", "sign"), [(2.0, 1.0), (-1.0, -1.0)])
@pytest.mark.parametrize("margin", [faithful, lambda latent: math.copysign(0.8, latent)])
def test_held_at_a_bound_skill_is_believed_no_farther_than_was_asked(
    skill: float, sign: float, margin: Callable[[float], float | None]
) -> None:
    """Where all is won, or nothing, nobody knows by how much; and wider bounds are used at once."""
    for seed in range(4):
        tracker = SkillTracker(start=0.5)
        bound = 0.5 * (1.0 + sign)
        play(tracker, lambda _: skill, 600, seed, lapses=0.0, margin=margin)
        beyond = sign * (tracker.skill - bound) * tracker.slope
        assert 1.5 < beyond < 4.2
        tracker.aim_at(0.7, -3.0, 4.0)
        late = play(tracker, lambda _: skill, 80, 100 + seed, lapses=0.0).chances[50:]
        assert fmean(late) == pytest.approx(0.7, abs=0.15)
