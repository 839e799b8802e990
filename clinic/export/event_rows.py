"""One row an event."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from clinic.export.columns import INTEGER, NUMBER, TEXT, Column
from clinic.export.times import seconds
from clinic.export.words import Words
from clinic.session import PlayedSession

_OWN: Final = frozenset({"kind", "time_ns", "frame_index"})


def event_columns() -> list[Column]:
    """Columns of the table of events, after the key."""
    return [
        Column("time_s", NUMBER, "s", "When it was, since the session's start."),
        Column("frame_index", INTEGER, "1", "Number of the frame, as in the samples."),
        Column("kind", TEXT, "", "What it was; docs/recording.md tells each kind."),
        Column("data", TEXT, "", "What the event tells besides, as a JSON object."),
    ]


def event_rows(session: PlayedSession, words: Words) -> Iterator[Mapping[str, Any]]:
    """The events of a session, in the order in which they were written."""
    for time_s, frame_index, kind, data in event_parts(session, words):
        yield {
            "time_s": time_s,
            "frame_index": frame_index,
            "kind": kind,
            "data": json.dumps(data, ensure_ascii=False) if data else None,
        }


def event_parts(
    session: PlayedSession, words: Words
) -> Iterator[tuple[float | None, int | None, str, Mapping[str, Any]]]:
    """Seconds since the start, frame, kind, and whatever else each event tells."""
    for event in session.events:
        yield (
            _number(event, "time_ns", words.start_ns),
            _integer(event.get("frame_index")),
            words.text(str(event.get("kind", ""))),
            words.value({name: value for name, value in event.items() if name not in _OWN}),
        )


def _number(event: Mapping[str, Any], name: str, start_ns: int) -> float | None:
    time_ns = _integer(event.get(name))
    return None if time_ns is None else seconds(time_ns, start_ns)


def _integer(value: object) -> int | None:
    known = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
    return value if known and isinstance(value, int) else None
