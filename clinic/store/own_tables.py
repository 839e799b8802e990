"""What lives in the database alone: accounts, plans, levels, the audit. No reindex touches it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Integer, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from clinic.store.base import Base


class AccountRow(Base):
    """Somebody who may use the console. `password_hash` is a slow, salted hash, never more.

    With `must_change_password` nothing is allowed but to choose another one.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str]
    created_utc: Mapped[datetime]
    disabled_utc: Mapped[datetime | None]
    must_change_password: Mapped[bool] = mapped_column(server_default=false())


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
    cancelled_utc: Mapped[datetime | None]
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


class LoginSessionRow(Base):
    """One browser that has signed in. Of its token only the SHA-256 is kept."""

    __tablename__ = "login_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(Integer, ForeignKey("account.id"), index=True)
    address: Mapped[str]
    opened_utc: Mapped[datetime]
    seen_utc: Mapped[datetime]
    ends_utc: Mapped[datetime]


class LockoutRow(Base):
    """Failed sign-ins in a row under one login, whether or not there is such an account."""

    __tablename__ = "lockout"

    login: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_utc: Mapped[datetime]
    until_utc: Mapped[datetime | None]


class CardRow(Base):
    """What therapists write on a patient's card. Code and body are in the patient's own folder."""

    __tablename__ = "card"

    code: Mapped[str] = mapped_column(primary_key=True)
    cautions: Mapped[str] = mapped_column(Text)
    goals: Mapped[str] = mapped_column(Text)
    archived_utc: Mapped[datetime | None]
    changed_utc: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(Integer, ForeignKey("account.id"))


class ClinicLevelRow(Base):
    """A level of the clinic's own. `withdrawn_utc` takes it from the lists, not from the past."""

    __tablename__ = "clinic_level"

    id: Mapped[str] = mapped_column(primary_key=True)
    made_utc: Mapped[datetime]
    withdrawn_utc: Mapped[datetime | None]


class LevelVersionRow(Base):
    """One saved text of a level, as YAML. Versions are only added, counted from 1."""

    __tablename__ = "level_version"

    level_id: Mapped[str] = mapped_column(ForeignKey("clinic_level.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    raw: Mapped[str] = mapped_column(Text)
    comment: Mapped[str]
    saved_utc: Mapped[datetime]
    saved_by: Mapped[int] = mapped_column(Integer, ForeignKey("account.id"))


class LevelDraftRow(Base):
    """What an account has written of a level since version `based_on`, and not saved yet."""

    __tablename__ = "level_draft"

    level_id: Mapped[str] = mapped_column(ForeignKey("clinic_level.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("account.id"), primary_key=True, autoincrement=False
    )
    raw: Mapped[str] = mapped_column(Text)
    based_on: Mapped[int] = mapped_column(Integer)
    changed_utc: Mapped[datetime]


class StationRow(Base):
    """A machine that patients play at. Of its key only the SHA-256 is kept."""

    __tablename__ = "station"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    joined_utc: Mapped[datetime]
    seen_utc: Mapped[datetime | None]
    removed_utc: Mapped[datetime | None]


class JoinCodeRow(Base):
    """A code by which one station may join, once. Only its SHA-256 is kept."""

    __tablename__ = "join_code"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    made_by: Mapped[int] = mapped_column(Integer, ForeignKey("account.id"))
    made_utc: Mapped[datetime]
    expires_utc: Mapped[datetime]
    used_utc: Mapped[datetime | None]
