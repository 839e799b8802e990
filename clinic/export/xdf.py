"""XDF: one file a session, with its frames, the joints of its hands, and its events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from clinic.export.formats import Progress
from clinic.export.numbering import Numbered, numbered
from clinic.export.options import ExportOptions
from clinic.export.times import seconds, start_ns
from clinic.export.undated import undated
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
    times by a grid. Raises `RecordingError` and OSError.
    """
    numbers = numbered(sessions)
    total = sum(_frames(sessions[number.index]) for number in numbers)
    done = 0

    def told(rows: int) -> None:
        nonlocal done
        done += rows
        progress(min(done, total), total)

    written = []
    for number in numbers:
        name = Path(f"{number.name}.xdf")
        with (out / name).open("wb") as file:
            _write_session(XdfFile(file), sessions[number.index], number, options, told)
        written.append(name)
    return written


def _frames(session: PlayedSession) -> int:
    return session.info.end.samples if session.info.end else 0


def _write_session(
    file: XdfFile,
    session: PlayedSession,
    number: Numbered,
    options: ExportOptions,
    told: Callable[[int], None],
) -> None:
    header = _Headers(session, number, options)
    joints = session.info.features.hand_joints
    file.stream(_FRAMES, header.matrix("frames", "MoCap", FRAME_CHANNELS))
    if joints:
        file.stream(_JOINTS, header.matrix("joints", "MoCap", JOINT_CHANNELS))
    file.stream(_EVENTS, header.texts())
    origin_ns = start_ns(session)
    for rows in _write_rows(
        file, _FRAMES, FRAME_CHANNELS, session.recording.sample_batches(), origin_ns
    ):
        told(rows)
    if joints:
        batches = session.recording.joint_batches()
        for _ in _write_rows(file, _JOINTS, JOINT_CHANNELS, batches, origin_ns):
            pass
    _write_events(file, session, options, origin_ns)


def _write_rows(
    file: XdfFile, stream: int, channels: Channels, batches: Iterator[Rows], origin_ns: int
) -> Iterator[int]:
    """Write a stream and tell after every chunk how many rows it had."""
    span = _Span()
    for batch in batches:
        for first in range(0, len(batch), _ROWS_A_CHUNK):
            rows = batch[first : first + _ROWS_A_CHUNK]
            time_s = (rows["sample_time_ns"] - origin_ns) / 1e9
            span.take(len(rows), float(time_s[0]), float(time_s[-1]))
            file.samples(stream, time_s, channels.values(rows))
            yield len(rows)
        file.boundary()
    span.end(file, stream)


def _write_events(
    file: XdfFile, session: PlayedSession, options: ExportOptions, origin_ns: int
) -> None:
    span = _Span()
    for first in range(0, len(session.events), _TEXTS_A_CHUNK):
        events = session.events[first : first + _TEXTS_A_CHUNK]
        time_s = [seconds(event["time_ns"], origin_ns) for event in events]
        shown = events if options.absolute_dates else [undated(event) for event in events]
        span.take(len(events), time_s[0], time_s[-1])
        file.texts(_EVENTS, time_s, [json_line(event).decode().rstrip("\n") for event in shown])
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

    def __init__(self, session: PlayedSession, number: Numbered, options: ExportOptions) -> None:
        known = session.info
        self._name = number.name
        self._told = {
            "patient_code": known.patient_code,
            "session_number": str(number.number),
            "day_number": str(number.day),
            "level_title": known.level_title,
            "affected_side": known.affected_side,
            "input_device": known.input_device,
            "rate_hz": "unknown" if known.rate_hz is None else repr(known.rate_hz),
            "software": f"reachwell {known.software.get('reachwell', 'unknown')}",
            "clock": "seconds since the session's first frame was shown",
        }
        if options.absolute_dates:
            self._told |= {
                "session_id": known.session_id,
                "start_utc": known.start_utc.isoformat(),
            }

    def matrix(self, name: str, kind: str, channels: Channels) -> Element:
        """Of a stream of float32 rows."""
        header = self._stream(name, kind, len(channels.channels), "float32")
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
