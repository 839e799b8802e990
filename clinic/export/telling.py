"""Sessions one after the other, each with its number and how its texts and times are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clinic.export.numbering import Numbered, told_apart
from clinic.export.options import ExportOptions
from clinic.export.times import start_ns
from clinic.export.words import Words
from clinic.session import PlayedSession


@dataclass(frozen=True, slots=True)
class Told:
    """One session of an export."""

    session: PlayedSession
    numbered: Numbered
    words: Words

    @property
    def patient(self) -> str:
        """The patient's code, as the export tells it."""
        return self.words.text(self.numbered.patient)


def telling(
    sessions: Sequence[PlayedSession], numbers: Sequence[Numbered], options: ExportOptions
) -> Iterator[Told]:
    """Sessions in the order of their numbers, one in memory at a time. Raises `RecordingError`."""
    names = told_apart(numbers)
    for each in numbers:
        session = sessions[each.index]
        yield Told(session, each, Words(options.absolute_dates, names, start_ns(session)))


def frames_in_all(sessions: Sequence[PlayedSession], numbers: Sequence[Numbered]) -> int:
    """How many rows of samples and joints the sessions say they have."""
    ends = (sessions[each.index].info.end for each in numbers)
    return sum(end.samples + end.joints for end in ends if end is not None)
