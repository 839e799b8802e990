"""Levels changed by the form: what was meant is there, every other line is as it was."""

from __future__ import annotations

import copy
import difflib
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.authoring.changes import (
    add_exercise,
    duplicate_exercise,
    free_knob,
    move_exercise,
    pin_knob,
    remove_exercise,
    renamed,
    set_field,
    set_knob_end,
    set_span_end,
    set_task,
    set_variant,
    use_default,
)
from clinic.authoring.checking import checked
from clinic.authoring.editing import EditError, set_value
from clinic.authoring.form import (
    Field,
    exercise_fields,
    knob_value,
    level_fields,
    order_at,
    parameter_fields,
)
from levels.loader import TEMPLATE, load_level, parse_level, shipped_ids, shipped_path
from levels.problem import LevelError
from tasks.registry import TASKS

SHIPPED = {
    level_id: shipped_path(level_id).read_text(encoding="utf-8") for level_id in shipped_ids()
}
TEXTS = {**SHIPPED, "template": TEMPLATE.read_text(encoding="utf-8")}
COMMENTED = """\
# from the ward, written by hand
format: 1
id:   own   # the id
title: "Own"
for_whom: >-   # whom
    Somebody
    patient.

objective: 'Reach: further.'
body_part: arm
posture: seated
caution: |
  Stop at pain.
reason: Because.
minutes: 6
limits: {session_minutes: 10,   # short
         repetitions: 50}
exercises:
# the first one warms up
- name: First
  task: reaching
  objective: Reach.
  body_part: arm
  repetitions: 4       # few
  parameters:
      radius_m: {easy: 0.1,
                 hard: 0.04}
      # not yet: distractors
      directions: 4
  # end of the first

# the second one is the work
- {name: Second, task: reaching, objective: Reach., body_part: arm, repetitions: 8}
-
  name: Third
  task: stepping
  objective: Step.
  body_part: leg
  repetitions: 3
# the end
"""


def changed_lines(old: str, new: str) -> list[str]:
    """Lines that are not in both, with + or -."""
    lines = difflib.ndiff(old.splitlines(), new.splitlines())
    return [line for line in lines if line[:1] in "+-"]


def plain(text: str) -> Any:
    """The values, read by another reader than ours."""
    return yaml.safe_load(text)


def good(text: str) -> str:
    """The text itself, which `reachwell levels check` takes."""
    parse_level(text.encode(), "level")
    return text


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_set_to_what_it_is_leaves_every_line(name: str) -> None:
    """The identity on numbers, texts and words of every level, byte by byte."""
    text = TEXTS[name]
    for path, value in _leaves(plain(text))[::3]:
        again = set_value(text, path, value)
        if isinstance(value, str) and "\n" not in value and again != text:
            # only a text in lines of its own may be broken elsewhere, and only inside its lines
            assert plain(again) == plain(text)
            continue
        if isinstance(value, float) and again != text:
            assert plain(again) == plain(text)
            continue
        assert again == text, path


@pytest.mark.parametrize("name", TEXTS)
def test_one_number_changes_one_line(name: str) -> None:
    text = TEXTS[name]
    for index in range(len(plain(text)["exercises"])):
        path = ("exercises", index, "repetitions")
        changed = set_field(text, path, 3)
        assert len(changed_lines(text, changed)) == 2
        assert plain(changed)["exercises"][index]["repetitions"] == 3
        good(changed)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_kind_of_edit_keeps_a_level_that_can_be_played(name: str) -> None:
    text = SHIPPED[name]
    level = load_level(shipped_path(name))
    text = good(renamed(text, "own-level", "Our own: arm, 2"))
    text = good(set_field(text, ("limits", "repetitions"), 500))
    text = good(set_field(text, ("limits", "session_minutes"), 60))
    text = good(set_field(text, ("guide", "check_in"), False))
    for index, exercise in enumerate(level.exercises):
        here = ("exercises", index)
        text = good(set_field(text, (*here, "rest_s"), 12.5))
        text = good(set_field(text, (*here, "resistance"), "0.5 kg cuff"))
        text = good(set_field(text, (*here, "cues", "verbal"), "maximal"))
        text = good(set_field(text, (*here, "objective"), "Reach: quietly. " * 12))
        policy = next(field for field in exercise_fields() if field.name == "difficulty")
        for kind in policy.choices:
            text = good(set_variant(text, (*here, "difficulty"), policy, kind))
        if exercise.task in {each.task for each in level.exercises[:index]}:
            continue
        for field in parameter_fields(exercise.task):
            text = _every_gesture(text, (*here, "parameters", field.name), field)
    text = good(add_exercise(text, "reaching"))
    text = good(duplicate_exercise(text, 0))
    text = good(move_exercise(text, 0, len(level.exercises)))
    text = good(set_task(text, 0, "stepping"))
    assert parse_level(text.encode(), "level").exercises[0].task == "stepping"
    while len(plain(text)["exercises"]) > 1:
        text = good(remove_exercise(text, 0))
    with pytest.raises(EditError, match="only one"):
        remove_exercise(text, 0)


def _every_gesture(text: str, path: tuple[str | int, ...], field: Field) -> str:
    """Change a parameter in every way the form has, to what is allowed; back to what it was."""
    if field.kind == "knob":
        known = knob_value(field, _at(plain(text), path))
        assert known is not None
        for end, value in (("easy", known.easy), ("hard", known.hard)):
            text = good(set_knob_end(text, path, field, end, value))  # type: ignore[arg-type]
        pinned = pin_knob(text, path, known.easy)
        assert _at(plain(pinned), path) == known.easy
        assert _at(plain(free_knob(pinned, path, field)), path) == {
            "easy": known.easy,
            "hard": known.easy,
        }
    elif field.kind == "span":
        low = _at(plain(text), path) or field.default
        text = good(set_span_end(text, path, field, "low", low["low"]))  # type: ignore[index]
    elif field.kind == "group":
        for each in field.fields:
            if each.kind in ("number", "whole") and each.default is not None:
                text = good(set_field(text, (*path, each.name), each.default))
    elif field.default is not None:
        text = good(set_field(text, path, _at(plain(text), path) or field.default))
    return text


def test_comments_survive_every_edit() -> None:
    text = good(COMMENTED)
    comments = [line.partition("#")[2] for line in text.splitlines() if "#" in line]
    for change in (
        lambda t: set_field(t, ("id",), "other"),
        lambda t: set_field(t, ("for_whom",), "Another patient. " * 20),
        lambda t: set_field(t, ("limits", "pain"), 5),
        lambda t: set_field(t, ("limits", "session_minutes"), 12),
        lambda t: set_field(t, ("caution",), "Stop at once."),
        lambda t: set_field(t, ("exercises", 0, "parameters", "radius_m", "hard"), 0.05),
        lambda t: set_field(t, ("exercises", 0, "parameters", "directions"), 6),
        lambda t: set_field(t, ("exercises", 0, "sets"), 2),
        lambda t: set_field(t, ("exercises", 1, "sets"), 2),
        lambda t: move_exercise(t, 0, 1),
        lambda t: move_exercise(t, 2, 0),
        lambda t: duplicate_exercise(t, 1),
        lambda t: add_exercise(t, "grasping"),
    ):
        changed = good(change(text))
        for comment in comments:
            assert comment in changed


def test_an_exercise_takes_its_comments_along() -> None:
    moved = move_exercise(COMMENTED, 0, 1)
    assert moved.index("# the second one") < moved.index("Second") < moved.index("# the first one")
    assert moved.index("# the first one") < moved.index("First") < moved.index("# end of the first")
    assert moved.index("# end of the first") < moved.index("Third") < moved.index("# the end")
    assert move_exercise(moved, 1, 0) == COMMENTED
    removed = remove_exercise(COMMENTED, 1)
    assert "the second one" not in removed
    assert removed.count("\n- ") + removed.count("\n-\n") == 2


def test_what_is_left_out_is_left_out() -> None:
    text = TEXTS["template"]
    less = use_default(text, ("limits", "pain"))
    assert changed_lines(text, less) == [next(f"- {x}" for x in text.splitlines() if "pain:" in x)]
    none = use_default(
        use_default(COMMENTED, ("limits", "repetitions")), ("limits", "session_minutes")
    )
    assert plain(none)["limits"] == {}
    assert use_default(none, ("guide", "check_in")) == none


def test_what_is_new_gets_its_place() -> None:
    text = set_field(COMMENTED, ("exercises", 0, "sets"), 2)
    assert list(plain(text)["exercises"][0])[3:6] == ["body_part", "sets", "repetitions"]
    text = set_field(COMMENTED, ("posture",), "standing")
    assert changed_lines(COMMENTED, text) == ["- posture: seated", "+ posture: standing"]
    assert (
        order_at(plain(COMMENTED), ("exercises", 0, "parameters", "start", "hold_s"))[-1]
        == "hold_s"
    )


def test_the_form_has_every_field_of_the_schema() -> None:
    names = {field.name for field in level_fields()} | {"format", "exercises"}
    assert names == set(load_level(shipped_path("taster")).model_dump())
    for task, kind in TASKS.items():
        fields = {field.name: field for field in parameter_fields(task)}
        assert set(fields) == set(kind.Parameters.model_fields)
        assert all(field.help and field.label for field in fields.values())
    radius = next(field for field in parameter_fields("reaching") if field.name == "radius_m")
    assert (radius.kind, radius.unit, radius.limits) == ("knob", "m", "0.02 to 0.2 m")


def test_problems_are_those_of_the_check() -> None:
    text = SHIPPED["reaching-1-easy"].replace("repetitions: 6", "repetitions: 700", 1)
    line = text[: text.index("repetitions: 700")].count("\n") + 1
    found = checked(text)
    assert found.level is None
    assert found.data is not None
    assert [problem.line for problem in found.problems] == [line]
    with pytest.raises(LevelError) as raised:
        parse_level(text.encode(), "level.yaml")
    assert raised.value.problems == found.problems
    assert checked("a: [").data is None


texts = st.text(max_size=140) | st.sampled_from(
    ["yes", "007", "1:30", "# no", "a: b", "- x", ">-", "null", "1e5", "{", "it's", 'a "b"', "ä,ö"]
)
numbers = st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False)
values = st.none() | st.booleans() | numbers | texts | st.lists(numbers | texts, max_size=3)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_value_anywhere_is_exactly_what_was_meant_or_is_refused(data: st.DataObject) -> None:
    """Against plain dicts: nothing else changes, whatever is written wherever."""
    text = data.draw(st.sampled_from([COMMENTED, *TEXTS.values()]))
    before = checked(text).data
    path, _ = data.draw(st.sampled_from(_leaves(before)))
    if isinstance(path[-1], str) and data.draw(st.booleans()):
        path = (*path[:-1], data.draw(st.sampled_from(["new", "sets", "least"])))
    value = data.draw(values)
    try:
        changed = set_value(text, path, value)
    except EditError:
        assert not _printable(value)
        return
    expected = copy.deepcopy(dict(before or {}))
    joined = " ".join(value.split()) if isinstance(value, str) else value
    _at(expected, path[:-1])[path[-1]] = joined
    assert checked(changed).data == expected


def _printable(value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    big = any(isinstance(item, int | float) and abs(item) >= 2**63 for item in items)
    return not big and all(not isinstance(item, str) or item.isprintable() for item in items)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_any_order_of_exercises(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([COMMENTED, *TEXTS.values()]))
    model = list(plain(text)["exercises"])
    for _ in range(data.draw(st.integers(1, 5))):
        what = data.draw(st.sampled_from(["move", "copy", "drop"]))
        index = data.draw(st.integers(0, len(model) - 1))
        if what == "move":
            to = data.draw(st.integers(0, len(model) - 1))
            text = move_exercise(text, index, to)
            model.insert(to, model.pop(index))
        elif what == "copy":
            text = duplicate_exercise(text, index)
            model.insert(index + 1, {**model[index], "name": model[index]["name"] + " (copy)"})
        elif len(model) > 1:
            text = remove_exercise(text, index)
            del model[index]
        assert plain(text)["exercises"] == model


def _leaves(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[Any, Any]]:
    if isinstance(data, dict):
        return [leaf for key, item in data.items() for leaf in _leaves(item, (*path, key))]
    if isinstance(data, list):
        return [leaf for key, item in enumerate(data) for leaf in _leaves(item, (*path, key))]
    return [(path, data)]


def _at(data: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        if data is None or (isinstance(data, dict) and part not in data):
            return None
        data = data[part]
    return data
