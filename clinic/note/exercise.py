"""The facts of one exercise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from clinic.dose import dose_of_exercise
from clinic.note.activity import activity_of
from clinic.note.facts import Exercise, Side, Since
from clinic.note.happened import Happened, assistance, commands, counted, cues_given, happened
from clinic.note.measured import changes, measured, missing
from clinic.repetition import Repetition
from clinic.session import PlayedExercise, PlayedSession
from clinic.told import DifficultyChange

OBSERVED: Final[Mapping[str, str]] = {
    "drops": "drops",
    "slips": "slips",
    "knocked": "knocked",
    "collisions": "touches",
}
"""Measures that are counts, and what a note calls them."""

BOUND: Final = "; at the level's bound"


def exercise_of(
    session: PlayedSession, played: PlayedExercise, earlier: Sequence[PlayedSession]
) -> Exercise:
    """All facts of an exercise. `earlier` sessions of the patient, the latest first."""
    plan, scored = played.plan, played.scored
    within = [each for each in happened(session) if each.exercise == played.number]
    moved = [each for each in session.told(DifficultyChange) if each.exercise == played.number]
    won = sum(each.success for each in scored)
    finished = [each for each in played.repetitions if each.scored or _practised(each)]
    cues = plan.cues
    instructed = any(_phase(each) == "instruct" for each in within)
    return Exercise(
        number=played.number,
        name=plan.name,
        task=plan.task,
        objective=plan.objective,
        body_part=plan.body_part,
        posture=session.level.posture_of(plan),
        activity=activity_of(plan, finished),
        instructed=instructed,
        demonstrated=instructed and plan.demonstrate,
        shown_again=len(commands(session, played.number, "demonstrate")),
        sets_planned=plan.sets,
        sets_begun=played.sets_begun,
        sets_completed=_sets_completed(played),
        repetitions_a_set=plan.repetitions,
        repetitions_planned=played.planned,
        repetitions_before=_before(session, played),
        repetitions=len(scored),
        won=won,
        success_percent=round(100 * won / len(scored)) if scored else None,
        practice=dose_of_exercise(session, played.number).practice,
        sides=_sides(session, played, earlier),
        resistance="" if plan.resistance.strip().lower() == "none" else plan.resistance,
        cues_planned=tuple(
            (kind, amount) for kind, amount in cues.model_dump().items() if amount != "none"
        ),
        cues_given=cues_given(commands(session, played.number, "cue")),
        assistance=assistance(commands(session, played.number, "assist")),
        difficulty_first=round(scored[0].difficulty, 2) if scored else None,
        difficulty_last=round(scored[-1].difficulty, 2) if scored else None,
        difficulty_end=_difficulty_end(moved, scored),
        raised=counted(_reasons(each for each in moved if each.new > each.old)),
        lowered=counted(_reasons(each for each in moved if each.new < each.old)),
        failures=counted(each.end_reason for each in scored if not each.success),
        unscored=counted(
            each.end_reason
            for each in played.repetitions
            if not each.scored and not each.familiarisation
        ),
        observed=_observed(scored),
        missing=missing(plan.task, scored),
    )


def _practised(each: Repetition) -> bool:
    return each.familiarisation and each.end_reason in ("SUCCESS", "MISS", "COLLISION", "TIMEOUT")


def _phase(each: Happened) -> str:
    return str(each.event.get("phase", "")) if each.kind == "phase_start" else ""


def _reasons(changes: Iterable[DifficultyChange]) -> Iterator[str]:
    """Why, change by change; what a person asks for moves both sides and is told once."""
    asked: set[int] = set()
    for each in changes:
        if each.steps is not None:
            if each.time_ns in asked:
                continue
            asked.add(each.time_ns)
        yield each.reason.removesuffix(BOUND)


def _difficulty_end(
    moved: Sequence[DifficultyChange], scored: Sequence[Repetition]
) -> float | None:
    if moved:
        return round(moved[-1].new, 2)
    return round(scored[-1].difficulty, 2) if scored else None


def _sets_completed(played: PlayedExercise) -> int:
    counts: dict[int, int] = {}
    for each in played.scored:
        counts[each.set] = counts.get(each.set, 0) + 1
    return sum(count >= played.plan.repetitions for count in counts.values())


def _before(session: PlayedSession, played: PlayedExercise) -> int:
    """Repetitions of the sets that an earlier session of the same level had done."""
    point = session.info.resumed_from
    if point is None or point.exercise != played.number or point.set == 0:
        return 0
    return (point.set - 1) * played.plan.repetitions + point.done


def _observed(scored: Sequence[Repetition]) -> tuple[tuple[str, int], ...]:
    found = {"leaned": sum("leaned" in each.flags for each in scored)}
    for measure, name in OBSERVED.items():
        found[name] = round(sum(each.measures.get(measure) or 0.0 for each in scored))
    return tuple((name, count) for name, count in found.items() if count)


def _sides(
    session: PlayedSession, played: PlayedExercise, earlier: Sequence[PlayedSession]
) -> tuple[Side, ...]:
    affected = session.info.affected_side
    other = "left" if affected == "right" else "right"
    found = []
    for name in (affected, other):
        scored = [each for each in played.scored if each.side == name]
        if scored:
            low, high = _difficulties(scored)
            found.append(
                Side(
                    name=name,
                    affected=name == affected,
                    repetitions=len(scored),
                    won=sum(each.success for each in scored),
                    difficulty_low=low,
                    difficulty_high=high,
                    measures=measured(played.plan.task, scored),
                    since=_since(session, played, name, scored, earlier),
                )
            )
    return tuple(found)


def _since(
    session: PlayedSession,
    played: PlayedExercise,
    side: str,
    scored: Sequence[Repetition],
    earlier: Sequence[PlayedSession],
) -> Since | None:
    for other in earlier:
        if other.level.id != session.level.id:
            continue
        then = [
            each
            for each in other.repetitions
            if each.scored
            and each.side == side
            and (each.exercise_name, each.task) == (played.plan.name, played.plan.task)
        ]
        if then:
            low, high = _difficulties(then)
            return Since(
                session_id=other.info.session_id,
                date=f"{other.info.start_utc:%Y-%m-%d}",
                repetitions=len(then),
                won=sum(each.success for each in then),
                difficulty_low=low,
                difficulty_high=high,
                changes=changes(played.plan.task, then, scored),
            )
    return None


def _difficulties(scored: Sequence[Repetition]) -> tuple[float, float]:
    values = [each.difficulty for each in scored]
    return round(min(values), 2), round(max(values), 2)
