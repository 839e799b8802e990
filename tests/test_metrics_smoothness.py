"""SPARC against its golden values, its author's own implementation, and what must not change it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from monalysa.quality.smoothness import sparc as reference

from metrics import resample, sparc, speed

RATE_HZ = 90.0


def reach_speed(duration_s: float, rate_hz: float = RATE_HZ) -> np.ndarray:
    """Speed of a 0.4 m minimum-jerk reach, both ends included."""
    s = np.linspace(0.0, 1.0, round(duration_s * rate_hz) + 1)
    return 0.4 / duration_s * 30.0 * s**2 * (1.0 - s) ** 2


def reach_path(time_s: np.ndarray, duration_s: float) -> np.ndarray:
    s = np.clip(time_s / duration_s, 0.0, 1.0)
    along = 0.4 * (10.0 * s**3 - 15.0 * s**4 + 6.0 * s**5)
    return np.outer(along, [0.6, 0.0, -0.8])


@pytest.mark.parametrize(
    ("duration_s", "count", "golden"),
    [
        (0.5, 46, -1.396347),
        (1.0, 91, -1.396346),
        (1.5, 136, -1.402553),
        (2.0, 181, -1.396346),
        (3.0, 271, -1.402553),
    ],
)
def test_golden_values(duration_s: float, count: int, golden: float) -> None:
    profile = reach_speed(duration_s)
    assert len(profile) == count
    assert sparc(profile, RATE_HZ) == pytest.approx(golden, abs=1e-6)


@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(3, 400),
    rate_hz=st.sampled_from([60.0, 72.0, 80.0, 90.0, 100.0, 120.0]),
)
def test_equals_the_reference(seed: int, count: int, rate_hz: float) -> None:
    rng = np.random.default_rng(seed)
    profile = np.abs(np.cumsum(rng.normal(size=count)))
    assert sparc(profile, rate_hz) == pytest.approx(reference(profile, rate_hz)[0], abs=1e-9)


@given(
    seed=st.integers(0, 2**32 - 1),
    scale=st.floats(1e-150, 1e150),
    count=st.integers(5, 300),
)
def test_amplitude_does_not_matter(seed: int, scale: float, count: int) -> None:
    profile = np.random.default_rng(seed).random(count) + 0.01
    assert sparc(profile * scale, RATE_HZ) == pytest.approx(sparc(profile, RATE_HZ), abs=1e-9)


def test_a_movement_in_two_parts_is_less_smooth() -> None:
    one = reach_speed(1.0)
    assert sparc(np.concatenate([one, one]), RATE_HZ) < sparc(one, RATE_HZ) - 0.3


@pytest.mark.parametrize("duration_s", [0.5, 1.0, 1.5, 2.0])
@pytest.mark.parametrize("seed", range(5))
def test_jitter_and_drops_are_mended_by_resampling(duration_s: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    time_s = np.arange(-0.3, duration_s + 0.3, 1.0 / RATE_HZ)
    time_s = np.sort(time_s + rng.normal(0.0, 0.002, len(time_s)))
    time_s = time_s[rng.random(len(time_s)) > 0.05]
    grid_s, path_m = resample(time_s, reach_path(time_s, duration_s), RATE_HZ)
    during = (grid_s >= 0.0) & (grid_s <= duration_s)
    mended = sparc(speed(path_m, RATE_HZ)[during], RATE_HZ)
    assert mended == pytest.approx(sparc(reach_speed(duration_s), RATE_HZ), abs=0.008)


def test_a_millimetre_of_noise_hardly_matters() -> None:
    rng = np.random.default_rng(3)
    time_s = np.arange(-0.3, 1.3, 1.0 / RATE_HZ)
    path_m = reach_path(time_s, 1.0) + rng.normal(0.0, 0.001, (len(time_s), 3))
    during = (time_s > -1e-9) & (time_s < 1.0 + 1e-9)
    assert sparc(speed(path_m, RATE_HZ)[during], RATE_HZ) == pytest.approx(-1.40, abs=0.02)


@pytest.mark.parametrize(
    ("profile", "reason"),
    [
        (np.empty(0), "fewer than three samples"),
        (np.array([1.0]), "fewer than three samples"),
        (np.array([0.2, 1.0]), "fewer than three samples"),
        (np.zeros(50), "does not change"),
        (np.full(50, 0.3), "does not change"),
        (np.array([0.0, np.nan, 1.0, 0.0]), "not finite"),
        (np.array([0.0, np.inf, 1.0, 0.0]), "not finite"),
        (np.full(50, np.nan), "not finite"),
    ],
)
def test_what_has_no_smoothness_says_why(profile: np.ndarray, reason: str) -> None:
    found = sparc(profile, RATE_HZ)
    assert not found.valid
    assert reason in found.reason


def test_a_moment_is_too_short() -> None:
    assert "too short" in sparc(np.array([0.1, 0.2, 0.1]), 1000.0).reason


def test_too_slow_a_sampling_says_so() -> None:
    assert "20 Hz" in sparc(reach_speed(1.0, 15.0), 15.0).reason
