"""Stations: machines that patients play at, and how another one joins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from nicegui import ui
from sqlalchemy import Connection

from clinic.console.buttons import act, first_act
from clinic.console.frame import frame, heading, told
from clinic.console.hosts import LOOPBACK
from clinic.console.pages.session.asking import confirm
from clinic.console.visit import AVisit, Visit
from clinic.station import keys
from clinic.station.keys import OWN_MACHINE, Station
from clinic.station.stations import Stations
from game.recording.info import now_utc

_EACH_S: Final = 2.0


@ui.page("/stations")
async def page(visit: AVisit) -> None:
    """All stations, and a code for one more."""
    with frame(visit, "Stations", "/stations"):
        found = await visit.look("stations", keys.stations, "lead")
        _Page(visit, found)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A station as its row tells of it."""

    station: Station | None
    name: str
    state: str
    more: str
    connected: bool


class _Page:
    def __init__(self, visit: Visit, found: Sequence[Station]) -> None:
        self._visit = visit
        self._shown: list[_Shown] = []
        self._list = ui.element("ul").classes("stations")
        self._code: _Code | None = None
        heading("Add a station")
        with ui.element("section").classes("card"):
            _how(visit.console.stations.url)
            with ui.element("div").classes("acts"):
                first_act("Make a join code", self._make)
            self._place = ui.element("div").props('role="status"')
        self._show(found)
        ui.timer(_EACH_S, self._refresh)

    def _show(self, found: Sequence[Station]) -> None:
        running = self._visit.console.stations
        shown = [_own(running), *(_shown(running, each) for each in found)]
        if shown == self._shown:
            return
        self._shown = shown
        self._list.clear()
        with self._list:
            for each in shown:
                self._row(each)

    def _row(self, shown: _Shown) -> None:
        with ui.element("li").classes("card station"):
            with ui.element("div").classes("who-it-is"):
                ui.label(shown.name).classes("strong")
                sign = "\N{BLACK CIRCLE}" if shown.connected else "\N{WHITE CIRCLE}"
                ui.label(f"{sign} {shown.state}")
                if shown.more:
                    ui.label(shown.more).classes("soft")
            if shown.station is not None:
                station = shown.station
                act("Remove", lambda: self._remove(station)).props(
                    f'aria-label="Remove {station.name}"'
                )

    async def _refresh(self) -> None:
        with told():
            code = self._code
            found, used = await self._visit.again(lambda c: _look(c, code), "lead")
            self._show(found)
            if code is not None and code is self._code and code.over(used):
                self._code = None

    async def _make(self) -> None:
        with told():
            account = self._visit.visitor.account_id
            typed, ends_utc = await self._visit.change(
                "make join code", "stations", lambda c: keys.make_join_code(c, account), "lead"
            )
            self._place.clear()
            with self._place:
                self._code = _Code(typed, ends_utc, self._visit.console.stations.url)

    async def _remove(self, station: Station) -> None:
        about = [
            "It is cut off at once, and its key is worth nothing any more.",
            "A game that is played there goes on, out of sight of this console.",
            "Sessions that it has not handed over stay on that machine.",
        ]
        if not await confirm(f"Remove {station.name}?", about, "Remove station"):
            return
        with told():
            await self._visit.change(
                "remove station", station.name, lambda c: keys.remove(c, station.id), "lead"
            )
            await self._visit.console.stations.cut_off(station.id)
            ui.notify(f"{station.name} is removed", type="positive")
        await self._refresh()


class _Code:
    """A code that is shown until it is used or has ended."""

    def __init__(self, typed: str, ends_utc: datetime, url: str) -> None:
        self.typed = typed
        self._ends_utc = ends_utc
        self._box = ui.element("div")
        with self._box:
            ui.label("Type this code on the new station, once:")
            ui.label(f"{typed[:4]}-{typed[4:]}").classes("join-code")
            self._left = ui.label().props('role="timer" aria-live="off"').classes("small")
            ui.label("There, on one line:").classes("small")
            line = f'reachwell station join {url} {typed} --name "Room 1"'
            ui.label(line).classes("join-line")
            ui.label("and afterwards, each day: reachwell station run").classes("small")
        self._count()

    def over(self, used: bool) -> bool:  # noqa: FBT001 - what was found of it
        """Tell how long it holds, or that it does no more."""
        if used or self._ends_utc <= now_utc():
            self._box.clear()
            with self._box:
                ui.label(
                    "The code was used: the station is in the list."
                    if used
                    else "The code has ended. Make another one."
                )
            return True
        self._count()
        return False

    def _count(self) -> None:
        left_s = max(0, round((self._ends_utc - now_utc()).total_seconds()))
        self._left.text = f"It holds for {left_s // 60}:{left_s % 60:02d} more minutes."


def _look(connection: Connection, code: _Code | None) -> tuple[list[Station], bool]:
    return keys.stations(connection), code is not None and keys.used(connection, code.typed)


def _how(url: str) -> None:
    ui.label(
        "Another machine of the clinic, with Reachwell installed, can play what is asked here and "
        "hand its sessions over."
    )
    if (urlsplit(url).hostname or "") in LOOPBACK:
        ui.label(
            "This console listens on this machine alone. For stations on other machines, start it "
            "with --host and a certificate."
        ).classes("caution")


def _own(running: Stations) -> _Shown:
    plays = _plays(running, None)
    return _Shown(None, OWN_MACHINE.capitalize(), plays or "ready, nobody plays", "", True)


def _shown(running: Stations, station: Station) -> _Shown:
    line, plays = running.lines.get(station.id), _plays(running, station.id)
    joined = f"joined {station.joined_utc:%Y-%m-%d}"
    if line is None:
        seen = station.seen_utc
        last = f"last seen {seen:%Y-%m-%d %H:%M} UTC" if seen else "not seen yet"
        state = f"not connected, {last}" + (f"; {plays} as far as is known" if plays else "")
        return _Shown(station, station.name, state, joined, False)
    state = f"connected, {plays or 'nobody plays'}"
    more = [joined, f"Reachwell {line.hello.software}"]
    if line.waiting:
        things = "session" if line.waiting == 1 else "sessions"
        more.append(f"{line.waiting} {things} not handed over yet")
    if line.problem:
        more.append(line.problem)
    return _Shown(station, station.name, state, "; ".join(more), True)


def _plays(running: Stations, station_id: int | None) -> str:
    codes = [each.spec.patient_code for each in running.playing(station_id)]
    return f"{', '.join(codes)} {'plays' if len(codes) == 1 else 'play'}" if codes else ""
