"""The facts of a note, and its sentences."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from support.noted import GRASP, LEVEL, REACH, noted, put
from support.played import ended, events, played, row
from support.player import SMALL_LEVEL, Player

from clinic.kept import Minutes
from clinic.note.earlier import earlier_sessions
from clinic.note.facts import Paused
from clinic.note.gather import note_of
from clinic.note.measured import change_of
from clinic.note.phrases import count, either_side, laid_out, listed, span, times
from clinic.note.writing import write_note
from clinic.session import read_session
from game.commands import Command
from game.recording.reading import open_recording
from metrics.entries.measure import MeasurementError
from metrics.registry import measure


def reaches(values, **changed):
    """Scored repetitions with these movement times."""
    return [
        row(number, **REACH | {"measures": {"movement_time_s": value}} | changed)
        for number, value in enumerate(values, start=1)
    ]


def session_of(rows, **info):
    return played(events([(0, "session_start"), (60, "session_end")]), rows, level=LEVEL, **info)


def text_of(session, *more, style="narrative", **given) -> str:
    return " ".join(write_note(note_of(session, *more, **given), style, Path("nowhere")).split())


def test_the_whole_session_as_facts():
    note = note_of(noted())
    reach, grasp, step = note.exercises
    assert (reach.sets_completed, reach.repetitions, reach.won, reach.practice) == (2, 6, 5, 1)
    assert reach.cues_given == (("verbal", "moderate", 2), ("tactile", "minimal", 1))
    assert reach.cues_planned == (("verbal", "moderate"), ("visual", "minimal"))
    assert reach.raised == (("success", 1),)
    assert reach.lowered == (("not reached", 1), ("therapist", 1))
    assert (reach.difficulty_first, reach.difficulty_last, reach.difficulty_end) == (
        0.2,
        0.05,
        0.05,
    )
    assert reach.unscored == (("TRACKING_LOST", 1),)
    assert reach.missing == (("a gap of 0.31 s in the movement", 6),)
    assert [side.name for side in reach.sides] == ["right", "left"]
    assert grasp.observed == (("drops", 2), ("knocked", 4))
    assert step.activity.things == (("footprint", 1), ("log", 1))
    assert step.activity.obstacle_height_cm == (11, 11)
    assert step.missing == ()
    assert note.postures == ("seated", "standing")
    assert note.course.pauses == (
        Paused("stopped", "stop_sign", 1, 15),
        Paused("tracking_lost", "device", 1, 2),
    )
    assert note.response.pain_during == (5,)


def test_one_and_many():
    one = text_of(noted(rows=[row(1, set=0, **REACH), row(2, **REACH | {"flags": ["leaned"]})]))
    assert "Trunk leaned in 1 repetition." in one
    assert "1 of 6 planned repetitions (2 sets of 3)" in one
    assert "after 1 practice repetition." in one
    assert "0.2 min paused" not in one


def test_a_comparison_tells_better_worse_and_within_the_spread():
    then = session_of(reaches([2.0, 2.1, 2.2]), session_id="20260101T101500-AB12CD")
    for values, verdict in (
        ([1.0, 1.1, 1.2], "2.10 s then, 1.10 s now (better)"),
        ([3.0, 3.1, 3.2], "2.10 s then, 3.10 s now (worse)"),
        ([2.1, 2.13, 2.2], "2.10 s then, 2.13 s now (within the spread)"),
        ([2.1, 2.1, 2.1], "2.10 s then, 2.10 s now (unchanged)"),
    ):
        text = text_of(session_of(reaches(values)), [then])
        assert verdict in text
        assert "The measurement error of these measures is not known" in text
    few = text_of(session_of(reaches([1.0, 1.1])), [then])
    assert "3 repetitions then, 2 now" in few
    assert "movement time 2.10 s then" not in few


def test_a_published_measurement_error_is_told():
    known = measure("reaching", "movement_time_s")
    for detectable, percent, told in ((0.5, False, "beyond"), (40.0, True, "beyond"),
                                      (1.5, False, "within"), (60.0, True, "within")):  # fmt: skip
        error = MeasurementError(detectable, percent, where="here", source="us")
        change = change_of(replace(known, error=error), [2.0], [1.0])
        assert (change.verdict, change.error) == ("better", told)
    assert change_of(replace(known, error=None), [2.0], [1.0]).error == ""


def test_a_patient_who_moves_up_a_level():
    then = session_of(reaches([2.0, 2.1, 2.2]), session_id="20260101T101500-AB12CD")
    harder = LEVEL.replace("id: noted", "id: next").replace("Reach and lift", "Reach on")
    now = played(events([(0, "session_start")]), reaches([1.0] * 3), level=harder)
    text = text_of(now, [then])
    assert 'Last time, on 2026-01-05, the level was "Reach and lift".' in text
    assert "Since 2026-01-05" not in text


def test_a_tie_is_the_therapists_choice():
    minutes = [Minutes(code=code, minutes=20) for code in ("97112", "97110")]
    text = text_of(noted(), minutes=minutes)
    assert "97112 1, 97110 1, and 1 more unit between 97112 and 97110, which the therapist" in text
    assert "3 in all" in text
    by_ama = text_of(noted(), minutes=minutes, rule="ama")
    assert "the AMA rule of eights: 97112 1, 97110 1; 2 in all" in by_ama


def test_what_was_taken_out_is_told_and_not_counted():
    session = noted(excluded={20: "patient sneezed", 21: "patient sneezed"})
    assert "2 repetitions were taken out by a therapist: patient sneezed." in text_of(session)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("completed", "The session was played to its end."),
        ("stopped", "The patient chose to end the session."),
        ("ended", "The session was ended by the therapist."),
        ("device_lost", "The session ended because the device was lost."),
        ("recovered", "The recording broke off and was mended afterwards"),
    ],
)
def test_how_it_ended(status, words):
    assert words in text_of(noted(("cap",), status=status))


@pytest.mark.parametrize(
    ("activity", "words"),
    [
        ("upright", "grasping and standing objects up"),
        ("pour", "tilting as for pouring"),
        ("stack", "grasping and stacking objects"),
        ("hand_to_hand", "passing objects from hand to hand"),
        ("lift", "grasping, lifting and putting down objects"),
    ],
)
def test_what_was_done_with_things(activity, words):
    level = LEVEL.replace(
        "    body_part: right hand\n",
        f"    body_part: right hand\n    parameters: {{activity: {activity}, objects: [cup]}}\n",
    )
    rows = [row(1, **GRASP | {"labels": {"object": "cup", "activity": activity}})]
    assert words in text_of(noted(rows=rows, level=level))


def test_a_session_played_with_a_therapist_beside():
    player = Player(SMALL_LEVEL.replace("sets: 2", "sets: 2\n    resistance: none"))
    player.until_event("trial_start", 3)
    for amount in ("minimal", "maximal", "minimal"):
        player.inbox.put(Command("cue", {"kind": "verbal", "amount": amount}))
    player.command("assist")
    remark = {"text": "Shoulder hitched up", "by": "m.lindt", "ask": "a1"}
    player.inbox.put(Command("note", remark, "console"))
    player.command("pause")
    player.until_event("pause")
    for _ in range(180):
        player.step()
    player.command("resume")
    player.until_event("trial_end", 4)
    player.command("easier")
    player.play()
    level = SMALL_LEVEL.format(demonstrate="false", minutes=20, repetitions=200)
    happened = json.loads(json.dumps(player.notes.events))
    session = played(happened, player.notes.trials, level=level, end=ended(60, "completed"))
    text = text_of(session, style="soap")
    assert "Cues given: minimal verbal twice, maximal verbal once. Assistance given once." in text
    assert re.search(r"session, in \w+ \(m\.lindt\): \"Shoulder hitched up\"", text)
    assert "Paused once, 2 s: stopped by a key." in text
    assert "completed 2 sets of 3 repetitions (6 of 6)" in text
    assert "after 1 practice repetition." in text
    assert "at the therapist's request" in text
    assert "1 (interrupted)" in text
    assert "1 rest taken." in text


def test_earlier_sessions_are_the_patients_own_on_the_same_device(tmp_path):
    ids = [f"2026010{day}T101500-AB12CD" for day in range(1, 8)]
    starts = [f"2026-01-0{day}T10:15:00Z" for day in range(1, 8)]
    changes = [{}, {}, {"patient_code": "P-002"}, {"input_device": "mouse"}, {}, {}, {}]
    for session_id, start, changed in zip(ids, starts, changes, strict=True):
        put(noted(session_id=session_id, start_utc=start, **changed), tmp_path)
    (tmp_path / "sessions" / ids[4] / "trials.jsonl").write_text("no row\n")
    session = read_session(open_recording(tmp_path / "sessions" / ids[5]))
    found = earlier_sessions(session)
    assert [each.info.session_id for each in found] == [ids[1]]
    first = read_session(open_recording(tmp_path / "sessions" / ids[0]))
    assert earlier_sessions(first) == []


def test_one_visit_in_two_parts_is_not_compared_with_itself(tmp_path):
    ids = [f"2026010{day}T101500-AB12CD" for day in range(1, 5)]
    point = {"exercise": 1, "set": 1, "done": 1}
    changes = [{}, {}, {"resumed_from": point | {"session": ids[1]}},
               {"resumed_from": point | {"session": ids[2]}}]  # fmt: skip
    for day, (session_id, changed) in enumerate(zip(ids, changes, strict=True), start=1):
        start = f"2026-01-0{day}T10:15:00Z"
        put(noted(session_id=session_id, start_utc=start, **changed), tmp_path)
    last = read_session(open_recording(tmp_path / "sessions" / ids[3]))
    assert [each.info.session_id for each in earlier_sessions(last)] == [ids[0]]


def test_a_rerun_says_so_and_is_nobodys_earlier_session(tmp_path):
    ids = [f"2026010{day}T101500-AB12CD" for day in range(1, 4)]
    for day, session_id in enumerate(ids, start=1):
        changed = {"previous_session": ids[0]} if day == 2 else {}
        start = f"2026-01-0{day}T10:15:00Z"
        put(noted(session_id=session_id, start_utc=start, **changed), tmp_path)
    _, again, last = (read_session(open_recording(tmp_path / "sessions" / each)) for each in ids)
    assert f"a rerun of the recording of {ids[0]}" in text_of(again)
    assert earlier_sessions(again) == []
    assert [each.info.session_id for each in earlier_sessions(last)] == [ids[0]]
    assert "rerun" not in text_of(last)


def test_nobody_knows_whether_a_guest_is_the_same_person(tmp_path):
    for day in (1, 2):
        more = {"start_utc": f"2026-01-0{day}T10:15:00Z", "patient_code": "guest"}
        put(noted(session_id=f"2026010{day}T101500-AB12CD", **more), tmp_path)
    later = tmp_path / "sessions" / "20260102T101500-AB12CD"
    assert earlier_sessions(read_session(open_recording(later))) == []


def test_phrases():
    assert [count(n, "repetition") for n in (0, 1, 2)] == ["0 repetitions", "1 repetition",
                                                           "2 repetitions"]  # fmt: skip
    assert [listed("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert [times(n) for n in (1, 2, 3)] == ["once", "twice", "3 times"]
    assert [span((1, 1)), span((0.1, 0.25), 2)] == ["1", "0.10 to 0.25"]
    words = ("inwards", "outwards", "ahead")
    for pair, expected in {
        (-5, 25): "5 degrees inwards to 25 degrees outwards",
        (10, 25): "10 to 25 degrees outwards",
        (-20, -5): "20 to 5 degrees inwards",
        (0, 1): "ahead to 1 degree outwards",
        (-1, -1): "1 degree inwards",
        (0, 0): "ahead",
    }.items():
        assert either_side(pair, *words) == expected


def test_lines_are_laid_out():
    text = laid_out("\n\n- " + "word " * 40 + "\n\n\n\nend\n" + "x" * 150)
    lines = text.splitlines()
    assert lines[0].startswith("- word")
    assert lines[1].startswith("  word")
    assert max(map(len, lines[:-1])) <= 100
    assert lines[-1] == "x" * 150
    assert "\n\n\n" not in text
