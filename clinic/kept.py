"""What a therapist adds to a session afterwards: small files of the clinic in its folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from game.recording.errors import RecordingError, cannot, one_line
from game.recording.files import write_atomically
from game.recording.info import now_utc

ATTESTED: Final = "attested.json"
EXCLUSIONS: Final = "exclusions.json"
NOTES: Final = "notes.json"

Line = Annotated[str, Field(min_length=1, max_length=200)]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Minutes(_Kept):
    """Timed one-on-one minutes of one billing code, as a therapist attests them."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{5}$")]
    minutes: Annotated[int, Field(ge=0, le=480)]


class Attested(_Kept):
    """Minutes that a therapist attests for a session; never computed from headset time."""

    format: Literal[1] = 1
    attested_utc: AwareDatetime
    minutes: tuple[Minutes, ...]


class Exclusion(_Kept):
    """A repetition that is not to count, and why."""

    trial_num: Annotated[int, Field(ge=1)]
    reason: Line
    excluded_utc: AwareDatetime


class Exclusions(_Kept):
    """Repetitions of a session that a therapist has taken out; their rows stay as they are."""

    format: Literal[1] = 1
    repetitions: tuple[Exclusion, ...] = ()


class Note(_Kept):
    """A note as it was written down for this session."""

    written_utc: AwareDatetime
    style: Literal["narrative", "soap"]
    text: Annotated[str, Field(max_length=100_000)]


class Notes(_Kept):
    """All notes of a session, the latest last."""

    format: Literal[1] = 1
    notes: tuple[Note, ...] = ()


Kept = TypeVar("Kept", bound=_Kept)


def attested(folder: Path) -> Attested | None:
    """Minutes attested for the session in `folder`, if any. Raises `RecordingError`."""
    return _read(folder / ATTESTED, Attested)


def attest(folder: Path, minutes: Sequence[Minutes]) -> Attested:
    """Keep attested minutes, instead of earlier ones. Raises `RecordingError`."""
    return _write(folder / ATTESTED, Attested(attested_utc=now_utc(), minutes=tuple(minutes)))


def exclusions(folder: Path) -> Exclusions:
    """Repetitions taken out of the session in `folder`. Raises `RecordingError`."""
    return _read(folder / EXCLUSIONS, Exclusions) or Exclusions()


def exclude(folder: Path, trial_num: int, reason: str) -> Exclusions:
    """Take one more repetition out. Raises `RecordingError`."""
    before = exclusions(folder).repetitions
    others = tuple(each for each in before if each.trial_num != trial_num)
    new = Exclusion(trial_num=trial_num, reason=reason, excluded_utc=now_utc())
    return _write(folder / EXCLUSIONS, Exclusions(repetitions=(*others, new)))


def notes(folder: Path) -> Notes:
    """Notes kept of the session in `folder`. Raises `RecordingError`."""
    return _read(folder / NOTES, Notes) or Notes()


def keep_note(folder: Path, style: Literal["narrative", "soap"], text: str) -> Notes:
    """Keep one more note. Raises `RecordingError`."""
    note = Note(written_utc=now_utc(), style=style, text=text)
    return _write(folder / NOTES, Notes(notes=(*notes(folder).notes, note)))


def _read(path: Path, model: type[Kept]) -> Kept | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise cannot("read", path, error) from error
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole file"
        raise RecordingError(one_line(f"{path}: {where}: {first['msg']}")) from error


def _write(path: Path, kept: Kept) -> Kept:
    try:
        write_atomically(path, kept.model_dump_json(indent=2).encode() + b"\n")
    except OSError as error:
        raise cannot("write", path, error) from error
    return kept
