"""The table of a session's repetitions, as HTML: filtered, sorted, missing values with why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from clinic.console.pages.session.opened import Opened
from clinic.repetition import Repetition
from clinic.replay.timeline import outcome
from metrics.entries.measure import Measure
from metrics.registry import measures_of

_FLAGS: Final = {"leaned": "leaned with the trunk", "guessed_pose": "positions partly guessed"}
_FIRST: Final = (
    ("number", "No."),
    ("set", "Set"),
    ("side", "Side"),
    ("difficulty", "Difficulty"),
    ("outcome", "Outcome"),
    ("remarks", "Remarks"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which repetitions are shown, in which order. `exercise` is its number, `side` may be all."""

    exercise: int
    side: str = "both"
    every_measure: bool = False
    sort: str = "number"
    down: bool = False


def chosen(found: Opened, choice: Choice) -> list[Repetition]:
    """Repetitions that are shown, in order; those without the value that is sorted by come last."""
    some = [
        each
        for each in found.repetitions
        if each.exercise == choice.exercise and choice.side in ("both", each.side)
    ]
    keyed = [(_key(found, each, choice.sort), each) for each in some]
    known = [(key, each) for key, each in keyed if key is not None]
    known.sort(key=lambda pair: pair[0], reverse=choice.down)
    return [each for _, each in known] + [each for key, each in keyed if key is None]


def table_html(found: Opened, choice: Choice, *, may_change: bool) -> str:
    """The table. Its buttons carry `data-sort`, `data-out` or `data-back`."""
    some = chosen(found, choice)
    shown = _measures(some, every=choice.every_measure)
    heads = [_head(name, title, choice) for name, title in _columns(shown)]
    counting = '<th scope="col">Counting</th>' if may_change else ""
    first, more = heads[: len(_FIRST)], heads[len(_FIRST) :]
    body = "".join(_row(found, each, shown, may_change=may_change) for each in some)
    return (
        f'<table class="told repetitions"><caption>{len(some)} repetitions</caption>'
        f"<thead><tr>{''.join(first)}{counting}{''.join(more)}</tr></thead><tbody>{body}</tbody></table>"
    )


def _columns(shown: Sequence[Measure]) -> Iterator[tuple[str, str]]:
    yield from _FIRST
    for each in shown:
        yield each.name, each.title


def _measures(some: Sequence[Repetition], *, every: bool) -> list[Measure]:
    if not some:
        return []
    entries = measures_of(some[0].task)
    return [
        entry
        for entry in entries
        if (every or entry.shown)
        and any(entry.name in each.measures or entry.name in each.missing for each in some)
    ]


def _head(name: str, title: str, choice: Choice) -> str:
    sorted_by = name == choice.sort
    way = ("descending" if choice.down else "ascending") if sorted_by else "none"
    arrow = ("\u25bc" if choice.down else "\u25b2") if sorted_by else "\u21c5"
    return (
        f'<th scope="col" aria-sort="{way}"><button type="button" data-sort="{escape(name)}">'
        f'{escape(title)} <span aria-hidden="true">{arrow}</span></button></th>'
    )


def _row(found: Opened, each: Repetition, shown: Sequence[Measure], *, may_change: bool) -> str:
    out = each.trial_num in found.taken_out
    number = each.trial_num
    cells = [
        f'<th scope="row"><a href="/sessions/{escape(found.id)}/replay?repetition={number}">'
        f'{number}<span class="unseen">: see it again</span></a></th>',
        _cell("practice" if each.familiarisation else str(each.set)),
        _cell(each.side),
        _cell(f"{each.difficulty:.2f}"),
        _cell(outcome(each)),
        _cell("; ".join(_remarks(found, each)) or "-"),
    ]
    if may_change:
        act, words = ("back", "Let it count again") if out else ("out", "Take out")
        cells.append(
            f'<td><button type="button" data-{act}="{number}">{words}'
            f'<span class="unseen"> repetition {number}</span></button></td>'
        )
    cells += [_value(each, entry) for entry in shown]
    return f'<tr class="{"out" if out else ""}">{"".join(cells)}</tr>'


def _remarks(found: Opened, each: Repetition) -> Iterator[str]:
    reason = found.taken_out.get(each.trial_num)
    if reason is not None:
        yield f"Taken out: {reason}"
    for flag in each.flags:
        yield f"Flagged: {_FLAGS.get(flag, flag.replace('_', ' '))}"


def _value(each: Repetition, entry: Measure) -> str:
    value = each.measures.get(entry.name)
    if value is not None:
        return f'<td class="number">{value:.{entry.decimals}f}</td>'
    why = each.missing.get(entry.name, "not recorded")
    return f'<td class="why">none: {escape(why)}</td>'


def _cell(words: str) -> str:
    return f"<td>{escape(words)}</td>"


def _key(found: Opened, each: Repetition, by: str) -> tuple[float, str] | None:
    match by:
        case "number":
            return float(each.trial_num), ""
        case "set":
            return float(each.set), ""
        case "side":
            return 0.0, each.side
        case "difficulty":
            return each.difficulty, ""
        case "outcome":
            return 0.0, outcome(each)
        case "remarks":
            words = "; ".join(_remarks(found, each))
            return (0.0, words) if words else None
        case _:
            value = each.measures.get(by)
            return None if value is None else (value, "")
