"""Spheres entered, held and left, told between samples."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.crossing import LEAVE_FACTOR, Stay, span_inside

coordinate = st.floats(-1, 1, allow_subnormal=False)
place = st.tuples(coordinate, coordinate, coordinate)


def test_a_straight_pass_through_the_middle_is_inside_for_the_diameter() -> None:
    enter, leave = span_inside((-1.0, 0, 0), (1.0, 0, 0), (0, 0, 0), 0.25) or (0, 0)
    assert (enter, leave) == pytest.approx((0.375, 0.625))


def test_a_point_at_rest_is_inside_or_not() -> None:
    assert span_inside((0.1, 0, 0), (0.1, 0, 0), (0, 0, 0), 0.2) == (0.0, 1.0)
    assert span_inside((0.3, 0, 0), (0.3, 0, 0), (0, 0, 0), 0.2) is None


@given(before=place, after=place, centre=place, radius=st.floats(0.01, 0.5))
def test_the_ends_of_the_span_lie_on_the_sphere_or_at_an_end(before, after, centre, radius) -> None:
    span = span_inside(before, after, centre, radius)
    if span is None:
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            at = tuple(b + (a - b) * share for b, a in zip(before, after, strict=True))
            assert math.dist(at, centre) >= radius - 1e-9
        return
    for share in span:
        at = tuple(b + (a - b) * share for b, a in zip(before, after, strict=True))
        distance = math.dist(at, centre)
        assert distance <= radius + 1e-6
        if 0.0 < share < 1.0:
            assert distance == pytest.approx(radius, abs=1e-6)


@pytest.mark.parametrize("rate_hz", [60, 72, 90, 120])
def test_a_stay_is_timed_the_same_at_every_rate(rate_hz: int) -> None:
    stay = Stay((0.0, 0.0, 0.0), 0.05, 0.3)
    speed_m_s, entry_ns = 0.2, round((0.3 - 0.05) / 0.2 * 1e9)

    def at(time_ns: int) -> tuple[float, float, float]:
        return (min(0.0, -0.3 + speed_m_s * time_ns * 1e-9), 0.0, 0.0)

    before_ns = 0
    for index in range(1, 3 * rate_hz):
        now_ns = round(index * 1e9 / rate_hz)
        if stay.step(at(before_ns), before_ns, at(now_ns), now_ns):
            break
        before_ns = now_ns
    assert stay.entered_ns == pytest.approx(entry_ns, abs=100)
    assert stay.done_ns == pytest.approx(entry_ns + 300_000_000, abs=100)
    assert before_ns < entry_ns + 300_000_000 <= now_ns


def test_a_fast_pass_between_two_samples_counts_when_no_stay_is_asked() -> None:
    stay = Stay((0.0, 0.0, 0.0), 0.05, 0.0)
    assert stay.step((-1.0, 0, 0), 0, (1.0, 0, 0), 10_000_000)
    assert stay.done_ns == stay.entered_ns == 4_750_000


def test_a_tremor_at_the_edge_does_not_break_the_stay_but_leaving_does() -> None:
    stay = Stay((0.0, 0.0, 0.0), 0.05, 0.5)
    edge = 0.05 * (1 + LEAVE_FACTOR) / 2
    stay.step((0.06, 0, 0), 0, (0.04, 0, 0), 100)
    began = stay.since_ns
    stay.step((0.04, 0, 0), 100, (edge, 0, 0), 200)
    assert stay.since_ns == began
    stay.step((edge, 0, 0), 200, (0.1, 0, 0), 300)
    assert stay.since_ns is None
    assert stay.progress(300) == 0.0
