"""The files of one run: an exercise's motion, what it was, and what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from clinic.export.bids_channels import CHANNELS, CHANNELS_JSON, MISSING, POINTS, Channel
from clinic.export.bids_events import event_columns, event_rows
from clinic.export.bids_motion import MotionFile
from clinic.export.bids_stretches import Stretch, stretches
from clinic.export.bids_tsv import described, write_json, write_tsv
from clinic.export.names import safe_name
from clinic.export.telling import Told

_TYPES = ("ACCEL", "ANGACCEL", "GYRO", "JNTANG", "LATENCY", "MAGN", "MISC", "ORNT", "POS", "VEL")


@dataclass(frozen=True, slots=True)
class Run:
    """One exercise of one session. `prefix` is the path of its files without their endings."""

    told: Told
    stretch: Stretch
    prefix: Path

    @property
    def device(self) -> str:
        """The tracking system: what the session was played with."""
        return self.told.words.text(self.told.session.info.input_device) or "unknown"

    @property
    def motion(self) -> Path:
        """The motion file."""
        return self._file("motion.tsv")

    def scan(self, motion: MotionFile) -> Mapping[str, Any]:
        """Its row of scans.tsv."""
        since_ns = motion.first_ns - self.told.words.start_ns
        begun = self.told.session.info.start_utc + timedelta(microseconds=since_ns // 1000)
        return {
            "filename": f"motion/{self.motion.name}",
            "exercise": self.stretch.number,
            "exercise_name": self.told.words.text(self.stretch.plan.name),
            "acq_time": begun,
        }

    def complete(self, motion: MotionFile) -> list[Path]:
        """Write everything beside the motion file, which is whole. Returns all files of the run."""
        columns = event_columns(self.stretch.plan.task)
        repetitions = self.told.session.repetitions
        rows = event_rows(
            self.stretch, repetitions, self.told.words, motion.first_ns, motion.last_ns
        )
        tables = {
            "channels.tsv": ([each.name for each in fields(Channel)], map(asdict, CHANNELS)),
            "events.tsv": ([each.name for each in columns], rows),
        }
        for name, (headings, its) in tables.items():
            write_tsv(self._file(name), headings, its)
        sidecars = {
            "motion.json": self._about(motion),
            "channels.json": CHANNELS_JSON,
            "events.json": {**described(columns), "StimulusPresentation": self._software()},
        }
        for name, value in sidecars.items():
            write_json(self._file(name), value)
        return [self.motion, *map(self._file, (*tables, *sidecars))]

    def _about(self, motion: MotionFile) -> Mapping[str, Any]:
        info, plan, words = self.told.session.info, self.stretch.plan, self.told.words
        counts = Counter(each.type for each in CHANNELS)
        rate_hz = motion.rate_hz
        return {
            "TaskName": plan.task,
            "TaskDescription": words.text(f"{plan.name}. {plan.objective}"),
            "SamplingFrequency": info.rate_hz or rate_hz or 0,
            "SamplingFrequencyEffective": rate_hz or MISSING,
            "RecordingDuration": (motion.last_ns - motion.first_ns) / 1e9,
            "RecordingType": "continuous",
            "TrackingSystemName": self.device,
            "SoftwareVersions": self._software()["SoftwareVersion"],
            "MotionChannelCount": len(CHANNELS),
            **{f"{kind}ChannelCount": counts[kind] for kind in _TYPES},
            "TrackedPointsCount": len(POINTS),
            "MissingValues": MISSING,
        }

    def _software(self) -> Mapping[str, str]:
        version = self.told.session.info.software.get("reachwell", "unknown")
        return {"SoftwareName": "Reachwell", "SoftwareVersion": self.told.words.text(version)}

    def _file(self, ending: str) -> Path:
        return self.prefix.with_name(f"{self.prefix.name}_{ending}")


def runs_of(told: Told, folder: Path, stem: str) -> list[Run]:
    """The runs of a session; `stem` is what the names of all its files begin with."""
    tracksys = safe_name(told.session.info.input_device)
    return [
        Run(
            told,
            each,
            folder / f"{stem}_task-{each.plan.task}_tracksys-{tracksys}_run-{each.run:02d}",
        )
        for each in stretches(told.session)
    ]
