"""A session as rows of the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clinic.kept import attested, exclusions, notes
from clinic.repetition import Repetition
from clinic.session import PlayedExercise, PlayedSession
from clinic.store.index_tables import (
    AttestedRow,
    CheckRow,
    ExclusionRow,
    ExerciseRow,
    NoteRow,
    OfASession,
    RepetitionRow,
)
from clinic.told import Check

Row = Mapping[str, Any]


def session_row(session: PlayedSession, fingerprint: str) -> Row:
    """The row of `SessionRow`."""
    info = session.info
    return {
        "id": info.session_id,
        "fingerprint": fingerprint,
        "patient_code": info.patient_code,
        "start_utc": info.start_utc,
        "level_id": session.level.id,
        "level_title": info.level_title,
        "level_sha256": info.level_sha256,
        "affected_side": info.affected_side,
        "input_device": info.input_device,
        "resumed_from": info.resumed_from.session if info.resumed_from else None,
        "status": info.end.status if info.end else None,
        "duration_s": info.end.duration_s if info.end else None,
        **_counts(session.repetitions),
    }


def rows_of(session: PlayedSession) -> Mapping[type[OfASession], Sequence[Row]]:
    """All other rows, without the session's id. Raises `RecordingError`."""
    folder = session.recording.folder
    minutes = attested(folder)
    return {
        ExerciseRow: [_exercise(each) for each in session.exercises],
        RepetitionRow: [_repetition(each) for each in session.repetitions],
        ExclusionRow: [
            each.model_dump(include={"trial_num", "reason", "excluded_utc"})
            for each in exclusions(folder).repetitions
        ],
        CheckRow: [
            {"number": number, **_check(each)}
            for number, each in enumerate(session.told(Check), start=1)
        ],
        AttestedRow: [
            {"number": number, **each.model_dump(), "attested_utc": minutes.attested_utc}
            for number, each in enumerate(minutes.minutes, start=1)
        ]
        if minutes
        else [],
        NoteRow: [
            {"number": number, **each.model_dump(include={"style", "written_utc"})}
            for number, each in enumerate(notes(folder).notes, start=1)
        ],
    }


def _exercise(exercise: PlayedExercise) -> Row:
    scored = exercise.scored
    return {
        "number": exercise.number,
        "name": exercise.plan.name,
        "task": exercise.plan.task,
        "planned_sets": exercise.plan.sets,
        "planned_repetitions": exercise.planned,
        "sets_begun": exercise.sets_begun,
        **_counts(exercise.repetitions),
        "difficulty_first": scored[0].difficulty if scored else None,
        "difficulty_last": scored[-1].difficulty if scored else None,
    }


def _counts(repetitions: Sequence[Repetition]) -> Row:
    return {
        "practice": sum(each.familiarisation for each in repetitions),
        "scored": sum(each.scored for each in repetitions),
        "won": sum(each.scored and each.success for each in repetitions),
    }


def _repetition(repetition: Repetition) -> Row:
    return {
        "trial_num": repetition.trial_num,
        "exercise": repetition.exercise,
        "set": repetition.set,
        "familiarisation": repetition.familiarisation,
        "side": repetition.side,
        "difficulty": repetition.difficulty,
        "end_reason": repetition.end_reason,
        "scored": repetition.scored,
        "success": repetition.success,
        "margin": repetition.margin,
        "end_time_ns": repetition.end_time_ns,
        "measures": dict(repetition.measures),
    }


def _check(check: Check) -> Row:
    return {
        "moment": check.when,
        "time_ns": check.time_ns,
        "pain": check.pain,
        "exertion": check.exertion,
        "ready": check.ready,
        "comfort": check.comfort,
        "word": check.word,
    }
