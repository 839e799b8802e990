"""Accounts: who may use the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, get_args

from nicegui import ui
from sqlalchemy import Connection

from clinic.console import accounts
from clinic.console.accounts import Account
from clinic.console.buttons import act, first_act
from clinic.console.frame import frame, heading, told
from clinic.console.pages.session.asking import confirm
from clinic.console.passwords import LONGEST
from clinic.console.roles import Role
from clinic.console.visit import AVisit, Visit

_ROLES: Final[dict[Role, str]] = {
    "therapist": "therapist: sees and changes what is about patients",
    "lead": "lead: also accounts, stations, the audit",
    "read-only": "read-only: sees, changes nothing",
}


@ui.page("/accounts")
async def page(visit: AVisit) -> None:
    """All accounts, and a new one."""
    with frame(visit, "Accounts", "/accounts"):
        found = await visit.look("accounts", accounts.accounts, "lead")
        _Accounts(visit, found)


class _Accounts:
    """The list, and what is done to one of it."""

    def __init__(self, visit: Visit, found: list[Account]) -> None:
        self._visit = visit
        self._list = ui.element("ul").classes("accounts")
        heading("New account")
        with ui.element("section").classes("card form"):
            self._login = ui.input("Login, as in m.lindt").props(
                'outlined maxlength="32" autocomplete="off"'
            )
            self._role = ui.select(_ROLES, value="therapist", label="Role").props("outlined")
            self._password = _password("First password, told to its owner by you")
            ui.label("Its owner has to choose another one at the first sign-in.")
            with ui.element("div").classes("acts"):
                first_act("Add account", self._add)
        self._show(found)

    def _show(self, found: list[Account]) -> None:
        self._list.clear()
        with self._list:
            for each in found:
                self._row(each)

    def _row(self, account: Account) -> None:
        with ui.element("li").classes("card account"):
            with ui.element("div").classes("who-it-is"):
                ui.label(account.login).classes("strong")
                since = f"since {account.created_utc:%Y-%m-%d}"
                off = account.disabled_utc
                ui.label(f"{since}; disabled {off:%Y-%m-%d}" if off else since).classes("soft")
                if account.must_change_password:
                    ui.label("has not chosen a password yet").classes("soft")
            role = ui.select(list(get_args(Role)), value=account.role, label="Role").props(
                f'outlined aria-label="Role of {account.login}"'
            )
            role.on_value_change(lambda event: self._change_role(account, event.value))
            act("Reset password", lambda: self._reset(account)).props(
                f'aria-label="Reset password of {account.login}"'
            )
            if account.disabled_utc is None:
                act("Disable", lambda: self._disable(account)).props(
                    f'aria-label="Disable {account.login}"'
                )
            else:
                act("Enable", lambda: self._enable(account)).props(
                    f'aria-label="Enable {account.login}"'
                )

    async def _add(self) -> None:
        login, role = str(self._login.value or "").strip(), self._role.value
        password = str(self._password.value or "")

        def work(connection: Connection) -> None:
            accounts.add_account(connection, login, role, password)
            accounts.ask_for_own_password(connection, login)

        # The audit's line says a login only once it is one.
        if await self._do("add account", f"{login[:32]} ({role})", work):
            self._login.value = self._password.value = ""
            ui.notify(f"Account {login} added", type="positive")

    async def _change_role(self, account: Account, role: Role) -> None:
        await self._do(
            f"make {role}",
            account.login,
            lambda c: accounts.change_role(c, account.login, role),
        )

    async def _disable(self, account: Account) -> None:
        about = ["It is signed out everywhere at once. What it did stays in the audit."]
        if await confirm(f"Disable {account.login}?", about, "Disable"):
            await self._do(
                "disable account", account.login, lambda c: accounts.disable(c, account.login)
            )

    async def _enable(self, account: Account) -> None:
        await self._do("enable account", account.login, lambda c: accounts.enable(c, account.login))

    async def _reset(self, account: Account) -> None:
        login, own = account.login, account.login == self._visit.visitor.login
        password = await _ask_password(login, own=own)
        if password is None:
            return

        def work(connection: Connection) -> None:
            accounts.set_password(connection, login, password)
            if not own:
                accounts.ask_for_own_password(connection, login)

        if await self._do("reset password", login, work):
            ui.notify(f"{account.login} has another password", type="positive")

    async def _do(self, action: str, subject: str, work: Callable[[Connection], None]) -> bool:
        done = False
        with told():
            await self._visit.change(action, subject, work, right="lead")
            done = True
        self._visit.console.sockets.again.set()
        with told():
            self._show(await self._visit.again(accounts.accounts, "lead"))
        return done


async def _ask_password(login: str, *, own: bool) -> str | None:
    with ui.dialog().props("aria-labelledby=asked-title") as dialog, ui.card().classes("asked"):
        with ui.element("h2").props('id="asked-title"'):
            ui.label(f"Another password for {login}")
        ui.label("It is signed out everywhere, and no longer locked out.")
        if not own:
            ui.label("Its owner has to choose another one at the next sign-in.")
        words = _password("New password").props("autofocus")
        with ui.element("div").classes("acts"):
            first_act("Set password", lambda: dialog.submit(words.value))
            act("Cancel", lambda: dialog.submit(None))
    found = await dialog
    dialog.delete()
    return found if isinstance(found, str) else None


def _password(label: str) -> ui.input:
    made = ui.input(label, password=True)
    made.props(f'outlined maxlength="{LONGEST}" autocomplete="new-password"').classes("whole")
    return made
