"""The formats there are: one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from clinic.export.options import ExportOptions
from clinic.session import PlayedSession

Progress = Callable[[int, int], None]
"""Told how much is done, of how much: in whatever unit, the same through one export."""


class Write(Protocol):
    """Writes sessions into `out`, a folder that is there and empty; nothing outside of it.

    Returns the files written, relative to `out`. Samples are read in pieces
    (`Recording.sample_batches`), so that memory does not grow with a session's length. Raises
    `RecordingError`, `ClinicError`, OSError; `clinic.export.run` tells them, and sees to it that
    files come in place only when all are whole.
    """

    def __call__(
        self,
        sessions: Sequence[PlayedSession],
        out: Path,
        options: ExportOptions,
        progress: Progress,
    ) -> list[Path]:
        """Write."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its name on the command line; `describe` is a line for `--help`."""

    name: str
    describe: str
    write: Write


def _written_by(module: str) -> Write:
    # Some writers load large libraries: only the one that is asked for is imported.
    def write(
        sessions: Sequence[PlayedSession],
        out: Path,
        options: ExportOptions,
        progress: Progress,
    ) -> list[Path]:
        writer: Write = import_module(f"clinic.export.{module}").write
        return writer(sessions, out, options, progress)

    return write


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        each.name: each
        for each in (
            Format(
                "csv",
                "tables for spreadsheets and R, with a dictionary",
                _written_by("csv_tables"),
            ),
            Format(
                "parquet",
                "the same tables, typed, the recorded bits",
                _written_by("parquet_tables"),
            ),
            Format(
                "json", "one document a session, with its JSON Schema", _written_by("documents")
            ),
            Format("bids", "a Motion-BIDS dataset", _written_by("bids")),
            Format("c3d", "markers and events, a file an exercise", _written_by("c3d")),
            Format("fhir", "R4 and R5 bundles, with the note", _written_by("fhir")),
            Format(
                "xdf", "streams of frames, joints and events, for LSL's tools", _written_by("xdf")
            ),
        )
    }
)
"""By name, in the order in which they are told."""
