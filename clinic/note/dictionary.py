"""The facts that templates can use, as the tables of docs/notes.md."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Annotated, get_args, get_origin, get_type_hints

from clinic.note import facts
from clinic.note.facts import RECORDS
from clinic.note.phrases import FILTERS


def facts_tables() -> str:
    """A table a record: field, type, meaning."""
    return "\n".join(map(_table, RECORDS))


def filters_table() -> str:
    """The filters that templates can use, by the first line of what each says of itself."""
    lines = ["| filter | what it makes |", "|---|---|"]
    for name, function in FILTERS.items():
        first = (function.__doc__ or "").strip().splitlines()[0]
        lines.append(f"| `{name}` | {first} |")
    return "\n".join(lines) + "\n"


def _table(record: type) -> str:
    hints = get_type_hints(record, vars(facts), include_extras=True)
    doc = " ".join((record.__doc__ or "").split())
    lines = [f"### `{record.__name__}`", "", doc, "", "| field | type | meaning |", "|---|---|---|"]
    for field in fields(record):
        hint = hints[field.name]
        assert get_origin(hint) is Annotated, f"{record.__name__}.{field.name} is not explained"
        kind, meaning = get_args(hint)
        lines.append(f"| `{field.name}` | {_type(kind)} | {meaning} |")
    return "\n".join(lines) + "\n"


def _type(kind: object) -> str:
    """A type as a template's author reads it."""
    name = kind.__name__ if isinstance(kind, type) and not get_args(kind) else str(kind)
    name = re.sub(r"typing\.Annotated\[(.*?), '[^']*'\]", r"\1", name)
    name = re.sub(r"[\w.]+\.facts\.", "", name).replace("str", "text").replace("int", "number")
    name = re.sub(r"tuple\[(.*), \.\.\.\]", r"list of \1", name)
    name = re.sub(r"tuple\[(.*)\]", r"(\1)", name)
    return name.replace("float", "number").replace("bool", "true or false").replace("|", "or")
