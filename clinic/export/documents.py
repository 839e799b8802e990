"""One JSON document a session, with the JSON Schema of them all beside."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from clinic.dose import dose_of
from clinic.export.document import (
    DosePart,
    EndPart,
    EventPart,
    LevelPart,
    RepetitionPart,
    SessionDocument,
    TakenOut,
    document_schema,
)
from clinic.export.event_rows import event_parts
from clinic.export.formats import Progress
from clinic.export.numbering import numbered
from clinic.export.options import ExportOptions
from clinic.export.sample_summary import summarise_samples
from clinic.export.telling import Told, frames_in_all, telling
from clinic.export.times import seconds
from clinic.repetition import Repetition
from clinic.session import PlayedSession

SCHEMA: Final = "session.schema.json"
_DECIDE_BITS: Final = ("reachwell", "python", "numpy", "pyarrow")
"""Software that is told; the platform is left out, for its text may tell a machine or a date."""


def write(
    sessions: Sequence[PlayedSession], out: Path, options: ExportOptions, progress: Progress
) -> list[Path]:
    """Write documents. See `clinic.export.formats.Write`."""
    numbers = numbered(sessions)
    total = frames_in_all(sessions, numbers)
    done = 0

    def advance(rows: int) -> None:
        nonlocal done
        done += rows
        progress(done, max(total, done))

    files = [Path(SCHEMA)]
    text = json.dumps(document_schema(), indent=2)
    (out / SCHEMA).write_text(text + "\n", encoding="utf-8", newline="\n")
    for told in telling(sessions, numbers, options):
        path = Path(f"{told.numbered.name}.json")
        content = document(told, advance).model_dump_json(indent=2)
        (out / path).write_text(content + "\n", encoding="utf-8", newline="\n")
        files.append(path)
    return files


def document(told: Told, advance: Callable[[int], None] = lambda _: None) -> SessionDocument:
    """The document of a session. Raises `RecordingError`."""
    session, words = told.session, told.words
    info, end, dated = session.info, session.info.end, words.absolute_dates
    return SessionDocument(
        patient=told.patient,
        session=told.numbered.number,
        day=told.numbered.day,
        session_id=info.session_id if dated else None,
        start_utc=info.start_utc if dated else None,
        end_utc=end.end_utc if dated and end else None,
        continues=words.names.get(info.previous_session or ""),
        affected_side=info.affected_side,
        level=LevelPart(
            title=words.text(info.level_title),
            sha256=info.level_sha256,
            content=words.value(session.level.model_dump(mode="json")),
        ),
        seed=info.seed,
        input_device=words.text(info.input_device),
        features=words.value(asdict(info.features)),
        view=words.text(info.view),
        rate_hz=info.rate_hz,
        confirmed=words.value(info.confirmed),
        patient_state=words.value(_without_looks(info.patient_state)),
        software={
            name: words.text(info.software[name]) for name in _DECIDE_BITS if name in info.software
        },
        end=EndPart(
            status=words.text(end.status),
            duration_s=end.duration_s,
            dropped_rows=end.dropped_rows,
            lost_rows=end.lost_rows,
            lost_lines=end.lost_lines,
        )
        if end
        else None,
        dose=DosePart(**asdict(dose_of(session))),
        samples=summarise_samples(session.recording.sample_batches(), words.start_ns, advance),
        repetitions=[_repetition(each, told) for each in session.repetitions],
        taken_out=[
            TakenOut(trial_num=number, reason=words.text(reason))
            for number, reason in session.excluded.items()
        ],
        events=list(_events(told)),
    )


def _without_looks(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was known of the patient, but the colour of their skin: it explains no number."""
    profile = state.get("profile")
    if not isinstance(profile, Mapping):
        return state
    kept = {name: value for name, value in profile.items() if name != "skin_tone"}
    return {**state, "profile": kept}


def _repetition(each: Repetition, told: Told) -> RepetitionPart:
    words = told.words
    same = each.model_dump(exclude={"end_time_ns", "times_ns"})
    return RepetitionPart(
        **words.value(same),
        end_s=seconds(each.end_time_ns, words.start_ns),
        moments_s={
            words.text(name): seconds(time_ns, words.start_ns)
            for name, time_ns in each.times_ns.items()
        },
    )


def _events(told: Told) -> Iterator[EventPart]:
    for time_s, frame_index, kind, data in event_parts(told.session, told.words):
        yield EventPart(time_s=time_s, frame_index=frame_index, kind=kind, data=data)
