"""What came of a trajectory: sentences, a CSV file, and a value for JSON."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import asdict
from typing import Any, Final

from clinic.trajectory.movements import ENTRIES, Measured

LOWEST_HZ: Final = 10.0
"""No device for movements is slower."""

HIGHEST_M_S: Final = 50.0
"""No hand is faster."""


def facts(found: Measured, name: str) -> list[str]:
    """What there is to know of the samples, in a few sentences."""
    rate = "" if found.median_rate_hz is None else f", {found.median_rate_hz:.4g} Hz (median)"
    lines = [
        f"{name}: {found.samples} samples in {found.duration_s:.2f} s{rate}, "
        f"longest gap {found.longest_gap_s:.3g} s"
    ]
    for count, what in (
        (found.lost, "without a position"),
        (found.disordered, "with a clock that is not later than before, left out"),
        (found.untimed, "without a time, left out"),
    ):
        if count:
            lines.append(f"Samples {what}: {count}")
    lines.append(_told_apart(found))
    return lines + _doubts(found)


def _doubts(found: Measured) -> list[str]:
    """What makes one ask whether the file says what it means."""
    lines = []
    if found.median_rate_hz is not None and found.median_rate_hz < LOWEST_HZ:
        lines.append(
            f"{found.median_rate_hz:.3g} Hz is slow: is the clock in seconds? "
            "(time_ms, time_us and time_ns are read too)"
        )
    fastest_m_s = found.medians().get("peak_speed_m_s")
    if fastest_m_s is not None and fastest_m_s > HIGHEST_M_S:
        lines.append(
            f"A peak speed of {fastest_m_s:.3g} m/s is no hand's: are positions in metres? "
            "(x_cm and x_mm are read too)"
        )
    if found.coarse_step_s is not None:
        lines.append(
            f"Times are uneven multiples of {found.coarse_step_s:g} s: if they were rounded, speed "
            "and smoothness are of the rounding too"
        )
    return lines


def _told_apart(found: Measured) -> str:
    count = len(found.movements)
    if found.parted_by == "targets":
        by, none = "changes of the target", "no row has a target"
    else:
        by, none = "their speed", "nothing moves for 0.1 s without a gap over 0.1 s"
    if not count:
        return f"No movements: {none}"
    end = (
        "each ends where the hand settles"
        if found.target_radius_m is None
        else f"each ends within {found.target_radius_m:g} m of its target"
    )
    held = " (each held until the next)" if found.held else ""
    return f"{count} movement{'s' * (count != 1)}, told apart by {by}{held}; {end}"


def missing_lines(found: Measured) -> list[str]:
    """Which measures are missing, where and why: a line a reason."""
    reasons: dict[str, Counter[str]] = {}
    movements: dict[str, set[int]] = {}
    for each in found.movements:
        for name, reason in each.missing.items():
            reasons.setdefault(reason, Counter())[name] += 1
            movements.setdefault(reason, set()).add(each.number)
    labels = {entry.name: entry.label for entry in ENTRIES}
    lines = []
    for reason, names in reasons.items():
        where = _some(sorted(movements[reason]), len(found.movements))
        told = ", ".join(labels[name] for name in names)
        what = "all measures" if len(names) == len(ENTRIES) else told
        lines.append(f"Missing {where}: {what} ({reason})")
    return lines


def as_csv(found: Measured) -> str:
    """A line a movement, with the measures' names as headings; empty where there is no number."""
    axes = len(found.movements[0].target_m or ()) if found.movements else 0
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        (
            *("movement", "from_s", "to_s", "onset_s", "end_s"),
            *(f"target_{axis}_m" for axis in "xyz"[:axes]),
            *(entry.name for entry in ENTRIES),
            "missing",
        )
    )
    for each in found.movements:
        writer.writerow(
            (
                *(each.number, each.from_s, each.to_s, each.onset_s, each.end_s),
                *(each.target_m or ()),
                *(each.measures[entry.name] for entry in ENTRIES),
                "; ".join(f"{name}: {reason}" for name, reason in each.missing.items()),
            )
        )
    return text.getvalue()


def as_json_value(found: Measured, name: str, ignored: tuple[str, ...]) -> dict[str, Any]:
    """Everything, with null where there is no number."""
    value = asdict(found)
    return {
        "file": name,
        "columns_not_read": list(ignored),
        **value,
        "units": {entry.name: entry.unit for entry in ENTRIES},
        "medians": found.medians(),
    }


def _some(numbers: list[int], of: int) -> str:
    """Which movements, in few words."""
    if len(numbers) == of:
        return "everywhere" if of > 1 else "here"
    if len(numbers) > 8:
        return f"in {len(numbers)} of {of} movements"
    return f"in {'movement' if len(numbers) == 1 else 'movements'} {', '.join(map(str, numbers))}"
