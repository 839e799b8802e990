"""Progress as plain JSON values, for scripts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from clinic.progress.by_exercise import (
    Attempt,
    ExerciseProgress,
    MeasureProgress,
    PatientProgress,
    Point,
)
from clinic.progress.history import Visit
from clinic.progress.statistics import share_interval
from clinic.progress.words import about_exercise, about_series, demand_changed


def progress_json(progress: PatientProgress) -> dict[str, Any]:
    """Everything that `reachwell progress` tells. Days count from the first session."""
    return {
        "patient": progress.patient_code,
        "sessions": [_visit(visit) for visit in progress.visits],
        "exercises": [_exercise(exercise) for exercise in progress.exercises],
        "notes": about_series(progress),
    }


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "number": visit.number,
        "day": visit.day,
        "recordings": [each.info.session_id for each in visit.recordings],
        "levels": list(visit.levels),
        "device": visit.device,
        "simulated": visit.simulated,
    }


def _exercise(exercise: ExerciseProgress) -> dict[str, Any]:
    return {
        "task": exercise.task,
        "exercise": exercise.name,
        "side": exercise.side,
        "attempts": [_attempt(each) for each in exercise.attempts],
        "same_settings": exercise.same_settings,
        "difficulty_change": _plain(exercise.difficulty_change),
        "harder": exercise.harder,
        "difficulty_trend": _plain(exercise.difficulty_trend),
        "success_change_interval": asdict(exercise.success_change),
        "measures": [_measure(exercise, each) for each in exercise.measures],
        "words": about_exercise(exercise),
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "session": attempt.visit.number,
        "scored": attempt.done,
        "won": attempt.won,
        "success_interval": asdict(share_interval(attempt.won, attempt.done)),
        "difficulty": asdict(attempt.difficulty),
        "hardest_won": attempt.hardest_won,
    }


def _measure(exercise: ExerciseProgress, measure: MeasureProgress) -> dict[str, Any]:
    return {
        "name": measure.entry.name,
        "unit": measure.entry.unit,
        "better": measure.entry.better,
        "points": [_point(each) for each in measure.points],
        "baseline": measure.first.spread.median,
        "last": measure.last.spread.median,
        "best": _point(measure.best) if measure.best is not None else None,
        "trend_per_session": _plain(measure.trend),
        "change": _plain(measure.change),
        "detectable_change": measure.detectable_change,
        "against_error": measure.verdict,
        "matched": _plain(measure.matched),
        "asked_otherwise": demand_changed(exercise, measure),
    }


def _point(point: Point) -> dict[str, Any]:
    return {"session": point.attempt.visit.number, **asdict(point.spread)}


def _plain(value: Any) -> dict[str, Any] | None:
    return asdict(value) if value is not None else None
