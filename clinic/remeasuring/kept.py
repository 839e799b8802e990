"""Measures made anew of a recorded session: a file of the clinic in its folder.

`measures.jsonl` tells with which formulas and of which rows they were made, then has a line a
repetition. `trials.jsonl` stays as it was recorded; where both are, the newer formulas count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from clinic.repetition import Finite
from game.recording.errors import RecordingError, cannot, one_line
from game.recording.files import write_atomically
from game.recording.folder import TRIALS
from game.recording.lines import json_line
from game.recording.reading import Recording, read_file, read_lines
from tasks.formulas import formulas

MEASURES: Final = "measures.jsonl"


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Made(_Line):
    """With what the file was made: the formulas, the rows by their SHA-256, the software."""

    format: Literal[1] = 1
    formulas: str
    trials_sha256: str
    software: Mapping[str, str]


class Remeasured(_Line):
    """The measures of one repetition, as in `trials.jsonl`."""

    trial_num: int
    measures: Mapping[str, Finite | None]
    missing: Mapping[str, str]


def measured_anew(recording: Recording) -> Mapping[int, Remeasured]:
    """Measures that count instead of the recorded ones, by the repetition's number.

    None where there is no file, or where today's formulas are those of the recording. Raises
    `RecordingError` for a file that can't be read.
    """
    path = recording.folder / MEASURES
    if not path.exists() or recording.info.software.get("formulas") == formulas():
        return {}
    rows = read_lines(path)
    if not rows:
        raise RecordingError(one_line(f"{path} is empty"))
    _checked(Made, rows[0], path, 1)
    found = (_checked(Remeasured, row, path, line) for line, row in enumerate(rows[1:], start=2))
    return {each.trial_num: each for each in found}


def made_with(folder: Path) -> Made | None:
    """With what the session's file was made; None without a file, or where it can't be read."""
    path = folder / MEASURES
    try:
        rows = read_lines(path)
        return _checked(Made, rows[0], path, 1) if rows else None
    except RecordingError:
        return None


def rows_digest(folder: Path) -> str:
    """SHA-256 of `trials.jsonl`, hexadecimal. Raises `RecordingError`."""
    return sha256(read_file(folder / TRIALS)).hexdigest()


def keep(folder: Path, made: Made, measured: Sequence[Remeasured]) -> None:
    """Put the file in place whole, instead of an earlier one. Raises `RecordingError`."""
    path = folder / MEASURES
    content = b"".join(json_line(each.model_dump(mode="json")) for each in (made, *measured))
    try:
        write_atomically(path, content)
    except OSError as error:
        raise cannot("write", path, error) from error


_Kind = TypeVar("_Kind", bound=_Line)


def _checked(model: type[_Kind], row: Mapping[str, Any], path: Path, line: int) -> _Kind:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise RecordingError(one_line(f"{path}, line {line}: {field}: {first['msg']}")) from error
