"""A session seen again in 3-D, with a scrubber."""

from __future__ import annotations

import json
import time
from typing import Final

from nicegui import events, ui
from starlette.concurrency import run_in_threadpool

from clinic.console.buttons import act, choices, first_act
from clinic.console.frame import told
from clinic.console.pages.session.opened import Opened
from clinic.console.pages.session.parts import session_page
from clinic.console.pages.session.replay_scene import things, trail
from clinic.console.view3d import View3D
from clinic.console.visit import AVisit
from clinic.replay.shown import Scenes
from clinic.replay.timeline import Timeline
from clinic.replay.track import Track
from controllers.frame import Vec3
from game.recording.errors import RecordingError

_TICK_S: Final = 0.1
_SPEEDS: Final = {0.25: "\u00bc speed", 1.0: "as it was", 2.0: "2 times", 8.0: "8 times"}


@ui.page("/sessions/{session_id}/replay")
async def page(session_id: str, visit: AVisit, repetition: int = 0) -> None:
    """The replay, from a repetition where one is named."""

    async def show(found: Opened) -> None:
        try:
            track = await run_in_threadpool(Track, found.session.recording)
        except RecordingError:
            ui.label("The recorded movements can't be read; there is nothing to see again.")
            return
        if track.end_ns <= track.start_ns:
            ui.label("No movement was recorded.")
            return
        await _Replay(found, track).make(repetition)

    await session_page(visit, session_id, "/replay", show)


class _Replay:
    """The picture, its slider and its buttons on one page."""

    def __init__(self, found: Opened, track: Track) -> None:
        self._found = found
        self._track = track
        self._scenes = Scenes(found.session.events)
        self._line = Timeline(found.session, found.repetitions)
        self._at_ns = track.start_ns
        self._speed = 1.0
        self._playing = False
        self._busy = False
        self._shown_s = time.monotonic()

    async def make(self, repetition: int) -> None:
        """Put it on the page."""
        first = self._line.stretches[0].start_ns if self._line.stretches else self._at_ns
        wanted = [e.start_ns for e in self._line.stretches if e.repetition.trial_num == repetition]
        self._at_ns = min(max(wanted[0] if wanted else first, self._at_ns), self._track.end_ns)
        seconds = (self._track.end_ns - self._track.start_ns) / 1e9
        with ui.element("div").classes("replay"):
            self._picture = View3D(height="min(60vh, 34rem)")
            with ui.element("div").classes("scrub"):
                self._slider = ui.html(
                    f'<input type="range" min="0" max="{seconds:.1f}" step="0.1" '
                    'aria-label="Moment of the session">',
                    sanitize=False,
                )
                self._slider.on("input", self._scrubbed, throttle=0.1, js_handler=_SLID)
                self._clock = ui.label().classes("clock")
            with ui.element("div").classes("acts"):
                self._play = first_act("Play", self._turn)
                act("Previous repetition", self._back)
                act("Next repetition", self._on)
                choices("Speed", _SPEEDS, 1.0, self._faster)
            ui.label(
                "Head, hands and feet as recorded, 20 moments a second. Targets and obstacles as "
                "the recording tells them; a thing in the hand is drawn at the hand, for its own "
                "way is not recorded. Grey: the device was guessing."
            ).classes("small")
        self._timer = ui.timer(_TICK_S, self._tick, active=False)
        await self._show()

    async def _show(self) -> None:
        at_ns = self._at_ns
        points = await run_in_threadpool(self._track.at, at_ns)
        stretch = self._line.at(at_ns)
        drawn: dict[str, list[Vec3]] = {}
        if stretch is not None:
            since_ns, side = stretch.start_ns, stretch.repetition.side
            drawn = await run_in_threadpool(trail, self._track, side, since_ns, at_ns)
        words = self._line.words(at_ns)
        if stretch is not None and stretch.repetition.trial_num in self._found.taken_out:
            words = f"{words}, taken out"
        self._picture.show(things(points, self._scenes.at(at_ns, points)), words, drawn)
        at_s = (at_ns - self._track.start_ns) / 1e9
        whole_s = (self._track.end_ns - self._track.start_ns) / 1e9
        self._clock.text = f"{_clock(at_s)} of {_clock(whole_s)}"
        ui.run_javascript(
            f"const s = document.querySelector('.scrub input'); if (s && !s.matches(':active')) "
            f"s.value = {at_s:.2f}; s?.setAttribute('aria-valuetext', "
            f"{_quoted(f'{_clock(at_s)}, {words}')})"
        )

    async def _scrubbed(self, event: events.GenericEventArguments) -> None:
        try:
            at_s = float(event.args)
        except (TypeError, ValueError):
            return
        await self._go(self._track.start_ns + round(at_s * 1e9))

    async def _go(self, at_ns: int) -> None:
        with told():
            self._at_ns = min(max(at_ns, self._track.start_ns), self._track.end_ns)
            await self._show()

    async def _turn(self) -> None:
        self._playing = not self._playing
        self._play.text = "Pause" if self._playing else "Play"
        if self._playing and self._at_ns >= self._track.end_ns:
            self._at_ns = self._track.start_ns
        self._shown_s = time.monotonic()
        (self._timer.activate if self._playing else self._timer.deactivate)()

    async def _tick(self) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            now_s = time.monotonic()
            gone_s, self._shown_s = now_s - self._shown_s, now_s
            await self._go(self._at_ns + round(gone_s * self._speed * 1e9))
            if self._at_ns >= self._track.end_ns:
                await self._turn()
        finally:
            self._busy = False

    async def _back(self) -> None:
        stretch = self._line.before(self._at_ns)
        await self._go(stretch.start_ns if stretch else self._track.start_ns)

    async def _on(self) -> None:
        stretch = self._line.after(self._at_ns)
        if stretch is not None:
            await self._go(stretch.start_ns)

    def _faster(self, event: events.ValueChangeEventArguments[float]) -> None:
        self._speed = float(event.value)


_SLID: Final = "(event) => emit(event.target.value)"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _quoted(words: str) -> str:

    return json.dumps(words)
