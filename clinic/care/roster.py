"""The list of all patients, a page at a time, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select, union

from clinic.care.days import begin, monday
from clinic.care.plans import PLAYED, Plan, next_plan, plans_of
from clinic.progress.history import GUEST
from clinic.store.index_tables import PatientRow, SessionRow
from clinic.store.own_tables import CardRow
from game.patient import CONDITIONS

PAGE: Final = 50
Order = Literal["code", "seen last", "seen first"]


@dataclass(frozen=True, slots=True)
class LastSession:
    """The latest session of a patient."""

    id: str
    start_utc: datetime
    level_title: str
    status: str | None
    scored: int
    won: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One patient of the list. Side, condition and posture are None where no profile is here."""

    code: str
    affected_side: str | None
    condition: str | None
    posture: str | None
    archived: bool
    sessions: int
    this_week: int
    last: LastSession | None
    plans: Sequence[Plan]
    day: date

    @property
    def next_plan(self) -> Plan | None:
        """What is to be played next."""
        return next_plan(self.plans)

    @property
    def planned(self) -> int:
        """Sessions planned for this week."""
        return sum(plan.sessions_per_week for plan in self.plans if plan.runs(self.day))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which patients, in which order. All words must be found in code, condition, side, posture."""

    words: str = ""
    archived: bool = False
    order: Order = "code"


def roster(
    connection: Connection, wanted: Wanted, day: date, first: int = 0
) -> tuple[list[Listed], int]:
    """A page of patients from `first` on, and how many there are in all."""
    codes = union(
        select(PatientRow.code), select(SessionRow.patient_code), select(CardRow.code)
    ).subquery()
    week = begin(monday(day))
    seen = (
        select(
            SessionRow.patient_code,
            func.max(SessionRow.start_utc).label("last_utc"),
            func.count().label("sessions"),
        )
        .group_by(SessionRow.patient_code)
        .subquery()
    )
    query = (
        select(
            codes.c.code,
            PatientRow.affected_side,
            PatientRow.condition,
            PatientRow.posture,
            CardRow.archived_utc,
            func.coalesce(seen.c.sessions, 0),
            seen.c.last_utc,
            func.count().over(),
        )
        .outerjoin(PatientRow, PatientRow.code == codes.c.code)
        .outerjoin(CardRow, CardRow.code == codes.c.code)
        .outerjoin(seen, seen.c.patient_code == codes.c.code)
        .where(codes.c.code != GUEST)
        .where(
            CardRow.archived_utc.is_not(None) if wanted.archived else CardRow.archived_utc.is_(None)
        )
    )
    for word in wanted.words.lower().split()[:8]:
        query = query.where(_holds(word, codes.c.code))
    rows = connection.execute(
        _ordered(query, wanted.order, codes.c.code, seen.c.last_utc).offset(first).limit(PAGE)
    ).all()
    found = [row[0] for row in rows]
    last = _last(connection, {row[0]: row[6] for row in rows if row[6] is not None})
    counts = _counts(connection, found, week)
    plans = plans_of(connection, found, day) if found else {}
    listed = [
        Listed(
            code, side, condition, posture, archived is not None, sessions,
            counts.get(code, 0), last.get(code), plans[code], day,
        )
        for code, side, condition, posture, archived, sessions, _, _ in rows
    ]  # fmt: skip
    return listed, rows[0][7] if rows else 0


def _holds(word: str, code: ColumnElement[str]) -> ColumnElement[bool]:
    meant = [name for name, words in CONDITIONS.items() if word in words.lower() or word == name]
    return or_(
        func.lower(code).contains(word, autoescape=True),
        PatientRow.condition.in_(meant),
        PatientRow.affected_side.startswith(word, autoescape=True),
        PatientRow.posture.startswith(word, autoescape=True),
    )


def _ordered(query: Select[Any], order: Order, code: Any, last: Any) -> Select[Any]:
    never = case((last.is_(None), 1), else_=0)
    match order:
        case "code":
            return query.order_by(code)
        case "seen last":
            return query.order_by(never, last.desc(), code)
        case "seen first":
            return query.order_by(never.desc(), last, code)


def _counts(connection: Connection, codes: Sequence[str], week: datetime) -> dict[str, int]:
    rows = connection.execute(
        select(SessionRow.patient_code, func.count().label("times"))
        .where(SessionRow.patient_code.in_(codes), SessionRow.start_utc >= week, PLAYED)
        .group_by(SessionRow.patient_code)
    )
    return {row.patient_code: row.times for row in rows}


def _last(connection: Connection, last: dict[str, Any]) -> dict[str, LastSession]:
    if not last:
        return {}
    rows = connection.execute(
        select(
            SessionRow.patient_code,
            SessionRow.id,
            SessionRow.start_utc,
            SessionRow.level_title,
            SessionRow.status,
            SessionRow.scored,
            SessionRow.won,
        )
        .where(SessionRow.patient_code.in_(last), SessionRow.start_utc.in_(set(last.values())))
        .order_by(SessionRow.start_utc, SessionRow.id)
    )
    return {
        row.patient_code: LastSession(*row[1:])
        for row in rows
        if row.start_utc == last[row.patient_code]
    }
