"""Plans: a level that a patient is to play, how often a week, and over which days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from sqlalchemy import Connection, func, insert, select, update

from clinic.authoring.available import available_levels, shipped_levels
from clinic.authoring.checking import checked
from clinic.care.days import begin, monday
from clinic.errors import ClinicError
from clinic.store.index_tables import SessionRow
from clinic.store.own_tables import AccountRow, LevelVersionRow, PlanRow
from game.patient import checked_code
from game.recording.info import now_utc

MOST_A_WEEK: Final = 21
PLAYED: Final = (SessionRow.scored > 0) & SessionRow.resumed_from.is_(None)
"""Sessions that count: something was scored, and they go on with none that counts already."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan that is not cancelled. `done` counts this week's sessions of its level."""

    id: int
    patient_code: str
    level_id: str
    level_title: str
    sessions_per_week: int
    starts_on: date
    ends_on: date | None
    planned_by: str
    done: int

    def runs(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def over(self, day: date) -> bool:
        """Whether it ended before a day."""
        return self.ends_on is not None and self.ends_on < day


def plans_of(connection: Connection, codes: Sequence[str], day: date) -> dict[str, list[Plan]]:
    """Plans of patients as of a day, those that ended before it left out; `next_plan` comes first.

    Every code has its list. `codes` are not more than a database takes in one list (500).
    """
    rows = connection.execute(
        select(
            PlanRow.id,
            PlanRow.patient_code,
            PlanRow.level_id,
            PlanRow.sessions_per_week,
            PlanRow.starts_on,
            PlanRow.ends_on,
            AccountRow.login,
        )
        .join(AccountRow, AccountRow.id == PlanRow.planned_by)
        .where(PlanRow.patient_code.in_(codes), PlanRow.cancelled_utc.is_(None))
        .where(PlanRow.ends_on.is_(None) | (PlanRow.ends_on >= day))
        .order_by(PlanRow.starts_on, PlanRow.id)
    ).all()
    planned = [row.patient_code for row in rows]
    titles = level_titles(connection, {row.level_id for row in rows})
    done = _done(connection, planned, day)
    found: dict[str, list[Plan]] = {code: [] for code in codes}
    for plan_id, code, level, a_week, starts, ends, by in rows:
        title = titles.get(level, level)
        plan = Plan(
            plan_id, code, level, title, a_week, starts, ends, by, done.get((code, level), 0)
        )
        found[code].append(plan)
    for plans in found.values():
        plans.sort(key=lambda plan: _first(plan, day))
    return found


def next_plan(plans: Sequence[Plan]) -> Plan | None:
    """What a patient plays next, of `plans_of`: what runs and lacks most this week; then later."""
    return plans[0] if plans else None


def _first(plan: Plan, day: date) -> tuple[bool, float, date, int]:
    lacks = (plan.sessions_per_week - plan.done) / plan.sessions_per_week
    return not plan.runs(day), -lacks if plan.runs(day) else 0.0, plan.starts_on, plan.id


def _done(connection: Connection, codes: Sequence[str], day: date) -> dict[tuple[str, str], int]:
    if not codes:
        return {}
    week = begin(monday(day))
    rows = connection.execute(
        select(SessionRow.patient_code, SessionRow.level_id, func.count())
        .where(SessionRow.patient_code.in_(set(codes)), SessionRow.start_utc >= week, PLAYED)
        .group_by(SessionRow.patient_code, SessionRow.level_id)
    )
    return {(code, level): count for code, level, count in rows}


def add_plan(
    connection: Connection,
    code: str,
    level_id: str,
    sessions_per_week: int,
    starts_on: date,
    ends_on: date | None,
    by: int,
) -> int:
    """Plan a level and return the plan's id. `by` is an account's id.

    Raises `ClinicError` for a level that can't be played, and for days and numbers that can't be.
    """
    code = checked_code(code)
    playable = {level.id for level in available_levels(connection) if not level.problem}
    if level_id not in playable:
        raise ClinicError("choose a level that can be played")
    if not 1 <= sessions_per_week <= MOST_A_WEEK:
        raise ClinicError(f"sessions a week: {sessions_per_week}; allowed: 1 to {MOST_A_WEEK}")
    if ends_on is not None and ends_on < starts_on:
        raise ClinicError(f"the plan ends on {ends_on}, before it starts on {starts_on}")
    if not date(2000, 1, 1) <= starts_on <= date(2100, 1, 1):
        raise ClinicError(f"the plan starts on {starts_on}; allowed: years 2000 to 2099")
    done = connection.execute(
        insert(PlanRow)
        .values(
            patient_code=code,
            level_id=level_id,
            sessions_per_week=sessions_per_week,
            starts_on=starts_on,
            ends_on=ends_on,
            planned_utc=now_utc(),
            planned_by=by,
        )
        .returning(PlanRow.id)
    )
    return int(done.scalar_one())


def cancel_plan(connection: Connection, code: str, plan_id: int) -> None:
    """End a plan from now on. Raises `ClinicError` where it is not there any more."""
    open_one = (PlanRow.id == plan_id) & (PlanRow.patient_code == code)
    done = connection.execute(
        update(PlanRow)
        .where(open_one, PlanRow.cancelled_utc.is_(None))
        .values(cancelled_utc=now_utc())
    )
    if done.rowcount != 1:
        raise ClinicError("this plan was cancelled already")


def level_titles(connection: Connection, ids: Iterable[str]) -> Mapping[str, str]:
    """Titles of levels by id, those that come with the program and the clinic's own."""
    wanted = set(ids)
    titles = {level.id: level.title for level in shipped_levels() if level.id in wanted}
    own = sorted(wanted - titles.keys())
    if own:
        newest = (
            select(LevelVersionRow.level_id, func.max(LevelVersionRow.number).label("number"))
            .where(LevelVersionRow.level_id.in_(own))
            .group_by(LevelVersionRow.level_id)
            .subquery()
        )
        rows = connection.execute(
            select(LevelVersionRow.level_id, LevelVersionRow.raw).join(
                newest,
                (newest.c.level_id == LevelVersionRow.level_id)
                & (newest.c.number == LevelVersionRow.number),
            )
        )
        titles |= {level_id: _title(raw) or level_id for level_id, raw in rows}
    return titles


@lru_cache(maxsize=500)
def _title(raw: str) -> str | None:
    level = checked(raw).level
    return None if level is None else level.title


def overlap_days(plan_from: date, plan_to: date | None, since: date, until: date) -> int:
    """Days of a plan within a period, both ends included."""
    last = until if plan_to is None else min(plan_to, until)
    return max(0, (last - max(plan_from, since) + timedelta(days=1)).days)
