"""All facts of a session in one record."""

from __future__ import annotations

from collections.abc import Sequence

from clinic.billing import Rule, units
from clinic.dose import dose_of
from clinic.kept import Minutes
from clinic.note.course import course_of, limits_of, response_of
from clinic.note.exercise import exercise_of
from clinic.note.facts import Code, Dose, LastTime, Note, Timed
from clinic.note.remarks import remarks_of
from clinic.session import PlayedSession


def note_of(
    session: PlayedSession,
    earlier: Sequence[PlayedSession] = (),
    minutes: Sequence[Minutes] = (),
    rule: Rule = "cms",
    heading: str = "",
) -> Note:
    """What was recorded of a session.

    `earlier` sessions of the patient, the latest first; `minutes` as a therapist attests them.

    Raises `RecordingError` for events that make no sense.
    """
    info, level = session.info, session.level
    exercises = tuple(exercise_of(session, each, earlier) for each in session.exercises)
    return Note(
        heading=heading,
        session_id=info.session_id,
        date=f"{info.start_utc:%Y-%m-%d}",
        time=f"{info.start_utc:%H:%M}",
        patient_code=info.patient_code,
        affected_side=info.affected_side,
        level_title=level.title,
        objective=level.objective,
        body_parts=tuple(dict.fromkeys(each.body_part for each in exercises if each.activity)),
        postures=tuple(dict.fromkeys(each.posture for each in exercises if each.activity)),
        exercises=exercises,
        last_time=_last_time(earlier),
        response=response_of(session),
        course=course_of(session),
        remarks=remarks_of(session),
        limits=limits_of(session),
        dose=_dose(session),
        timed=_timed(minutes, rule),
    )


def _last_time(earlier: Sequence[PlayedSession]) -> LastTime | None:
    if not earlier:
        return None
    info = earlier[0].info
    return LastTime(info.session_id, f"{info.start_utc:%Y-%m-%d}", earlier[0].level.title)


def _dose(session: PlayedSession) -> Dose:
    dose = dose_of(session)
    seconds = (dose.active_s, dose.rest_s, dose.setup_s, dose.paused_s, dose.total_s)
    return Dose(dose.repetitions, dose.practice, *(round(each / 60, 1) for each in seconds))


def _timed(attested: Sequence[Minutes], rule: Rule) -> Timed | None:
    if not attested:
        return None
    billing = units(attested, rule)
    return Timed(
        rule=rule,
        codes=tuple(Code(code, of, billing.units[code]) for code, of in billing.minutes.items()),
        minutes=billing.total_minutes,
        units=billing.total,
        tied=billing.tie.codes if billing.tie else (),
        tied_units=billing.tie.units if billing.tie else 0,
    )
