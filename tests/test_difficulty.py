"""Policies: what each promises, whatever befalls it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import partial
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.difficulty import DifficultyPolicy, Fixed, SkillTracker, Staircase, WeightedUpDown

LOWER, UPPER = -8.0, 6.0
POLICIES: dict[str, Callable[[], DifficultyPolicy]] = {
    "fixed": lambda: Fixed(0.0, LOWER, UPPER),
    "weighted": lambda: WeightedUpDown(0.7, LOWER, UPPER, 0.4, -1.0),
    "staircase": lambda: Staircase(3, 1, LOWER, UPPER, 0.4, -1.0),
    "skill": lambda: SkillTracker(0.7, LOWER, UPPER, 0, 1.0),
}
MARGINS = st.one_of(st.none(), st.floats(), st.floats(-1.0, 1.0))


def chance(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-logit))


def play(
    tracker: DifficultyPolicy,
    skill: Callable[[int], float],
    trials: int,
    *,
    seed: int = 1,
    lapses: float = 0.0,
    slope: float = 1.0,
    margin: Callable[[float], float | None] = lambda latent: max(-1.0, min(1.0, latent / 4.0)),
    asked: Callable[[int, float], float] = lambda _, proposed: proposed,
) -> list[float]:
    """Repetitions of a patient whose success is logistic; returns the true chance of each."""
    rng = np.random.default_rng(seed)
    chances = []
    for trial in range(trials):
        difficulty = asked(trial, tracker.propose())
        logit = slope * (skill(trial) - difficulty)
        latent = logit + float(rng.logistic())
        lapsed = bool(rng.random() < lapses)
        success = latent > 0.0 and not lapsed
        graded = margin(-abs(latent) if lapsed else latent)
        tracker.update(difficulty=difficulty, success=success, margin=graded)
        chances.append((1.0 - lapses) * chance(logit))
    return chances


@pytest.mark.parametrize("name", POLICIES)
@given(history=st.lists(st.tuples(st.booleans(), MARGINS, st.integers(-3, 3)), max_size=60))
def test_no_history_leads_out_of_the_bounds(
    name: str, history: list[tuple[bool, float | None, int]]
) -> None:
    policy = POLICIES[name]()
    for success, margin, steps in history:
        difficulty = policy.propose()
        change = policy.update(difficulty=difficulty, success=success, margin=margin)
        assert change.reason
        if steps:
            policy.step(float(steps))
        assert LOWER <= policy.propose() <= UPPER
        assert LOWER <= change.new <= UPPER


@pytest.mark.parametrize("name", ["weighted", "staircase", "skill"])
def test_every_success_makes_it_harder_and_every_failure_easier(name: str) -> None:
    for success, sign in ((True, 1.0), (False, -1.0)):
        policy = POLICIES[name]()
        first = policy.propose()
        for _ in range(12):
            policy.update(difficulty=policy.propose(), success=success)
        assert sign * (policy.propose() - first) > 0.5


@pytest.mark.parametrize("target", [0.6, 0.7, 0.8])
@pytest.mark.parametrize("name", ["weighted", "skill"])
def test_it_settles_where_the_target_share_succeeds(name: str, target: float) -> None:
    policy = (
        WeightedUpDown(target, LOWER, UPPER, 0.3, -1.0)
        if name == "weighted"
        else SkillTracker(target, LOWER, UPPER, 0, 1.0)
    )
    chances = play(policy, lambda _: 1.5, 600)
    assert fmean(chances[100:]) == pytest.approx(target, abs=0.03)


def test_the_transformed_staircases_settle_where_levitt_says() -> None:
    for up, share in ((2, 0.7071), (3, 0.7937)):
        chances = play(Staircase(up, 1, LOWER, UPPER, 0.2, 0.0), lambda _: 1.0, 3000)
        assert fmean(chances[200:]) == pytest.approx(share, abs=0.03)


def test_a_staircase_counts_in_a_row() -> None:
    stairs = Staircase(3, 2, 0.0, 1.0, 0.1, 0.5)
    for success, expected in (
        *((True, 0.5), (True, 0.5), (True, 0.6)),
        *((True, 0.6), (False, 0.6), (True, 0.6), (True, 0.6), (True, 0.7)),
        *((False, 0.7), (False, 0.6), (False, 0.6), (True, 0.6), (False, 0.6), (False, 0.5)),
    ):
        change = stairs.update(difficulty=stairs.propose(), success=success)
        assert change.new == pytest.approx(expected)


def test_covariates_are_told_apart() -> None:
    """Two directions, one much harder: each gets its own difficulty, and both the target."""
    rng = np.random.default_rng(5)
    tracker = SkillTracker(0.7, LOWER, UPPER, 1, 1.0)
    chances: dict[float, list[float]] = {-1.0: [], 1.0: []}
    for _ in range(300):
        where = float(rng.choice([-1.0, 1.0]))
        difficulty = tracker.propose((where,))
        logit = 1.0 - 1.2 * where - difficulty
        latent = logit + float(rng.logistic())
        tracker.update(
            difficulty=difficulty, success=latent > 0, margin=latent / 4, covariates=(where,)
        )
        chances[where].append(chance(logit))
    assert tracker.propose((-1.0,)) - tracker.propose((1.0,)) == pytest.approx(2.4, abs=0.8)
    for each in chances.values():
        assert fmean(each[-100:]) == pytest.approx(0.7, abs=0.08)


MARGIN_KINDS: dict[str, Callable[[float], float | None]] = {
    "none": lambda _: None,
    "in millimetres": lambda latent: 40.0 * latent,
    "tiny": lambda latent: 1e-6 * latent,
    "squared": lambda latent: math.copysign(latent * latent, latent),
    "sign alone": lambda latent: math.copysign(1.0, latent),
    "only failures graded": lambda latent: min(latent / 4.0, 0.05),
    "wild": lambda latent: 1e9 if latent > 3.0 else latent / 4.0,
    "contradicting": lambda latent: -latent,
    "always nan": lambda _: math.nan,
    "constant": lambda _: 0.0,
}


@pytest.mark.parametrize("kind", MARGIN_KINDS)
def test_whatever_margins_are_the_target_is_held(kind: str) -> None:
    tracker = SkillTracker(0.7, LOWER, UPPER, 0, 1.0)
    chances = play(tracker, lambda _: 2.0, 500, margin=MARGIN_KINDS[kind])
    assert fmean(chances[150:]) == pytest.approx(0.7, abs=0.06)
    assert float(np.std(chances[150:])) < 0.12


@pytest.mark.parametrize("slope", [0.4, 1.0, 2.5])
def test_a_wrong_slope_neither_oscillates_nor_misses(slope: float) -> None:
    tracker = SkillTracker(0.7, LOWER, UPPER, 0, 1.0)
    chances = play(tracker, lambda _: 1.0, 500, slope=slope)
    late = chances[150:]
    assert fmean(late) == pytest.approx(0.7, abs=0.06)
    moves = np.diff(late)
    again = float((moves[1:] * moves[:-1]).sum() / (moves * moves).sum())
    assert again > -0.35, "one correction undoes the other"


def test_one_lapse_in_ten_does_not_drag_it_down() -> None:
    chances = play(SkillTracker(0.7, LOWER, UPPER, 0, 1.0), lambda _: 1.0, 600, lapses=0.1)
    assert fmean(chances[150:]) == pytest.approx(0.7, abs=0.05)


def test_a_sudden_drop_is_followed_within_some_repetitions() -> None:
    found = []
    for seed in range(40):
        tracker = SkillTracker(0.7, LOWER, UPPER, 0, 1.0)
        chances = play(tracker, lambda t: 1.5 if t < 80 else -1.0, 120, seed=seed)
        back = next((t for t in range(80, 120) if chances[t] > 0.58), 120)
        found.append(back - 80)
    assert float(np.median(found)) <= 10


def test_there_is_no_dead_band() -> None:
    """Success a little above or below the target moves it, too, if slowly."""
    for drift in (0.01, -0.01):
        late = []
        for seed in range(8):
            tracker = SkillTracker(0.7, LOWER, UPPER, 0, 1.0)
            skill = partial(_drifting, drift)
            late.append(fmean(play(tracker, skill, 300, seed=seed)[100:]))
        assert fmean(late) == pytest.approx(0.7, abs=0.05)


def _drifting(drift: float, trial: int) -> float:
    return 1.0 + drift * trial


def test_at_a_bound_nothing_winds_up() -> None:
    """Long at the upper bound with a patient far better: a drop is noticed as soon as ever."""
    tracker = SkillTracker(0.7, LOWER, 0.0, 0, 1.0)
    chances = play(tracker, lambda t: 6.0 if t < 300 else -2.0, 340)
    assert tracker.propose() < -1.0
    assert min(t for t in range(300, 340) if chances[t] > 0.55) <= 315


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("steps", [-2.0, 1.0])
def test_what_a_person_asks_for_during_a_repetition_outlives_it(name: str, steps: float) -> None:
    """The repetition moves it from where it was put, at most by what it moves without."""
    asked, left, success = POLICIES[name](), POLICIES[name](), steps < 0.0
    difficulty = asked.propose()
    put = asked.step(steps).new
    change = asked.update(difficulty=difficulty, success=success)
    plain = left.update(difficulty=difficulty, success=success)
    assert change.old == pytest.approx(put)
    assert change.new - put == pytest.approx(plain.new - plain.old, abs=0.05)
    if name == "fixed":
        assert change.new == change.old


@pytest.mark.parametrize("steps", [-2.0, -1.0, 1.0])
def test_what_a_therapist_asks_for_is_not_corrected_back(steps: float) -> None:
    """The same patient, with and without it: what was asked for stays between the two."""
    apart = []
    for seed in range(8):
        late = []
        for asked in (steps, 0.0):
            tracker = SkillTracker(0.7, 0.0, 1.0, 0, 8.0)
            play(tracker, lambda _: 0.6, 60, seed=seed, slope=8.0)
            if asked:
                before = tracker.propose()
                change = tracker.step(asked)
                assert change.new == pytest.approx(before + 0.1 * asked)
                assert change.reason == "therapist"
            proposed: list[float] = []

            def keep(_: int, difficulty: float, proposed: list[float] = proposed) -> float:
                proposed.append(difficulty)
                return difficulty

            play(tracker, lambda _: 0.6, 120, seed=100 + seed, slope=8.0, asked=keep)
            late.append(fmean(proposed[60:]))
        apart.append(late[0] - late[1])
    assert fmean(apart) == pytest.approx(0.1 * steps, abs=0.035)


def test_a_lower_difficulty_that_somebody_pins_is_no_reason_to_go_up() -> None:
    """Easy repetitions are won, as expected: the skill that they show is the same."""
    tracker = SkillTracker(0.7, 0.0, 1.0, 0, 8.0)
    play(tracker, lambda _: 0.6, 100, slope=8.0)
    before = tracker.propose()
    play(tracker, lambda _: 0.6, 60, seed=3, slope=8.0, asked=lambda *_: 0.1)
    assert tracker.propose() == pytest.approx(before, abs=0.12)


def test_its_state_is_plain_json_and_goes_on_exactly() -> None:
    tracker = SkillTracker(0.75, LOWER, UPPER, 2, 1.0)
    rng = np.random.default_rng(3)
    again = None
    for trial in range(60):
        where = (float(rng.normal()), float(rng.normal()))
        success, margin = bool(rng.random() < 0.6), float(rng.uniform(-1, 1))
        if trial == 30:
            tracker.step(-1.0)
            again = SkillTracker.from_state(json.loads(json.dumps(tracker.state())))
        for each in (tracker, again):
            if each is not None:
                each.update(
                    difficulty=each.propose(where),
                    success=success,
                    margin=margin,
                    covariates=where,
                )
    assert again is not None
    assert again.state() == tracker.state()


@pytest.mark.parametrize("state", [{}, {"format": 1}, SkillTracker().state() | {"mean": [1.0]}])
def test_what_is_no_state_is_refused(state: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"skill tracker|belief"):
        SkillTracker.from_state(state)


def test_days_make_it_less_certain_and_take_the_mood() -> None:
    tracker = SkillTracker(0.7, LOWER, UPPER, 0, 1.0)
    play(tracker, lambda _: 2.0, 150)
    skill, before = tracker.skill, tracker.uncertainty
    tracker.rest(0.0)
    fresh = tracker.uncertainty
    tracker.rest(30.0)
    assert tracker.uncertainty > fresh
    assert before > 0.0
    assert tracker.skill == pytest.approx(skill, abs=1.0)


def test_a_bad_day_costs_less_than_it_seems() -> None:
    """Most of a drop within a session is taken for mood, and gone the next day."""
    tracker = SkillTracker(0.7, LOWER, UPPER, 0, 1.0)
    play(tracker, lambda _: 2.0, 150)
    good = tracker.skill
    play(tracker, lambda _: 0.0, 40, seed=2)
    bad = tracker.skill
    tracker.rest(1.0)
    assert bad < good - 1.0
    assert tracker.skill > 0.5 * (good + bad)


@pytest.mark.parametrize(
    "wrong",
    [
        {"lower": 1.0, "upper": 0.0},
        {"target_success": 1.0},
        {"slope": 0.0},
        {"lower": math.nan},
    ],
)
def test_settings_without_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"lower|target_success|slope"):
        SkillTracker(**wrong)  # type: ignore[arg-type]
