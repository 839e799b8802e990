"""Writes the data dictionary into `docs/recording.md`: `python -m game.recording.dictionary`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from game.recording.columns import JOINT_NAMES, JOINTS_LAYOUT, SAMPLES_LAYOUT, Column

PAGE: Final = Path("docs/recording.md")
ANY_JOINT: Final = "JOINT"
_BEGIN: Final = "<!-- generated: columns -->\n"
_END: Final = "<!-- end of generated -->\n"


def tables() -> str:
    """Every column with its type, unit, frame of reference and source, as Markdown.

    The columns of all joints differ in one word, so one line stands for the 26 of them.
    """
    first = f"_{JOINT_NAMES[0]}_"
    joints = [
        (column, column.name.replace(first, f"_{ANY_JOINT}_"))
        for column in JOINTS_LAYOUT.columns
        if first in column.name or not any(f"_{name}_" in column.name for name in JOINT_NAMES)
    ]
    return "\n".join(
        (
            "### `samples`: a row a frame\n",
            _table((column, column.name) for column in SAMPLES_LAYOUT.columns),
            "### `joints`: a row a frame, where the device tracks fingers\n",
            f"`{ANY_JOINT}` stands for each of: {', '.join(JOINT_NAMES)}.\n",
            _table(joints),
        )
    )


def with_tables(page: str) -> str:
    """The page with its generated part made anew. Raises ValueError without the marks."""
    before, _, rest = page.partition(_BEGIN)
    _, found, after = rest.partition(_END)
    if not found:
        raise ValueError(f"the page lacks the lines {_BEGIN.strip()} and {_END.strip()}")
    return f"{before}{_BEGIN}\n{tables()}\n{_END}{after}"


def _table(columns: Iterable[tuple[Column, str]]) -> str:
    lines = ["| column | type | unit | frame | source |", "|---|---|---|---|---|"]
    lines += [
        f"| `{name}` | {c.dtype.name} | {c.unit} | {c.frame or '-'} | {c.source} |"
        for c, name in columns
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    page = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")
