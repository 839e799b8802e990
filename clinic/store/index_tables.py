"""The index: what stands in the files, once more, so that it can be asked.

Nothing in these tables is the only copy of anything. A reindex may empty and refill them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from clinic.store.base import Base


class PatientRow(Base):
    """A profile in the patients' folder. Sessions may be of codes that have none here."""

    __tablename__ = "patient"

    code: Mapped[str] = mapped_column(primary_key=True)
    affected_side: Mapped[str]
    condition: Mapped[str | None]
    posture: Mapped[str]


class SessionRow(Base):
    """A session's folder; `status` is None while it is not closed. Counts leave exclusions out."""

    __tablename__ = "session"
    __table_args__ = (Index(None, "patient_code", "start_utc"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    patient_code: Mapped[str]
    start_utc: Mapped[datetime]
    level_id: Mapped[str]
    level_title: Mapped[str]
    level_sha256: Mapped[str]
    affected_side: Mapped[str]
    input_device: Mapped[str]
    resumed_from: Mapped[str | None]
    status: Mapped[str | None]
    duration_s: Mapped[float | None]
    practice: Mapped[int]
    scored: Mapped[int]
    won: Mapped[int]


class OfASession(Base):
    """What goes with a session's row, and leaves with it."""

    __abstract__ = True

    session_id: Mapped[str] = mapped_column(
        ForeignKey("session.id", ondelete="CASCADE"), primary_key=True, sort_order=-1
    )


def _number() -> Mapped[int]:
    return mapped_column(Integer, primary_key=True, autoincrement=False)


class ExerciseRow(OfASession):
    """An exercise of which at least one repetition was begun."""

    __tablename__ = "exercise"

    number: Mapped[int] = _number()
    name: Mapped[str]
    task: Mapped[str]
    planned_sets: Mapped[int]
    planned_repetitions: Mapped[int]
    sets_begun: Mapped[int]
    practice: Mapped[int]
    scored: Mapped[int]
    won: Mapped[int]
    difficulty_first: Mapped[float | None]
    difficulty_last: Mapped[float | None]


class RepetitionRow(OfASession):
    """A repetition that no therapist has taken out. `measures` holds null for what is missing."""

    __tablename__ = "repetition"

    trial_num: Mapped[int] = _number()
    exercise: Mapped[int]
    set: Mapped[int]
    familiarisation: Mapped[bool]
    side: Mapped[str]
    difficulty: Mapped[float]
    end_reason: Mapped[str]
    scored: Mapped[bool]
    success: Mapped[bool]
    margin: Mapped[float | None]
    end_time_ns: Mapped[int]
    measures: Mapped[dict[str, Any]]


class ExclusionRow(OfASession):
    """A repetition that a therapist has taken out."""

    __tablename__ = "exclusion"

    trial_num: Mapped[int] = _number()
    reason: Mapped[str]
    excluded_utc: Mapped[datetime]


class CheckRow(OfASession):
    """One answer of the patient: `moment` is in, during or out. In order, counted from 1."""

    __tablename__ = "check_answer"

    number: Mapped[int] = _number()
    moment: Mapped[str]
    time_ns: Mapped[int]
    pain: Mapped[int | None]
    exertion: Mapped[int | None]
    ready: Mapped[str | None]
    comfort: Mapped[str | None]
    word: Mapped[str | None]


class AttestedRow(OfASession):
    """Timed minutes of one billing code that a therapist attests. In order, counted from 1."""

    __tablename__ = "attested_minutes"

    number: Mapped[int] = _number()
    code: Mapped[str]
    minutes: Mapped[int]
    attested_utc: Mapped[datetime]


class NoteRow(OfASession):
    """That there is a note; its words stay in the session's folder. Counted from 1."""

    __tablename__ = "note"

    number: Mapped[int] = _number()
    style: Mapped[str]
    written_utc: Mapped[datetime]


OF_A_SESSION: Final[tuple[type[OfASession], ...]] = (
    ExerciseRow,
    RepetitionRow,
    ExclusionRow,
    CheckRow,
    AttestedRow,
    NoteRow,
)
"""Every one of them."""
