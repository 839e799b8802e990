"""Series of recorded sessions of one patient, on days of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FIRST_DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def on_days(data: Path, days: Sequence[int]) -> list[Path]:
    """Move the sessions of a data directory, in their order, to days since the first day.

    Folders are named after their new start. Links between sessions are moved along.
    """
    folders = sorted((data / "sessions").iterdir())
    starts = [FIRST_DAY + timedelta(days=day) for day in days]
    new = {
        folder.name: f"{start:%Y%m%dT%H%M%S}-{folder.name.split('-')[1]}"
        for folder, start in zip(folders, starts, strict=True)
    }
    moved = []
    for folder, start in zip(folders, starts, strict=True):
        change_info(folder, lambda info, start=start: _move(info, start, new))
        moved.append(folder.rename(folder.with_name(new[folder.name])))
    return moved


def change_info(folder: Path, change: Any) -> None:
    """Change what `session.json` says; `change` is handed its content."""
    path = folder / "session.json"
    info = json.loads(path.read_text("utf-8"))
    change(info)
    path.write_text(json.dumps(info), "utf-8")


def rewrite_trials(folder: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Put other repetitions in the place of a session's own."""
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "trials.jsonl").write_text(lines, "utf-8")


def _move(info: dict[str, Any], start: datetime, new: dict[str, str]) -> None:
    info["session_id"] = new[info["session_id"]]
    info["start_utc"] = start.isoformat()
    if info["end"] is not None:
        length = timedelta(seconds=info["end"]["duration_s"])
        info["end"]["end_utc"] = (start + length).isoformat()
    if info["previous_session"] is not None:
        info["previous_session"] = new[info["previous_session"]]
    if info["resumed_from"] is not None:
        info["resumed_from"]["session"] = new[info["resumed_from"]["session"]]
