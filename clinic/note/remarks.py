"""What a therapist typed while the session ran, with its time."""

from __future__ import annotations

from datetime import timedelta

from clinic.note.facts import Remark
from clinic.note.happened import happened, text_in
from clinic.session import PlayedSession
from clinic.told import Command


def remarks_of(session: PlayedSession) -> tuple[Remark, ...]:
    """Remarks in order, those without words left out. Raises `RecordingError`."""
    told = iter(session.told(Command))
    names = {number: plan.name for number, plan in enumerate(session.level.exercises, start=1)}
    start_ns = next(
        (
            event["time_ns"]
            for event in session.events
            if event.get("kind") == "session_start" and isinstance(event.get("time_ns"), int)
        ),
        None,
    )
    found = []
    for each in happened(session):
        command = next(told) if each.kind == "command" else None
        if command is None or command.command != "note":
            continue
        text = " ".join(text_in(command, "text").split())
        if text:
            after_ns = None if start_ns is None else max(0, command.time_ns - start_ns)
            found.append(
                Remark(
                    time=_clock(session, after_ns),
                    after=_span(after_ns),
                    exercise=names.get(each.exercise, ""),
                    text=text,
                    by=text_in(command, "by"),
                )
            )
    return tuple(found)


def _clock(session: PlayedSession, after_ns: int | None) -> str:
    if after_ns is None:
        return ""
    return f"{session.info.start_utc + timedelta(microseconds=after_ns // 1000):%H:%M}"


def _span(after_ns: int | None) -> str:
    if after_ns is None:
        return ""
    minutes, seconds = divmod(after_ns // 1_000_000_000, 60)
    return f"{minutes}:{seconds:02d}"
