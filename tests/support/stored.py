"""Folders of sessions for the store and the cohort, written as a recorder leaves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from support.played import LEVEL, ended, events, played, row

from clinic.store import Store
from clinic.store.base import Base
from clinic.store.index_tables import OF_A_SESSION, PatientRow, SessionRow
from game.datadir import DataDirectory
from game.recording.folder import EVENTS, TRIALS
from game.recording.folder import LEVEL as LEVEL_FILE
from game.recording.info import write_info
from game.recording.lines import json_line

CHECKS = events(
    [
        (1.0, "check", {"when": "in", "pain": 2}),
        (2.0, "check", {"when": "in", "ready": "yes"}),
        (60.0, "check", {"when": "out", "word": "good"}),
    ]
)


def put(
    data: Path,
    number: int = 1,
    code: str = "P01",
    rows: Sequence[Mapping[str, Any]] | None = None,
    *,
    day: str = "20260105",
    happened: Iterable[Mapping[str, Any]] = CHECKS,
    **info: object,
) -> Path:
    """Write a session's folder and return it; `number` makes its id."""
    name = f"{day}T101500-{number:06d}"
    rows = [row(1, set=0), row(2), row(3, success=False)] if rows is None else rows
    about = {
        "session_id": name,
        "patient_code": code,
        "start_utc": datetime.fromisoformat(f"{day}T101500+00:00"),
        "end": ended(90.0),
        **info,
    }
    folder = DataDirectory(data).sessions / name
    folder.mkdir(parents=True)
    (folder / LEVEL_FILE).write_text(LEVEL, encoding="utf-8", newline="\n")
    (folder / EVENTS).write_bytes(b"".join(map(json_line, happened)))
    (folder / TRIALS).write_bytes(b"".join(map(json_line, rows)))
    write_info(folder, played([], **about).info)
    return folder


def content(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the index, by table."""
    return {
        table.__tablename__: rows(store, table) for table in (PatientRow, SessionRow, *OF_A_SESSION)
    }


def rows(store: Store, table: type[Base]) -> list[tuple[Any, ...]]:
    """Every row of one table, by its key."""
    with store.reading() as connection:
        found = connection.execute(select(table).order_by(*table.__table__.primary_key))
        return [tuple(each) for each in found]


def quiet(done: int, of: int) -> None:
    """Progress that nobody looks at."""
