"""The tables of docs/difficulty.md on the game's own patients, from what the bench has found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from bench.following_figures import MEASURES, Done, pooled
from bench.following_play import POLICIES, Job

BEGIN: Final = "<!-- following -->\n"
END: Final = "<!-- end of following -->\n"
SHOWN: Final = ("in band", "|p - 0.70|", "streaks/100", "in 10 min", "difficulty")
HEADINGS: Final = {"|p - 0.70|": "off 0.70"}


def put_into(page: Path, done: Done) -> None:
    """Write the tables between their marks. Raises ValueError where there are none."""
    text = page.read_text("utf-8")
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page}: no {BEGIN.strip()} and {END.strip()} in it")
    tables = "\n".join(lines for lines in _tables(done))
    page.write_text(f"{head}{begin}\n{tables}\n{end}{tail}", "utf-8", newline="\n")


def _tables(done: Done) -> Iterator[str]:
    for title, key in (
        ("all", lambda _: "all"),
        ("task", lambda job: job.task),
        ("scenario", lambda job: f"{job.task}, {job.scenario}"),
        ("kind", lambda job: f"{job.task}, {job.kind}"),
    ):
        yield "".join(f"{line}\n" for line in _table(done, title, key))


def _table(done: Done, title: str, key: Callable[[Job], str]) -> Iterator[str]:
    """A group a row, the policies side by side, the tracker in bold."""
    yield (
        "| " + " | ".join([title, "moments", *(HEADINGS.get(name, name) for name in SHOWN)]) + " |"
    )
    yield "|---" * (2 + len(SHOWN)) + "|"
    for group in sorted({key(job) for job, _ in done}):
        members = [(job, runs) for job, runs in done if key(job) == group]
        cells = [group, str(sum(len(runs["tracker"].moments) for _, runs in members))]
        for name in SHOWN:
            of, decimals = MEASURES[name]
            values = [f"{pooled(members, policy, of):.{decimals}f}" for policy in POLICIES]
            cells.append(", ".join([*values[:-1], f"**{values[-1]}**"]))
        yield "| " + " | ".join(cells) + " |"
