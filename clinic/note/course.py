"""What happened in a session besides its exercises, and what the patient answered."""

from __future__ import annotations

from typing import Any, Final

from clinic.note.facts import Course, Limits, Paused, Response, RestSuggested
from clinic.note.happened import assistance, commands, counted, cues_given
from clinic.progress.history import is_rerun
from clinic.session import PlayedSession
from clinic.told import Ask, Check, Command, EarlyEnd, Pause
from clinic.told import RestSuggested as Suggested

POINTERS: Final = frozenset({"mouse", "keyboard", "gamepad"})


def response_of(session: PlayedSession) -> Response:
    """The patient's answers. Raises `RecordingError`."""
    checks = session.told(Check)
    before = [each for each in checks if each.when == "in"]
    after = [each for each in checks if each.when == "out"]
    during = [each.pain for each in checks if each.when == "during" and each.pain is not None]
    return Response(
        pain_before=_last([each.pain for each in before]),
        pain_during=tuple(during),
        pain_after=_last([each.pain for each in after]),
        exertion_before=_last([each.exertion for each in before]),
        exertion_after=_last([each.exertion for each in after]),
        ready=tuple(each.ready for each in before if each.ready),
        comfort=_last([each.comfort for each in after]) or "",
        word=_last([each.word for each in after]) or "",
        asked=tuple((each.cause, each.answer or "") for each in session.told(Ask)),
    )


def course_of(session: PlayedSession) -> Course:
    """Everything that befell the session. Raises `RecordingError`."""
    end, early = session.info.end, session.told(EarlyEnd)
    names = {number: plan.name for number, plan in enumerate(session.level.exercises, start=1)}
    begun = {each.exercise for each in session.repetitions}
    point = session.info.resumed_from
    first = point.exercise if point else 1
    told = session.told(Command)
    return Course(
        status=end.status if end else "",
        caps=tuple(each.cause for each in early if each.kind == "cap"),
        early_end=tuple(each.cause for each in early if each.kind == "early_end"),
        not_done=tuple(
            name for number, name in names.items() if number >= first and number not in begun
        ),
        supervised=_source(session, "supervised"),
        clear_space=_source(session, "clear_space"),
        pauses=_pauses(session),
        rests=sum(event.get("kind") == "rest_start" for event in session.events),
        rests_suggested=tuple(
            RestSuggested(names.get(each.exercise, ""), each.side, each.cause)
            for each in session.told(Suggested)
        ),
        locked=sum(
            event.get("kind") == "lock" and event.get("on") is True for event in session.events
        ),
        marks=sum(each.command == "mark" for each in told),
        cues_outside=cues_given(commands(session, 0, "cue")),
        assistance_outside=assistance(commands(session, 0, "assist")),
        faults=tuple(
            str(event.get("cause", "")) for event in session.events if event.get("kind") == "fault"
        ),
    )


def limits_of(session: PlayedSession) -> Limits:
    """What the data can't tell."""
    info, end = session.info, session.info.end
    return Limits(
        simulated=info.input_device == "simulated",
        pointer=info.input_device if info.input_device in POINTERS else "",
        resumed_from=info.resumed_from.session if info.resumed_from else "",
        rerun_of=(info.previous_session or "") if is_rerun(info) else "",
        lost_rows=end.lost_rows if end else 0,
        dropped_rows=end.dropped_rows if end else 0,
        lost_lines=end.lost_lines if end else 0,
        excluded=counted(session.excluded.values()),
        guessed=sum("guessed_pose" in each.flags for each in session.repetitions if each.scored),
    )


def _last(values: list[Any]) -> Any:
    """The last that was answered, None for no answer."""
    return next((value for value in reversed(values) if value is not None), None)


def _source(session: PlayedSession, kind: str) -> str:
    told = [event for event in session.events if event.get("kind") == kind]
    return str(told[0].get("source", "")) if told else ""


def _pauses(session: PlayedSession) -> tuple[Paused, ...]:
    pauses = iter(session.told(Pause))
    found: dict[tuple[str, str], list[int]] = {}
    now: Pause | None = None
    for event in session.events:
        kind, time_ns = event.get("kind"), event.get("time_ns")
        if now is not None and kind in _OVER and isinstance(time_ns, int):
            found[now.cause, now.by or ""].append(max(0, time_ns - now.time_ns))
            now = None
        if kind == "pause":
            now = next(pauses)
            found.setdefault((now.cause, now.by or ""), [])
    if now is not None:
        found[now.cause, now.by or ""].append(0)
    return tuple(
        Paused(cause, by, len(lengths_ns), round(sum(lengths_ns) / 1e9))
        for (cause, by), lengths_ns in found.items()
    )


_OVER: Final = frozenset({"pause", "resume", "session_end"})
