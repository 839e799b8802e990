"""C3D: one file an exercise, with markers, gaps and events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path as FilePath

import numpy as np

from clinic.export.c3d_file import Heading, write_file
from clinic.export.c3d_plan import Part, Span, moments, parts, pieces, spans
from clinic.export.c3d_points import Path, Shown, at_times, path_of, shown, shown_at
from clinic.export.formats import Progress
from clinic.export.happened import Happened, happened
from clinic.export.numbering import numbered
from clinic.export.options import ExportOptions
from clinic.export.telling import Told, telling
from clinic.session import PlayedSession
from game.channels import Rows

_STEPS_FOR_RATE = 4096


def write(
    sessions: Sequence[PlayedSession], out: FilePath, options: ExportOptions, progress: Progress
) -> list[FilePath]:
    """Write `CODE_ses-01_ex-1.c3d` for each exercise; `..._part-1` where one file can't hold it.

    Marker positions are those at the sample time, brought to the recording's nominal rate.
    Raises `RecordingError` and OSError.
    """
    numbers = numbered(sessions)
    total = sum(end.samples for each in numbers if (end := sessions[each.index].info.end))
    done = 0

    def told(rows: int) -> None:
        nonlocal done
        done += rows
        progress(min(done, total), total)

    return [
        name
        for each in telling(sessions, numbers, options)
        for name in _write_session(each, out, told)
    ]


def _write_session(each: Told, out: FilePath, told: Callable[[int], None]) -> Iterator[FilePath]:
    events = happened(each.session)
    planned, rate_hz = _plan(each.session, events)
    things = shown(events)
    attempts: Counter[int] = Counter()
    for span, group in groupby(pieces(each.session, list(planned)), key=itemgetter(0)):
        attempts[span.exercise] += 1
        stem = f"{each.numbered.name}_ex-{span.exercise}"
        if attempts[span.exercise] > 1:
            stem += f"_again-{attempts[span.exercise]}"
        rows = (piece for _, piece in group)
        for part, path in _windows(planned[span], _told(rows, told), rate_hz):
            name = f"{stem}_part-{part.number}.c3d" if part.count > 1 else f"{stem}.c3d"
            _write_part(out / name, Heading(each, rate_hz), part, path, things)
            yield FilePath(name)


def _told(rows: Iterable[Rows], told: Callable[[int], None]) -> Iterator[Rows]:
    for piece in rows:
        yield piece
        told(len(piece))


def _plan(
    session: PlayedSession, events: Sequence[Happened]
) -> tuple[dict[Span, list[Part]], float]:
    """The parts of every exercise that has samples, and the rate."""
    ends: dict[Span, tuple[int, int]] = {}
    steps_ns: list[int] = []
    for span, rows in pieces(session, spans(events)):
        time_ns = rows["sample_time_ns"]
        first_ns, last_ns = ends.get(span, (int(time_ns[0]), int(time_ns[0])))
        ends[span] = first_ns, max(last_ns, int(time_ns.max()))
        if len(steps_ns) < _STEPS_FOR_RATE:
            steps_ns += np.diff(time_ns[:_STEPS_FOR_RATE]).tolist()
    rate_hz = session.info.rate_hz or _measured_hz(steps_ns)
    planned = {
        span: parts(span, first_ns, last_ns, rate_hz, moments(events, session.repetitions, span))
        for span, (first_ns, last_ns) in ends.items()
    }
    return planned, rate_hz


def _measured_hz(steps_ns: Sequence[int]) -> float:
    """The rate of a device that told none: a headset's, whole hertz."""
    forward = [step for step in steps_ns if step > 0]
    return float(max(round(1e9 / float(np.median(forward))), 1)) if forward else 1.0


def _windows(
    planned: Sequence[Part], rows: Iterator[Rows], rate_hz: float
) -> Iterator[tuple[Part, Path]]:
    """For each part the samples that its frames lie between; never more than a part in memory."""
    held: list[Rows] = []
    for part in planned:
        last_ns = part.first_ns + round((part.frames - 1) * 1e9 / rate_hz)
        while not held or (held[-1]["sample_time_ns"] < last_ns).all():
            more = next(rows, None)
            if more is None:
                break
            held.append(more)
        window = np.concatenate(held)
        yield part, path_of(window)
        past = window["sample_time_ns"] < last_ns - 1_000_000_000
        held = [window[~past]]
    for _ in rows:  # nothing of it belongs to a frame; told as done all the same
        pass


def _write_part(
    file: FilePath, heading: Heading, part: Part, path: Path, things: Sequence[Shown]
) -> None:
    at_ns = part.first_ns + np.round(np.arange(part.frames) * 1e9 / heading.rate_hz).astype(
        np.int64
    )
    position_m = np.concatenate((at_times(path, at_ns), shown_at(things, at_ns)), axis=1)
    write_file(file, heading, part, position_m)
