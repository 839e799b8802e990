"""A validation error as problems that a therapist can mend: line, field, what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from levels.document import Data, Document, Path, field_name
from levels.problem import Problem, shown
from levels.schema import Node, allowed, branches, child, level_schema, resolved, unit

MAX_PROBLEMS: Final = 20

_HINTS: Final = (
    (lambda text: text.endswith("%"), "write a share, as in 0.5 for 50%"),
    (lambda text: ":" in text, "write one number, as in 90 for 1:30 minutes in seconds"),
    (lambda text: "," in text, "write the decimal with a point"),
    (lambda text: text[:1].isdigit(), "write the plain number, without a unit or signs in it"),
)


def problems(error: ValidationError, document: Document, file: str) -> list[Problem]:
    """One problem a field, in the order of the lines."""
    told = (_one(loc, kind, cause, document.data) for loc, kind, cause in _leaves(error, ()))
    found = {
        (path, message): Problem(file, document.line(path), field_name(path), message)
        for path, message in told
    }
    ordered = sorted(found.values(), key=lambda problem: problem.line or 0)
    if len(ordered) > MAX_PROBLEMS:
        more = len(ordered) - MAX_PROBLEMS
        ordered = ordered[:MAX_PROBLEMS]
        ordered.append(Problem(file, ordered[-1].line, "", f"{more} more problems after these"))
    return ordered


def boolean_paths(error: ValidationError, document: Document) -> list[Path]:
    """Paths of the values that should have been true or false."""
    return [
        _locate(loc, document.data)[0] for loc, kind, _ in _leaves(error, ()) if kind == "bool_type"
    ]


def _leaves(error: ValidationError, prefix: Path) -> Iterator[tuple[Path, str, object]]:
    """Place, type and cause of every single error, those of a task's parameters included."""
    for item in error.errors(include_url=False):
        loc = (*prefix, *item["loc"])
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, ValidationError):
            yield from _leaves(cause, loc)
        elif item["type"] == "too_short" and len(item["input"]) > item["ctx"]["actual_length"]:
            continue  # only because bad items are left out of the count: they tell it themselves
        else:
            yield loc, item["type"], cause


def _one(loc: Path, kind: str, cause: object, data: Data) -> tuple[Path, str]:
    path, node, group = _locate(loc, data)
    name = next((part for part in reversed(path) if isinstance(part, str) and unit(part)), "")
    value = at(data, path)
    if cause is not None:
        return path, str(cause)
    if kind == "extra_forbidden":
        return path, _unknown(str(path[-1]), group)
    if kind == "missing":
        return path, f"is missing; allowed: {allowed(node, name)}"
    if kind == "union_tag_not_found":
        tags = resolved(node)["discriminator"]
        path = (*path, tags["propertyName"])
        return path, f"is missing; allowed: {', '.join(tags['mapping'])}"
    if kind == "union_tag_invalid":
        tags = resolved(node)["discriminator"]
        path = (*path, tags["propertyName"])
        return path, f"is {shown(at(data, path))}; allowed: {', '.join(tags['mapping'])}"
    message = f"is {shown(value)}; allowed: {allowed(node, name)}"
    if kind in {"int_type", "float_type"} and isinstance(value, str):
        hint = next((hint for fits, hint in _HINTS if fits(value)), "")
        message += f" ({hint})" if hint else ""
    if kind == "string_type" and isinstance(value, int | float | bool):
        message += " (put it in quotes)"
    if kind == "literal_error" and isinstance(value, str) and value == allowed(node):
        message += " (without quotes)"
    if kind.startswith("string_too"):
        message += f" (it has {len(str(value).strip())})"
    if kind in {"too_short", "too_long"} and isinstance(value, Sequence):
        message = f"has {len(value)} entries; allowed: {allowed(node, name)}"
    return path, message


def _locate(loc: Path, data: Data) -> tuple[Path, Node, Node]:
    """The path in the file that `loc` means, its schema node, and the node around it.

    The validator's `loc` also names chosen alternatives and the ends of a knob that was given as
    one number: those are not in the file and are passed over.
    """
    path: Path = ()
    node = group = level_schema()
    value: Any = data
    for part in loc:
        tags = resolved(node).get("discriminator", {}).get("mapping", {})
        if part in tags:
            node = {"$ref": tags[part]}
            continue
        inside = child(node, part, value)
        if isinstance(value, Mapping):
            value = value.get(str(part))
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            break
        path = (*path, part)
        group, node = node, inside or {}
    return path, node, group


def at(data: Data, path: Path) -> Data:
    """What stands at `path`; None where nothing does."""
    for part in path:
        if isinstance(data, dict):
            data = data.get(str(part))
        elif isinstance(data, list) and isinstance(part, int):
            data = data[part]
    return data


def _unknown(name: str, group: Node) -> str:
    known = [key for branch in branches(group) for key in branch.get("properties", {})]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    meant = f"did you mean {near[0]}? " if near else ""
    return f"is not a known field; {meant}allowed here: {', '.join(dict.fromkeys(known))}"
