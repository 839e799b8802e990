"""One's own account."""

from __future__ import annotations

from typing import Final

from nicegui import ui
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from clinic.console.accounts import WrongPasswordError, change_own_password
from clinic.console.buttons import act, first_act
from clinic.console.frame import frame, heading, problem, told
from clinic.console.lockouts import failed, locked_until
from clinic.console.logins import sign_out_everywhere
from clinic.console.passwords import LONGEST, SHORTEST
from clinic.console.roles import OWN_ACCOUNT
from clinic.console.visit import AVisit, Visit
from clinic.errors import ClinicError
from game.recording.info import now_utc

_HERE: Final = "an open page"


@ui.page(OWN_ACCOUNT)
async def page(visit: AVisit) -> None:
    """Another password; signing out everywhere."""
    with frame(visit, "Your account", "/account"):
        ui.label(f"{visit.visitor.login}, {visit.visitor.role}")
        if visit.visitor.must_change_password:
            problem("Your password was set by somebody else. Choose one of your own to go on.")
        heading("Another password")
        with ui.element("section").classes("card form"):
            _Password(visit)
        heading("Other browsers")
        ui.label("Signs you out on every machine, this one too.")
        with ui.element("div").classes("acts"):
            act("Sign out everywhere", lambda: _everywhere(visit))


class _Password:
    """Old, new, new once more."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._old = _field("Password you have now", "current-password")
        self._new = _field(f"New password, {SHORTEST} characters or more", "new-password")
        self._twice = _field("New password once more", "new-password")
        with ui.element("div").classes("acts"):
            first_act("Change password", self._change)

    async def _change(self) -> None:
        old, new = str(self._old.value or ""), str(self._new.value or "")
        login, token = self._visit.visitor.login, self._visit.token

        def work(connection: Connection) -> None:
            if locked_until(connection, login, _HERE, now_utc()) is not None:
                raise ClinicError("too many failures; try again later")
            change_own_password(connection, login, old, new, token)

        with told():
            if new != self._twice.value:
                raise ClinicError("the two new passwords differ")
            try:
                await self._visit.change("change own password", login, work, right="own")
            except WrongPasswordError:
                await run_in_threadpool(self._count)
                raise
            self._old.value = self._new.value = self._twice.value = ""
            if self._visit.visitor.must_change_password:
                ui.navigate.to("/")
            ui.notify("Password changed; other browsers are signed out", type="positive")
        self._visit.console.sockets.again.set()

    def _count(self) -> None:
        # Whoever sits down at another's open page is to guess no faster than at the sign-in.
        console, login = self._visit.console, self._visit.visitor.login
        console.refusals.note(login, "change own password refused", "")
        with console.store.writing() as connection:
            failed(connection, login, _HERE, now_utc())


async def _everywhere(visit: Visit) -> None:
    account = visit.visitor.account_id
    with told():
        await visit.change(
            "sign out everywhere",
            visit.visitor.login,
            lambda c: sign_out_everywhere(c, account),
            right="own",
        )
    visit.console.sockets.again.set()


def _field(label: str, kind: str) -> ui.input:
    made = ui.input(label, password=True)
    made.props(f'outlined maxlength="{LONGEST}" autocomplete="{kind}"').classes("whole")
    return made
