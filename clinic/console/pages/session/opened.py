"""A session read from its folder, with what was added to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from clinic.errors import ClinicError
from clinic.kept import EXCLUSIONS, Attested, Draft, Note, Notes, attested, draft_of, notes
from clinic.repetition import Repetition
from clinic.session import PlayedSession, all_repetitions, read_session
from clinic.signing import problems
from game.datadir import DataDirectory
from game.recording.lock import held
from game.recording.reading import open_recording


@dataclass(frozen=True)
class Opened:
    """All that a session's pages show. Made by `open_session`; read anew after every change."""

    session: PlayedSession
    repetitions: list[Repetition]
    """All of them, those taken out too."""
    attested: Attested | None
    notes: Notes
    draft: Draft | None
    problems: list[str]
    """What is not as it was signed."""
    running: bool

    @property
    def id(self) -> str:
        """The session's id."""
        return self.session.info.session_id

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.session.recording.folder

    @property
    def closed(self) -> bool:
        """Whether it came to an end that was recorded, or was mended."""
        return self.session.info.end is not None

    @property
    def signed(self) -> Note | None:
        """The note that was signed last."""
        found = self.notes.signed
        return found[1] if found else None

    @property
    def locked(self) -> bool:
        """Whether only an amendment changes note, minutes and exclusions."""
        return self.signed is not None and self.draft is None

    @cached_property
    def counted_anew(self) -> bool:
        """Whether the draft is older than the last change of what counts."""
        if self.draft is None:
            return False
        try:
            changed_s = (self.folder / EXCLUSIONS).stat().st_mtime
        except OSError:
            return False
        return changed_s > self.draft.changed_utc.timestamp()

    @cached_property
    def taken_out(self) -> Mapping[int, str]:
        """Why repetitions were taken out, by their number."""
        return self.session.excluded


def open_session(data: DataDirectory, session_id: str) -> Opened:
    """Read it. Raises `RecordingError`, and `ClinicError` where there is none."""
    folder = data.session(session_id)
    if not folder.is_dir():
        raise ClinicError(f"there is no session {session_id} here")
    recording = open_recording(folder)
    return Opened(
        session=read_session(recording),
        repetitions=all_repetitions(recording),
        attested=attested(folder),
        notes=notes(folder),
        draft=draft_of(folder),
        problems=problems(folder),
        running=recording.info.end is None and _held(folder),
    )


def _held(folder: Path) -> bool:
    try:
        return held(folder)
    except OSError:
        return False
