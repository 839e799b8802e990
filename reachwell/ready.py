"""What is played, by whom and from where on: a level, a recording again, or the rest of one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from game.calibration import Calibration
from game.datadir import DataDirectory
from game.patient import Patient, load_calibration, load_patient, load_skill
from game.recording.errors import RecordingError
from game.recording.info import level_digest, now_utc
from game.recording.reading import Recording, open_recording
from game.relearning import recorded_skill, relearned
from game.resume_point import ResumePoint
from game.resuming import resume_point
from game.skills import KeptSkill
from levels.loader import parse_level, read_level_bytes
from levels.model import Level
from reachwell.sessions import session_folder

GUEST = "guest"
LAST = "last"


@dataclass(frozen=True, slots=True)
class Ready:
    """A level as bytes and as read, who plays it with which seed, and what is known of them.

    `resumed` tells where an earlier session has left it; `confirmed` what a therapist has
    confirmed before the start, and how; `skill` is what the patient can do, rested since the last
    session. `start_utc` is when the session begins, where that is not when its recording is opened.
    """

    raw: bytes
    level: Level
    patient: Patient
    calibration: Calibration
    seed: int
    resumed: ResumePoint | None = None
    confirmed: Mapping[str, str] = field(default_factory=dict)
    skill: KeptSkill = field(default_factory=KeptSkill)
    start_utc: datetime | None = None

    @property
    def eye_height_m(self) -> float:
        """For a device without a tracked head: the patient's own eye height, or the level's."""
        return self.calibration.eye_height_m(self.level.posture) or self.level.eye_height_m


def new_session(
    path: Path,
    patient: Patient | None,
    calibration: Calibration,
    seed: int | None,
    confirmed: Mapping[str, str],
    skill: KeptSkill | None = None,
) -> Ready:
    """A level from its start, with the skill that was kept last. Raises `LevelError`."""
    raw = read_level_bytes(path)
    level = parse_level(raw, str(path))
    if patient is None:
        affected = "left" if level.affected == "left" else "right"
        patient = Patient(code=GUEST, affected=affected, posture=level.posture)
    rested = (skill or KeptSkill()).rested(now_utc())
    return Ready(raw, level, patient, calibration, _seed(seed), confirmed=confirmed, skill=rested)


def again(recording: Recording) -> Ready:
    """The very session of a recording. Raises `RecordingError`, `LevelError`."""
    raw, level = _recorded_level(recording)
    patient, calibration = recorded_patient(recording)
    info = recording.info
    skill = recorded_skill(recording)
    return Ready(
        raw, level, patient, calibration, info.seed, info.resumed_from, info.confirmed, skill
    )


def rest_of(
    session: str,
    data: DataDirectory,
    code: str | None,
    seed: int | None,
    confirmed: Mapping[str, str],
) -> Ready:
    """What a session that broke off has left of its level; `session` may be "last".

    The patient is as known today; a guest as recorded. Raises `RecordingError` when there is no
    such session, nothing is left of it, or another patient than `code` played it.
    """
    recording = _broken_off(session, data, code)
    info = recording.info
    if code is not None and code != info.patient_code:
        raise RecordingError(
            f"{info.session_id} can't be continued by patient {code}: {info.patient_code} played it"
        )
    raw, level = _recorded_level(recording)
    if level_digest(raw) != info.level_sha256:
        raise RecordingError(f"{recording.folder} can't be continued: its level file was changed")
    point = resume_point(recording, level)
    if point is None:
        raise RecordingError(f"{info.session_id} can't be continued: it was played to its end")
    if info.patient_code == GUEST:
        patient, calibration = recorded_patient(recording)
        skill = relearned(recording, level)
    else:
        patient = load_patient(data.patients, info.patient_code)
        calibration = load_calibration(data.patients, info.patient_code)
        skill = _latest_skill(recording, level, data)
    rested = skill.rested(now_utc())
    return Ready(raw, level, patient, calibration, _seed(seed), point, confirmed, rested)


def recorded_patient(recording: Recording) -> tuple[Patient, Calibration]:
    """Who played, and what was known of them when they began. Raises `RecordingError`."""
    state = recording.info.patient_state
    try:
        return (
            Patient.model_validate(state.get("profile")),
            Calibration.model_validate(state.get("calibration", {})),
        )
    except ValidationError as error:
        raise RecordingError(
            f"{recording.folder} can't be played again: it does not tell who played"
        ) from error


def _latest_skill(recording: Recording, level: Level, data: DataDirectory) -> KeptSkill:
    """What is kept of the patient, or what a session has learned that could not keep it."""
    kept = load_skill(data.patients, recording.info.patient_code)
    nothing_since = kept.session == recorded_skill(recording).session
    return relearned(recording, level) if nothing_since else kept


def _broken_off(session: str, data: DataDirectory, code: str | None) -> Recording:
    if session != LAST:
        return open_recording(session_folder(session, data.root))
    for folder in reversed(data.session_folders()):
        try:
            recording = open_recording(folder)
        except RecordingError:
            continue
        if code is None or recording.info.patient_code == code:
            return recording
    whose = f" of patient {code}" if code is not None else ""
    raise RecordingError(f"there is no session{whose} in {data.sessions} to continue")


def _recorded_level(recording: Recording) -> tuple[bytes, Level]:
    raw = recording.level()
    return raw, parse_level(raw, str(recording.folder / "level.yaml"))


def _seed(seed: int | None) -> int:
    return secrets.randbits(32) if seed is None else seed
