"""Timed one-on-one minutes by billing code, as a therapist attests them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Final

from nicegui import ui
from pydantic import ValidationError

from clinic.billing import Billing, Rule, units
from clinic.console.buttons import act
from clinic.console.frame import heading, told
from clinic.console.pages.session.opened import Opened
from clinic.console.pages.session.parts import followed
from clinic.console.visit import Visit
from clinic.dose import dose_of
from clinic.errors import ClinicError
from clinic.kept import Attested, Minutes, attest, minutes_told
from clinic.settings import load_settings

NMR_CODE: Final = "97112"
_LINES: Final = 3
_RULES: Final = {"cms": "the sum of all minutes", "ama": "each code for itself"}


class Attesting:
    """The form; nothing in it is ever filled in from the recording."""

    def __init__(
        self, visit: Visit, found: Opened, done: Callable[[Attested], Awaitable[None]]
    ) -> None:
        """`done` is told what was attested."""
        self._visit = visit
        self._found = found
        self._done = done
        self._lines: list[tuple[ui.input, ui.input]] = []
        self._attested: tuple[Minutes, ...] = found.attested.minutes if found.attested else ()
        self._rule: Rule = "cms"

    async def make(self) -> None:
        """Put it on the page."""
        root = self._visit.console.data.root
        self._rule = (await self._visit.again(lambda _: load_settings(root))).billing_rule
        heading("Timed one-on-one minutes")
        dose = dose_of(self._found.session)
        ui.label(
            f"Yours alone to attest: the game can't know them. (It ran {dose.total_s / 60:.0f} "
            f"min, {dose.active_s / 60:.0f} of them active.)"
        )
        kept = self._found.attested
        there = list(kept.minutes) if kept else []
        for number in range(max(_LINES, len(there) + 1)):
            each = there[number] if number < len(there) else None
            code = each.code if each else NMR_CODE if number == 0 else ""
            with ui.element("div").classes("minutes"):
                of = ui.input(f"Code {number + 1}", value=code).props("outlined maxlength=5")
                many = ui.input(f"Minutes {number + 1}", value=str(each.minutes) if each else "")
                many.props('outlined maxlength=3 inputmode="numeric"')
            of.on_value_change(self._changed)
            many.on_value_change(self._changed)
            self._lines.append((of, many))
        self._units = ui.label().props('role="status"')
        act("Attest these minutes", self._attest)
        self._kept = ui.label().props('role="status"').classes("small")
        self._changed()

    def _read(self) -> Iterator[Minutes]:
        for number, (code, minutes) in enumerate(self._lines, start=1):
            if not minutes.value.strip():
                continue
            try:
                yield Minutes(code=code.value.strip().upper(), minutes=int(minutes.value.strip()))
            except (ValidationError, ValueError):
                raise ClinicError(
                    f"line {number}: a code has five digits or capital letters, "
                    "minutes are whole, from 0 to 480"
                ) from None

    def differs_from(self, minutes: Sequence[Minutes]) -> bool:
        """Whether other minutes stand in the form, or some that can't be read."""
        try:
            return sorted(_plain(self._read())) != sorted(_plain(minutes))
        except ClinicError:
            return True

    def _changed(self) -> None:
        self._tell_units()
        self._tell_kept()

    def _tell_kept(self) -> None:
        if not self._attested:
            self._kept.text = "Not attested."
        elif self.differs_from(self._attested):
            self._kept.text = (
                f"Not attested as it stands. Attested: {minutes_told(self._attested)}."
            )
        else:
            self._kept.text = "Attested."

    def _tell_units(self) -> None:
        try:
            minutes = list(self._read())
        except ClinicError as error:
            self._units.text = str(error)
            return
        self._units.text = _words(units(minutes, self._rule)) if minutes else "No minutes told."

    async def _attest(self) -> None:
        with told():
            minutes, folder = list(self._read()), self._found.folder
            if len({each.code for each in minutes}) < len(minutes):
                raise ClinicError("tell each code once")
            kept = await self._visit.change(
                "attest minutes", f"session {self._found.id}", lambda _: attest(folder, minutes)
            )
            await followed(self._visit, self._found.id)
            self._attested = kept.minutes
            self._changed()
            await self._done(kept)


def _plain(minutes: Iterable[Minutes]) -> list[tuple[str, int]]:
    return [(each.code, each.minutes) for each in minutes]


def _words(billing: Billing) -> str:
    parts = [f"{code} {count}" for code, count in billing.units.items()]
    if billing.tie:
        parts.append(f"{billing.tie.units} of {' or '.join(billing.tie.codes)}, as you choose")
    return (
        f"{billing.total_minutes} min come to {billing.total} units by the rule "
        f"{billing.rule} ({_RULES[billing.rule]}): {', '.join(parts)}."
    )
