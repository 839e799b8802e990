"""A session's results as FHIR observations: answers, dose, and each exercise by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from clinic.dose import dose_of
from clinic.export.fhir_parts import (
    CATEGORY,
    LOINC,
    Json,
    Term,
    coding,
    concept,
    extension,
    quantity,
)
from clinic.repetition import Repetition
from clinic.session import PlayedSession
from clinic.told import Check
from metrics.entries.measure import Measure
from metrics.registry import measure, measures_of

_WHEN: Final[Mapping[str, str]] = {"in": "before", "during": "during", "out": "after"}
_ANSWERS: Final[Mapping[str, str]] = {"pain": "72514-3", "exertion": "82289-0"}
"""LOINC of what is asked on a scale of 0 to 10."""

_SCORE: Final = "{score}"
_DOSE: Final = ("active_min", "rest_min", "setup_min", "paused_min", "total_min")

DOSE: Final = Term(
    "session-dose",
    "Dose of a session",
    "Repetitions scored in a session of exercises, and its minutes by what they were spent on. "
    "Time in the program, not timed one-on-one minutes.",
)
RESULTS: Final = Term(
    "exercise-results",
    "Results of an exercise with one side",
    "Repetitions scored in an exercise with one side of the body, how many of them were won, the "
    "difficulty at the end, and the median of each measure over those that have it.",
)


@dataclass(frozen=True, slots=True)
class Result:
    """An observation's own content, and the program's own terms that it uses."""

    key: str
    """Unique in the session."""
    content: Json
    terms: Sequence[Term]


def results(session: PlayedSession) -> Iterator[Result]:
    """Everything that is observed. Raises `RecordingError`."""
    yield from _answers(session)
    yield _dose(session)
    for exercise in session.exercises:
        for side in ("left", "right"):
            done = [each for each in exercise.scored if each.side == side]
            if done:
                yield _exercise(exercise.number, exercise.plan.name, exercise.plan.body_part, done)


def _answers(session: PlayedSession) -> Iterator[Result]:
    for number, check in enumerate(session.told(Check), start=1):
        for name, code in _ANSWERS.items():
            score = getattr(check, name)
            if score is None:
                continue
            when = _WHEN[check.when]
            yield Result(
                f"{name}-{number}",
                {
                    "extension": [extension("moment", valueCode=when)],
                    "category": [_category("survey")],
                    "code": concept(
                        coding(LOINC, code), text=f"{measure('session', name).label}, {when}"
                    ),
                    "valueQuantity": quantity(score, _SCORE, _SCORE),
                },
                (),
            )


def _dose(session: PlayedSession) -> Result:
    dose = dose_of(session)
    known = {
        "repetitions": float(dose.repetitions),
        **{name: getattr(dose, name.replace("_min", "_s")) / 60.0 for name in _DOSE},
    }
    entries = [measure("session", name) for name in known]
    content = _panel(DOSE, DOSE.display, zip(entries, known.values(), strict=True))
    return Result("dose", content, (DOSE, *map(_term, entries)))


def _exercise(number: int, name: str, body_part: str, done: Sequence[Repetition]) -> Result:
    side = done[0].side
    won = sum(each.success for each in done)
    values: list[tuple[Measure, float]] = [
        (measure("session", "repetitions"), float(len(done))),
        (measure("session", "success_share"), won / len(done)),
        (measure("session", "difficulty"), done[-1].difficulty),
    ]
    for entry in measures_of(done[0].task):
        known = [value for each in done if (value := each.measures.get(entry.name)) is not None]
        if entry.shown and known:
            values.append((entry, median(known)))
    content = _panel(RESULTS, f"{name}, {side}", values)
    content["bodySite"] = concept(text=f"{body_part}, {side}")
    return Result(f"exercise-{number}-{side}", content, (RESULTS, *(_term(e) for e, _ in values)))


def _panel(term: Term, text: str, values: Iterable[tuple[Measure, float]]) -> Json:
    return {
        "category": [_category("therapy")],
        "code": concept(term.coding(), text=text),
        "component": [
            {
                "code": concept(_term(entry).coding(), text=entry.title),
                "valueQuantity": quantity(value, entry.unit_text or entry.unit, entry.unit),
            }
            for entry, value in values
        ],
    }


def _category(code: str) -> Json:
    return concept(coding(CATEGORY, code))


def _term(entry: Measure) -> Term:
    return Term(f"{entry.task}.{entry.name}", entry.label, entry.definition)
