"""The phases that a patient answers: with one hand, without any, by keys and by mouse."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.answering import (
    LAP_M,
    RATE_HZ,
    SKY_M,
    Gaze,
    Keys,
    Mouse,
    OneHand,
    Patient,
    Tile,
    Way,
    context_of,
    facing,
    notes_of,
    tile,
    tiles,
)
from support.desk import Desk
from support.player import EYES_M

from controllers.controller import Side
from controllers.frame import GUESSED, NO_POSE, TRACKED, Button, InputFrame
from game.context import Context
from game.exercise import RunningExercise, Tally
from game.phases.ask import CAUSES, Ask
from game.phases.check_in import CheckIn
from game.phases.check_out import CheckOut
from game.phases.instruct import BOARD_ALONE_S, Instruct
from game.phases.phase import Phase
from game.phases.rest import LONGER_AT_MOST, LONGER_S, Rest
from game.phases.scale import SCALES, TOP
from game.phases.summary import SHOWN_S, Summary
from levels.loader import find_level, load_level
from levels.model import Limits
from tasks.body import BodyFrame
from tasks.scene import Role
from tasks.trial import EndReason

Make = Callable[[Context], Phase]


def instruct(context: Context) -> Instruct:
    level = load_level(find_level("first-session-right"))
    running = RunningExercise(level.exercises[0], 1, context, Tally())
    running.enter()
    return Instruct(context, running)


def check_in(context: Context) -> CheckIn:
    return CheckIn(context, Limits(pain=7))


def number(wanted: int) -> list[Tile]:
    """A number on a scale, and the second look at it."""
    return [wanted, "go_on"]


PHASES: dict[str, tuple[Make, list[Tile]]] = {
    "check_in": (check_in, [*number(0), *number(10), "check.yes"]),
    "check_in, changed": (
        check_in,
        [8, "change", *number(5), "skip", "go_on", "check.not_yet", "check.yes"],
    ),
    "check_in, in pain": (check_in, [*number(7), "check.end"]),
    "check_out": (CheckOut, [*number(3), *number(6), "comfort.a_little", "word.proud"]),
    "check_out, skipped": (CheckOut, ["skip", "go_on", "skip", "go_on", "skip", "skip"]),
    **{
        f"ask, {answer}": (lambda context: Ask(context, "failures"), [answer])
        for answer in ("go_on", "ask.easier", "ask.rest", "ask.stop")
    },
    "instruct": (instruct, ["go_on"]),
    "rest": (lambda context: Rest(context, 300.0), ["rest.longer", "go_on"]),
    "summary": (lambda context: Summary(context, Tally(3, 2, {"stepping": 3})), ["summary.close"]),
}

WAYS = ("gaze", "left hand", "right hand", "keys", "mouse at rest", "mouse")


def way_of(name: str, desk: Desk, affected: Side) -> Way:
    desk.side = affected
    ways: dict[str, Callable[[], Way]] = {
        "gaze": Gaze,
        "left hand": lambda: OneHand("left"),
        "right hand": lambda: OneHand("right"),
        "keys": Keys,
        "mouse at rest": lambda: Mouse(desk, clicks=False),
        "mouse": lambda: Mouse(desk, clicks=True),
    }
    return ways[name]()


@pytest.mark.parametrize("affected", ["left", "right"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", PHASES)
def test_every_phase_is_played_in_every_way(
    name: str, way: str, affected: Side, desk: Desk
) -> None:
    make, answers = PHASES[name]
    context = context_of(affected)
    phase = make(context)
    before = list(context.scene.rows())
    patient = Patient(phase, context, way_of(way, desk, affected))
    for answer in answers:
        assert not phase.done
        patient.choose(answer)
    assert phase.done
    patient.leave()
    assert context.scene.panels == []
    assert list(context.scene.rows()) == before


# What is answered, and how it is written down


def by_keys(make: Make, *answers: Tile) -> tuple[Phase, Context]:
    context = context_of()
    phase = make(context)
    patient = Patient(phase, context, Keys())
    for answer in answers:
        patient.choose(answer)
    return phase, context


def told(context: Context, kind: str) -> list[dict[str, object]]:
    frame = {"kind", "frame_index", "time_ns"}
    return [
        {name: value for name, value in event.items() if name not in frame}
        for event in notes_of(context).of(kind)
    ]


@pytest.mark.parametrize("pain", range(TOP + 1))
def test_a_pain_of_the_limit_or_more_offers_the_end(pain: int) -> None:
    phase, context = by_keys(check_in, *number(pain))
    assert isinstance(phase, CheckIn)
    assert phase.answers == {"pain": pain}
    offered = "check.end" in [panel.key for panel in tiles(context.scene)]
    assert offered == (pain >= 7)
    assert told(context, "check") == [{"when": "in", "pain": pain}]


def test_who_goes_on_gently_is_asked_the_rest() -> None:
    phase, context = by_keys(check_in, *number(9), "check.gently", *number(2), "check.yes")
    assert isinstance(phase, CheckIn)
    assert phase.done
    assert not phase.wants_end
    assert phase.answers == {"pain": 9, "exertion": 2, "ready": "yes"}
    assert told(context, "check") == [
        {"when": "in", "pain": 9},
        {"when": "in", "ready": "gently"},
        {"when": "in", "exertion": 2},
        {"when": "in", "ready": "yes"},
    ]


@pytest.mark.parametrize(
    "answers",
    [[*number(8), "check.end"], [*number(1), *number(1), "check.not_yet", "check.end"]],
    ids=["in pain", "not ready"],
)
def test_it_is_no_failure_to_stop(answers: list[Tile]) -> None:
    phase, context = by_keys(check_in, *answers)
    assert isinstance(phase, CheckIn)
    assert phase.done
    assert phase.wants_end
    assert told(context, "check")[-1] == {"when": "in", "ready": "end"}


def test_nothing_happens_while_the_patient_is_not_ready() -> None:
    phase, context = by_keys(check_in, *number(1), *number(1), "check.not_yet")
    before = len(notes_of(context).events)
    frame = InputFrame()
    frame.head.set(EYES_M, flags=GUESSED)
    for index in range(3000):
        frame.set_times(index, 100_000_000_000 + index * 20_000_000, 0)
        phase.step(frame)
    assert not phase.done
    assert len(notes_of(context).events) == before


def test_the_closing_check_is_written_answer_by_answer() -> None:
    phase, context = by_keys(CheckOut, *number(4), *number(7), "comfort.unwell", "word.tired")
    assert isinstance(phase, CheckOut)
    assert phase.answers == {"pain": 4, "exertion": 7, "comfort": "unwell", "word": "tired"}
    assert told(context, "check") == [
        {"when": "out", what: answer} for what, answer in phase.answers.items()
    ]


def test_what_is_skipped_is_not_written() -> None:
    phase, context = by_keys(CheckOut, "skip", "go_on", *number(0), "skip", "word.good")
    assert isinstance(phase, CheckOut)
    assert phase.answers == {"exertion": 0, "word": "good"}
    assert [event.keys() - {"when"} for event in told(context, "check")] == [{"exertion"}, {"word"}]


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize(
    ("key", "answer"),
    [("go_on", "go_on"), ("ask.easier", "easier"), ("ask.rest", "rest"), ("ask.stop", "stop")],
)
def test_the_question_when_it_is_hard_going(cause: str, key: str, answer: str) -> None:
    how_much = number(6) if cause == "pain" else []
    phase, context = by_keys(lambda context: Ask(context, cause), *how_much, key)
    assert isinstance(phase, Ask)
    assert phase.answer == answer
    assert told(context, "ask") == [{"cause": cause, "answer": answer}]


def test_an_unknown_cause_is_refused() -> None:
    with pytest.raises(ValueError, match="'weather'; there are: failures"):
        Ask(context_of(), "weather")


@pytest.mark.parametrize("scale", SCALES)
def test_every_number_has_words_that_grow(scale: str) -> None:
    bands = [SCALES[scale].of(n) for n in range(TOP + 1)]
    assert bands[0] != bands[1]
    assert bands[TOP - 1] != bands[TOP]
    assert list(dict.fromkeys(bands)) == list(SCALES[scale].names.values())


# Interruptions


@pytest.mark.parametrize("name", PHASES)
def test_what_is_interrupted_hides_and_comes_back_where_the_patient_then_sits(name: str) -> None:
    context = context_of()
    phase = PHASES[name][0](context)
    patient = Patient(phase, context, Gaze()).rest(0.5)
    shown = [(panel.key, panel.position_m) for panel in context.scene.panels]
    phase.interrupt(EndReason.PAUSED, patient.frame)
    assert context.scene.panels == []
    assert context.scene.of(Role.GHOST) == []
    context.frame_of_body = BodyFrame((2.0, 1.2, 0.0), 0.0)
    patient.rest(0.2)
    again = [(panel.key, panel.position_m) for panel in context.scene.panels]
    assert [key for key, _ in again] == [key for key, _ in shown]
    for (_, there), (_, before) in zip(again, shown, strict=True):
        assert there == pytest.approx((before[0] + 2.0, before[1], before[2]))
    phase.interrupt(EndReason.PAUSED, patient.frame)
    patient.leave()
    assert context.scene.panels == []


# Rest, instruction, summary


def test_a_rest_is_lengthened_three_times_at_most() -> None:
    context = context_of()
    rest = Rest(context, 10.0)
    patient = Patient(rest, context, Keys())
    for _ in range(LONGER_AT_MOST + 2):
        rest.longer(patient.frame)
    assert [panel.key for panel in tiles(context.scene)] == ["go_on"]
    patient.rest(10.0 + LONGER_AT_MOST * LONGER_S - 1.0)
    assert not rest.done
    patient.rest(1.5)
    assert rest.done
    assert len(notes_of(context).of("rest_longer")) == LONGER_AT_MOST


def test_a_rest_that_is_lengthened_in_a_pause_stays_hidden() -> None:
    context = context_of()
    rest = Rest(context, 10.0)
    patient = Patient(rest, context, Keys())
    rest.interrupt(EndReason.PAUSED, patient.frame)
    rest.longer(patient.frame)
    assert context.scene.panels == []
    patient.rest(0.1)
    assert context.scene.panels[0].values["seconds"] == 40


def test_only_the_first_board_of_a_rest_is_spoken() -> None:
    context = context_of()
    patient = Patient(Rest(context, 10.0), context, Keys())
    assert [panel.spoken for panel in context.scene.panels if panel.key == "rest"] == [True]
    patient.rest(1.5)
    assert [panel.spoken for panel in context.scene.panels if panel.key == "rest"] == [False]


@pytest.mark.parametrize(("rounds", "ghosts"), [(0, 0), (1, 3)])
def test_without_a_demonstration_the_board_stays_alone(rounds: int, ghosts: int) -> None:
    context = context_of()
    level = load_level(find_level("first-session-right"))
    running = RunningExercise(level.exercises[0], 1, context, Tally())
    phase = Instruct(context, running, rounds)
    patient = Patient(phase, context, Keys())
    assert len(context.scene.of(Role.GHOST)) == ghosts
    assert context.scene.panels[0].icon.startswith("reach_")
    patient.rest(BOARD_ALONE_S - 0.5 if not rounds else 0.5)
    assert not phase.done
    patient.rest(20.0)
    assert phase.done


@pytest.mark.parametrize(
    ("tally", "keys"),
    [
        (Tally(), ["summary.done"]),
        (Tally(4, 0, {"reaching": 4}), ["summary.done", "summary.reaches"]),
        (Tally(4, 3, {"reaching": 4}), ["summary.done", "summary.reaches", "summary.picked"]),
        (Tally(4, 3, {"grasping": 4}), ["summary.done", "summary.grasps", "summary.well"]),
        (Tally(4, 3, {"stepping": 4}), ["summary.done", "summary.steps", "summary.well"]),
        (
            Tally(4, 3, {"reaching": 2, "stepping": 2}),
            ["summary.done", "summary.repetitions", "summary.well"],
        ),
        (Tally(9, 3, {"reaching": 2}), ["summary.done", "summary.repetitions", "summary.well"]),
    ],
)
def test_the_summary_tells_effort_first_and_nothing_that_is_nought(
    tally: Tally, keys: list[str]
) -> None:
    context = context_of()
    summary = Summary(context, tally)
    patient = Patient(summary, context, Keys())
    assert [panel.key for panel in context.scene.panels if panel.role is not Role.CHOICE] == keys
    patient.rest(SHOWN_S - 0.5)
    assert not summary.done
    patient.rest(1.0)
    assert summary.done


# Nothing is answered by accident


@pytest.mark.parametrize("name", PHASES)
def test_who_sits_and_looks_ahead_answers_nothing(name: str) -> None:
    make, _ = PHASES[name]
    context = context_of()
    phase = make(context)
    patient = Patient(phase, context, Gaze())
    frame, time_ns = patient.frame, 50_000_000_000
    shown = tiles(context.scene)
    frame.head.set(EYES_M, facing(shown[0].position_m))
    frame.right_hand.set(LAP_M)
    for _ in range(round(4.0 * RATE_HZ)):
        time_ns += round(1e9 / RATE_HZ)
        frame.set_times(0, time_ns, time_ns)
        phase.step(frame)
    assert not phase.done
    assert tiles(context.scene) == shown


places = st.tuples(st.floats(-40, 40), st.floats(-30, 25))
SHORT_S = 1.3
"""Less than any dwell, by more than a frame."""


def towards(place: tuple[float, float], away_m: float) -> tuple[float, float, float]:
    azimuth, elevation = math.radians(place[0]), math.radians(place[1])
    level = away_m * math.cos(elevation)
    return (
        EYES_M[0] + level * math.sin(azimuth),
        EYES_M[1] + away_m * math.sin(elevation),
        EYES_M[2] - level * math.cos(azimuth),
    )


@settings(deadline=None, max_examples=30)
@given(
    name=st.sampled_from(sorted(PHASES)),
    looks=st.lists(
        st.tuples(
            places, places, places, st.floats(0.2, 1.6), st.booleans(), st.floats(0.05, SHORT_S)
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_no_glance_and_no_gesture_that_is_short_answers(
    name: str,
    looks: list[
        tuple[tuple[float, float], tuple[float, float], tuple[float, float], float, bool, float]
    ],
) -> None:
    make, _ = PHASES[name]
    context = context_of()
    phase = make(context)
    patient = Patient(phase, context, Gaze()).rest(1.5)
    frame, time_ns = patient.frame, 60_000_000_000
    shown = tiles(context.scene)

    def live(seconds: float) -> None:
        nonlocal time_ns
        for _ in range(round(seconds * RATE_HZ)):
            time_ns += round(1e9 / RATE_HZ)
            frame.set_times(0, time_ns, time_ns)
            phase.step(frame)

    for gaze, hand, aim, away_m, tracked, seconds in looks:
        frame.head.set(EYES_M, facing(towards(gaze, 1.0)))
        frame.left_hand.set(towards(hand, away_m), flags=TRACKED if tracked else GUESSED)
        frame.right_aim.set(EYES_M, facing(towards(aim, 1.0)))
        live(seconds)
        frame.head.set(EYES_M, facing(SKY_M))
        frame.left_hand.set(LAP_M)
        frame.right_aim.set(EYES_M, facing(SKY_M))
        live(0.5)
    assert tiles(context.scene) == shown


numbers = st.floats(width=32, allow_nan=True, allow_infinity=True)
poses = st.tuples(
    st.tuples(numbers, numbers, numbers),
    st.tuples(numbers, numbers, numbers, numbers),
    st.sampled_from([NO_POSE, GUESSED, TRACKED, 5, 10]),
)


@settings(deadline=None, max_examples=60)
@given(
    name=st.sampled_from(sorted(PHASES)),
    frames=st.lists(
        st.tuples(
            poses,
            poses,
            poses,
            st.integers(0, 2**8 - 1),
            st.integers(-(10**9), 10**10),
        ),
        max_size=25,
    ),
)
def test_wild_input_never_raises(
    name: str, frames: list[tuple[object, object, object, int, int]]
) -> None:
    make, _ = PHASES[name]
    context = context_of()
    phase = make(context)
    patient = Patient(phase, context, Gaze())
    frame, time_ns = patient.frame, 70_000_000_000
    for head, hand, aim, buttons, step_ns in frames:
        for field, (place, turn, flags) in (
            (frame.head, head), (frame.right_hand, hand), (frame.left_aim, aim)
        ):  # fmt: skip
            field.set(place, turn, flags)
        frame.buttons = buttons
        time_ns += step_ns
        frame.set_times(0, time_ns, time_ns)
        if not phase.done:
            phase.step(frame)
    phase.interrupt(EndReason.PAUSED, frame)
    patient.leave()
    assert context.scene.panels == []


@settings(deadline=None, max_examples=25)
@given(
    presses=st.lists(
        st.sampled_from([Button.UP, Button.DOWN, Button.LEFT, Button.RIGHT, Button.SELECT]),
        max_size=60,
    ),
    name=st.sampled_from(["check_in", "check_out"]),
)
def test_any_keys_give_answers_that_are_written_as_they_are_kept(
    presses: list[Button], name: str
) -> None:
    context = context_of()
    phase = PHASES[name][0](context)
    assert isinstance(phase, CheckIn | CheckOut)
    patient = Patient(phase, context, Keys())
    for press in presses:
        for buttons in (press, 0):
            patient.frame.buttons = int(buttons)
            if not phase.done:
                phase.step(patient.frame)
    written: dict[str, object] = {}
    for event in told(context, "check"):
        written |= {what: answer for what, answer in event.items() if what != "when"}
    assert written == phase.answers
    assert all(0 <= phase.answers[what] <= TOP for what in SCALES if what in phase.answers)


def test_a_tile_is_found_where_it_is_seen() -> None:
    """The helper that all of this rests on finds the very tile that is meant."""
    context = context_of()
    Patient(check_in(context), context, Keys())
    assert tile(context.scene, 3).values == {"number": 3}
    assert tile(context.scene, "skip").key == "skip"
