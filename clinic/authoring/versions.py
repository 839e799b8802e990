"""The clinic's own levels: every saved text is kept, the newest counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from clinic.authoring.changes import renamed
from clinic.authoring.checking import checked
from clinic.errors import ClinicError
from clinic.store.own_tables import AccountRow, ClinicLevelRow, LevelVersionRow
from game.recording.info import now_utc
from levels.document import MAX_BYTES, decode
from levels.loader import shipped_ids, shipped_path
from levels.model import MAX_ID, Level
from levels.problem import LevelError

LONGEST_COMMENT: Final = 200


@dataclass(frozen=True, slots=True)
class Version:
    """One saved text of a level, without the text. `number` counts from 1."""

    number: int
    comment: str
    saved_utc: datetime
    saved_by: str


class MovedOnError(ClinicError):
    """Somebody else has saved meanwhile; nothing was written. `latest` is what they saved."""

    def __init__(self, latest: Version) -> None:
        super().__init__(
            f"{latest.saved_by} has saved version {latest.number} meanwhile; yours is not saved yet"
        )
        self.latest = latest


def make_level(connection: Connection, text: str, comment: str, account_id: int) -> str:
    """Keep a new level of the clinic as its version 1; returns its id, as the text says it.

    Raises `LevelError` for a text that is no level, `ClinicError` for an id that is taken.
    """
    level_id = _level(text).id
    if level_id in shipped_ids():
        raise ClinicError(f"{level_id} is the id of a level that comes with Reachwell; change it")
    if _known(connection, level_id):
        raise ClinicError(f"there is a level {level_id} already; change the id")
    try:
        with connection.begin_nested():
            connection.execute(insert(ClinicLevelRow).values(id=level_id, made_utc=now_utc()))
            _add(connection, level_id, 1, text, comment, account_id)
    except IntegrityError:
        raise ClinicError(f"there is a level {level_id} already; change the id") from None
    return level_id


def save_version(
    connection: Connection, level_id: str, text: str, comment: str, account_id: int, based_on: int
) -> int:
    """Keep a text as the next version of a level and return its number.

    `based_on` is the version that it was made from: where that is no longer the newest, nothing
    is written and `MovedOnError` is raised. Raises `LevelError` for a text that is no level,
    `ClinicError` for one of another id.
    """
    level = _level(text)
    if level.id != level_id:
        raise ClinicError(
            f"the id in the text is {level.id}; it has to stay {level_id} "
            "(Duplicate makes a level of another id)"
        )
    latest = versions(connection, level_id)[0]
    if latest.number != based_on:
        raise MovedOnError(latest)
    try:
        with connection.begin_nested():
            _add(connection, level_id, based_on + 1, text, comment, account_id)
    except IntegrityError:  # at the very same moment
        raise MovedOnError(versions(connection, level_id)[0]) from None
    return based_on + 1


def restore_version(
    connection: Connection, level_id: str, number: int, account_id: int, based_on: int
) -> int:
    """Make an older text the newest version. Raises as `save_version`."""
    text = version_text(connection, level_id, number)
    comment = f"as version {number} again"
    return save_version(connection, level_id, text, comment, account_id, based_on)


def versions(connection: Connection, level_id: str) -> Sequence[Version]:
    """All versions of a level, the newest first. Raises `ClinicError` for an unknown one."""
    query = (
        select(
            LevelVersionRow.number,
            LevelVersionRow.comment,
            LevelVersionRow.saved_utc,
            AccountRow.login,
        )
        .join(AccountRow, AccountRow.id == LevelVersionRow.saved_by)
        .where(LevelVersionRow.level_id == level_id)
        .order_by(LevelVersionRow.number.desc())
    )
    found = [Version(*row) for row in connection.execute(query)]
    if not found:
        raise ClinicError(f"there is no level {level_id} of the clinic's own")
    return found


def version_text(connection: Connection, level_id: str, number: int) -> str:
    """The text of one version. Raises `ClinicError`."""
    query = select(LevelVersionRow.raw).where(
        LevelVersionRow.level_id == level_id, LevelVersionRow.number == number
    )
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise ClinicError(f"there is no version {number} of the level {level_id}")
    return found


def level_text(connection: Connection, level_id: str) -> bytes:
    """A level's YAML as it is played: a shipped one, or the newest version of the clinic's own.

    Raises `ClinicError` for an unknown one.
    """
    if level_id in shipped_ids():
        return shipped_path(level_id).read_bytes()
    return version_text(connection, level_id, versions(connection, level_id)[0].number).encode()


def level_lines(connection: Connection, level_id: str) -> str:
    """The same as a text to edit, its lines ended as everywhere here. Raises `ClinicError`."""
    return decode(level_text(connection, level_id), level_id)


def withdraw(connection: Connection, level_id: str) -> None:
    """Take a level from the lists; its versions and what was played of it stay."""
    _stamp(connection, level_id, now_utc())


def bring_back(connection: Connection, level_id: str) -> None:
    """Put a withdrawn level into the lists again."""
    _stamp(connection, level_id, None)


def is_withdrawn(connection: Connection, level_id: str) -> bool:
    """Whether a level of the clinic's own is in no list. Raises `ClinicError`."""
    query = select(ClinicLevelRow.withdrawn_utc).where(ClinicLevelRow.id == level_id)
    found = connection.execute(query).one_or_none()
    if found is None:
        raise ClinicError(f"there is no level {level_id} of the clinic's own")
    return found.withdrawn_utc is not None


def free_id(connection: Connection, wanted: str) -> str:
    """An id that no level has, like the one that is wanted."""
    taken = {*shipped_ids(), *connection.scalars(select(ClinicLevelRow.id))}
    stem, number = wanted[: MAX_ID - 4].rstrip("-"), 2
    while f"{stem}-{number}" in taken:
        number += 1
    return wanted if wanted not in taken else f"{stem}-{number}"


def duplicate(
    connection: Connection,
    level_id: str,
    new_id: str,
    title: str,
    account_id: int,
    text: str | None = None,
) -> str:
    """A level of the clinic's own like another, under an id and title of its own.

    `text`, where there is one, is copied instead of what is saved. Raises as `make_level`.
    """
    text = level_lines(connection, level_id) if text is None else text
    return make_level(connection, renamed(text, new_id, title), f"from {level_id}", account_id)


def imported(connection: Connection, raw: bytes, file: str, account_id: int) -> str:
    """Keep a level from a file; returns its id. Raises as `make_level`."""
    if len(raw) > MAX_BYTES:
        raise ClinicError(f"{file} is too large for a level; allowed: {MAX_BYTES // 1024} KiB")
    text = decode(raw, file)
    _level(text, file)  # so that problems name the file
    return make_level(connection, text, f"imported from {file[:80]}", account_id)


def _level(text: str, file: str = "level.yaml") -> Level:
    found = checked(text, file)
    if found.level is None:
        raise LevelError(found.problems)
    return found.level


def _known(connection: Connection, level_id: str) -> bool:
    query = select(func.count()).where(ClinicLevelRow.id == level_id)
    return bool(connection.execute(query).scalar())


def _add(
    connection: Connection, level_id: str, number: int, text: str, comment: str, account_id: int
) -> None:
    connection.execute(
        insert(LevelVersionRow).values(
            level_id=level_id,
            number=number,
            raw=text,
            comment=comment.strip()[:LONGEST_COMMENT],
            saved_utc=now_utc(),
            saved_by=account_id,
        )
    )


def _stamp(connection: Connection, level_id: str, at: datetime | None) -> None:
    query = update(ClinicLevelRow).where(ClinicLevelRow.id == level_id).values(withdrawn_utc=at)
    if connection.execute(query).rowcount == 0:
        raise ClinicError(f"there is no level {level_id} of the clinic's own")
