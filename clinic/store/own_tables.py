"""What lives in the database alone: accounts, plans and the audit. No reindex touches these."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from clinic.store.base import Base


class AccountRow(Base):
    """Somebody who may use the console. `password_hash` is a slow, salted hash, never more."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str]
    created_utc: Mapped[datetime]
    disabled_utc: Mapped[datetime | None]


class PlanRow(Base):
    """A level that a patient is to play, and how often. The code refers to no table: index rows go.

    `planned_by` keeps its account: one that has planned is disabled, not removed.
    """

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    patient_code: Mapped[str] = mapped_column(index=True)
    level_id: Mapped[str]
    sessions_per_week: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    planned_utc: Mapped[datetime]
    planned_by: Mapped[int] = mapped_column(Integer, ForeignKey("account.id"))


class AuditRow(Base):
    """Who did what, when, to what. Each row holds the hash of the one before."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at_utc: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditHeadRow(Base):
    """The one row that says how long the audit is and how it ends."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str]
