"""What a note may tell: everything that was recorded, and nothing else.

A value that was not recorded is None, an empty text or an empty tuple. Templates read these
records under the name `note`; docs/notes.md lists them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated as As

Count = As[tuple[str, int], "what, how many"]


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure over the scored repetitions of one side."""

    label: As[str, "what it is called"]
    median: As[str, "median, with decimals and unit"]
    low: As[str, "lower quartile, without the unit"]
    high: As[str, "upper quartile, without the unit"]
    repetitions: As[int, "repetitions that have it"]


@dataclass(frozen=True, slots=True)
class Change:
    """A measure then and now."""

    label: As[str, "what it is called"]
    then: As[str, "median then, with unit"]
    now: As[str, "median now, with unit"]
    verdict: As[str, "better, worse, unchanged; within the spread; changed (no better direction)"]
    error: As[str, "beyond or within the published measurement error; empty: not known"]


@dataclass(frozen=True, slots=True)
class Since:
    """The same exercise of the same level, and side, the last time with the same device."""

    session_id: As[str, "the earlier session"]
    date: As[str, "its day, year-month-day"]
    repetitions: As[int, "scored repetitions then"]
    won: As[int, "of them won"]
    difficulty_low: As[float, "lowest difficulty then"]
    difficulty_high: As[float, "highest difficulty then"]
    changes: As[tuple[Change, ...], "measures then and now"]


@dataclass(frozen=True, slots=True)
class Side:
    """What one side did in an exercise."""

    name: As[str, "left or right"]
    affected: As[bool, "whether it is the affected side"]
    repetitions: As[int, "scored repetitions"]
    won: As[int, "of them won"]
    difficulty_low: As[float, "lowest difficulty of its scored repetitions, 0 to 1"]
    difficulty_high: As[float, "highest"]
    measures: As[tuple[Measured, ...], "what was measured"]
    since: As[Since | None, "the last time, where there was one"]


@dataclass(frozen=True, slots=True)
class Activity:
    """What was done in the scored and practised repetitions of an exercise.

    Pairs are the lowest and the highest value; None where the task has no such thing.
    """

    kind: As[str, "reach, sequence; place, upright, pour, stack, hand_to_hand, lift; step"]
    limb: As[str, "arm, hand or foot"]
    things: As[tuple[Count, ...], "objects grasped, obstacles, footprints, and how often each"]
    sideways_deg: As[tuple[int, int] | None, "directions, degrees, outwards positive (reaching)"]
    height_deg: As[tuple[int, int] | None, "directions, degrees, 0 at the shoulder (reaching)"]
    distance_percent: As[tuple[int, int] | None, "distance, percent of the own reach"]
    obstacle_height_cm: As[tuple[int, int] | None, "height of obstacles, cm (stepping)"]
    mode: As[str, "seated, in_place or walking (stepping)"]


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise, as planned and as done."""

    number: As[int, "its number in the level, from 1"]
    name: As[str, "its name"]
    task: As[str, "reaching, grasping or stepping"]
    objective: As[str, "what it is for, as the level tells it"]
    body_part: As[str, "body parts treated"]
    posture: As[str, "seated or standing"]
    activity: As[Activity | None, "what was done; None before the first repetition"]
    instructed: As[bool, "the instruction was shown"]
    demonstrated: As[bool, "the movement was shown with it"]
    shown_again: As[int, "times the movement was shown again on request"]
    sets_planned: As[int, "sets planned"]
    sets_begun: As[int, "sets with a scored repetition"]
    sets_completed: As[int, "sets with all their repetitions scored"]
    repetitions_a_set: As[int, "repetitions planned in each set"]
    repetitions_planned: As[int, "repetitions planned in all sets"]
    repetitions_before: As[int, "of them done in the session that this one goes on from"]
    repetitions: As[int, "scored repetitions of this session"]
    won: As[int, "of them won"]
    success_percent: As[int | None, "share won, percent"]
    practice: As[int, "repetitions practised beforehand, not scored"]
    sides: As[tuple[Side, ...], "by side, the affected first"]
    resistance: As[str, "resistance, in the level's words; empty for none"]
    cues_planned: As[tuple[tuple[str, str], ...], "kind, amount of each cue the level plans"]
    cues_given: As[tuple[tuple[str, str, int], ...], "kind, amount, how often a cue was marked"]
    assistance: As[tuple[Count, ...], "amount (empty where not told), how often help was marked"]
    difficulty_first: As[float | None, "difficulty of the first scored repetition, 0 to 1"]
    difficulty_last: As[float | None, "of the last"]
    difficulty_end: As[float | None, "where the difficulty stood at the end"]
    raised: As[tuple[Count, ...], "why the difficulty rose, how often"]
    lowered: As[tuple[Count, ...], "why it fell, how often"]
    failures: As[tuple[Count, ...], "how scored repetitions ended that were not won"]
    unscored: As[tuple[Count, ...], "why repetitions of the sets were not scored"]
    observed: As[tuple[Count, ...], "leaned (repetitions); drops, slips, knocked, touches (times)"]
    missing: As[tuple[Count, ...], "why measures shown here are missing, in how many repetitions"]


@dataclass(frozen=True, slots=True)
class Response:
    """What the patient answered. Pain 0 to 10, exertion by the modified Borg scale, 0 to 10."""

    pain_before: As[int | None, "pain at the check-in"]
    pain_during: As[tuple[int, ...], "pain told during the session"]
    pain_after: As[int | None, "pain at the check-out"]
    exertion_before: As[int | None, "exertion at the check-in"]
    exertion_after: As[int | None, "exertion at the check-out"]
    ready: As[tuple[str, ...], "answers to: ready? yes, not_yet, gently, end"]
    comfort: As[str, "how the picture makes them feel: fine, a_little, unwell"]
    word: As[str, "the word they chose: good, proud, tired, hard, bored, hurt"]
    asked: As[tuple[tuple[str, str], ...], "why they were asked during the session, the answer"]


@dataclass(frozen=True, slots=True)
class Paused:
    """Pauses of one cause."""

    cause: As[str, "stopped, tracking_lost, focus_lost, disconnected"]
    by: As[str, "stop_sign, button, hands_down (the patient); key, console; device"]
    times: As[int, "how many"]
    seconds: As[int, "how long together"]


@dataclass(frozen=True, slots=True)
class RestSuggested:
    """Signs of tiredness that were seen."""

    exercise: As[str, "name of the exercise"]
    side: As[str, "left or right"]
    signs: As[str, "what was seen"]


@dataclass(frozen=True, slots=True)
class Course:
    """What happened besides the exercises."""

    status: As[str, "completed, stopped (patient), ended (therapist), device_lost, recovered"]
    caps: As[tuple[str, ...], "limits reached: session_minutes, repetitions, unanswered"]
    early_end: As[tuple[str, ...], "where the patient chose to end: check_in, ask"]
    not_done: As[tuple[str, ...], "exercises of the level without any repetition"]
    supervised: As[str, "how supervision was confirmed; empty if it was not"]
    clear_space: As[str, "how a clear floor was confirmed; empty if it was not"]
    pauses: As[tuple[Paused, ...], "pauses by cause"]
    rests: As[int, "rests taken"]
    rests_suggested: As[tuple[RestSuggested, ...], "signs of tiredness"]
    locked: As[int, "times a therapist held the difficulty"]
    marks: As[int, "marks set by a therapist"]
    cues_outside: As[tuple[tuple[str, str, int], ...], "cues marked outside of any exercise"]
    assistance_outside: As[tuple[Count, ...], "help marked outside of any exercise"]
    faults: As[tuple[str, ...], "faults of the device"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a therapist typed while the session ran; times are empty where the start is not told."""

    time: As[str, "when, in UTC, hours:minutes"]
    after: As[str, "how long after the session's start, minutes:seconds"]
    exercise: As[str, "name of the exercise under way, empty outside of any"]
    text: As[str, "the therapist's words, on one line"]
    by: As[str, "login, where it was typed at the console"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the data can't tell."""

    simulated: As[bool, "a simulated patient played"]
    pointer: As[str, "mouse, keyboard or gamepad, where that stood for the body"]
    resumed_from: As[str, "the session that this one goes on from"]
    rerun_of: As[str, "the session whose recording was fed through the program again"]
    lost_rows: As[int, "frames lost in a crash, at least"]
    dropped_rows: As[int, "frames that found no place"]
    lost_lines: As[int, "events and repetitions that could not be written"]
    excluded: As[tuple[Count, ...], "why repetitions were taken out by a therapist, how many"]
    guessed: As[int, "repetitions with guessed positions"]


@dataclass(frozen=True, slots=True)
class Dose:
    """Time in the game, minutes; never timed one-on-one minutes."""

    repetitions: As[int, "scored repetitions"]
    practice: As[int, "practice repetitions"]
    active_min: As[float, "in sets and practice"]
    rest_min: As[float, "resting"]
    setup_min: As[float, "set-up, questions, instruction"]
    paused_min: As[float, "paused"]
    total_min: As[float, "in all"]


@dataclass(frozen=True, slots=True)
class Code:
    """A billing code with the minutes that a therapist attests."""

    code: As[str, "the code"]
    minutes: As[int, "minutes attested"]
    units: As[int, "units that are surely its own"]


@dataclass(frozen=True, slots=True)
class Timed:
    """Attested minutes and the units they come to."""

    rule: As[str, "cms or ama"]
    codes: As[tuple[Code, ...], "by code"]
    minutes: As[int, "minutes in all"]
    units: As[int, "units in all"]
    tied: As[tuple[str, ...], "codes between which the therapist chooses"]
    tied_units: As[int, "units among them"]


@dataclass(frozen=True, slots=True)
class LastTime:
    """The patient's latest earlier session with the same device."""

    session_id: As[str, "the session"]
    date: As[str, "its day in UTC, year-month-day"]
    level_title: As[str, "the level played then"]


@dataclass(frozen=True, slots=True)
class Note:
    """All facts of a session."""

    heading: As[str, "the clinic's own heading"]
    session_id: As[str, "the session"]
    date: As[str, "its day in UTC, year-month-day"]
    time: As[str, "its start in UTC, hours:minutes"]
    patient_code: As[str, "a pseudonym, never a name"]
    affected_side: As[str, "left or right"]
    level_title: As[str, "the level"]
    objective: As[str, "what the level is for"]
    body_parts: As[tuple[str, ...], "body parts of the exercises that were done"]
    postures: As[tuple[str, ...], "seated, standing, as exercised"]
    exercises: As[tuple[Exercise, ...], "exercises begun, in order"]
    last_time: As[LastTime | None, "the session before, where there was one"]
    response: As[Response, "what the patient answered"]
    course: As[Course, "what happened besides"]
    remarks: As[tuple[Remark, ...], "what a therapist typed meanwhile, in order"]
    limits: As[Limits, "what the data can't tell"]
    dose: As[Dose, "time in the game"]
    timed: As[Timed | None, "attested minutes; None until they are attested"]
    draft: As[bool, "nothing but the text itself says that it is not signed"] = True


RECORDS = (
    Note,
    Exercise,
    Activity,
    Side,
    Measured,
    Since,
    Change,
    LastTime,
    Response,
    Course,
    Paused,
    RestSuggested,
    Remark,
    Limits,
    Dose,
    Timed,
    Code,
)
"""Every record, in the order of the documentation."""
