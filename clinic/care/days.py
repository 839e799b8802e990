"""Days and weeks: in UTC, weeks from Monday, as everywhere in the store."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from game.recording.info import now_utc


def today() -> date:
    """The day it is."""
    return now_utc().date()


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def begin(day: date) -> datetime:
    """Its first moment."""
    return datetime.combine(day, time.min, UTC)
