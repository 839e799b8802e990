"""Writing the C3D format: a header, parameters in groups, and frames of float points.

Source: the C3D file format user guide, https://www.c3d.org. Little-endian ("Intel"), in blocks of
512 bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt

Value = str | int | float | Sequence[str] | npt.NDArray[np.float64]
Groups = Mapping[str, Mapping[str, Value]]

_BLOCK: Final = 512
_KEY: Final = 0x50
_INTEL: Final = 84
_FLOATS: Final = -1.0
"""A scale below zero: points are floats in their unit."""

_NOT_THERE: Final = -1.0
"""The residual of a gap. All other frames are resampled, which is residual 0."""

_CHARS, _INT16, _FLOAT = -1, 2, 4
_PARAMETERS_AT: Final = 2


def write_points(
    file: BinaryIO,
    position: npt.NDArray[np.float64],
    rate_hz: float,
    labels: Sequence[str],
    groups: Groups,
) -> None:
    """Write positions (frames, points, 3), NaN in gaps, with a label each.

    `groups` holds parameters by group and name, ASCII; what it says of POINT is added to what the
    data tell. Text lists may have up to 255 entries, frames may be up to 65,535. Raises OSError.
    """
    frames, points, _ = position.shape
    told = {
        "USED": points,
        "FRAMES": frames,
        "SCALE": _FLOATS,
        "RATE": rate_hz,
        "DATA_START": 0,
        "LABELS": labels,
    }
    every = {**groups, "POINT": {**told, **groups.get("POINT", {})}, "ANALOG": {"USED": 0}}
    data_at = _PARAMETERS_AT + len(_parameters(every)) // _BLOCK
    point = {**every["POINT"], "DATA_START": data_at}
    file.write(_header(frames, points, rate_hz, data_at))
    file.write(_parameters({**every, "POINT": point}))
    cells = np.zeros((frames, points, 4), "<f4")
    gaps = np.isnan(position).any(axis=2)
    cells[:, :, :3] = position
    cells[gaps] = (0.0, 0.0, 0.0, _NOT_THERE)
    file.write(cells.data)
    file.write(bytes(-cells.nbytes % _BLOCK))


def _header(frames: int, points: int, rate_hz: float, data_at: int) -> bytes:
    known = struct.pack(
        "<BBHHHHHfHHf",
        *(_PARAMETERS_AT, _KEY, points, 0, 1, frames, 0),
        *(_FLOATS, data_at, 0, rate_hz),
    )
    return known.ljust(_BLOCK, b"\0")


def _parameters(groups: Groups) -> bytes:
    """The whole section, in blocks."""
    entries = []
    for number, (group, parameters) in enumerate(groups.items(), start=1):
        entries.append((_named(group, -number), b"\0"))
        for name, value in parameters.items():
            entries.append((_named(name, number), _encoded(value) + b"\0"))
    content = b"".join(
        # To the next entry, counted from this number on; the last entry tells 0.
        name + struct.pack("<H", 0 if last else len(body) + 2) + body
        for (name, body), last in zip(entries, _is_last(len(entries)), strict=True)
    )
    blocks = -(-(len(content) + 4) // _BLOCK)
    return (struct.pack("<BBBB", 1, _KEY, blocks, _INTEL) + content).ljust(blocks * _BLOCK, b"\0")


def _is_last(count: int) -> list[bool]:
    return [number == count for number in range(1, count + 1)]


def _named(name: str, group: int) -> bytes:
    return struct.pack("<bb", len(name), group) + name.encode("ascii")


def _encoded(value: Value) -> bytes:
    """Type, dimensions (the first varies fastest) and cells."""
    match value:
        case int():
            return struct.pack("<bBH", _INT16, 0, value)
        case float():
            return struct.pack("<bBf", _FLOAT, 0, value)
        case str():
            text = value.encode("ascii")
            return struct.pack("<bBB", _CHARS, 1, len(text)) + text
        case np.ndarray():
            shape = struct.pack(f"<{value.ndim}B", *value.shape)
            return struct.pack("<bB", _FLOAT, value.ndim) + shape + value.astype("<f4").tobytes("F")
        case _:
            texts = [text.encode("ascii") for text in value]
            width = max(map(len, texts), default=0)
            cells = b"".join(text.ljust(width) for text in texts)
            return struct.pack("<bBBB", _CHARS, 2, width, len(texts)) + cells
