"""One C3D file: what stands in it besides the points."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from clinic.export.c3d_format import Value, write_points
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


@dataclass(frozen=True, slots=True)
class Heading:
    """What a file says of itself besides its exercise."""

    each: Told
    rate_hz: float


def write_file(
    path: Path, heading: Heading, part: Part, position_m: npt.NDArray[np.float64]
) -> None:
    """Write positions (frames, markers, 3), stage axes, NaN in gaps. Raises OSError."""
    version = heading.each.session.info.software.get("reachwell", "unknown")
    groups: dict[str, dict[str, Value]] = {
        "POINT": {
            "DESCRIPTIONS": _DESCRIBED,
            "UNITS": "mm",
            "X_SCREEN": "+X",
            "Y_SCREEN": "+Z",
        },
        "SUBJECTS": {"USED": 1, "NAMES": [_text(heading.each.patient)], "LABEL_PREFIXES": [""]},
        "MANUFACTURER": {
            "COMPANY": "Reachwell",
            "SOFTWARE": "Reachwell",
            "VERSION_LABEL": _text(version),
        },
        "REACHWELL": _own(heading.each, part),
    }
    if part.moments:
        groups["EVENT"] = _events(heading.each, part)
    labels = (*MARKERS, *SHOWN)
    with path.open("wb") as file:
        write_points(file, laboratory_mm(position_m), heading.rate_hz, labels, groups)


def _own(each: Told, part: Part) -> dict[str, Value]:
    info, number, words = each.session.info, each.numbered, each.words
    texts = {
        "EXERCISE_NAME": part.span.name,
        "LEVEL": info.level_title,
        "AFFECTED_SIDE": info.affected_side,
        "INPUT_DEVICE": info.input_device,
    }
    if words.absolute_dates:
        texts |= {"SESSION_ID": info.session_id, "START_UTC": info.start_utc.isoformat()}
    return {
        **{name: _text(words.text(text)) for name, text in texts.items()},
        "SESSION_NUMBER": number.number,
        "DAY_NUMBER": number.day,
        "EXERCISE": part.span.exercise,
        "PART": part.number,
        "PARTS": part.count,
        "FIRST_FRAME_S": seconds(part.first_ns, words.start_ns),
    }


def _events(each: Told, part: Part) -> dict[str, Value]:
    times_s = np.array([(moment.time_ns - part.first_ns) / 1e9 for moment in part.moments])
    minutes = times_s // 60  # seconds beyond whole minutes keep more digits in 32 bits
    count = len(part.moments)
    return {
        "USED": count,
        "TIMES": np.stack((minutes, times_s - 60 * minutes)),
        "CONTEXTS": [moment.context for moment in part.moments],
        "LABELS": [_text(moment.label) for moment in part.moments],
        "DESCRIPTIONS": [_text(each.words.text(moment.description)) for moment in part.moments],
        "SUBJECTS": [_text(each.patient)] * count,
        "ICON_IDS": np.zeros(count),
        "GENERIC_FLAGS": np.zeros(count),
    }


def _text(text: str) -> str:
    """ASCII, and not long: a parameter holds no more than 64 kB, all of them 127 kB."""
    plain = "".join(char if char.isprintable() else "?" for char in text[:_LONGEST_TEXT])
    return plain.encode("ascii", "replace").decode()
