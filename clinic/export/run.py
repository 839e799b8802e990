"""One export: sessions, in one or more formats, into a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa

from clinic.errors import ClinicError
from clinic.export.files import staged
from clinic.export.formats import Format
from clinic.export.options import ExportOptions
from clinic.session import PlayedSession
from game.recording.errors import one_line

FormatProgress = Callable[[str, int, int], None]
"""Told the format, how much of it is done, of how much."""


def export(
    sessions: Sequence[PlayedSession],
    formats: Sequence[Format],
    out: Path,
    options: ExportOptions,
    progress: FormatProgress = lambda *_: None,
) -> list[Path]:
    """Write sessions into `out`: one format right there, several each in a folder of its name.

    All of it comes into place at the end, or none. Returns the files, relative to `out`. Raises
    `ClinicError`, `RecordingError`.
    """
    written = []
    with staged(out) as stage:
        for each in formats:
            folder = stage if len(formats) == 1 else stage / each.name
            folder.mkdir(exist_ok=True)
            try:
                files = each.write(sessions, folder, options, partial(progress, each.name))
            except (pa.ArrowException, OverflowError, UnicodeError) as error:
                raise ClinicError(
                    one_line(f"the sessions can't be told as {each.name}: {error}")
                ) from error
            progress(each.name, 1, 1)  # what a format leaves out was not counted
            written += [(folder / file).relative_to(stage) for file in files]
    return written
