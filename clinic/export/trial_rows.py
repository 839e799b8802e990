"""One row a repetition, with every measure in a column of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from clinic.export.columns import FLAG, INTEGER, NUMBER, TEXT, Column
from clinic.export.times import seconds
from clinic.export.words import Words
from clinic.repetition import Repetition
from clinic.session import PlayedSession
from metrics.registry import MEASURES, measures_of

KNOB: Final = "knob_"
COVARIATE: Final = "covariate_"
LABEL: Final = "label_"
MOMENT: Final = "moment_"
UNKNOWN: Final = "unregistered_"

_FIXED: Final = (
    Column("trial_num", INTEGER, "1", "Number of the repetition in the session, from 1."),
    Column("exercise", INTEGER, "1", "Number of the exercise in the level, from 1."),
    Column("exercise_name", TEXT, "", "What the level calls the exercise."),
    Column("task", TEXT, "", "reaching, grasping or stepping."),
    Column("task_version", INTEGER, "1", "Grows when a task's rules change."),
    Column("set", INTEGER, "1", "Number of the set, from 1; 0 is the familiarisation."),
    Column("familiarisation", FLAG, "", "Practice before the first set; never scored."),
    Column("side", TEXT, "", "The arm or leg it was for: left or right."),
    Column("difficulty", NUMBER, "1", "Difficulty, 0 to 1."),
    Column("end_reason", TEXT, "", "Why it ended."),
    Column("scored", FLAG, "", "Whether it counts."),
    Column("success", FLAG, "", "Whether it was won."),
    Column("margin", NUMBER, "1", "By how much it was won or missed, as the task tells it."),
    Column("end_s", NUMBER, "s", "When it ended, since the session's start."),
)
_LAST: Final = (
    Column("flags", TEXT, "", "What was seen besides, words with spaces between."),
    Column("missing", TEXT, "", "Why a measure has no value: a JSON object, measure to reason."),
)


@dataclass(frozen=True, slots=True)
class TrialNames:
    """What the repetitions of all exported sessions have, by kind of column.

    Names are as they stand in a header; `unregistered` are measures that no entry tells of.
    """

    tasks: Sequence[str]
    moments: Sequence[str]
    knobs: Sequence[str]
    covariates: Sequence[str]
    labels: Sequence[str]
    unregistered: Sequence[str]

    @classmethod
    def of(cls, sessions: Iterable[PlayedSession], words: Words) -> Self:
        """Look through the repetitions."""
        found: tuple[dict[str, None], ...] = tuple({} for _ in range(6))
        tasks, moments, knobs, covariates, labels, unregistered = found
        for session in sessions:
            for each in session.repetitions:
                tasks[each.task] = None
                moments.update(dict.fromkeys(map(words.text, each.times_ns)))
                knobs.update(dict.fromkeys(map(words.text, each.knobs)))
                covariates.update(dict.fromkeys(map(words.text, each.covariates)))
                labels.update(dict.fromkeys(map(words.text, each.labels)))
                unregistered.update(
                    dict.fromkeys(
                        words.text(name)
                        for name in each.measures
                        if (each.task, name) not in MEASURES
                    )
                )
        return cls(*(tuple(names) for names in found))


def trial_columns(names: TrialNames) -> list[Column]:
    """Columns of the table of repetitions, after the key."""
    return [
        *_FIXED,
        *(
            Column(f"{MOMENT}{name}_s", NUMBER, "s", f"Moment since the session's start: {name}.")
            for name in names.moments
        ),
        *(
            Column(KNOB + name, NUMBER, _unit(name), f"What the difficulty came to: {name}.")
            for name in names.knobs
        ),
        *(
            Column(COVARIATE + name, NUMBER, _unit(name), f"What chance drew: {name}.")
            for name in names.covariates
        ),
        *(Column(LABEL + name, TEXT, "", f"What it was: {name}.") for name in names.labels),
        *(
            Column(each.name, NUMBER, each.unit, each.definition, each.source, each.task)
            for task in names.tasks
            for each in measures_of(task)
        ),
        *(
            Column(UNKNOWN + name, NUMBER, _unit(name), "A measure this version does not know.")
            for name in names.unregistered
        ),
        *_LAST,
    ]


def trial_rows(session: PlayedSession, words: Words) -> Iterator[Mapping[str, Any]]:
    """The repetitions of a session, in order; those that a therapist took out left out."""
    return (_row(each, words) for each in session.repetitions)


def _row(each: Repetition, words: Words) -> Mapping[str, Any]:
    missing = {words.text(name): words.text(why) for name, why in each.missing.items()}
    return {
        "trial_num": each.trial_num,
        "exercise": each.exercise,
        "exercise_name": words.text(each.exercise_name),
        "task": words.text(each.task),
        "task_version": each.task_version,
        "set": each.set,
        "familiarisation": each.familiarisation,
        "side": each.side,
        "difficulty": each.difficulty,
        "end_reason": words.text(each.end_reason),
        "scored": each.scored,
        "success": each.success,
        "margin": each.margin,
        "end_s": seconds(each.end_time_ns, words.start_ns),
        **{
            f"{MOMENT}{words.text(name)}_s": seconds(time_ns, words.start_ns)
            for name, time_ns in each.times_ns.items()
        },
        **_named(KNOB, each.knobs, words),
        **_named(COVARIATE, each.covariates, words),
        **{LABEL + words.text(name): words.text(text) for name, text in each.labels.items()},
        **{
            name if (each.task, name) in MEASURES else UNKNOWN + words.text(name): value
            for name, value in each.measures.items()
        },
        "flags": " ".join(map(words.text, each.flags)),
        "missing": json.dumps(missing, ensure_ascii=False) if missing else None,
    }


def _named(
    prefix: str, values: Mapping[str, float | None], words: Words
) -> Mapping[str, float | None]:
    return {prefix + words.text(name): value for name, value in values.items()}


_UNITS: Final = (("_m_s", "m/s"), ("_deg", "deg"), ("_kg", "kg"), ("_s", "s"), ("_m", "m"))


def _unit(name: str) -> str:
    return next((unit for ending, unit in _UNITS if name.endswith(ending)), "1")
