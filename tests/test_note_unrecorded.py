"""A note tells what was recorded, all of it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.noted import GRASPS, LEVEL, PIECES, REACHES, ROWS, STEPS, noted
from support.played import ended, events, played, row

from clinic.kept import Minutes
from clinic.note.gather import note_of
from clinic.note.writing import write_note

NOWHERE = Path("nowhere")
STYLES = ("narrative", "soap")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
OF_SCALES = {"10", "0", "1"}
"""Ends of scales: pain 3/10; difficulty from 0 to 1."""


def leaves(value: object) -> Iterator[object]:
    if is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from leaves(item)
    elif value is not None and not isinstance(value, bool):
        yield value


def numbers_of(note) -> set[str]:
    """Every number in the facts, as a note may write it."""
    found = set(OF_SCALES)
    for leaf in leaves(note):
        if isinstance(leaf, float):
            found |= {f"{leaf:.2f}", str(leaf)}
        else:
            found |= set(NUMBER.findall(str(leaf)))
    if note.timed and note.timed.rule == "cms":
        found.add("8")
    return found


def text_of(session, style, *more, **given) -> str:
    """The note, with its numbers checked."""
    note = note_of(session, *more, **given)
    text = write_note(note, style, NOWHERE)
    assert set(NUMBER.findall(text)) <= numbers_of(note)
    assert max(map(len, text.splitlines())) <= 100
    assert "\n\n\n" not in text
    assert not re.search(r"None|Undefined|\{\{|\.\.| \.| ,|\(\)|\"\"|: ?\.", text), text
    return text


def flat(text: str) -> str:
    return " ".join(text.split())


TELLS = {
    "check-in": ["3/10 before", "Asked whether ready"],
    "supervision": ["Supervision was confirmed", "clear floor"],
    "instruction": ["was instructed", "movement shown"],
    "cues": ["Cues given: moderate verbal twice, minimal tactile once"],
    "assistance": ["Assistance given once"],
    "shown again": ["shown again once"],
    "difficulty": ["raised once after success", "lowered once at the therapist's request"],
    "pause": ["Paused once, 15 s", "stop sign", "tracking was lost.", "min paused"],
    "rest": ["1 rest taken"],
    "tired": ["Signs of tiredness in Fruit ahead, right: movement time rose by 41%"],
    "asked": ["at signs of tiredness, patient chose to go on easier"],
    "pain": ["Pain told during the session: 5/10"],
    "lock": ["held by a therapist once"],
    "mark": ["1 mark set"],
    "remarks": [
        '- 10:15 UTC, 0:44 into the session, in Fruit ahead (m.lindt): "Sits crooked, put upright"',
        '- 10:17 UTC, 2:21 into the session, outside of exercises: "Went home glad"',
    ],
    "cap": ["The level's time was over"],
    "check-out": ["4/10 after", "6/10 after", "so-so", "word for the session: \"proud\""],
}  # fmt: skip


def test_every_piece_is_told_somewhere():
    assert set(TELLS) == set(PIECES)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_is_told_when_it_is_there_and_not_otherwise(piece, style):
    whole, without = (flat(text_of(noted(left), style)) for left in ((), (piece,)))
    for words in TELLS[piece]:
        assert words in whole
        assert words not in without


@pytest.mark.parametrize("style", STYLES)
def test_nothing_but_repetitions(style):
    text = flat(text_of(noted(PIECES), style))
    told = [words for piece in TELLS.values() for words in piece]
    for words in (*told, "Cues given", "/10", "patient chose", "Patient's word"):
        assert words not in text
    assert "completed 2 sets of 3 repetitions (6 of 6)" in text


@pytest.mark.parametrize("style", STYLES)
def test_resistance_and_planned_cues_are_the_levels(style):
    assert "Resistance: a cuff of half a kilogram." in flat(text_of(noted(), style))
    plain = LEVEL.replace("    resistance: a cuff of half a kilogram\n", "")
    plain = plain.replace("    cues: {verbal: moderate, visual: minimal}\n", "")
    text = flat(text_of(noted(level=plain), style)).lower()
    assert "resistance" not in text
    assert "planned by the level" not in text
    assert "cues given" in text


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("rows", "there", "absent"),
    [
        (REACHES, ["reaching to targets", "Not done: Cups and Logs."], ["Obstacles", "grasping"]),
        (GRASPS, ["Objects, with how often each: cup 2"], ["shoulder.", "stepping", "SPARC"]),
        (STEPS, ["over obstacles and onto footprints"], ["Objects", "grasping", "SPARC"]),
    ],
)
def test_a_task_that_was_not_done_is_not_described(style, rows, there, absent):
    text = text_of(noted(rows=rows), style)
    assert all(words in flat(text) for words in there)
    assert not any(words in flat(text) for words in absent)


@pytest.mark.parametrize("style", STYLES)
def test_an_empty_session(style):
    text = text_of(played([], level=LEVEL, end=ended(0.0, "recovered")), style)
    for words in ("Body parts", "Patient did", "completed", "Success", "In the game", "Difficulty"):
        assert words not in text
    assert "Not done: Fruit ahead, Cups and Logs." in flat(text)
    assert "to be attested" in text


@pytest.mark.parametrize("style", STYLES)
def test_only_practice(style):
    text = flat(text_of(noted(rows=REACHES[:1], without=PIECES), style))
    assert "did 1 practice repetition; of the planned 2 sets of 3 repetitions none" in text
    for words in ("Success", "Measured", "Difficulty", "(affected)"):
        assert words not in text


@pytest.mark.parametrize("style", STYLES)
def test_a_patient_who_stops_has_not_failed(style):
    stopped = row(1, end_reason="ABORTED", scored=False, success=False)
    happened = events(
        [
            (0, "session_start"),
            (5, "exercise_start", {"exercise": 1}),
            (6, "phase_start", {"phase": "set", "set": 1}),
            (9, "pause", {"cause": "stopped", "by": "stop_sign"}),
            (12, "resume", {"cause": "stopped"}),
            (13, "early_end", {"cause": "ask"}),
            (20, "session_end", {"status": "stopped"}),
        ]
    )
    session = played(happened, [stopped], level=LEVEL, end=ended(20.0, "stopped"))
    text = flat(text_of(session, style))
    assert "The patient chose to end the session." in text
    assert "Of the planned 2 sets of 3 repetitions none was finished" in text
    assert not re.search("fail|unable|could not|refus|success|not won", text, re.IGNORECASE)


@pytest.mark.parametrize("style", STYLES)
def test_a_mended_recording_says_so(style):
    end = ended(160.0, "recovered", lost_rows=37, dropped_rows=4, lost_lines=2)
    text = flat(text_of(noted(("check-out", "cap"), end=end), style))
    assert "The recording broke off" in text
    assert "Frames lost at the end, at least: 37." in text
    assert "/10 after" not in text
    whole = flat(text_of(noted(), style))
    assert "Frames" not in whole
    assert "broke off" not in whole


@pytest.mark.parametrize("style", STYLES)
def test_a_resumed_session_tells_what_was_done_before(style):
    point = {"session": "20260104T101500-AB12CD", "exercise": 2, "set": 1, "done": 1}
    text = flat(text_of(noted(rows=GRASPS[1:], resumed_from=point), style))
    assert "This session goes on from 20260104T101500-AB12CD." in text
    assert "Patient did 1 of 2 planned repetitions" in text
    assert "Done before, in the session that this one goes on from: 1." in text
    assert "Not done: Logs." in text
    assert "goes on from" not in flat(text_of(noted(), style))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("device", "words"), [("simulated", "SIMULATED"), ("mouse", "Played with the mouse")]
)
def test_who_or_what_moved(style, device, words):
    assert words in text_of(noted(input_device=device), style)
    assert words not in text_of(noted(), style)


@pytest.mark.parametrize("style", STYLES)
def test_without_an_earlier_session_nothing_is_compared(style):
    earlier = noted(session_id="20260101T101500-AB12CD")
    compared = flat(text_of(noted(), style, [earlier]))
    alone = flat(text_of(noted(), style))
    for words in ("Since 2026-01-05", " then, ", "measurement error"):
        assert words in compared
        assert words not in alone


@pytest.mark.parametrize("style", STYLES)
def test_units_come_from_attested_minutes_alone(style):
    minutes = [Minutes(code="97112", minutes=24), Minutes(code="97110", minutes=23)]
    text = flat(text_of(noted(), style, minutes=minutes))
    assert "97112 24 min, 97110 23 min" in text
    assert "97112 2, 97110 1; 3 in all" in text
    alone = text_of(noted(), style)
    assert "97112" not in alone
    assert not re.search(r"\bunits?\b", alone)
    assert "Timed one-on-one minutes: to be attested by the therapist." in alone


def test_it_is_called_a_draft_and_no_medical_device_once():
    for style in STYLES:
        text = text_of(noted(), style)
        assert text.count("DRAFT") == text.count("not a certified medical device") == 1
        assert text.index("DRAFT") == 0


ANYTHING = st.tuples(
    st.floats(0, 2000),
    st.sampled_from([told for piece in PIECES.values() for told in piece]),
)


@settings(max_examples=60, deadline=None)
@given(
    happened=st.lists(ANYTHING, max_size=25),
    rows=st.lists(st.sampled_from(ROWS), max_size=10),
    status=st.sampled_from(["completed", "stopped", "ended", "device_lost", "recovered", "odd"]),
    style=st.sampled_from(STYLES),
    minutes=st.lists(st.integers(0, 480), max_size=3),
)
def test_any_session_makes_a_note_of_its_own_numbers(happened, rows, status, style, minutes):
    told = [(at_s, *rest) for at_s, (_, *rest) in happened]
    session = played(events(told), rows, level=LEVEL, end=ended(2000.0, status))
    codes = ("97112", "97110", "97140")
    attested = [Minutes(code=code, minutes=of) for code, of in zip(codes, minutes, strict=False)]
    for piece, words in TELLS.items():
        kinds = {kind for _, kind, *_ in PIECES[piece]}
        if not kinds & {kind for _, kind, *_ in told}:
            assert not any(each in flat(text_of(session, style)) for each in words)
    text_of(session, style, minutes=attested)
