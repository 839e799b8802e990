"""The words of the link: they come back as they were, and nonsense raises one error."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.player import Player

from clinic.link.protocol import (
    LARGEST_MESSAGE,
    PROTOCOL,
    Ack,
    Ask,
    Bye,
    Event,
    Hello,
    LinkError,
    State,
    Trial,
    Watch,
    Welcome,
    check_hello_version,
    from_console,
    from_game,
)
from clinic.link.schema import text
from clinic.link.snapshot import Snapshots, told
from game.asked import LONGEST_NOTE, CommandError, checked
from game.commands import KINDS

SCHEMA = Path(__file__).parents[1] / "docs" / "link.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))

counts = st.integers(0, 2**63 - 1)
words = st.text(st.characters(codec="utf-8"), max_size=200)
finite = st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | finite | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
rows = st.dictionaries(words, json_values, max_size=8)
ids = st.from_regex(r"\A[0-9A-Za-z_-]{8,64}\Z")
sides = st.sampled_from(["left", "right"])

from_games = (
    st.builds(Event, seq=st.integers(1, 2**63 - 1), row=rows)
    | st.builds(Trial, seq=st.integers(1, 2**63 - 1), row=rows)
    | st.builds(
        Ack,
        id=ids,
        frame_index=st.none() | counts,
        outcome=st.sampled_from(["obeyed", "refused"]),
        message=words,
    )
    | st.builds(Bye, status=words)
    | st.builds(
        Hello,
        protocol=counts,
        session_id=st.from_regex(r"\A[0-9]{8}T[0-9]{6}-[0-9A-Z]{6}\Z"),
        patient_code=words,
        level_id=words,
        level_title=words,
        affected_side=sides,
        software=words,
        input_device=words,
        view=words,
        rate_hz=st.none() | st.floats(1e-3, 1e6),
        planned=counts,
        simulated=st.booleans(),
        start_utc=words,
        next_seq=counts,
        next_trial=counts,
    )
)
rates = st.floats(0.0, 20.0)
from_consoles = (
    st.builds(Welcome, protocol=counts, have_seq=counts, have_trial=counts)
    | st.builds(
        Ask,
        id=ids,
        kind=words,
        data=rows,
        by=st.text(st.characters(codec="utf-8"), min_size=1, max_size=100),
    )
    | st.builds(Watch, state_hz=rates, picture_hz=rates)
)


@given(from_games)
def test_what_a_game_says_is_heard_as_it_was_said(message) -> None:
    said = message.model_dump_json()
    assert from_game(said) == message
    VALIDATOR.validate(json.loads(said))
    with pytest.raises(LinkError):
        from_console(said)


@given(from_consoles)
def test_what_a_console_says_is_heard_as_it_was_said(message) -> None:
    said = message.model_dump_json()
    assert from_console(said.encode()) == message
    VALIDATOR.validate(json.loads(said))
    with pytest.raises(LinkError):
        from_game(said)


@given(st.text() | st.binary() | json_values.map(json.dumps) | rows.map(json.dumps))
@example("[" * 100_000)
@example('{"type":"event","seq":1,"row":{"a":NaN}}')
@example('{"type":"event","seq":1,"row":{"a":1e999}}')
@example('{"type":"hello"}')
@example("\ud800")
@example('{"type":"ack","id":"\\ud800aaaaaaaa","frame_index":1,"outcome":"obeyed"}')
@example("9" * 10_000)
@example(" " * (LARGEST_MESSAGE + 1))
def test_nonsense_raises_the_links_own_error(nonsense: str | bytes) -> None:
    for hear in (from_game, from_console):
        with pytest.raises(LinkError) as told_why:
            hear(nonsense)
        assert "\n" not in str(told_why.value)
        assert len(str(told_why.value)) < 400


@given(from_games, st.data())
def test_a_message_with_a_wrong_part_is_refused_or_still_one(message, data) -> None:
    fields = json.loads(message.model_dump_json())
    name = data.draw(st.sampled_from(sorted(fields)))
    fields[name] = data.draw(json_values)
    try:
        heard = from_game(json.dumps(fields))
    except LinkError:
        return
    VALIDATOR.validate(json.loads(heard.model_dump_json()))


@given(st.dictionaries(words, json_values, max_size=4), st.sampled_from(sorted(KINDS)) | words)
@settings(max_examples=50)
def test_a_command_carries_what_it_may_and_nothing_else(data, kind: str) -> None:
    try:
        taken = checked(kind, data)
    except CommandError:
        return
    assert kind in KINDS
    assert taken == data
    assert kind == "note" or not data


@pytest.mark.parametrize(
    ("kind", "data", "why"),
    [
        ("jump", {}, "no such command"),
        ("stop", {"now": True}, "does not carry 'now'; allowed: nothing"),
        ("cue", {"kind": "verbal"}, "needs amount"),
        ("cue", {"kind": "loud", "amount": "minimal"}, "allowed: verbal, tactile, visual"),
        ("cue", {"kind": ["verbal"], "amount": "minimal"}, "allowed: verbal"),
        ("note", {"text": " "}, "allowed: text"),
        ("note", {"text": 3}, "allowed: text"),
        ("note", {"text": "a" * (LONGEST_NOTE + 1)}, "at most 500 characters"),
        ("note", {"text": "bell\a"}, "no control characters"),
    ],
)
def test_a_command_that_carries_something_wrong_says_what_is_allowed(kind, data, why) -> None:
    with pytest.raises(CommandError, match=why):
        checked(kind, data)


def test_another_versions_hello_is_told_as_such_even_where_the_rest_is_strange() -> None:
    with pytest.raises(LinkError, match=f"speaks protocol 7, this one {PROTOCOL}"):
        check_hello_version('{"type": "hello", "protocol": 7, "new": [1]}')
    check_hello_version("no JSON at all")


def test_the_published_schema_is_that_of_the_messages() -> None:
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)
    assert SCHEMA.read_text(encoding="utf-8") == text(), "python -m clinic.link.schema"


def test_a_look_at_a_whole_session_is_a_state_all_along() -> None:
    player = Player()
    snapshots = Snapshots(player.session)
    phases, heard = [], 0

    def look() -> bool:
        nonlocal heard
        for row in player.notes.events[heard:]:
            snapshots.heard(row)
        heard = len(player.notes.events)
        if player.notes.trials:
            snapshots.finished(player.notes.trials[-1])
        if player.frame.frame_index % 10 == 0:
            said = told(snapshots.look(player.frame, 0))
            VALIDATOR.validate(json.loads(said))
            state = from_game(said)
            assert isinstance(state, State)
            phases.append(state)
        return player.session.done

    player.until(look)
    last = phases[-1]
    assert last.tally.won == player.session.tally.won > 0
    assert last.tally.scored == player.session.tally.scored
    assert last.last is not None
    assert last.last.trial_num == player.notes.trials[-1]["trial_num"]
    assert {state.phase for state in phases} >= {"set", "summary"}
    target = next(thing for state in phases for thing in state.things if thing.role == "target")
    assert np.linalg.norm(target.orientation) == pytest.approx(1.0, abs=1e-3)
    assert {"head", "left_hand", "right_hand"} <= set(phases[-1].points)
    counted = [
        (state.exercise.number, state.exercise.set, state.exercise.repetition)
        for state in phases
        if state.exercise is not None and state.phase == "set"
    ]
    assert counted == sorted(counted)
    assert set(counted) == {(1, number, each) for number in (1, 2) for each in (1, 2, 3)}
    assert last.tracking_share == 1.0
