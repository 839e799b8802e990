"""XDF: one file a session, with its frames, the joints of its hands, and its events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from clinic.export.formats import Progress
from clinic.export.happened import happened
from clinic.export.numbering import numbered
from clinic.export.options import ExportOptions
from clinic.export.telling import Told, frames_in_all, telling
from clinic.export.times import seconds
from clinic.export.xdf_file import XdfFile, add_texts, info
from clinic.session import PlayedSession
from game.channels import FRAME_CHANNELS, JOINT_CHANNELS, Channels, Rows
from game.recording.columns import METADATA
from game.recording.lines import json_line

_FRAMES, _JOINTS, _EVENTS = 1, 2, 3
_ROWS_A_CHUNK: Final = 1024
_TEXTS_A_CHUNK: Final = 1024


def write(
    sessions: Sequence[PlayedSession], out: Path, options: ExportOptions, progress: Progress
) -> list[Path]:
    """Write `CODE_ses-01.xdf` for each session: streams of float32 frames and of events as JSON.

    Times are seconds since the session's first frame was shown; all streams share that clock.
    Streams are declared irregular (nominal rate 0), so that no reader replaces the recorded
    times by a grid. An event is a JSON object, its moments in seconds. Raises `RecordingError` and
    OSError.
    """
    numbers = numbered(sessions)
    total = frames_in_all(sessions, numbers)
    done = 0

    def told(rows: int) -> None:
        nonlocal done
        done += rows
        progress(min(done, total), total)

    written = []
    for each in telling(sessions, numbers, options):
        name = Path(f"{each.numbered.name}.xdf")
        with (out / name).open("wb") as file:
            _write_session(XdfFile(file), each, told)
        written.append(name)
    return written


def _write_session(file: XdfFile, each: Told, told: Callable[[int], None]) -> None:
    recording = each.session.recording
    header = _Headers(each)
    joints = each.session.info.features.hand_joints
    file.stream(_FRAMES, header.matrix("frames", FRAME_CHANNELS))
    if joints:
        file.stream(_JOINTS, header.matrix("joints", JOINT_CHANNELS))
    file.stream(_EVENTS, header.texts())
    origin_ns = each.words.start_ns
    _write_rows(file, _FRAMES, FRAME_CHANNELS, recording.sample_batches(), origin_ns, told)
    if joints:
        _write_rows(file, _JOINTS, JOINT_CHANNELS, recording.joint_batches(), origin_ns, told)
    _write_events(file, each)


def _write_rows(
    file: XdfFile,
    stream: int,
    channels: Channels,
    batches: Iterator[Rows],
    origin_ns: int,
    told: Callable[[int], None],
) -> None:
    span = _Span()
    for batch in batches:
        for first in range(0, len(batch), _ROWS_A_CHUNK):
            rows = batch[first : first + _ROWS_A_CHUNK]
            time_s = (rows["sample_time_ns"] - origin_ns) / 1e9
            span.take(len(rows), float(time_s[0]), float(time_s[-1]))
            file.samples(stream, time_s, channels.values(rows))
            told(len(rows))
        file.boundary()
    span.end(file, stream)


def _write_events(file: XdfFile, each: Told) -> None:
    span = _Span()
    session, words = each.session, each.words
    times_s = [seconds(event.time_ns, words.start_ns) for event in happened(session)]
    for first in range(0, len(times_s), _TEXTS_A_CHUNK):
        chunk_s = times_s[first : first + _TEXTS_A_CHUNK]
        events = session.events[first : first + _TEXTS_A_CHUNK]
        span.take(len(events), chunk_s[0], chunk_s[-1])
        lines = [json_line(words.value(event)).decode().rstrip("\n") for event in events]
        file.texts(_EVENTS, chunk_s, lines)
    span.end(file, _EVENTS)


@dataclass(slots=True)
class _Span:
    """How much of a stream was written."""

    count: int = 0
    first_s: float = 0.0
    last_s: float = 0.0

    def take(self, count: int, first_s: float, last_s: float) -> None:
        if not self.count:
            self.first_s = first_s
        self.last_s = last_s
        self.count += count

    def end(self, file: XdfFile, stream: int) -> None:
        for at_s in (self.first_s, self.last_s):  # one clock: nothing is to be added
            file.clock_offset(stream, at_s, 0.0)
        file.end_stream(stream, self.count, self.first_s, self.last_s)


class _Headers:
    """What a file says of its streams."""

    def __init__(self, each: Told) -> None:
        known, number, words = each.session.info, each.numbered, each.words
        self._name = number.name
        self._told = {
            "patient_code": each.patient,
            "session_number": str(number.number),
            "day_number": str(number.day),
            "level_title": words.text(known.level_title),
            "affected_side": known.affected_side,
            "input_device": words.text(known.input_device),
            "rate_hz": "unknown" if known.rate_hz is None else repr(known.rate_hz),
            "software": f"reachwell {known.software.get('reachwell', 'unknown')}",
            "clock": "seconds since the session's first frame was shown",
        }
        if words.absolute_dates:
            self._told |= {
                "session_id": known.session_id,
                "start_utc": known.start_utc.isoformat(),
            }

    def matrix(self, name: str, channels: Channels) -> Element:
        """Of a stream of float32 rows."""
        header = self._stream(name, "MoCap", len(channels.channels), "float32")
        desc = self._desc(header)
        axes = METADATA[b"reachwell.frame_of_reference"].decode()
        add_texts(desc, {"frame_of_reference": axes})
        listed = SubElement(desc, "channels")
        for channel in channels.channels:
            element = SubElement(listed, "channel")
            told = {"label": channel.label, "unit": channel.unit, "type": channel.kind}
            add_texts(element, told)
        return header

    def texts(self) -> Element:
        """Of the events."""
        header = self._stream("events", "Markers", 1, "string")
        self._desc(header)
        return header

    def _stream(self, name: str, kind: str, channels: int, cells: str) -> Element:
        return info(
            {
                "name": f"reachwell-{name}",
                "type": kind,
                "channel_count": str(channels),
                "nominal_srate": "0",
                "channel_format": cells,
                "source_id": f"reachwell-{self._name}-{name}",
                "version": "1.0",
                "created_at": "0",
            }
        )

    def _desc(self, header: Element) -> Element:
        desc = SubElement(header, "desc")
        add_texts(desc, self._told)
        return desc
