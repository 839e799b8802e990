from __future__ import annotations

import json
from dataclasses import asdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.played import ended, event, events, played, row
from support.player import Player

from clinic.dose import dose_of, dose_of_exercise, spans

WHOLE = [
    (0, "session_start", {"level": "made-up"}),
    (0, "phase_start", {"phase": "align", "set": 0}),
    (2, "phase_end", {"phase": "align", "set": 0}),
    (2, "phase_start", {"phase": "check_in", "set": 0}),
    (20, "phase_end", {"phase": "check_in", "set": 0}),
    (20, "exercise_start", {"exercise": 1, "name": "Fruit ahead"}),
    (20, "phase_start", {"phase": "instruct", "set": 0}),
    (26, "phase_end", {"phase": "instruct", "set": 0}),
    (26, "phase_start", {"phase": "familiarisation", "set": 0}),
    (36, "phase_end", {"phase": "familiarisation", "set": 0}),
    (36, "phase_start", {"phase": "set", "set": 1}),
    (40, "pause", {"cause": "stopped", "by": "stop_sign"}),
    (55, "resume", {"cause": "stopped"}),
    (70, "phase_end", {"phase": "set", "set": 1}),
    (70, "phase_start", {"phase": "rest", "set": 1}),
    (70, "rest_start", {"duration_s": 30.0}),
    (80, "pause", {"cause": "tracking_lost", "by": "device"}),
    (84, "resume", {"cause": "tracking_lost"}),
    (104, "rest_end", {"left_s": 0.0}),
    (104, "phase_end", {"phase": "rest", "set": 1}),
    (104, "phase_start", {"phase": "set", "set": 2}),
    (110, "rest_start", {"duration_s": 30.0}),
    (140, "rest_end", {"left_s": 0.0}),
    (150, "recentre", {"cause": "command"}),
    (152, "body_frame", {"yaw_rad": 0.0}),
    (160, "phase_end", {"phase": "set", "set": 2}),
    (160, "exercise_end", {"exercise": 1}),
    (160, "exercise_start", {"exercise": 2, "name": "Fruit to the side"}),
    (160, "phase_start", {"phase": "set", "set": 1}),
    (190, "phase_end", {"phase": "set", "set": 1}),
    (190, "exercise_end", {"exercise": 2}),
    (190, "phase_start", {"phase": "check_out", "set": 0}),
    (200, "phase_end", {"phase": "check_out", "set": 0}),
    (200, "session_end", {"status": "completed"}),
]


def seconds(dose):
    return (dose.active_s, dose.rest_s, dose.setup_s, dose.paused_s, dose.total_s)


def test_time_goes_to_what_it_was_spent_on():
    dose = dose_of(played(events(WHOLE)))
    active = 10 + (4 + 15) + (6 + 10 + 8) + 30
    rest = (10 + 20) + 30
    setup = 2 + 18 + 6 + 2 + 10
    assert seconds(dose) == (active, rest, setup, 15 + 4, 200)


def test_an_exercise_has_its_own_dose():
    rows = [row(1, set=0), row(2), row(3, set=2), row(4, exercise=2)]
    session = played(events(WHOLE), rows)
    first, second = dose_of_exercise(session, 1), dose_of_exercise(session, 2)
    assert seconds(first) == (53, 60, 8, 19, 140)
    assert seconds(second) == (30, 0, 0, 0, 30)
    assert (first.repetitions, first.practice, second.repetitions) == (2, 1, 1)
    assert dose_of_exercise(session, 3).total_s == 0


def test_what_was_not_scored_is_no_dose():
    rows = [
        row(1, set=0),
        row(2, set=0, end_reason="PAUSED", success=False),
        row(3, end_reason="TIMEOUT", success=False),
        row(4, end_reason="TRACKING_LOST", scored=False, success=False),
    ]
    dose = dose_of(played(events(WHOLE), rows))
    assert (dose.repetitions, dose.practice) == (1, 1)


@pytest.mark.parametrize(
    ("kept", "duration_s", "expected"),
    [
        pytest.param(11, 38.0, (10 + 2, 0, 26, 0, 38), id="in a set"),
        pytest.param(12, 50.0, (10 + 4, 0, 26, 10, 50), id="in a pause"),
        pytest.param(16, 75.0, (10 + 19, 5, 26, 15, 75), id="in a rest"),
        pytest.param(16, 0.0, (10 + 19, 0, 26, 15, 70), id="samples end before the events"),
    ],
)
def test_a_session_that_broke_off_counts_to_its_last_sample(kept, duration_s, expected):
    session = played(events(WHOLE[:kept]), end=ended(duration_s, "recovered"))
    assert seconds(dose_of(session)) == expected


def test_an_unclosed_session_counts_to_its_last_event():
    assert dose_of(played(events(WHOLE[:13]))).total_s == 55


def test_no_events_no_dose():
    assert seconds(dose_of(played([], end=ended(60.0)))) == (0, 0, 0, 0, 0)


def test_a_missing_resume_does_not_stop_the_clock_for_ever():
    without = [told for told in WHOLE if told[1] not in ("resume", "rest_end", "phase_end")]
    dose = dose_of(played(events(without)))
    assert dose.paused_s == (70 - 40) + (104 - 80)
    assert dose.total_s == 200


def test_repetitions_tell_a_set_whose_beginning_is_missing():
    session = played(
        events(
            [
                (0, "session_start"),
                (5, "trial_start", {"trial_num": 1}),
                (9, "trial_end", {"trial_num": 1}),
                (12, "session_end"),
            ]
        )
    )
    assert seconds(dose_of(session)) == (7, 0, 5, 0, 12)


def test_a_played_session_is_counted_to_the_frame():
    player = Player()
    player.until_event("trial_end", 3)
    player.command("pause")
    player.until_event("pause")
    paused_s = player.now_s
    player.until(lambda: player.now_s > paused_s + 5)
    player.command("resume")
    player.play()
    session = played(json.loads(json.dumps(player.notes.events)), player.notes.trials)
    dose = dose_of(session)
    assert dose.repetitions == player.session.tally.scored == 6
    assert dose.practice == 1
    assert dose.paused_s == pytest.approx(5, abs=0.05)
    assert dose.rest_s == pytest.approx(2, abs=0.05)
    last_s = player.notes.events[-1]["time_ns"] / 1e9
    assert dose.total_s == pytest.approx(last_s - player.notes.events[0]["time_ns"] / 1e9)


KINDS = sorted({told[1] for told in WHOLE} | {"trial_start", "mark", ""})
PHASES = ["set", "rest", "familiarisation", "check_in", "ask"]


@given(
    st.lists(
        st.tuples(
            st.floats(-10, 1000),
            st.sampled_from(KINDS),
            st.fixed_dictionaries(
                {"phase": st.sampled_from(PHASES), "exercise": st.integers(0, 3) | st.none()}
            ),
        )
    ),
    st.none() | st.floats(0, 2000),
)
def test_any_order_of_events_adds_up(told, duration_s):
    end = None if duration_s is None else ended(duration_s)
    session = played(events(told), end=end)
    dose = dose_of(session)
    assert all(value >= 0 for value in asdict(dose).values())
    assert sum(seconds(dose)[:4]) == pytest.approx(dose.total_s)
    assert all(one.end_ns == two.start_ns for one, two in pairwise(spans(session)))
    each = [dose_of_exercise(session, number).total_s for number in range(4)]
    assert sum(each) == pytest.approx(dose.total_s)


def test_events_without_a_time_are_left_out():
    odd = [{"kind": "set"}, {"time_ns": 5}, {"kind": 3, "time_ns": 5}, event(1, "session_start")]
    assert dose_of(played(odd)).total_s == 0
