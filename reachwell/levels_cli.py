"""`reachwell levels`: what levels there are, what is in them, what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reachwell.output import print_json, print_table

if TYPE_CHECKING:
    from levels.model import Exercise, Level
    from levels.problem import Problem

app = typer.Typer(no_args_is_help=True, help="List, show, check and write levels.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_levels(*, as_json: Json = False) -> None:
    """List the levels that come with the program."""
    from levels.loader import load_level, shipped_ids, shipped_path

    levels = [load_level(shipped_path(level_id)) for level_id in shipped_ids()]
    if as_json:
        print_json([level.summary() for level in levels])
        return
    print_table(
        ("LEVEL", "MINUTES", "TASKS", "TITLE"),
        [(level.id, f"{level.minutes:g}", ", ".join(level.tasks), level.title) for level in levels],
    )


@app.command()
def show(
    level: Annotated[str, typer.Argument(help="Id of a shipped level, or path to a .yaml file.")],
    *,
    as_json: Json = False,
) -> None:
    """Show one level: who it is for, why, and every exercise."""
    from levels.loader import find_level, load_level

    loaded = load_level(find_level(level))
    if as_json:
        print_json({**loaded.summary(), **loaded.model_dump(mode="json")})
    else:
        for line in _told(loaded):
            typer.echo(line)


@app.command()
def check(
    paths: Annotated[
        list[Path], typer.Argument(help="Level files, or folders to search for .yaml files.")
    ],
) -> None:
    """Check level files: "ok", or one line a problem with file, line, field and what is allowed."""
    from levels.problem import LevelError

    problems = [problem for path in paths for problem in _problems_at(path)]
    if problems:
        raise LevelError(problems)


@app.command()
def new(
    path: Annotated[Path, typer.Argument(help="Where to write it, as in my-level.yaml.")],
) -> None:
    """Write a level to start from, with every field explained. Never overwrites."""
    from levels.loader import write_template
    from levels.problem import printable

    write_template(path)
    typer.echo(f"{printable(str(path))}: written; edit it, then: reachwell levels check")


def _problems_at(path: Path) -> Iterator[Problem]:
    """Everything wrong with the files at `path`; names the good ones on stdout."""
    from levels.loader import level_files, load_level
    from levels.problem import LevelError, printable

    try:
        files = level_files(path)
    except LevelError as error:
        yield from error.problems
        return
    for file in files:
        try:
            load_level(file)
        except LevelError as error:
            yield from error.problems
        else:
            typer.echo(f"{printable(str(file))}: ok")


def _told(level: Level) -> Iterator[str]:
    yield f"{level.title} ({level.id})"
    yield f"  about {level.minutes:g} minutes, {level.posture}, affected side: {level.affected}"
    yield f"  for:        {level.for_whom}"
    yield f"  objective:  {level.objective}"
    yield f"  body part:  {level.body_part}"
    yield f"  caution:    {level.caution}"
    yield f"  reason:     {level.reason}"
    yield (
        f"  limits:     {level.limits.session_minutes} minutes, "
        f"{level.limits.repetitions} repetitions"
    )
    for number, exercise in enumerate(level.exercises, 1):
        yield ""
        yield from _exercise_told(number, exercise)


def _exercise_told(number: int, exercise: Exercise) -> Iterator[str]:
    yield f"{number}. {exercise.name} ({exercise.task})"
    yield f"  objective:  {exercise.objective}"
    yield f"  body part:  {exercise.body_part}"
    yield (
        f"  dose:       {exercise.sets} x {exercise.repetitions} repetitions, "
        f"{exercise.familiarisation} for practice first, rest {exercise.rest_s:g} s, "
        f"{exercise.affected_share:.0%} on the affected side"
    )
    cues = [f"{kind} {amount}" for kind, amount in exercise.cues if amount != "none"]
    yield f"  cues:       {', '.join(cues) or 'none'}; resistance: {exercise.resistance}"
    yield f"  difficulty: {_fields(exercise.difficulty.model_dump())}"
    yield "  parameters:"
    for name, value in exercise.parameters.model_dump().items():
        yield f"    {name}: {_fields(value)}"


def _fields(value: Any) -> str:
    match value:
        case {"easy": easy, "hard": hard}:
            return f"{easy:g}" if easy == hard else f"{easy:g} (easy) to {hard:g} (hard)"
        case {"low": low, "high": high}:
            return f"{low:g} to {high:g}"
        case dict():
            return ", ".join(f"{key} {_fields(item)}" for key, item in value.items())
        case None:
            return "none"
        case float():
            return f"{value:g}"
    return str(value)
