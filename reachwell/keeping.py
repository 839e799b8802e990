"""What a session learns of its patient, written down once it is over."""

from __future__ import annotations

from pathlib import Path

from game.calibration import Calibration
from game.patient import save_calibration
from game.recording.info import now_utc


class LatestCalibration:
    """Takes every calibration of a session; the disk hears of the last one, after the last frame.

    Until then it is in the recording's events.
    """

    def __init__(self) -> None:
        self._latest: Calibration | None = None

    def keep(self, calibration: Calibration) -> None:
        """Take a newer one."""
        self._latest = calibration.having(made=now_utc())

    def save(self, patients: Path, code: str) -> None:
        """Write down what was taken, if anything. Raises `PatientError`."""
        if self._latest is not None:
            save_calibration(patients, code, self._latest)
