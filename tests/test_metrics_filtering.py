"""The low-pass of the measures that noise rules."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import butter, filtfilt
from support.reaches import RATE_HZ, along

import metrics

TARGET_M = np.array([0.24, 1.0, -0.32])
FROM_M = np.array([0.0, 1.0, 0.0])


def recording(duration_s: float) -> tuple[np.ndarray, ...]:
    """Rest, a reach of 0.4 m, rest."""
    time_s = np.arange(0.0, duration_s + 0.9, 1.0 / RATE_HZ)
    return time_s, FROM_M + np.outer(along((time_s - 0.4) / duration_s), TARGET_M - FROM_M)


@pytest.mark.parametrize(
    ("rate_hz", "cutoff_hz"), [(20.0, 6.0), (90.0, 6.0), (90.0, 8.0), (1000.0, 6.0)]
)
def test_it_is_scipys_filter_there_and_back(rate_hz: float, cutoff_hz: float) -> None:
    """Of the design frequency that the bilinear transform takes to 1/0.802 of the cut-off."""
    ratio = (np.sqrt(2.0) - 1.0) ** 0.25
    design_hz = np.arctan(np.tan(np.pi * cutoff_hz / rate_hz) / ratio) * rate_hz / np.pi
    forwards = butter(2, design_hz, fs=rate_hz)
    count = int(4.0 * rate_hz)
    path_m = np.random.default_rng(3).normal(0.0, 0.02, (count, 3)).cumsum(axis=0)
    expected = filtfilt(*forwards, path_m, axis=0, padlen=count - 1)
    np.testing.assert_allclose(metrics.lowpass(path_m, rate_hz, cutoff_hz), expected, atol=1e-9)


@pytest.mark.parametrize("rate_hz", [30.0, 90.0, 1000.0])
@pytest.mark.parametrize("frequency_hz", [1.0, 3.0, 6.0, 12.0])
def test_both_passes_together_have_the_named_cutoff(rate_hz: float, frequency_hz: float) -> None:
    """-3 dB at 6 Hz, and the slope of a Butterworth twice over."""
    share = np.tan(np.pi * frequency_hz / rate_hz) / np.tan(np.pi * 6.0 / rate_hz)
    gain = 1.0 / (1.0 + (np.sqrt(2.0) - 1.0) * share**4)
    time_s = np.arange(0.0, 6.0, 1.0 / rate_hz)
    wave_m = np.sin(2.0 * np.pi * frequency_hz * time_s)[:, None]
    middle = slice(len(time_s) // 3, 2 * len(time_s) // 3)
    found = metrics.lowpass(wave_m, rate_hz)[middle]
    kept = float(np.vdot(found, wave_m[middle]) / np.vdot(wave_m[middle], wave_m[middle]))
    assert kept == pytest.approx(gain, abs=1e-3)
    assert np.abs(found - kept * wave_m[middle]).max() < 0.01  # nothing is shifted


def test_what_moves_evenly_stays_as_it_is_to_its_ends() -> None:
    line_m = np.array([1e3, -1e3]) + np.outer(np.arange(50.0), [0.01, -0.02])
    np.testing.assert_allclose(metrics.lowpass(line_m, RATE_HZ), line_m, atol=1e-11)


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_few_samples(count: int) -> None:
    path_m = np.arange(2.0 * count).reshape(count, 2)
    found = metrics.lowpass(path_m, 1000.0)
    assert found.shape == path_m.shape
    np.testing.assert_allclose(found, path_m, atol=1e-9)


@pytest.mark.parametrize(("rate_hz", "cutoff_hz"), [(12.0, 6.0), (0.0, 6.0), (90.0, np.nan)])
def test_no_such_filter(rate_hz: float, cutoff_hz: float) -> None:
    assert np.isnan(metrics.lowpass(np.zeros((9, 2)), rate_hz, cutoff_hz)).all()


def test_a_rate_too_low_for_the_filter_says_so() -> None:
    found = metrics.measure_reach(*recording(1.0), TARGET_M, rate_hz=12.0)
    for value in (found.ldlj, found.movement_units, found.initial_direction_error_deg):
        assert value.reason == "measured at no more than 12 Hz"
    assert found.path_ratio.valid


@pytest.mark.parametrize("duration_s", [0.4, 0.6, 1.0, 2.0, 3.0])
def test_without_noise_it_changes_hardly_anything(duration_s: float) -> None:
    time_s, path_m = recording(duration_s)
    found = metrics.measure_reach(time_s, path_m, TARGET_M)
    rows = slice(int(found.onset_s * RATE_HZ), int(np.ceil(found.end_s * RATE_HZ)) + 1)
    raw = metrics.ldlj(metrics.speed(path_m, RATE_HZ)[rows], RATE_HZ)
    assert found.ldlj == pytest.approx(raw, abs=0.11)
    assert found.movement_units == 1.0
    assert found.initial_direction_error_deg == pytest.approx(0.0, abs=1e-6)


def test_a_slow_moment_at_the_start_ends_no_initial_phase() -> None:
    """8 mm aside, a stop, then straight to the target: the reach is what was aimed."""
    time_s = np.arange(0.0, 1.6, 1.0 / RATE_HZ)
    path_m = np.outer(along((time_s - 0.3) / 1.2), [0.3, 0.0])
    path_m[:, 1] = 0.008 * along(time_s / 0.3)
    assert metrics.movement_units(metrics.speed(path_m, RATE_HZ), RATE_HZ) == 2.0
    found = metrics.initial_direction_error(path_m, [0.3, 0.008], RATE_HZ)
    assert found == pytest.approx(0.0, abs=0.1)
    path_m[:, 1] *= 1.5
    found = metrics.initial_direction_error(path_m, [0.3, 0.012], RATE_HZ)
    assert found == pytest.approx(88.0, abs=3.0)
