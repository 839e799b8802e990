"""What a patient did, visit by visit, read from the recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from clinic.errors import ClinicError
from clinic.repetition import Repetition
from clinic.session import read_repetitions
from game.recording.errors import RecordingError, one_line
from game.recording.folder import LEVEL
from game.recording.info import SessionInfo
from game.recording.reading import Recording, open_recording
from levels.loader import parse_level
from levels.model import Level
from levels.problem import LevelError

GUEST: Final = "guest"
"""Whoever plays without a code: nobody knows whether it is the same person."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One session of a patient, with those that went on where it broke off.

    `number` counts from 1, `day` from 0 at the first visit. `settings` go with `repetitions`,
    one each; familiarisation and repetitions without a score are among them.
    """

    number: int
    day: int
    recordings: Sequence[Recording]
    repetitions: Sequence[Repetition]
    settings: Sequence[str]

    @property
    def info(self) -> SessionInfo:
        """What the first of its sessions says of itself."""
        return self.recordings[0].info

    @property
    def start_utc(self) -> datetime:
        """When it began."""
        return self.info.start_utc

    @property
    def levels(self) -> tuple[str, ...]:
        """Titles of the levels played, each once."""
        return tuple(dict.fromkeys(each.info.level_title for each in self.recordings))

    @property
    def device(self) -> str:
        """What it was played with."""
        return self.info.input_device

    @property
    def simulated(self) -> bool:
        """Whether nobody played it."""
        return self.device == "simulated"


@dataclass(frozen=True, slots=True)
class _Read:
    recording: Recording
    repetitions: Sequence[Repetition]
    settings: Sequence[str]


def read_history(
    folders: Sequence[Path],
    patient_code: str,
    skipped: Callable[[str], None],
    device: str | None = None,
) -> list[Visit]:
    """A patient's visits in the order of their dates; samples are never opened.

    Only sessions played with `device`, where one is given. Reruns of a recording are left out.
    `skipped` is told of what can't be read, a line each. Raises `ClinicError` when there is no
    session of that patient.
    """
    settings = _SettingsOf()
    read = []
    for recording in _of_patient(folders, patient_code, skipped):
        if device is not None and recording.info.input_device != device:
            continue
        try:
            repetitions, _ = read_repetitions(recording)
        except RecordingError as error:
            skipped(f"Left out: {error}")
            continue
        of_each = [settings.of(recording, repetition) for repetition in repetitions]
        read.append(_Read(recording, repetitions, of_each))
    if not read:
        played_with = f" played with {device[:40]!r}" if device is not None else ""
        raise ClinicError(
            one_line(f"no session of patient {patient_code[:60]!r}{played_with} can be read here")
        )
    read.sort(key=lambda each: (each.recording.info.start_utc, each.recording.info.session_id))
    return _visits(read)


def _of_patient(
    folders: Sequence[Path], patient_code: str, skipped: Callable[[str], None]
) -> Iterator[Recording]:
    for folder in folders:
        try:
            recording = open_recording(folder)
        except RecordingError as error:
            skipped(f"Left out: {error}")
            continue
        if recording.info.patient_code == patient_code and not is_rerun(recording.info):
            yield recording


def is_rerun(info: SessionInfo) -> bool:
    """Whether a session feeds another one's recording through the program again."""
    went_on = info.resumed_from.session if info.resumed_from is not None else None
    return info.previous_session is not None and info.previous_session != went_on


def _visits(read: Sequence[_Read]) -> list[Visit]:
    first_day = read[0].recording.info.start_utc.date()
    parts: dict[str, list[_Read]] = {}
    visit_of: dict[str, str] = {}
    for each in read:
        info = each.recording.info
        before = info.resumed_from.session if info.resumed_from is not None else ""
        visit = visit_of.get(before, info.session_id)
        visit_of[info.session_id] = visit
        parts.setdefault(visit, []).append(each)
    return [
        Visit(
            number=number,
            day=(sessions[0].recording.info.start_utc.date() - first_day).days,
            recordings=[each.recording for each in sessions],
            repetitions=[one for each in sessions for one in each.repetitions],
            settings=[one for each in sessions for one in each.settings],
        )
        for number, sessions in enumerate(parts.values(), start=1)
    ]


class _SettingsOf:
    """Tells an exercise's settings; each level is read once however often it was played."""

    def __init__(self) -> None:
        self._levels: dict[str, Level | None] = {}
        self._settings: dict[tuple[str, int], str] = {}

    def of(self, recording: Recording, repetition: Repetition) -> str:
        """What the repetition's exercise asked, as text that is equal for equal settings."""
        digest = recording.info.level_sha256
        key = digest, repetition.exercise
        if key not in self._settings:
            self._settings[key] = self._read(recording, *key)
        return self._settings[key]

    def _read(self, recording: Recording, digest: str, number: int) -> str:
        if digest not in self._levels:
            try:
                raw = recording.level()
                self._levels[digest] = parse_level(raw, str(recording.folder / LEVEL))
            except (RecordingError, LevelError):
                self._levels[digest] = None
        level = self._levels[digest]
        if level is None or not 1 <= number <= len(level.exercises):
            return f"{digest}, exercise {number}"
        return level.exercises[number - 1].parameters.model_dump_json()
