from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.billing import Tie, units, units_of
from clinic.kept import Minutes


def attested(**by_code: int) -> list[Minutes]:
    return [Minutes(code=code[1:], minutes=minutes) for code, minutes in by_code.items()]


@pytest.mark.parametrize("rule", ["cms", "ama"])
@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(0, 7, 0), (8, 22, 1), (23, 37, 2), (38, 52, 3), (53, 67, 4), (68, 82, 5), (83, 97, 6)],
)
def test_the_table_of_one_code(rule, first, last, expected):
    for minutes in range(first, last + 1):
        billing = units(attested(_97112=minutes), rule)
        assert dict(billing.units) == {"97112": expected}
        assert (billing.total, billing.tie) == (expected, None)


CASES = {
    # the manual's own scenarios
    "more minutes, the unit more": (
        {"_97112": 24, "_97110": 23},
        {"97112": 2, "97110": 1},
        None,
        {"97112": 2, "97110": 2},
    ),
    "alike, the therapist chooses": (
        {"_97112": 20, "_97110": 20},
        {"97112": 1, "97110": 1},
        Tie(("97112", "97110"), 1),
        {"97112": 1, "97110": 1},
    ),
    "seven are more than three left over": (
        {"_97110": 33, "_97140": 7},
        {"97110": 2, "97140": 1},
        None,
        {"97110": 2, "97140": 0},
    ),
    "what took longest": (
        {"_97110": 18, "_97140": 13, "_97116": 10, "_97035": 8},
        {"97110": 1, "97140": 1, "97116": 1, "97035": 0},
        None,
        {"97110": 1, "97140": 1, "97116": 1, "97035": 1},
    ),
    "three times seven": (
        {"_97112": 7, "_97110": 7, "_97140": 7},
        {"97112": 0, "97110": 0, "97140": 0},
        Tie(("97112", "97110", "97140"), 1),
        {"97112": 0, "97110": 0, "97140": 0},
    ),
    # others
    "two units between three": (
        {"_97112": 10, "_97110": 10, "_97140": 10},
        {"97112": 0, "97110": 0, "97140": 0},
        Tie(("97112", "97110", "97140"), 2),
        {"97112": 1, "97110": 1, "97140": 1},
    ),
    "one sure, two that tie": (
        {"_97112": 14, "_97110": 7, "_97140": 7},
        {"97112": 1, "97110": 0, "97140": 0},
        Tie(("97110", "97140"), 1),
        {"97112": 1, "97110": 0, "97140": 0},
    ),
    "seven are none": ({"_97112": 7}, {"97112": 0}, None, {"97112": 0}),
    "whole quarters": ({"_97112": 30, "_97110": 15}, {"97112": 2, "97110": 1}, None, None),
}


@pytest.mark.parametrize("name", CASES)
def test_several_codes(name):
    minutes, expected, tie, by_ama = CASES[name]
    cms, ama = units(attested(**minutes), "cms"), units(attested(**minutes), "ama")
    assert (dict(cms.units), cms.tie) == (expected, tie)
    assert dict(ama.units) == (expected if by_ama is None else by_ama)
    assert ama.tie is None


def test_totals_of_both_rules():
    both = attested(_97112=24, _97110=23)
    assert (units(both, "cms").total, units(both, "ama").total) == (3, 4)
    sevens = attested(_97112=7, _97110=7, _97140=7)
    assert (units(sevens, "cms").total, units(sevens, "ama").total) == (1, 0)


def test_no_minutes_no_units():
    assert units([], "cms").total == units([], "ama").total == 0


def test_one_code_told_twice_is_one_code():
    told = attested(_97112=10) + attested(_97112=12)
    assert dict(units(told, "cms").minutes) == {"97112": 22}
    assert units(told, "ama").total == 1


CODES = st.lists(
    st.tuples(st.sampled_from(["97112", "97110", "97140", "97116", "97530"]), st.integers(0, 480)),
    unique_by=lambda pair: pair[0],
    max_size=5,
)


def minutes_of(pairs):
    return [Minutes(code=code, minutes=minutes) for code, minutes in pairs]


@given(CODES)
def test_cms_bills_the_pool_and_no_code_more_than_it_took(pairs):
    billing = units(minutes_of(pairs), "cms")
    assert billing.total == units_of(billing.total_minutes)
    for code, minutes in pairs:
        whole = minutes // 15
        assert whole <= billing.units[code] <= whole + (minutes % 15 > 0)
    if billing.tie:
        assert 0 < billing.tie.units < len(billing.tie.codes)
        over = {dict(pairs)[code] % 15 for code in billing.tie.codes}
        assert len(over) == 1
        assert over != {0}
        assert all(billing.units[code] == dict(pairs)[code] // 15 for code in billing.tie.codes)


@given(CODES)
def test_a_code_with_more_left_over_never_has_less(pairs):
    billing = units(minutes_of(pairs), "cms")
    more = {code: billing.units[code] - minutes // 15 for code, minutes in pairs}
    tied = billing.tie.codes if billing.tie else ()
    for one, its in pairs:
        for other, others in pairs:
            if its % 15 > others % 15 and other not in tied:
                assert more[one] >= more[other]
            if its % 15 == others % 15:
                assert more[one] == more[other]


@given(CODES, st.randoms(use_true_random=False))
def test_the_order_of_codes_changes_nothing(pairs, random):
    mixed = random.sample(pairs, len(pairs))
    one, other = units(minutes_of(pairs), "cms"), units(minutes_of(mixed), "cms")
    assert dict(one.units) == dict(other.units)
    assert set(one.tie.codes if one.tie else ()) == set(other.tie.codes if other.tie else ())


@given(CODES, st.sampled_from(["cms", "ama"]), st.integers(1, 30))
def test_more_minutes_never_bill_fewer_units(pairs, rule, more):
    before = units(minutes_of(pairs), rule).total
    added = [*pairs[:-1], (pairs[-1][0], min(480, pairs[-1][1] + more))] if pairs else []
    assert units(minutes_of(added), rule).total >= before


@given(CODES)
def test_ama_knows_no_pool(pairs):
    billing = units(minutes_of(pairs), "ama")
    assert dict(billing.units) == {code: (minutes + 7) // 15 for code, minutes in pairs}
