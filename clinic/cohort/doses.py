"""How much a clinic's patients play, and how far that is what was planned.

As in `clinic.cohort.comparing`, a figure from too few patients is left out, and so is what would
give such a figure away (`clinic.cohort.hidden`). Simulated patients and guests are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, select

from clinic.care.days import begin, monday
from clinic.care.plans import overlap_days
from clinic.cohort.comparing import SIMULATED, Devices
from clinic.cohort.hidden import hidden_groups
from clinic.progress.history import GUEST
from clinic.progress.statistics import Spread, spread
from clinic.store.index_tables import SessionRow
from clinic.store.own_tables import PlanRow

By = Literal["everybody", "condition", "level"]

EVERYBODY: Final = "everybody"
NOT_SAID: Final = "not said"
_DAYS_A_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Adherence:
    """Sessions planned and done, over patients with a plan; `share` is each patient's, to 1."""

    patients: int
    planned: float
    done: int
    share: Spread


@dataclass(frozen=True, slots=True)
class DoseGroup:
    """One group. Both halves are None where they are hidden or nobody has them.

    Minutes are the sessions' length, repetitions those that were scored, both of each patient a
    week, from the week of the first session in the period to that of the last.
    """

    name: str
    patients: int | None = None
    sessions: int | None = None
    minutes_a_week: Spread | None = None
    repetitions_a_week: Spread | None = None
    adherence: Adherence | None = None


@dataclass(frozen=True, slots=True)
class _Session:
    code: str
    level: str
    day: date
    minutes: float
    repetitions: int
    begins: bool


@dataclass(frozen=True, slots=True)
class _Planned:
    code: str
    level: str
    planned: float
    done: int


def doses(
    connection: Connection,
    by: By,
    conditions: Mapping[str, str],
    since: date,
    until: date,
    smallest: int,
    devices: Devices = "real",
) -> list[DoseGroup]:
    """The groups that there are, by name, over days in UTC, both included.

    `conditions` are those of `clinic.cohort.conditions`, by code.
    """

    def group_of(code: str, level: str) -> str:
        match by:
            case "everybody":
                return EVERYBODY
            case "condition":
                return conditions.get(code, NOT_SAID)
            case "level":
                return level

    played: dict[str, list[_Session]] = {}
    sessions = _sessions(connection, since, until, devices)
    for each in sessions:
        played.setdefault(group_of(each.code, each.level), []).append(each)
    planned: dict[str, list[_Planned]] = {}
    for plan in _plans(connection, sessions, since, until, devices):
        planned.setdefault(group_of(plan.code, plan.level), []).append(plan)
    no_doses = hidden_groups({(n,): {e.code for e in g} for n, g in played.items()}, smallest)
    no_plans = hidden_groups({(n,): {e.code for e in g} for n, g in planned.items()}, smallest)
    return [
        _group(
            name,
            [] if (name,) in no_doses else played.get(name, []),
            [] if (name,) in no_plans else planned.get(name, []),
        )
        for name in sorted(played.keys() | planned.keys())
    ]


def _group(name: str, played: Sequence[_Session], planned: Sequence[_Planned]) -> DoseGroup:
    adherence = _adherence(planned) if planned else None
    if not played:
        return DoseGroup(name, adherence=adherence)
    of_each = _by_patient(played)
    weeks = {code: _weeks(each.day for each in own) for code, own in of_each.items()}
    return DoseGroup(
        name,
        len(of_each),
        sum(each.begins for each in played),
        spread([sum(e.minutes for e in own) / weeks[c] for c, own in of_each.items()]),
        spread([sum(e.repetitions for e in own) / weeks[c] for c, own in of_each.items()]),
        adherence,
    )


def _adherence(planned: Sequence[_Planned]) -> Adherence:
    totals: dict[str, tuple[float, int, float]] = {}
    for each in planned:
        asked, done, kept = totals.get(each.code, (0.0, 0, 0.0))
        kept += min(float(each.done), each.planned)  # more than planned makes up for no other plan
        totals[each.code] = (asked + each.planned, done + each.done, kept)
    return Adherence(
        len(totals),
        sum(asked for asked, _, _ in totals.values()),
        sum(done for _, done, _ in totals.values()),
        spread([kept / asked for asked, _, kept in totals.values()]),
    )


def _by_patient(played: Iterable[_Session]) -> dict[str, list[_Session]]:
    found: dict[str, list[_Session]] = {}
    for each in played:
        found.setdefault(each.code, []).append(each)
    return found


def _weeks(days: Iterable[date]) -> int:
    mondays = [monday(day) for day in days]
    return (max(mondays) - min(mondays)).days // _DAYS_A_WEEK + 1


def _sessions(connection: Connection, since: date, until: date, devices: Devices) -> list[_Session]:
    query = select(
        SessionRow.patient_code,
        SessionRow.level_id,
        SessionRow.start_utc,
        SessionRow.duration_s,
        SessionRow.scored,
        SessionRow.resumed_from,
    ).where(
        SessionRow.start_utc >= begin(since),
        SessionRow.start_utc < begin(until + timedelta(days=1)),
        SessionRow.scored > 0,
        SessionRow.patient_code != GUEST,
    )
    if devices == "real":
        query = query.where(SessionRow.input_device != SIMULATED)
    return [
        _Session(
            row.patient_code,
            row.level_id,
            row.start_utc.date(),
            (row.duration_s or 0.0) / 60.0,
            row.scored,
            row.resumed_from is None,
        )
        for row in connection.execute(query)
    ]


def _plans(
    connection: Connection,
    sessions: Sequence[_Session],
    since: date,
    until: date,
    devices: Devices,
) -> list[_Planned]:
    """Plans with a day in the period, and what was done of them on those days."""
    done: dict[tuple[str, str], list[date]] = {}
    for each in sessions:
        if each.begins:
            done.setdefault((each.code, each.level), []).append(each.day)
    left_out = _only_simulated(connection) if devices == "real" else set()
    rows = connection.execute(
        select(
            PlanRow.patient_code,
            PlanRow.level_id,
            PlanRow.sessions_per_week,
            PlanRow.starts_on,
            PlanRow.ends_on,
            PlanRow.cancelled_utc,
        ).where(PlanRow.starts_on <= until, PlanRow.patient_code != GUEST)
    )
    found = []
    for code, level, a_week, starts, ends, cancelled in rows:
        # The day of cancelling is no day of the plan: what was planned by mistake asks nothing.
        ended = cancelled.date() - timedelta(days=1) if cancelled else None
        last = min((day for day in (ends, ended) if day is not None), default=None)
        days = overlap_days(starts, last, since, until)
        if not days or code in left_out:
            continue
        to = until if last is None else min(last, until)
        within = [day for day in done.get((code, level), ()) if max(starts, since) <= day <= to]
        found.append(_Planned(code, level, a_week * days / _DAYS_A_WEEK, len(within)))
    return found


def _only_simulated(connection: Connection) -> set[str]:
    """Codes that nobody but simulated patients has played under."""
    simulated = select(SessionRow.patient_code).where(SessionRow.input_device == SIMULATED)
    real = select(SessionRow.patient_code).where(SessionRow.input_device != SIMULATED)
    return set(connection.scalars(simulated.distinct())) - set(connection.scalars(real.distinct()))
