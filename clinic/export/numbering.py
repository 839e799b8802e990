"""Sessions by number: who, which of theirs, on which day; no date in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clinic.export.names import safe_names
from clinic.session import PlayedSession
from game.recording.info import SessionInfo


@dataclass(frozen=True, slots=True)
class Numbered:
    """A session's place in an export.

    `label` is the patient's code as a file's name. `number` counts the patient's exported
    sessions from 1 in order of time, `day` counts UTC days from the first of them, which is 1.
    """

    index: int
    """Its place in what was given to export."""
    session_id: str
    patient: str
    label: str
    number: int
    day: int

    @property
    def name(self) -> str:
        """What its files are called: P02_ses-01. Unique in an export."""
        return f"{self.label}_ses-{self.number:02d}"


def numbered(sessions: Sequence[PlayedSession]) -> list[Numbered]:
    """Number sessions: by patient in the order given, each patient's by time.

    A session given twice counts once.
    """
    infos: dict[str, tuple[int, SessionInfo]] = {}
    for index, session in enumerate(sessions):
        infos.setdefault(session.info.session_id, (index, session.info))
    labels = safe_names(info.patient_code for _, info in infos.values())
    found = []
    for patient, label in labels.items():
        theirs = sorted(
            (each for each in infos.values() if each[1].patient_code == patient),
            key=lambda each: (each[1].start_utc, each[1].session_id),
        )
        first = theirs[0][1].start_utc.date()
        found += [
            Numbered(
                index,
                info.session_id,
                patient,
                label,
                number,
                (info.start_utc.date() - first).days + 1,
            )
            for number, (index, info) in enumerate(theirs, start=1)
        ]
    return found


def told_apart(numbers: Sequence[Numbered]) -> Mapping[str, str]:
    """By session id, how to call a session without its date."""
    return {each.session_id: each.name for each in numbers}
