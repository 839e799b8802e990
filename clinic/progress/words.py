"""Progress in plain sentences, each only what the numbers bear out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from clinic.progress.by_exercise import (
    Attempt,
    ExerciseProgress,
    MeasureProgress,
    PatientProgress,
)
from clinic.progress.demands import DEMANDS, FOLLOWS, asked_otherwise
from clinic.progress.history import GUEST
from clinic.progress.statistics import FEWEST_FOR_DIFFERENCE

NO_DIAGNOSIS: Final = (
    "Reachwell is not a certified medical device. These numbers describe play and diagnose nothing."
)


def about_series(progress: PatientProgress) -> list[str]:
    """What to know of all of it before reading a number."""
    lines = []
    if progress.patient_code == GUEST:
        lines.append("Played without a patient's code: nobody knows whether by one person.")
    simulated = sum(visit.simulated for visit in progress.visits)
    if simulated == len(progress.visits):
        lines.append("All sessions were played by a simulated patient.")
    elif simulated:
        lines.append(
            f"{simulated} of {len(progress.visits)} sessions were played by a simulated patient."
        )
    if len(progress.devices) > 1:
        lines.append(
            f"Played with {', '.join(progress.devices)}: paths and times of different devices "
            "are not alike. Compare within one."
        )
    if not progress.exercises:
        lines.append("No repetition was scored.")
    return lines


def about_exercise(exercise: ExerciseProgress) -> list[str]:
    """What came of an exercise over the visits; difficulty and success first."""
    if len(exercise.attempts) == 1:
        return ["One session so far: a baseline, and nothing to compare it with."]
    return [
        _success_and_difficulty(exercise),
        *_what_was_asked(exercise),
        *_cautions(exercise),
    ]


def _success_and_difficulty(exercise: ExerciseProgress) -> str:
    first, last = exercise.attempts[0], exercise.attempts[-1]
    shares = f"{first.won} of {first.done} at first, {last.won} of {last.done} at last"
    more = exercise.success_change.low > 0.0
    fewer = exercise.success_change.high < 0.0
    success = (
        f"more successes ({shares})"
        if more
        else f"fewer successes ({shares})"
        if fewer
        else f"no clear difference in success ({shares})"
    )
    medians = f"{first.difficulty.median:.2f}, then {last.difficulty.median:.2f}"
    level = f"difficulty {medians}"
    match exercise.harder:
        case None:
            return f"The exercise's settings changed in between; {success}."
        case 1 if fewer or not (more or _as_often(first, last)):
            return f"Harder, with {success}; {level}."
        case 1:
            praise = "more success" if more else "the same success"
            return f"Progress: {praise} at a harder level; {level}; {success}."
        case -1:
            return f"Easier, with {success}; {level}."
        case _ if more:
            return f"Progress: more success at the same difficulty; {level}; {success}."
        case _:
            return f"No clear difference in difficulty: {medians}; {success}."


def _as_often(first: Attempt, last: Attempt) -> bool:
    """Whether at least as large a share was won, of enough to say so.

    That two shares can't be told apart does not make them the same.
    """
    enough = min(first.done, last.done) >= FEWEST_FOR_DIFFERENCE
    return enough and last.won * first.done >= first.won * last.done


def _what_was_asked(exercise: ExerciseProgress) -> list[str]:
    changed = _changed(exercise, tuple(DEMANDS.get(exercise.task, {})))
    return [f"What was asked, first and last (medians): {'; '.join(changed)}."] if changed else []


def _changed(exercise: ExerciseProgress, knobs: Sequence[str]) -> list[str]:
    first, last = exercise.attempts[0], exercise.attempts[-1]
    told = (
        asked_otherwise(exercise.task, knob, first.knob(knob), last.knob(knob)) for knob in knobs
    )
    return [text for text in told if text is not None]


def demand_changed(exercise: ExerciseProgress, measure: MeasureProgress) -> bool:
    """Whether a measure follows what was not asked alike at first and at last."""
    knobs = FOLLOWS.get((exercise.task, measure.entry.name), ())
    return bool(_changed(exercise, knobs))


def _cautions(exercise: ExerciseProgress) -> list[str]:
    marked = [each.entry.label for each in exercise.measures if demand_changed(exercise, each)]
    lines = [f"Marked *, these follow what is asked: {', '.join(marked)}."] if marked else []
    return lines + [
        _matched(each)
        for each in exercise.measures
        if each.matched is not None and demand_changed(exercise, each)
    ]


def _matched(measure: MeasureProgress) -> str:
    matched, entry = measure.matched, measure.entry
    assert matched is not None
    text = (
        f"{entry.label} at equal difficulty ({matched.low:.2f} to {matched.high:.2f}; "
        f"{matched.first.count} and {matched.last.count} repetitions): "
        f"{entry.text(matched.first.median)}, then {entry.text(matched.last.median)}"
    )
    interval = matched.change.interval
    if interval is None:
        return text + "."
    low, high = (f"{value:+.{entry.decimals}f}" for value in (interval.low, interval.high))
    return f"{text} (change {low} to {high})."


def change_in_words(measure: MeasureProgress) -> str:
    """Whether last differs from first, and whether for the better."""
    if measure.change is None:
        return "one session"
    if measure.change.clear is None:
        return f"under {FEWEST_FOR_DIFFERENCE} repetitions"
    if not measure.change.clear:
        return "no clear change"
    up = measure.change.value > 0.0
    if measure.entry.better == "neither":
        return "higher" if up else "lower"
    return "better" if up == (measure.entry.better == "higher") else "worse"


def error_in_words(measure: MeasureProgress) -> str:
    """The change against the published error of measurement."""
    if measure.detectable_change is None:
        return "not known"
    limit = measure.entry.text(measure.detectable_change)
    if measure.change is None:
        return f"error {limit}"
    return f"{measure.verdict.removesuffix(' error')} {limit}"
