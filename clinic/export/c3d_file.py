"""One C3D file, written by ezc3d."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import ezc3d
import numpy as np
import numpy.typing as npt

from clinic.export.c3d_plan import Part
from clinic.export.c3d_points import MARKERS, SHOWN, laboratory_mm
from clinic.export.telling import Told
from clinic.export.times import seconds

_LONGEST_TEXT: Final = 120
_DESCRIBED: Final = (
    "head",
    "left hand, grip",
    "right hand, grip",
    "left foot",
    "right foot",
    "centre of the target while it was shown",
    "centre of the obstacle while it was shown",
)
_BLOCK: Final = 512
_POINT_BYTES: Final = 16
_NOT_THERE: Final = -1.0
"""The residual that marks a gap. All other frames are resampled, which is residual 0."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a file says of itself besides its exercise."""

    each: Told
    rate_hz: float


def write_file(
    path: Path, heading: Heading, part: Part, position_m: npt.NDArray[np.float64]
) -> None:
    """Write positions (frames, markers, 3), stage axes, NaN in gaps. Raises OSError."""
    file = ezc3d.c3d()
    points = np.ones((4, position_m.shape[1], len(position_m)))
    points[:3] = laboratory_mm(position_m).transpose(2, 1, 0)
    gaps = np.isnan(points[:3]).any(axis=0)
    file["data"]["points"] = points
    file["data"]["meta_points"]["residuals"] = np.where(gaps, _NOT_THERE, 0.0)[None]
    described = file["parameters"]["POINT"]
    described["LABELS"]["value"] = [*MARKERS, *SHOWN]
    described["DESCRIPTIONS"]["value"] = list(_DESCRIBED)
    described["UNITS"]["value"] = ["mm"]
    described["RATE"]["value"] = [heading.rate_hz]
    for name, value in (("X_SCREEN", "+X"), ("Y_SCREEN", "+Z")):
        file.add_parameter("POINT", name, [value])
    _tell_who(file, heading, part)
    if part.moments:
        _tell_events(file, heading, part)
    file.write(str(path))
    _check_whole(path, points.shape[1] * points.shape[2])


def _check_whole(path: Path, cells: int) -> None:
    # The library tells of no disk that is full and of no folder that is not there.
    with path.open("rb") as file:
        header = file.read(_BLOCK)
    data_at = (int.from_bytes(header[16:18], "little") - 1) * _BLOCK
    if len(header) < _BLOCK or path.stat().st_size < data_at + cells * _POINT_BYTES:
        raise OSError(errno.ENOSPC, "the disk took only a part of it", str(path))


def _tell_who(file: ezc3d.c3d, heading: Heading, part: Part) -> None:
    info, number, words = heading.each.session.info, heading.each.numbered, heading.each.words
    file.add_parameter("SUBJECTS", "USED", 1)
    file.add_parameter("SUBJECTS", "NAMES", [_text(heading.each.patient)])
    file.add_parameter("SUBJECTS", "LABEL_PREFIXES", [""])
    file.add_parameter("MANUFACTURER", "COMPANY", ["Reachwell"])
    file.add_parameter("MANUFACTURER", "SOFTWARE", ["Reachwell"])
    version = info.software.get("reachwell", "unknown")
    file.add_parameter("MANUFACTURER", "VERSION_LABEL", [_text(version)])
    told = {
        "EXERCISE_NAME": part.span.name,
        "LEVEL": info.level_title,
        "AFFECTED_SIDE": info.affected_side,
        "INPUT_DEVICE": info.input_device,
    }
    if words.absolute_dates:
        told |= {"SESSION_ID": info.session_id, "START_UTC": info.start_utc.isoformat()}
    for name, text in told.items():
        file.add_parameter("REACHWELL", name, [_text(words.text(text))])
    for name, count in (
        ("SESSION_NUMBER", number.number),
        ("DAY_NUMBER", number.day),
        ("EXERCISE", part.span.exercise),
        ("PART", part.number),
        ("PARTS", part.count),
    ):
        file.add_parameter("REACHWELL", name, count)
    file.add_parameter("REACHWELL", "FIRST_FRAME_S", seconds(part.first_ns, words.start_ns))


def _tell_events(file: ezc3d.c3d, heading: Heading, part: Part) -> None:
    times_s = np.array([(moment.time_ns - part.first_ns) / 1e9 for moment in part.moments])
    minutes = times_s // 60  # seconds beyond whole minutes keep more digits in 32 bits
    count = len(part.moments)
    file.add_parameter("EVENT", "USED", count)
    file.add_parameter("EVENT", "TIMES", np.stack((minutes, times_s - 60 * minutes)))
    for name, texts in (
        ("CONTEXTS", [moment.context for moment in part.moments]),
        ("LABELS", [moment.label for moment in part.moments]),
        (
            "DESCRIPTIONS",
            [heading.each.words.text(moment.description) for moment in part.moments],
        ),
        ("SUBJECTS", [heading.each.patient] * count),
    ):
        file.add_parameter("EVENT", name, [_text(text) for text in texts])
    for name in ("ICON_IDS", "GENERIC_FLAGS"):
        file.add_parameter("EVENT", name, np.zeros(count))


def _text(text: str) -> str:
    """ASCII, and not long: a parameter holds no more than 32 kB in all."""
    plain = "".join(char if char.isprintable() else "?" for char in text[:_LONGEST_TEXT])
    return plain.encode("ascii", "replace").decode()
