"""Simulated people move as groups of people are published to; the ranges are the studies' own.

Few people here; `python -m bench patients` takes more.
"""

from __future__ import annotations

import pytest

from simulation import PROFILES
from simulation.groups import PARETIC, group
from simulation.people import person
from simulation.published import QUANTITIES, Quantity

PEOPLE = 6


def title(quantity: Quantity) -> str:
    return f"{quantity.name}, {quantity.group}"


@pytest.mark.parametrize("quantity", QUANTITIES, ids=title)
def test_within_the_published_range(quantity: Quantity) -> None:
    found = quantity.ours(PEOPLE)
    assert quantity.low <= found.mean <= quantity.high, (found.mean, found.sd)


def test_every_range_has_its_source_and_excludes_something() -> None:
    for quantity in QUANTITIES:
        assert quantity.source, quantity
        assert quantity.low < quantity.high, quantity
        assert (quantity.low, quantity.high) != (float("-inf"), float("inf")), quantity


def test_the_worse_the_paresis_the_slower() -> None:
    means = [
        sum(values) / len(values)
        for values in (group([kind], "movement_time_s", PEOPLE) for kind in ("healthy", *PARETIC))
    ]
    assert means == sorted(means)
    assert means[-1] > 2.0 * means[0]


@pytest.mark.parametrize("kind", PROFILES)
def test_people_of_a_kind_differ_and_stay_who_they_are(kind: str) -> None:
    first, second = person(kind, 1), person(kind, 2)
    assert first == person(kind, 1)
    assert first != second
    assert first != PROFILES[kind]
