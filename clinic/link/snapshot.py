"""How a session stands, taken from the loop in one cheap look and put into words elsewhere.

The loop's part (`Snapshots.look`, `Snapshots.heard`) copies memory and notes references; turning
that into JSON (`told`) is for the link's own thread.
"""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from clinic.link.protocol import Measured
from controllers.frame import POINTS, InputFrame
from game.recording.lines import plain
from game.session import Session
from tasks.scene import Panel, Role

TRACKING_OVER_NS: Final = 10_000_000_000
_MOST_LOOKS: Final = 256
_DECIMALS: Final = 4
"""A tenth of a millimetre."""


@dataclass(slots=True)
class Snapshot:
    """One look: everything that the thread needs, and nothing that the loop will change."""

    frame_index: int
    time_ns: int
    elapsed_s: float
    active_s: float
    phase: str
    paused: str | None
    exercise: dict[str, object] | None
    difficulty: dict[str, object]
    tally: dict[str, int]
    wanted_side: str | None
    wanted_limb: str
    place: str
    points: list[tuple[str, list[float], int]]
    kinds: list[tuple[int, int, str, str]]
    floats: npt.NDArray[np.float32]
    boards: list[tuple[Panel, float]]
    tracking_share: float | None
    last: Mapping[str, Any] | None
    dropped_rows: int


class Snapshots:
    """Looks at one session, and hears its events for what the session itself does not keep."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._layout_version = -1
        self._kinds: list[tuple[int, int, str, str]] = []
        self._rows = 0
        self._began_ns: int | None = None
        self._paused: str | None = None
        self._side: str | None = None
        self._value: float | None = None
        self._changes: dict[tuple[int, str], Mapping[str, Any]] = {}
        self._last: Mapping[str, Any] | None = None
        self._looks: deque[tuple[int, bool]] = deque(maxlen=_MOST_LOOKS)

    def heard(self, row: Mapping[str, Any]) -> None:
        """An event as it was written down."""
        match row["kind"]:
            case "session_start":
                self._began_ns = row["time_ns"]
            case "pause":
                self._paused = row["cause"]
            case "resume":
                self._paused = None
            case "exercise_start":
                self._side = self._value = None
            case "trial_start":
                self._side, self._value = row["side"], row["difficulty"]
            case "difficulty_change":
                self._changes[row["exercise"], row["side"]] = row
                if row["side"] == self._side:
                    self._value = row["new"]

    def finished(self, row: Mapping[str, Any]) -> None:
        """A repetition as it was written down."""
        self._last = row

    def look(self, frame: InputFrame, dropped_rows: int) -> Snapshot:
        """The session as it stands on this frame. The loop's part."""
        session = self._session
        scene, course = session.scene, session.course
        if scene.layout_version != self._layout_version:
            self._layout_version = scene.layout_version
            self._kinds = [
                (index, thing.id, thing.role.value, thing.mesh) for index, thing in scene.rows()
            ]
            self._rows = 1 + max((index for index, *_ in self._kinds), default=-1)
        now_ns = frame.display_time_ns
        phase = course.phase
        return Snapshot(
            frame_index=frame.frame_index,
            time_ns=now_ns,
            elapsed_s=(now_ns - self._began_ns) * 1e-9 if self._began_ns is not None else 0.0,
            active_s=session.active_ns * 1e-9,
            phase=phase.name if phase else "",
            paused=self._paused if session.standstill.now else None,
            exercise=self._exercise(session),
            difficulty=self._difficulty(session),
            tally={
                "won": session.tally.won,
                "scored": session.tally.scored,
                "done": session.progress,
                "planned": session.planned,
            },
            wanted_side=scene.wanted_side,
            wanted_limb=scene.wanted_limb,
            place=scene.place,
            points=[
                (name, pose.values.tolist(), pose.flags)
                for name in POINTS
                if (pose := getattr(frame, name)).flags
            ],
            kinds=self._kinds,
            floats=scene.floats[: self._rows].copy(),
            boards=[(panel, panel.progress) for panel in scene.panels if panel.visible],
            tracking_share=self._tracking(session, frame),
            last=self._last,
            dropped_rows=dropped_rows,
        )

    def _exercise(self, session: Session) -> dict[str, object] | None:
        course = session.course
        running, item = course.exercise, course.item
        if running is None:
            return None
        repetitions = course.repetitions
        finished = repetitions.finished if repetitions else 0
        count = repetitions.count if repetitions else running.exercise.repetitions
        return {
            "number": running.number,
            "name": running.exercise.name,
            "task": running.task.name,
            "set": item.set if item else 0,
            "sets": running.exercise.sets,
            "repetition": min(finished + 1, count),
            "repetitions": count,
        }

    def _difficulty(self, session: Session) -> dict[str, object]:
        running = session.course.exercise
        key = (running.number if running else 0, self._side or "")
        change = self._changes.get(key, {})
        return {
            "value": self._value,
            "side": self._side,
            "why": change.get("reason", ""),
            "locked": session.context.lock.on,
            "skill": change.get("skill"),
            "uncertainty": change.get("uncertainty"),
        }

    def _tracking(self, session: Session, frame: InputFrame) -> float | None:
        now_ns = frame.display_time_ns
        seen = frame.head.position_tracked and all(
            getattr(frame, point).position_tracked for point in session.course.needs()
        )
        looks = self._looks
        looks.append((now_ns, seen))
        while looks[0][0] < now_ns - TRACKING_OVER_NS:
            looks.popleft()
        return sum(well for _, well in looks) / len(looks)


def told(look: Snapshot) -> str:
    """A look as a `State` message. The thread's part."""
    floats = np.round(look.floats.astype(np.float64), _DECIMALS)
    rows: list[list[float]] = floats.tolist()
    things = [
        {
            "id": number,
            "role": role,
            "mesh": mesh,
            "position": (row := rows[index])[0:3],
            "orientation": row[3:7],
            "scale": row[7:10],
            "colour": [min(1.0, max(0.0, part)) for part in row[10:14]],
            "glow": row[14],
            "amount": row[15],
        }
        for index, number, role, mesh in look.kinds
        if all(map(math.isfinite, rows[index]))
    ]
    state = {
        "type": "state",
        "frame_index": look.frame_index,
        "time_ns": look.time_ns,
        "elapsed_s": round(look.elapsed_s, 3),
        "active_s": round(look.active_s, 3),
        "phase": look.phase,
        "paused": look.paused,
        "exercise": look.exercise,
        "difficulty": plain(look.difficulty),
        "tally": look.tally,
        "wanted_side": look.wanted_side,
        "wanted_limb": look.wanted_limb,
        "place": look.place,
        "points": {
            name: _point(values, flags)
            for name, values, flags in look.points
            if all(map(math.isfinite, values))
        },
        "things": things,
        "boards": [_board(panel, progress) for panel, progress in look.boards],
        "tracking_share": look.tracking_share,
        "last": _measured(look.last),
        "dropped_rows": look.dropped_rows,
    }
    return json.dumps(state, separators=(",", ":"))


def _point(values: list[float], flags: int) -> dict[str, object]:
    rounded = [round(value, _DECIMALS) for value in values]
    return {
        "position": rounded[:3],
        "orientation": rounded[3:],
        "valid": flags & 3 == 3,
        "tracked": flags & 10 == 10,
    }


def _board(panel: Panel, progress: float) -> dict[str, object]:
    return {
        "key": panel.key,
        "values": plain(panel.values),
        "position": [round(part, _DECIMALS) for part in panel.position_m],
        "yaw_rad": panel.yaw_rad,
        "width_m": panel.width_m,
        "choice": panel.role is Role.CHOICE,
        "progress": progress,
    }


def _measured(row: Mapping[str, Any] | None) -> object:
    if row is None:
        return None
    return plain({name: row[name] for name in Measured.model_fields})
