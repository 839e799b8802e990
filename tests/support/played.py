"""Sessions made up event by event, as the clinic reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clinic.repetition import Repetition
from clinic.session import PlayedSession
from controllers.controller import Features
from game.recording.info import SessionEnd, SessionInfo, level_digest
from game.recording.reading import Recording
from levels.loader import parse_level

LEVEL = """
format: 1
id: made-up
title: Made up
for_whom: tests
objective: Reach steadily ahead.
body_part: right shoulder and elbow
posture: seated
caution: none
reason: short
minutes: 1
exercises:
  - name: Fruit ahead
    task: reaching
    objective: Straighten the elbow.
    body_part: shoulder and elbow
    sets: 2
    repetitions: 3
    familiarisation: 1
  - name: Fruit to the side
    task: reaching
    objective: Bring the arm outwards.
    body_part: shoulder
    repetitions: 2
    familiarisation: 0
"""

Told = tuple[Any, ...]
"""A moment in seconds, a kind, and what it adds, if anything."""


def event(at_s: float, kind: str, **data: object) -> dict[str, Any]:
    """An event at a moment of a session at 90 Hz."""
    return {"kind": kind, "frame_index": round(at_s * 90), "time_ns": round(at_s * 1e9), **data}


def events(told: Iterable[Told]) -> list[dict[str, Any]]:
    """Events from (seconds, kind) or (seconds, kind, {more})."""
    return [event(at_s, kind, **(more[0] if more else {})) for at_s, kind, *more in told]


def row(number: int, **changed: object) -> dict[str, Any]:
    """A repetition's row, of a success in the first set of the first exercise."""
    return {
        "trial_num": number,
        "exercise": 1,
        "exercise_name": "Fruit ahead",
        "task": "reaching",
        "task_version": 1,
        "set": 1,
        "familiarisation": changed.get("set") == 0,
        "side": "right",
        "difficulty": 0.2,
        "knobs": {},
        "covariates": {},
        "labels": {},
        "end_reason": "SUCCESS",
        "scored": changed.get("set") != 0,
        "success": True,
        "margin": 0.5,
        "end_time_ns": number * 1_000_000_000,
        "flags": [],
        "measures": {},
        "missing": {},
        **changed,
    }


def played(
    happened: Sequence[Mapping[str, Any]],
    rows: Iterable[Mapping[str, Any]] = (),
    *,
    level: str = LEVEL,
    end: SessionEnd | None = None,
    excluded: Mapping[int, str] | None = None,
    folder: Path = Path("nowhere"),
    **info: object,
) -> PlayedSession:
    """A session that was never played. `info` changes what `session.json` says."""
    described = SessionInfo.model_validate(
        {
            "session_id": "20260105T101500-AB12CD",
            "patient_code": "P-001",
            "seed": 1,
            "level_title": "Made up",
            "level_sha256": level_digest(level.encode()),
            "affected_side": "right",
            "input_device": "openxr",
            "features": Features("openxr"),
            "view": "headset",
            "rate_hz": 90.0,
            "software": {"reachwell": "0.1.0"},
            "start_utc": datetime(2026, 1, 5, 10, 15, tzinfo=UTC),
            "end": end,
            **info,
        }
    )
    repetitions = [Repetition.model_validate(each) for each in rows]
    parsed = parse_level(level.encode(), "made-up.yaml")
    return PlayedSession(
        Recording(folder, described), parsed, repetitions, excluded or {}, list(happened)
    )


def ended(duration_s: float, status: str = "completed", **more: Any) -> SessionEnd:
    """How `session.json` tells an end."""
    counts = {"samples": 0, "joints": 0, "events": 0, "trials": 0, "dropped_rows": 0}
    when = datetime(2026, 1, 5, 11, 0, tzinfo=UTC)
    return SessionEnd(
        **{"status": status, "end_utc": when, "duration_s": duration_s, **counts, **more}
    )
