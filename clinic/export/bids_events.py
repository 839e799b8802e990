"""events.tsv: repetitions with their measures, and whatever else happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from clinic.export.bids_stretches import Stretch
from clinic.export.columns import FLAG, INTEGER, NUMBER, TEXT, Column
from clinic.export.words import Words
from clinic.repetition import Repetition
from metrics.registry import measures_of

REPETITION: Final = "repetition"

_FIXED: Final = (
    Column("onset", NUMBER, "s", "When it began, since the first sample of the motion file."),
    Column("duration", NUMBER, "s", "How long it lasted; 0 for what happened in an instant."),
    Column(
        "trial_type",
        TEXT,
        "",
        f"{REPETITION}: from what was asked being shown to the end; else a kind of event, as the "
        "program's documentation of its recordings tells them.",
    ),
    Column("trial_num", INTEGER, "", "Number of the repetition in the session, from 1."),
    Column("set", INTEGER, "", "Number of the set, from 1; 0 is the familiarisation."),
    Column("side", TEXT, "", "The arm or leg that the repetition was for."),
    Column("difficulty", NUMBER, "", "Difficulty, 0 to 1."),
    Column("scored", FLAG, "", "Whether the repetition counts."),
    Column("success", FLAG, "", "Whether it was won."),
    Column("end_reason", TEXT, "", "Why it ended."),
)


def event_columns(task: str) -> list[Column]:
    """Columns of events.tsv, with the measures of a task."""
    return [
        *_FIXED,
        *(
            Column(each.name, NUMBER, each.unit, f"{each.label}. {each.definition}")
            for each in measures_of(task)
        ),
    ]


def event_rows(
    stretch: Stretch,
    repetitions: Sequence[Repetition],
    words: Words,
    first_ns: int,
    last_ns: int,
) -> list[Mapping[str, Any]]:
    """Rows in order of their onset, those that lie outside of the samples left out."""
    rows = [*_happened(stretch, words), *_repetitions(stretch, repetitions, words)]
    within = [row for row in rows if first_ns <= row["onset_ns"] <= last_ns]
    within.sort(key=lambda row: row["onset_ns"])
    return [
        {**row, "onset": _seconds(row["onset_ns"] - first_ns), "duration": _seconds(row["long_ns"])}
        for row in within
    ]


def _happened(stretch: Stretch, words: Words) -> Iterator[dict[str, Any]]:
    for event in stretch.events:
        kind = words.text(str(event.get("kind", "")))
        yield {"onset_ns": event["time_ns"], "long_ns": 0, "trial_type": kind}


def _repetitions(
    stretch: Stretch, repetitions: Sequence[Repetition], words: Words
) -> Iterator[dict[str, Any]]:
    for each in repetitions:
        onset_ns = each.times_ns.get("shown", min(each.times_ns.values(), default=each.end_time_ns))
        ended = stretch.end_ns is not None and onset_ns > stretch.end_ns
        if each.exercise == stretch.number and onset_ns >= stretch.start_ns and not ended:
            yield {
                "onset_ns": onset_ns,
                "long_ns": max(each.end_time_ns - onset_ns, 0),
                "trial_type": REPETITION,
                "trial_num": each.trial_num,
                "set": each.set,
                "side": each.side,
                "difficulty": each.difficulty,
                "scored": each.scored,
                "success": each.success,
                "end_reason": words.text(each.end_reason),
                **{name: value for name, value in each.measures.items() if name not in _TAKEN},
            }


_TAKEN: Final = frozenset({"onset_ns", "long_ns", *(each.name for each in _FIXED)})


def _seconds(time_ns: int) -> str:
    return f"{time_ns // 1_000_000_000}.{time_ns % 1_000_000_000:09d}"
