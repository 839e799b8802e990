"""Who may do what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Role = Literal["therapist", "lead", "read-only"]
Right = Literal["own", "look", "care", "lead"]

RIGHTS: Final[Mapping[str, frozenset[Right]]] = MappingProxyType(
    {
        "read-only": frozenset({"own", "look"}),
        "therapist": frozenset({"own", "look", "care"}),
        "lead": frozenset({"own", "look", "care", "lead"}),
    }
)
"""By role. "own" is one's own account; "care" changes what is about patients, "lead" accounts,
stations and the audit."""

OWN_ACCOUNT: Final = "/account"
"""The one page that is open to who has to change their password."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has signed in.

    Whoever has a password that somebody else set may do nothing before they have changed it.
    """

    account_id: int
    login: str
    role: str
    must_change_password: bool = False

    def may(self, right: Right) -> bool:
        """Whether the role allows it, and nothing has to be done first."""
        if self.must_change_password:
            return right == "own"
        return right in RIGHTS.get(self.role, frozenset())


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the gate leaves in a request's scope, as "reachwell"."""

    visitor: Visitor
    token: str


class RefusedError(Exception):
    """The visitor may not do this, or is signed out by now; the message is one line."""
