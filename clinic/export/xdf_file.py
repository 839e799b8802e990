"""Writing XDF 1.0, the Extensible Data Format: chunks, one after the other.

Source: the specification at https://github.com/sccn/xdf/wiki/Specifications. All numbers are
little-endian; a chunk is its length, a tag and its content.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from typing import BinaryIO, Final
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
import numpy.typing as npt

_FILE_HEADER, _STREAM_HEADER, _SAMPLES, _CLOCK_OFFSET, _BOUNDARY, _STREAM_FOOTER = range(1, 7)
_BOUNDARY_MARK: Final = bytes.fromhex("43a546dccbf5410fb30ed5467383cbe4")
_NO_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STAMPED: Final = 8
"""Bytes of the time that precedes every sample."""


class XdfFile:
    """An XDF file that grows chunk by chunk. Raises OSError where it can't be written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.write(b"XDF:")
        self._chunk(_FILE_HEADER, _xml(info({"version": "1.0"})))

    def stream(self, number: int, header: Element) -> None:
        """Announce a stream by its `info` element."""
        self._chunk(_STREAM_HEADER, _stream(number) + _xml(header))

    def samples(
        self, number: int, time_s: npt.NDArray[np.float64], values: npt.NDArray[np.float32]
    ) -> None:
        """Write samples (n, channels) of a float32 stream at their times (n,)."""
        count, channels = values.shape
        cells = np.empty(count, [("stamped", "u1"), ("s", "<f8"), ("values", "<f4", channels)])
        cells["stamped"], cells["s"], cells["values"] = _STAMPED, time_s, values
        self._chunk(_SAMPLES, _stream(number) + _length(count) + cells.tobytes())

    def texts(self, number: int, time_s: Sequence[float], texts: Sequence[str]) -> None:
        """Write samples of a string stream with one channel."""
        content = [_stream(number), _length(len(texts))]
        for stamp_s, text in zip(time_s, texts, strict=True):
            encoded = text.encode()
            content.append(struct.pack("<Bd", _STAMPED, stamp_s) + _length(len(encoded)) + encoded)
        self._chunk(_SAMPLES, b"".join(content))

    def clock_offset(self, number: int, at_s: float, offset_s: float) -> None:
        """Tell how much is to be added to a stream's times."""
        self._chunk(_CLOCK_OFFSET, _stream(number) + struct.pack("<dd", at_s, offset_s))

    def boundary(self) -> None:
        """Leave a mark from which a reader finds on after damage."""
        self._chunk(_BOUNDARY, _BOUNDARY_MARK)

    def end_stream(self, number: int, count: int, first_s: float, last_s: float) -> None:
        """Tell how much there was of a stream."""
        told = {"first_timestamp": first_s, "last_timestamp": last_s, "sample_count": count}
        footer = info({name: repr(value) for name, value in told.items()})
        self._chunk(_STREAM_FOOTER, _stream(number) + _xml(footer))

    def _chunk(self, tag: int, content: bytes) -> None:
        self._file.write(_length(len(content) + 2) + struct.pack("<H", tag))
        self._file.write(content)


def info(told: Mapping[str, str]) -> Element:
    """An `info` element with plain children."""
    element = Element("info")
    add_texts(element, told)
    return element


def add_texts(element: Element, told: Mapping[str, str]) -> None:
    """Give an element plain children; characters that XML can't hold become a replacement."""
    for name, text in told.items():
        SubElement(element, name).text = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _length(count: int) -> bytes:
    if count < 1 << 8:
        return struct.pack("<BB", 1, count)
    return struct.pack("<BI", 4, count) if count < 1 << 32 else struct.pack("<BQ", 8, count)


def _stream(number: int) -> bytes:
    return struct.pack("<I", number)


def _xml(element: Element) -> bytes:
    text: bytes = tostring(element, encoding="utf-8", xml_declaration=True)
    return text
