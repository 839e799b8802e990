"""The samples of a session's repetitions, one after the other, from a recording read in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np
import numpy.typing as npt
from pydantic import Field

from game.recording.folder import SAMPLES
from game.recording.reading import Recording
from tasks.recorded import RecordedTrial, ToldEvent
from tasks.trial import EndReason

Rows = npt.NDArray[np.void]

MOST: Final = 2**63 - 1
"""No frame has a greater number."""

_FROM_OUTSIDE: Final = frozenset({EndReason.PAUSED, EndReason.ABORTED, EndReason.SKIPPED})


Number = Annotated[int, Field(ge=0)]


class _Begun(ToldEvent):
    frame_index: Number


class _Ended(ToldEvent):
    frame_index: Number
    samples: Number | None = None
    """How many it lived through; the first programs did not tell."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames of a repetition: the first, and the first that is not of it any more."""

    first: int
    after: int


def stretch_of(
    trial: RecordedTrial, pauses: frozenset[int], limits: frozenset[int]
) -> Stretch | None:
    """Which frames a repetition lived through; None where its beginning or end was not recorded.

    `pauses` and `limits` are frames in which the session was paused or a limit of it was reached.
    Raises pydantic's `ValidationError`.
    """
    begun, ended = trial.told("trial_start", _Begun), trial.told("trial_end", _Ended)
    if not (begun and ended):
        return None
    first, end = begun[-1].frame_index + 1, ended[-1]
    if end.samples is not None:
        return Stretch(first, first + end.samples)
    # What ends it from outside comes before it lives through that frame, but for the limits.
    last = end.frame_index
    outside = trial.outcome.end_reason in _FROM_OUTSIDE or last in pauses
    return Stretch(first, last if outside and last not in limits else last + 1)


def rows_of(recording: Recording, wanted: Sequence[Stretch | None]) -> Iterator[Rows | None]:
    """The rows of each stretch, one after the other in time; None where some are not there.

    No more is in memory at once than one repetition and one piece of the file. Raises
    `RecordingError`.
    """
    batches = recording.sample_batches()
    left: Rows | None = next(batches, None)
    for stretch in _one_after_the_other(wanted):
        parts = [np.empty(0, SAMPLES.layout.dtype)]
        while stretch is not None and left is not None:
            low, high = np.searchsorted(left["frame_index"], (stretch.first, stretch.after))
            parts.append(left[low:high])
            if high < len(left):
                left = left[high:]
                break
            left = next(batches, None)
        yield _whole(np.concatenate(parts), stretch)


def _one_after_the_other(wanted: Sequence[Stretch | None]) -> list[Stretch | None]:
    """What reaches into a later one is no stretch."""
    found: list[Stretch | None] = []
    following = MOST
    for stretch in reversed(wanted):
        apart = stretch is not None and stretch.first <= stretch.after <= following
        found.append(stretch if apart else None)
        if stretch is not None:
            following = min(following, stretch.first)
    return found[::-1]


def _whole(rows: Rows, stretch: Stretch | None) -> Rows | None:
    if stretch is None or len(rows) != stretch.after - stretch.first:
        return None
    expected = np.arange(stretch.first, stretch.after)
    return rows if np.array_equal(rows["frame_index"], expected) else None
