"""What a level's text says: the same problems, at the same lines, as `reachwell levels check`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from levels.document import Data, read
from levels.loader import parse_level
from levels.model import Level
from levels.problem import LevelError, Problem


@dataclass(frozen=True, slots=True)
class Checked:
    """A text, read. `data` is None where it is no YAML, `level` where anything is wrong."""

    data: Mapping[str, Data] | None
    level: Level | None
    problems: tuple[Problem, ...]


@lru_cache(maxsize=256)
def checked(text: str, file: str = "level.yaml") -> Checked:
    """Read a text; `file` names it in problems. What is returned is shared: don't change it."""
    level: Level | None = None
    problems: tuple[Problem, ...] = ()
    try:
        level = parse_level(text.encode("utf-8", "surrogatepass"), file)
    except LevelError as error:
        problems = error.problems
    try:
        return Checked(read(text, file).data, level, problems)
    except LevelError as error:
        return Checked(None, None, problems or error.problems)
