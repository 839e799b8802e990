"""Changes to a level's text that leave all other lines as they are, comments and all. Pure.

A change is cut into the text where the value stands; nothing else is written anew. Every result is
read back: what does not hold exactly the values that were meant is refused, never returned.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any, Final

from clinic.authoring.scalars import WIDTH, block, folded, inline, on_one_line
from clinic.authoring.spans import (
    Entry,
    Group,
    Scalar,
    find,
    item_regions,
    line_end,
    line_start,
    spans,
)
from clinic.authoring.spans import Sequence as Items
from clinic.errors import ClinicError
from levels.document import Data, Path, field_name, read
from levels.problem import LevelError

EXERCISES: Final[Path] = ("exercises",)
_FILE: Final = "level"


class EditError(ClinicError):
    """This can't be changed by the form as it is written; the message says what to do."""


def set_value(text: str, path: Path, value: Data, order: Sequence[str] = ()) -> str:
    """The text with another value at a path; groups on the way are made where they are missing.

    `order` are the names of the fields around it in the order they should stand in. Raises
    `LevelError` where the text is no YAML, `EditError`.
    """
    value = _lines_joined(value)
    meant = _with(_data(text), path, value)
    root = spans(text)
    here = len(path)
    while find(root, path[:here]) is None:
        here -= 1
    while here > 0 and isinstance(find(root, path[:here]), Scalar) and here < len(path):
        here -= 1
        value = _nested(path[here + 1 :], value)
        path = path[: here + 1]
    if find(root, path) is None:
        value, path = _nested(path[here + 1 :], value), path[: here + 1]
        return _checked(_inserted(text, root, path, value, order), meant, path)
    return _checked(_replaced(text, root, path, value), meant, path)


def remove_value(text: str, path: Path) -> str:
    """The text without a field, so that its default counts. Raises as `set_value`."""
    root = spans_of(text)
    group, name = find(root, path[:-1]), path[-1]
    if not isinstance(group, Group) or not isinstance(name, str) or name not in group.entries:
        return text
    meant = _data(text)
    del _at(meant, path[:-1])[name]
    if len(group.entries) == 1 and len(path) > 1:
        return _checked(_replaced(text, root, path[:-1], {}), meant, path)
    return _checked(_without(text, group, name), meant, path)


def move_item(text: str, path: Path, old: int, new: int) -> str:
    """The text with an item of a list elsewhere; both places count from 0."""

    def moved(items: list[Any]) -> None:
        items.insert(new, items.pop(old))

    return _reordered(text, path, moved)


def duplicate_item(text: str, path: Path, index: int) -> str:
    """The text with an item twice, the copy after it."""

    def doubled(items: list[Any]) -> None:
        items.insert(index + 1, copy.deepcopy(items[index]))

    return _reordered(text, path, doubled)


def remove_item(text: str, path: Path, index: int) -> str:
    """The text without an item of a list. Raises `EditError` for the only one."""
    if len(_at(_data(text), path)) == 1:
        raise EditError(f"{field_name((*path, index))} is the only one; a level needs one at least")

    def dropped(items: list[Any]) -> None:
        del items[index]

    return _reordered(text, path, dropped)


def add_item(text: str, path: Path, fields: dict[str, Data]) -> str:
    """The text with one more group of fields at the end of a list."""
    root, meant = spans_of(text), _data(text)
    fields = {name: _lines_joined(value) for name, value in fields.items()}
    _at(meant, path).append(fields)
    items = find(root, path)
    assert isinstance(items, Items)
    if items.flow:
        at = items.items[-1].end if items.items else items.start + 1
        comma = ", " if items.items else ""
        new = text[:at] + comma + inline(fields, in_flow=True) + text[at:]
        return _checked(new, meant, path)
    at = item_regions(text, items)[-1][1]
    before = text[:at] if text[:at].endswith("\n") else text[:at] + "\n"
    lines = block(fields, items.column + 2)
    lines[0] = " " * items.column + "- " + lines[0].lstrip()
    return _checked(before + "\n".join(lines) + "\n" + text[at:], meant, path)


def spans_of(text: str) -> Group:
    """The spans of a text. Raises `LevelError` where it is no YAML that a level may be."""
    read(text, _FILE)
    return spans(text)


def _data(text: str) -> dict[str, Data]:
    return copy.deepcopy(read(text, _FILE).data)


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _with(data: dict[str, Data], path: Path, value: Data) -> dict[str, Data]:
    here: Any = data
    for part in path[:-1]:
        inside = here.get(part) if isinstance(here, dict) else here[part]
        if not isinstance(inside, dict | list):
            inside = here[part] = {}
        here = inside
    try:
        here[path[-1]] = value
    except (TypeError, IndexError):  # a name in a list, or an item that is not there
        raise EditError(f"{field_name(path)}: there is nothing to set") from None
    return data


def _nested(path: Path, value: Data) -> Data:
    for part in reversed(path):
        value = {str(part): value}
    return value


def _lines_joined(value: Data) -> Data:
    """A value with every text in it on one line, as a level keeps it."""
    if isinstance(value, dict):
        return {name: _lines_joined(item) for name, item in value.items()}
    return on_one_line(value) if isinstance(value, str) else value


def _checked(text: str, meant: dict[str, Data], path: Path) -> str:
    try:
        good = read(text, _FILE).data == meant
    except LevelError:
        good = False
    if not good:
        where = field_name(path)
        raise EditError(
            f"{where}: the form can't change this as it is written; change it in the text"
        )
    return text


def _replaced(text: str, root: Group, path: Path, value: Data) -> str:
    span = find(root, path)
    assert span is not None
    parent = find(root, path[:-1])
    in_flow = parent is not None and parent.flow
    if not in_flow and not span.flow and not isinstance(span, Scalar):
        return _block_replaced(text, root, path, value)
    rest, rest_end = text[span.end : line_end(text, span.end)], line_end(text, span.end)
    if span.folded:  # what stands after its sign is a comment, and its lines go
        header = text[span.start : line_end(text, span.start)]
        comment = header.partition("#")[2]
        rest, rest_end = f"   #{comment}" if comment else "", span.end
    flat = inline(value, in_flow=in_flow)
    room = WIDTH - (span.start - line_start(text, span.start))
    if isinstance(value, str) and value and not in_flow and (span.folded or len(flat) > room):
        column = 0 if parent is None else parent.column
        lines = folded(value, column + 2)
        return text[: span.start] + "\n".join((f">-{rest}", *lines)) + text[rest_end:]
    gap = " " if text[span.start - 1 : span.start] == ":" else ""
    if span.folded:
        return text[: span.start] + flat + rest + text[rest_end:]
    return text[: span.start] + gap + flat + text[span.end :]


def _block_replaced(text: str, root: Group, path: Path, value: Data) -> str:
    """A group or list that stands in lines of its own becomes a value beside its name."""
    group, name = find(root, path[:-1]), path[-1]
    if not isinstance(group, Group) or not isinstance(name, str):
        raise EditError(f"{field_name(path)}: change this in the text")
    entry = group.entries[name]
    colon = text.index(":", entry.name_end) + 1
    header_end = line_end(text, colon)
    return f"{text[:colon]} {inline(value)}{text[colon:header_end]}{text[entry.value.end :]}"


def _inserted(text: str, root: Group, path: Path, value: Data, order: Sequence[str]) -> str:
    group, name = find(root, path[:-1]), str(path[-1])
    if not isinstance(group, Group):
        raise EditError(f"{field_name(path)}: change this in the text")
    before = _before(group, name, order)
    if group.flow:
        if before is None:
            at, comma = group.start + 1, ", " if group.entries else ""
            return f"{text[:at]}{name}: {inline(value, in_flow=True)}{comma}{text[at:]}"
        at = before.value.end
        return f"{text[:at]}, {name}: {inline(value, in_flow=True)}{text[at:]}"
    lines = block({name: value}, group.column)
    if before is None:
        at = next(iter(group.entries.values())).start
        return text[:at] + "\n".join(lines).lstrip() + "\n" + " " * group.column + text[at:]
    at = line_end(text, before.value.end)
    return text[:at] + "\n" + "\n".join(lines) + text[at:]


def _before(group: Group, name: str, order: Sequence[str]) -> Entry | None:
    """The field after which a new one goes: the nearest that comes before it; else the last."""
    entries = group.entries
    if name not in order:
        return [*entries.values()][-1] if entries else None
    earlier = [each for each in order[: order.index(name)] if each in entries]
    if not earlier:
        return None
    return max((entries[each] for each in earlier), key=lambda entry: entry.start)


def _without(text: str, group: Group, name: str) -> str:
    names = list(group.entries)
    index, entry = names.index(name), group.entries[name]
    following = group.entries[names[index + 1]] if index + 1 < len(names) else None
    if group.flow:
        if following is not None:
            return text[: entry.start] + text[following.start :]
        start = group.entries[names[index - 1]].value.end if index else group.start + 1
        return text[:start] + text[entry.value.end :]
    start = line_start(text, entry.start)
    if text[start : entry.start].strip():  # it shares its line with a dash
        if following is None:
            raise EditError(f"{name}: change this in the text")
        return text[: entry.start] + text[following.start :]
    return text[:start] + text[line_end(text, entry.value.end) + 1 :]


def _reordered(text: str, path: Path, change: Callable[[list[Any]], None]) -> str:
    """The items of a list in another order, doubled or dropped, as `change` does it to a list."""
    root = spans_of(text)
    meant = _data(text)
    change(_at(meant, path))
    items = find(root, path)
    assert isinstance(items, Items)
    if items.flow:
        pieces = [text[item.start : item.end] for item in items.items]
        change(pieces)
        start, end = items.items[0].start, items.items[-1].end
        return _checked(text[:start] + ", ".join(pieces) + text[end:], meant, path)
    regions = item_regions(text, items)
    pieces = [_whole_line(text[start:end]) for start, end in regions]
    change(pieces)
    start, end = regions[0][0], regions[-1][1]
    return _checked(text[:start] + "".join(pieces) + text[end:], meant, path)


def _whole_line(piece: str) -> str:
    return piece if piece.endswith("\n") else piece + "\n"
