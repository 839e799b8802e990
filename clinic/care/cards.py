"""What therapists write on a patient's card: goals, cautions, and whether it is put away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from clinic.errors import ClinicError
from clinic.store.own_tables import AccountRow, CardRow
from game.patient import checked_code
from game.recording.info import now_utc

LONGEST: Final = 5_000


@dataclass(frozen=True, slots=True)
class Card:
    """One card. `changed_utc` is None while nothing has been written; it tells one revision."""

    goals: str = ""
    cautions: str = ""
    archived_utc: datetime | None = None
    changed_utc: datetime | None = None
    changed_by: str | None = None


class CardChangedError(ClinicError):
    """Somebody else changed the card meanwhile; `card` is theirs."""

    def __init__(self, card: Card) -> None:
        """Say who it was."""
        who = card.changed_by or "somebody"
        super().__init__(f"{who} has changed this card meanwhile; yours was not saved")
        self.card = card


def card_of(connection: Connection, code: str) -> Card:
    """The card of a patient; an empty one where nothing has been written."""
    row = connection.execute(
        select(
            CardRow.goals,
            CardRow.cautions,
            CardRow.archived_utc,
            CardRow.changed_utc,
            AccountRow.login,
        )
        .join(AccountRow, AccountRow.id == CardRow.changed_by)
        .where(CardRow.code == code)
    ).one_or_none()
    return Card() if row is None else Card(*row)


def write_card(
    connection: Connection, code: str, seen: Card, goals: str, cautions: str, by: int
) -> None:
    """Keep goals and cautions, on top of the card that was `seen`. `by` is an account's id.

    Raises `CardChangedError`, `ClinicError` for a text that is too long, `PatientError`.
    """
    for what, text in (("goals", goals), ("cautions", cautions)):
        if len(text) > LONGEST:
            raise ClinicError(f"{what}: {len(text)} characters; allowed: {LONGEST}")
    _put(connection, code, seen, by, goals=_plain(goals), cautions=_plain(cautions))


def archive(connection: Connection, code: str, seen: Card, by: int) -> None:
    """Put a patient away: out of the list, nothing is lost. Raises as `write_card` does."""
    _put(connection, code, seen, by, archived_utc=now_utc())


def unarchive(connection: Connection, code: str, seen: Card, by: int) -> None:
    """Take a patient back into the list. Raises as `write_card` does."""
    _put(connection, code, seen, by, archived_utc=None)


def _put(connection: Connection, code: str, seen: Card, by: int, **changed: Any) -> None:
    code = checked_code(code)
    changed |= {"changed_utc": _after(seen), "changed_by": by}
    if seen.changed_utc is None:
        empty = {"code": code, "goals": "", "cautions": "", "archived_utc": None}
        try:
            with connection.begin_nested():
                connection.execute(insert(CardRow).values(empty | changed))
        except IntegrityError:
            raise CardChangedError(card_of(connection, code)) from None
        return
    mine = (CardRow.code == code) & (CardRow.changed_utc == seen.changed_utc)
    if connection.execute(update(CardRow).where(mine).values(changed)).rowcount != 1:
        raise CardChangedError(card_of(connection, code))


def _after(seen: Card) -> datetime:
    """Now, and later than what was seen: its time tells one state of a card from another."""
    now = now_utc()
    if seen.changed_utc is None:
        return now
    return max(now, seen.changed_utc + timedelta(milliseconds=1))


def _plain(text: str) -> str:
    """The text with a space for what no page can show; lines stay."""
    lines = text.replace("\r\n", "\n").strip().split("\n")
    return "\n".join("".join(c if c.isprintable() else " " for c in line) for line in lines)
