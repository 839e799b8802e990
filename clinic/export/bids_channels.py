"""Motion channels of a BIDS dataset: the same for every device, so that files can be pooled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

MISSING: Final = "n/a"
STAGE: Final = "stage"

POINTS: Final[Mapping[str, str]] = {
    "head": "between the eyes, as the headset tells it",
    "left_hand": "left palm (grip pose)",
    "right_hand": "right palm (grip pose)",
    "left_foot": "left sole under the ankle",
    "right_foot": "right sole under the ankle",
}
"""Tracked points and where they are, in the order of channels."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A row of channels.tsv; its fields are the columns, in their order."""

    name: str
    component: str
    type: str
    tracked_point: str
    units: str
    placement: str
    reference_frame: str
    description: str


def _channels() -> Iterator[Channel]:
    nowhere = (MISSING, MISSING)
    yield Channel(
        "latency", MISSING, "LATENCY", MISSING, "s", *nowhere, "Since the file's first sample"
    )
    yield Channel(
        "frame_index", MISSING, "MISC", MISSING, MISSING, *nowhere, "Frame number in the session"
    )
    for point, place in POINTS.items():
        for axis in "xyz":
            yield Channel(f"{point}_POS_{axis}", axis, "POS", point, "m", place, STAGE, "Position")
        for axis in "xyzw":
            part = f"quat_{axis}"
            name = f"{point}_ORNT_{part}"
            yield Channel(name, part, "ORNT", point, MISSING, place, STAGE, "Unit quaternion")
        yield Channel(
            f"{point}_validity",
            MISSING,
            "MISC",
            point,
            MISSING,
            place,
            MISSING,
            "Bits: 1 orientation valid, 2 position valid, 4 orientation tracked, 8 position "
            "tracked; what is valid but not tracked is a guess, and n/a in its own channels",
        )


CHANNELS: Final = tuple(_channels())
"""In the order of the columns of motion.tsv."""

CHANNELS_JSON: Final[Mapping[str, Any]] = {
    "reference_frame": {
        "Description": "Frame of reference of positions and orientations.",
        "Levels": {
            STAGE: {
                "SpatialAxes": "RUB",
                "RotationRule": "right-hand",
                "RotationOrder": MISSING,
                "Description": "OpenXR's stage: right-handed, origin on the floor, X to the right, "
                "Y up, Z backward, in the direction that the place was set up. Orientations "
                "are unit quaternions that turn the point's own axes into the stage's.",
            }
        },
    },
}
