"""What is known of a session as a whole: `session.json`."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import pyarrow as pa
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from controllers.controller import Features, Side
from game.recording.columns import FORMAT_VERSION
from game.recording.files import write_atomically
from game.recording.folder import SESSION
from game.recording.lines import plain
from game.resume_point import Count, ResumePoint, SessionId
from tasks.formulas import formulas

JsonObject = Annotated[dict[str, Any], BeforeValidator(plain)]


class _Model(BaseModel):
    # A later program of the same format version may add keys.
    model_config = ConfigDict(frozen=True, extra="ignore")


class SessionEnd(_Model):
    """How a session ended and how much of it there is."""

    status: str
    """The session's own word for its end, or "recovered" when a crash ended it."""
    end_utc: AwareDatetime
    duration_s: Annotated[float, Field(allow_inf_nan=False)]
    """From the first to the last sample, on the monotonic clock."""
    samples: Count
    joints: Count
    events: Count
    trials: Count
    dropped_rows: Count
    """Frames that found no place; a recording that misses any can't be rerun."""
    dropped_joint_rows: Count = 0
    lost_rows: Count = 0
    """Frames at the end that a crash took, at least, as far as the events tell."""
    lost_lines: Count = 0
    """Events and trials that could not be written."""
    more: JsonObject = {}
    """What the session itself adds."""


class SessionInfo(_Model):
    """Who played what, where and with which software. `end` is None while it is recorded."""

    format_version: Literal[1] = FORMAT_VERSION
    session_id: SessionId
    patient_code: str
    """A pseudonym, never a name."""
    seed: Count
    level_title: str
    level_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    affected_side: Side
    input_device: str
    features: Features
    """What the input device gives; a replay of the recording gives the same."""
    view: str
    rate_hz: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """Nominal frame rate; None where only the headset's runtime knows."""
    patient_state: JsonObject = {}
    """Profile, calibration and skill as they were at the start."""
    previous_session: SessionId | None = None
    resumed_from: ResumePoint | None = None
    confirmed: dict[str, str] = {}
    """What was confirmed before the start ("supervised", "clear_space"), and how."""
    software: dict[str, str]
    start_utc: AwareDatetime
    end: SessionEnd | None = None


def level_digest(level: bytes) -> str:
    """SHA-256 of a level file, hexadecimal."""
    return sha256(level).hexdigest()


def software_versions() -> dict[str, str]:
    """Versions of everything that decides a session's bits."""
    try:
        own = version("reachwell")
    except PackageNotFoundError:
        own = "unknown"
    return {
        "reachwell": own,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pyarrow": pa.__version__,
        "formulas": formulas(),
        "platform": platform.platform(),
    }


def now_utc() -> datetime:
    """The wall clock, whole milliseconds."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def write_info(folder: Path, info: SessionInfo) -> None:
    """Put `session.json` in place whole. Raises OSError."""
    write_atomically(folder / SESSION, info.model_dump_json(indent=2).encode() + b"\n")


def add_end(folder: Path, end: SessionEnd) -> None:
    """Add the end to a `session.json` of whatever version, and change nothing else of it.

    So the keys of `end` only ever become more. Raises OSError, or ValueError for what is no JSON.
    """
    described = json.loads((folder / SESSION).read_bytes()) | {"end": end.model_dump(mode="json")}
    write_atomically(folder / SESSION, json.dumps(described, indent=2).encode() + b"\n")
