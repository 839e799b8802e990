"""Values as YAML text, written so that `levels.document` reads the very same value. Pure."""

from __future__ import annotations

import json
import re
import textwrap
from typing import Final

from levels.document import Data

WIDTH: Final = 100
"""Lines that are written here are no longer than this, where words allow it."""

_PLAIN: Final = re.compile(r"[^\W\d_][^\x00-\x1f:#&*!|>'\"%@`{}\[\]\\]*")
_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def inline(value: Data, *, in_flow: bool = False) -> str:
    """A value on one line; `in_flow`: inside brackets, where a comma would end it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case str():
            return _text(value, in_flow=in_flow)
        case list():
            return f"[{', '.join(inline(item, in_flow=True) for item in value)}]"
    fields = (
        f"{_text(name, in_flow=True)}: {inline(item, in_flow=True)}" for name, item in value.items()
    )
    return f"{{{', '.join(fields)}}}"


def block(fields: dict[str, Data], column: int) -> list[str]:
    """Lines of a group of fields, one under the other, that begin in a column (from 0)."""
    lines: list[str] = []
    margin = " " * column
    for name, value in fields.items():
        flat = f"{margin}{name}: {inline(value)}"
        if len(flat) <= WIDTH or isinstance(value, int | float | list) or not value:
            lines.append(flat)
        elif isinstance(value, str):
            lines += [f"{margin}{name}: >-", *folded(value, column + 2)]
        else:
            lines += [f"{margin}{name}:", *block(value, column + 2)]
    return lines


def folded(text: str, column: int) -> list[str]:
    """The lines under a `>-`: broken between words, which reading undoes."""
    margin = " " * column
    return textwrap.wrap(
        on_one_line(text),
        max(WIDTH, column + 20),
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def on_one_line(text: str) -> str:
    """A text as a level keeps it: single spaces between its words."""
    return " ".join(text.split())


def _text(text: str, *, in_flow: bool) -> str:
    plain = (
        _PLAIN.fullmatch(text) is not None
        and text.isprintable()
        and text == text.strip()
        and text.lower() not in _WORDS
        and not (in_flow and "," in text)
    )
    return text if plain else json.dumps(text, ensure_ascii=False)
