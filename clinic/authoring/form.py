"""What there is to set in a level, told from the schema: a new setting appears by itself. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from levels.document import Data, Path
from levels.schema import Node, branches, child, is_knob, level_schema, resolved, task_schema

Kind = Literal[
    "text", "long text", "whole", "number", "choice", "yes or no", "several", "knob", "span",
    "group", "variants",
]  # fmt: skip

LONG_TEXT: Final = 100
"""A text that may be longer than this gets a box of several lines."""

_UNITS: Final = (
    ("_m_s", "m/s"),
    ("_m", "m"),
    ("_s", "s"),
    ("_deg", "\u00b0"),
    ("_share", "0 to 1"),
    ("_minutes", "minutes"),
)
_SPAN: Final = {"low", "high"}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to set. `least` and `most` bound a number, or the ends of a knob or span.

    `default` counts where the level says nothing; `required`: it has none. `fields` are those of a
    group, `variants` those of each kind of group there is, `variant` the field that says which.
    """

    name: str
    label: str
    help: str
    unit: str
    kind: Kind
    default: Data = None
    required: bool = False
    may_be_none: bool = False
    whole: bool = False
    least: float | None = None
    most: float | None = None
    longest: int | None = None
    choices: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    variant: str = ""
    variants: Mapping[str, tuple[Field, ...]] | None = None

    @property
    def limits(self) -> str:
        """What a number may be, in words; empty where nothing bounds it."""
        if self.least is None or self.most is None:
            return ""
        unit = f" {self.unit}" if self.unit and self.unit != "0 to 1" else ""
        return f"{self.least:g} to {self.most:g}{unit}"


@dataclass(frozen=True, slots=True)
class KnobValue:
    """A knob as a level has it. Pinned, both ends are the same number."""

    easy: float
    hard: float
    pinned: bool


@cache
def level_fields() -> tuple[Field, ...]:
    """Those of the level itself, without its exercises."""
    return tuple(field for field in _fields(level_schema()) if field.name not in _ELSEWHERE)


@cache
def exercise_fields() -> tuple[Field, ...]:
    """Those of every exercise, without its task's parameters."""
    node = resolved(level_schema()["properties"]["exercises"]["items"])
    return tuple(field for field in _fields(node) if field.name != "parameters")


@cache
def parameter_fields(task: str) -> tuple[Field, ...]:
    """Those of a task. Raises KeyError for an unknown one."""
    return _fields(task_schema(task))


def knob_value(field: Field, given: Data) -> KnobValue | None:
    """What a knob is set to; None where what stands there is no knob."""
    default: Any = field.default or {}
    given = default if given is None else given
    if _is_number(given):
        return KnobValue(given, given, pinned=True)  # type: ignore[arg-type]
    if not isinstance(given, dict):
        return None
    easy, hard = (given.get(end, default.get(end)) for end in ("easy", "hard"))
    if not (_is_number(easy) and _is_number(hard)):
        return None
    same = given is default and easy == hard
    return KnobValue(easy, hard, pinned=same)


def order_at(data: Data, path: Path) -> tuple[str, ...]:
    """Names of the fields beside the one at `path`, in the order of the manual."""
    node, here = level_schema(), data
    for part in path[:-1]:
        inside = child(node, part, here)
        if inside is None:
            return ()
        node = inside
        if isinstance(here, dict):
            here = here.get(str(part))
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            here = None
    names = (name for branch in branches(node) for name in branch.get("properties", {}))
    return tuple(dict.fromkeys(names))


_ELSEWHERE: Final = ("format", "exercises")


def _fields(node: Node) -> tuple[Field, ...]:
    required = node.get("required", [])
    return tuple(
        _field(name, each, required=name in required)
        for name, each in node.get("properties", {}).items()
    )


def _field(name: str, node: Node, *, required: bool) -> Field:
    every = branches(node)
    some = [branch for branch in every if branch.get("type") != "null"]
    label, unit = _label(name)
    settings: dict[str, Any] = {
        "default": node.get("default"),
        "required": required,
        "may_be_none": len(some) < len(every),
    }
    knob = next((branch for branch in some if is_knob(branch)), None)
    if knob is not None:
        settings |= {"kind": "knob", **_number(knob["properties"]["easy"])}
    elif len(some) > 1:
        tag = resolved(node)["discriminator"]["propertyName"]
        variants = {branch["properties"][tag]["const"]: _fields(branch) for branch in some}
        settings |= {
            "kind": "variants",
            "variant": tag,
            "variants": {
                kind: tuple(field for field in fields if field.name != tag)
                for kind, fields in variants.items()
            },
            "choices": tuple(variants),
        }
    else:
        settings |= _plain(some[0])
    return Field(name, label, node.get("description", ""), unit, **settings)


def _plain(node: Node) -> dict[str, Any]:
    if "enum" in node:
        return {"kind": "choice", "choices": tuple(node["enum"])}
    match node.get("type"):
        case "integer" | "number":
            return {"kind": "whole" if node["type"] == "integer" else "number", **_number(node)}
        case "boolean":
            return {"kind": "yes or no"}
        case "array":
            return {"kind": "several", "choices": tuple(node["items"].get("enum", ()))}
        case "object" if set(node.get("properties", {})) == _SPAN:
            return {"kind": "span", **_number(node["properties"]["low"])}
        case "object":
            return {"kind": "group", "fields": _fields(node)}
    longest = node.get("maxLength")
    long_text = longest is not None and longest > LONG_TEXT
    return {"kind": "long text" if long_text else "text", "longest": longest}


def _number(node: Node) -> dict[str, Any]:
    return {
        "least": node.get("minimum", node.get("exclusiveMinimum")),
        "most": node.get("maximum", node.get("exclusiveMaximum")),
        "whole": node.get("type") == "integer",
    }


def _label(name: str) -> tuple[str, str]:
    for ending, unit in _UNITS:
        if name.endswith(ending):
            return _words(name if ending == "_share" else name.removesuffix(ending)), unit
    return _words(name), ""


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
