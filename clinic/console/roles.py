"""Who may do what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Role = Literal["therapist", "lead", "read-only"]
Right = Literal["look", "care", "lead"]

RIGHTS: Final[Mapping[str, frozenset[Right]]] = MappingProxyType(
    {
        "read-only": frozenset({"look"}),
        "therapist": frozenset({"look", "care"}),
        "lead": frozenset({"look", "care", "lead"}),
    }
)
"""By role. "care" changes what is about patients, "lead" accounts, stations and the audit."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has signed in."""

    account_id: int
    login: str
    role: str

    def may(self, right: Right) -> bool:
        """Whether the role allows it."""
        return right in RIGHTS.get(self.role, frozenset())


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the gate leaves in a request's scope, as "reachwell"."""

    visitor: Visitor
    token: str


class RefusedError(Exception):
    """The visitor may not do this, or is signed out by now; the message is one line."""
