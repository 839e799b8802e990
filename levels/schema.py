"""The level format as JSON Schema: for editors, for the manual, and for saying what is allowed.

`python -m levels.schema` writes `level.schema.json` beside this file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from levels.model import Level
from tasks.registry import TASKS

SCHEMA_PATH: Final = Path(__file__).with_name("level.schema.json")

Node = dict[str, Any]

_UNITS: Final = {
    "_m_s": "in metres a second",
    "_m": "in metres",
    "_s": "in seconds",
    "_deg": "in degrees",
    "_share": "a share, 1 being the whole",
    "minutes": "in minutes",
}
_KNOB: Final = ("easy", "hard")
_ENDS: Final = 2
_BRANCHES: Final = ("anyOf", "oneOf")


@cache
def level_schema() -> Node:
    """JSON Schema (draft 2020-12) of a level file."""
    schema = Level.model_json_schema()
    definitions = schema["$defs"]
    exercise = definitions["Exercise"]
    exercise["allOf"] = []
    for name, task in sorted(TASKS.items()):
        parameters = task.Parameters.model_json_schema()
        definitions[name] = _inlined(parameters, parameters.pop("$defs", {}))
        exercise["allOf"].append(
            {
                "if": {"properties": {"task": {"const": name}}},
                "then": {"properties": {"parameters": {"$ref": f"#/$defs/{name}"}}},
            }
        )
    description = exercise["properties"]["parameters"]["description"]
    exercise["properties"]["parameters"] = {"description": description, "type": "object"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_untitled(schema)}


def _inlined(node: Any, definitions: Node) -> Any:
    """`node` with its references replaced by what they mean; parameters are a tree, no cycles."""
    if isinstance(node, list):
        return [_inlined(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: _inlined(value, definitions) for key, value in node.items()}
    if "$ref" in node:
        target = definitions[node.pop("$ref").removeprefix("#/$defs/")]
        return {**_inlined(target, definitions), **node}
    return node


def _untitled(node: Any) -> Any:
    """`node` without the titles that only repeat the names of fields and classes."""
    if isinstance(node, list):
        return [_untitled(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _untitled(value)
        for key, value in node.items()
        if key != "title" or not isinstance(value, str)
    }


def task_schema(name: str) -> Node:
    """Schema node of a task's parameters."""
    return cast(Node, level_schema()["$defs"][name])


def resolved(node: Node) -> Node:
    """`node` with its reference followed; what stands beside the reference wins."""
    while "$ref" in node:
        target = level_schema()["$defs"][node["$ref"].removeprefix("#/$defs/")]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def branches(node: Node) -> list[Node]:
    """The alternatives of a node, resolved; the node itself where there are none."""
    node = resolved(node)
    for word in _BRANCHES:
        if word in node:
            return [leaf for branch in node[word] for leaf in branches(branch)]
    return [node]


def child(node: Node, name: str | int, data: object = None) -> Node | None:
    """Node of a field or item inside `node`, or None. `data` tells which task's parameters."""
    for branch in branches(node):
        if isinstance(name, int):
            if "items" in branch:
                return cast(Node, branch["items"])
        elif name == "parameters" and "allOf" in branch and isinstance(data, Mapping):
            task = data.get("task")
            return task_schema(task) if isinstance(task, str) and task in TASKS else None
        elif name in branch.get("properties", {}):
            return cast(Node, branch["properties"][name])
    return None


def unit(name: str) -> str:
    """The unit that the ending of a field's name tells, in words; empty where there is none."""
    return next((words for ending, words in _UNITS.items() if name.endswith(ending)), "")


def allowed(node: Node, name: str = "") -> str:
    """What a field may hold, in words; `name` tells the unit by its ending."""
    texts = list(dict.fromkeys(_allowed(branch) for branch in branches(node)))
    return ", ".join(part for part in (" or ".join(texts), unit(name)) if part)


def is_knob(node: Node) -> bool:
    """Whether a node is the group of what difficulty moves."""
    return set(_KNOB) <= set(node.get("properties", {}))


def _allowed(node: Node) -> str:
    if "const" in node:
        return str(node["const"])
    if "enum" in node:
        return ", ".join(map(str, node["enum"]))
    match node.get("type"):
        case "integer":
            return f"a whole number{_bounds(node)}"
        case "number":
            return f"a number{_bounds(node)}"
        case "boolean":
            return "true or false"
        case "null":
            return "null"
        case "string":
            if "pattern" in node:
                return "small letters, digits and hyphens, as in first-session"
            return (
                f"a text of up to {node['maxLength']} letters" if "maxLength" in node else "a text"
            )
        case "array":
            return f"a list of {node.get('minItems', 0)} to {node.get('maxItems', 'any')}"
    fields = node.get("properties", {})
    if is_knob(node):
        return f"a group of easy and hard, each {_allowed(fields['easy'])}"
    ends = {_allowed(resolved(field)) for field in fields.values()}
    if len(fields) == _ENDS and len(ends) == 1:
        return f"a group of {' and '.join(fields)}, each {ends.pop()}"
    return f"a group of {', '.join(fields) or 'fields'}"


def _bounds(node: Node) -> str:
    low, high = node.get("minimum"), node.get("maximum")
    if low is None and "exclusiveMinimum" in node:
        return f" above {node['exclusiveMinimum']:g} and up to {high:g}"
    return "" if low is None or high is None else f" from {low:g} to {high:g}"


def text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(level_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA_PATH.write_text(text(), encoding="utf-8", newline="\n")
