"""Rows as a headset with trackers gives them: slow movement, tremor, and the noise of a device.

Positions carry 0.1 mm of noise and orientations 0.5 mrad, drawn anew for the displayed and for
the sampled pose, so that their last bits are as hard to press together as those of a real device.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from controllers.frame import FRAME_DTYPE, JOINT_COUNT, JOINTS_DTYPE, POINTS, TRACKED

Floats = npt.NDArray[np.float64]

POSITION_NOISE_M = 0.0001
ORIENTATION_NOISE = 0.0005
TREMOR_M = 0.002
TREMOR_HZ = 5.0


class Motion:
    """One person's movement, given in pieces of any length."""

    def __init__(self, seed: int, rate_hz: float, points: Sequence[str] = POINTS) -> None:
        self._rng = np.random.default_rng(seed)
        self._rate_hz = rate_hz
        self._points = points
        self._phases = {point: self._rng.uniform(0, 6, (4, 4)) for point in points}
        self._places_m = {point: self._rng.normal(0, 0.5, 3) for point in points}
        self._joints_m = self._rng.normal(0, 0.04, (2, JOINT_COUNT, 3))
        self._radii_m = self._rng.uniform(0.006, 0.015, (2, JOINT_COUNT))

    def samples(self, first: int, count: int) -> npt.NDArray[np.void]:
        """Frames from number `first` on. Shape (count,), `FRAME_DTYPE`."""
        rows: npt.NDArray[np.void] = np.zeros(count, FRAME_DTYPE)
        seconds = self._times(rows, first)
        rows["display_time_ns"] = rows["sample_time_ns"] + 25_000_000
        for point in self._points:
            place_m, turn = self._pose(point, seconds)
            for name in (point, f"sampled_{point}"):
                rows[f"{name}_position_m"] = self._noisy(place_m, POSITION_NOISE_M)
                rows[f"{name}_orientation"] = self._turned(turn)
                rows[f"{name}_flags"] = TRACKED
        for side in ("left", "right"):
            for part in ("position_m", "orientation", "flags"):
                rows[f"{side}_aim_{part}"] = rows[f"{side}_hand_{part}"]
            place_m = rows[f"{side}_hand_position_m"]
            rows[f"{side}_hand_velocity_m_s"] = np.gradient(place_m, axis=0) * self._rate_hz
        for name in ("trigger", "squeeze"):
            rows[name] = 0.5 + 0.5 * np.sin(seconds[:, None] + (0.0, 1.0))
        rows["aperture_m"] = self._noisy(0.05 + 0.03 * rows["squeeze"], POSITION_NOISE_M)
        rows["focused"] = rows["connected"] = 1
        return rows

    def joints(self, first: int, count: int) -> npt.NDArray[np.void]:
        """The joints of both hands for the same frames. Shape (count,), `JOINTS_DTYPE`."""
        rows: npt.NDArray[np.void] = np.zeros(count, JOINTS_DTYPE)
        seconds = self._times(rows, first)
        closing = 0.6 + 0.4 * np.sin(1.3 * seconds)[:, None, None]
        for hand, side in enumerate(("left", "right")):
            place_m, turn = self._pose(f"{side}_hand", seconds)
            joints_m = place_m[:, None] + closing * self._joints_m[hand]
            rows[f"{side}_position_m"] = self._noisy(joints_m, POSITION_NOISE_M)
            bent = turn[:, None] + 0.3 * closing * np.linspace(0, 1, JOINT_COUNT)[:, None]
            rows[f"{side}_orientation"] = self._turned(bent)
            rows[f"{side}_radius_m"] = self._radii_m[hand]
            rows[f"{side}_flags"] = TRACKED
        return rows

    def _times(self, rows: npt.NDArray[np.void], first: int) -> Floats:
        rows["frame_index"] = np.arange(first, first + len(rows))
        seconds: Floats = rows["frame_index"] / self._rate_hz
        jitter_s = self._rng.normal(0, 50e-6, len(rows))
        rows["sample_time_ns"] = ((seconds + jitter_s) * 1e9).astype(np.int64)
        return seconds

    def _pose(self, point: str, seconds: Floats) -> tuple[Floats, Floats]:
        slow, tremor, near, far = self._phases[point]
        time_s = seconds[:, None]
        place_m = self._places_m[point] + 0.2 * np.sin(2 * time_s + slow[:3])
        place_m = place_m + TREMOR_M * np.sin(2 * np.pi * TREMOR_HZ * time_s + tremor[:3])
        turn = np.array((0.1, 0.1, 0.1, 1.0)) + 0.2 * np.sin(1.7 * time_s + near)
        return place_m, turn + 0.05 * np.sin(0.13 * time_s + far)

    def _noisy(self, values: npt.NDArray[np.floating], noise: float) -> Floats:
        noisy: Floats = values + self._rng.normal(0, noise, values.shape)
        return noisy

    def _turned(self, turn: Floats) -> Floats:
        quaternion = self._noisy(turn, ORIENTATION_NOISE)
        return quaternion / np.linalg.norm(quaternion, axis=-1, keepdims=True)
