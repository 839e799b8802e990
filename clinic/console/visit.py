"""One visitor at one page: what they may see and change, and what is written down of it.

    async def page(code: str, visit: AVisit) -> None:
        sessions = await visit.look(f"patient {code}", lambda c: sessions_of(c, code))

Nothing is shown or changed but through a visit: it asks anew whether the visitor is still signed
in and may do it, and the audit holds it in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from clinic.console.console import Console
from clinic.console.logins import seen, visitor_of
from clinic.console.roles import RefusedError, Right, Visitor
from clinic.store import audit

Found = TypeVar("Found")


class Visit:
    """A signed-in visitor with the console. `visitor` is who they were when the page was made."""

    def __init__(self, console: Console, visitor: Visitor, token: str) -> None:
        self.console = console
        self.visitor = visitor
        self._token = token

    @property
    def token(self) -> str:
        """The secret of this browser's sign-in; never shown or logged."""
        return self._token

    async def look(
        self, subject: str, work: Callable[[Connection], Found], right: Right = "look"
    ) -> Found:
        """Read something about `subject` ("patient P01"), on a thread.

        Raises `RefusedError`, and what `work` raises.
        """
        await run_in_threadpool(self._written, "look", subject, right, _nothing)
        return await run_in_threadpool(self._read, work, right)

    async def change(
        self,
        action: str,
        subject: str,
        work: Callable[[Connection], Found],
        right: Right = "care",
    ) -> Found:
        """Change something, on a thread, in one transaction with its line in the audit.

        `action` is a verb ("archive"). Raises `RefusedError`, and what `work` raises: then nothing
        was changed in the database.
        """
        return await run_in_threadpool(self._written, action, subject, right, work)

    async def again(self, work: Callable[[Connection], Found], right: Right = "look") -> Found:
        """Read once more what was looked at on this page already, as for a refresh."""
        return await run_in_threadpool(self._read, work, right)

    async def keep(self, work: Callable[[Connection], Found], right: Right = "care") -> Found:
        """Keep what is being written and counts for nothing yet: the audit has its saving.

        Raises `RefusedError`, and what `work` raises.
        """
        return await run_in_threadpool(self._kept, work, right)

    async def stay(self) -> None:
        """Count as being there, as who watches a patient play does without a click.

        Raises `RefusedError`.
        """
        await run_in_threadpool(self._stay)

    def _kept(self, work: Callable[[Connection], Found], right: Right) -> Found:
        with self.console.store.writing() as connection:
            self._check(connection, right)
            return work(connection)

    def _stay(self) -> None:
        with self.console.store.writing() as connection:
            self._check(connection, "look")
            seen(connection, self._token)

    def _read(self, work: Callable[[Connection], Found], right: Right) -> Found:
        with self.console.store.reading() as connection:
            self._check(connection, right)
            return work(connection)

    def _written(
        self, action: str, subject: str, right: Right, work: Callable[[Connection], Found]
    ) -> Found:
        with self.console.store.writing() as connection:
            self._check(connection, right)
            done = work(connection)
            audit(connection, self.visitor.login, action, subject)
            return done

    def _check(self, connection: Connection, right: Right) -> None:
        found = visitor_of(connection, self._token)
        if found is None:
            raise RefusedError("You are signed out. Sign in again to go on.")
        if found[0].must_change_password and right != "own":
            raise RefusedError("Choose a password of your own first, under your name above.")
        if not found[0].may(right):
            raise RefusedError(f"Your role ({found[0].role}) does not allow this.")


def _nothing(_: Connection) -> None:
    """Only the audit's line."""


def _visit(request: Request) -> Visit:
    state = request.scope["reachwell"]
    return Visit(request.app.state.console, state.visitor, state.token)


AVisit = Annotated[Visit, Depends(_visit)]
"""A page's parameter."""
