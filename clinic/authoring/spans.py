"""Where every value of a level's text stands: from which sign to which. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from levels.document import FAST_LOADER, Path


@dataclass(slots=True)
class Span:
    """One value: text[start:end], without the comments and empty lines after it.

    `flow`: inside brackets, or a group or list that is written in brackets itself. `folded`: a text
    that begins with > or |. `column` is where the value begins in its line, from 0.
    """

    start: int
    end: int
    column: int
    flow: bool
    folded: bool = False


@dataclass(slots=True)
class Scalar(Span):
    """A text, number, true, false or null; an empty one has no length."""


@dataclass(slots=True)
class Entry:
    """A field of a group: its name, which is text[start:name_end], and its value."""

    start: int
    name_end: int
    value: Span


@dataclass(slots=True)
class Group(Span):
    """Named fields, in their order."""

    entries: dict[str, Entry] = field(default_factory=dict)


@dataclass(slots=True)
class Sequence(Span):
    """A list."""

    items: list[Span] = field(default_factory=list)


def spans(text: str) -> Group:
    """The spans of a text that `levels.document.read` accepts."""
    root = yaml.compose(text, Loader=FAST_LOADER)
    assert root is not None
    found = _span(root, text, in_flow=False)
    assert isinstance(found, Group)
    return found


def find(root: Group, path: Path) -> Span | None:
    """The span of what stands at a path, or None."""
    here: Span = root
    for part in path:
        if isinstance(here, Group) and isinstance(part, str) and part in here.entries:
            here = here.entries[part].value
        elif isinstance(here, Sequence) and isinstance(part, int) and part < len(here.items):
            here = here.items[part]
        else:
            return None
    return here


def line_end(text: str, at: int) -> int:
    """Where the line that a place is in ends, before its line break."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def line_start(text: str, at: int) -> int:
    """Where the line that a place is in begins."""
    return text.rfind("\n", 0, at) + 1


def item_regions(text: str, sequence: Sequence) -> list[tuple[int, int]]:
    """Whole lines of each item of a list with dashes, with the comments that belong to it.

    Comments and empty lines above a dash are the item's below them; comments farther in than the
    dash are the item's above them.
    """
    dash = re.compile(rf"^ {{{sequence.column}}}-(?=[ \n]|$)", re.MULTILINE)
    inside = re.compile(rf"(?:\n[ ]{{{sequence.column + 1},}}#[^\n]*)*")
    found = dash.search(text, line_start(text, sequence.start))
    assert found is not None
    first = found.start()
    while (above := _line_above(text, first)) is not None and not above.partition("#")[0].strip():
        first -= len(above) + 1
    ends = [_with_comments(text, line_end(text, item.end), inside) for item in sequence.items]
    ends = [min(end + 1, len(text)) for end in ends]
    return list(zip((first, *ends[:-1]), ends, strict=True))


def _line_above(text: str, start: int) -> str | None:
    """The line above the one that begins at `start`; None above the first."""
    return text[line_start(text, start - 1) : start - 1] if start > 0 else None


def _with_comments(text: str, end: int, inside: re.Pattern[str]) -> int:
    found = inside.match(text, end)
    return found.end() if found else end


def _span(node: Node, text: str, *, in_flow: bool) -> Span:
    start, end, column = node.start_mark.index, node.end_mark.index, node.start_mark.column
    if isinstance(node, ScalarNode):
        folded = node.style in (">", "|")
        if folded:
            end = start + len(text[start:end].rstrip())
        return Scalar(start, end, column, in_flow, folded)
    assert isinstance(node, MappingNode | SequenceNode)
    flow = bool(node.flow_style)
    if isinstance(node, SequenceNode):
        items = [_span(item, text, in_flow=flow) for item in node.value]
        if items and not flow:
            end = items[-1].end
        return Sequence(start, end, column, flow, items=items)
    entries = {
        key.value: Entry(key.start_mark.index, key.end_mark.index, _span(value, text, in_flow=flow))
        for key, value in node.value
    }
    if entries and not flow:
        end = [*entries.values()][-1].value.end
    return Group(start, end, column, flow, entries=entries)
