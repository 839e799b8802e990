"""What the picture of difficulty says in words."""

from __future__ import annotations

from clinic.following.series import Following, SideSeries
from clinic.following.table import VisitRow, rows_of, share_in_band


def subject(following: Following) -> str:
    """Whose difficulty it is, over which time."""
    starts = list(following.visits.values())
    first, last = min(starts), max(starts)
    days = f"{first:%Y-%m-%d}"
    if last.date() != first.date():
        days += f" to {last:%Y-%m-%d}"
    who = "Simulated patient" if following.simulated else "Patient"
    count = len(starts)
    sessions = "1 session" if count == 1 else f"{count} sessions"
    return f"{who} {following.patient_code}: skill and difficulty, {sessions}, {days}"


def heading(series: SideSeries) -> str:
    """Which task and side, and the exercises."""
    side = f"{series.side} side{', affected' if series.affected else ''}"
    return f"{series.task.capitalize()}, {side}: {', '.join(series.exercises)}"


def about_series(series: SideSeries) -> str:
    """The whole of it in a sentence or two."""
    rows = rows_of(series)
    last, done = rows[-1], len(series.attempts)
    said = [_skill(rows)]
    if 2 * last.at_bound > last.attempts:
        said.append("at its bound in the last session")
    said.append(f"{100 * sum(row.won for row in rows) / done:.0f} % of {done} repetitions won")
    in_band = share_in_band(series, series.lately)
    if in_band is not None:
        band = f"{100 * series.aim.lower:.0f} to {100 * series.aim.upper:.0f} %"
        said.append(f"within {band} for {100 * in_band:.0f} % of the time")
    sentence = "; ".join(part for part in said if part)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _skill(rows: list[VisitRow]) -> str:
    known = [row for row in rows if row.skill is not None]
    if not known:
        return ""
    first, last = known[0], known[-1]
    now = f"{last.skill:.2f} \u00b1 {last.uncertainty:.2f}"
    if first is last:
        return f"Skill {now}"
    return f"Skill {first.skill:.2f} after session {first.visit}, {now} after session {last.visit}"
