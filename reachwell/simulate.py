"""Whole sessions of a simulated patient in series; skill is kept from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from game.calibration import Calibration
from game.clock import SimulatedClock
from game.datadir import DataDirectory
from game.patient import Patient
from game.phases.supervision import SIMULATED
from game.recording.info import now_utc
from game.recording.memory import use_steady_memory
from game.recording.reading import Recording, open_recording
from game.relearning import relearned
from game.skills import KeptSkill
from levels.loader import parse_level, read_level_bytes
from reachwell.choices import Choices, Device
from reachwell.display import open_display
from reachwell.play import Opened, play_ready
from reachwell.ready import Ready
from reachwell.rig import SIMULATED_RATE_HZ, Rig
from simulation import Scenario, Visit
from tasks.scene import Scene

ENDED = "ended"
"""Status of a session that was asked to end from outside: nobody sits beside a simulated one."""


@dataclass(frozen=True, slots=True)
class Series:
    """Who comes how often, to play what; `seed` is the person, `last_utc` the last session."""

    scenario: Scenario
    level: Path
    sessions: int
    days_apart: float
    seed: int
    last_utc: datetime = field(default_factory=now_utc)

    @property
    def patient_code(self) -> str:
        """The code that the recordings carry."""
        return f"sim-{self.scenario.kind}-{self.seed}"


def play_series(series: Series, data: DataDirectory) -> Iterator[Recording]:
    """Play session after session into `data`; each one is handed out when it is finished.

    A session that is interrupted ends the series, and is not handed out. Raises `LevelError`,
    `RecordingError`.
    """
    use_steady_memory()
    raw = read_level_bytes(series.level)
    level = parse_level(raw, str(series.level))
    affected = "left" if level.affected == "left" else "right"
    patient = Patient(code=series.patient_code, affected=affected, posture=level.posture)
    confirmed = {"supervised": SIMULATED, "clear_space": SIMULATED}
    skill = KeptSkill()
    for number, start_utc in enumerate(_starts(series), start=1):
        visit = series.scenario.patient_for(number, series.seed)
        ready = Ready(raw, level, patient, Calibration(), visit.seed, confirmed=confirmed)
        ready = replace(ready, skill=skill, start_utc=start_utc)
        recording = open_recording(_play(ready, visit, data))
        end = recording.info.end
        if end is None or end.status == ENDED:
            return
        # Told from the end that was recorded, which knows how long the program took to play.
        nights = timedelta(days=series.days_apart, seconds=-end.duration_s)
        skill = relearned(recording, level).rested(end.end_utc + nights)
        yield recording


def _starts(series: Series) -> list[datetime]:
    last_utc = series.last_utc.replace(microsecond=0)
    apart = timedelta(days=series.days_apart)
    return [last_utc - apart * before for before in reversed(range(series.sessions))]


def _play(ready: Ready, visit: Visit, data: DataDirectory) -> Path:
    device = Device("simulated", ready.patient.code)
    opened = Opened(Choices(), device, "none", data, recording=None, replayed=None, linkage=None)
    display = open_display(opened.view, 0.0)
    with closing(display.view):
        scene = Scene("orchard")
        sits = visit.patient(lambda: scene, ready.patient.affected, ready.eye_height_m)
        with closing(sits):
            rig = Rig(sits, SimulatedClock(SIMULATED_RATE_HZ), SIMULATED_RATE_HZ)
            return play_ready(ready, rig, display, scene, opened, Console(quiet=True))
