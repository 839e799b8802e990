"""The levels there are to play: those that come with the program, and the clinic's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, func, select

from clinic.authoring.checking import checked
from clinic.store.own_tables import ClinicLevelRow, LevelVersionRow
from levels.loader import load_level, shipped_ids, shipped_path
from levels.model import Level, Posture


@dataclass(frozen=True, slots=True)
class AvailableLevel:
    """A level in a list. `version` is None for one that comes with the program.

    `problem` is empty for one that can be played.
    """

    id: str
    title: str
    minutes: float
    tasks: tuple[str, ...]
    posture: Posture
    affected: str
    for_whom: str
    objective: str
    body_part: str
    version: int | None = None
    saved_utc: datetime | None = None
    withdrawn: bool = False
    problem: str = ""

    @property
    def own(self) -> bool:
        """Whether it is the clinic's own."""
        return self.version is not None

    def found_by(self, words: str) -> bool:
        """Whether all these words are in what is said of it."""
        about = (self.id, self.title, self.for_whom, self.objective, self.body_part)
        said = " ".join((*about, self.posture, *self.tasks)).lower()
        return all(word in said for word in words.lower().split())


def available_levels(
    connection: Connection, *, with_withdrawn: bool = False
) -> Sequence[AvailableLevel]:
    """Shipped levels in their order, then the clinic's own by title."""
    return [*shipped_levels(), *own_levels(connection, with_withdrawn=with_withdrawn)]


@cache
def shipped_levels() -> tuple[AvailableLevel, ...]:
    """The levels that come with the program, in the order they are offered."""
    return tuple(_told(load_level(shipped_path(level_id))) for level_id in shipped_ids())


def own_levels(connection: Connection, *, with_withdrawn: bool = False) -> Sequence[AvailableLevel]:
    """The newest version of each of the clinic's own, by title."""
    newest = (
        select(LevelVersionRow.level_id, func.max(LevelVersionRow.number).label("number"))
        .group_by(LevelVersionRow.level_id)
        .subquery()
    )
    query = (
        select(
            LevelVersionRow.level_id,
            LevelVersionRow.number,
            LevelVersionRow.raw,
            LevelVersionRow.saved_utc,
            ClinicLevelRow.withdrawn_utc,
        )
        .join(
            newest,
            (newest.c.level_id == LevelVersionRow.level_id)
            & (newest.c.number == LevelVersionRow.number),
        )
        .join(ClinicLevelRow, ClinicLevelRow.id == LevelVersionRow.level_id)
    )
    found = [
        _own(row.level_id, row.number, row.raw, row.saved_utc, row.withdrawn_utc)
        for row in connection.execute(query)
    ]
    kept = (level for level in found if with_withdrawn or not level.withdrawn)
    return sorted(kept, key=lambda level: (level.title.lower(), level.id))


def _own(
    level_id: str, number: int, text: str, saved: datetime, withdrawn: datetime | None
) -> AvailableLevel:
    found = checked(text)
    if found.level is not None:
        return _told(found.level, number, saved, withdrawn=withdrawn is not None)
    return AvailableLevel(
        level_id, level_id, 0.0, (), "seated", "any", "", "", "", number, saved,
        withdrawn is not None, str(found.problems[0]),
    )  # fmt: skip


def _told(
    level: Level,
    version: int | None = None,
    saved: datetime | None = None,
    *,
    withdrawn: bool = False,
) -> AvailableLevel:
    return AvailableLevel(
        level.id,
        level.title,
        level.minutes,
        level.tasks,
        level.posture,
        level.affected,
        level.for_whom,
        level.objective,
        level.body_part,
        version,
        saved,
        withdrawn,
    )
