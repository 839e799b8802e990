"""Signs of tiredness: found where they are, not where a patient merely varies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.fatigue import WINDOW, Fatigue, Signs


def row(
    time_s: float | None = 1.0,
    speed_m_s: float | None = 0.6,
    *,
    leaned: bool = False,
    difficulty: float = 0.3,
    side: str = "right",
    time_name: str = "movement_time_s",
    speed_name: str = "peak_speed_m_s",
) -> dict[str, Any]:
    return {
        "measures": {time_name: time_s, speed_name: speed_m_s},
        "flags": ["leaned"] if leaned else [],
        "difficulty": difficulty,
        "side": side,
    }


def after(rows: Iterable[dict[str, Any]], side: str = "right") -> Signs | None:
    fatigue = Fatigue()
    for each in rows:
        fatigue.take(each)
    return fatigue.signs(side)


FRESH = [row() for _ in range(10)]


def test_slower_and_longer_is_told_in_words_and_numbers() -> None:
    signs = after([*FRESH, *[row(1.5, 0.4)] * WINDOW])
    assert signs is not None
    assert signs.numbers == {"peak_speed_m_s": (0.6, 0.4), "movement_time_s": (1.0, 1.5)}
    assert signs.words == (
        "peak speed fell by 33% (0.60 to 0.40 m/s); movement time rose by 50% (1.00 to 1.50 s)"
    )


def test_leaning_counts_beside_one_other_sign() -> None:
    assert after([*FRESH, *[row(1.5, leaned=True)] * WINDOW]) is not None
    assert after([*FRESH, *[row(leaned=True)] * WINDOW]) is None


@pytest.mark.parametrize("tired", [row(1.5), row(1.0, 0.4), row(1.2, 0.5)])
def test_one_sign_or_two_small_ones_are_no_reason(tired: dict[str, Any]) -> None:
    assert after([*FRESH, *[tired] * WINDOW]) is None


@pytest.mark.parametrize("spent", [row(2.1), row(None, 0.29), row(2.1, None)])
def test_one_sign_is_enough_beyond_doubt(spent: dict[str, Any]) -> None:
    assert after([*FRESH, *[spent] * WINDOW]) is not None


def test_one_odd_repetition_says_nothing() -> None:
    assert after([*FRESH, *[row()] * 3, row(9.0, 0.05), row(9.0, 0.05)]) is None


def test_harder_repetitions_are_not_compared_with_easier_ones() -> None:
    tired = [row(1.5, 0.4, difficulty=0.6)] * WINDOW
    assert after([*FRESH, *tired]) is None
    assert after([*[row(difficulty=0.6)] * 5, *tired]) is not None


def test_who_got_better_first_is_compared_with_the_better_self() -> None:
    slow = [row(1.3, 0.45)] * WINDOW
    assert after([*slow, *FRESH[:5], *[row(1.5, 0.4)] * WINDOW]) is not None
    assert after([*slow, *[row(1.5, 0.4)] * WINDOW]) is None


def test_who_varies_much_needs_a_larger_change() -> None:
    unsteady = [row(1.0 * k, 0.6 / k) for k in (0.6, 1.5, 1.0, 0.7, 1.4)] * 2
    assert after([*unsteady, *[row(1.4, 0.43)] * WINDOW]) is None
    assert after([*unsteady, *[row(2.7, 0.22)] * WINDOW]) is not None


def test_sides_are_followed_apart() -> None:
    rows = [*FRESH, *[row(1.5, 0.4, side="left")] * WINDOW]
    assert after(rows, "right") is None
    assert after(rows, "left") is None


@pytest.mark.parametrize(
    ("time_name", "speed_name"),
    [("reach_time_s", "peak_speed_reach_m_s"), ("swing_time_s", "peak_speed_m_s")],
)
def test_every_tasks_names_are_known(time_name: str, speed_name: str) -> None:
    rows = [row(time_name=time_name, speed_name=speed_name) for _ in range(5)]
    rows += [row(1.5, 0.4, time_name=time_name, speed_name=speed_name)] * WINDOW
    assert after(rows) is not None


def test_too_few_repetitions_say_nothing() -> None:
    assert after([*[row()] * 4, *[row(3.0, 0.2)] * WINDOW]) is None
    assert after([*[row(None, None)] * 5, *[row(3.0, 0.2)] * WINDOW]) is None


VALUES = st.one_of(st.none(), st.floats(), st.floats(0.05, 20.0))


@given(
    st.lists(
        st.builds(
            row, VALUES, VALUES, leaned=st.booleans(), difficulty=st.floats(0, 1),
            side=st.sampled_from(["left", "right"]),
        ),
        max_size=60,
    )
)  # fmt: skip
def test_any_rows_give_signs_with_reasons_or_none(rows: list[dict[str, Any]]) -> None:
    fatigue = Fatigue()
    for each in rows:
        fatigue.take(each)
        signs = fatigue.signs(each["side"])
        if signs is not None:
            assert signs.words
            assert signs.numbers
            for before, now in signs.numbers.values():
                assert before != now


@given(st.floats(0.2, 5.0), st.floats(0.1, 2.0), st.integers(0, 60))
def test_who_moves_evenly_is_never_tired(time_s: float, speed_m_s: float, count: int) -> None:
    assert after([row(time_s, speed_m_s)] * count) is None


@given(st.floats(1.34, 10.0), st.floats(0.05, 0.74), st.integers(5, 30))
def test_a_clear_change_of_both_is_always_found(longer: float, slower: float, fresh: int) -> None:
    rows = [*[row()] * fresh, *[row(longer, 0.6 * slower)] * WINDOW]
    assert after(rows) is not None
