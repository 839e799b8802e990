"""Many movements at once are what each is alone, and what others say they are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from monalysa.quality import smoothness as monalysa
from skdh.features.lib.smoothness import SPARC
from support.reaches import RATE_HZ, ideal_speed, rough_speed

from metrics import Measured, ldlj, ldlj_batch, sparc, sparc_batch
from metrics.batch import BLOCK

PAIRS = [(sparc, sparc_batch), (ldlj, ldlj_batch)]
ODD: list = [
    [],
    [0.1],
    [0.0, 1.0],
    [0, 1, 0],
    np.zeros(40),
    np.full(40, 0.3),
    np.arange(40),
    0.1 * np.arange(40),
    [0.0, math.nan, 1.0, 0.0],
    [0.0, math.inf, 1.0, 0.0],
    [0.0, -1.0, 1.0, 0.5],
    [[0.0, 1.0, 0.0]],
    "speed",
    1e300 * np.array([0.0, 0.5, 1.0, 0.2, 0.0]),
    1e-300 * np.array([0.0, 0.5, 1.0, 0.2, 0.0]),
    np.array([-1.7e308, 1.7e308, 0.0, 1e308]),
]


def same(one: Measured, other: Measured) -> None:
    assert type(other) is Measured
    assert one.reason == other.reason
    if one.valid:
        assert float(other) == pytest.approx(float(one), abs=1e-12)
    else:
        assert math.isnan(other)


@pytest.mark.parametrize(("single", "batch"), PAIRS)
@pytest.mark.parametrize("rate_hz", [90.0, 20.0, 19.9, 1e6, 0.0, math.nan])
def test_odd_ones_among_others(single, batch, rate_hz: float) -> None:
    rng = np.random.default_rng(4)
    speeds = [*ODD, *(rough_speed(rng, int(count)) for count in rng.integers(3, 300, 60)), *ODD]
    found = batch(speeds, rate_hz)
    assert len(found) == len(speeds)
    for speed, other in zip(speeds, found, strict=True):
        same(single(speed, rate_hz), other)


@pytest.mark.parametrize(("single", "batch"), PAIRS)
@given(
    seed=st.integers(0, 2**32 - 1),
    counts=st.lists(st.integers(0, 700), max_size=20),
    rate_hz=st.sampled_from([20.0, 60.0, 72.0, 90.0, 120.0, 1000.0]),
    signed=st.booleans(),
)
def test_each_is_what_it_is_alone(single, batch, seed, counts, rate_hz, signed) -> None:
    rng = np.random.default_rng(seed)
    shift = 0.1 if signed else 0.0
    speeds = [rough_speed(rng, count) - shift for count in counts]
    for speed, other in zip(speeds, batch(speeds, rate_hz), strict=True):
        same(single(speed, rate_hz), other)


@pytest.mark.parametrize(("single", "batch"), PAIRS)
def test_more_than_a_block_of_one_length(single, batch) -> None:
    rng = np.random.default_rng(6)
    speeds = [rough_speed(rng, 64 + index % 3) for index in range(2 * BLOCK + 5)]
    for speed, other in zip(speeds, batch(speeds, RATE_HZ), strict=True):
        same(single(speed, RATE_HZ), other)


@pytest.mark.parametrize("count", [1024, 5000])
def test_long_movements_too(count: int) -> None:
    speeds = [rough_speed(np.random.default_rng(seed), count) for seed in range(3)]
    for speed, other in zip(speeds, sparc_batch(speeds, RATE_HZ), strict=True):
        same(sparc(speed, RATE_HZ), other)


def test_golden_values() -> None:
    speeds = [ideal_speed(duration_s) for duration_s in (0.5, 1.0, 1.5, 2.0, 3.0)]
    spectral = [-1.396347, -1.396346, -1.402553, -1.396346, -1.402553]
    jerky = [-5.277583, -5.299317, -5.307219, -5.310799, -5.314572]
    np.testing.assert_allclose(sparc_batch(speeds, RATE_HZ), spectral, atol=1e-6)
    np.testing.assert_allclose(ldlj_batch(speeds, RATE_HZ), jerky, atol=1e-6)


def test_two_other_implementations_say_the_same() -> None:
    rng = np.random.default_rng(8)
    speeds = [rough_speed(rng, int(count)) for count in rng.integers(20, 400, 200)]
    reference = [monalysa.sparc(speed, RATE_HZ)[0] for speed in speeds]
    np.testing.assert_allclose(sparc_batch(speeds, RATE_HZ), reference, rtol=0, atol=1e-9)
    compiled = [float(SPARC().compute(speed, RATE_HZ)) for speed in speeds]
    np.testing.assert_allclose(sparc_batch(speeds, RATE_HZ), compiled, rtol=0, atol=1e-7)
    reference = [monalysa.log_dimensionless_jerk(speed, RATE_HZ) for speed in speeds]
    np.testing.assert_allclose(ldlj_batch(speeds, RATE_HZ), reference, rtol=0, atol=1e-9)


@pytest.mark.parametrize("batch", [sparc_batch, ldlj_batch])
def test_none_at_all(batch) -> None:
    assert batch([], RATE_HZ) == []
