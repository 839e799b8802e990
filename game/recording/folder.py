"""What lies in a session's folder, by name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from game.recording.columns import JOINTS_LAYOUT, SAMPLES_LAYOUT, Layout

SESSION: Final = "session.json"
LEVEL: Final = "level.yaml"
EVENTS: Final = "events.jsonl"
TRIALS: Final = "trials.jsonl"
CUT: Final = ".cut"
"""Ending of a side file: what a crash left half-written, kept beside the mended file."""


@dataclass(frozen=True, slots=True)
class RowFile:
    """One kind of rows: a stream while the session runs, Parquet once it is over."""

    name: str
    layout: Layout

    def stream(self, folder: Path) -> Path:
        """The growing file."""
        return folder / f"{self.name}.arrows"

    def parquet(self, folder: Path) -> Path:
        """The finished file."""
        return folder / f"{self.name}.parquet"


SAMPLES: Final = RowFile("samples", SAMPLES_LAYOUT)
JOINTS: Final = RowFile("joints", JOINTS_LAYOUT)
