"""What stands at the root of a BIDS dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from clinic.export.bids_tsv import described, write_json, write_tsv
from clinic.export.columns import INTEGER, MOMENT, TEXT, Column
from clinic.export.options import ExportOptions
from clinic.export.session_rows import session_columns
from game.recording.info import software_versions

BIDS_VERSION: Final = "1.11.1"

SESSION_ID: Final = Column("session_id", TEXT, "", "Number of the session, by time.")
ACQ_TIME: Final = Column("acq_time", MOMENT, "", "When it began, UTC.")
_PARTICIPANT: Final = (
    Column("participant_id", TEXT, "", "The patient's pseudonymous code."),
    Column("affected_side", TEXT, "", "Affected side: left or right."),
)
_SCAN: Final = (
    Column("filename", TEXT, "", "The motion file."),
    Column("exercise", INTEGER, "", "Number of the exercise in the level, from 1."),
    Column("exercise_name", TEXT, "", "What the level calls the exercise."),
)
_OF_OTHERS: Final = frozenset({"start_utc", "end_utc", "file"})
"""Columns of the table of sessions that BIDS tells in other ways."""

README: Final = """\
# Movement exercises recorded with Reachwell

Guided reaching, grasping and stepping exercises in virtual reality. Every session of a
participant is one BIDS session; every exercise played in it is one run of its task.

- `*_motion.tsv` holds, for every frame, where head, hands and feet were when the sensors were
  read, in metres, and how they were turned, as unit quaternions. What the device did not track
  is `n/a`, and the validity channels tell what it said. Frames come when the display asks for
  them: the first channel, `latency`, tells when each was taken, and should be used rather than
  the nominal rate.
- `*_events.tsv` holds every repetition with its measures, and what else happened. Its sidecar
  tells how each measure is defined.
- `*_sessions.tsv` tells the day of each session, counted from the participant's first one here,
  what was played, and what the participant answered about pain and exertion.

The program is not a certified medical device, and nothing in here is a diagnosis.
"""


def session_file_columns(options: ExportOptions) -> list[Column]:
    """Columns of sessions.tsv."""
    dated = [ACQ_TIME] if options.absolute_dates else []
    told = [each for each in session_columns(options) if each.name not in _OF_OTHERS]
    return [SESSION_ID, *dated, *told]


def scan_columns(options: ExportOptions) -> list[Column]:
    """Columns of scans.tsv."""
    return [*_SCAN, *([ACQ_TIME] if options.absolute_dates else [])]


def write_root(
    out: Path, participants: Sequence[Mapping[str, Any]], options: ExportOptions
) -> list[Path]:
    """Write what the dataset as a whole has to say. Returns the files."""
    (out / "README.md").write_text(README, encoding="utf-8", newline="\n")
    write_json(out / "dataset_description.json", _description())
    write_tsv(out / "participants.tsv", [each.name for each in _PARTICIPANT], participants)
    write_json(out / "participants.json", described(_PARTICIPANT))
    write_json(out / "sessions.json", described(session_file_columns(options)))
    write_json(out / "scans.json", described(scan_columns(options)))
    return sorted(each for each in out.iterdir() if each.is_file())


def _description() -> Mapping[str, Any]:
    return {
        "Name": "Movement exercises recorded with Reachwell",
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "GeneratedBy": [{"Name": "Reachwell", "Version": software_versions()["reachwell"]}],
    }
