"""The page of a session that is played now: to watch, and to help."""

from __future__ import annotations

import asyncio
import base64
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from nicegui import background_tasks, ui

from clinic.console.frame import EXPECTED, frame, heading, problem
from clinic.console.pages.play.commands import Commands
from clinic.console.pages.play.panels import Happened, Measures, Now
from clinic.console.pages.play.shown import in_words, things
from clinic.console.pages.play.words import ENDS, said
from clinic.console.view3d import View3D
from clinic.console.visit import AVisit, Visit
from clinic.link.hub import LiveGame

MOST_HZ: Final = 10.0
SILENT_AFTER_S: Final = 3.0
STAY_EVERY_S: Final = 60.0
_CUT: Final = (
    "<strong>No connection to the console since <time></time>: buttons and keys on this page do "
    "nothing now.</strong> Stop the game in its own window with Escape. It goes on by itself, and "
    'this page comes back by itself; or <a href="">load it anew</a>.'
)
_EVERYTHING: Final = frozenset({"state", "events", "trials", "picture", "link"})


@ui.page("/play/{session_id}")
async def page(visit: AVisit, session_id: str) -> None:
    """Watch one session."""
    game = visit.console.hub.games.get(session_id)
    title = "Session" if game is None else f"{game.hello.patient_code} plays"
    ui.add_head_html('<script src="/assets/live.js"></script>')
    with frame(visit, title, "/play"):
        await visit.look(f"live session {session_id}", lambda _: None)
        if game is None:
            problem("No game with this session is linked to the console now.")
            ui.link("What is played now", "/play").classes("go second")
            ui.link("The session afterwards", f"/sessions/{session_id}").classes("go second")
            return
        _Live(visit, game)


class _Live:
    def __init__(self, visit: Visit, game: LiveGame) -> None:
        self._visit = visit
        self._game = game
        self._following: asyncio.Task[None] | None = None
        self._wanted: ui.checkbox | None = None
        self._commands: Commands | None = None
        self._client = ui.context.client
        self._make()
        self._client.on_connect(self._begin)
        self._client.on_disconnect(self._gone)
        self._client.on_delete(self._leave)
        ui.timer(1.0, self._look_at_link)
        ui.timer(STAY_EVERY_S, self._stay)

    def _make(self) -> None:
        hello, may = self._game.hello, self._visit.visitor.may("care")
        self._whole = ui.element("div").classes("live")
        with self._whole:
            self._top(may)
            with ui.element("div").classes("live-columns"):
                with ui.element("div"):
                    with ui.element("section").classes("card"):
                        self._now = Now(self._game)
                        self._picture = View3D("24rem")
                    with ui.element("div").classes("live-pair"):
                        with ui.element("section").classes("card"):
                            heading("How it goes")
                            self._now.facts()
                        with ui.element("section").classes("card"):
                            heading("What happened")
                            self._happened = Happened(self._game)
                    self._mirror_part()
                with ui.element("div"):
                    if self._commands is not None:
                        with ui.element("section").classes("card"):
                            heading("Help")
                            self._commands.panel()
                    with ui.element("section").classes("card"):
                        heading("Last repetition")
                        self._measures = Measures(self._game)
            self._bar()
            ui.label(
                f"Session {hello.session_id}, at {self._game.station.name}, "
                f"{said(hello.input_device)}, {hello.software}"
            ).classes("small")

    def _top(self, may: bool) -> None:  # noqa: FBT001 - the one thing there is to say
        hello = self._game.hello
        with ui.element("div").classes("live-top"):
            with ui.element("p"):
                ui.label(f"{hello.level_title}. Affected side: {hello.affected_side}.")
                if hello.simulated:
                    ui.label("Simulated: this is no person.").classes("badge")
            if may:
                self._commands = Commands(self._visit, self._game, self._linked)
                self._commands.stop()

    @property
    def _id(self) -> str:
        return self._game.hello.session_id

    @property
    def _afterwards(self) -> str:
        return f"/sessions/{self._id}"

    def _bar(self) -> None:
        """At the foot of the window, always in sight: what became of a command, and of the link."""
        with ui.element("div").classes("live-bar"):
            if self._commands is not None:
                self._commands.outcome()
            self._banner = ui.element("div").classes("problem").props('role="alert"')
            with self._banner:
                self._broken = ui.label()
                self._kept = ui.link("The session's page", self._afterwards)
                self._kept.visible = False
            self._over = ui.element("div").classes("live-over").props('role="status"')
            with self._over:
                self._how = ui.label()
                ui.link("The session's page", self._afterwards).classes("go")
                self._on = ui.link("Go on with this session", f"/play?resume={self._id}")
                self._on.classes("go second").visible = False
            with ui.element("div").classes("problem live-cut").props('role="alert"'):
                ui.html(_CUT, sanitize=False)
            with ui.element("div").classes("problem live-lost").props('role="alert"'):
                ui.html("<p></p>", sanitize=False)
        self._banner.visible = self._over.visible = False

    def _mirror_part(self) -> None:
        if self._game.hello.view == "none":
            return
        with ui.element("section").classes("card"):
            heading("What the patient sees")
            self._wanted = ui.checkbox("Show the picture", value=True)
            self._wanted.on_value_change(self._again)
            self._mirror = ui.element("img").classes("live-mirror")
            self._mirror.props["alt"] = "The picture that the patient sees"
            self._mirror.visible = False

    def _linked(self) -> bool:
        return self._game.connected and not self._game.over

    def _silent_s(self) -> float:
        return (datetime.now(UTC) - self._game.heard_utc).total_seconds()

    def _begin(self) -> None:
        self._leave()
        ui.run_javascript("reachwellConnected()")
        self._following = background_tasks.create(self._follow(), name="watch a game")

    def _gone(self) -> None:
        """A connection was closed, perhaps one that the browser has replaced long ago."""
        if not self._client.has_socket_connection:
            self._leave()

    def _leave(self) -> None:
        if self._following is not None:
            self._following.cancel()
            self._following = None

    def _again(self) -> None:
        self._mirror.visible = False
        self._begin()

    async def _follow(self) -> None:
        """Until the browser leaves. Who is slow gets the newest, never a queue."""
        game = self._game
        pictures = self._wanted is not None and bool(self._wanted.value)
        with self._client:
            self._show(set(_EVERYTHING))
            async with game.watch(pictures=pictures) as changes:
                async for parts in changes:
                    self._show(parts)
                    await asyncio.sleep(1.0 / MOST_HZ)

    def _show(self, parts: set[str]) -> None:
        state = self._game.state
        if "state" in parts and state is not None:
            self._now.show(state)
            self._picture.show(things(state), in_words(state))
        if parts & {"trials", "events"}:
            self._now.recount()
        if "trials" in parts:
            self._measures.show()
        if "events" in parts:
            self._happened.show()
        if "picture" in parts and self._game.picture and self._wanted is not None:
            encoded = base64.b64encode(self._game.picture).decode()
            self._mirror.props["src"] = f"data:image/jpeg;base64,{encoded}"
            self._mirror.visible = bool(self._wanted.value)
        if "link" in parts:
            self._look_at_link()
        elif self._commands is not None:
            self._commands.follow()

    async def _stay(self) -> None:
        """Who watches a patient is there, click or not: the stop button must not go away."""
        if self._client.has_socket_connection and not self._game.over:
            with suppress(*EXPECTED):
                await self._visit.stay()

    def _look_at_link(self) -> None:
        """Tell when the link is broken, and when the session is over."""
        game = self._game
        over = game.over
        broken = not over and not (self._linked() and self._silent_s() < SILENT_AFTER_S)
        if broken:
            line = self._why_broken()
            if self._broken.text != line:
                self._broken.text = line
        if self._banner.visible is not broken:
            self._banner.visible = broken
            self._whole.classes(**{"add" if broken else "remove": "stale"})
        if over and not self._over.visible:
            self._how.text = f"The session is over: {ENDS.get(game.status, said(game.status))}."
            self._over.visible = True
            self._on.visible = self._commands is not None and game.status != "completed"
        if self._commands is not None:
            self._commands.follow()

    def _why_broken(self) -> str:
        since = f"{self._game.heard_utc.astimezone():%H:%M:%S}"
        for started in self._visit.console.stations.starts.values():
            if started.session_id == self._id and started.ended:
                self._kept.visible = True
                why = f": {started.problem}" if started.problem else ""
                return (
                    f"The game has ended without saying so, last heard at {since}{why}. "
                    "What was recorded is kept."
                )
        self._kept.visible = False
        return (
            f"No link to the game since {since}. The game goes on by itself; "
            "this page catches up as soon as it calls again. Help the patient beside them: "
            "Escape in the game's own window stops it."
        )
