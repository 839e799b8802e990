"""The tables of every field, for the manual, made from the same schema that checks the files.

`python -m levels.reference MANUAL.md` writes them between the manual's two marks.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from levels.schema import Node, allowed, branches, is_knob, level_schema, resolved, task_schema
from tasks.registry import TASKS, Kind

BEGIN: Final = "<!-- fields: begin (made by python -m levels.reference) -->"
END: Final = "<!-- fields: end -->"


def tables() -> str:
    """Markdown: one table a group of fields."""
    top = level_schema()
    exercise = resolved(top["properties"]["exercises"]["items"])
    lines = [
        *_table("The level", top),
        *_table("`body`", _group(top, "body")),
        *_table("`limits`", _group(top, "limits")),
        *_table("`guide`", _group(top, "guide")),
        *_table("Each of the `exercises`", exercise),
        *_table("`cues`", _group(exercise, "cues")),
    ]
    for policy in branches(exercise["properties"]["difficulty"]):
        name = policy["properties"]["policy"]["const"]
        lines += _table(f"`difficulty` with `policy: {name}`", policy)
    for task in TASKS:
        parameters = task_schema(task)
        lines += _table(f"`parameters` of the task `{task}`", parameters)
        for name, field in parameters["properties"].items():
            for branch in branches(field):
                if "properties" in branch and not _is_range(branch):
                    lines += _table(f"`{name}` in the parameters of `{task}`", branch)
    for task, kind in TASKS.items():
        lines += _effects(task, kind)
    return "\n".join(lines).strip() + "\n"


def put_in(manual: str) -> str:
    """`manual` with the tables between its marks. Raises ValueError when a mark is missing."""
    before, rest = manual.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{tables()}\n{END}{after}"


def _effects(task: str, kind: Kind) -> Iterator[str]:
    yield from (f"### What makes `{task}` harder", "")
    yield from ("| knob | from | to | moves by | adds | in words |", "|---|---|---|---|---|---|")
    for name, effect in kind.effects.items():
        by = "equal ratios" if effect.ratio else "equal steps"
        ends = f"{effect.easy:g} | {effect.hard:g} | {by} | {effect.share:g}"
        yield f"| `{name}` | {ends} | {effect.harder}, {effect.easier} |"
    yield from ("", "| covariate | counts as |", "|---|---|")
    for name, each in kind.covariates.items():
        indicator = (each.middle, each.unit) == (0, 1)
        middle = f"{'-' if each.middle >= 0 else '+'} {abs(each.middle):g}"
        told = "1 where it is so, else 0" if indicator else f"(it {middle}) / {each.unit:g}"
        yield f"| `{name}` | {told} |"
    yield ""


def _group(node: Node, name: str) -> Node:
    return resolved(node["properties"][name])


def _is_range(node: Node) -> bool:
    return is_knob(node) or set(node["properties"]) == {"low", "high"}


def _table(title: str, node: Node) -> Iterator[str]:
    required = node.get("required", [])
    yield from (f"### {title}", "", "| field | allowed | left out | meaning |", "|---|---|---|---|")
    for name, field in node["properties"].items():
        left_out = "must be given" if name in required else _default(field)
        yield f"| `{name}` | {allowed(field, name)} | {left_out} | {field.get('description', '')} |"
    yield ""


def _default(field: Node) -> str:
    match field.get("default"):
        case {"easy": easy, "hard": hard} if easy == hard:
            return f"{easy:g}"
        case {"easy": easy, "hard": hard}:
            return f"easy {easy:g}, hard {hard:g}"
        case {"low": low, "high": high}:
            return f"low {low:g}, high {high:g}"
        case {"policy": policy}:
            return str(policy)
        case dict():
            return "its own defaults"
        case float() as number:
            return f"{number:g}"
        case None if "default" not in field:
            return "its own defaults"
        case value:
            return json.dumps(value).strip('"')


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(put_in(page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
