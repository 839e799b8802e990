"""The few measures that a note tells: medians of one side, and how they changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median, quantiles
from types import MappingProxyType
from typing import Final

from clinic.note.facts import Change, Measured
from clinic.repetition import Repetition
from metrics.entries.measure import Measure
from metrics.registry import measures_of

TOLD: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "reaching": ("movement_time_s", "path_ratio", "sparc", "head_displacement_m"),
        "grasping": ("transport_time_s", "path_ratio_transport", "placement_error_m"),
        "stepping": ("lead_clearance_m", "step_height_m", "placement_error_m"),
    }
)
"""By task: a note is read in a minute; the report and the exports have the rest."""

LEAST: Final = 3
"""Repetitions on either side of a comparison."""

NOT_ASKED: Final = frozenset(
    {"there was no obstacle", "there was no footprint", "one foot alone steps over what comes"}
)
"""Why a measure is missing that the repetition never asked for."""


def told_of(task: str) -> list[Measure]:
    """Entries of the measures that are told of a task, none for one that is not known."""
    entries = {entry.name: entry for entry in measures_of(task)}
    return [entries[name] for name in TOLD.get(task, ()) if name in entries]


def measured(task: str, repetitions: Sequence[Repetition]) -> tuple[Measured, ...]:
    """Medians and quartiles over scored repetitions of one side."""
    found = []
    for entry in told_of(task):
        values = _values(entry, repetitions)
        if values:
            low, middle, high = _quartiles(values)
            found.append(
                Measured(
                    label=entry.label,
                    median=entry.text(middle),
                    low=f"{low:.{entry.decimals}f}",
                    high=f"{high:.{entry.decimals}f}",
                    repetitions=len(values),
                )
            )
    return tuple(found)


def changes(task: str, then: Sequence[Repetition], now: Sequence[Repetition]) -> tuple[Change, ...]:
    """Measures that both sessions have in at least three repetitions each."""
    found = []
    for entry in told_of(task):
        before, after = _values(entry, then), _values(entry, now)
        if len(before) >= LEAST and len(after) >= LEAST:
            found.append(change_of(entry, before, after))
    return tuple(found)


def missing(task: str, repetitions: Sequence[Repetition]) -> tuple[tuple[str, int], ...]:
    """Why measures that are told are missing, and in how many repetitions."""
    names = [entry.name for entry in told_of(task)]
    counts: dict[str, int] = {}
    for each in repetitions:
        for reason in {each.missing[name] for name in names if name in each.missing} - NOT_ASKED:
            counts[reason] = counts.get(reason, 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _values(entry: Measure, repetitions: Sequence[Repetition]) -> list[float]:
    values = (each.measures.get(entry.name) for each in repetitions)
    return [value for value in values if value is not None]


def _quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, _, high = quantiles(values, n=4, method="inclusive")
    return low, median(values), high


def change_of(entry: Measure, earlier: Sequence[float], later: Sequence[float]) -> Change:
    """How the median of a measure changed; at least one value each.

    Within the spread is what is at most half the wider of the two interquartile ranges.
    """
    then, now = _quartiles(earlier), _quartiles(later)
    before, after = entry.text(then[1]), entry.text(now[1])
    step = now[1] - then[1]
    spread = max(then[2] - then[0], now[2] - now[0]) / 2
    if before == after:
        verdict = "unchanged"
    elif abs(step) <= spread:
        verdict = "within the spread"
    elif entry.better == "neither":
        verdict = "changed"
    else:
        verdict = "better" if (step > 0) == (entry.better == "higher") else "worse"
    return Change(entry.label, before, after, verdict, _against_error(entry, then[1], step))


def _against_error(entry: Measure, then: float, step: float) -> str:
    if entry.error is None:
        return ""
    detectable = entry.error.detectable_change
    limit = abs(then) * detectable / 100 if entry.error.percent else detectable
    return "beyond" if abs(step) > limit else "within"
