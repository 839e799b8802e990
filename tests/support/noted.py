"""A session in which everything happens that a note can tell, in pieces that can be left out."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from support.played import ended, events, played, row

from clinic.session import PlayedSession

LEVEL = """
format: 1
id: noted
title: Reach and lift
for_whom: tests
objective: Reach steadily and lift the feet.
body_part: right shoulder, elbow and leg
posture: seated
caution: none
reason: short
minutes: 3
exercises:
  - name: Fruit ahead
    task: reaching
    objective: Straighten the elbow.
    body_part: right shoulder and elbow
    sets: 2
    repetitions: 3
    familiarisation: 1
    resistance: a cuff of half a kilogram
    cues: {verbal: moderate, visual: minimal}
  - name: Cups
    task: grasping
    objective: Grasp and release.
    body_part: right hand
    repetitions: 2
    familiarisation: 0
  - name: Logs
    task: stepping
    objective: Lift the foot in time.
    body_part: right leg
    repetitions: 2
    familiarisation: 0
    parameters: {mode: in_place, kinds: both}
"""

PIECES: dict[str, list[tuple[Any, ...]]] = {
    "check-in": [
        (9, "check", {"when": "in", "pain": 3}),
        (17, "check", {"when": "in", "exertion": 2}),
        (20, "check", {"when": "in", "ready": "not_yet"}),
        (21, "check", {"when": "in", "ready": "yes"}),
    ],
    "supervision": [(22, "supervised", {"source": "key"}), (23, "clear_space", {"source": "key"})],
    "instruction": [(26, "phase_start", {"phase": "instruct", "set": 0})],
    "cues": [
        (41, "command", {"command": "cue", "source": "key",
                         "data": {"kind": "verbal", "amount": "moderate"}}),
        (42, "command", {"command": "cue", "source": "key",
                         "data": {"kind": "verbal", "amount": "moderate"}}),
        (43, "command", {"command": "cue", "source": "key",
                         "data": {"kind": "tactile", "amount": "minimal"}}),
    ],
    "assistance": [(44, "command", {"command": "assist", "source": "key"})],
    "shown again": [(45, "command", {"command": "demonstrate", "source": "key"})],
    "difficulty": [
        (46, "difficulty_change", {"exercise": 1, "old": 0.2, "new": 0.25, "reason": "success"}),
        (47, "difficulty_change", {"exercise": 1, "old": 0.25, "new": 0.15,
                                   "reason": "not reached"}),
        *((48, "difficulty_change", {"exercise": 1, "side": side, "old": 0.15, "new": 0.05,
                                     "steps": -1.0, "reason": "therapist; at the level's bound"})
          for side in ("left", "right")),
    ],
    "pause": [
        (50, "pause", {"cause": "stopped", "by": "stop_sign"}),
        (65, "resume", {"cause": "stopped"}),
        (66, "pause", {"cause": "tracking_lost", "by": "device"}),
        (68, "resume", {"cause": "tracking_lost"}),
    ],
    "rest": [(70, "rest_start", {"duration_s": 30.0}), (100, "rest_end", {"left_s": 0.0})],
    "tired": [(101, "rest_suggested", {"exercise": 1, "side": "right",
                                       "cause": "movement time rose by 41% (1.20 to 1.69 s)"})],
    "asked": [(102, "ask", {"cause": "tired", "answer": "easier"})],
    "pain": [(103, "check", {"when": "during", "pain": 5})],
    "lock": [(104, "lock", {"on": True}), (105, "lock", {"on": False})],
    "mark": [(106, "command", {"command": "mark", "source": "key"})],
    "remarks": [
        (44.5, "command", {"command": "note", "source": "console",
                           "data": {"text": "Sits crooked,\nput upright", "by": "m.lindt",
                                    "ask": "0f"}}),
        (141, "command", {"command": "note", "source": "key", "data": {"text": "Went home glad"}}),
        (142, "command", {"command": "note", "source": "key", "data": {"text": " "}}),
    ],
    "cap": [(140, "cap", {"cause": "session_minutes"})],
    "check-out": [
        (150, "check", {"when": "out", "pain": 4}),
        (151, "check", {"when": "out", "exertion": 6}),
        (152, "check", {"when": "out", "comfort": "a_little"}),
        (153, "check", {"when": "out", "word": "proud"}),
    ],
}  # fmt: skip
"""Events by what they tell, seconds since the start."""

FRAME: list[tuple[Any, ...]] = [
    (0, "session_start", {"level": "noted"}),
    (25, "exercise_start", {"exercise": 1, "name": "Fruit ahead"}),
    (30, "phase_start", {"phase": "familiarisation", "set": 0}),
    (40, "phase_start", {"phase": "set", "set": 1}),
    (110, "exercise_end", {"exercise": 1}),
    (110, "exercise_start", {"exercise": 2, "name": "Cups"}),
    (110, "phase_start", {"phase": "set", "set": 1}),
    (120, "exercise_end", {"exercise": 2}),
    (120, "exercise_start", {"exercise": 3, "name": "Logs"}),
    (120, "phase_start", {"phase": "set", "set": 1}),
    (139, "exercise_end", {"exercise": 3}),
    (160, "session_end", {"status": "completed"}),
]

REACH: dict[str, Any] = {
    "knobs": {"distance_share": 0.7},
    "covariates": {"azimuth_deg": 12.0, "elevation_deg": -17.0},
    "measures": {"movement_time_s": 1.23, "sparc": -1.87},
    "missing": {"path_ratio": "a gap of 0.31 s in the movement"},
}
GRASP: dict[str, Any] = {
    "exercise": 2,
    "exercise_name": "Cups",
    "task": "grasping",
    "labels": {"object": "cup", "activity": "place"},
    "knobs": {"distance_share": 0.66},
    "measures": {"transport_time_s": 3.45, "drops": 1.0, "slips": 0.0, "knocked": 2.0},
}
STEP: dict[str, Any] = {"exercise": 3, "exercise_name": "Logs", "task": "stepping"}
LOG: dict[str, Any] = STEP | {
    "labels": {"what": "obstacle", "shape": "log"},
    "knobs": {"height_m": 0.11},
    "covariates": {"height_share": 1.0},
    "measures": {"lead_clearance_m": 0.057, "collisions": 1.0},
    "missing": {"placement_error_m": "there was no footprint"},
}
PRINT: dict[str, Any] = STEP | {
    "labels": {"what": "footprint"},
    "measures": {"placement_error_m": 0.034},
    "missing": {"lead_clearance_m": "there was no obstacle"},
}

LOST = {"end_reason": "TIMEOUT", "success": False}
LEFT_OUT = {"end_reason": "TRACKING_LOST", "scored": False, "success": False}

REACHES = [
    row(1, set=0, **REACH),
    row(2, difficulty=0.2, **REACH),
    row(3, difficulty=0.25, flags=["leaned"], **REACH),
    row(4, difficulty=0.15, side="left", **REACH),
    row(5, set=2, **REACH | LOST),
    row(6, set=2, **REACH | LEFT_OUT),
    row(7, set=2, **REACH),
    row(8, set=2, difficulty=0.05, flags=["guessed_pose"], **REACH),
]
GRASPS = [row(9, **GRASP), row(10, **GRASP)]
STEPS = [row(11, **LOG | {"end_reason": "COLLISION", "success": False}), row(12, **PRINT)]
ROWS = [*REACHES, *GRASPS, *STEPS]


def noted(
    without: Collection[str] = (),
    rows: list[dict[str, Any]] = ROWS,
    level: str = LEVEL,
    status: str = "completed",
    **more: Any,
) -> PlayedSession:
    """The session, without some of its pieces. `more` changes what `session.json` says."""
    pieces = [told for name, piece in PIECES.items() if name not in without for told in piece]
    happened = events(sorted([*FRAME, *pieces], key=lambda told: told[0]))
    given = {"end": ended(160.0, status)} | more
    return played(happened, rows, level=level, **given)


def put(session: PlayedSession, data: Path) -> Path:
    """Write a session, samples left out, into a data directory; its folder."""
    folder = data / "sessions" / session.info.session_id
    folder.mkdir(parents=True)
    (folder / "level.yaml").write_text(LEVEL, encoding="utf-8")
    (folder / "session.json").write_text(session.info.model_dump_json(), encoding="utf-8")
    for name, lines in (
        ("events.jsonl", session.events),
        ("trials.jsonl", [each.model_dump(mode="json") for each in session.repetitions]),
    ):
        text = "".join(json.dumps(dict(line)) + "\n" for line in lines)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
