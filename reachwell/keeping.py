"""What a session learns of its patient, written down once it is over."""

from __future__ import annotations

from pathlib import Path

from game.calibration import Calibration
from game.patient import load_skill, save_calibration, save_skill
from game.recording.info import SessionInfo, now_utc
from game.recording.reading import open_recording
from game.relearning import recorded_skill, relearned
from game.skills import Skills
from levels.loader import parse_level
from reachwell.ready import GUEST


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


def keep_skill(skills: Skills, session: str, patients: Path, code: str) -> None:
    """Write down what a session has taught about `code`, if anything. Raises `PatientError`."""
    if skills.learned:
        save_skill(patients, code, skills.kept(session, now_utc()))


def keep_what_broke_off(folder: Path, patients: Path) -> None:
    """Write down what a mended session had learned and was killed before it could keep.

    Nothing is kept of guests, of simulated patients and of recordings that were run again, nor
    where a later session has kept its own. Raises `PatientError`, `RecordingError`, `LevelError`.
    """
    recording = open_recording(folder)
    if not _taught_of_a_person(recording.info):
        return
    code = recording.info.patient_code
    if load_skill(patients, code).session == recorded_skill(recording).session:
        learned = relearned(recording, parse_level(recording.level(), str(folder)))
        if learned.session == recording.info.session_id:
            save_skill(patients, code, learned)


def _taught_of_a_person(info: SessionInfo) -> bool:
    resumed = info.resumed_from.session if info.resumed_from else None
    run_again = info.previous_session != resumed
    return info.patient_code != GUEST and info.features.name != "simulated" and not run_again
