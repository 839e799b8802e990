"""Movements of a session as pictures need them: targets and hand paths, seen from the body."""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from clinic.repetition import Repetition
from clinic.session import PlayedSession
from controllers.controller import Side
from controllers.frame import Vec3
from game.recording.errors import cannot
from game.recording.folder import SAMPLES
from game.recording.reading import Recording, require_file
from game.recording.stream import StreamReader
from metrics.missing import NotMeasurableError
from metrics.motion import speed
from metrics.sampling import resample
from tasks.body import BodyFrame

Floats = npt.NDArray[np.float64]

RATE_HZ: Final = 60.0
_POSITION_TRACKED: Final = 8
_TIMES: Final = ("display_time_ns", "sample_time_ns")
_SIDES: Final[tuple[Side, Side]] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a repetition's target appeared: body axes (x right, y up, z ahead) from the eyes."""

    repetition: Repetition
    place_m: Vec3
    event: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Path:
    """The hand's way in one repetition: (n, 3) in body axes, its speed (n,), its time (n,).

    Time counts from the onset of the movement, seconds; from the first sample where no onset
    was measured (`aligned` is false then). 60 samples a second, whatever the device's rate. Where
    the hand was not seen for a while, place and speed are NaN; somewhere both are known.
    """

    repetition: Repetition
    time_s: Floats
    place_m: Floats
    speed_m_s: Floats
    aligned: bool

    @property
    def seen(self) -> npt.NDArray[np.bool_]:
        """Where place and speed are known (n,)."""
        known: npt.NDArray[np.bool_] = np.isfinite(self.speed_m_s)
        known &= np.isfinite(self.place_m).all(axis=1)
        return known

    @property
    def fastest_m_s(self) -> float:
        """The greatest speed that was seen."""
        return float(self.speed_m_s[self.seen].max())


class Bodies:
    """Where the patient sat and faced, at any time of a session."""

    def __init__(self, session: PlayedSession) -> None:
        """Read the session's `body_frame` events."""
        self._times_ns: list[int] = []
        self._frames: list[BodyFrame] = []
        for event in session.events:
            if event.get("kind") == "body_frame":
                eyes_m, yaw_rad = vector(event.get("eyes_m")), event.get("yaw_rad")
                if eyes_m is not None and isinstance(yaw_rad, int | float):
                    self._times_ns.append(int(event["time_ns"]))
                    self._frames.append(BodyFrame(eyes_m, float(yaw_rad)))

    def at(self, time_ns: int) -> BodyFrame | None:
        """The frame in force; the first where none was yet; None where there never was one."""
        if not self._frames:
            return None
        return self._frames[max(bisect.bisect_right(self._times_ns, time_ns) - 1, 0)]


def targets(session: PlayedSession, repetitions: Sequence[Repetition]) -> list[Target]:
    """The first target of each repetition, in order; without a known body, none."""
    bodies = Bodies(session)
    wanted = {each.trial_num: each for each in repetitions}
    found = []
    for event in session.events:
        repetition = wanted.get(event.get("trial_num", 0))
        if event.get("kind") != "target_shown" or repetition is None:
            continue
        body, place_m = bodies.at(event["time_ns"]), vector(event.get("position_m"))
        if body is not None and place_m is not None:
            x, y, z = body.from_stage(place_m)
            found.append(Target(repetition, (x, y, -z), event))
            del wanted[repetition.trial_num]
    return found


def vector(value: object) -> Vec3 | None:
    """Three finite numbers of an event."""
    if not isinstance(value, list) or len(value) != 3:
        return None
    if not all(isinstance(each, int | float) and math.isfinite(each) for each in value):
        return None
    return cast(Vec3, tuple(float(each) for each in value))


class Hands:
    """The tracked hands of a session. Samples are read once, when they are first asked for."""

    def __init__(self, session: PlayedSession) -> None:
        """Nothing is read yet."""
        self._recording = session.recording
        self._bodies = Bodies(session)
        self._rows: _Rows | None = None

    def paths(self, repetitions: Sequence[Repetition], begin: str, end: str) -> list[Path]:
        """The hand of each repetition between two of its moments; where it can't be told, none.

        `end` falls back on the end of the repetition. Raises `RecordingError`.
        """
        if self._rows is None:
            self._rows = _Rows(self._recording)
        rows = self._rows
        found = (_path(rows, self._bodies, each, begin, end) for each in repetitions)
        return [path for path in found if path is not None]


def _path(rows: _Rows, bodies: Bodies, repetition: Repetition, begin: str, end: str) -> Path | None:
    begin_ns = repetition.times_ns.get(begin)
    if begin_ns is None:
        return None
    body = bodies.at(begin_ns)
    if body is None:
        return None
    time_ns, place_m = rows.between(
        repetition.side, begin_ns, repetition.times_ns.get(end, repetition.end_time_ns)
    )
    if len(time_ns) < 2:
        return None
    try:
        time_s, even_m = resample((time_ns - time_ns[0]) / 1e9, place_m, RATE_HZ)
        speed_m_s = speed(even_m, RATE_HZ)
    except NotMeasurableError:
        return None
    reaction_s = repetition.measures.get("reaction_time_s")
    aligned = reaction_s is not None and begin == "shown"
    zero_s = (begin_ns - time_ns[0]) / 1e9 + (reaction_s or 0.0) if aligned else 0.0
    path = Path(repetition, time_s - zero_s, _from_body(body, even_m), speed_m_s, aligned)
    return path if path.seen.any() else None


def _from_body(body: BodyFrame, place_m: Floats) -> Floats:
    away = place_m - np.asarray(body.eyes_m)
    cos, sin = math.cos(body.yaw_rad), math.sin(body.yaw_rad)
    x, y, z = away.T
    turned: Floats = np.stack((cos * x - sin * z, y, -(sin * x + cos * z)), axis=1)
    return turned


class _Rows:
    """The columns of a recording that paths need, in memory: no others are read."""

    def __init__(self, recording: Recording) -> None:
        """Read them. Raises `RecordingError`."""
        names = [*_TIMES]
        for side in _SIDES:
            names += [*_places(side), _flags(side)]
        self._columns = _columns(recording, names)
        self._display_ns = self._columns["display_time_ns"]

    def between(self, side: Side, begin_ns: int, end_ns: int) -> tuple[Floats, Floats]:
        """Sample times (n,) and tracked positions (n, 3) of frames shown in a stretch of time."""
        first, last = np.searchsorted(self._display_ns, (begin_ns, end_ns))
        part = slice(int(first), int(last) + 1)
        tracked = (self._columns[_flags(side)][part] & _POSITION_TRACKED) > 0
        places = [self._columns[name][part][tracked] for name in _places(side)]
        time_ns = self._columns["sample_time_ns"][part][tracked].astype(np.float64)
        return time_ns, np.stack(places, axis=1).astype(np.float64)


def _places(side: Side) -> list[str]:
    return [f"sampled_{side}_hand_position_{axis}_m" for axis in "xyz"]


def _flags(side: Side) -> str:
    return f"sampled_{side}_hand_flags"


def _columns(recording: Recording, names: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    table = _table(recording, names)
    dtypes = {column.name: column.dtype for column in SAMPLES.layout.columns}
    return {name: _values(table.column(name), dtypes[name]) for name in names}


def _table(recording: Recording, names: Sequence[str]) -> pa.Table:
    path, stream = SAMPLES.parquet(recording.folder), SAMPLES.stream(recording.folder)
    layout = SAMPLES.layout
    try:
        if stream.exists() and not path.exists():  # not closed yet
            require_file(stream)
            table = pa.Table.from_batches(StreamReader(stream, layout), layout.schema)
            return table.select(list(names))
        require_file(path)
        with pq.ParquetFile(path) as file:
            return file.read(list(names))
    except (pa.ArrowException, OSError) as error:
        raise cannot("read", path, error) from error


def _values(column: pa.ChunkedArray, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """Numbers of a column, from its memory: pyarrow's own way loads pandas, where that is there."""
    pieces = [
        np.frombuffer(chunk.buffers()[1], dtype, len(chunk), chunk.offset * dtype.itemsize)
        for chunk in column.chunks
        if len(chunk)
    ]
    return np.concatenate([np.empty(0, dtype), *pieces])
