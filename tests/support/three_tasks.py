"""Real sessions of all three tasks, played by simulated patients, to export and to read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from clinic.session import PlayedSession, read_session
from game.datadir import DataDirectory
from game.patient import Patient, save_patient
from game.recording.info import SessionInfo, write_info
from game.recording.reading import open_recording
from reachwell.choices import Choices
from reachwell.play import play_session

LEVEL = """
format: 1
id: three-tasks
title: A little of each
for_whom: tests
objective: Reach, grasp and step.
body_part: arm and leg
posture: seated
caution: none
reason: short
minutes: 2
guide: {calibration: never}
exercises:
  - name: "Fruit, \\"close\\" by"
    task: reaching
    objective: Reach.
    body_part: shoulder
    repetitions: 2
    familiarisation: 1
    demonstrate: false
  - name: Kitchen
    task: grasping
    objective: Carry.
    body_part: hand
    repetitions: 1
    familiarisation: 0
    demonstrate: false
  - name: Försök
    task: stepping
    objective: Step.
    body_part: leg
    repetitions: 2
    familiarisation: 0
    demonstrate: false
  - name: Fruit again
    task: reaching
    objective: Reach.
    body_part: shoulder
    repetitions: 1
    familiarisation: 0
    demonstrate: false
"""
FIRST_UTC = datetime(2019, 3, 17, 21, 34, 56, 789000, tzinfo=UTC)
"""When the first session was, to whoever reads it: a date that nothing else has."""


def three_tasks(base: Path) -> list[PlayedSession]:
    """The sessions of `play_three`, played once a folder (pytest's `getbasetemp`)."""
    data = base / "three-tasks"
    if not data.exists():
        play_three(data)
    return [read_session(open_recording(each)) for each in DataDirectory(data).session_folders()]


def play_three(data: Path) -> list[PlayedSession]:
    """Two sessions of P-1, three days apart, and one of P-2 a day after the first."""
    data.mkdir(exist_ok=True)
    level = data / "three.yaml"
    level.write_text(LEVEL, encoding="utf-8")
    for code, affected in (("P-1", "left"), ("P-2", "right")):
        save_patient(data / "patients", Patient(code=code, affected=affected))
    return [
        _played(data, level, "P-1", seed=1, days=0),
        _played(data, level, "P-2", seed=2, days=1),
        _played(data, level, "P-1", seed=3, days=3),
    ]


def _played(data: Path, level: Path, code: str, *, seed: int, days: int) -> PlayedSession:
    before = set(DataDirectory(data).session_folders())
    play_session(
        Choices(
            level=str(level),
            patient=code,
            device="simulated:mild",
            view="none",
            speed="max",
            seed=seed,
            data=data,
        )
    )
    (folder,) = set(DataDirectory(data).session_folders()) - before
    return read_session(open_recording(dated(folder, FIRST_UTC + timedelta(days=days))))


def dated(folder: Path, start_utc: datetime) -> Path:
    """The session as if it had been played at another time. Returns its new folder."""
    info = open_recording(folder).info
    assert info.end is not None
    moved = folder.with_name(f"{start_utc:%Y%m%dT%H%M%S}-{folder.name[-6:]}")
    end_utc = start_utc + (info.end.end_utc - info.start_utc)
    write_info(
        folder,
        SessionInfo.model_validate(
            info.model_dump()
            | {
                "session_id": moved.name,
                "start_utc": start_utc,
                "end": info.end.model_copy(update={"end_utc": end_utc}),
            }
        ),
    )
    return folder.rename(moved)
