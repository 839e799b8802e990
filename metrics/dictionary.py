"""Writes the tables of `docs/measures.md` from the registry: `python -m metrics.dictionary`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from metrics.entries.measure import Better, Measure
from metrics.entries.references import REFERENCES
from metrics.registry import measures_of

PAGE: Final = Path("docs/measures.md")
_END: Final = "<!-- end of generated -->\n"
_BETTER: Final[Mapping[Better, str]] = MappingProxyType(
    {"higher": "higher is better", "lower": "lower is better", "neither": "neither way"}
)


def table(task: str) -> str:
    """The measures of a task as Markdown: a row a measure, in the order of the registry."""
    lines = [
        "| measure | unit | definition | valid when | what is known, and source |",
        "|---|---|---|---|---|",
    ]
    lines += [_row(entry) for entry in measures_of(task)]
    return "\n".join(lines) + "\n"


def references() -> str:
    """The papers that entries cite, as a Markdown list."""
    return "\n".join(f"- {REFERENCES[name]}" for name in sorted(REFERENCES)) + "\n"


PARTS: Final[Mapping[str, Callable[[], str]]] = MappingProxyType(
    {task: partial(table, task) for task in ("reaching", "grasping", "stepping", "session")}
    | {"references": references}
)
"""What is generated, by the name in its mark."""


def with_tables(page: str) -> str:
    """The page with its generated parts made anew. Raises ValueError without a mark."""
    for name, part in PARTS.items():
        begin = f"<!-- generated: {name} -->\n"
        before, _, rest = page.partition(begin)
        _, found, after = rest.partition(_END)
        if not found:
            raise ValueError(f"the page lacks the lines {begin.strip()} and {_END.strip()}")
        page = f"{before}{begin}\n{part()}\n{_END}{after}"
    return page


def _row(entry: Measure) -> str:
    cells = (
        f"{entry.label}<br>`{entry.name}`<br>{_BETTER[entry.better]}",
        entry.unit,
        f"{entry.definition}<br>`{entry.formula}`",
        entry.valid_when,
        "<br>".join(
            part for part in (entry.known, _repeats(entry), f"Source: {entry.source}.") if part
        ),
    )
    return f"| {' | '.join(cells)} |"


def _repeats(entry: Measure) -> str:
    """What is known of values of the same state."""
    if entry.error is not None:
        unit = " %" if entry.error.percent else f" {entry.unit_text}".rstrip()
        return (
            f"Minimal detectable change: {entry.error.detectable_change:g}{unit} "
            f"({entry.error.where} {entry.error.source})."
        )
    return f"Elsewhere: {entry.comparable}" if entry.comparable else ""


if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    path.write_text(with_tables(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
