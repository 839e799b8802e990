"""Repetitions written by hand, and sessions that hold them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from support.series import FIRST_DAY

from controllers.controller import Features
from game.recording.info import SessionEnd, SessionInfo, level_digest, write_info
from levels.loader import shipped_path

LEVEL = shipped_path("first-session-right").read_bytes()


def repetition(number: int, **changed: Any) -> dict[str, Any]:
    """A row of `trials.jsonl`: a won reach of the right arm, but for what is changed."""
    row: dict[str, Any] = {
        "trial_num": number,
        "exercise": 1,
        "exercise_name": "Fruit close by",
        "task": "reaching",
        "task_version": 1,
        "set": 1,
        "familiarisation": False,
        "side": "right",
        "difficulty": 0.3,
        "knobs": {"distance_share": 0.7, "radius_m": 0.07},
        "covariates": {"azimuth_deg": 10.0, "elevation_deg": 0.0},
        "labels": {},
        "end_reason": "SUCCESS",
        "scored": True,
        "success": True,
        "margin": 0.5,
        "end_time_ns": number * 2_000_000_000,
        "shown_ns": number * 2_000_000_000 - 1_500_000_000,
        "flags": [],
        "measures": {"movement_time_s": 1.0, "sparc": -1.6},
        "missing": {},
    }
    return row | changed


def write_session(
    data: Path,
    day: int,
    rows: list[dict[str, Any]],
    *,
    patient: str = "P-001",
    level: bytes = LEVEL,
    events: str = "",
    **changed: Any,
) -> Path:
    """The folder of a closed session of that day, without samples."""
    start = FIRST_DAY + timedelta(days=day)
    folder = data / "sessions" / f"{start:%Y%m%dT%H%M%S}-{day:06d}"
    folder.mkdir(parents=True)
    (folder / "level.yaml").write_bytes(level)
    (folder / "events.jsonl").write_text(events, "utf-8")
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "trials.jsonl").write_text(lines, "utf-8")
    end = SessionEnd(
        status="completed",
        end_utc=start + timedelta(minutes=10),
        duration_s=600.0,
        samples=0,
        joints=0,
        events=0,
        trials=len(rows),
        dropped_rows=0,
    )
    about: dict[str, Any] = {
        "session_id": folder.name,
        "patient_code": patient,
        "seed": day,
        "level_title": "First session, right arm",
        "level_sha256": level_digest(level),
        "affected_side": "right",
        "input_device": "openxr",
        "features": Features("openxr", orientation=True),
        "view": "headset",
        "software": {"reachwell": "0"},
        "start_utc": start,
        "end": end,
    }
    write_info(folder, SessionInfo(**(about | changed)))
    return folder
