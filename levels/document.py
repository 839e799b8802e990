"""YAML as plain data that remembers its lines, and refuses everything a level has no use for.

The reader works on YAML's events, so nothing is constructed but dicts, lists, texts, numbers,
true, false and null, and a hostile file is refused before it costs memory or time. A plain
scalar is a number only when it looks like one to a person (`007`, `1:30`, `0x1f`, `1_000`,
`.inf` and dates stay texts), and yes, no, on and off stay texts too.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from levels.problem import LevelError, shortened, shown

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 20
MAX_NODES: Final = 20_000
TOO_LARGE: Final = f"is too large for a level; allowed: up to {MAX_BYTES // 1024} KiB"
EMPTY: Final = "is empty; allowed: a level (reachwell levels new writes one to start from)"

Data = dict[str, "Data"] | list["Data"] | str | int | float | bool | None
Path = tuple[str | int, ...]

FAST_LOADER: Final[type[yaml.SafeLoader]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Twenty times faster than the pure Python one where PyYAML was built with libyaml."""

_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_INT: Final = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT: Final = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?")
_INT64: Final = range(-(2**63), 2**63)
_INT64_CHARACTERS: Final = 20
_BOOLS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False,
                 "FALSE": False}  # fmt: skip
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff]"
)
_HINTS: Final = (
    ("cannot start any token", "indent with spaces, and put texts with special signs in quotes"),
    ("mapping values are not allowed", 'put a text with a colon in quotes, as in "Step 1: reach"'),
    ("expected <block end>", "lines that belong together must be indented alike"),
    ("expected ':'", "every field is written as name: value"),
)


@dataclass(slots=True)
class Document:
    """A document's data and, for every path in it, the line that names it (from 1)."""

    data: dict[str, Data]
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """Line of `path`, or of the nearest group around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def field_name(path: Path) -> str:
    """A path as a person reads it; items of a list count from 1: `exercises[1].sets`."""
    name = ""
    for part in path:
        if isinstance(part, int):
            name += f"[{part + 1}]"
        else:
            name += f".{shortened(part)}" if name else shortened(part)
    return name


def decode(raw: bytes, file: str) -> str:
    """Text of a level file. Raises `LevelError` for what is too large, not UTF-8 or not text."""
    if len(raw) > MAX_BYTES:
        raise LevelError.at(file, None, "", TOO_LARGE)
    if raw.startswith(_UTF16_MARKS):
        raise LevelError.at(file, 1, "", "is UTF-16; allowed: UTF-8 (save it as UTF-8)")
    raw = raw.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise LevelError.at(
            file, line, "", f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        ) from None
    if bad := _FORBIDDEN.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        raise LevelError.at(
            file, line, "", f"the invisible sign U+{ord(bad[0]):04X} is not allowed; delete it"
        )
    return text


def read(text: str, file: str, loader: type[yaml.SafeLoader] = FAST_LOADER) -> Document:
    """The one document in `text`. Raises `LevelError` with the line of what is refused."""
    try:
        return _Reader(yaml.parse(text, Loader=loader), file).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        if mark and error.context_mark and error.context_mark.line != mark.line:
            what += f" (it began on line {error.context_mark.line + 1})"
        hint = next((hint for sign, hint in _HINTS if sign in what), "check the line before too")
        line = None if mark is None else min(mark.line, text.count("\n")) + 1
        raise LevelError.at(file, line or 1, "", f"not valid YAML: {what}; {hint}") from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        if isinstance(error, LevelError):
            raise
        raise LevelError.at(file, 1, "", f"not valid YAML: {shown(str(error))}") from None


class _Reader:
    """Turns one stream of events into a document."""

    def __init__(self, events: Iterator[Event], file: str) -> None:
        self._events = events
        self._file = file
        self._nodes = 0
        self._lines: dict[Path, int] = {}

    def document(self) -> Document:
        event = next(self._events)
        while isinstance(event, StreamStartEvent):
            event = next(self._events)
        if isinstance(event, StreamEndEvent):
            raise self._error(1, (), EMPTY)
        assert isinstance(event, DocumentStartEvent)
        if event.version or event.tags:
            raise self._error(
                _line(event), (), "directives (%...) are not allowed; delete the line"
            )
        event = next(self._events)
        data = self._value(event, (), _line(event))
        if data is None:
            raise self._error(1, (), EMPTY)
        if not isinstance(data, dict):
            raise self._error(
                _line(event), (), f"is {shown(data)}; allowed: fields, each as name: value"
            )
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                raise self._error(_line(event), (), "a second document starts; allowed: one a file")
            assert isinstance(event, DocumentEndEvent | StreamEndEvent)
        return Document(data, self._lines)

    def _value(self, event: Event, path: Path, line: int) -> Data:
        self._nodes += 1
        self._refuse_extras(event, path)
        if self._nodes > MAX_NODES:
            raise self._error(
                _line(event), path, f"too many values for a level; allowed: {MAX_NODES}"
            )
        self._lines[path] = line
        if isinstance(event, ScalarEvent):
            return self._scalar(event, path)
        if len(path) >= MAX_DEPTH:
            raise self._error(_line(event), (), f"nested too deep; allowed: {MAX_DEPTH} levels")
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _sequence(self, path: Path) -> list[Data]:
        items: list[Data] = []
        while not isinstance(event := next(self._events), CollectionEndEvent):
            items.append(self._value(event, (*path, len(items)), _line(event)))
        return items

    def _mapping(self, path: Path) -> dict[str, Data]:
        fields: dict[str, Data] = {}
        while not isinstance(event := next(self._events), CollectionEndEvent):
            line = _line(event)
            key = self._key(event, path)
            if key in fields:
                first = self._lines[*path, key]
                raise self._error(
                    line, (*path, key), f"is given twice (first on line {first}); delete one"
                )
            fields[key] = self._value(next(self._events), (*path, key), line)
        return fields

    def _key(self, event: Event, path: Path) -> str:
        self._refuse_extras(event, path)
        if not isinstance(event, ScalarEvent):
            raise self._error(_line(event), path, "a name is a group or list; allowed: a text")
        if event.implicit[0] and event.value == "<<":
            raise self._error(_line(event), path, "merging (<<) is not allowed; write it out")
        key = self._scalar(event, path)
        if not isinstance(key, str):
            raise self._error(
                _line(event), path, f"the name of a field is {shown(key)}, not a text"
            )
        return key

    def _scalar(self, event: ScalarEvent, path: Path) -> str | int | float | bool | None:
        text = event.value
        if bad := _FORBIDDEN.search(text):
            raise self._error(
                _line(event), path, f"the invisible sign U+{ord(bad[0]):04X} is not allowed"
            )
        if not event.implicit[0]:
            return text
        if text in _NULLS:
            return None
        if text in _BOOLS:
            return _BOOLS[text]
        if _INT.fullmatch(text):
            number = int(text) if len(text) <= _INT64_CHARACTERS else _INT64.stop
            if number not in _INT64:
                raise self._error(_line(event), path, f"{shown(text)} is too large a number")
            return number
        if _FLOAT.fullmatch(text):
            value = float(text)
            if not math.isfinite(value):
                raise self._error(_line(event), path, f"{shown(text)} is too large a number")
            return value
        return text

    def _refuse_extras(self, event: Event, path: Path) -> None:
        if isinstance(event, AliasEvent):
            raise self._error(_line(event), path, "aliases (*name) are not allowed; write it out")
        assert isinstance(event, NodeEvent)
        if event.anchor is not None:
            raise self._error(_line(event), path, "anchors (&name) are not allowed; write it out")
        if isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent) and event.tag:
            raise self._error(_line(event), path, "tags (!name) are not allowed; delete it")

    def _error(self, line: int, path: Path, message: str) -> LevelError:
        return LevelError.at(self._file, line, field_name(path), message)


def _line(event: Event) -> int:
    assert event.start_mark is not None
    return event.start_mark.line + 1
