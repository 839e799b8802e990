"""What the form does to a level's text, one function a gesture. Pure.

All raise `levels.problem.LevelError` where the text is no YAML, and `EditError`.
"""

from __future__ import annotations

from typing import Final, Literal

from clinic.authoring.editing import (
    EXERCISES,
    EditError,
    add_item,
    duplicate_item,
    move_item,
    remove_item,
    remove_value,
    set_value,
)
from clinic.authoring.form import Field, knob_value, order_at, parameter_fields
from levels.document import Data, Path, field_name, read
from levels.explain import at

_FILE: Final = "level"
_COPY: Final = " (copy)"
_LONGEST_NAME: Final = 80


def set_field(text: str, path: Path, value: Data) -> str:
    """Set a field; where it is new it gets its place in the manual's order."""
    return set_value(text, path, value, order_at(_data(text), path))


def use_default(text: str, path: Path) -> str:
    """Say nothing of a field."""
    return remove_value(text, path)


def set_knob_end(
    text: str, path: Path, field: Field, end: Literal["easy", "hard"], value: float | str
) -> str:
    """Set one end of a knob; the other stays what it is, or its default."""
    given = at(_data(text), path)
    if isinstance(given, dict) and given:
        return set_field(text, (*path, end), value)
    known = knob_value(field, given)
    ends: dict[str, Data] = {"easy": value, "hard": value}
    if known is not None:
        ends = {"easy": known.easy, "hard": known.hard, end: value}
    return set_field(text, path, ends)


def pin_knob(text: str, path: Path, value: float) -> str:
    """Make a knob one number that difficulty leaves alone."""
    return set_field(text, path, value)


def free_knob(text: str, path: Path, field: Field) -> str:
    """Let difficulty move a knob that was one number, at first from that number to itself."""
    known = knob_value(field, at(_data(text), path))
    if known is None:
        raise EditError(f"{field_name(path)}: change this in the text")
    return set_field(text, path, {"easy": known.easy, "hard": known.hard})


def set_span_end(
    text: str, path: Path, field: Field, end: Literal["low", "high"], value: float | str
) -> str:
    """Set one end of a range; the other stays what it is, or its default."""
    given = at(_data(text), path)
    if isinstance(given, dict) and given:
        return set_field(text, (*path, end), value)
    ends = dict(field.default) if isinstance(field.default, dict) else {"low": value, "high": value}
    return set_field(text, path, {**ends, end: value})


def set_variant(text: str, path: Path, field: Field, kind: str) -> str:
    """Change a group to another kind; what both kinds have stays."""
    assert field.variants is not None
    given = at(_data(text), path)
    given = given if isinstance(given, dict) else {}
    fields = field.variants[kind]
    kept: dict[str, Data] = {field.variant: kind}
    for each in fields:
        if each.name in given:
            kept[each.name] = given[each.name]
        elif each.required:
            kept[each.name] = given.get("start", each.least) if each.name == "difficulty" else None
    return set_field(text, path, kept)


def set_task(text: str, index: int, task: str) -> str:
    """Play another task in an exercise: its parameters begin at their defaults."""
    parameter_fields(task)
    return use_default(
        set_field(text, (*EXERCISES, index, "task"), task), (*EXERCISES, index, "parameters")
    )


def add_exercise(text: str, task: str) -> str:
    """One more exercise at the end, with everything a new one needs, for what the level is for."""
    data = _data(text)
    about = data if isinstance(data, dict) else {}
    fields: dict[str, Data] = {
        "name": f"New {task} exercise",
        "task": task,
        "objective": about.get("objective", "What it is for."),
        "body_part": about.get("body_part", "which part of the body"),
        "sets": 1,
        "repetitions": 8,
        "rest_s": 30,
        "difficulty": {
            "policy": "skill",
            "start": 0.2,
            "lower": 0.0,
            "upper": 0.8,
            "target_success": 0.75,
        },
    }
    return add_item(text, EXERCISES, fields)


def duplicate_exercise(text: str, index: int) -> str:
    """The same exercise once more, after it, under a name of its own."""
    text = duplicate_item(text, EXERCISES, index)
    name = at(_data(text), (*EXERCISES, index, "name"))
    if not isinstance(name, str) or len(name) + len(_COPY) > _LONGEST_NAME:
        return text
    return set_field(text, (*EXERCISES, index + 1, "name"), name + _COPY)


def move_exercise(text: str, old: int, new: int) -> str:
    """An exercise to another place; both count from 0."""
    return move_item(text, EXERCISES, old, new)


def remove_exercise(text: str, index: int) -> str:
    """A level without one of its exercises. Raises `EditError` for the only one."""
    return remove_item(text, EXERCISES, index)


def renamed(text: str, level_id: str, title: str) -> str:
    """The level under another id and title."""
    return set_field(set_field(text, ("id",), level_id), ("title",), title)


def _data(text: str) -> Data:
    return read(text, _FILE).data
