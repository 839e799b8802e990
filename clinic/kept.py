"""What a therapist adds to a session afterwards: small files of the clinic in its folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from clinic.errors import ClinicError
from game.recording.errors import RecordingError, cannot, one_line
from game.recording.files import write_atomically
from game.recording.info import now_utc
from game.recording.lock import locked

ATTESTED: Final = "attested.json"
EXCLUSIONS: Final = "exclusions.json"
NOTES: Final = "notes.json"
DRAFT: Final = "note-draft.json"

LONGEST_NOTE: Final = 100_000
LONGEST_LINE: Final = 200

Line = Annotated[str, Field(min_length=1, max_length=LONGEST_LINE)]
Style = Literal["narrative", "soap"]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Minutes(_Kept):
    """Timed one-on-one minutes of one billing code, as a therapist attests them."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{5}$")]
    minutes: Annotated[int, Field(ge=0, le=480)]


def minutes_told(minutes: Sequence[Minutes]) -> str:
    """Minutes by code, in words."""
    return ", ".join(f"{each.code} {each.minutes} min" for each in minutes) or "none"


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
    """A note as it was written down for this session.

    What follows the text is there once it is signed: by which login, when, a digest of all of it
    (`clinic.signing.digest`), the minutes and the repetitions taken out as they stood then. An
    amendment names the signed note that it amends, counted from 1, and why.
    """

    written_utc: AwareDatetime
    style: Style
    text: Annotated[str, Field(max_length=LONGEST_NOTE)]
    signed_by: Line | None = None
    signed_utc: AwareDatetime | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    amends: Annotated[int, Field(ge=1)] | None = None
    why: Line | None = None
    minutes: tuple[Minutes, ...] = ()
    excluded: tuple[Exclusion, ...] = ()

    @property
    def signed_with(self) -> str:
        """What was signed besides the text, in words."""
        out = ", ".join(f"{each.trial_num} ({each.reason})" for each in self.excluded)
        minutes = minutes_told(self.minutes)
        return f"Minutes attested: {minutes}. Repetitions taken out: {out or 'none'}."


class Notes(_Kept):
    """All notes of a session, the latest last."""

    format: Literal[1] = 1
    notes: tuple[Note, ...] = ()

    @property
    def signed(self) -> tuple[int, Note] | None:
        """The note that was signed last, amendments too, with its number from 1; else None."""
        for number in range(len(self.notes), 0, -1):
            if self.notes[number - 1].signed_by is not None:
                return number, self.notes[number - 1]
        return None


class Draft(_Kept):
    """The text that therapists are at work on; `revision` is another one with every change.

    A draft that amends a signed note names it, and why.
    """

    format: Literal[1] = 1
    revision: Line
    style: Style
    text: Annotated[str, Field(max_length=LONGEST_NOTE)]
    changed_by: Line
    changed_utc: AwareDatetime
    amends: Annotated[int, Field(ge=1)] | None = None
    why: Line | None = None


class SignedError(ClinicError):
    """What was to be changed is signed; only an amendment changes it."""


Kept = TypeVar("Kept", bound=_Kept)


def attested(folder: Path) -> Attested | None:
    """Minutes attested for the session in `folder`, if any. Raises `RecordingError`."""
    return _read(folder / ATTESTED, Attested)


def attest(folder: Path, minutes: Sequence[Minutes]) -> Attested:
    """Keep attested minutes, instead of earlier ones.

    Raises `RecordingError`, and `SignedError` where the note is signed and not being amended.
    """
    with changing(folder):
        return write_kept(
            folder / ATTESTED, Attested(attested_utc=now_utc(), minutes=tuple(minutes))
        )


def exclusions(folder: Path) -> Exclusions:
    """Repetitions taken out of the session in `folder`. Raises `RecordingError`."""
    return _read(folder / EXCLUSIONS, Exclusions) or Exclusions()


def exclude(folder: Path, trial_num: int, reason: str) -> Exclusions:
    """Take one more repetition out.

    Raises `ClinicError` for a reason that is none, else as `attest` does.
    """
    reason = line(reason, "a reason")
    with changing(folder):
        new = Exclusion(trial_num=trial_num, reason=reason, excluded_utc=now_utc())
        others = _without(exclusions(folder), trial_num)
        return write_kept(folder / EXCLUSIONS, Exclusions(repetitions=(*others, new)))


def take_back(folder: Path, trial_num: int) -> Exclusions:
    """Let a repetition count again. Raises as `attest` does."""
    with changing(folder):
        left = _without(exclusions(folder), trial_num)
        return write_kept(folder / EXCLUSIONS, Exclusions(repetitions=left))


def notes(folder: Path) -> Notes:
    """Notes kept of the session in `folder`. Raises `RecordingError`."""
    return _read(folder / NOTES, Notes) or Notes()


def keep_note(folder: Path, style: Style, text: str) -> Notes:
    """Keep one more note, unsigned. Raises `RecordingError`, `SignedError` after a signature."""
    with changing(folder):
        note = Note(written_utc=now_utc(), style=style, text=text)
        return write_kept(folder / NOTES, Notes(notes=(*notes(folder).notes, note)))


def draft_of(folder: Path) -> Draft | None:
    """The draft at work. Raises `RecordingError`.

    One that was signed meanwhile, or amends what has been amended since, is none.
    """
    draft, signed = _read(folder / DRAFT, Draft), notes(folder).signed
    number = signed[0] if signed else None
    return draft if draft is not None and draft.amends == number else None


def require_open(folder: Path) -> None:
    """Raise `SignedError` unless note, minutes and exclusions of a session may be changed."""
    signed = notes(folder).signed
    if signed is not None and draft_of(folder) is None:
        note = signed[1]
        raise SignedError(
            f"the note is signed by {note.signed_by}; begin an amendment to change it, "
            "the attested minutes or what was taken out"
        )


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Hold a session's folder, alone, while something that is not signed is changed in it.

    Raises `SignedError`, and `RecordingError` while it is recorded or another changes it.
    """
    with holding(folder):
        require_open(folder)
        yield


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """The same, signed or not."""
    try:
        with locked(folder):
            yield
    except OSError as error:
        raise cannot("write in", folder, error) from error


def line(words: str, what: str) -> str:
    """One line of words as kept. Raises `ClinicError` when there are none, or too many."""
    told = " ".join(words.split())
    if not 1 <= len(told) <= LONGEST_LINE:
        raise ClinicError(f"{what} has 1 to {LONGEST_LINE} characters")
    return told


def _without(kept: Exclusions, trial_num: int) -> tuple[Exclusion, ...]:
    return tuple(each for each in kept.repetitions if each.trial_num != trial_num)


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


def write_kept(path: Path, kept: Kept) -> Kept:
    """Put one of these files in place whole. Raises `RecordingError`."""
    try:
        write_atomically(path, kept.model_dump_json(indent=2).encode() + b"\n")
    except OSError as error:
        raise cannot("write", path, error) from error
    return kept
