"""All measures of one reach, from samples as a device delivers them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metrics
from metrics import Measured

LENGTH_M = 0.4
SHOWN_S = 0.5
ONSET_S = 0.8
RADIUS_M = 0.03
TARGET_M = (0.24, 1.0, -0.32)


@dataclass
class Samples:
    """A minimum-jerk reach of one second from 0.8 s on, to the target's centre, then a hold."""

    rate_hz: float = 90.0
    duration_s: float = 1.0

    def __post_init__(self) -> None:
        self.time_s = np.arange(0.0, ONSET_S + self.duration_s + 0.8, 1.0 / self.rate_hz)
        self.place()
        self.tracked = np.ones(len(self.time_s), np.bool_)
        self.entry_s: float | None = self._entry()
        self.aperture_m: np.ndarray | None = None

    def place(self) -> None:
        s = np.clip((self.time_s - ONSET_S) / self.duration_s, 0.0, 1.0)
        along = 10.0 * s**3 - 15.0 * s**4 + 6.0 * s**5
        self.hand_m = np.outer(along, [0.24, 0.0, -0.32]) + np.array([0.0, 1.0, 0.0])
        self.head_m = np.outer(along, [0.0, 0.0, -0.05]) + np.array([0.0, 1.2, 0.0])

    def _entry(self) -> float:
        share = np.linspace(0.0, 1.0, 100_001)
        along = 10.0 * share**3 - 15.0 * share**4 + 6.0 * share**5
        return ONSET_S + self.duration_s * float(np.interp(1.0 - RADIUS_M / LENGTH_M, along, share))

    def keep(self, chosen: np.ndarray) -> None:
        for name in ("time_s", "hand_m", "head_m", "tracked"):
            setattr(self, name, getattr(self, name)[chosen])

    def measured(self) -> dict[str, Measured]:
        return metrics.reach(
            self.time_s,
            self.hand_m,
            self.head_m,
            self.tracked,
            SHOWN_S,
            self.entry_s,
            TARGET_M,
            aperture_m=self.aperture_m,
        )


def reason(result: Measured) -> str:
    assert math.isnan(result)
    assert not result.valid
    return result.reason


@pytest.mark.parametrize("rate_hz", [60.0, 72.0, 90.0, 120.0])
def test_a_minimum_jerk_reach_at_every_rate(rate_hz: float) -> None:
    samples = Samples(rate_hz)
    found = samples.measured()
    assert samples.entry_s is not None
    assert found["reaction_time_s"] == pytest.approx(0.3 + 0.0593, abs=0.012)
    assert found["movement_time_s"] == pytest.approx(samples.entry_s - 0.8593, abs=0.012)
    assert found["peak_speed_m_s"] == pytest.approx(1.875 * LENGTH_M, rel=0.006)
    share = 100.0 * (0.5 - 0.0593) / (samples.entry_s - 0.8593)
    assert found["time_to_peak_percent"] == pytest.approx(share, abs=2.0)
    assert found["path_length_m"] == pytest.approx(LENGTH_M - RADIUS_M, abs=0.002)
    assert found["path_ratio"] == pytest.approx(1.0, abs=1e-4)
    assert found["endpoint_error_m"] == pytest.approx(0.0, abs=1e-9)
    assert found["sparc"] == pytest.approx(-1.40, abs=0.012)
    assert found["ldlj"] == pytest.approx(-4.45, abs=0.12)
    assert found["movement_units"] == 1.0
    assert found["initial_direction_error_deg"] == pytest.approx(0.0, abs=1e-6)
    assert found["head_displacement_m"] == pytest.approx(0.05, abs=1e-6)
    assert found["valid_fraction"] == 1.0
    assert "fingers" in reason(found["peak_aperture_m"])
    assert tuple(sorted(found)) == tuple(sorted(metrics.REACH_MEASURES))


def test_jitter_and_drops_change_little() -> None:
    rng = np.random.default_rng(1)
    clean = Samples().measured()
    rough = Samples()
    rough.time_s = np.sort(rough.time_s + rng.normal(0.0, 0.002, len(rough.time_s)))
    rough.place()
    rough.keep(rng.random(len(rough.time_s)) > 0.05)
    found = rough.measured()
    for name, tolerance in (
        ("reaction_time_s", 0.015),
        ("movement_time_s", 0.015),
        ("peak_speed_m_s", 0.01),
        ("path_ratio", 0.001),
        ("sparc", 0.01),
    ):
        assert found[name] == pytest.approx(clean[name], abs=tolerance), name


def test_smoothness_does_not_depend_on_the_size_of_the_target() -> None:
    samples = Samples()
    small = samples.measured()["sparc"]
    samples.entry_s = ONSET_S + 0.65
    assert samples.measured()["sparc"] == small


def test_a_gap_in_the_movement_is_never_bridged() -> None:
    samples = Samples()
    samples.tracked[(samples.time_s > 1.2) & (samples.time_s < 1.35)] = False
    found = samples.measured()
    for name in ("reaction_time_s", "movement_time_s", "peak_speed_m_s", "path_ratio", "sparc"):
        assert "a gap of 0.1" in reason(found[name]), name
    assert found["endpoint_error_m"] == pytest.approx(0.0, abs=1e-9)
    assert 0.9 < found["valid_fraction"] < 0.95


def test_a_gap_after_the_movement_does_not_matter() -> None:
    samples = Samples()
    samples.tracked[(samples.time_s > 2.0) & (samples.time_s < 2.3)] = False
    clean, found = Samples().measured(), samples.measured()
    for name in ("reaction_time_s", "movement_time_s", "path_length_m", "sparc"):
        assert found[name] == pytest.approx(clean[name], abs=1e-9), name


def test_a_trembling_hand_is_measured() -> None:
    samples = Samples()
    phase = 2.0 * np.pi * 5.0 * samples.time_s
    sway, cross = np.sin(phase), np.cos(phase)
    samples.hand_m += 0.008 * np.stack([sway, 0.4 * cross, -0.8 * sway], axis=1)
    found = samples.measured()
    assert found["reaction_time_s"] == pytest.approx(0.36, abs=0.1)
    assert found["movement_time_s"] == pytest.approx(0.75, abs=0.15)
    assert found["sparc"] < -1.6
    assert found["movement_units"] > 1.0


def test_a_tremor_as_fast_as_the_reach_has_no_onset() -> None:
    samples = Samples()
    phase = 2.0 * np.pi * 5.0 * samples.time_s
    samples.hand_m += 0.05 * np.stack([np.sin(phase), np.cos(phase), 0.0 * phase], axis=1)
    assert "restless" in reason(samples.measured()["reaction_time_s"])


def test_a_gap_before_the_target_is_shown_does_not_matter() -> None:
    samples = Samples()
    samples.tracked[samples.time_s < 0.4] = False
    assert samples.measured()["sparc"].valid


def test_a_short_loss_is_bridged() -> None:
    samples = Samples()
    samples.tracked[(samples.time_s > 1.2) & (samples.time_s < 1.27)] = False
    samples.hand_m[~samples.tracked] = 99.0
    assert samples.measured()["path_ratio"] == pytest.approx(1.0, abs=1e-3)


def test_a_target_never_entered() -> None:
    samples = Samples()
    samples.entry_s = None
    found = samples.measured()
    for name in ("movement_time_s", "path_length_m", "path_ratio", "sparc"):
        assert reason(found[name]) == "the target was not entered"
    assert found["reaction_time_s"].valid
    assert found["peak_speed_m_s"].valid


def test_a_hand_that_never_moves() -> None:
    samples = Samples()
    samples.hand_m[:] = (0.0, 1.0, 0.0)
    samples.entry_s = None
    found = samples.measured()
    assert reason(found["reaction_time_s"]) == "no movement"
    assert found["peak_speed_m_s"] == 0.0
    assert found["endpoint_error_m"] == pytest.approx(0.4)


def test_a_target_shown_on_the_hand() -> None:
    samples = Samples()
    samples.entry_s = SHOWN_S
    assert "in the target when" in reason(samples.measured()["movement_time_s"])


def test_the_hand_already_under_way() -> None:
    samples = Samples()
    samples.keep(samples.time_s > 1.2)
    found = metrics.reach(
        samples.time_s,
        samples.hand_m,
        samples.head_m,
        samples.tracked,
        1.21,
        samples.entry_s,
        TARGET_M,
    )
    assert reason(found["reaction_time_s"]) == "already moving at the first sample"


def test_a_hand_lost_at_the_end_has_no_endpoint() -> None:
    samples = Samples()
    samples.tracked[samples.time_s > 2.2] = False
    assert "at the end" in reason(samples.measured()["endpoint_error_m"])


def test_a_guessed_head_is_not_measured() -> None:
    samples = Samples()
    head_tracked = (samples.time_s < 1.0) | (samples.time_s > 1.5)
    found = metrics.reach(
        samples.time_s,
        samples.hand_m,
        samples.head_m,
        samples.tracked,
        SHOWN_S,
        samples.entry_s,
        TARGET_M,
        head_tracked=head_tracked,
    )
    assert "head" in reason(found["head_displacement_m"])
    assert found["sparc"].valid


def test_aperture_is_the_widest_after_the_target_was_shown() -> None:
    samples = Samples()
    samples.aperture_m = np.where(samples.time_s < SHOWN_S, 0.15, np.nan)
    samples.aperture_m[100] = 0.08
    assert samples.measured()["peak_aperture_m"] == 0.08


@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(0, 60),
    shown_s=st.floats(-1.0, 2.0),
    entry_s=st.none() | st.floats(-1.0, 3.0),
    spoil=st.sampled_from([0.0, np.nan, np.inf]),
)
def test_whatever_comes_there_is_a_number_or_a_reason(
    seed: int, count: int, shown_s: float, entry_s: float | None, spoil: float
) -> None:
    rng = np.random.default_rng(seed)
    time_s = np.cumsum(rng.choice([0.0, 0.011, 0.011, 0.011, 0.03, -0.01, 0.2], count))
    hand_m = np.cumsum(rng.normal(0.0, 0.01, (count, 3)), axis=0)
    hand_m[rng.random(count) < 0.1] = spoil
    tracked = rng.random(count) < 0.9
    found = metrics.reach(time_s, hand_m, hand_m, tracked, shown_s, entry_s, TARGET_M)
    assert set(found) == set(metrics.REACH_MEASURES)
    for name, result in found.items():
        assert result.valid == math.isfinite(result) == (not result.reason), name
        if result.valid and name not in ("sparc", "ldlj", "time_to_peak_percent"):
            assert result >= 0.0, name
